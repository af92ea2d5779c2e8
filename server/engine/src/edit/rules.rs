//! What is never drawn: a way to the start or on from an end, two ways by one port, a way to itself, a circle in which
//! nothing waits, too much. Each refusal says what to do.

use super::Refusal;
use super::names::quoted;
use super::offers::{main_port, port_name};
use super::ways::Ways;
use crate::aside::{LONGEST_NAME, LONGEST_NOTE, MOST_NOTES, MOST_SECTIONS, Note, Section};
use crate::definition::{At, Definition, LARGEST_DOCUMENT, MOST_NODES, Node};
use crate::ids::{EdgeId, Port};
use crate::nodes::{Kind, split};

/// The most edges a definition may have.
pub(super) const MOST_EDGES: usize = 4 * MOST_NODES;
/// The most questions a form may have.
pub(super) const MOST_FIELDS: usize = 200;
/// How far from the middle a node may be placed, in pixels.
const FARTHEST: i32 = 100_000;

/// A place that can be drawn.
pub(super) fn near(at: At) -> At {
    At { x: at.x.clamp(-FARTHEST, FARTHEST), y: at.y.clamp(-FARTHEST, FARTHEST) }
}

/// The port by which an edge may leave a node: the wanted one, else the first that is free. `but` is not counted.
pub(super) fn port_for(
    definition: &Definition,
    from: &Node,
    wanted: Option<&Port>,
    but: Option<&EdgeId>,
) -> Result<Port, Refusal> {
    let name = quoted(&from.name);
    if matches!(from.does, Kind::End(_)) {
        return Err(Refusal::new(format!("{name} is an end: nothing comes after it.")));
    }
    let Some(port) = wanted else {
        return free_of(definition, from, but).into_iter().next().ok_or_else(|| {
            Refusal::new(format!("Every way of {name} is connected. Remove one first, or drag its end elsewhere."))
        });
    };
    if from.does.ports().iter().all(|(there, _)| there != port) {
        return Err(Refusal::new(format!("{name} is never left by {}.", quoted(port.as_str()))));
    }
    if port.as_str() != split::BRANCH && definition.edges_from(&from.id, port).any(|edge| Some(&edge.id) != but) {
        let way = match port_name(from, port) {
            label if label.is_empty() => String::new(),
            label => format!(" for {}", quoted(&label)),
        };
        return Err(Refusal::new(format!(
            "{name} has a way on{way} already. Remove it first, or drag its end elsewhere."
        )));
    }
    Ok(port.clone())
}

/// The ports by which another edge may leave, the main one first.
pub(super) fn free_of(definition: &Definition, node: &Node, but: Option<&EdgeId>) -> Vec<Port> {
    let ports = node.does.ports().into_iter().map(|(port, _)| port);
    let taken = |port: &Port| definition.edges_from(&node.id, port).any(|edge| Some(&edge.id) != but);
    let mut free: Vec<Port> = ports.filter(|port| port.as_str() == split::BRANCH || !taken(port)).collect();
    let main = main_port(&node.does);
    if let Some(place) = free.iter().position(|port| Some(port) == main.as_ref()) {
        free[..=place].rotate_right(1);
    }
    free
}

/// Whether an edge may lead from one node to another. `but` is not counted.
pub(super) fn lead(
    definition: &Definition,
    from: &Node,
    port: &Port,
    to: &Node,
    but: Option<&EdgeId>,
) -> Result<(), Refusal> {
    if matches!(to.does, Kind::Start(_)) {
        return Err(Refusal::new("Nothing leads to the start. To ask again, lead to the first step after it."));
    }
    if from.id == to.id {
        return Err(Refusal::new(format!("{} cannot lead to itself.", quoted(&from.name))));
    }
    let mut others = definition.edges_from(&from.id, port).filter(|edge| Some(&edge.id) != but);
    if others.any(|edge| edge.to == to.id) {
        return Err(Refusal::new(format!("{} leads to {} already.", quoted(&from.name), quoted(&to.name))));
    }
    if circles(definition, from, to, but) { Err(circle()) } else { Ok(()) }
}

pub(super) fn circle() -> Refusal {
    Refusal::new("This would be a circle that nobody and no time ends. Put an approval or a wait into it first.")
}

/// Whether an edge would close a circle in which nothing waits.
fn circles(definition: &Definition, from: &Node, to: &Node, but: Option<&EdgeId>) -> bool {
    let instant = !from.does.waits() && !to.does.waits();
    instant && Ways::of(definition, but).from(&to.id).contains(&from.id)
}

/// Room for one node more.
pub(super) fn room(definition: &Definition, more: usize) -> Result<(), Refusal> {
    if definition.nodes.len() + more > MOST_NODES {
        return Err(Refusal::new(format!(
            "A process has at most {MOST_NODES} steps. Remove some, or divide it into two processes."
        )));
    }
    Ok(())
}

/// A text that a note can hold.
pub(super) fn writable(note: &Note) -> Result<(), Refusal> {
    if note.text.chars().count() > LONGEST_NOTE {
        return Err(Refusal::new(format!("A note has at most {LONGEST_NOTE} characters. Divide it into two.")));
    }
    Ok(())
}

/// A name and steps that a section can have.
pub(super) fn sectional(definition: &Definition, section: &Section) -> Result<(), Refusal> {
    if section.name.chars().count() > LONGEST_NAME {
        return Err(Refusal::new(format!("The name of a section has at most {LONGEST_NAME} characters.")));
    }
    if section.nodes.is_empty() {
        return Err(Refusal::new("A section has at least one step. Select the steps that belong to it first."));
    }
    match section.nodes.iter().find(|id| definition.node(id).is_none()) {
        Some(gone) => Err(super::names::gone(gone.as_str())),
        None => Ok(()),
    }
}

/// What has grown has not grown too large.
pub(super) fn size(before: &Definition, now: &Definition) -> Result<(), Refusal> {
    if now.nodes.len() > before.nodes.len() {
        room(now, 0)?;
    }
    if now.edges.len() > before.edges.len() && now.edges.len() > MOST_EDGES {
        return Err(Refusal::new(format!("A process has at most {MOST_EDGES} connections. Remove some.")));
    }
    if now.notes.len() > before.notes.len() && now.notes.len() > MOST_NOTES {
        return Err(Refusal::new(format!("A process has at most {MOST_NOTES} notes. Remove some.")));
    }
    if now.sections.len() > before.sections.len() && now.sections.len() > MOST_SECTIONS {
        return Err(Refusal::new(format!("A process has at most {MOST_SECTIONS} sections. Dissolve some.")));
    }
    let length = bytes(now);
    if length > LARGEST_DOCUMENT && length > bytes(before) {
        return Err(Refusal::new(format!(
            "The process would be larger than {} kB, the most that is kept. Shorten its texts, or divide it.",
            LARGEST_DOCUMENT / 1024
        )));
    }
    Ok(())
}

/// The length of a thing as indented JSON.
pub(super) fn bytes(thing: &impl serde::Serialize) -> usize {
    serde_json::to_string_pretty(thing).map_or(usize::MAX, |text| text.len())
}
