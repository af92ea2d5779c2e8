//! What is copied: nodes, and the edges between them, as a JSON text that can be pasted anywhere.

use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::definition::{Definition, Edge, Node};
use crate::ids::NodeId;

/// Copied nodes, with the edges between them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clip {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
}

/// Copies nodes.
#[must_use]
pub fn copy(definition: &Definition, nodes: &[NodeId]) -> Clip {
    let _ = (definition, nodes);
    Clip::default()
}

impl Clip {
    /// Reads what was copied: our own text, or a whole definition document.
    ///
    /// # Errors
    /// It is neither, in a sentence.
    pub fn read(text: &str) -> Result<Self, Refusal> {
        let _ = text;
        Err(Refusal::new("Not yet."))
    }

    /// The text that [`Clip::read`] reads.
    #[must_use]
    pub fn text(&self) -> String {
        String::new()
    }
}
