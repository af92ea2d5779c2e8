//! What an edit does to the document, in pieces that can each be undone exactly, and the pieces of one gesture together.
//! A piece that does not find the document as it was planned for changes nothing; neither does its step.

use std::mem;

use serde::{Deserialize, Serialize};

use crate::aside::{Note, Section};
use crate::definition::{At, Definition, Edge, Node};
use crate::ids::NodeId;

/// The smallest changes: one thing put in, taken out or put in the place of another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    /// A node to another place of the drawing.
    Moved {
        at: usize,
        before: At,
        after: At,
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
    /// A note in, out, or in the place of another: none before, none after, or both.
    Note {
        at: usize,
        before: Option<Note>,
        after: Option<Note>,
    },
    /// A section, in the same way.
    Section {
        at: usize,
        before: Option<Section>,
        after: Option<Section>,
    },
    /// Everything but nodes, edges, notes and sections, which both leave out.
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
    /// What was done, in words: `Move “Team lead”`.
    pub label: String,
    pub changes: Vec<Change>,
    /// The nodes that it is about: selected afterwards.
    pub about: Vec<NodeId>,
    /// What else is to be told, as a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Step {
    /// Does it. False, and nothing done, when the definition is not the one that it was planned for.
    pub fn apply(&self, definition: &mut Definition) -> bool {
        for (done, change) in self.changes.iter().enumerate() {
            if !change.apply(definition) {
                for change in self.changes[..done].iter().rev() {
                    change.undo(definition);
                }
                return false;
            }
        }
        true
    }

    /// Undoes it. False, and nothing undone, when the definition is not as the step left it.
    pub fn undo(&self, definition: &mut Definition) -> bool {
        for (left, change) in self.changes.iter().enumerate().rev() {
            if !change.undo(definition) {
                for change in &self.changes[left + 1..] {
                    change.apply(definition);
                }
                return false;
            }
        }
        true
    }

    /// Whether something comes or goes.
    pub(super) fn adds_or_removes(&self) -> bool {
        let stays = |change: &Change| match change {
            Change::NodeTo { .. } | Change::Moved { .. } | Change::EdgeTo { .. } | Change::HeadTo { .. } => true,
            Change::Note { before, after, .. } => before.is_some() == after.is_some(),
            Change::Section { before, after, .. } => before.is_some() == after.is_some(),
            _ => false,
        };
        !self.changes.iter().all(stays)
    }
}

impl Change {
    pub(super) fn apply(&self, definition: &mut Definition) -> bool {
        match self {
            Self::NodeIn { at, node } => put(&mut definition.nodes, *at, node.as_ref()),
            Self::NodeOut { at, node } => take(&mut definition.nodes, *at, node.as_ref()),
            Self::NodeTo { at, before, after } => turn(definition.nodes.get_mut(*at), before.as_ref(), after.as_ref()),
            Self::Moved { at, before, after } => {
                turn(definition.nodes.get_mut(*at).map(|node| &mut node.at), before, after)
            }
            Self::EdgeIn { at, edge } => put(&mut definition.edges, *at, edge),
            Self::EdgeOut { at, edge } => take(&mut definition.edges, *at, edge),
            Self::EdgeTo { at, before, after } => turn(definition.edges.get_mut(*at), before, after),
            Self::Note { at, before, after } => change(&mut definition.notes, *at, before.as_ref(), after.as_ref()),
            Self::Section { at, before, after } => {
                change(&mut definition.sections, *at, before.as_ref(), after.as_ref())
            }
            Self::HeadTo { before, after } => turn_head(definition, before, after),
            Self::AllTo { before, after } => turn(Some(definition), before.as_ref(), after.as_ref()),
        }
    }

    pub(super) fn undo(&self, definition: &mut Definition) -> bool {
        match self {
            Self::NodeIn { at, node } => take(&mut definition.nodes, *at, node.as_ref()),
            Self::NodeOut { at, node } => put(&mut definition.nodes, *at, node.as_ref()),
            Self::NodeTo { at, before, after } => turn(definition.nodes.get_mut(*at), after.as_ref(), before.as_ref()),
            Self::Moved { at, before, after } => {
                turn(definition.nodes.get_mut(*at).map(|node| &mut node.at), after, before)
            }
            Self::EdgeIn { at, edge } => take(&mut definition.edges, *at, edge),
            Self::EdgeOut { at, edge } => put(&mut definition.edges, *at, edge),
            Self::EdgeTo { at, before, after } => turn(definition.edges.get_mut(*at), after, before),
            Self::Note { at, before, after } => change(&mut definition.notes, *at, after.as_ref(), before.as_ref()),
            Self::Section { at, before, after } => {
                change(&mut definition.sections, *at, after.as_ref(), before.as_ref())
            }
            Self::HeadTo { before, after } => turn_head(definition, after, before),
            Self::AllTo { before, after } => turn(Some(definition), after.as_ref(), before.as_ref()),
        }
    }
}

fn change<T: Clone + PartialEq>(list: &mut Vec<T>, at: usize, from: Option<&T>, to: Option<&T>) -> bool {
    match (from, to) {
        (None, None) => true,
        (None, Some(to)) => put(list, at, to),
        (Some(from), None) => take(list, at, from),
        (Some(from), Some(to)) => turn(list.get_mut(at), from, to),
    }
}

fn put<T: Clone>(list: &mut Vec<T>, at: usize, thing: &T) -> bool {
    let fits = at <= list.len();
    if fits {
        list.insert(at, thing.clone());
    }
    fits
}

fn take<T: PartialEq>(list: &mut Vec<T>, at: usize, thing: &T) -> bool {
    let fits = list.get(at) == Some(thing);
    if fits {
        list.remove(at);
    }
    fits
}

fn turn<T: Clone + PartialEq>(place: Option<&mut T>, from: &T, to: &T) -> bool {
    match place.filter(|place| **place == *from) {
        Some(place) => {
            place.clone_from(to);
            true
        }
        None => false,
    }
}

fn turn_head(definition: &mut Definition, from: &Definition, to: &Definition) -> bool {
    let drawn = undrawn(definition);
    let fits = turn(Some(definition), from, to);
    redrawn(definition, drawn);
    fits
}

/// What is drawn: nodes, edges, notes and sections.
pub(super) type Drawn = (Vec<Node>, Vec<Edge>, Vec<Note>, Vec<Section>);

/// Takes out what is drawn.
pub(super) fn undrawn(definition: &mut Definition) -> Drawn {
    let (nodes, edges) = (mem::take(&mut definition.nodes), mem::take(&mut definition.edges));
    (nodes, edges, mem::take(&mut definition.notes), mem::take(&mut definition.sections))
}

/// Puts it in again.
pub(super) fn redrawn(definition: &mut Definition, drawn: Drawn) {
    (definition.nodes, definition.edges, definition.notes, definition.sections) = drawn;
}
