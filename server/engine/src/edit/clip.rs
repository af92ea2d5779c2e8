//! What is copied: nodes, the edges between them, their sections, and notes, as a JSON text that can be pasted anywhere.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Refusal;
use crate::aside::{Note, Section};
use crate::definition::{Definition, Edge, LARGEST_DOCUMENT, Node};
use crate::ids::{NodeId, NoteId};

/// Copied nodes, with the edges between them and the sections that are whole; and notes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clip {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
}

/// Copies nodes, in the order of the document, and the sections whose nodes are all among them.
#[must_use]
pub fn copy(definition: &Definition, nodes: &[NodeId]) -> Clip {
    let wanted: HashSet<&NodeId> = nodes.iter().collect();
    let inside = |edge: &&Edge| wanted.contains(&edge.from) && wanted.contains(&edge.to);
    let whole = |section: &&Section| section.nodes.iter().all(|id| wanted.contains(id)) && !section.nodes.is_empty();
    Clip {
        nodes: definition.nodes.iter().filter(|node| wanted.contains(&node.id)).cloned().collect(),
        edges: definition.edges.iter().filter(inside).cloned().collect(),
        notes: vec![],
        sections: definition.sections.iter().filter(whole).cloned().collect(),
    }
}

impl Clip {
    /// The same with notes.
    #[must_use]
    pub fn with_notes(self, definition: &Definition, notes: &[NoteId]) -> Self {
        let notes = definition.notes.iter().filter(|note| notes.contains(&note.id)).cloned().collect();
        Self { notes, ..self }
    }

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
            let Definition { nodes, edges, notes, sections, .. } = definition;
            return Ok(Self { nodes, edges, notes, sections });
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
