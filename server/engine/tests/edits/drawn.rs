//! Drawings as texts: `ask:approval yes:end` are nodes, `ask.approved>yes` is an edge, `wait>yes` one by `next`.

use engine::definition::{At, Definition, Edge, Node};
use engine::edit::{Edit, Refusal, fresh, plan};
use engine::ids::{EdgeId, NodeId, Port};

use crate::common::definition;

/// A definition of these nodes and edges; edges are called `e1`, `e2` and so on.
pub fn drawn(nodes: &str, edges: &str) -> Definition {
    let node = |text: &str| {
        let (id, kind) = text.split_once(':').unwrap_or((text, text));
        let (id, name, does) = (NodeId::from(id), id.to_owned(), fresh(kind).unwrap().0);
        Node { id, name, at: At::default(), pinned: false, does }
    };
    let edge = |(no, text): (usize, &str)| {
        let (from, to) = text.split_once('>').unwrap();
        let (from, port) = from.split_once('.').unwrap_or((from, "next"));
        let id = EdgeId(format!("e{}", no + 1));
        Edge { id, from: NodeId::from(from), port: Port::from(port), to: NodeId::from(to) }
    };
    definition(nodes.split_whitespace().map(node).collect(), edges.split_whitespace().enumerate().map(edge).collect())
}

/// Start, an approval `ask`, and the ends `yes` and `no`.
pub fn one_step() -> Definition {
    drawn("start ask:approval yes:end no:end", "start>ask ask.approved>yes ask.rejected>no")
}

/// The nodes of a definition as a text.
pub fn nodes(definition: &Definition) -> String {
    let nodes = definition.nodes.iter();
    let kind = |node: &Node| node.does.entry().kind;
    let node = |node: &Node| {
        if node.id.as_str() == kind(node) { node.id.to_string() } else { format!("{}:{}", node.id, kind(node)) }
    };
    nodes.map(node).collect::<Vec<_>>().join(" ")
}

/// The edges of a definition as a text.
pub fn edges(definition: &Definition) -> String {
    let edge = |edge: &Edge| match edge.port.as_str() {
        "next" => format!("{}>{}", edge.from, edge.to),
        port => format!("{}.{port}>{}", edge.from, edge.to),
    };
    definition.edges.iter().map(edge).collect::<Vec<_>>().join(" ")
}

/// The definition after an edit that is allowed.
#[track_caller]
pub fn after(definition: &Definition, edit: &Edit) -> Definition {
    let mut now = definition.clone();
    assert!(plan(definition, edit).unwrap().apply(&mut now));
    now
}

/// What is said to an edit that is not allowed.
#[track_caller]
pub fn refused(definition: &Definition, edit: &Edit) -> String {
    plan(definition, edit).map(|step| step.label).map_err(|Refusal(sentence)| sentence).unwrap_err()
}

pub fn id(id: &str) -> NodeId {
    NodeId::from(id)
}

pub fn connect(from: &str, by: &str, to: &str) -> Edit {
    Edit::Connect { from: id(from), port: (!by.is_empty()).then(|| Port::from(by)), to: id(to) }
}

pub fn append(from: &str, by: &str, kind: &str) -> Edit {
    let port = (!by.is_empty()).then(|| Port::from(by));
    Edit::Append { from: id(from), port, kind: kind.to_owned(), at: At::default() }
}

pub fn insert(edge: &str, kind: &str) -> Edit {
    Edit::Insert { edge: EdgeId::from(edge), kind: kind.to_owned(), at: At::default() }
}

pub fn remove(nodes: &str) -> Edit {
    Edit::Remove { nodes: nodes.split_whitespace().map(NodeId::from).collect(), edges: vec![] }
}

pub fn replace(node: &str, kind: &str) -> Edit {
    Edit::Replace { node: id(node), kind: kind.to_owned() }
}

pub fn set(node: &str, key: &str, value: serde_json::Value) -> Edit {
    Edit::Set { node: id(node), key: key.to_owned(), value }
}
