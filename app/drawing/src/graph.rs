//! A definition as a graph of numbered nodes, with the ways of each in the order in which they are read.

use std::collections::HashMap;

use engine::definition::{Definition, Edge, Node};
use engine::ids::NodeId;
use engine::nodes::{Kind, condition, end::Outcome};

use crate::ground::is_side_way;

/// Nodes and their connections, by their places. Of nodes with the same id only the first is there.
pub struct Graph<'a> {
    pub nodes: Vec<&'a Node>,
    pub places: HashMap<&'a NodeId, usize>,
    pub ways: Vec<Ways<'a>>,
    /// For each node, the nodes from which edges come.
    pub from: Vec<Vec<usize>>,
}

/// An edge to a node.
pub type To<'a> = (&'a Edge, usize);

/// The ways that leave a node.
#[derive(Clone, Default)]
pub struct Ways<'a> {
    /// The way that goes straight on: approved, next, default; of a split the middle one.
    pub main: Option<To<'a>>,
    /// Ways that are drawn above it, the topmost first.
    pub above: Vec<To<'a>>,
    /// Ways that are drawn below it, the nearest first.
    pub below: Vec<To<'a>>,
    /// The ways of a no, the nearest first.
    pub aside: Vec<To<'a>>,
}

impl<'a> Ways<'a> {
    /// All of them, the main way first.
    pub fn all(&self) -> impl Iterator<Item = To<'a>> {
        let others = self.above.iter().chain(&self.below).chain(&self.aside);
        self.main.iter().chain(others).copied()
    }
}

impl<'a> Graph<'a> {
    /// The nodes for which `is_part` says so, and the edges between them.
    pub fn of(definition: &'a Definition, is_part: impl Fn(&NodeId) -> bool) -> Self {
        let mut places = HashMap::new();
        let mut nodes = Vec::new();
        for node in definition.nodes.iter().filter(|node| is_part(&node.id)) {
            places.entry(&node.id).or_insert_with(|| {
                nodes.push(node);
                nodes.len() - 1
            });
        }
        let mut leaving: Vec<Vec<To>> = vec![Vec::new(); nodes.len()];
        let mut from = vec![Vec::new(); nodes.len()];
        for edge in &definition.edges {
            if let (Some(&source), Some(&target)) = (places.get(&edge.from), places.get(&edge.to)) {
                leaving[source].push((edge, target));
                from[target].push(source);
            }
        }
        let ways = (nodes.iter().zip(leaving)).map(|(node, leaving)| ways(&nodes, &node.does, leaving)).collect();
        Self { nodes, places, ways, from }
    }

    /// The start, else a node to which nothing leads, else any.
    pub fn first(&self) -> Option<usize> {
        let is_start = |no: &usize| matches!(self.nodes[*no].does, Kind::Start(_));
        let is_begin = |no: &usize| self.from[*no].is_empty();
        let all = || 0..self.nodes.len();
        all().find(is_start).or_else(|| all().find(is_begin)).or_else(|| all().next())
    }
}

fn ways<'a>(nodes: &[&Node], kind: &Kind, leaving: Vec<To<'a>>) -> Ways<'a> {
    let (aside, mut regular): (Vec<To>, Vec<To>) = leaving.into_iter().partition(|(edge, _)| is_side_way(edge));
    if let Kind::Condition(condition) = kind {
        let case = |edge: &Edge| condition.cases.iter().position(|case| case.port == edge.port).unwrap_or(usize::MAX);
        regular.sort_by_key(|(edge, _)| case(edge));
        let goes_on = |(_, to): &To| !is_no(&nodes[*to].does);
        let default = regular.iter().position(|(edge, _)| edge.port.as_str() == condition::DEFAULT);
        let on = default.filter(|no| goes_on(&regular[*no])).or_else(|| regular.iter().position(goes_on)).or(default);
        let main = (!regular.is_empty()).then(|| regular.remove(on.unwrap_or(0)));
        let below = regular.split_off(regular.len().div_ceil(2));
        return Ways { main, above: regular, below, aside };
    }
    if regular.is_empty() {
        return Ways { aside, ..Ways::default() };
    }
    let mut below = regular.split_off((regular.len() - 1) / 2);
    let main = Some(below.remove(0));
    Ways { main, above: regular, below, aside }
}

/// An end that nobody hopes for.
fn is_no(kind: &Kind) -> bool {
    matches!(kind, Kind::End(end) if !matches!(end.outcome, Outcome::Approved | Outcome::Done))
}
