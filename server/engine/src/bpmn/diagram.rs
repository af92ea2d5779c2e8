//! BPMN's diagram: the bounds of every shape around the node's centre, and lines with right angles.

use super::export::Ids;
use super::write::Xml;
use crate::definition::{At, Definition};
use crate::nodes::Kind;

/// How far the timer on the border is from the right end of its task.
const BORDER: i64 = 28;
/// How far a line that goes back stays below.
const BELOW: i64 = 30;

/// How large a note is that says nothing of it.
const NOTE: (i64, i64) = (180, 80);
/// How far the frame of a section is from its steps.
const AROUND: i64 = 30;

/// A shape's bounds by its centre.
#[derive(Clone, Copy, Debug)]
struct Shape {
    x: i64,
    y: i64,
    half_width: i64,
    half_height: i64,
}

impl Shape {
    fn of(does: &Kind, at: At) -> Self {
        let (half_width, half_height) = match does {
            Kind::Start(_) | Kind::Wait(_) | Kind::Signal(_) | Kind::End(_) => (18, 18),
            Kind::Condition(_) | Kind::Split(_) | Kind::Join(_) => (25, 25),
            Kind::Approval(_) | Kind::Notify(_) => (80, 32),
        };
        Self { x: i64::from(at.x), y: i64::from(at.y), half_width, half_height }
    }

    fn timer_on(host: Self) -> Self {
        Self { x: host.right() - BORDER, y: host.bottom(), half_width: 18, half_height: 18 }
    }
    fn left(self) -> i64 {
        self.x - self.half_width
    }
    fn right(self) -> i64 {
        self.x + self.half_width
    }
    fn top(self) -> i64 {
        self.y - self.half_height
    }
    fn bottom(self) -> i64 {
        self.y + self.half_height
    }
}

/// Writes the diagram.
pub(super) fn write(xml: &mut Xml, definition: &Definition, ids: &Ids, process: &str) {
    xml.open("bpmndi:BPMNDiagram", &[("id", "diagram_of_process")]);
    xml.open("bpmndi:BPMNPlane", &[("id", "plane_of_process"), ("bpmnElement", process)]);
    let shapes: Vec<Shape> = definition.nodes.iter().map(|node| Shape::of(&node.does, node.at)).collect();
    for ((node, (id, timer)), shape) in definition.nodes.iter().zip(&ids.nodes).zip(&shapes) {
        draw(xml, id, *shape, matches!(node.does, Kind::Condition(_)));
        if let Some(timer) = timer {
            draw(xml, timer, Shape::timer_on(*shape), false);
        }
    }
    for (note, id) in definition.notes.iter().zip(&ids.notes) {
        let (width, height) = note.size.map_or(NOTE, |size| (i64::from(size.width), i64::from(size.height)));
        bounds(xml, id, (note.at.x.into(), note.at.y.into()), (width, height));
    }
    for (section, (id, _)) in definition.sections.iter().zip(&ids.sections) {
        let inside = section.nodes.iter().filter_map(|node| Some(shapes[ids.place(node)?]));
        let frame = inside.map(|shape| (shape.left(), shape.top(), shape.right(), shape.bottom()));
        let frame = frame.reduce(|a, b| (a.0.min(b.0), a.1.min(b.1), a.2.max(b.2), a.3.max(b.3)));
        if let Some((left, top, right, bottom)) = frame {
            let size = (right - left + 2 * AROUND, bottom - top + 2 * AROUND);
            bounds(xml, id, (left - AROUND, top - AROUND), size);
        }
    }
    for (edge, id) in definition.edges.iter().zip(&ids.edges) {
        if let (Some(id), Some(from), Some(to)) = (id, ids.place(&edge.from), ids.place(&edge.to)) {
            line(xml, id, &points(ids.timer_of(edge).is_some(), shapes[from], shapes[to]));
        }
    }
    xml.close();
    xml.close();
}

fn draw(xml: &mut Xml, id: &str, shape: Shape, marked: bool) {
    let shape_id = format!("shape_of_{id}");
    let mut attributes = vec![("id", shape_id.as_str()), ("bpmnElement", id)];
    if marked {
        attributes.push(("isMarkerVisible", "true"));
    }
    xml.open("bpmndi:BPMNShape", &attributes);
    let [x, y] = [shape.left(), shape.top()].map(|place| place.to_string());
    let [width, height] = [shape.half_width * 2, shape.half_height * 2].map(|size| size.to_string());
    xml.empty("dc:Bounds", &[("x", &x), ("y", &y), ("width", &width), ("height", &height)]);
    xml.close();
}

/// A shape by its upper left corner and its size.
fn bounds(xml: &mut Xml, id: &str, (x, y): (i64, i64), (width, height): (i64, i64)) {
    xml.open("bpmndi:BPMNShape", &[("id", &format!("shape_of_{id}")), ("bpmnElement", id)]);
    let [x, y, width, height] = [x, y, width, height].map(|number| number.to_string());
    xml.empty("dc:Bounds", &[("x", &x), ("y", &y), ("width", &width), ("height", &height)]);
    xml.close();
}

fn line(xml: &mut Xml, id: &str, points: &[(i64, i64)]) {
    xml.open("bpmndi:BPMNEdge", &[("id", &format!("line_of_{id}")), ("bpmnElement", id)]);
    for (x, y) in points {
        xml.empty("di:waypoint", &[("x", &x.to_string()), ("y", &y.to_string())]);
    }
    xml.close();
}

fn points(by_timer: bool, from: Shape, to: Shape) -> Vec<(i64, i64)> {
    let from = if by_timer { Shape::timer_on(from) } else { from };
    let to_the_right = to.left() >= from.right();
    if to_the_right && by_timer && to.y > from.bottom() {
        vec![(from.x, from.bottom()), (from.x, to.y), (to.left(), to.y)]
    } else if to_the_right && from.y == to.y {
        vec![(from.right(), from.y), (to.left(), to.y)]
    } else if to_the_right {
        let middle = i64::midpoint(from.right(), to.left());
        vec![(from.right(), from.y), (middle, from.y), (middle, to.y), (to.left(), to.y)]
    } else if to.top() >= from.bottom() {
        down(from.x, from.bottom(), to.x, to.top())
    } else if to.bottom() <= from.top() {
        down(from.x, from.top(), to.x, to.bottom())
    } else {
        let below = from.bottom().max(to.bottom()) + BELOW;
        vec![(from.x, from.bottom()), (from.x, below), (to.x, below), (to.x, to.bottom())]
    }
}

fn down(from_x: i64, from_y: i64, to_x: i64, to_y: i64) -> Vec<(i64, i64)> {
    let middle = i64::midpoint(from_y, to_y);
    if from_x == to_x {
        vec![(from_x, from_y), (to_x, to_y)]
    } else {
        vec![(from_x, from_y), (from_x, middle), (to_x, middle), (to_x, to_y)]
    }
}
