//! Facts that happened, in the past tense, never edited. Folding them gives the execution.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::command::Command;
use crate::execution::{About, Ask, Because, ClosedBecause, Decision, Requester, Timer};
use crate::form::Data;
use crate::ids::{EdgeId, IncidentNo, NodeId, PersonId, Port, QueryNo, StepNo, TaskNo, TimerNo, TokenNo, WaitNo};
use crate::nodes::approval::{How, Proof};
use crate::nodes::end::Outcome;
use crate::nodes::signal::SignalData;
use crate::nodes::source::{Candidate, Lookup};

/// One accepted command with the events it caused: one numbered row of history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transition {
    /// 1 for the first.
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub command: Command,
    pub events: Vec<Event>,
}

/// A fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    ExecutionStarted {
        requester: Requester,
        title: String,
        data: Data,
    },
    /// A token came to a node; `edge` is none at the start.
    NodeEntered {
        token: TokenNo,
        node: NodeId,
        edge: Option<EdgeId>,
    },
    NodeLeft {
        token: TokenNo,
        node: NodeId,
        port: Port,
    },
    /// A token ended: consumed by a split or a join, or at an end.
    TokenEnded {
        token: TokenNo,
    },
    /// A branch came to a join and waits for the others.
    BranchArrived {
        token: TokenNo,
    },
    BranchEnded {
        node: NodeId,
        outcome: Outcome,
    },

    PeopleAsked {
        query: QueryNo,
        about: About,
        lookups: Vec<(Lookup, Because)>,
    },
    PeopleFound {
        query: QueryNo,
        people: Vec<Candidate>,
    },
    PeopleTold {
        node: NodeId,
        people: Vec<PersonId>,
        message: String,
    },

    StepOpened {
        step: StepNo,
        token: TokenNo,
        node: NodeId,
    },
    /// The people of a round are known and the asking begins.
    RoundBegan {
        step: StepNo,
        round: u32,
        people: Vec<Candidate>,
    },
    StepFinished {
        step: StepNo,
        port: Port,
    },

    TaskOpened {
        task: TaskNo,
        step: StepNo,
        ask: Ask,
        candidates: Vec<Candidate>,
        due_at: Option<DateTime<Utc>>,
    },
    TaskClaimed {
        task: TaskNo,
        by: PersonId,
    },
    TaskReleased {
        task: TaskNo,
        by: PersonId,
    },
    TaskDelegated {
        task: TaskNo,
        by: PersonId,
        to: PersonId,
        comment: String,
    },
    /// `level`'s people joined or took over; `inform` changes nothing.
    TaskEscalated {
        task: TaskNo,
        level: u32,
        how: How,
        to: Vec<PersonId>,
    },
    TaskReminded {
        task: TaskNo,
        number: u32,
        people: Vec<PersonId>,
    },
    TaskBecameOverdue {
        task: TaskNo,
    },
    DecisionMade {
        task: TaskNo,
        by: PersonId,
        decision: Decision,
        comment: String,
        revision: u32,
        /** What was proven. */
        #[serde(default, skip_serializing_if = "Proof::is_default")]
        proof: Proof,
        /** What a signature with the password means; else empty. */
        #[serde(default, skip_serializing_if = "String::is_empty")]
        meaning: String,
        /** The digest of what was shown. */
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shown: Option<String>,
    },
    /// A candidate says that it is not for them; it changes nothing.
    TaskDisowned {
        task: TaskNo,
        by: PersonId,
        comment: String,
    },
    TaskClosed {
        task: TaskNo,
        because: ClosedBecause,
    },
    Resubmitted {
        task: TaskNo,
        by: PersonId,
        title: String,
        data: Data,
        comment: String,
    },

    SignalAwaited {
        wait: WaitNo,
        token: TokenNo,
        node: NodeId,
        name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<String>,
    },
    /// It ended this wait, or came early and is kept.
    SignalReceived {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wait: Option<WaitNo>,
        name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<String>,
        data: SignalData,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
    },
    /// One that came early was taken for this wait; `key` is the signal's.
    SignalMatched {
        wait: WaitNo,
        name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<String>,
    },
    /// It did not come in time, or the execution closed.
    SignalMissed {
        wait: WaitNo,
    },

    TimerSet {
        timer: TimerNo,
        set: Timer,
    },
    TimerFired {
        timer: TimerNo,
        due_at: DateTime<Utc>,
    },
    TimerCancelled {
        timer: TimerNo,
    },

    Commented {
        by: PersonId,
        text: String,
    },
    Nudged {
        by: PersonId,
        people: Vec<PersonId>,
    },
    /// An escalation found nobody; the step goes on as it was.
    EscalationFoundNobody {
        step: StepNo,
        level: u32,
    },
    IncidentRaised {
        incident: IncidentNo,
        token: TokenNo,
        node: NodeId,
        reason: String,
    },
    IncidentRetried {
        incident: IncidentNo,
        by: PersonId,
    },
    /// The execution closed, or went on, with the incident open.
    IncidentDropped {
        incident: IncidentNo,
    },
    Withdrawn {
        by: PersonId,
        reason: String,
    },
    Cancelled {
        by: PersonId,
        reason: String,
    },
    ExecutionClosed {
        outcome: Outcome,
    },
}
