//! Columns: each node stands to the right of all that lead to it, but for the end of a no. Ways that lead back do not count.

use engine::nodes::Kind;

use crate::graph::Graph;

/// The nodes in columns.
pub struct Layers {
    /// The column of each node.
    pub of: Vec<usize>,
    /// The place of each node in an order in which ways lead forwards only.
    turn: Vec<usize>,
}

impl Layers {
    /// Puts the nodes of a graph into columns.
    pub fn of(graph: &Graph) -> Self {
        let order = order(graph);
        let mut turn = vec![0; order.len()];
        for (place, no) in order.iter().enumerate() {
            turn[*no] = place;
        }
        let mut layers = Self { of: vec![0; order.len()], turn };
        for &no in &order {
            for (_, to) in graph.ways[no].all().filter(|(_, to)| layers.turn[no] < layers.turn[*to]) {
                layers.of[to] = layers.of[to].max(layers.of[no] + 1);
            }
        }
        // What nothing leads to stands just before what it leads to.
        let first = graph.first();
        for &no in order.iter().filter(|no| graph.from[**no].is_empty() && Some(**no) != first) {
            let next = graph.ways[no].all().map(|(_, to)| layers.of[to]).min();
            layers.of[no] = next.map_or(0, |next| next.saturating_sub(1));
        }
        // An end for a single no stands just beneath the step that is refused.
        for (no, ways) in graph.ways.iter().enumerate() {
            let Some((_, to)) = ways.aside.first() else { continue };
            let leads_on = graph.ways[*to].all().next().is_some();
            if graph.from[*to] == [no] && !leads_on && matches!(graph.nodes[*to].does, Kind::End(_)) {
                layers.of[*to] = layers.of[no];
            }
        }
        layers
    }

    /// Whether a way from one node to another leads forwards.
    pub fn is_forward(&self, from: usize, to: usize) -> bool {
        self.turn[from] < self.turn[to]
    }
}

/// The nodes so that ways lead from earlier to later ones, but for those that close a circle.
pub fn order(graph: &Graph) -> Vec<usize> {
    let begins = (0..graph.nodes.len()).filter(|no| graph.from[*no].is_empty());
    let roots = graph.first().into_iter().chain(begins).chain(0..graph.nodes.len());
    let mut seen = vec![false; graph.nodes.len()];
    let mut done = Vec::with_capacity(graph.nodes.len());
    for root in roots {
        if std::mem::replace(&mut seen[root], true) {
            continue;
        }
        let mut path = vec![(root, graph.ways[root].all())];
        while let Some((no, ways)) = path.last_mut() {
            let next = ways.find(|(_, to)| !seen[*to]);
            if let Some((_, to)) = next {
                seen[to] = true;
                path.push((to, graph.ways[to].all()));
            } else {
                done.push(*no);
                path.pop();
            }
        }
    }
    done.reverse();
    done
}
