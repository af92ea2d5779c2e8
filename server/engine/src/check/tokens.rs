//! Plays every way through the drawing, with branches as tokens on edges, to find joins that can never complete
//! and places that two branches reach without a join.
//!
//! Nodes that are ready stay ready whatever the others do, so it is enough to play one ready node at a time, the
//! nearest to the start first, with all of its ports (a persistent set in the sense of Godefroid and Valmari).

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::Problem;
use crate::definition::{Definition, Node};
use crate::ids::NodeId;
use crate::nodes::{Kind, split};

/// How many situations are looked at before the check gives up and says so.
const MOST_SITUATIONS: usize = 20_000;

/// How many tokens lie on each edge, in the order of the definition's edges.
type Situation = Vec<u8>;

pub(super) fn check(definition: &Definition) -> Vec<Problem> {
    let Some(start) = definition.start() else { return vec![] };
    let order = nearest_first(definition, start);
    let mut problems = BTreeMap::new();
    let begin: Situation = definition.edges.iter().map(|edge| u8::from(edge.from == start.id)).collect();
    let (mut seen, mut open) = (BTreeSet::from([begin.clone()]), VecDeque::from([begin]));
    while let Some(situation) = open.pop_front() {
        if seen.len() > MOST_SITUATIONS {
            problems
                .insert(("", 0), Problem::warning("There are too many combinations of branches to check them all."));
            break;
        }
        for next in play(definition, &order, &situation, &mut problems) {
            if seen.insert(next.clone()) {
                open.push_back(next);
            }
        }
    }
    problems.into_values().collect()
}

type Found<'a> = BTreeMap<(&'a str, u8), Problem>;

fn play<'a>(
    definition: &'a Definition,
    order: &[&'a Node],
    situation: &Situation,
    problems: &mut Found<'a>,
) -> Vec<Situation> {
    if let Some(crowded) = situation.iter().position(|count| *count > 1) {
        let edge = &definition.edges[crowded];
        let name = definition.name_of(&edge.to);
        let message =
            format!("Two branches can reach \"{name}\" one after the other. Bring them together with a join first.");
        problems.insert((edge.to.as_str(), 1), Problem::error(message).at(&edge.to).on(&edge.id));
        return vec![];
    }
    let Some((node, used)) = order.iter().find_map(|node| ready(definition, node, situation).map(|used| (*node, used)))
    else {
        for join in stuck_joins(definition, situation) {
            let message = format!("\"{}\" can wait for ever: not all of its branches come on every way.", join.name);
            problems.insert((join.id.as_str(), 2), Problem::error(message).at(&join.id));
        }
        return vec![];
    };
    let mut left = situation.clone();
    for edge in used {
        left[edge] -= 1;
    }
    match &node.does {
        Kind::End(end) if end.closes_all => vec![vec![0; left.len()]],
        Kind::End(_) => vec![left],
        Kind::Split(_) => {
            vec![with(definition, &left, |edge| edge.from == node.id && edge.port.as_str() == split::BRANCH)]
        }
        other => {
            let ports = other.ports();
            let drawn = ports.iter().filter(|(port, _)| definition.edges_from(&node.id, port).next().is_some());
            drawn.map(|(port, _)| with(definition, &left, |edge| edge.from == node.id && edge.port == *port)).collect()
        }
    }
}

/// The edges whose tokens a node would take, if it can act.
fn ready(definition: &Definition, node: &Node, situation: &Situation) -> Option<Vec<usize>> {
    let incoming = || definition.edges.iter().enumerate().filter(|(_, edge)| edge.to == node.id).map(|(i, _)| i);
    match node.does {
        Kind::Join(_) => {
            let edges: Vec<usize> = incoming().collect();
            (!edges.is_empty() && edges.iter().all(|edge| situation[*edge] > 0)).then_some(edges)
        }
        _ => incoming().find(|edge| situation[*edge] > 0).map(|edge| vec![edge]),
    }
}

fn stuck_joins<'a>(definition: &'a Definition, situation: &Situation) -> Vec<&'a Node> {
    let waiting =
        |node: &&Node| definition.edges.iter().zip(situation).any(|(edge, count)| edge.to == node.id && *count > 0);
    definition.nodes.iter().filter(waiting).collect()
}

fn with(definition: &Definition, situation: &Situation, which: impl Fn(&crate::definition::Edge) -> bool) -> Situation {
    definition.edges.iter().zip(situation).map(|(edge, count)| count + u8::from(which(edge))).collect()
}

fn nearest_first<'a>(definition: &'a Definition, start: &'a Node) -> Vec<&'a Node> {
    let (mut seen, mut open): (BTreeSet<&NodeId>, VecDeque<&NodeId>) =
        (BTreeSet::from([&start.id]), VecDeque::from([&start.id]));
    let mut order = Vec::new();
    while let Some(id) = open.pop_front() {
        order.extend(definition.node(id));
        for edge in definition.edges.iter().filter(|edge| edge.from == *id) {
            if seen.insert(&edge.to) {
                open.push_back(&edge.to);
            }
        }
    }
    order
}
