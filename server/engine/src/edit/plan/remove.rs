//! Nodes and edges that go. Where one way led to what goes and a natural way led on, the way in leads on now.

use std::collections::{HashMap, HashSet};

use super::super::draft::Draft;
use super::super::names::{count, quoted};
use super::super::{Refusal, rules, ways};
use super::Told;
use crate::definition::{Definition, Edge};
use crate::ids::{EdgeId, NodeId};

pub(super) fn remove(draft: &mut Draft, nodes: &[NodeId], edges: &[EdgeId]) -> Result<Told, Refusal> {
    let (nodes, edges): (HashSet<&NodeId>, HashSet<&EdgeId>) = (nodes.iter().collect(), edges.iter().collect());
    let gone: Vec<NodeId> =
        draft.now.nodes.iter().filter(|node| nodes.contains(&node.id)).map(|node| node.id.clone()).collect();
    let lines = draft.now.edges.iter().filter(|edge| edges.contains(&edge.id)).count();
    let label = match (gone.as_slice(), lines) {
        ([], 0) => return Err(Refusal::new("There is nothing to remove. Select a step or a connection first.")),
        ([], 1) => "Remove a connection".to_owned(),
        ([], lines) => format!("Remove {}", count(lines, "connection")),
        ([one], _) => format!("Remove {}", quoted(draft.now.name_of(one))),
        (many, _) => format!("Remove {}", count(many.len(), "step")),
    };
    draft.remove_edges(|edge| edges.contains(&edge.id));
    let healed = healed(&draft.now, &nodes);
    for edge in &healed {
        draft.set_edge(edge.clone());
    }
    draft.remove_edges(|edge| nodes.contains(&edge.from) || nodes.contains(&edge.to));
    draft.remove_nodes(|node| nodes.contains(&node.id));
    draft.leave_sections(&gone, None);
    for edge in healed {
        let (from, to) = (draft.node(&edge.from)?, draft.node(&edge.to)?);
        if rules::lead(&draft.now, &from, &edge.port, &to, Some(&edge.id)).is_err() {
            draft.remove_edges(|other| other.id == edge.id);
        }
    }
    Ok(Told::new(label, gone))
}

/// The edges that lead on past what goes: for each group of connected nodes to which one way leads, that way.
fn healed(definition: &Definition, gone: &HashSet<&NodeId>) -> Vec<Edge> {
    let inner = definition.edges.iter().filter(|edge| gone.contains(&edge.from) && gone.contains(&edge.to));
    let mut beside: HashMap<&NodeId, Vec<&NodeId>> = HashMap::new();
    for edge in inner {
        beside.entry(&edge.from).or_default().push(&edge.to);
        beside.entry(&edge.to).or_default().push(&edge.from);
    }
    let (mut seen, mut healed) = (HashSet::new(), vec![]);
    for node in definition.nodes.iter().filter(|node| gone.contains(&node.id)) {
        if seen.contains(&node.id) {
            continue;
        }
        let group = group(&beside, &node.id);
        let in_group = |edge: &&Edge| group.contains(&edge.to) && !gone.contains(&edge.from);
        let mut ways = definition.edges.iter().filter(in_group);
        if let (Some(only), None) = (ways.next(), ways.next())
            && let Some(to) = past(definition, gone, &only.to).filter(|_| definition.node(&only.from).is_some())
        {
            healed.push(Edge { to: to.clone(), ..only.clone() });
        }
        seen.extend(group);
    }
    healed
}

/// The nodes that go and hang together with this one.
fn group<'a>(beside: &HashMap<&'a NodeId, Vec<&'a NodeId>>, node: &'a NodeId) -> HashSet<&'a NodeId> {
    let (mut group, mut open) = (HashSet::new(), vec![node]);
    while let Some(node) = open.pop() {
        if group.insert(node) {
            open.extend(beside.get(node).into_iter().flatten());
        }
    }
    group
}

/// The first node behind this one that stays, by the natural way on.
fn past<'a>(definition: &'a Definition, gone: &HashSet<&NodeId>, node: &'a NodeId) -> Option<&'a NodeId> {
    let (mut at, mut seen) = (node, HashSet::new());
    while gone.contains(at) {
        if !seen.insert(at) {
            return None;
        }
        at = &ways::way_on(definition, definition.node(at)?)?.to;
    }
    definition.node(at).map(|node| &node.id)
}
