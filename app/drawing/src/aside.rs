//! Notes and sections in their places: paper with its text in lines, and grounds around the steps of a section, or one box
//! in their stead.

use std::collections::{BTreeMap, BTreeSet};

use engine::aside::{Note, Section};
use engine::definition::{At, Definition, Node};
use engine::ids::{NodeId, NoteId, SectionId};

use crate::layout::Placed;
use crate::scene::Scene;
use crate::shape::{Area, FARTHEST, LINE, Point, wrapped};
use crate::tidy::GRID;

/// How wide a note is that says nothing of it.
pub const PAPER: i32 = 200;
/// The space around the text of a note.
pub const PADDING: i32 = 12;
/// The narrowest and the widest note, and the highest that somebody may wish.
const NARROWEST: i32 = 80;
const LARGEST: i32 = 1_200;
/// The most lines of a note that are drawn.
const MOST_LINES: usize = 120;
/// How far the ground of a section reaches beyond its steps, and how much more above them, where its name is.
const AROUND: i32 = 22;
pub const TITLE: i32 = 30;
/// Half of the box that stands for a collapsed section.
const BOX: (i32, i32) = (100, 40);
/// How near a new note comes to other things, where there is room.
const NOTE_MARGIN: i32 = 12;
/// Letters in a line of a box's name.
const BOX_LETTERS: usize = 22;

/// What of a definition is drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// All of it; collapsed sections as one box each.
    #[default]
    Folded,
    /// All of it, whatever is collapsed.
    Open,
    /// The steps of one section, with those that they lead to and come from.
    Inside(SectionId),
}

/// A note in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    pub note: Note,
    pub area: Area,
    pub lines: Vec<String>,
}

/// A section in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    pub section: Section,
    pub area: Area,
    /// Its name in lines where it is a box, else in one.
    pub name: Vec<String>,
    /// Whether it is drawn as one box.
    pub is_box: bool,
    /// How many steps are in it.
    pub steps: usize,
}

impl Paper {
    /// A note with its text in lines.
    #[must_use]
    pub fn of(note: &Note) -> Self {
        let size = |side: u32| i32::try_from(side).unwrap_or(LARGEST).min(LARGEST);
        let width = note.size.map_or(PAPER, |wished| size(wished.width).max(NARROWEST));
        let lines = broken(&note.text, (width - 2 * PADDING) * 10);
        let text = i32::try_from(lines.len().max(1)).unwrap_or(1) * LINE;
        let height = note.size.map_or(0, |wished| size(wished.height)).max(text + 2 * PADDING);
        let Point { x, y } = Point::of(note.at);
        Self { note: note.clone(), area: Area { left: x, top: y, right: x + width, bottom: y + height }, lines }
    }
}

/// Breaks a text into lines of at most this width, in tenths of a pixel; its own line ends are kept, and words that are too long are divided.
fn broken(text: &str, width: i32) -> Vec<String> {
    let mut lines = vec![];
    for paragraph in text.lines() {
        let (mut line, mut taken) = (String::new(), 0);
        for word in paragraph.split_inclusive(' ') {
            let long = measured(word.trim_end());
            if taken > 0 && taken + long > width {
                lines.push(std::mem::take(&mut line));
                taken = 0;
            }
            for letter in word.chars() {
                let wide = letter_width(letter);
                if taken + wide > width && letter != ' ' && taken > 0 {
                    lines.push(std::mem::take(&mut line));
                    taken = 0;
                }
                line.push(letter);
                taken += wide;
            }
        }
        lines.push(line);
    }
    if lines.len() > MOST_LINES {
        lines.truncate(MOST_LINES);
        lines.push("…".to_owned());
    }
    lines.iter().map(|line| line.trim_end().to_owned()).collect()
}

fn measured(word: &str) -> i32 {
    word.chars().map(letter_width).sum()
}

/// What a letter of a note takes in tenths of a pixel, as measured: Instrument Sans at 13 pixels.
const fn letter_width(letter: char) -> i32 {
    match letter {
        ' ' => 27,
        'i' | 'j' | 'l' | '|' | '\'' | 'I' | '.' | ',' | ':' | ';' | '!' => 36,
        'f' | 'r' | 't' | '1' | '"' | '(' | ')' | '[' | ']' => 52,
        'w' | 'G' | 'O' | 'Q' | '%' => 103,
        'm' | 'M' | '@' => 120,
        'W' => 142,
        'A'..='Z' => 95,
        '\u{2e80}'.. => 140,
        letter if letter.is_ascii() => 76,
        _ => 86,
    }
}

