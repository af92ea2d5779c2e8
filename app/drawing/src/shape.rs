//! How large each kind of node is drawn, where lines touch it, and how its name is broken into lines.

use engine::definition::{At, Node};
use engine::nodes::Kind;

/// A place on the drawing, in pixels at 100 %.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Point {
    pub x: i32,
    pub y: i32,
}

/// A rectangle by its corners.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
}

/// A side of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Right,
    Bottom,
    Top,
    Left,
}

/// The outline of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outline {
    /// Something that happens: a circle.
    Event,
    /// A fork in the way: a diamond.
    Gateway,
    /// Something that is done: a rounded rectangle.
    Task,
}

pub const TASK_WIDTH: i32 = 168;
pub const TASK_HEIGHT: i32 = 64;
/// Half of an event's width.
pub const EVENT: i32 = 22;
/// Half of a gateway's width.
pub const GATEWAY: i32 = 26;
/// The height of a line of text.
pub const LINE: i32 = 17;
/// What a letter takes on average, in tenths of a pixel.
const LETTER: i32 = 66;
/// Nodes further away than this are drawn here: a document may hold any number, and a drawing has to end somewhere.
pub const FARTHEST: i32 = 1_000_000;

impl Side {
    pub const ALL: [Self; 4] = [Self::Right, Self::Bottom, Self::Top, Self::Left];

    /// The direction away from the node.
    pub const fn away(self) -> (i32, i32) {
        match self {
            Self::Right => (1, 0),
            Self::Bottom => (0, 1),
            Self::Top => (0, -1),
            Self::Left => (-1, 0),
        }
    }
}

impl Outline {
    /// The outline of a kind.
    pub fn of(kind: &Kind) -> Self {
        match kind {
            Kind::Start(_) | Kind::End(_) | Kind::Wait(_) | Kind::Signal(_) => Self::Event,
            Kind::Condition(_) | Kind::Split(_) | Kind::Join(_) => Self::Gateway,
            Kind::Approval(_) | Kind::Notify(_) => Self::Task,
        }
    }

    /// Half of its width and of its height.
    pub const fn half(self) -> (i32, i32) {
        match self {
            Self::Event => (EVENT, EVENT),
            Self::Gateway => (GATEWAY, GATEWAY),
            Self::Task => (TASK_WIDTH / 2, TASK_HEIGHT / 2),
        }
    }
}

impl Point {
    /// Where a place of the document is drawn.
    pub fn of(at: At) -> Self {
        Self { x: at.x.clamp(-FARTHEST, FARTHEST), y: at.y.clamp(-FARTHEST, FARTHEST) }
    }
}

impl Area {
    pub const EMPTY: Self = Self { left: 0, top: 0, right: 0, bottom: 0 };

    /// The area around a node's outline.
    pub fn of(node: &Node) -> Self {
        let (half_width, half_height) = Outline::of(&node.does).half();
        Self::around(Point::of(node.at), half_width, half_height)
    }

    /// The area around a point.
    pub const fn around(at: Point, half_width: i32, half_height: i32) -> Self {
        Self { left: at.x - half_width, top: at.y - half_height, right: at.x + half_width, bottom: at.y + half_height }
    }

    pub const fn width(self) -> i32 {
        self.right - self.left
    }

    pub const fn height(self) -> i32 {
        self.bottom - self.top
    }

    pub const fn centre(self) -> Point {
        Point { x: i32::midpoint(self.left, self.right), y: i32::midpoint(self.top, self.bottom) }
    }

    /// The area with a margin; a negative one makes it smaller.
    #[must_use]
    pub const fn with_margin(self, margin: i32) -> Self {
        Self {
            left: self.left - margin,
            top: self.top - margin,
            right: self.right + margin,
            bottom: self.bottom + margin,
        }
    }

    /// The smallest area that holds both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// Whether they share more than an edge.
    pub const fn meets(self, other: Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    /// Whether they share anything, an edge or a corner included.
    pub const fn touches(self, other: Self) -> bool {
        self.left <= other.right && other.left <= self.right && self.top <= other.bottom && other.top <= self.bottom
    }

    /// Whether the other lies wholly within.
    pub const fn holds(self, other: Self) -> bool {
        self.left <= other.left && other.right <= self.right && self.top <= other.top && other.bottom <= self.bottom
    }

    /// The area moved.
    #[must_use]
    pub const fn moved(self, dx: i32, dy: i32) -> Self {
        Self { left: self.left + dx, top: self.top + dy, right: self.right + dx, bottom: self.bottom + dy }
    }

    /// Where a line touches a side: its middle.
    pub const fn anchor(self, side: Side) -> Point {
        let centre = self.centre();
        match side {
            Side::Right => Point { x: self.right, y: centre.y },
            Side::Bottom => Point { x: centre.x, y: self.bottom },
            Side::Top => Point { x: centre.x, y: self.top },
            Side::Left => Point { x: self.left, y: centre.y },
        }
    }
}

/// What a text takes when it is drawn, in pixels.
pub fn text_width(text: &str) -> i32 {
    let letters = i32::try_from(text.chars().count()).unwrap_or(i32::MAX / LETTER);
    letters * LETTER / 10
}

/// Breaks a text at its spaces into at most `lines` lines of about `width` letters; what is too much ends in `…`.
pub fn wrapped(text: &str, width: usize, lines: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let fits = out.last().is_some_and(|line| line.chars().count() + 1 + word.chars().count() <= width);
        match out.last_mut() {
            Some(line) if fits => {
                line.push(' ');
                line.push_str(word);
            }
            _ => out.push(word.to_owned()),
        }
    }
    let too_many = out.len() > lines;
    out.truncate(lines);
    if let Some(last) = out.last_mut().filter(|_| too_many) {
        last.push('…');
    }
    out.iter().map(|line| shortened(line, width + 2)).collect()
}

/// A text of at most `width` letters; what is too much ends in `…`.
pub fn shortened(text: &str, width: usize) -> String {
    match text.char_indices().nth(width) {
        Some(_) => {
            format!("{}…", text.chars().take(width.saturating_sub(1)).collect::<String>().trim_end_matches([' ', '…']))
        }
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_broken_at_spaces_and_shortened_at_the_end() {
        assert_eq!(wrapped("Budget check", 18, 2), ["Budget check"]);
        assert_eq!(wrapped("Approval by the head of department", 18, 2), ["Approval by the", "head of department"]);
        assert_eq!(wrapped("One two three four five six seven", 9, 2), ["One two", "three…"]);
        assert_eq!(wrapped("Donaudampfschifffahrtsgesellschaft", 12, 2), ["Donaudampfsch…"]);
        assert_eq!(wrapped("  ", 9, 2), Vec::<String>::new());
        assert_eq!(shortened("Finance", 7), "Finance");
    }

    #[test]
    fn lines_touch_the_middle_of_a_side() {
        let area = Area::around(Point { x: 100, y: 50 }, 84, 32);
        assert_eq!((area.width(), area.height()), (TASK_WIDTH, TASK_HEIGHT));
        assert_eq!(area.anchor(Side::Right), Point { x: 184, y: 50 });
        assert_eq!(area.anchor(Side::Top), Point { x: 100, y: 18 });
    }

    #[test]
    fn areas_that_only_touch_do_not_meet() {
        let one = Area { left: 0, top: 0, right: 10, bottom: 10 };
        assert!(!one.meets(Area { left: 10, top: 0, right: 20, bottom: 10 }));
        assert!(one.meets(Area { left: 9, top: 9, right: 20, bottom: 20 }));
        assert_eq!(one.with_margin(5).width(), 20);
    }
}
