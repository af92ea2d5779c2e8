//! Ways through a drawing: what can be come to without waiting, the natural way on, and how a way ends.

use std::collections::{HashMap, HashSet};

use super::offers::main_port;
use crate::definition::{Definition, Edge, Node};
use crate::ids::{EdgeId, NodeId, Port};
use crate::nodes::end::Outcome;
use crate::nodes::{Kind, approval, signal};

/// The ways between nodes that do not wait.
pub(super) struct Ways<'a>(HashMap<&'a NodeId, Vec<&'a NodeId>>);

impl<'a> Ways<'a> {
    pub fn of(definition: &'a Definition, but: Option<&EdgeId>) -> Self {
        Self::along(definition, but, |edge| (&edge.from, &edge.to))
    }

    /// Against the edges.
    pub fn back(definition: &'a Definition) -> Self {
        Self::along(definition, None, |edge| (&edge.to, &edge.from))
    }

    fn along(
        definition: &'a Definition,
        but: Option<&EdgeId>,
        ends: impl Fn(&'a Edge) -> (&'a NodeId, &'a NodeId),
    ) -> Self {
        let instant = definition.nodes.iter().filter(|node| !node.does.waits());
        let mut ways: HashMap<&NodeId, Vec<&NodeId>> = instant.map(|node| (&node.id, vec![])).collect();
        for (from, to) in definition.edges.iter().filter(|edge| Some(&edge.id) != but).map(ends) {
            if ways.contains_key(to) {
                ways.entry(from).and_modify(|ways| ways.push(to));
            }
        }
        Self(ways)
    }

    fn next(&self, node: &NodeId) -> Vec<&'a NodeId> {
        self.0.get(node).cloned().unwrap_or_default()
    }

    /// Whether a node that does not wait can be come back to without waiting.
    pub fn in_circle(&self, node: &NodeId) -> bool {
        self.next(node).into_iter().any(|next| self.from(next).contains(node))
    }

    /// The node, and all that can be come to from it without waiting.
    pub fn from<'b>(&'b self, node: &'b NodeId) -> HashSet<&'b NodeId> {
        let (mut seen, mut open) = (HashSet::new(), vec![node]);
        while let Some(node) = open.pop() {
            if seen.insert(node) {
                open.extend(self.next(node));
            }
        }
        seen
    }
}

/// The edge of the natural way on: by the main port; of a condition by the first case that is connected.
pub(super) fn way_on<'a>(definition: &'a Definition, node: &Node) -> Option<&'a Edge> {
    let by = |port: Port| definition.edges_from(&node.id, &port).next();
    match node.does {
        Kind::Condition(_) => node.does.ports().into_iter().find_map(|(port, _)| by(port)),
        _ => main_port(&node.does).and_then(by),
    }
}

/// How it ends for whoever comes by this way: as the last answer before it said.
pub(super) fn outcome(definition: &Definition, from: &NodeId, port: &Port) -> Outcome {
    let (mut from, mut port, mut seen) = (from, port, HashSet::new());
    while seen.insert(from) {
        match (definition.node(from).map(|node| &node.does), port.as_str()) {
            (Some(Kind::Approval(_)), approval::APPROVED) => return Outcome::Approved,
            (Some(Kind::Approval(_)), approval::REJECTED) => return Outcome::Rejected,
            (Some(Kind::Approval(_)), approval::TIMED_OUT) | (Some(Kind::Signal(_)), signal::TIMED_OUT) => {
                return Outcome::TimedOut;
            }
            _ => {}
        }
        match definition.edges_to(from).next() {
            Some(edge) => (from, port) = (&edge.from, &edge.port),
            None => break,
        }
    }
    Outcome::Done
}