/// The boxes of collapsed sections, and the nodes that they stand for, each with the number of its box.
pub fn boxes<'a>(definition: &'a Definition, show: &Show) -> (Vec<Frame>, BTreeMap<&'a NodeId, usize>) {
    let (mut boxes, mut boxed): (Vec<Frame>, BTreeMap<&NodeId, usize>) = (vec![], BTreeMap::new());
    if *show != Show::Folded || definition.sections.iter().all(|section| !section.collapsed) {
        return (boxes, boxed);
    }
    let nodes: BTreeMap<&NodeId, &Node> = definition.nodes.iter().rev().map(|node| (&node.id, node)).collect();
    for section in definition.sections.iter().filter(|section| section.collapsed) {
        let inside: Vec<&&Node> =
            section.nodes.iter().filter(|id| !boxed.contains_key(id)).filter_map(|id| nodes.get(id)).collect();
        let Some(all) = inside.iter().map(|node| Area::of(node)).reduce(Area::and) else { continue };
        boxed.extend(inside.iter().map(|node| (&node.id, boxes.len())));
        boxes.push(Frame {
            section: section.clone(),
            area: place(all.centre(), &inside, &section.nodes, &nodes),
            name: wrapped(&section.name, BOX_LETTERS, 2),
            is_box: true,
            steps: inside.len(),
        });
    }
    (boxes, boxed)
}

/// Where a box stands: in the middle of its steps, or, if something else is there, where one of them is.
fn place(middle: Point, inside: &[&&Node], own: &[NodeId], nodes: &BTreeMap<&NodeId, &Node>) -> Area {
    let around = |at: Point| Area::around(at, BOX.0, BOX.1);
    let is_free =
        |area: &Area| nodes.values().filter(|node| area.meets(Area::of(node))).all(|node| own.contains(&node.id));
    let places = std::iter::once(middle).chain(inside.iter().map(|node| Point::of(node.at)));
    places.map(around).find(is_free).unwrap_or_else(|| around(middle))
}

/// The nearest place beneath this one where a new note lies on no step and on no other note.
#[must_use]
pub fn free(scene: &Scene, at: At) -> At {
    let size = Point { x: PAPER, y: 3 * LINE + 2 * PADDING };
    let (nodes, papers) = (scene.nodes().map(room), scene.papers().iter().map(|paper| paper.area));
    let boxes = scene.frames().iter().filter(|frame| frame.is_box).map(|frame| frame.area);
    let taken: Vec<Area> = nodes.chain(papers).chain(boxes).collect();
    let is_free = |at: &Point| {
        let area = Area { left: at.x, top: at.y, right: at.x + size.x, bottom: at.y + size.y }.with_margin(NOTE_MARGIN);
        taken.iter().all(|other| !other.meets(area))
    };
    let at = Point::of(at);
    let rows = (0..100).map(|row| Point { x: at.x, y: at.y + row * 2 * GRID });
    let Point { x, y } = rows.into_iter().find(is_free).unwrap_or(at);
    At { x, y }
}

/// The nodes that are drawn when only the inside of a section is; none when all are.
pub fn inside<'a>(definition: &'a Definition, show: &Show) -> Option<(BTreeSet<&'a NodeId>, BTreeSet<&'a NodeId>)> {
    let Show::Inside(id) = show else { return None };
    let within: BTreeSet<&NodeId> = definition.section(id)?.nodes.iter().collect();
    let near = definition.edges.iter().filter(|edge| within.contains(&edge.from) || within.contains(&edge.to));
    let drawn = near.flat_map(|edge| [&edge.from, &edge.to]).chain(within.iter().copied()).collect();
    Some((within, drawn))
}

/// The grounds of the sections that are open.
pub fn frames(definition: &Definition, show: &Show, nodes: &[Placed]) -> Vec<Frame> {
    if definition.sections.is_empty() {
        return vec![];
    }
    let places: BTreeMap<&NodeId, Area> = nodes.iter().map(|placed| (&placed.node.id, room(placed))).collect();
    let is_open = |section: &&Section| match show {
        Show::Folded => !section.collapsed,
        Show::Open => true,
        Show::Inside(id) => section.id == *id,
    };
    let frame = |section: &Section| {
        let areas: Vec<Area> = section.nodes.iter().filter_map(|id| places.get(id).copied()).collect();
        let steps = areas.len();
        let area = around(areas.into_iter())?;
        Some(Frame { section: section.clone(), area, name: vec![section.name.clone()], is_box: false, steps })
    };
    definition.sections.iter().filter(is_open).filter_map(frame).collect()
}

