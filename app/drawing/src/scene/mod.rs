//! A drawing that is being edited: what is where, what an area shows, and lines that follow a node while it is dragged.
//! A change lays out anew only what lies near it; the result is the same as that of laying out everything.

mod update;

use std::collections::HashMap;

use engine::definition::{At, Definition};
use engine::ids::{EdgeId, NodeId};

use crate::aside::{Frame, Paper, Show};
use crate::grid::Grid;
use crate::layout::{Line, Placed, view};
use crate::path::{covered, stretches};
use crate::route::{quick, sides_of};
use crate::shape::{Area, Point};

/// A definition in its place.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// In the order of the document.
    nodes: Vec<Placed>,
    /// In the order in which they were drawn.
    lines: Vec<Drawn>,
    node_places: HashMap<NodeId, usize>,
    line_places: HashMap<EdgeId, usize>,
    /// For each node, the lines that touch it.
    touching: Vec<Vec<usize>>,
    node_grid: Grid,
    name_grid: Grid,
    /// The nodes of `name_grid`.
    named: Vec<usize>,
    stretch_grid: Grid,
    /// The lines of `stretch_grid`.
    stretched: Vec<usize>,
    label_grid: Grid,
    /// The lines of `label_grid`.
    labelled: Vec<usize>,
    bounds: Option<Area>,
    show: Show,
    /// Boxes of collapsed sections first, then the grounds of open ones.
    frames: Vec<Frame>,
    papers: Vec<Paper>,
    /// The nodes that boxes stand for: the place of the box, counted on from the nodes', and where the node is.
    boxed: HashMap<NodeId, (usize, Point)>,
}

/// A line between two nodes or boxes, by their places.
#[derive(Clone, Debug)]
struct Drawn {
    from: usize,
    to: usize,
    many_ways: bool,
    words: String,
    line: Line,
}

/// What has to be drawn again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    pub nodes: Vec<NodeId>,
    pub edges: Vec<EdgeId>,
    pub gone_nodes: Vec<NodeId>,
    pub gone_edges: Vec<EdgeId>,
}

impl Scene {
    /// Lays a definition out.
    #[must_use]
    pub fn of(definition: &Definition) -> Self {
        let mut scene = Self::default();
        scene.update(definition);
        scene
    }

    /// Says what is drawn of the definition from the next update on.
    pub fn show(&mut self, show: Show) {
        self.show = show;
    }

    /// The sections: boxes of collapsed ones first, then the grounds of open ones.
    #[must_use]
    pub fn frames(&self) -> &[Frame] {
        &self.frames
    }

    /// The notes.
    #[must_use]
    pub fn papers(&self) -> &[Paper] {
        &self.papers
    }

    /// The nodes that boxes stand for: the area of the box, and where the node is.
    pub fn boxed(&self) -> impl Iterator<Item = (&NodeId, Area, Point)> {
        self.boxed.iter().map(|(id, (place, at))| (id, self.area(*place), *at))
    }

    /// The area of a node or a box, by its place.
    fn area(&self, place: usize) -> Area {
        match self.nodes.get(place) {
            Some(placed) => placed.area,
            None => self.frames[place - self.nodes.len()].area,
        }
    }

    /// A node in its place.
    #[must_use]
    pub fn node(&self, id: &NodeId) -> Option<&Placed> {
        self.node_places.get(id).map(|place| &self.nodes[*place])
    }

    /// An edge in its place.
    #[must_use]
    pub fn line(&self, id: &EdgeId) -> Option<&Line> {
        self.line_places.get(id).map(|place| &self.lines[*place].line)
    }

    /// All nodes, in the order of the document.
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = &Placed> {
        self.nodes.iter()
    }

