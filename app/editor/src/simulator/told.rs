//! What the simulator's module tells, as far as the panel shows it.

use engine::form::Data;
use engine::ids::{EdgeId, NodeId};
use engine::nodes::end::Outcome;
use engine::simulate::{Coverage, Covered};
use serde::Deserialize;
use serde_json::Value;

use crate::store::Standing;

/// A simulation as it stands, in the words and the time of the process.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct View {
    pub now: String,
    pub clock: String,
    /// One for each thing that happened; the last is where it stands.
    pub frames: Vec<Frame>,
    pub waits_for: Vec<String>,
    pub schedule: Vec<Coming>,
    pub coverage: Coverage,
    pub outcome: Option<Outcome>,
    /// Why a choice of the story no longer fits.
    pub problem: Option<String>,
}

/// One thing that happened, with all that followed at once.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Frame {
    pub clock: String,
    #[serde(rename = "frame")]
    pub inside: Inside,
    pub lines: Vec<Line>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Inside {
    pub cause: String,
    pub afterwards: Afterwards,
    pub events: Vec<Happened>,
}

/// An event, as far as it brings data from outside, or goes on along an edge.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Happened {
    #[serde(rename = "event")]
    pub kind: String,
    /// The edge by which a node was entered.
    #[serde(default)]
    pub edge: Option<EdgeId>,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub data: Option<Value>,
}

/// An event in words.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Line {
    pub sentence: String,
    pub icon: String,
    pub tone: String,
    pub noise: bool,
}

/// Where the request stands after a frame.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Afterwards {
    pub tokens: Vec<NodeId>,
    pub tasks: Vec<Task>,
    pub timers: Vec<Timer>,
    pub waits: Vec<Wait>,
    pub incidents: Vec<Incident>,
    pub data: Data,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Task {
    pub node: NodeId,
    /// `decide` or `revise`.
    pub ask: String,
    pub people: Vec<Asked>,
    pub due_at: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Asked {
    pub person: String,
    pub name: String,
    pub why: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Timer {
    pub at: String,
    pub sentence: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Wait {
    pub node: NodeId,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Incident {
    pub node: NodeId,
    pub reason: String,
}

/// Something that happens by itself.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Coming {
    pub clock: String,
    pub planned: Planned,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Planned {
    pub node: NodeId,
    pub sentence: String,
}

/// Scenarios told again.
#[derive(Clone, Debug, Deserialize)]
pub struct Runs {
    pub runs: Vec<Told>,
    pub coverage: Covered,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Told {
    pub id: String,
    pub run: Run,
}

/// How one scenario went.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Run {
    pub outcome: Option<Outcome>,
    pub problem: Option<String>,
    pub passed: Option<bool>,
}

impl View {
    /// Where it stands.
    pub fn last(&self) -> Option<&Frame> {
        self.frames.last()
    }

    /// The same for the canvas; what happened after so many frames is on its way.
    pub fn standing(&self, seen: usize) -> Standing {
        let Coverage { nodes, edges } = self.coverage.clone();
        let afterwards = self.last().map(|frame| frame.inside.afterwards.clone()).unwrap_or_default();
        let came_by = self.frames.iter().skip(seen).flat_map(|frame| &frame.inside.events);
        Standing {
            came_by: came_by.filter_map(|event| event.edge.clone()).collect(),
            here: afterwards.tokens,
            passed: nodes,
            taken: edges,
            stopped: afterwards.incidents.into_iter().map(|incident| incident.node).collect(),
        }
    }

    /// The open tasks of a node that ask for a decision, as one: who is asked, and until when.
    pub fn asked_at(&self, node: &NodeId) -> (Vec<Asked>, Option<String>) {
        let mut found = (Vec::new(), None);
        let tasks = self.last().map(|frame| frame.inside.afterwards.tasks.as_slice()).unwrap_or_default();
        for task in tasks.iter().filter(|task| task.ask == "decide" && task.node == *node) {
            found.0.extend(task.people.iter().cloned());
            found.1 = found.1.or_else(|| task.due_at.clone());
        }
        found
    }

    /// The nodes that ask for a decision, each once.
    pub fn asking(&self) -> Vec<NodeId> {
        let mut nodes = Vec::new();
        for task in self.last().iter().flat_map(|frame| &frame.inside.afterwards.tasks) {
            if task.ask == "decide" && !nodes.contains(&task.node) {
                nodes.push(task.node.clone());
            }
        }
        nodes
    }
}

impl Frame {
    /// What signals brought, as JSON text.
    pub fn brought(&self) -> Vec<(String, String)> {
        let signals = self.inside.events.iter().filter(|event| event.kind == "signal_received");
        signals.filter_map(|event| Some((event.name.clone()?, event.data.as_ref()?.to_string()))).collect()
    }
}

/// What is in `all` and not in `seen`.
pub fn missing<'a, T: PartialEq>(all: impl IntoIterator<Item = &'a T>, seen: &[T]) -> Vec<&'a T> {
    all.into_iter().filter(|one| !seen.contains(one)).collect()
}
