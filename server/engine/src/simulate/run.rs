//! Saved scenarios told again on a definition that has changed: whether each still ends as it did, and what no scenario reaches.

use std::collections::BTreeSet;

use super::directory::Directory;
use super::frame::outcome;
use super::scenario::{Expected, Scenario};
use super::simulation::Simulation;
use super::told::{Coverage, Covered, Run, Share};
use crate::definition::Definition;
use crate::event::Event;
use crate::ids::{EdgeId, NodeId};
use crate::narrate::{and, quoted};
use crate::nodes::end::Outcome;

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

/// What these runs together come by, and what they miss.
#[must_use]
pub fn coverage_of<'r>(definition: &Definition, runs: impl IntoIterator<Item = &'r Run>) -> Covered {
    let (mut seen_nodes, mut seen_edges) = (BTreeSet::<&NodeId>::new(), BTreeSet::<&EdgeId>::new());
    for run in runs {
        seen_nodes.extend(&run.visited);
        seen_edges.extend(&run.edges);
    }
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
