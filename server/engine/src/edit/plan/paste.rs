//! Copied nodes come in: with fresh ids, with the edges between them, where the rules allow it.

use std::collections::{BTreeMap, BTreeSet};

use super::super::draft::Draft;
use super::super::names::{self, count, quoted};
use super::super::ways::Ways;
use super::super::{Clip, Refusal, rules};
use super::Told;
use crate::definition::{At, Node};
use crate::ids::{NodeId, Port};
use crate::nodes::{Kind, split};

/// The smallest x and the smallest y of the copied places come to `at`.
pub(super) fn paste(draft: &mut Draft, clip: &Clip, at: At) -> Result<Told, Refusal> {
    if clip.nodes.is_empty() {
        return Err(Refusal::new("There is nothing to paste. Copy some steps first."));
    }
    let mut started = draft.now.start().is_some();
    let comes = |node: &&Node| !matches!(node.does, Kind::Start(_)) || !std::mem::replace(&mut started, true);
    let nodes: Vec<&Node> = clip.nodes.iter().filter(comes).collect();
    if nodes.is_empty() {
        return Err(Refusal::new("There is a start already, and nothing else was copied."));
    }
    rules::room(&draft.now, nodes.len())?;
    let corner = (nodes.iter().map(|node| node.at.x).min(), nodes.iter().map(|node| node.at.y).min());
    let moved = |from: i32, least: Option<i32>, to: i32| to.saturating_add(from.saturating_sub(least.unwrap_or(0)));
    let mut copies: Copies = BTreeMap::new();
    let mut about = vec![];
    for node in &nodes {
        let id = names::node_id(&draft.now, node.does.entry().kind);
        let place = At { x: moved(node.at.x, corner.0, at.x), y: moved(node.at.y, corner.1, at.y) };
        draft.add_node(Node { id: id.clone(), at: rules::near(place), pinned: false, ..(*node).clone() });
        copies.entry(&node.id).or_insert_with(|| (id.clone(), &node.does));
        about.push(id);
    }
    edges(draft, clip, &copies)?;
    let label = match nodes.as_slice() {
        [one] => format!("Paste {}", quoted(&one.name)),
        many => format!("Paste {}", count(many.len(), "step")),
    };
    let left_out = (nodes.len() < clip.nodes.len())
        .then(|| "The start was left out, because a process begins at one place.".to_owned());
    Ok(Told { label, about, note: left_out })
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
