//! Changes to a definition that is being drawn. A gesture becomes an [`Edit`]; [`plan`] says whether the rules allow it and
//! turns it, with all its consequences, into one [`Step`], which is applied and undone exactly. [`History`] keeps the steps.
//! The canvas, the outline and the JSON text all change a definition by this way and no other.

mod clip;
mod draft;
mod history;
mod merge;
mod names;
mod offers;
mod plan;
mod rules;
mod step;
mod ways;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use clip::{Clip, copy};
pub use history::{History, MOST_BYTES, MOST_STEPS};
pub use offers::{
    can_follow, can_replace, free_ports, fresh, main_port, may_connect, may_insert, may_splice, port_name, targets,
};
pub use plan::plan;
pub use step::{Change, Step};

use crate::aside::{Note, Section};
use crate::definition::{At, Definition};
use crate::form::Field;
use crate::ids::{EdgeId, NodeId, NoteId, Port, SectionId};

/// What somebody wants to change. Kinds are named as in the catalogue (`approval`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "snake_case")]
pub enum Edit {
    /// A node by itself.
    Add {
        kind: String,
        at: At,
    },
    /// A node after another, connected by `port`; none: by the first port that is free, the main one first.
    Append {
        from: NodeId,
        port: Option<Port>,
        kind: String,
        at: At,
    },
    /// A node in the middle of an edge.
    Insert {
        edge: EdgeId,
        kind: String,
        at: At,
    },
    /// A node that is there already, put into an edge.
    Splice {
        node: NodeId,
        edge: EdgeId,
        at: At,
    },
    /// An edge; without a port by the first that is free.
    Connect {
        from: NodeId,
        port: Option<Port>,
        to: NodeId,
    },
    /// Another beginning or end for an edge.
    Reconnect {
        edge: EdgeId,
        from: Option<(NodeId, Port)>,
        to: Option<NodeId>,
    },
    /// New places.
    Move {
        places: Vec<(NodeId, At)>,
    },
    /// Whether tidying leaves nodes where they are.
    Pin {
        nodes: Vec<NodeId>,
        pinned: bool,
    },
    /// Nodes and edges away; edges heal where one way led in and the main way out.
    Remove {
        nodes: Vec<NodeId>,
        edges: Vec<EdgeId>,
    },
    /// Another kind in the same place, with all that both have.
    Replace {
        node: NodeId,
        kind: String,
    },
    Rename {
        node: NodeId,
        name: String,
    },
    /// One setting, by its key in the catalogue, as the document writes it.
    Set {
        node: NodeId,
        key: String,
        value: Value,
    },
    /// One of `key`, `name`, `description`, `title`, `time_zone`, `starters`, `viewers`, as the document writes it.
    Head {
        key: String,
        value: Value,
    },
    /// A question of the form, before the one that is at this place now.
    AddField {
        at: usize,
        field: Field,
    },
    /// Another question in the place of this one; a new key is followed everywhere.
    SetField {
        key: String,
        field: Field,
    },
    MoveField {
        key: String,
        to: usize,
    },
    RemoveField {
        key: String,
    },
    /// A note; its id is made anew where another has it.
    AddNote {
        note: Note,
    },
    /// Another note in the place of the one with its id: its text, its colour, its size.
    SetNote {
        note: Note,
    },
    /// New places for notes.
    MoveNotes {
        places: Vec<(NoteId, At)>,
    },
    RemoveNotes {
        notes: Vec<NoteId>,
    },
    /// A section of these nodes, which leave the ones that they were in; without a name it gets one.
    AddSection {
        name: String,
        nodes: Vec<NodeId>,
    },
    /// Another section in the place of the one with its id: its name, its colour, its nodes, whether it is collapsed.
    SetSection {
        section: Section,
    },
    /// The section goes, its nodes stay.
    Dissolve {
        section: SectionId,
    },
    /// What was copied, with fresh ids, its upper left corner at `at`.
    Paste {
        clip: Clip,
        at: At,
    },
    /// The whole document, as its text says.
    Document {
        definition: Box<Definition>,
    },
    /// The whole document, as [`crate::merge`] made it of two.
    Merge {
        definition: Box<Definition>,
    },
}

/// Why an edit is not possible, as a whole sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{0}")]
pub struct Refusal(pub String);

impl Refusal {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}
