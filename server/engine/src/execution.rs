//! The state of one execution: what is folded from its events, and nothing else.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::form::Data;
use crate::ids::{EdgeId, GroupKey, IncidentNo, NodeId, PersonId, QueryNo, StepNo, TaskNo, TimerNo, TokenNo, WaitNo};
use crate::nodes::end::Outcome;
use crate::nodes::signal::SignalData;
use crate::nodes::source::{Candidate, Lookup, Why};

/// Who asked, as the directory knew them at the start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requester {
    pub person: PersonId,
    #[serde(default)]
    pub groups: Vec<GroupKey>,
}

/// One running instance of a definition's version, for one request.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Execution {
    pub status: Status,
    /// What was asked; there from the start on.
    pub request: Option<Request>,
    pub tokens: BTreeMap<TokenNo, Token>,
    pub steps: BTreeMap<StepNo, Step>,
    pub tasks: BTreeMap<TaskNo, Task>,
    pub timers: BTreeMap<TimerNo, Timer>,
    pub queries: BTreeMap<QueryNo, Query>,
    pub incidents: BTreeMap<IncidentNo, Incident>,
    /// The signals that are waited for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub waits: BTreeMap<WaitNo, SignalWait>,
    /// The signals that came early, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<KeptSignal>,
    /// What the latest signal of each name brought to a wait.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub received: BTreeMap<String, SignalData>,
    pub visited: BTreeMap<NodeId, Visit>,
    /// The gravest outcome of the branches that have ended.
    pub ended: Option<Outcome>,
    pub nudged_at: Option<DateTime<Utc>>,
    pub next: Next,
}

/// Where an execution is in its life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    #[default]
    New,
    Running,
    Closed {
        outcome: Outcome,
        at: DateTime<Utc>,
    },
}

/// What was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    pub requester: Requester,
    pub title: String,
    pub data: Data,
    /// 1 at first, one more with each resubmission.
    pub revision: u32,
    pub at: DateTime<Utc>,
}

/// The next ordinal of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    pub token: u32,
    pub step: u32,
    pub task: u32,
    pub timer: u32,
    pub query: u32,
    pub incident: u32,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub wait: u32,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// A place where the execution stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    pub node: NodeId,
    /// The edge it came by; none at the start.
    pub via: Option<EdgeId>,
    pub since: DateTime<Utc>,
    pub waits_for: WaitsFor,
}

/// What a token waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitsFor {
    /// Nothing; it moves on within the same transition.
    Nothing,
    Step(StepNo),
    Timer(TimerNo),
    People(QueryNo),
    OtherBranches,
    Incident(IncidentNo),
    Signal(WaitNo),
}

/// How often a node was entered and by which port it was last left, for the drawing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    pub times: u32,
    pub left_by: Option<String>,
}

/// One visit to an approval node, through all its rounds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub node: NodeId,
    pub token: TokenNo,
    /// 1 at first, one more after each resubmission.
    pub round: u32,
    /// When this round began.
    pub since: DateTime<Utc>,
    /// Everybody who is asked this round, in order.
    pub people: Vec<Candidate>,
    pub phase: Phase,
}

/// Where an approval is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    Resolving,
    Asking,
    /// With the requester, who was asked for changes.
    Revising,
    Blocked,
    Finished,
}

/// One ask of one or more people, of whom one answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    pub step: StepNo,
    pub node: NodeId,
    pub round: u32,
    pub ask: Ask,
    pub candidates: Vec<Candidate>,
    pub at: DateTime<Utc>,
    pub due_at: Option<DateTime<Utc>>,
    /// How often it was escalated.
    pub escalations: u32,
    pub state: TaskState,
}

/// What a task asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// Approve, reject or send back.
    Decide,
    /// Change the request and submit it again.
    Revise,
}

/// Where a task is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum TaskState {
    Offered,
    Claimed { by: PersonId, at: DateTime<Utc> },
    Decided { by: PersonId, at: DateTime<Utc>, decision: Decision, comment: String, revision: u32 },
    Revised { by: PersonId, at: DateTime<Utc> },
    Closed { reason: ClosedBecause, at: DateTime<Utc> },
}

/// What an approver says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    Approve,
    Reject,
    RequestChanges,
}

impl Decision {
    /// In the past tense, for sentences.
    #[must_use]
    pub const fn past(self) -> &'static str {
        match self {
            Self::Approve => "approved",
            Self::Reject => "rejected",
            Self::RequestChanges => "asked for changes",
        }
    }
}

/// Why a task ended without an answer of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosedBecause {
    /// The result was certain without it.
    Decided,
    ChangesRequested,
    TimedOut,
    Withdrawn,
    Cancelled,
    /// Another branch ended everything.
    Ended,
}

/// A durable wake-up, with its purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timer {
    pub due_at: DateTime<Utc>,
    pub purpose: Purpose,
}

