//! Saved scenarios told again on a definition that has changed: whether each still ends as it did, and what no scenario reaches.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::directory::Directory;
use super::frame::outcome;
use super::scenario::{Expected, Scenario};
use super::simulation::Simulation;
use crate::definition::Definition;
use crate::event::Event;
use crate::ids::{EdgeId, NodeId};
use crate::narrate::{and, quoted};
use crate::nodes::end::Outcome;

/// The nodes and edges that were come by, in the order of the first visit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    pub nodes: Vec<NodeId>,
    pub edges: Vec<EdgeId>,
}

impl Coverage {
    pub(super) fn of<'e>(events: impl IntoIterator<Item = &'e Event>) -> Self {
        let (mut coverage, mut nodes, mut edges) = (Self::default(), BTreeSet::new(), BTreeSet::new());
        for event in events {
            let Event::NodeEntered { node, edge, .. } = event else { continue };
            if nodes.insert(node) {
                coverage.nodes.push(node.clone());
            }
            if let Some(edge) = edge
                && edges.insert(edge)
            {
                coverage.edges.push(edge.clone());
            }
        }
        coverage
    }
}

/// A scenario told again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// None: it is still open, or could not be told to its end.
    pub outcome: Option<Outcome>,
    pub visited: Vec<NodeId>,
    pub edges: Vec<EdgeId>,
    /// Where the scenario no longer fits, or what came out differently; whole sentences.
    pub problem: Option<String>,
    /// None: it was told to its end, and nothing was expected of it.
    pub passed: Option<bool>,
}

/// Tells a scenario again, from the start through all its choices.
#[must_use]
pub fn run(definition: &Definition, directory: &Directory, scenario: &Scenario) -> Run {
    let told = Simulation::as_far_as_it_goes(definition.clone(), directory.clone(), scenario.clone());
    let (simulation, misfit) = match told {
        Ok(told) => told,
        Err(why) => return Run { problem: Some(why.sentence), passed: Some(false), ..Run::default() },
    };
    let Coverage { nodes: visited, edges } = simulation.coverage();
    let outcome = outcome(simulation.execution());
    let problem = match (misfit, &scenario.expected) {
        (Some(why), _) => Some(why.sentence),
        (None, Some(expected)) => differs(definition, expected, outcome, &visited),
        (None, None) => None,
    };
    let passed = if problem.is_some() { Some(false) } else { scenario.expected.as_ref().map(|_| true) };
    Run { outcome, visited, edges, problem, passed }
}

/// What came out differently from what was expected. The order of the steps is not compared: branches have none.
fn differs(
    definition: &Definition,
    expected: &Expected,
    outcome: Option<Outcome>,
    visited: &[NodeId],
) -> Option<String> {
    let mut sentences = Vec::new();
    let ended = |outcome: Option<Outcome>| outcome.map_or("still open".to_owned(), |outcome| outcome.to_string());
    if outcome != expected.outcome {
        sentences.push(format!("It is {} now; it was {}.", ended(outcome), ended(expected.outcome)));
    }
    let names = |these: &[NodeId], those: &[NodeId]| -> Vec<String> {
        let those: BTreeSet<&NodeId> = those.iter().collect();
        these.iter().filter(|node| !those.contains(node)).map(|node| quoted(definition.name_of(node))).collect()
    };
    let (more, less) = (names(visited, &expected.visited), names(&expected.visited, visited));
    if !more.is_empty() {
        sentences.push(format!("It now comes by {}.", and(&more)));
    }
    if !less.is_empty() {
        sentences.push(format!("It no longer comes by {}.", and(&less)));
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// How many of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    pub seen: usize,
    pub of: usize,
}

/// What a set of runs reaches of a definition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Covered {
    pub nodes: Share,
    pub edges: Share,
    /// What none of them comes by.
    pub missing: Coverage,
}

/// What these runs together come by, and what they miss.
#[must_use]
pub fn coverage_of(definition: &Definition, runs: &[Run]) -> Covered {
    let seen_nodes: BTreeSet<&NodeId> = runs.iter().flat_map(|run| &run.visited).collect();
    let seen_edges: BTreeSet<&EdgeId> = runs.iter().flat_map(|run| &run.edges).collect();
    let nodes: BTreeSet<&NodeId> = definition.nodes.iter().map(|node| &node.id).collect();
    let edges: BTreeSet<&EdgeId> = definition.edges.iter().map(|edge| &edge.id).collect();
    let missing = Coverage {
        nodes: nodes.difference(&seen_nodes).map(|node| (*node).clone()).collect(),
        edges: edges.difference(&seen_edges).map(|edge| (*edge).clone()).collect(),
    };
    Covered {
        nodes: Share { seen: nodes.len() - missing.nodes.len(), of: nodes.len() },
        edges: Share { seen: edges.len() - missing.edges.len(), of: edges.len() },
        missing,
    }
}
