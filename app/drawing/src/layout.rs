//! The whole drawing as numbers: where each node, line and label goes, and how large it all is.

use std::collections::BTreeMap;

use engine::catalogue::port_label;
use engine::definition::{Definition, Edge, Node};
use engine::ids::NodeId;
use engine::nodes::{Kind, approval};

use crate::route::{Routed, Surroundings, distance, head, path, route};
use crate::shape::{Area, GATEWAY, LINE, Outline, Point, shortened, text_width, wrapped};

/// Letters in a line of a task's name.
const TASK_LETTERS: usize = 17;
/// Letters in a line of a name beneath an event or a gateway.
const NAME_LETTERS: usize = 16;
/// Letters of a line's label.
const LABEL_LETTERS: usize = 26;
const MARGIN: i32 = 16;

/// A drawing, laid out.
#[derive(Debug)]
pub struct Layout {
    pub view: Area,
    pub nodes: Vec<Placed>,
    pub lines: Vec<Line>,
}

/// A node in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    pub node: Node,
    pub outline: Outline,
    pub area: Area,
    /// The name, in lines.
    pub name: Vec<String>,
    /// Where the first line of the name beneath it is; for tasks it is inside.
    pub name_at: Point,
    /// Which end of the name's lines that is, as SVG says it.
    pub name_anchor: &'static str,
}

/// An edge in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub edge: Edge,
    /// The corners, from the side of the one node to the side of the other.
    pub points: Vec<Point>,
    pub path: String,
    pub head: String,
    pub label: Option<Label>,
}

/// The words on a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub text: String,
    pub at: Point,
    /// `start`, `middle` or `end`, as SVG says it.
    pub anchor: &'static str,
}

impl Layout {
    /// Lays a definition out.
    pub fn of(definition: &Definition) -> Self {
        let nodes: Vec<Placed> = definition.nodes.iter().map(|node| placed(definition, node)).collect();
        let places: BTreeMap<&NodeId, usize> =
            definition.nodes.iter().enumerate().map(|(no, node)| (&node.id, no)).collect();
        let mut around = Surroundings {
            nodes: nodes.iter().map(|placed| placed.area).collect(),
            labels: nodes.iter().filter_map(Placed::name_area).collect(),
            lines: Vec::new(),
        };
        let mut order: Vec<(&Edge, usize, usize)> = definition
            .edges
            .iter()
            .filter_map(|edge| Some((edge, *places.get(&edge.from)?, *places.get(&edge.to)?)))
            .collect();
        // The main way first, so that it is straight; then short lines, because long ones can go around them.
        order.sort_by_key(|(edge, from, to)| {
            (is_side_way(edge), distance(around.nodes[*from].centre(), around.nodes[*to].centre()))
        });
        let mut lines = Vec::with_capacity(order.len());
        for (edge, from, to) in order {
            let many_ways = definition.edges.iter().filter(|other| other.from == edge.from).count() > 1;
            let points = route(&around, from, to, many_ways && nodes[from].outline == Outline::Gateway);
            let label = label(&nodes[from].node.does, edge, &points);
            lines.push(Line {
                edge: edge.clone(),
                points: points.clone(),
                path: path(&points),
                head: head(&points),
                label,
            });
            around.lines.push(Routed { from, to, points });
        }
        let view = view(&nodes, &around, &lines);
        Self { view, nodes, lines }
    }
}

/// Whether an edge is the way of a no.
fn is_side_way(edge: &Edge) -> bool {
    matches!(edge.port.as_str(), approval::REJECTED | approval::TIMED_OUT | approval::CHANGES_REQUESTED)
}

/// Whether a line from or to this node probably comes by its lower side.
fn is_left_downwards(definition: &Definition, node: &Node) -> bool {
    let lower = |id: &NodeId| definition.node(id).is_some_and(|other| other.at.y > node.at.y + GATEWAY);
    definition
        .edges
        .iter()
        .any(|edge| (edge.from == node.id && lower(&edge.to)) || (edge.to == node.id && lower(&edge.from)))
}

fn placed(definition: &Definition, node: &Node) -> Placed {
    let (outline, area) = (Outline::of(&node.does), Area::of(node));
    let name = match outline {
        Outline::Task => wrapped(&node.name, TASK_LETTERS, 2),
        _ => wrapped(&node.name, NAME_LETTERS, 2),
    };
    let centre = area.centre();
    let forks = outline == Outline::Gateway || matches!(node.does, Kind::Signal(_));
    let (name_at, name_anchor) = if forks && is_left_downwards(definition, node) {
        // Beside the line that leaves downwards.
        (Point { x: centre.x - 8, y: area.bottom + 9 }, "end")
    } else {
        (Point { x: centre.x, y: area.bottom + LINE }, "middle")
    };
    Placed { node: node.clone(), outline, area, name, name_at, name_anchor }
}

impl Placed {
    /// The room that the name beneath an event or a gateway takes.
    pub fn name_area(&self) -> Option<Area> {
        if self.outline == Outline::Task || self.name.is_empty() {
            return None;
        }
        let width = self.name.iter().map(|line| text_width(line)).max().unwrap_or(0);
        let height = i32::try_from(self.name.len()).unwrap_or(2) * LINE;
        let top = self.name_at.y - LINE + 4;
        let left = if self.name_anchor == "end" { self.name_at.x - width } else { self.name_at.x - width / 2 };
        Some(Area { left, top, right: left + width, bottom: top + height })
    }
}