/// What a timer is for, and whose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "purpose", rename_all = "snake_case")]
pub enum Purpose {
    /// The `number`th reminder of a step, from 1.
    Reminder {
        step: StepNo,
        number: u32,
    },
    Due {
        step: StepNo,
    },
    /// The `level`th escalation of a step, from 1.
    Escalation {
        step: StepNo,
        level: u32,
    },
    Timeout {
        step: StepNo,
    },
    Wait {
        token: TokenNo,
    },
    /// A signal has not come in time.
    SignalTimeout {
        wait: WaitNo,
    },
}

impl Purpose {
    /// The step that owns the timer, if a step does.
    #[must_use]
    pub const fn step(self) -> Option<StepNo> {
        match self {
            Self::Reminder { step, .. }
            | Self::Due { step }
            | Self::Escalation { step, .. }
            | Self::Timeout { step } => Some(step),
            Self::Wait { .. } | Self::SignalTimeout { .. } => None,
        }
    }

    /// The purpose's name in the database and the API.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Reminder { .. } => "reminder",
            Self::Due { .. } => "due",
            Self::Escalation { .. } => "escalation",
            Self::Timeout { .. } => "timeout",
            Self::Wait { .. } => "wait",
            Self::SignalTimeout { .. } => "signal_timeout",
        }
    }
}

/// A question to the directory that is not yet answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    pub about: About,
    /// What is looked up, each with the reason that its people get.
    pub lookups: Vec<(Lookup, Because)>,
}

/// The reason that people found by a lookup get.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// By the lookup itself: named, member, manager.
    Itself,
    /// This, whatever the lookup was.
    This(Why),
}

/// What a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum About {
    Approvers {
        step: StepNo,
    },
    Fallback {
        step: StepNo,
    },
    Escalation {
        step: StepNo,
        level: u32,
    },
    Notice {
        token: TokenNo,
    },
    /// Who is mailed a link with which they send the signal.
    SignalLink {
        wait: WaitNo,
    },
}

/// Something that only a person can mend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    pub node: NodeId,
    pub token: TokenNo,
    pub reason: String,
    pub at: DateTime<Utc>,
}

/// A token that waits for a signal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignalWait {
    pub token: TokenNo,
    pub node: NodeId,
    pub name: String,
    /// What tells it from others of its name; none: signals of this execution only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    pub since: DateTime<Utc>,
    /// The latest question to the directory who is mailed a link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<QueryNo>,
    /// Who was mailed a link.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<PersonId>,
}

impl SignalWait {
    /// Whether a signal of this name and key is what it waits for.
    #[must_use]
    pub fn fits(&self, name: &str, key: Option<&str>) -> bool {
        self.name == name && (key.is_none() || key == self.key.as_deref())
    }
}

/// A signal that came before it was waited for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptSignal {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    pub data: SignalData,
    pub at: DateTime<Utc>,
}

impl Task {
    /// Whether somebody still has to answer.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.state, TaskState::Offered | TaskState::Claimed { .. })
    }

    /// Whether this person is asked.
    #[must_use]
    pub fn asks(&self, person: PersonId) -> bool {
        self.candidates.iter().any(|candidate| candidate.person == person)
    }

    /// Who must act: the claimer, else everybody asked.
    pub fn actors(&self) -> impl Iterator<Item = PersonId> {
        let claimer = match self.state {
            TaskState::Claimed { by, .. } => Some(by),
            _ => None,
        };
        self.candidates
            .iter()
            .map(|candidate| candidate.person)
            .filter(move |person| claimer.is_none_or(|by| by == *person))
    }
}

impl Execution {
    /// Whether it has started and not closed.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.status == Status::Running
    }

    /// The open tasks.
    pub fn open_tasks(&self) -> impl Iterator<Item = (TaskNo, &Task)> {
        self.tasks.iter().filter(|(_, task)| task.is_open()).map(|(no, task)| (*no, task))
    }

    /// The tasks of a step's current round, open or not.
    pub fn tasks_of(&self, step: StepNo) -> impl Iterator<Item = (TaskNo, &Task)> {
        let round = self.steps.get(&step).map_or(0, |step| step.round);
        self.tasks
            .iter()
            .filter(move |(_, task)| task.step == step && task.round == round)
            .map(|(no, task)| (*no, task))
    }

    /// The oldest wait for a signal of this name and key.
    #[must_use]
    pub fn wait_for(&self, name: &str, key: Option<&str>) -> Option<WaitNo> {
        self.waits.iter().find(|(_, wait)| wait.fits(name, key)).map(|(no, _)| *no)
    }

    /// The node that a timer belongs to.
    #[must_use]
    pub fn node_of(&self, purpose: Purpose) -> Option<&NodeId> {
        match purpose {
            Purpose::Wait { token } => self.tokens.get(&token).map(|token| &token.node),
            Purpose::SignalTimeout { wait } => self.waits.get(&wait).map(|wait| &wait.node),
            Purpose::Reminder { step, .. }
            | Purpose::Due { step }
            | Purpose::Escalation { step, .. }
            | Purpose::Timeout { step } => self.steps.get(&step).map(|step| &step.node),
        }
    }

    /// The next moment at which something happens by itself.
    #[must_use]
    pub fn next_due_at(&self) -> Option<DateTime<Utc>> {
        self.timers.values().map(|timer| timer.due_at).min()
    }
}
