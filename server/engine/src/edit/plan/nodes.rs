//! Nodes that come: alone, after another, into an edge; and nodes that stay where they are.

use super::super::draft::Draft;
use super::super::names::{self, count, no_kind, quoted};
use super::super::offers::{fresh, main_port, may_connect, may_insert, may_splice};
use super::super::{Refusal, rules, ways};
use super::Told;
use crate::definition::{At, Edge, Node};
use crate::ids::{EdgeId, NodeId, Port};
use crate::nodes::Kind;

pub(super) fn add(draft: &mut Draft, kind: &str, at: At) -> Result<Told, Refusal> {
    let node = new(draft, kind, at, None)?;
    Ok(told("Add", &node))
}

pub(super) fn append(
    draft: &mut Draft,
    from: &NodeId,
    port: Option<&Port>,
    kind: &str,
    at: At,
) -> Result<Told, Refusal> {
    let port = rules::port_for(&draft.now, &draft.node(from)?, port, None)?;
    let node = new(draft, kind, at, Some((from, &port)))?;
    let port = may_connect(&draft.now, from, Some(&port), &node.id)?;
    draft.connect(from, port, &node.id);
    draft.join_section(&node.id, from);
    Ok(told("Add", &node))
}

/// The edge leads to the new node, and another from it to where the edge led before.
pub(super) fn insert(draft: &mut Draft, edge: &EdgeId, kind: &str, at: At) -> Result<Told, Refusal> {
    may_insert(&draft.now, edge, kind)?;
    let edge = draft.edge(edge)?;
    let node = new(draft, kind, at, Some((&edge.from, &edge.port)))?;
    put_into(draft, &node, edge)?;
    Ok(told("Insert", &node))
}

pub(super) fn splice(draft: &mut Draft, node: &NodeId, edge: &EdgeId, at: At) -> Result<Told, Refusal> {
    may_splice(&draft.now, node, edge)?;
    let (edge, node) = (draft.edge(edge)?, draft.node(node)?);
    draft.set_node(Node { at: rules::near(at), ..node.clone() });
    put_into(draft, &node, edge)?;
    Ok(told("Insert", &node))
}

pub(super) fn pin(draft: &mut Draft, ids: &[NodeId], pinned: bool) -> Result<Told, Refusal> {
    for id in ids {
        let node = draft.node(id)?;
        draft.set_node(Node { pinned, ..node });
    }
    let what = match ids {
        [one] => quoted(draft.now.name_of(one)),
        many => count(many.len(), "step"),
    };
    let verb = if pinned { "Pin" } else { "Unpin" };
    Ok(Told::new(format!("{verb} {what}"), ids.to_vec()))
}

fn put_into(draft: &mut Draft, node: &Node, edge: Edge) -> Result<(), Refusal> {
    let (from, to) = (draft.node(&edge.from)?, draft.node(&edge.to)?);
    let port = main_port(&node.does).ok_or_else(|| no_kind(node.does.entry().kind))?;
    rules::lead(&draft.now, &from, &edge.port, node, Some(&edge.id))?;
    draft.set_edge(Edge { to: node.id.clone(), ..edge });
    rules::lead(&draft.now, node, &port, &to, None)?;
    draft.connect(&node.id, port, &to.id);
    let section = |node: &Node| draft.now.section_of(&node.id).map(|section| section.id.clone());
    if section(&from) == section(&to) {
        draft.join_section(&node.id, &from.id);
    }
    Ok(())
}

/// A new node of a kind. `after` says by which way it is come to: an end takes its outcome from there.
fn new(draft: &mut Draft, kind: &str, at: At, after: Option<(&NodeId, &Port)>) -> Result<Node, Refusal> {
    rules::room(&draft.now, 1)?;
    if kind == "start" && draft.now.start().is_some() {
        return Err(Refusal::new("There is a start already. A process begins at one place."));
    }
    let (mut does, _) = fresh(kind).ok_or_else(|| no_kind(kind))?;
    if let (Kind::End(end), Some((from, port))) = (&mut does, after) {
        end.outcome = ways::outcome(&draft.now, from, port);
    }
    let name = names::node_name(&draft.now, &names::default_name(&does), None);
    let node = Node { id: names::node_id(&draft.now, kind), name, at: rules::near(at), pinned: false, does };
    draft.add_node(node.clone());
    Ok(node)
}

fn told(verb: &str, node: &Node) -> Told {
    Told::new(format!("{verb} {}", quoted(&node.name)), vec![node.id.clone()])
}
