//! The words on a line, put where the line has room for them.

use engine::catalogue::port_label;
use engine::definition::Edge;
use engine::nodes::Kind;

use crate::path::{distance, stretches};
use crate::shape::{Area, LINE, Point, shortened, text_width};

/// Letters of a line's label.
const LABEL_LETTERS: usize = 26;

/// The words on a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub text: String,
    pub at: Point,
    /// `start`, `middle` or `end`, as SVG says it.
    pub anchor: &'static str,
}

impl Label {
    /// The room that the words take.
    pub fn area(&self) -> Area {
        let width = text_width(&self.text);
        let left = match self.anchor {
            "start" => self.at.x,
            "end" => self.at.x - width,
            _ => self.at.x - width / 2,
        };
        Area { left, top: self.at.y - LINE, right: left + width, bottom: self.at.y + 4 }
    }
}

/// What is written on an edge that leaves a node of this kind; nothing where there is only one way.
pub fn words(kind: &Kind, edge: &Edge) -> String {
    let port = edge.port.as_str();
    let words = match kind {
        Kind::Condition(condition) => condition.label_of(&edge.port).unwrap_or_else(|| port_label(port)),
        _ => port_label(port),
    };
    shortened(words, LABEL_LETTERS)
}

/// Words, put where the line has room for them: near its beginning, else on its longest stretch.
pub fn label(words: &str, points: &[Point]) -> Option<Label> {
    let text = words.to_owned();
    if text.is_empty() || points.len() < 2 {
        return None;
    }
    let width = text_width(&text);
    let flat = |(a, b): &(Point, Point)| a.y == b.y;
    let roomy = stretches(points).find(|stretch| flat(stretch) && distance(stretch.0, stretch.1) >= width + 16);
    let (a, b) = (points[0], points[1]);
    if a.x == b.x && b.y != a.y {
        // Leaves upwards or downwards: beside the beginning.
        let y = if b.y > a.y { a.y + 15 } else { a.y - 12 };
        if distance(a, b) >= 24 || roomy.is_none() {
            return Some(Label { text, at: Point { x: a.x + 7, y }, anchor: "start" });
        }
    }
    let longest = stretches(points).max_by_key(|(a, b)| distance(*a, *b)).unwrap_or((a, b));
    let (a, b) = roomy.unwrap_or(longest);
    let (at, anchor) = match (a.y == b.y, roomy.is_some()) {
        (true, true) if b.x > a.x => (Point { x: a.x + 8, y: a.y - 6 }, "start"),
        (true, true) => (Point { x: a.x - 8, y: a.y - 6 }, "end"),
        (true, false) => (Point { x: i32::midpoint(a.x, b.x), y: a.y - 6 }, "middle"),
        (false, _) => (Point { x: a.x + 7, y: i32::midpoint(a.y, b.y) + 4 }, "start"),
    };
    Some(Label { text, at, anchor })
}
