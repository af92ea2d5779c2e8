//! Notes and sections: what stands beside the graph.

use super::super::draft::Draft;
use super::super::names::{self, count, quoted};
use super::super::{Refusal, rules};
use super::Told;
use crate::aside::{Colour, Note, Section};
use crate::definition::At;
use crate::ids::{NodeId, NoteId, SectionId};

pub(super) fn add_note(draft: &mut Draft, note: &Note) -> Result<Told, Refusal> {
    rules::writable(note)?;
    let is_free = !note.id.as_str().is_empty() && draft.now.note(&note.id).is_none();
    let id = if is_free { note.id.clone() } else { names::note_id(&draft.now) };
    draft.put_note(draft.now.notes.len(), Some(Note { id, at: rules::near(note.at), ..note.clone() }));
    Ok(Told::new("Add a note", vec![]))
}

pub(super) fn set_note(draft: &mut Draft, note: &Note) -> Result<Told, Refusal> {
    rules::writable(note)?;
    let at = note_place(draft, &note.id)?;
    draft.put_note(at, Some(Note { at: rules::near(note.at), ..note.clone() }));
    Ok(Told::new("Change a note", vec![]))
}

pub(super) fn move_notes(draft: &mut Draft, places: &[(NoteId, At)]) -> Result<Told, Refusal> {
    for (id, place) in places {
        let at = note_place(draft, id)?;
        let note = draft.now.notes[at].clone();
        draft.put_note(at, Some(Note { at: rules::near(*place), ..note }));
    }
    Ok(Told::new(told("Move", places.len()), vec![]))
}

pub(super) fn remove_notes(draft: &mut Draft, notes: &[NoteId]) -> Result<Told, Refusal> {
    let before = draft.now.notes.len();
    for at in (0..before).rev().filter(|at| notes.contains(&draft.now.notes[*at].id)).collect::<Vec<_>>() {
        draft.put_note(at, None);
    }
    match before - draft.now.notes.len() {
        0 => Err(Refusal::new("There is nothing to remove. Select a note first.")),
        gone => Ok(Told::new(told("Remove", gone), vec![])),
    }
}

pub(super) fn add_section(draft: &mut Draft, name: &str, nodes: &[NodeId]) -> Result<Told, Refusal> {
    let name = if name.trim().is_empty() { names::section_name(&draft.now) } else { name.to_owned() };
    let id = names::section_id(&draft.now);
    let section = Section { id, name, colour: Colour::Sky, nodes: once(nodes), collapsed: false };
    rules::sectional(&draft.now, &section)?;
    draft.leave_sections(&section.nodes, None);
    let label = format!("Make the section {}", quoted(&section.name));
    draft.put_section(draft.now.sections.len(), Some(section));
    Ok(Told::new(label, vec![]))
}

pub(super) fn set_section(draft: &mut Draft, section: &Section) -> Result<Told, Refusal> {
    let at = section_place(draft, &section.id)?;
    let before = draft.now.sections[at].clone();
    let section = Section { nodes: once(&section.nodes), ..section.clone() };
    // Steps that are not there any more are for `check` to tell, not in the way of another colour.
    if section.nodes != before.nodes || section.name != before.name {
        rules::sectional(&draft.now, &section)?;
    }
    let verb = match (before.collapsed, section.collapsed) {
        (false, true) => "Collapse",
        (true, false) => "Expand",
        _ => "Change the section",
    };
    let label = format!("{verb} {}", quoted(&section.name));
    let come: Vec<NodeId> = section.nodes.iter().filter(|id| !before.nodes.contains(id)).cloned().collect();
    draft.put_section(at, Some(section));
    draft.leave_sections(&come, Some(at));
    Ok(Told::new(label, vec![]))
}

pub(super) fn dissolve(draft: &mut Draft, id: &SectionId) -> Result<Told, Refusal> {
    let at = section_place(draft, id)?;
    let label = format!("Dissolve the section {}", quoted(&draft.now.sections[at].name));
    draft.put_section(at, None);
    Ok(Told::new(label, vec![]))
}

fn note_place(draft: &Draft, id: &NoteId) -> Result<usize, Refusal> {
    let at = draft.now.notes.iter().position(|note| note.id == *id);
    at.ok_or_else(|| Refusal::new("That note is not there any more."))
}

fn section_place(draft: &Draft, id: &SectionId) -> Result<usize, Refusal> {
    let at = draft.now.sections.iter().position(|section| section.id == *id);
    at.ok_or_else(|| Refusal::new("That section is not there any more."))
}

fn told(verb: &str, notes: usize) -> String {
    if notes == 1 { format!("{verb} a note") } else { format!("{verb} {}", count(notes, "note")) }
}

/// Each of them once.
fn once(nodes: &[NodeId]) -> Vec<NodeId> {
    let mut seen = std::collections::BTreeSet::new();
    nodes.iter().filter(|id| seen.insert(*id)).cloned().collect()
}
