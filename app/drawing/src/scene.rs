//! A drawing that is being edited: laid out anew after each change, with what has to be drawn again.

use std::collections::BTreeMap;

use engine::definition::{At, Definition};
use engine::ids::{EdgeId, NodeId};

use crate::layout::{Layout, Line, Placed};
use crate::shape::{Area, Point};

/// A definition in its place.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    nodes: BTreeMap<NodeId, Placed>,
    lines: BTreeMap<EdgeId, Line>,
    bounds: Option<Area>,
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
        let layout = Layout::of(definition);
        Self {
            nodes: layout.nodes.into_iter().map(|placed| (placed.node.id.clone(), placed)).collect(),
            lines: layout.lines.into_iter().map(|line| (line.edge.id.clone(), line)).collect(),
            bounds: Some(layout.view),
        }
    }

    /// Lays it out again after a change.
    pub fn update(&mut self, definition: &Definition) -> Changed {
        let next = Self::of(definition);
        let changed = Changed {
            nodes: next
                .nodes
                .iter()
                .filter(|(id, at)| self.nodes.get(id) != Some(at))
                .map(|(id, _)| id.clone())
                .collect(),
            edges: next
                .lines
                .iter()
                .filter(|(id, at)| self.lines.get(id) != Some(at))
                .map(|(id, _)| id.clone())
                .collect(),
            gone_nodes: self.nodes.keys().filter(|id| !next.nodes.contains_key(id)).cloned().collect(),
            gone_edges: self.lines.keys().filter(|id| !next.lines.contains_key(id)).cloned().collect(),
        };
        *self = next;
        changed
    }

    /// A node in its place.
    #[must_use]
    pub fn node(&self, id: &NodeId) -> Option<&Placed> {
        self.nodes.get(id)
    }

    /// An edge in its place.
    #[must_use]
    pub fn line(&self, id: &EdgeId) -> Option<&Line> {
        self.lines.get(id)
    }

    /// All nodes.
    pub fn nodes(&self) -> impl Iterator<Item = &Placed> {
        self.nodes.values()
    }

    /// All edges.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.lines.values()
    }

    /// The room that everything takes.
    #[must_use]
    pub fn bounds(&self) -> Area {
        self.bounds.unwrap_or(Area { left: 0, top: 0, right: 100, bottom: 60 })
    }

    /// What is to be seen in an area: nodes and edges.
    #[must_use]
    pub fn visible(&self, area: Area) -> (Vec<NodeId>, Vec<EdgeId>) {
        let _ = area;
        (self.nodes.keys().cloned().collect(), self.lines.keys().cloned().collect())
    }

    /// The lines of nodes that are being moved, drawn quickly.
    #[must_use]
    pub fn preview(&self, places: &[(NodeId, At)]) -> Vec<(EdgeId, Line)> {
        let _ = places;
        vec![]
    }
}

/// What is at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hit {
    Node(NodeId),
    /// An edge, and the point on it that is nearest.
    Edge(EdgeId, Point),
    /// The words on an edge.
    Label(EdgeId),
}