/// The words of a port, put where the line has room for them: near its beginning, else on its longest stretch.
fn label(kind: &Kind, edge: &Edge, points: &[Point]) -> Option<Label> {
    let port = edge.port.as_str();
    let words = match kind {
        Kind::Condition(condition) => condition.label_of(&edge.port).unwrap_or_else(|| port_label(port)),
        _ => port_label(port),
    };
    if words.is_empty() || points.len() < 2 {
        return None;
    }
    let text = shortened(words, LABEL_LETTERS);
    let width = text_width(&text);
    let stretches: Vec<(Point, Point)> = points.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let flat = |(a, b): &(Point, Point)| a.y == b.y;
    let roomy = stretches.iter().find(|stretch| flat(stretch) && distance(stretch.0, stretch.1) >= width + 16);
    let (a, b) = stretches[0];
    if a.x == b.x && b.y != a.y {
        // Leaves upwards or downwards: beside the beginning.
        let y = if b.y > a.y { a.y + 15 } else { a.y - 12 };
        if distance(a, b) >= 24 || roomy.is_none() {
            return Some(Label { text, at: Point { x: a.x + 7, y }, anchor: "start" });
        }
    }
    let longest = stretches.iter().max_by_key(|(a, b)| distance(*a, *b)).unwrap_or(&stretches[0]);
    let (a, b) = *roomy.unwrap_or(longest);
    let at = match (a.y == b.y, roomy.is_some()) {
        (true, true) if b.x > a.x => {
            return Some(Label { text, at: Point { x: a.x + 8, y: a.y - 6 }, anchor: "start" });
        }
        (true, true) => return Some(Label { text, at: Point { x: a.x - 8, y: a.y - 6 }, anchor: "end" }),
        (true, false) => Point { x: i32::midpoint(a.x, b.x), y: a.y - 6 },
        (false, _) => {
            return Some(Label { text, at: Point { x: a.x + 7, y: i32::midpoint(a.y, b.y) + 4 }, anchor: "start" });
        }
    };
    Some(Label { text, at, anchor: "middle" })
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

fn view(nodes: &[Placed], around: &Surroundings, lines: &[Line]) -> Area {
    let points = around.lines.iter().flat_map(|line| &line.points).map(|point| Area::around(*point, 6, 6));
    // The seal of a mark stands over the corner of its node.
    let seals = nodes.iter().map(|placed| placed.area.with_margin(12));
    let labels = lines.iter().filter_map(|line| line.label.as_ref()).map(Label::area);
    let all = seals.chain(around.labels.iter().copied()).chain(points).chain(labels);
    let whole = all.reduce(Area::and).unwrap_or(Area { left: 0, top: 0, right: 100, bottom: 60 });
    whole.with_margin(MARGIN)
}

#[cfg(test)]
mod tests {
    use crate::*;

    fn example() -> Definition {
        Definition::read(include_str!("example.json")).unwrap()
    }

    #[test]
    fn every_node_and_edge_is_placed_within_the_view() {
        let definition = example();
        let layout = Layout::of(&definition);
        assert_eq!((layout.nodes.len(), layout.lines.len()), (6, 7));
        for placed in &layout.nodes {
            assert_eq!(layout.view.and(placed.area), layout.view, "{:?}", placed.node.id);
        }
        assert!(layout.lines.iter().all(|line| line.path.starts_with('M') && line.head.ends_with('Z')));
    }

    #[test]
    fn lines_are_labelled_by_what_they_mean() {
        let definition = example();
        let layout = Layout::of(&definition);
        let label = |id: &str| {
            let line = layout.lines.iter().find(|line| line.edge.id.as_str() == id);
            line.and_then(|line| line.label.as_ref()).map(|label| label.text.clone())
        };
        assert_eq!(label("e1"), None);
        assert_eq!(label("e2").as_deref(), Some("under 500"));
        assert_eq!(label("e3").as_deref(), Some("otherwise"));
        assert_eq!(label("e4").as_deref(), Some("approved"));
    }

    #[test]
    fn a_drawing_of_three_hundred_nodes_is_laid_out() {
        let mut definition = example();
        let (lead, approved) = (definition.nodes[2].clone(), definition.edges[3].clone());
        definition.nodes = (0..300)
            .map(|no| {
                let at = engine::definition::At { x: no % 20 * 240, y: no / 20 * 140 };
                Node { id: NodeId(no.to_string()), at, ..lead.clone() }
            })
            .collect();
        let edge = |from: i32, to: i32| Edge {
            id: engine::ids::EdgeId(format!("{from}-{to}")),
            from: NodeId(from.to_string()),
            to: NodeId(to.to_string()),
            ..approved.clone()
        };
        definition.edges = (0..280).flat_map(|no| [edge(no, no + 1), edge(no, no + 20)]).collect();
        let layout = Layout::of(&definition);
        assert_eq!((layout.nodes.len(), layout.lines.len()), (300, 560));
    }

    #[test]
    fn an_edge_to_nowhere_is_left_out_and_an_empty_drawing_has_a_view() {
        let mut definition = example();
        definition.edges[0].to = NodeId::from("gone");
        assert_eq!(Layout::of(&definition).lines.len(), 6);
        definition.nodes.clear();
        assert!(Layout::of(&definition).view.width() > 0);
    }
}
