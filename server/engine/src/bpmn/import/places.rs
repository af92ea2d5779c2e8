//! Where steps are drawn: as in the file's diagram, else from left to right.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, VecDeque};

use super::drawing::{Drawing, What};
use crate::bpmn::xml::{Element, Space};
use crate::definition::At;
use crate::nodes::Kind;

/// The farthest from the middle that anything is drawn, in pixels.
const FARTHEST: f64 = 1_000_000.0;
/// How much wider our drawings are than those of other modellers, whose tasks are narrower.
const WIDER: f64 = 1.4;
const COLUMN: i32 = 220;
const ROW: i32 = 140;

/// The bounds of every shape, moved and stretched as the steps are: its upper left and its lower right corner.
#[derive(Debug, Default)]
pub(super) struct Scale<'a> {
    pub(super) bounds: BTreeMap<&'a str, (At, At)>,
}

/// Takes the places from the diagram; in drawings of others the start stands at nought.
pub(super) fn take<'a>(drawing: &mut Drawing, root: &'a Element, foreign: bool) -> Scale<'a> {
    let shapes = shapes(root);
    let start = drawing.steps.iter().find(|step| matches!(step.what, What::Does(Kind::Start(_))));
    let (origin, wider) = match start.and_then(|start| shapes.get(start.id.as_str())) {
        Some(origin) if foreign => (origin.centre(), WIDER),
        _ if foreign => ((0.0, 0.0), WIDER),
        _ => ((0.0, 0.0), 1.0),
    };
    let place = |(x, y): (f64, f64)| At { x: pixels((x - origin.0) * wider), y: pixels(y - origin.1) };
    for step in &mut drawing.steps {
        step.at = shapes.get(step.id.as_str()).map(|shape| place(shape.centre()));
    }
    let bounds = shapes.into_iter().map(|(id, shape)| (id, (place((shape.x, shape.y)), place(shape.end()))));
    Scale { bounds: bounds.collect() }
}

/// The bounds of a shape.
#[derive(Clone, Copy, Debug)]
struct Shape {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

impl Shape {
    fn of(bounds: &Element) -> Option<Self> {
        let number = |name: &str| bounds.get(name)?.trim().parse::<f64>().ok().filter(|number| number.is_finite());
        let size = |name: &str| number(name).unwrap_or(0.0);
        Some(Self { x: number("x")?, y: number("y")?, width: size("width"), height: size("height") })
    }
    fn centre(self) -> (f64, f64) {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }
    fn end(self) -> (f64, f64) {
        (self.x + self.width, self.y + self.height)
    }
}

/// The bounds of every shape, by the element that it shows.
fn shapes(root: &Element) -> BTreeMap<&str, Shape> {
    let mut shapes = BTreeMap::new();
    let mut open = vec![root];
    while let Some(element) = open.pop() {
        if element.space == Space::Diagram && element.name == "BPMNShape" {
            let bounds = element.children.iter().find(|child| child.space == Space::Diagram && child.name == "Bounds");
            if let (Some(of), Some(shape)) = (element.get("bpmnElement"), bounds.and_then(Shape::of)) {
                shapes.entry(super::elements::local(of)).or_insert(shape);
            }
        }
        open.extend(element.children.iter().rev());
    }
    shapes
}

#[allow(clippy::cast_possible_truncation, reason = "it is clamped to what fits")]
fn pixels(place: f64) -> i32 {
    place.clamp(-FARTHEST, FARTHEST).round() as i32
}

/// Finds a place for what has none: in columns by how far it is from the start; beneath, if others have places.
pub(super) fn fill(drawing: &mut Drawing) {
    let does = |drawing: &Drawing, step: usize| matches!(drawing.steps[step].what, What::Does(_));
    let homeless: Vec<usize> =
        (0..drawing.steps.len()).filter(|step| does(drawing, *step) && drawing.steps[*step].at.is_none()).collect();
    let placed = drawing.steps.iter().filter(|step| matches!(step.what, What::Does(_))).filter_map(|step| step.at);
    let corner = placed.fold(None, |corner: Option<At>, at| {
        Some(corner.map_or(at, |corner| At { x: corner.x.min(at.x), y: corner.y.max(at.y) }))
    });
    if let Some(corner) = corner {
        for (number, step) in (0..).zip(homeless) {
            let at = At { x: corner.x.saturating_add(COLUMN * number), y: corner.y.saturating_add(ROW) };
            drawing.steps[step].at = Some(at);
        }
        return;
    }
    let columns = columns(drawing);
    let mut rows: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
    let last = columns.values().max().copied().unwrap_or(0);
    for step in homeless {
        rows.entry(columns.get(&step).copied().unwrap_or(last + 1)).or_default().push(step);
    }
    for (column, steps) in rows {
        let above = ROW / 2 * (i32::try_from(steps.len()).unwrap_or(0) - 1);
        for (row, step) in (0..).zip(steps) {
            drawing.steps[step].at = Some(At { x: column * COLUMN, y: row * ROW - above });
        }
    }
}

/// How many ways each step is from the start.
fn columns(drawing: &Drawing) -> BTreeMap<usize, i32> {
    let start = drawing.steps.iter().position(|step| matches!(step.what, What::Does(Kind::Start(_)))).unwrap_or(0);
    let (mut columns, mut open) = (BTreeMap::from([(start, 0)]), VecDeque::from([start]));
    while let Some(step) = open.pop_front() {
        let next = columns.get(&step).map_or(1, |column| column + 1);
        for way in drawing.from(step) {
            let to = drawing.ways[way].to;
            if let Entry::Vacant(place) = columns.entry(to) {
                place.insert(next);
                open.push_back(to);
            }
        }
    }
    columns
}