    /// All edges, in the order in which they are drawn: the main way and short ones first.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = &Line> {
        self.lines.iter().map(|drawn| &drawn.line)
    }

    /// The room that everything takes.
    #[must_use]
    pub fn bounds(&self) -> Area {
        self.bounds.unwrap_or_else(|| view(&[], [], &[], &[]))
    }

    /// What is to be seen in an area: nodes and edges, each in the order of [`Scene::nodes`] and [`Scene::lines`].
    #[must_use]
    pub fn visible(&self, area: Area) -> (Vec<NodeId>, Vec<EdgeId>) {
        let (mut nodes, mut lines) = (Vec::new(), Vec::new());
        self.node_grid.touching(area, |no| nodes.push(no));
        self.name_grid.touching(area, |no| nodes.push(self.named[no]));
        self.stretch_grid.touching(area, |no| lines.push(self.stretched[no]));
        self.label_grid.touching(area, |no| lines.push(self.labelled[no]));
        for list in [&mut nodes, &mut lines] {
            list.sort_unstable();
            list.dedup();
        }
        (
            nodes.into_iter().map(|no| self.nodes[no].node.id.clone()).collect(),
            lines.into_iter().map(|no| self.lines[no].line.edge.id.clone()).collect(),
        )
    }

    /// The lines of nodes that are being moved to these places, drawn quickly: they mind nothing but their own nodes.
    #[must_use]
    pub fn preview(&self, places: &[(NodeId, At)]) -> Vec<(EdgeId, Line)> {
        let moved: HashMap<usize, Point> = places
            .iter()
            .filter_map(|(id, at)| {
                let there = || self.node_places.get(id).map(|place| (*place, self.nodes[*place].area.centre()));
                let (place, was) = self.boxed.get(id).copied().or_else(there)?;
                let is = Point::of(*at);
                Some((place, Point { x: is.x - was.x, y: is.y - was.y }))
            })
            .collect();
        let mut touched: Vec<usize> = moved.keys().flat_map(|place| &self.touching[*place]).copied().collect();
        touched.sort_unstable();
        touched.dedup();
        let by = |node: usize| moved.get(&node).copied().unwrap_or_default();
        touched
            .into_iter()
            .map(|no| {
                let Drawn { from, to, line, words, .. } = &self.lines[no];
                let (from_by, to_by) = (by(*from), by(*to));
                let (source, target) = (self.area(*from), self.area(*to));
                let points = if from_by == to_by {
                    line.points.iter().map(|point| Point { x: point.x + from_by.x, y: point.y + from_by.y }).collect()
                } else {
                    let had = sides_of(source, target, &line.points);
                    quick(source.moved(from_by.x, from_by.y), target.moved(to_by.x, to_by.y), had)
                };
                (line.edge.id.clone(), Line::of(&line.edge, words, points))
            })
            .collect()
    }

    /// Calls `see` with each node whose outline touches an area, in no useful order.
    pub(crate) fn nodes_at<'a>(&'a self, area: Area, mut see: impl FnMut(usize, &'a Placed)) {
        self.node_grid.touching(area, |no| see(no, &self.nodes[no]));
    }

    /// Calls `see` with each line whose words touch an area.
    pub(crate) fn labels_at<'a>(&'a self, area: Area, mut see: impl FnMut(&'a Line)) {
        self.label_grid.touching(area, |no| see(&self.lines[self.labelled[no]].line));
    }

    /// Calls `see` with each line that touches an area; more than once where more than one of its stretches does.
    pub(crate) fn lines_at<'a>(&'a self, area: Area, mut see: impl FnMut(usize, &'a Line)) {
        self.stretch_grid.touching(area, |no| see(self.stretched[no], &self.lines[self.stretched[no]].line));
    }

    /// A scene of nodes, lines and what is beside them in their places.
    fn with(nodes: Vec<Placed>, lines: Vec<Drawn>, frames: Vec<Frame>, papers: Vec<Paper>) -> Self {
        let mut touching = vec![Vec::new(); nodes.len() + frames.len()];
        for (no, drawn) in lines.iter().enumerate() {
            touching[drawn.from].push(no);
            if drawn.to != drawn.from {
                touching[drawn.to].push(no);
            }
        }
        let (named, names): (Vec<usize>, Vec<Area>) =
            nodes.iter().enumerate().filter_map(|(no, placed)| Some((no, placed.name_area()?))).unzip();
        let (labelled, labels): (Vec<usize>, Vec<Area>) =
            lines.iter().enumerate().filter_map(|(no, drawn)| Some((no, drawn.line.label.as_ref()?.area()))).unzip();
        let (stretched, covers): (Vec<usize>, Vec<Area>) = lines
            .iter()
            .enumerate()
            .flat_map(|(no, drawn)| stretches(&drawn.line.points).map(move |(a, b)| (no, covered(a, b))))
            .unzip();
        Self {
            node_places: nodes.iter().enumerate().map(|(no, placed)| (placed.node.id.clone(), no)).collect(),
            line_places: lines.iter().enumerate().map(|(no, drawn)| (drawn.line.edge.id.clone(), no)).collect(),
            touching,
            node_grid: Grid::of(nodes.iter().map(|placed| placed.area)),
            name_grid: Grid::of(names),
            named,
            stretch_grid: Grid::of(covers),
            stretched,
            label_grid: Grid::of(labels),
            labelled,
            bounds: Some(view(&nodes, lines.iter().map(|drawn| &drawn.line), &frames, &papers)),
            show: Show::default(),
            boxed: HashMap::new(),
            frames,
            papers,
            nodes,
            lines,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{example, grid};

    #[test]
    fn what_is_outside_an_area_is_not_seen_in_it() {
        let scene = Scene::of(&grid(300));
        let area = Area { left: 1_000, top: 500, right: 1_800, bottom: 900 };
        let (nodes, edges) = scene.visible(area);
        let touched = |line: &Line| {
            stretches(&line.points).any(|(a, b)| covered(a, b).touches(area))
                || line.label.as_ref().is_some_and(|label| label.area().touches(area))
        };
        let all: Vec<NodeId> =
            scene.nodes().filter(|placed| placed.area.touches(area)).map(|placed| placed.node.id.clone()).collect();
        let lines: Vec<EdgeId> = scene.lines().filter(|line| touched(line)).map(|line| line.edge.id.clone()).collect();
        assert_eq!((nodes, edges), (all, lines));
        let (all, lines) = scene.visible(scene.bounds());
        assert_eq!((all.len(), lines.len()), (300, 560));
    }

    #[test]
    fn lines_follow_a_node_that_is_dragged() {
        let definition = example();
        let scene = Scene::of(&definition);
        let edge = &definition.edges[3];
        let placed = scene.node(&edge.to).unwrap();
        let at = At { x: placed.node.at.x + 35, y: placed.node.at.y - 300 };
        let lines = scene.preview(&[(edge.to.clone(), at)]);
        let touching = definition.edges.iter().filter(|other| other.from == edge.to || other.to == edge.to).count();
        assert_eq!(lines.len(), touching);
        let (_, line) = lines.iter().find(|(id, _)| *id == edge.id).unwrap();
        let moved = placed.area.moved(35, -300);
        let end = *line.points.last().unwrap();
        assert!(crate::shape::Side::ALL.into_iter().any(|side| moved.anchor(side) == end), "{end:?} {moved:?}");
    }

    #[test]
    fn what_is_dragged_as_a_whole_keeps_its_lines_within() {
        let definition = example();
        let scene = Scene::of(&definition);
        let places: Vec<(NodeId, At)> = definition
            .nodes
            .iter()
            .map(|node| (node.id.clone(), At { x: node.at.x + 40, y: node.at.y + 10 }))
            .collect();
        for (id, line) in scene.preview(&places) {
            let was = &scene.line(&id).unwrap().points;
            let is: Vec<Point> = line.points.iter().map(|at| Point { x: at.x - 40, y: at.y - 10 }).collect();
            assert_eq!(&is, was);
        }
        assert_eq!(scene.preview(&[(NodeId::from("nobody"), At::default())]), []);
    }
}
