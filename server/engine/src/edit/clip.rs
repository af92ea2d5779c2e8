//! What is copied: nodes, the edges between them, their sections, and notes, as a JSON text that can be pasted anywhere.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Edit, Refusal, plan};
use crate::aside::{Note, Section};
use crate::definition::{At, Definition, Edge, LARGEST_DOCUMENT, Node};
use crate::ids::{NodeId, NoteId};
use crate::nodes::Kind;

/// The most steps of a pattern.
const MOST_OF_PATTERN: usize = 100;

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

    /// What is kept to be put in again and again: as it would be pasted into an empty drawing, and without a start.
    ///
    /// # Errors
    /// Nothing can be pasted of it, in a sentence.
    pub fn as_pattern(&self) -> Result<Self, Refusal> {
        let steps = self.nodes.iter().filter(|node| !matches!(node.does, Kind::Start(_)));
        let clip = Self { nodes: steps.cloned().collect(), edges: self.edges.clone(), ..self.clone() };
        if clip.nodes.is_empty() {
            return Err(Refusal::new("A pattern is at least one step that is not the start. Select some steps first."));
        }
        if clip.nodes.len() > MOST_OF_PATTERN {
            return Err(Refusal::new(format!("A pattern has at most {MOST_OF_PATTERN} steps. Select fewer.")));
        }
        let nothing = r#"{"schema":1,"key":"","name":"","title":"","form":{"fields":[]},"nodes":[],"edges":[]}"#;
        let mut drawn = Definition::read(nothing).map_err(|error| Refusal::new(format!("{error}.")))?;
        plan(&drawn, &Edit::Paste { clip, at: At::default() })?.apply(&mut drawn);
        Ok(Self { nodes: drawn.nodes, edges: drawn.edges, notes: drawn.notes, sections: drawn.sections })
    }

    /// The text that [`Clip::read`] reads.
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}
