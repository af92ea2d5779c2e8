//! Requests made of an execution, and the reasons why one is refused.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::execution::{Decision, Requester};
use crate::form::Data;
use crate::ids::{IncidentNo, PersonId, QueryNo, TaskNo, TimerNo, WaitNo};
use crate::nodes::approval::Proof;
use crate::nodes::end::Outcome;
use crate::nodes::signal::SignalData;
use crate::nodes::source::Lookup;

/// The longest comment or reason, in characters.
pub const LONGEST_COMMENT: usize = 10_000;

/// A request made of an execution. Every channel (browser, link, API, timer) makes the same ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    Start {
        requester: Requester,
        data: Data,
    },
    Decide {
        task: TaskNo,
        by: PersonId,
        decision: Decision,
        comment: String,
        /** The revision that was shown. */
        revision: u32,
        /** What was proven; the shell has seen to that. */
        #[serde(default, skip_serializing_if = "Proof::is_default")]
        proof: Proof,
        /** The digest of what was shown, by [`crate::shown::digest`]. */
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shown: Option<String>,
    },
    /// The requester's answer to "changes requested".
    Resubmit {
        task: TaskNo,
        by: PersonId,
        data: Data,
        comment: String,
    },
    Claim {
        task: TaskNo,
        by: PersonId,
    },
    Release {
        task: TaskNo,
        by: PersonId,
    },
    /// `to` is an active person of the organisation; the shell has seen to that.
    Delegate {
        task: TaskNo,
        by: PersonId,
        to: PersonId,
        comment: String,
    },
    /// "This is not for me": the requester and the administrators are told.
    Disown {
        task: TaskNo,
        by: PersonId,
        comment: String,
    },
    Comment {
        by: PersonId,
        text: String,
    },
    /// A message from outside: for `wait`, else for the oldest wait of that name and key, else kept.
    Signal {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wait: Option<WaitNo>,
        name: String,
        /** What tells it from others of its name; none fits every wait of this execution. */
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<String>,
        data: SignalData,
        /** Who sent it by a link or signed in; none for a program. */
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
    },
    /// The requester reminds whoever holds the request.
    Nudge {
        by: PersonId,
    },
    Withdraw {
        by: PersonId,
        reason: String,
    },
    /// By an administrator; the shell has seen to that.
    Cancel {
        by: PersonId,
        reason: String,
    },
    /// By an administrator: try again what raised the incident.
    RetryIncident {
        incident: IncidentNo,
        by: PersonId,
    },
    FireTimer {
        timer: TimerNo,
    },
    /// The directory's answer, in the order of the query's lookups: active people only.
    PeopleResolved {
        query: QueryNo,
        found: Vec<(Lookup, Vec<PersonId>)>,
    },
}

impl Command {
    /// The person who makes it; none for timers, the directory and programs.
    #[must_use]
    pub fn by(&self) -> Option<PersonId> {
        match self {
            Self::Start { requester, .. } => Some(requester.person),
            Self::Decide { by, .. }
            | Self::Resubmit { by, .. }
            | Self::Claim { by, .. }
            | Self::Release { by, .. }
            | Self::Delegate { by, .. }
            | Self::Disown { by, .. }
            | Self::Comment { by, .. }
            | Self::Nudge { by }
            | Self::Withdraw { by, .. }
            | Self::Cancel { by, .. }
            | Self::RetryIncident { by, .. } => Some(*by),
            Self::Signal { by, .. } => *by,
            Self::FireTimer { .. } | Self::PeopleResolved { .. } => None,
        }
    }
}

/// Why a command was refused. Names are left to the shell, which knows them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "rejection", rename_all = "snake_case")]
pub enum Rejection {
    /// This person may not do this; `why` is a whole sentence.
    #[error("{why}")]
    NotAllowed { why: String },
    /// Somebody else has answered the task already.
    #[error("This was already answered.")]
    Superseded { by: PersonId, decision: Decision, at: DateTime<Utc> },
    /// The task no longer waits for an answer, or the wait for its signal.
    #[error("This no longer waits for an answer.")]
    TaskClosed { why: String },
    /// The request is closed.
    #[error("This request is closed: {outcome}.")]
    TooLate { outcome: Outcome, at: DateTime<Utc> },
    /// The request was changed after it was shown.
    #[error("The request was changed after you opened it. Look at it again before you decide.")]
    Changed { shown: u32, current: u32 },
    /// The step asks for more than was proven.
    #[error("{proof}")]
    ProofNeeded { proof: Proof },
    /// Something in the command is wrong; `field` is the field to mend.
    #[error("{problem}")]
    Invalid { field: String, problem: String },
    /// There is no such task, timer, query, incident or wait.
    #[error("There is no such {what} here.")]
    Unknown { what: String },
}

/// Whoever only reads executions refuses nothing.
#[cfg(feature = "decide")]
impl Rejection {
    pub(crate) fn not_allowed(why: impl Into<String>) -> Self {
        Self::NotAllowed { why: why.into() }
    }

    pub(crate) fn invalid(field: &str, problem: impl Into<String>) -> Self {
        Self::Invalid { field: field.to_owned(), problem: problem.into() }
    }

    pub(crate) fn unknown(what: &str) -> Self {
        Self::Unknown { what: what.to_owned() }
    }
}
