//! The runtime's errors as problems. What is unexpected is logged here, once, and its details stay here.

use axum::http::header;
use chrono::{DateTime, Utc};
use engine::check::{Problem as DefinitionProblem, Severity as Grave};
use engine::{Rejection, execution};
use runtime::Error;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::problem::{FieldProblem, Kind, Problem, Severity};
use super::wire::{Decision, Outcome};

/// After how many seconds to come again when the database is away.
const COME_AGAIN: &str = "5";

/// Why the engine refused a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Refusal {
    /// Somebody has answered the task already; it may have been the caller.
    Superseded {
        /// Who decided.
        by: Uuid,
        /// What they decided.
        decision: Decision,
        /// When.
        at: DateTime<Utc>,
    },
    /// The request is closed.
    TooLate {
        /// How it ended.
        outcome: Outcome,
        /// When.
        at: DateTime<Utc>,
    },
    /// The request was changed after it was shown.
    Changed {
        /// The revision that the command named.
        shown: u32,
        /// The revision that there is now.
        current: u32,
    },
    /// This person may not do this.
    NotAllowed {
        /// A whole sentence.
        why: String,
    },
    /// The task waits for no answer any more.
    TaskClosed {
        /// A whole sentence.
        why: String,
    },
    /// There is no such task.
    Unknown {
        /// What there is none of.
        what: String,
    },
    /// Something in the command is wrong.
    Invalid {
        /// The member to mend.
        field: String,
        /// What is wrong, as a sentence.
        problem: String,
    },
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        match rejection {
            Rejection::Superseded { by, decision, at } => Self::Superseded { by: by.0, decision: decision.into(), at },
            Rejection::TooLate { outcome, at } => Self::TooLate { outcome: outcome.into(), at },
            Rejection::Changed { shown, current } => Self::Changed { shown, current },
            Rejection::NotAllowed { why } => Self::NotAllowed { why },
            Rejection::TaskClosed { why } => Self::TaskClosed { why },
            // A token proves that its person is signed in, and no more.
            Rejection::ProofNeeded { proof } => Self::NotAllowed { why: proof.to_string() },
            Rejection::Unknown { what } => Self::Unknown { what },
            Rejection::Invalid { field, problem } => Self::Invalid { field, problem },
        }
    }
}

impl Refusal {
    const fn kind(&self) -> Kind {
        match self {
            Self::Superseded { .. } => Kind::Superseded,
            Self::TooLate { .. } => Kind::TooLate,
            Self::Changed { .. } => Kind::Changed,
            Self::NotAllowed { .. } => Kind::NotAllowed,
            Self::TaskClosed { .. } => Kind::TaskClosed,
            Self::Unknown { .. } => Kind::NotFound,
            Self::Invalid { .. } => Kind::Invalid,
        }
    }
}

/// A refused command: the sentence for a person, the reason for a program.
pub fn refused(rejection: Rejection, sentence: String) -> Problem {
    let refusal = Refusal::from(rejection);
    let problem = match &refusal {
        Refusal::Invalid { field, problem } => {
            Problem::fields(Kind::Invalid, vec![FieldProblem::of(field.clone(), problem.clone())])
        }
        _ => Problem::new(refusal.kind(), sentence),
    };
    problem.because(refusal)
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let sentence = error.to_string();
        match error {
            Error::NotFound => Self::not_found(),
            Error::Forbidden(why) => Self::new(Kind::NotAllowed, why),
            Error::Rejected { rejection, sentence } => refused(rejection, sentence),
            Error::Invalid(fields) => {
                let errors = fields.into_iter().map(|field| FieldProblem::of(field.field, field.problem));
                Self::fields(Kind::Invalid, errors.collect())
            }
            Error::Problems(problems) => {
                Self::fields(Kind::DefinitionProblems, problems.into_iter().map(FieldProblem::from).collect())
            }
            Error::Gone(why) => Self::new(Kind::NotFound, why),
            Error::Conflict(_) => Self::new(Kind::KeyReused, sentence),
            Error::Unavailable(source) => {
                tracing::warn!(error = %source, "the database is away");
                Self::new(Kind::Unavailable, sentence).header(header::RETRY_AFTER, COME_AGAIN)
            }
            Error::Internal(source) => {
                tracing::error!(error = &*source as &(dyn std::error::Error + 'static), "an API call failed");
                Self::new(Kind::Unexpected, sentence)
            }
        }
    }
}

impl From<DefinitionProblem> for FieldProblem {
    fn from(problem: DefinitionProblem) -> Self {
        Self {
            field: problem.field,
            problem: problem.message,
            node: problem.node.map(|node| node.0),
            edge: problem.edge.map(|edge| edge.0),
            severity: Some(match problem.severity {
                Grave::Error => Severity::Error,
                Grave::Warning => Severity::Warning,
            }),
        }
    }
}

impl From<execution::Decision> for Decision {
    fn from(decision: execution::Decision) -> Self {
        match decision {
            execution::Decision::Approve => Self::Approve,
            execution::Decision::Reject => Self::Reject,
            execution::Decision::RequestChanges => Self::RequestChanges,
        }
    }
}
