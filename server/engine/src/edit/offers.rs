//! What may be done at a place, asked before it is done: which kinds can follow, which ports are free, which nodes can be connected.

use std::collections::{BTreeSet, HashSet};

use super::names::{gone, no_edge, no_kind, quoted};
use super::plan::may_replace;
use super::{Refusal, rules, ways};
use crate::catalogue::{entries, port_label};
use crate::definition::{Definition, Node};
use crate::ids::{EdgeId, NodeId, Port};
use crate::nodes::approval::{APPROVED, Due, Policy, Proof};
use crate::nodes::condition::{Case, DEFAULT};
use crate::nodes::end::Outcome;
use crate::nodes::wait::Until;
use crate::nodes::{Approval, Condition, End, Join, Kind, NEXT, Notify, Signal, Source, Split, Start, Wait, split};
use crate::span::Span;

/// A node's settings when it is new, and its name. Where nothing can be right for everybody it is empty, and `check` asks for it.
#[must_use]
pub fn fresh(kind: &str) -> Option<(Kind, String)> {
    let does = match kind {
        "start" => Kind::Start(Start {}),
        "approval" => Kind::Approval(Box::new(Approval {
            approvers: vec![],
            policy: Policy::Any,
            instructions: String::new(),
            proof: Proof::SignIn,
            meaning: String::new(),
            requester_may_decide: false,
            reject_without_comment: false,
            fallback: None,
            due: Due::Within(Span::days(2)),
            reminders: None,
            escalations: vec![],
            timeout: None,
        })),
        "condition" => Kind::Condition(Condition {
            cases: vec![Case { port: Port::from("case-1"), label: "Case 1".to_owned(), when: String::new() }],
        }),
        "split" => Kind::Split(Split {}),
        "join" => Kind::Join(Join {}),
        "wait" => Kind::Wait(Wait { until: Until::After(Span::days(1)) }),
        "signal" => Kind::Signal(Signal {
            name: String::new(),
            key: String::new(),
            timeout: None,
            link_to: vec![],
            instructions: String::new(),
            webhook: false,
        }),
        "notify" => Kind::Notify(Notify { to: vec![Source::Requester], message: String::new() }),
        "end" => Kind::End(End { outcome: Outcome::Done, closes_all: false }),
        _ => return None,
    };
    let name = does.entry().label.to_owned();
    Some((does, name))
}

/// The port of the main way on: `approved`, `next`, the first case, a branch.
#[must_use]
pub fn main_port(kind: &Kind) -> Option<Port> {
    match kind {
        Kind::Start(_) | Kind::Join(_) | Kind::Wait(_) | Kind::Signal(_) | Kind::Notify(_) => Some(Port::from(NEXT)),
        Kind::Approval(_) => Some(Port::from(APPROVED)),
        Kind::Condition(condition) => {
            Some(condition.cases.first().map_or_else(|| Port::from(DEFAULT), |case| case.port.clone()))
        }
        Kind::Split(_) => Some(Port::from(split::BRANCH)),
        Kind::End(_) => None,
    }
}

/// A port as people read it at this node: the label of a case, else the catalogue's.
#[must_use]
pub fn port_name(node: &Node, port: &Port) -> String {
    let case = match &node.does {
        Kind::Condition(condition) => condition.label_of(port),
        _ => None,
    };
    case.unwrap_or_else(|| port_label(port.as_str())).to_owned()
}

/// The ports by which another edge may leave a node; the main one first.
#[must_use]
pub fn free_ports(definition: &Definition, node: &NodeId) -> Vec<Port> {
    definition.node(node).map_or_else(Vec::new, |node| rules::free_of(definition, node, None))
}

/// The kinds that may be appended to a node, in the palette's order; none when it has no way left.
#[must_use]
pub fn can_follow(definition: &Definition, node: &NodeId) -> Vec<&'static str> {
    if free_ports(definition, node).is_empty() || rules::room(definition, 1).is_err() {
        return vec![];
    }
    entries().iter().map(|entry| entry.kind).filter(|kind| *kind != "start").collect()
}

/// The kinds that a node may become.
#[must_use]
pub fn can_replace(definition: &Definition, node: &NodeId) -> Vec<&'static str> {
    let kinds = entries().into_iter().map(|entry| entry.kind);
    kinds.filter(|kind| may_replace(definition, node, kind)).collect()
}

/// Whether an edge may be drawn, and by which port.
///
/// # Errors
/// Why not, in a sentence.
pub fn may_connect(definition: &Definition, from: &NodeId, port: Option<&Port>, to: &NodeId) -> Result<Port, Refusal> {
    let from = definition.node(from).ok_or_else(|| gone(from.as_str()))?;
    let to = definition.node(to).ok_or_else(|| gone(to.as_str()))?;
    let port = rules::port_for(definition, from, port, None)?;
    rules::lead(definition, from, &port, to, None)?;
    Ok(port)
}

/// The nodes to which an edge may be drawn; what [`may_connect`] says of each, asked once for all of them.
#[must_use]
pub fn targets(definition: &Definition, from: &NodeId, port: Option<&Port>) -> BTreeSet<NodeId> {
    let Some(from) = definition.node(from) else { return BTreeSet::new() };
    let Ok(port) = rules::port_for(definition, from, port, None) else { return BTreeSet::new() };
    let back = ways::Ways::back(definition);
    let before = if from.does.waits() { HashSet::new() } else { back.from(&from.id) };
    let led: HashSet<&NodeId> = definition.edges_from(&from.id, &port).map(|edge| &edge.to).collect();
    let may = |node: &&Node| {
        let circles = !node.does.waits() && before.contains(&node.id);
        node.id != from.id && !matches!(node.does, Kind::Start(_)) && !led.contains(&node.id) && !circles
    };
    definition.nodes.iter().filter(may).map(|node| node.id.clone()).collect()
}

/// Whether a kind may be put into an edge.
///
/// # Errors
/// Why not, in a sentence.
pub fn may_insert(definition: &Definition, edge: &EdgeId, kind: &str) -> Result<(), Refusal> {
    if definition.edges.iter().all(|other| other.id != *edge) {
        return Err(no_edge());
    }
    rules::room(definition, 1)?;
    between(kind)
}

/// Whether a node that is there may be put into an edge: nothing leads to it yet, and its main way is free.
///
/// # Errors
/// Why not, in a sentence.
pub fn may_splice(definition: &Definition, node: &NodeId, edge: &EdgeId) -> Result<(), Refusal> {
    let node = definition.node(node).ok_or_else(|| gone(node.as_str()))?;
    let edge = definition.edges.iter().find(|other| other.id == *edge).ok_or_else(no_edge)?;
    between(node.does.entry().kind)?;
    if edge.from == node.id {
        return Err(Refusal::new(format!("{} cannot lead to itself.", quoted(&node.name))));
    }
    if definition.edges_to(&node.id).next().is_some() || ways::way_on(definition, node).is_some() {
        return Err(Refusal::new(format!(
            "{} is connected already. Remove its connections first, or draw the way yourself.",
            quoted(&node.name)
        )));
    }
    Ok(())
}

/// Whether a kind has a way in and a way on.
fn between(kind: &str) -> Result<(), Refusal> {
    match kind {
        "start" => Err(Refusal::new("Nothing leads to the start, so it cannot be put into a connection.")),
        "end" => Err(Refusal::new("Nothing comes after an end, so it cannot be put into a connection.")),
        kind if fresh(kind).is_none() => Err(no_kind(kind)),
        _ => Ok(()),
    }
}
