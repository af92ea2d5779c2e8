//! Ids and names that are fresh, short and the same each time, and names as sentences quote them.

use super::Refusal;
use super::offers::fresh;
use crate::definition::{Definition, Node};
use crate::form::Form;
use crate::ids::{EdgeId, NodeId, NoteId, Port, SectionId};
use crate::nodes::end::Outcome;
use crate::nodes::{Kind, condition};

/// The most of a name that a sentence quotes, in characters.
const LONGEST_QUOTE: usize = 60;

/// A name between quotation marks, not too long.
pub(super) fn quoted(name: &str) -> String {
    let line = name.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST_QUOTE) {
        Some((end, _)) => format!("“{}…”", &line[..end]),
        None => format!("“{line}”"),
    }
}

/// `3 steps`, `1 step`.
pub(super) fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

pub(super) fn gone(id: &str) -> Refusal {
    Refusal::new(format!("The step {} is not there any more.", quoted(id)))
}

pub(super) fn no_edge() -> Refusal {
    Refusal::new("That connection is not there any more.")
}

pub(super) fn no_kind(kind: &str) -> Refusal {
    Refusal::new(format!("There is no kind of step called {}.", quoted(kind)))
}

/// An id for a node: the kind, then with a number above all that are there (`approval-2`).
pub(super) fn node_id(definition: &Definition, kind: &str) -> NodeId {
    let taken = definition.nodes.iter().map(|node| node.id.as_str());
    NodeId(free(kind, "-", taken))
}

/// An id for an edge: `e17`.
pub(super) fn edge_id(definition: &Definition) -> EdgeId {
    let ids: Vec<&str> = definition.edges.iter().map(|edge| edge.id.as_str()).collect();
    EdgeId(numbered("e", 1, &ids))
}

/// An id for a note: `note-3`.
pub(super) fn note_id(definition: &Definition) -> NoteId {
    let ids: Vec<&str> = definition.notes.iter().map(|note| note.id.as_str()).collect();
    NoteId(numbered("note-", 1, &ids))
}

/// An id for a section: `section-3`.
pub(super) fn section_id(definition: &Definition) -> SectionId {
    let ids: Vec<&str> = definition.sections.iter().map(|section| section.id.as_str()).collect();
    SectionId(numbered("section-", 1, &ids))
}

/// The name for a section that nobody named.
pub(super) fn section_name(definition: &Definition) -> String {
    free("Section", " ", definition.sections.iter().map(|section| section.name.as_str()))
}

/// A port for a case that has none: `case-2`.
pub(super) fn case_port(taken: &[String]) -> Port {
    let ports: Vec<&str> = taken.iter().map(String::as_str).chain([condition::DEFAULT]).collect();
    Port(numbered("case-", 1, &ports))
}

/// A key for a question that has none: `field`, `field_2`.
pub(super) fn field_key(form: &Form) -> String {
    free("field", "_", form.fields.iter().map(|field| field.key.as_str()))
}

/// The name for a new node: the kind's, with a number if there is one of that name.
pub(super) fn node_name(definition: &Definition, name: &str, but: Option<&NodeId>) -> String {
    let others = definition.nodes.iter().filter(|node| Some(&node.id) != but);
    free(name, " ", others.map(|node| node.name.as_str()))
}

/// The name of an end with this outcome.
pub(super) fn end_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "End",
        Outcome::Approved => "Approved",
        Outcome::TimedOut => "Timed out",
        Outcome::Rejected => "Rejected",
        Outcome::Withdrawn => "Withdrawn",
        Outcome::Cancelled => "Cancelled",
    }
}

/// The name that a node of this kind has when nobody gave it one.
pub(super) fn default_name(kind: &Kind) -> String {
    match kind {
        Kind::End(end) => end_name(end.outcome).to_owned(),
        other => fresh(other.entry().kind).map_or_else(String::new, |(_, name)| name),
    }
}

/// Whether nobody gave the node its name.
pub(super) fn has_default_name(node: &Node) -> bool {
    let Some(rest) = node.name.strip_prefix(&default_name(&node.does)) else { return false };
    let number = |rest: &str| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit());
    rest.is_empty() || rest.strip_prefix(' ').is_some_and(number)
}

/// The stem itself where it is free and without numbers, else with the next number.
fn free<'a>(stem: &str, between: &str, taken: impl Iterator<Item = &'a str>) -> String {
    let taken: Vec<&str> = taken.collect();
    let stem_and = format!("{stem}{between}");
    let first = taken.iter().all(|one| *one != stem && number_of(one, &stem_and).is_none());
    if first { stem.to_owned() } else { numbered(&stem_and, 2, &taken) }
}

/// The stem with a number above all that are there.
fn numbered(stem: &str, least: u64, taken: &[&str]) -> String {
    let highest = taken.iter().filter_map(|one| number_of(one, stem)).max();
    let mut number = highest.map_or(least, |highest| least.max(highest + 1));
    loop {
        let name = format!("{stem}{number}");
        if !taken.contains(&name.as_str()) {
            return name;
        }
        number += 1;
    }
}

/// The number behind a stem; longer ones than nine digits are not counted on from.
fn number_of(name: &str, stem: &str) -> Option<u64> {
    let digits = name.strip_prefix(stem)?;
    let counts = (1..=9).contains(&digits.len()) && digits.bytes().all(|c| c.is_ascii_digit());
    counts.then(|| digits.parse().ok())?
}
