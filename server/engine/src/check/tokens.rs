//! Plays every way through the drawing, with branches as tokens on edges, to find joins that can never complete
//! and places that two branches reach without a join.
//!
//! Nodes that are ready stay ready whatever the others do, so it is enough to play one ready node at a time, the
//! nearest to the start first, with all of its ports (a persistent set in the sense of Godefroid and Valmari).

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use super::Problem;
use crate::definition::{Definition, Node};
use crate::nodes::{Kind, split};

/// How many situations are looked at before the check gives up and says so.
const MOST_SITUATIONS: usize = 20_000;

/// The edges on which tokens lie, by their place in the definition, in that order; an edge is named once for each of its tokens.
type Situation = Vec<usize>;

pub(super) fn check(definition: &Definition) -> Vec<Problem> {
    let Some(start) = definition.start() else { return vec![] };
    let net = Net::of(definition, start);
    let mut problems = BTreeMap::new();
    let begin: Situation = net.places.first().map(|place| place.leaving.clone()).unwrap_or_default();
    let (mut seen, mut open) = (BTreeSet::from([begin.clone()]), VecDeque::from([begin]));
    while let Some(situation) = open.pop_front() {
        if seen.len() > MOST_SITUATIONS {
            problems
                .insert(("", 0), Problem::warning("There are too many combinations of branches to check them all."));
            break;
        }
        for next in net.play(&situation, &mut problems) {
            if seen.insert(next.clone()) {
                open.push_back(next);
            }
        }
    }
    problems.into_values().collect()
}

type Found<'a> = BTreeMap<(&'a str, u8), Problem>;

/// A node that can be reached, and its edges, by their place in the definition.
struct Place<'a> {
    node: &'a Node,
    coming: Vec<usize>,
    leaving: Vec<usize>,
}

/// What can be reached, the nearest to the start first.
struct Net<'a> {
    definition: &'a Definition,
    places: Vec<Place<'a>>,
    /// Where each edge leads, in `places`; none for one that leads nowhere.
    leads: Vec<Option<usize>>,
}

impl<'a> Net<'a> {
    fn of(definition: &'a Definition, start: &'a Node) -> Self {
        let mut nodes = HashMap::with_capacity(definition.nodes.len());
        for node in &definition.nodes {
            nodes.entry(&node.id).or_insert(node);
        }
        let mut leaving: HashMap<_, Vec<usize>> = HashMap::new();
        for (no, edge) in definition.edges.iter().enumerate() {
            leaving.entry(&edge.from).or_default().push(no);
        }
        let mut net = Net { definition, places: vec![], leads: vec![None; definition.edges.len()] };
        let mut found = HashMap::from([(&start.id, 0)]);
        net.places.push(Place { node: start, coming: vec![], leaving: vec![] });
        let mut at = 0;
        while at < net.places.len() {
            let ways = leaving.remove(&net.places[at].node.id).unwrap_or_default();
            for edge in &ways {
                let Some(node) = nodes.get(&definition.edges[*edge].to) else { continue };
                let to = *found.entry(&node.id).or_insert_with(|| {
                    net.places.push(Place { node, coming: vec![], leaving: vec![] });
                    net.places.len() - 1
                });
                net.leads[*edge] = Some(to);
                net.places[to].coming.push(*edge);
            }
            net.places[at].leaving = ways;
            at += 1;
        }
        // In the order of the definition, whatever the way by which they were found.
        net.places.iter_mut().for_each(|place| place.coming.sort_unstable());
        net
    }

    fn play(&self, situation: &Situation, problems: &mut Found<'a>) -> Vec<Situation> {
        if let Some(twice) = situation.windows(2).find(|pair| pair[0] == pair[1]) {
            let edge = &self.definition.edges[twice[0]];
            let name = self.definition.name_of(&edge.to);
            let message = format!(
                "Two branches can reach \"{name}\" one after the other. Bring them together with a join first."
            );
            problems.insert((edge.to.as_str(), 1), Problem::error(message).at(&edge.to).on(&edge.id));
            return vec![];
        }
        let targets: BTreeSet<usize> = situation.iter().filter_map(|edge| self.leads[*edge]).collect();
        let ready = targets.iter().find_map(|to| {
            let place = &self.places[*to];
            place.takes(situation).map(|taken| (place, taken))
        });
        let Some((place, taken)) = ready else {
            for Place { node, .. } in targets.into_iter().map(|to| &self.places[to]) {
                let message =
                    format!("\"{}\" can wait for ever: not all of its branches come on every way.", node.name);
                problems.insert((node.id.as_str(), 2), Problem::error(message).at(&node.id));
            }
            return vec![];
        };
        let left: Situation = situation.iter().copied().filter(|edge| !taken.contains(edge)).collect();
        let then = |port: &str| {
            let ways = place.leaving.iter().copied().filter(|edge| self.definition.edges[*edge].port.as_str() == port);
            let mut next: Situation = left.iter().copied().chain(ways).collect();
            next.sort_unstable();
            next
        };
        match &place.node.does {
            Kind::End(end) if end.closes_all => vec![vec![]],
            Kind::End(_) => vec![left],
            Kind::Split(_) => vec![then(split::BRANCH)],
            other => {
                let drawn =
                    |port: &str| place.leaving.iter().any(|edge| self.definition.edges[*edge].port.as_str() == port);
                let ports = other.ports();
                ports.iter().map(|(port, _)| port.as_str()).filter(|port| drawn(port)).map(then).collect()
            }
        }
    }
}

impl Place<'_> {
    /// The edges whose tokens a node takes when it acts; none while it cannot.
    fn takes(&self, situation: &Situation) -> Option<Vec<usize>> {
        let lies = |edge: &&usize| situation.binary_search(edge).is_ok();
        match self.node.does {
            Kind::Join(_) => self.coming.iter().all(|edge| lies(&edge)).then(|| self.coming.clone()),
            _ => self.coming.iter().find(lies).map(|edge| vec![*edge]),
        }
    }
}
