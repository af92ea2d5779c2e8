//! From an edit to the step that does it: the rules, and what else changes with it. One file a family of edits.

mod asides;
mod cases;
mod edges;
mod follow;
mod form;
mod nodes;
mod paste;
mod remove;
mod replace;
mod settings;

pub(super) use replace::may_replace;

use std::collections::{HashMap, HashSet};

use super::draft::Draft;
use super::names::{count, gone, quoted};
use super::step::Change;
use super::{Edit, Refusal, Step, rules};
use crate::definition::{At, Definition, SCHEMA};
use crate::ids::NodeId;

/// What an edit is called, and the nodes that it is about.
struct Told {
    label: String,
    about: Vec<NodeId>,
    note: Option<String>,
}

impl Told {
    fn new(label: impl Into<String>, about: Vec<NodeId>) -> Self {
        Self { label: label.into(), about, note: None }
    }
}

/// The step that an edit becomes; without changes when all is so already.
///
/// # Errors
/// The rules forbid it, in a sentence.
pub fn plan(definition: &Definition, edit: &Edit) -> Result<Step, Refusal> {
    if let Edit::Move { places } = edit {
        return moved(definition, places);
    }
    let mut draft = Draft::of(definition);
    let draft_now = &mut draft;
    let told = match edit {
        Edit::Add { kind, at } => nodes::add(draft_now, kind, *at),
        Edit::Append { from, port, kind, at } => nodes::append(draft_now, from, port.as_ref(), kind, *at),
        Edit::Insert { edge, kind, at } => nodes::insert(draft_now, edge, kind, *at),
        Edit::Splice { node, edge, at } => nodes::splice(draft_now, node, edge, *at),
        Edit::Connect { from, port, to } => edges::connect(draft_now, from, port.as_ref(), to),
        Edit::Reconnect { edge, from, to } => edges::reconnect(draft_now, edge, from.as_ref(), to.as_ref()),
        Edit::Move { places } => return moved(definition, places),
        Edit::Pin { nodes, pinned } => nodes::pin(draft_now, nodes, *pinned),
        Edit::Remove { nodes, edges } => remove::remove(draft_now, nodes, edges),
        Edit::Replace { node, kind } => replace::replace(draft_now, node, kind),
        Edit::Rename { node, name } => settings::rename(draft_now, node, name),
        Edit::Set { node, key, value } => settings::set(draft_now, node, key, value),
        Edit::Head { key, value } => settings::head(draft_now, key, value),
        Edit::AddField { at, field } => form::add(draft_now, *at, field),
        Edit::SetField { key, field } => form::set(draft_now, key, field),
        Edit::MoveField { key, to } => form::shift(draft_now, key, *to),
        Edit::RemoveField { key } => form::remove(draft_now, key),
        Edit::AddNote { note } => asides::add_note(draft_now, note),
        Edit::SetNote { note } => asides::set_note(draft_now, note),
        Edit::MoveNotes { places } => asides::move_notes(draft_now, places),
        Edit::RemoveNotes { notes } => asides::remove_notes(draft_now, notes),
        Edit::AddSection { name, nodes } => asides::add_section(draft_now, name, nodes),
        Edit::SetSection { section } => asides::set_section(draft_now, section),
        Edit::Dissolve { section } => asides::dissolve(draft_now, section),
        Edit::Paste { clip, at } => paste::paste(draft_now, clip, *at),
        Edit::Document { definition } => document(draft_now, definition, "Edit the text"),
        Edit::Merge { definition } => document(draft_now, definition, "Merge both changes"),
    }?;
    if !matches!(
        edit,
        Edit::Remove { .. }
            | Edit::RemoveField { .. }
            | Edit::MoveField { .. }
            | Edit::RemoveNotes { .. }
            | Edit::Dissolve { .. }
    ) {
        rules::size(definition, &draft.now)?;
    }
    Ok(Step { label: told.label, changes: draft.changes, about: told.about, note: told.note })
}

/// New places; planned without a copy, because a drag asks for it with every movement.
fn moved(definition: &Definition, places: &[(NodeId, At)]) -> Result<Step, Refusal> {
    let wanted: HashMap<&NodeId, At> = places.iter().map(|(id, at)| (id, rules::near(*at))).collect();
    let mut missing: HashSet<&NodeId> = wanted.keys().copied().collect();
    let (mut changes, mut about) = (vec![], vec![]);
    for (at, node) in definition.nodes.iter().enumerate() {
        let Some(place) = wanted.get(&node.id).filter(|_| missing.remove(&node.id)) else { continue };
        about.push(node.id.clone());
        if node.at != *place {
            changes.push(Change::Moved { at, before: node.at, after: *place });
        }
    }
    if let Some((id, _)) = places.iter().find(|(id, _)| missing.contains(id)) {
        return Err(gone(id.as_str()));
    }
    let label = match about.as_slice() {
        [one] => format!("Move {}", quoted(definition.name_of(one))),
        many => format!("Move {}", count(many.len(), "step")),
    };
    Ok(Step { label, changes, about, note: None })
}

/// The whole document; what makes no sense in it is said by `check`, but ids must tell nodes and edges apart.
fn document(draft: &mut Draft, other: &Definition, label: &str) -> Result<Told, Refusal> {
    if other.schema != SCHEMA {
        return Err(Refusal::new(format!(
            "The document has schema {}; only schema {SCHEMA} can be read. Set it back.",
            other.schema
        )));
    }
    once("steps", other.nodes.iter().map(|node| node.id.as_str()))?;
    once("connections", other.edges.iter().map(|edge| edge.id.as_str()))?;
    once("notes", other.notes.iter().map(|note| note.id.as_str()))?;
    once("sections", other.sections.iter().map(|section| section.id.as_str()))?;
    draft.head(|now| now.clone_from(other));
    draft.all(other);
    Ok(Told::new(label, vec![]))
}

fn once<'a>(what: &str, ids: impl Iterator<Item = &'a str>) -> Result<(), Refusal> {
    let (mut seen, mut ids) = (HashSet::new(), ids);
    match ids.find(|id| !seen.insert(*id)) {
        Some(twice) => {
            Err(Refusal::new(format!("Two {what} have the id {}. Give one of them another.", quoted(twice))))
        }
        None => Ok(()),
    }
}
