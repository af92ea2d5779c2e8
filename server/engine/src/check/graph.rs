//! The drawing as a graph: one start, edges between nodes that are there, a way by every port, a way to an end.

use std::collections::{BTreeMap, BTreeSet};

use super::Problem;
use crate::catalogue::port_label;
use crate::definition::{Definition, Node};
use crate::ids::NodeId;
use crate::nodes::{Kind, split};

pub(super) fn check(definition: &Definition) -> Vec<Problem> {
    let mut problems = names(definition);
    if !problems.is_empty() {
        return problems;
    }
    problems.extend(definition.nodes.iter().flat_map(|node| ports(definition, node)));
    problems.extend(reach(definition));
    problems.extend(loops(definition));
    problems
}

/// Ids are there once, edges join what is there, there is one start.
fn names(definition: &Definition) -> Vec<Problem> {
    let mut problems = Vec::new();
    let (mut nodes, mut edges) = (BTreeSet::new(), BTreeSet::new());
    for node in &definition.nodes {
        if node.id.as_str().is_empty() || node.id.as_str().len() > 60 {
            problems.push(Problem::error("A node needs an id of 1 to 60 characters.").at(&node.id));
        }
        if !nodes.insert(&node.id) {
            problems.push(Problem::error(format!("Two nodes have the id \"{}\".", node.id)).at(&node.id));
        }
        if node.name.trim().is_empty() || node.name.chars().count() > 120 {
            problems.push(Problem::error("Give this node a name of at most 120 characters.").at(&node.id));
        }
    }
    for edge in &definition.edges {
        if !edges.insert(&edge.id) {
            problems.push(Problem::error(format!("Two connections have the id \"{}\".", edge.id)).on(&edge.id));
        }
        for end in [&edge.from, &edge.to] {
            if !nodes.contains(end) {
                problems.push(
                    Problem::error(format!("A connection goes to or from \"{end}\", which is not there.")).on(&edge.id),
                );
            }
        }
    }
    match definition.nodes.iter().filter(|node| matches!(node.does, Kind::Start(_))).count() {
        1 => {}
        0 => problems.push(Problem::error("There is no start. Add one.")),
        _ => problems.push(Problem::error("There is more than one start. Keep one.")),
    }
    problems
}

fn ports(definition: &Definition, node: &Node) -> Vec<Problem> {
    let mut problems = Vec::new();
    let ports = node.does.ports();
    for (port, needed) in &ports {
        let ways = definition.edges_from(&node.id, port).count();
        let label = match port_label(port.as_str()) {
            "" => String::new(),
            label => format!(" for \"{label}\""),
        };
        if *needed && ways == 0 {
            problems.push(Problem::error(format!("\"{}\" has no way on{label}. Connect it.", node.name)).at(&node.id));
        }
        if ways > 1 && port.as_str() != split::BRANCH {
            problems.push(
                Problem::error(format!("\"{}\" has more than one way on{label}. Keep one.", node.name)).at(&node.id),
            );
        }
    }
    for edge in definition.edges.iter().filter(|edge| edge.from == node.id) {
        if ports.iter().all(|(port, _)| *port != edge.port) {
            let message = format!(
                "\"{}\" is never left by \"{}\". Remove the connection or change the node.",
                node.name, edge.port
            );
            problems.push(Problem::error(message).at(&node.id).on(&edge.id));
        }
    }
    let incoming = definition.edges_to(&node.id).count();
    let outgoing = definition.edges.iter().filter(|edge| edge.from == node.id).count();
    match node.does {
        Kind::Start(_) if incoming > 0 => {
            problems.push(Problem::error("Nothing can lead back to the start.").at(&node.id));
        }
        Kind::Split(_) if outgoing == 1 => problems.push(
            Problem::error(format!("\"{}\" splits into one branch only. Add another, or remove it.", node.name))
                .at(&node.id),
        ),
        Kind::Join(_) if incoming == 1 => problems.push(
            Problem::warning(format!("\"{}\" joins one branch only. It can be removed.", node.name)).at(&node.id),
        ),
        _ => {}
    }
    problems
}

/// Every node can be reached from the start, and an end from every node.
fn reach(definition: &Definition) -> Vec<Problem> {
    let Some(start) = definition.start() else { return vec![] };
    let ends = definition.nodes.iter().filter(|node| matches!(node.does, Kind::End(_))).map(|node| &node.id);
    let from_start = closure([&start.id].into_iter(), |node| {
        definition.edges.iter().filter(|edge| edge.from == *node).map(|edge| &edge.to).collect()
    });
    let to_end =
        closure(ends, |node| definition.edges.iter().filter(|edge| edge.to == *node).map(|edge| &edge.from).collect());
    let mut problems = Vec::new();
    for node in &definition.nodes {
        if !from_start.contains(&node.id) {
            problems.push(
                Problem::error(format!("\"{}\" can never be reached. Connect or remove it.", node.name)).at(&node.id),
            );
        } else if !to_end.contains(&node.id) {
            problems.push(
                Problem::error(format!("\"{}\" is a dead end: no way leads from it to an end.", node.name))
                    .at(&node.id),
            );
        }
    }
    problems
}

fn closure<'a>(
    from: impl Iterator<Item = &'a NodeId>,
    next: impl Fn(&NodeId) -> Vec<&'a NodeId>,
) -> BTreeSet<&'a NodeId> {
    let (mut seen, mut open): (BTreeSet<&NodeId>, Vec<&NodeId>) = (BTreeSet::new(), from.collect());
    while let Some(node) = open.pop() {
        if seen.insert(node) {
            open.extend(next(node));
        }
    }
    seen
}

/// No circle without somebody or a time to wait for.
fn loops(definition: &Definition) -> Vec<Problem> {
    let instant: BTreeMap<&NodeId, &Node> =
        definition.nodes.iter().filter(|node| !node.does.waits()).map(|node| (&node.id, node)).collect();
    let next = |node: &NodeId| -> Vec<&NodeId> {
        definition
            .edges
            .iter()
            .filter(|edge| edge.from == *node && instant.contains_key(&edge.to))
            .map(|edge| &edge.to)
            .collect()
    };
    let mut problems = Vec::new();
    for (id, node) in &instant {
        if closure(next(id).into_iter(), next).contains(*id) {
            let message = format!(
                "\"{}\" is in a circle that nobody and no time ends. Put an approval or a wait into it.",
                node.name
            );
            problems.push(Problem::error(message).at(id));
        }
    }
    problems
}
