//! What may be done at a place, asked before it is done: which kinds can follow, which ports are free, which nodes can be connected.

use super::Refusal;
use crate::definition::{Definition, Node};
use crate::ids::{EdgeId, NodeId, Port};
use crate::nodes::Kind;

/// A node's settings when it is new, and its name.
#[must_use]
pub fn fresh(kind: &str) -> Option<(Kind, String)> {
    let _ = kind;
    None
}

/// The port of the main way on: `approved`, `next`, the first case, a branch.
#[must_use]
pub fn main_port(kind: &Kind) -> Option<Port> {
    let _ = kind;
    None
}

/// A port as people read it at this node: the label of a case, else the catalogue's.
#[must_use]
pub fn port_name(node: &Node, port: &Port) -> String {
    let _ = node;
    port.to_string()
}

/// The ports by which another edge may leave a node; the main one first.
#[must_use]
pub fn free_ports(definition: &Definition, node: &NodeId) -> Vec<Port> {
    let _ = (definition, node);
    vec![]
}

/// The kinds that may be appended to a node, in the palette's order; none when it has no way left.
#[must_use]
pub fn can_follow(definition: &Definition, node: &NodeId) -> Vec<&'static str> {
    let _ = (definition, node);
    vec![]
}

/// The kinds that a node may become.
#[must_use]
pub fn can_replace(definition: &Definition, node: &NodeId) -> Vec<&'static str> {
    let _ = (definition, node);
    vec![]
}

/// Whether an edge may be drawn, and by which port.
///
/// # Errors
/// Why not, in a sentence.
pub fn may_connect(definition: &Definition, from: &NodeId, port: Option<&Port>, to: &NodeId) -> Result<Port, Refusal> {
    let _ = (definition, from, port, to);
    Err(Refusal::new("Not yet."))
}

/// Whether a kind may be put into an edge.
///
/// # Errors
/// Why not, in a sentence.
pub fn may_insert(definition: &Definition, edge: &EdgeId, kind: &str) -> Result<(), Refusal> {
    let _ = (definition, edge, kind);
    Err(Refusal::new("Not yet."))
}
