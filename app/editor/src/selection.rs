//! What is selected: nodes and notes, or one edge, or one section, or nothing.

use std::collections::BTreeSet;

use engine::ids::{EdgeId, NodeId, NoteId, SectionId};

/// What is selected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    pub nodes: BTreeSet<NodeId>,
    pub notes: BTreeSet<NoteId>,
    pub edge: Option<EdgeId>,
    pub section: Option<SectionId>,
}

impl Selection {
    /// One node.
    pub fn node(id: NodeId) -> Self {
        Self { nodes: BTreeSet::from([id]), ..Self::default() }
    }

    /// Several nodes.
    pub fn nodes(ids: impl IntoIterator<Item = NodeId>) -> Self {
        Self { nodes: ids.into_iter().collect(), ..Self::default() }
    }

    /// One edge.
    pub fn edge(id: EdgeId) -> Self {
        Self { edge: Some(id), ..Self::default() }
    }

    /// One note.
    pub fn note(id: NoteId) -> Self {
        Self { notes: BTreeSet::from([id]), ..Self::default() }
    }

    /// One section.
    pub fn section(id: SectionId) -> Self {
        Self { section: Some(id), ..Self::default() }
    }

    /// The node, when it is one alone.
    pub fn only_node(&self) -> Option<&NodeId> {
        if self.nodes.len() == 1 && self.notes.is_empty() { self.nodes.first() } else { None }
    }

    /// The note, when it is one alone.
    pub fn only_note(&self) -> Option<&NoteId> {
        if self.notes.len() == 1 && self.nodes.is_empty() { self.notes.first() } else { None }
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
