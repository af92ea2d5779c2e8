//! One command of a simulation: why it happened, what followed, and where the request stands afterwards.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::execution::{Ask, Execution, Purpose, Status, Task};
use crate::form::Data;
use crate::ids::{NodeId, PersonId, TaskNo};
use crate::narrate::Narrator;
use crate::nodes::end::Outcome;

/// One command and all that came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    pub at: DateTime<Utc>,
    /// Why it happened, as a sentence.
    pub cause: String,
    /// Which of the choices made it; none for the start.
    pub choice: Option<usize>,
    pub events: Vec<Event>,
    pub afterwards: Standing,
}

/// Where a request stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// The nodes where it stands, one for each token.
    pub tokens: Vec<NodeId>,
    pub tasks: Vec<OpenTask>,
    pub timers: Vec<Waking>,
    pub waits: Vec<Awaited>,
    pub incidents: Vec<Obstacle>,
    pub title: String,
    pub data: Data,
    /// None while it is open.
    pub outcome: Option<Outcome>,
}

/// A task that waits for an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenTask {
    pub task: TaskNo,
    pub node: NodeId,
    pub ask: Ask,
    pub people: Vec<Asked>,
    pub due_at: Option<DateTime<Utc>>,
}

/// Somebody who is asked, and why, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub person: PersonId,
    pub name: String,
    pub why: String,
}

/// A timer that is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waking {
    pub at: DateTime<Utc>,
    /// `reminder`, `due`, `escalation`, `timeout`, `wait` or `signal_timeout`.
    pub purpose: String,
    /// What it will do, as a sentence.
    pub sentence: String,
    pub node: NodeId,
}

/// A signal that is waited for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Awaited {
    pub node: NodeId,
    pub name: String,
    pub key: Option<String>,
    /// Who was mailed a link, by name.
    pub people: Vec<String>,
}

/// Something that only a person can mend: mostly a gap in the drawing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obstacle {
    pub node: NodeId,
    pub reason: String,
}

#[cfg(feature = "decide")]
impl Frame {
    /// How much room it takes, in things to be kept.
    pub(super) fn weight(&self) -> usize {
        let Standing { tokens, tasks, timers, waits, incidents, .. } = &self.afterwards;
        let people: usize = tasks.iter().map(|task| task.people.len()).sum();
        1 + self.events.len() + tokens.len() + tasks.len() + people + timers.len() + waits.len() + incidents.len()
    }
}

impl Standing {
    /// Where an execution stands, in the narrator's words.
    #[must_use]
    pub fn of(state: &Execution, narrator: &Narrator) -> Self {
        let mut timers: Vec<_> = state.timers.iter().collect();
        timers.sort_by_key(|(no, timer)| (timer.due_at, **no));
        let request = state.request.as_ref();
        Self {
            tokens: state.tokens.values().map(|token| token.node.clone()).collect(),
            tasks: state.open_tasks().map(|(no, task)| open(no, task, narrator)).collect(),
            timers: timers.into_iter().filter_map(|(_, timer)| waking(state, *timer, narrator)).collect(),
            waits: state
                .waits
                .values()
                .map(|wait| Awaited {
                    node: wait.node.clone(),
                    name: wait.name.clone(),
                    key: wait.key.clone(),
                    people: wait.people.iter().map(|person| narrator.name(*person)).collect(),
                })
                .collect(),
            incidents: state
                .incidents
                .values()
                .map(|incident| Obstacle { node: incident.node.clone(), reason: incident.reason.clone() })
                .collect(),
            title: request.map(|request| request.title.clone()).unwrap_or_default(),
            data: request.map(|request| request.data.clone()).unwrap_or_default(),
            outcome: outcome(state),
        }
    }
}

/// How an execution ended; none while it is open.
pub(super) fn outcome(state: &Execution) -> Option<Outcome> {
    match state.status {
        Status::Closed { outcome, .. } => Some(outcome),
        Status::New | Status::Running => None,
    }
}

fn open(no: TaskNo, task: &Task, narrator: &Narrator) -> OpenTask {
    let asked = task.candidates.iter().map(|candidate| Asked {
        person: candidate.person,
        name: narrator.name(candidate.person),
        why: narrator.why(candidate),
    });
    OpenTask { task: no, node: task.node.clone(), ask: task.ask, people: asked.collect(), due_at: task.due_at }
}

fn waking(state: &Execution, timer: crate::execution::Timer, narrator: &Narrator) -> Option<Waking> {
    let purpose: Purpose = timer.purpose;
    let node = state.node_of(purpose)?.clone();
    let sentence = format!("{}.", narrator.purpose(state, purpose));
    Some(Waking { at: timer.due_at, purpose: purpose.key().to_owned(), sentence, node })
}
