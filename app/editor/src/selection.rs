//! What is selected: nodes, or one edge, or nothing.

use std::collections::BTreeSet;

use engine::ids::{EdgeId, NodeId};

/// What is selected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    pub nodes: BTreeSet<NodeId>,
    pub edge: Option<EdgeId>,
}

impl Selection {
    /// One node.
    pub fn node(id: NodeId) -> Self {
        Self { nodes: BTreeSet::from([id]), edge: None }
    }

    /// Several nodes.
    pub fn nodes(ids: impl IntoIterator<Item = NodeId>) -> Self {
        Self { nodes: ids.into_iter().collect(), edge: None }
    }

    /// One edge.
    pub fn edge(id: EdgeId) -> Self {
        Self { nodes: BTreeSet::new(), edge: Some(id) }
    }

    /// The node, when it is one alone.
    pub fn only_node(&self) -> Option<&NodeId> {
        if self.nodes.len() == 1 { self.nodes.first() } else { None }
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.edge.is_none()
    }
}