/// The room that a node takes, with its name.
pub fn room(placed: &Placed) -> Area {
    placed.name_area().map_or(placed.area, |name| name.and(placed.area))
}

/// The ground of a section whose steps take this room.
pub fn around(steps: impl Iterator<Item = Area>) -> Option<Area> {
    let all = steps.reduce(Area::and)?.with_margin(AROUND);
    Some(Area { top: all.top - TITLE, ..all })
}

/// The notes that are drawn: inside of a section those that lie on its ground.
pub fn papers(definition: &Definition, show: &Show, frames: &[Frame]) -> Vec<Paper> {
    let papers = definition.notes.iter().map(Paper::of);
    match (show, frames) {
        (Show::Inside(_), [frame]) => papers.filter(|paper| paper.area.meets(frame.area)).collect(),
        _ => papers.collect(),
    }
}

/// The new places of notes when nodes move: a note keeps its distance to the nearest node.
#[must_use]
pub fn follow(definition: &Definition, moved: &[(NodeId, At)]) -> Vec<(NoteId, At)> {
    let moved: BTreeMap<&NodeId, At> = moved.iter().map(|(id, at)| (id, *at)).collect();
    let away = |node: &Node, area: Area| {
        let (Point { x, y }, centre) = (Point::of(node.at), area.centre());
        let (x, y) = (i64::from(x) - i64::from(centre.x), i64::from(y) - i64::from(centre.y));
        x * x + y * y
    };
    let follows = |note: &Note| {
        let area = Paper::of(note).area;
        let nearest = definition.nodes.iter().min_by_key(|node| away(node, area))?;
        let (was, is, at) = (Point::of(nearest.at), Point::of(*moved.get(&nearest.id)?), Point::of(note.at));
        let near = |place: i32| place.clamp(-FARTHEST, FARTHEST);
        Some((note.id.clone(), At { x: near(at.x + is.x - was.x), y: near(at.y + is.y - was.y) }))
    };
    definition.notes.iter().filter_map(follows).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{example, folded};
    use crate::layout::Layout;
    use engine::aside::{Colour, Size};

    fn note(text: &str, size: Option<Size>) -> Note {
        Note { id: "note-1".into(), text: text.to_owned(), at: At { x: 5, y: 7 }, size, colour: Colour::Sand }
    }

    #[test]
    fn a_note_is_as_high_as_its_text_and_as_large_as_is_wished() {
        let paper =
            Paper::of(&note("Ask Ana first.\n\nThen whoever is there on that day, in the order of the list.", None));
        assert_eq!(paper.lines[..2], ["Ask Ana first.", ""]);
        assert!(paper.lines.len() > 3 && paper.lines.iter().all(|line| measured(line) <= (PAPER - 2 * PADDING) * 10));
        assert_eq!(paper.area.height(), i32::try_from(paper.lines.len()).unwrap() * LINE + 2 * PADDING);
        let large = Paper::of(&note("Short", Some(Size { width: 300, height: 200 })));
        assert_eq!((large.area.width(), large.area.height(), large.lines.len()), (300, 200, 1));
        let wild = Paper::of(&note(&"W".repeat(2_000), Some(Size { width: 0, height: u32::MAX })));
        assert_eq!((wild.area.width(), wild.area.height() >= LARGEST), (NARROWEST, true));
        assert!(wild.lines.len() <= MOST_LINES + 1 && wild.lines.iter().all(|line| measured(line) <= NARROWEST * 10));
    }

    #[test]
    fn a_collapsed_section_is_one_box_to_which_lines_lead_once() {
        let mut definition = folded();
        let scene = Scene::of(&definition);
        let [frame] = scene.frames() else { panic!("one section: {:?}", scene.frames()) };
        assert!(frame.is_box && frame.steps == 2);
        assert_eq!(scene.nodes().count(), 4, "its steps are not drawn");
        assert!(scene.node(&"lead".into()).is_none());
        let lines: Vec<_> = scene.lines().map(|line| (line.edge.from.0.as_str(), line.edge.to.0.as_str())).collect();
        assert_eq!(lines.len(), 4, "two ways in, two to each end: {lines:?}");
        assert!(scene.lines().all(|line| line.edge.from.as_str() != "size" || line.label.is_none()), "two ways as one");
        let touched = |line: &&crate::layout::Line| {
            let ends = [line.points.first(), line.points.last()];
            ends.into_iter().flatten().any(|end| frame.area.with_margin(1).touches(Area::around(*end, 0, 0)))
        };
        assert_eq!(scene.lines().filter(touched).count(), 3);
        assert_eq!(Layout::of(&definition).lines.len(), 7, "pages show it open");
        definition.sections[0].collapsed = false;
        let open = Scene::of(&definition);
        assert!(!open.frames()[0].is_box && open.frames()[0].area.holds(open.node(&"lead".into()).unwrap().area));
        assert!(open.bounds().holds(open.frames()[0].area));
    }

    #[test]
    fn a_box_stands_on_no_other_step_and_a_new_note_on_nothing() {
        let mut definition = folded();
        let middle = Scene::of(&definition).frames()[0].area.centre();
        definition.nodes[0].at = At { x: middle.x, y: middle.y };
        let scene = Scene::of(&definition);
        let start = scene.node(&definition.nodes[0].id).unwrap().area;
        assert!(!scene.frames()[0].area.meets(start));
        let at = free(&scene, definition.nodes[0].at);
        assert!(at.y > middle.y && at.x == middle.x, "{at:?}");
    }

    #[test]
    fn a_box_takes_its_lines_along_when_its_steps_move() {
        let definition = folded();
        let scene = Scene::of(&definition);
        let inside = definition.nodes.iter().filter(|node| definition.section_of(&node.id).is_some());
        let places: Vec<_> =
            inside.map(|node| (node.id.clone(), At { x: node.at.x + 30, y: node.at.y - 200 })).collect();
        let moved = scene.frames()[0].area.moved(30, -200);
        let lines = scene.preview(&places);
        assert_eq!(lines.len(), 3);
        for (_, line) in lines {
            let ends = [line.points[0], line.points[line.points.len() - 1]];
            assert!(ends.iter().any(|end| crate::shape::Side::ALL.iter().any(|side| moved.anchor(*side) == *end)));
        }
    }

    #[test]
    fn inside_of_a_section_its_steps_and_their_neighbours_are_drawn() {
        let mut definition = folded();
        definition.sections[0].nodes = vec!["lead".into()];
        let mut scene = Scene::of(&definition);
        scene.show(Show::Inside("section-1".into()));
        scene.update(&definition);
        let nodes: Vec<&str> = scene.nodes().map(|placed| placed.node.id.as_str()).collect();
        assert_eq!(nodes, ["size", "lead", "yes", "no"]);
        assert_eq!(scene.lines().count(), 3);
        definition.sections.clear();
        scene.update(&definition);
        assert_eq!(scene.nodes().count(), 6, "where the section is gone, all is drawn");
    }

    #[test]
    fn folding_in_a_row_comes_to_the_same_as_laying_out_everything() {
        let mut definition = folded();
        let mut scene = Scene::of(&definition);
        for turn in 0..6 {
            definition.sections[0].collapsed = turn % 2 == 0;
            definition.nodes[turn % 6].at.y += 40;
            scene.update(&definition);
            let whole = Scene::of(&definition);
            assert!(scene.nodes().eq(whole.nodes()) && scene.lines().eq(whole.lines()));
            assert_eq!((scene.frames(), scene.bounds()), (whole.frames(), whole.bounds()));
        }
    }

    #[test]
    fn a_note_keeps_its_distance_to_the_nearest_step() {
        let mut definition = example();
        let lead = definition.nodes[2].clone();
        definition.notes = vec![Note { at: At { x: lead.at.x - 100, y: lead.at.y - 90 }, ..note("Ask Ana.", None) }];
        let to = At { x: lead.at.x + 100, y: lead.at.y - 40 };
        let at = definition.notes[0].at;
        assert_eq!(follow(&definition, &[(lead.id, to)]), [("note-1".into(), At { x: at.x + 100, y: at.y - 40 })]);
        assert_eq!(follow(&definition, &[("start".into(), to)]), []);
    }
}
