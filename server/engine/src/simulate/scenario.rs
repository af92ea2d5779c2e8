//! A story that can be told again: who asks, what they enter, what each person chooses, and how it ended when it was saved.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::execution::Decision;
use crate::form::FieldError;
use crate::ids::{NodeId, PersonId};
use crate::nodes::end::Outcome;
use crate::nodes::signal::SignalData;

/// What was entered into the form, as texts by field key: what [`crate::form::Form::read`] reads.
pub type Entered = BTreeMap<String, String>;

/// One request as a story.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    pub requester: PersonId,
    /// The answers as they are typed into the form, by field key.
    #[serde(default)]
    pub data: Entered,
    pub begins_at: DateTime<Utc>,
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// How it ended when it was saved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Expected>,
}

/// What is chosen at the next stop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "choice", rename_all = "snake_case", deny_unknown_fields)]
pub enum Choice {
    /// Somebody answers the open task of a step.
    Decide {
        node: NodeId,
        by: PersonId,
        decision: Decision,
        #[serde(default)]
        comment: String,
    },
    /// The requester changes the request that was sent back, and sends it again.
    Resubmit { data: Entered },
    /// The signal comes that a step waits for.
    Signal {
        node: NodeId,
        #[serde(default)]
        data: SignalData,
    },
    /// Time goes on to the next timer, which fires.
    SkipToTimer {},
    /// Time goes on to this moment; what falls due until then happens.
    SkipTo { moment: DateTime<Utc> },
}

/// How a story ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// None: the request was still open.
    #[serde(default)]
    pub outcome: Option<Outcome>,
    /// The steps that were come by, in the order of the first visit.
    #[serde(default)]
    pub visited: Vec<NodeId>,
}

/// Why something cannot be simulated: a whole sentence, and the answers of the form that are to blame.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{sentence}")]
pub struct Why {
    pub sentence: String,
    pub fields: Vec<FieldError>,
}

/// Whoever only shows simulations refuses nothing.
#[cfg(feature = "decide")]
impl Why {
    pub(super) fn new(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), fields: vec![] }
    }

    pub(super) fn nobody_asks() -> Self {
        Self::new("Choose who makes the request: an active person of the directory.")
    }

    /// Wrong answers, each with its field's label.
    pub(super) fn fields(form: &crate::form::Form, fields: Vec<FieldError>) -> Self {
        let told = fields.iter().map(|error| {
            let label = form.field(&error.field).map_or(error.field.as_str(), |field| field.label.as_str());
            format!("{}: {}", crate::narrate::quoted(label), error.problem)
        });
        Self { sentence: told.collect::<Vec<_>>().join(" "), fields }
    }
}

#[cfg(feature = "decide")]
impl From<crate::command::Rejection> for Why {
    fn from(rejection: crate::command::Rejection) -> Self {
        Self::new(match rejection {
            crate::command::Rejection::TaskClosed { why } => why,
            other => other.to_string(),
        })
    }
}
