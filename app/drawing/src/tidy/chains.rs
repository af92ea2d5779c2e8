//! Rows: nodes that follow each other on a main way make a chain, and a chain stands in one row. Chains that branch off
//! lie beside the chain that they leave, later ones nearer; then all move towards the first chain as far as there is room.

use std::collections::VecDeque;

use engine::nodes::Kind;

use super::layers::Layers;
use crate::graph::{Graph, To};

/// Nodes in one row, from left to right.
struct Chain {
    nodes: Vec<usize>,
    /// The first and the last column that it takes, with the lines that lead to it and on from it.
    from: usize,
    to: usize,
    /// The chain that it leaves.
    parent: Option<usize>,
}

/// Chains as they are found.
struct Chains<'a, 'b> {
    graph: &'b Graph<'a>,
    layers: &'b Layers,
    all: Vec<Chain>,
    /// The chains from top to bottom.
    order: Vec<usize>,
    is_placed: Vec<bool>,
}

/// The rows of the nodes of a part that hangs together; the first of them begins the chain in row 0.
pub fn rows(graph: &Graph, layers: &Layers, part: &[usize]) -> Vec<(usize, i32)> {
    let is_placed = vec![false; graph.nodes.len()];
    let mut chains = Chains { graph, layers, all: vec![], order: vec![], is_placed };
    let begins = part.iter().filter(|no| graph.from[**no].is_empty());
    for &root in part.iter().take(1).chain(begins).chain(part) {
        if !chains.is_placed[root] {
            chains.grow(root);
        }
    }
    let rows = chains.rows();
    chains.all.iter().zip(rows).flat_map(|(chain, row)| chain.nodes.iter().map(move |no| (*no, row))).collect()
}

impl<'a> Chains<'a, '_> {
    /// Adds the chain that begins with a node beneath all others, and all that branch off from it.
    fn grow(&mut self, root: usize) {
        let first = self.add(root, self.layers.of[root], None, self.order.len());
        let mut open = VecDeque::from([first]);
        while let Some(chain) = open.pop_front() {
            for node in self.all[chain].nodes.clone() {
                for (is_below, (_, to)) in self.branches(chain, node) {
                    if !self.is_placed[to] && self.layers.is_forward(node, to) {
                        let place = self.place_of(chain) + usize::from(is_below);
                        let from = self.layers.of[to].min(self.layers.of[node] + 1);
                        open.push_back(self.add(to, from, Some(chain), place));
                    }
                }
            }
        }
    }

    /// The ways that branch off at a node, each with whether it is drawn below; the last to come is the nearest.
    fn branches(&self, chain: usize, node: usize) -> Vec<(bool, To<'a>)> {
        let ways = &self.graph.ways[node];
        let mut above = ways.above.clone();
        let mut below = ways.below.clone();
        if self.meeting(node).is_some() {
            above.extend(ways.main);
        }
        // The ways of a no lead away from the first chain.
        if self.place_of(chain) < self.place_of(0) {
            above.extend(ways.aside.iter().rev());
        } else {
            below.extend(&ways.aside);
        }
        let above = above.into_iter().map(|way| (false, way));
        above.chain(below.into_iter().rev().map(|way| (true, way))).collect()
    }

    fn add(&mut self, first: usize, from: usize, parent: Option<usize>, place: usize) -> usize {
        let (mut nodes, mut last, mut to) = (vec![first], first, self.layers.of[first]);
        self.is_placed[first] = true;
        while let Some(next) = self.next(last) {
            if self.is_placed[next] {
                // It leads on to another row: nothing else may stand in between.
                to = to.max(self.layers.of[next]);
                break;
            }
            self.is_placed[next] = true;
            nodes.push(next);
            (last, to) = (next, self.layers.of[next]);
        }
        self.all.push(Chain { nodes, from, to, parent });
        self.order.insert(place, self.all.len() - 1);
        self.all.len() - 1
    }

    fn place_of(&self, chain: usize) -> usize {
        self.order.iter().position(|other| *other == chain).unwrap_or(0)
    }

    /// The node that follows in the same row: on the main way, or where the branches of an even split meet.
    fn next(&self, node: usize) -> Option<usize> {
        self.meeting(node).or_else(|| self.main(node))
    }

    fn main(&self, node: usize) -> Option<usize> {
        self.graph.ways[node].main.map(|(_, to)| to).filter(|to| self.layers.is_forward(node, *to))
    }

    /// Where the branches of a split into an even number meet: then no branch is the middle one.
    fn meeting(&self, node: usize) -> Option<usize> {
        let ways = &self.graph.ways[node];
        let branches: Vec<usize> = ways.above.iter().chain(&ways.main).chain(&ways.below).map(|(_, to)| *to).collect();
        if !matches!(self.graph.nodes[node].does, Kind::Split(_)) || branches.is_empty() || branches.len() % 2 == 1 {
            return None;
        }
        let walk = |first: usize| std::iter::successors(Some(first), |no| self.main(*no));
        let mut met = vec![0; self.graph.nodes.len()];
        for &branch in branches.iter().filter(|to| self.layers.is_forward(node, **to)) {
            walk(branch).for_each(|no| met[no] += 1);
        }
        walk(branches[0]).find(|no| met[*no] == branches.len() && self.layers.is_forward(node, *no))
    }

    /// The row of each chain, as near to the first chain as those between them allow.
    fn rows(&self) -> Vec<i32> {
        let mut rows = vec![0; self.all.len()];
        let first = self.place_of(0);
        let (above, below) = (&self.order[..first], &self.order[first..]);
        let away = |chains: &mut dyn Iterator<Item = usize>, rows: &mut Vec<i32>, sign: i32| {
            let mut nearer: Vec<usize> = Vec::new();
            for no in chains.filter(|no| *no != 0) {
                let chain = &self.all[no];
                let beside = |other: &usize| {
                    let other = &self.all[*other];
                    chain.from <= other.to && other.from <= chain.to
                };
                let next = nearer.iter().copied().filter(beside).map(|other| rows[other] * sign + 1).max().unwrap_or(1);
                // Not nearer to the first chain than the one that it leaves.
                let parent =
                    chain.parent.filter(|parent| nearer.contains(parent)).map_or(1, |parent| rows[parent] * sign);
                rows[no] = sign * next.max(parent);
                nearer.push(no);
            }
        };
        away(&mut above.iter().rev().copied(), &mut rows, -1);
        away(&mut below.iter().copied(), &mut rows, 1);
        rows
    }
}
