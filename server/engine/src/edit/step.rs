//! What an edit does to the document, in pieces that can each be undone exactly, and the pieces of one gesture together.

use serde::{Deserialize, Serialize};

use crate::definition::{Definition, Edge, Node};
use crate::ids::NodeId;

/// The smallest changes: one thing put in, taken out or put in the place of another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    NodeIn {
        at: usize,
        node: Box<Node>,
    },
    NodeOut {
        at: usize,
        node: Box<Node>,
    },
    NodeTo {
        at: usize,
        before: Box<Node>,
        after: Box<Node>,
    },
    EdgeIn {
        at: usize,
        edge: Edge,
    },
    EdgeOut {
        at: usize,
        edge: Edge,
    },
    EdgeTo {
        at: usize,
        before: Edge,
        after: Edge,
    },
    /// Everything but nodes and edges; they stay as they are.
    HeadTo {
        before: Box<Definition>,
        after: Box<Definition>,
    },
    /// The whole document.
    AllTo {
        before: Box<Definition>,
        after: Box<Definition>,
    },
}

/// One step of the history: a gesture with its consequences.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// What was done, in words: `Move Team lead`.
    pub label: String,
    pub changes: Vec<Change>,
    /// The nodes that it is about: selected afterwards.
    pub about: Vec<NodeId>,
}

impl Step {
    /// Does it. The definition is the one that it was planned for.
    pub fn apply(&self, definition: &mut Definition) {
        let _ = definition;
    }

    /// Undoes it. The definition is as the step left it.
    pub fn undo(&self, definition: &mut Definition) {
        let _ = definition;
    }
}
