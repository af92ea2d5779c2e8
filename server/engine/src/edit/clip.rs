//! What is copied: nodes, and the edges between them, as a JSON text that can be pasted anywhere.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Refusal;
use crate::definition::{Definition, Edge, LARGEST_DOCUMENT, Node};
use crate::ids::NodeId;

/// Copied nodes, with the edges between them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clip {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
}

/// Copies nodes, in the order of the document.
#[must_use]
pub fn copy(definition: &Definition, nodes: &[NodeId]) -> Clip {
    let wanted: HashSet<&NodeId> = nodes.iter().collect();
    let inside = |edge: &&Edge| wanted.contains(&edge.from) && wanted.contains(&edge.to);
    Clip {
        nodes: definition.nodes.iter().filter(|node| wanted.contains(&node.id)).cloned().collect(),
        edges: definition.edges.iter().filter(inside).cloned().collect(),
    }
}

impl Clip {
    /// Reads what was copied: our own text, or a whole definition document.
    ///
    /// # Errors
    /// It is neither, in a sentence.
    pub fn read(text: &str) -> Result<Self, Refusal> {
        if text.len() > LARGEST_DOCUMENT {
            return Err(Refusal::new(format!(
                "What was copied is larger than {} kB. Copy fewer steps.",
                LARGEST_DOCUMENT / 1024
            )));
        }
        let foreign = || Refusal::new("What was copied is not a part of a process. Copy steps of a drawing first.");
        let Ok(Value::Object(value)) = serde_json::from_str(text) else { return Err(foreign()) };
        if value.contains_key("schema") {
            let definition = Definition::read(text).map_err(|error| {
                Refusal::new(format!("What was copied is not a process that can be read: {error}."))
            })?;
            return Ok(Self { nodes: definition.nodes, edges: definition.edges });
        }
        if !value.contains_key("nodes") {
            return Err(foreign());
        }
        serde_json::from_str(text).map_err(|error| {
            Refusal::new(format!("What was copied is not a part of a process that can be read: {error}."))
        })
    }

    /// The text that [`Clip::read`] reads.
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}
