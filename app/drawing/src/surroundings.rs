//! What lines have to mind, by place: nodes, the names beneath them, and the lines drawn so far.

use crate::grid::Grid;
use crate::path::{covered, stretches};
use crate::shape::{Area, Point};

/// What a line has to mind.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// Outlines of all nodes.
    pub nodes: Vec<Area>,
    /// Names beneath nodes.
    pub labels: Vec<Area>,
    node_grid: Grid,
    label_grid: Grid,
    stretches: Vec<Stretch>,
    stretch_grid: Grid,
    /// For each node: where lines leave it, and where they come to it.
    left_at: Vec<Vec<Point>>,
    met_at: Vec<Vec<Point>>,
}

/// A straight part of a line to a node.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    pub from: Point,
    pub to: Point,
    /// The node that the whole line leads to.
    pub node: usize,
}

impl Surroundings {
    /// Nodes and names, and no lines yet.
    #[must_use]
    pub fn of(nodes: Vec<Area>, labels: Vec<Area>) -> Self {
        let region = nodes.iter().copied().reduce(Area::and).unwrap_or(Area::EMPTY);
        Self {
            node_grid: Grid::of(nodes.iter().copied()),
            label_grid: Grid::of(labels.iter().copied()),
            stretches: Vec::new(),
            stretch_grid: Grid::over(region.with_margin(100)),
            left_at: vec![Vec::new(); nodes.len()],
            met_at: vec![Vec::new(); nodes.len()],
            nodes,
            labels,
        }
    }

    /// Adds a line from a node to a node, by their places in `nodes`.
    pub fn add(&mut self, from: usize, to: usize, points: &[Point]) {
        for (a, b) in stretches(points) {
            self.stretches.push(Stretch { from: a, to: b, node: to });
            self.stretch_grid.add(covered(a, b));
        }
        self.left_at[from].extend(points.first());
        self.met_at[to].extend(points.last());
    }

    /// The nodes that an area touches, by their places.
    pub fn nodes_at(&self, area: Area, see: impl FnMut(usize)) {
        self.node_grid.touching(area, see);
    }

    /// The names that an area touches.
    pub fn labels_at(&self, area: Area, mut see: impl FnMut(Area)) {
        self.label_grid.touching(area, |no| see(self.labels[no]));
    }

    /// The stretches of lines that an area touches.
    pub fn stretches_at(&self, area: Area, mut see: impl FnMut(Stretch)) {
        self.stretch_grid.touching(area, |no| see(self.stretches[no]));
    }

    /// How many lines leave a node at a point.
    pub fn leaving(&self, node: usize, at: Point) -> usize {
        self.left_at[node].iter().filter(|point| **point == at).count()
    }

    /// Whether a line comes to a node at a point.
    pub fn is_met(&self, node: usize, at: Point) -> bool {
        self.met_at[node].contains(&at)
    }
}
