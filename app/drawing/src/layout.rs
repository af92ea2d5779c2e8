//! The whole drawing as numbers: where each node, line and label goes, and how large it all is.

use engine::definition::{Definition, Edge, Node};

use crate::aside::{Frame, Paper, Show};
use crate::ground::Ground;
pub use crate::label::Label;
use crate::label::label;
use crate::path::{head, path};
use crate::route::route;
use crate::shape::{Area, LINE, Outline, Point, text_width};

const MARGIN: i32 = 16;

/// A drawing, laid out.
#[derive(Debug)]
pub struct Layout {
    pub view: Area,
    pub nodes: Vec<Placed>,
    pub lines: Vec<Line>,
    pub frames: Vec<Frame>,
    pub papers: Vec<Paper>,
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

impl Layout {
    /// Lays a definition out, with every section open.
    pub fn of(definition: &Definition) -> Self {
        Self::shown(definition, &Show::Open)
    }

    /// Lays out what is to be shown of a definition.
    pub fn shown(definition: &Definition, show: &Show) -> Self {
        let mut ground = Ground::of(definition, show);
        let mut lines = Vec::with_capacity(ground.order.len());
        for way in std::mem::take(&mut ground.order) {
            let points = route(&ground.around, way.from, way.to, way.many_ways);
            ground.around.add(way.from, way.to, &points);
            lines.push(Line::of(way.edge, &way.words, points));
        }
        let Ground { nodes, boxes: mut frames, frames: open, papers, .. } = ground;
        frames.extend(open);
        let view = view(&nodes, &lines, &frames, &papers);
        Self { view, nodes, lines, frames, papers }
    }
}

impl Line {
    /// An edge with these words, drawn through these points.
    pub fn of(edge: &Edge, words: &str, points: Vec<Point>) -> Self {
        let label = label(words, &points);
        Self { edge: edge.clone(), path: path(&points), head: head(&points), label, points }
    }
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

/// The room that everything takes, with a margin.
pub fn view<'a>(
    nodes: &[Placed],
    lines: impl IntoIterator<Item = &'a Line>,
    frames: &[Frame],
    papers: &[Paper],
) -> Area {
    // The seal of a mark stands over the corner of its node.
    let seals = nodes.iter().map(|placed| placed.area.with_margin(12));
    let names = nodes.iter().filter_map(Placed::name_area);
    let lines = lines.into_iter().flat_map(|line| {
        let points = line.points.iter().map(|point| Area::around(*point, 6, 6));
        points.chain(line.label.as_ref().map(Label::area))
    });
    let beside = frames.iter().map(|frame| frame.area).chain(papers.iter().map(|paper| paper.area));
    let whole = seals.chain(names).chain(lines).chain(beside).reduce(Area::and);
    whole.unwrap_or(Area { left: 0, top: 0, right: 100, bottom: 60 }).with_margin(MARGIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{example, grid};
    use engine::ids::NodeId;

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
        let layout = Layout::of(&grid(300));
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

    #[test]
    fn places_at_the_end_of_the_world_are_drawn() {
        let mut definition = example();
        for (no, node) in definition.nodes.iter_mut().enumerate() {
            let far = |bit: usize| if no >> bit & 1 == 0 { i32::MIN } else { i32::MAX };
            node.at = engine::definition::At { x: far(0), y: far(1) };
        }
        assert_eq!(Layout::of(&definition).lines.len(), 7);
    }
}
