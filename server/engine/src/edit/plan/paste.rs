//! What was copied comes in: with fresh ids, with the edges between the nodes, where the rules allow it.

use std::collections::{BTreeMap, BTreeSet};

use super::super::draft::Draft;
use super::super::names::{self, count, quoted};
use super::super::ways::Ways;
use super::super::{Clip, Refusal, rules};
use super::Told;
use crate::aside::{Note, Section};
use crate::definition::{At, Node};
use crate::ids::{NodeId, Port};
use crate::nodes::{Kind, split};

/// The smallest x and the smallest y of the copied places come to `at`.
pub(super) fn paste(draft: &mut Draft, clip: &Clip, at: At) -> Result<Told, Refusal> {
    if clip.nodes.is_empty() && clip.notes.is_empty() {
        return Err(Refusal::new("There is nothing to paste. Copy some steps first."));
    }
    let mut started = draft.now.start().is_some();
    let comes = |node: &&Node| !matches!(node.does, Kind::Start(_)) || !std::mem::replace(&mut started, true);
    let nodes: Vec<&Node> = clip.nodes.iter().filter(comes).collect();
    if nodes.is_empty() && clip.notes.is_empty() {
        return Err(Refusal::new("There is a start already, and nothing else was copied."));
    }
    rules::room(&draft.now, nodes.len())?;
    clip.notes.iter().try_for_each(rules::writable)?;
    let places = || nodes.iter().map(|node| node.at).chain(clip.notes.iter().map(|note| note.at));
    let corner = (places().map(|at| at.x).min(), places().map(|at| at.y).min());
    let moved = |from: i32, least: Option<i32>, to: i32| to.saturating_add(from.saturating_sub(least.unwrap_or(0)));
    let place = |was: At| rules::near(At { x: moved(was.x, corner.0, at.x), y: moved(was.y, corner.1, at.y) });
    let mut copies: Copies = BTreeMap::new();
    let mut about = vec![];
    for node in &nodes {
        let id = names::node_id(&draft.now, node.does.entry().kind);
        draft.add_node(Node { id: id.clone(), at: place(node.at), pinned: false, ..(*node).clone() });
        copies.entry(&node.id).or_insert_with(|| (id.clone(), &node.does));
        about.push(id);
    }
    edges(draft, clip, &copies)?;
    sections(draft, clip, &copies);
    for note in &clip.notes {
        let copy = Note { id: names::note_id(&draft.now), at: place(note.at), ..note.clone() };
        draft.put_note(draft.now.notes.len(), Some(copy));
    }
    let label = match nodes.as_slice() {
        [] => format!("Paste {}", count(clip.notes.len(), "note")),
        [one] => format!("Paste {}", quoted(&one.name)),
        many => format!("Paste {}", count(many.len(), "step")),
    };
    let left_out = (nodes.len() < clip.nodes.len())
        .then(|| "The start was left out, because a process begins at one place.".to_owned());
    Ok(Told { label, about, note: left_out })
}

/// Sections of the copies; a node that comes twice is in the first.
fn sections(draft: &mut Draft, clip: &Clip, copies: &Copies) {
    for section in &clip.sections {
        let came = section.nodes.iter().filter_map(|id| copies.get(id)).map(|(id, _)| id);
        let mut nodes: Vec<NodeId> = vec![];
        for id in came.filter(|id| draft.now.section_of(id).is_none()) {
            if !nodes.contains(id) {
                nodes.push(id.clone());
            }
        }
        if !nodes.is_empty() {
            let copy = Section { id: names::section_id(&draft.now), nodes, ..section.clone() };
            draft.put_section(draft.now.sections.len(), Some(copy));
        }
    }
}

/// The copy of each node that came, by the id that it had; of nodes with the same id the first.
type Copies<'a> = BTreeMap<&'a NodeId, (NodeId, &'a Kind)>;

fn edges(draft: &mut Draft, clip: &Clip, copies: &Copies) -> Result<(), Refusal> {
    let mut taken: BTreeSet<(NodeId, Port, Option<NodeId>)> = BTreeSet::new();
    for edge in &clip.edges {
        let (Some((from, leaves)), Some((to, enters))) = (copies.get(&edge.from), copies.get(&edge.to)) else {
            continue;
        };
        let has_port = leaves.ports().iter().any(|(port, _)| *port == edge.port);
        let branch = (edge.port.as_str() == split::BRANCH).then(|| to.clone());
        let enters_start = matches!(enters, Kind::Start(_));
        if has_port && from != to && !enters_start && taken.insert((from.clone(), edge.port.clone(), branch)) {
            draft.connect(from, edge.port.clone(), to);
        }
    }
    let ways = Ways::of(&draft.now, None);
    if copies.values().any(|(id, _)| ways.in_circle(id)) { Err(rules::circle()) } else { Ok(()) }
}
