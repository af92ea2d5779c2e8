//! What several answers have in common, in the API's own types: the engine's and the runtime's may change, these may not.

use chrono::{DateTime, Utc};
use engine::form::{Answer, Data};
use engine::nodes::end;
use engine::{definition, execution};
use runtime::ExecutionId;
use runtime::read;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa::openapi::schema::{Object, ObjectBuilder, SchemaType, Type};
use uuid::Uuid;

/// A person of the organisation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Person {
    pub id: Uuid,
    #[schema(example = "Ana Ruiz")]
    pub name: String,
}

impl From<read::Named> for Person {
    fn from(named: read::Named) -> Self {
        Self { id: named.id.0, name: named.name }
    }
}

/// People as the API names them.
pub fn people(named: Vec<read::Named>) -> Vec<Person> {
    named.into_iter().map(Person::from).collect()
}

/// What an approver says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    Approve,
    Reject,
    /// Back to the requester, who changes it and submits it again.
    RequestChanges,
}

impl From<Decision> for execution::Decision {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Approve => Self::Approve,
            Decision::Reject => Self::Reject,
            Decision::RequestChanges => Self::RequestChanges,
        }
    }
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Done,
    Approved,
    TimedOut,
    Rejected,
    Withdrawn,
    Cancelled,
}

impl From<end::Outcome> for Outcome {
    fn from(outcome: end::Outcome) -> Self {
        match outcome {
            end::Outcome::Done => Self::Done,
            end::Outcome::Approved => Self::Approved,
            end::Outcome::TimedOut => Self::TimedOut,
            end::Outcome::Rejected => Self::Rejected,
            end::Outcome::Withdrawn => Self::Withdrawn,
            end::Outcome::Cancelled => Self::Cancelled,
        }
    }
}

/// What a task asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// Approve, reject or send back.
    Decide,
    /// Change the request and submit it again.
    Revise,
}

impl From<execution::Ask> for Ask {
    fn from(ask: execution::Ask) -> Self {
        match ask {
            execution::Ask::Decide => Self::Decide,
            execution::Ask::Revise => Self::Revise,
        }
    }
}

/// Something that will happen by itself.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NextMove {
    pub at: DateTime<Utc>,
    /// In words, without the time.
    #[schema(example = "a reminder is sent")]
    pub what: String,
}

impl From<read::NextMove> for NextMove {
    fn from(next: read::NextMove) -> Self {
        Self { at: next.at, what: next.what }
    }
}

/// The answer to an accepted command.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Receipt {
    #[serde(rename = "receipt")]
    pub verdict: Verdict,
    /// The number of the transition that the command made. For a duplicate: that the first one made.
    #[schema(minimum = 1)]
    pub seq: i64,
    /// The request.
    #[schema(value_type = String, example = "762-0192f3c4a1b27c3d8e9f001122334455")]
    pub execution: ExecutionId,
}

/// What became of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It happened now.
    Accepted,
    /// It happened before: the same key came with the same command. Nothing was done again.
    Duplicate,
}

impl Receipt {
    /// The runtime's receipt for a command on this execution.
    pub fn of(execution: ExecutionId, receipt: runtime::Receipt) -> Self {
        match receipt {
            runtime::Receipt::Accepted { seq } => Self { verdict: Verdict::Accepted, seq, execution },
            runtime::Receipt::Duplicate { seq } => Self { verdict: Verdict::Duplicate, seq, execution },
        }
    }
}

/// One answer of the form.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Answered {
    #[schema(example = "amount")]
    pub key: String,
    #[schema(example = "Amount")]
    pub label: String,
    /// For people to read.
    #[schema(example = "1,250.00 EUR")]
    pub value: String,
}

impl From<read::FieldView> for Answered {
    fn from(field: read::FieldView) -> Self {
        Self { key: field.key, label: field.label, value: field.value }
    }
}

/// The answers as they are sent when a request is made: texts by field key.
pub fn data(answers: &Data) -> Map<String, Value> {
    let text = |answer: &Answer| match answer {
        Answer::Money { amount, .. } => amount.to_string(),
        Answer::Choice { value, .. } => value.clone(),
        Answer::Date(date) => date.to_string(),
        other => other.to_string(),
    };
    answers.0.iter().map(|(key, answer)| (key.clone(), Value::String(text(answer)))).collect()
}

/// The schema of form answers: scalars by field key.
pub fn data_schema() -> Object {
    let scalar = SchemaType::from_iter([Type::String, Type::Number, Type::Boolean, Type::Null]);
    ObjectBuilder::new()
        .description(Some(
            "The answers by field key: texts, numbers, `true` and `false`; `null` leaves a field empty. Dates are written \
             like 2026-03-31, people by their id.",
        ))
        .additional_properties(Some(ObjectBuilder::new().schema_type(scalar)))
        .examples([serde_json::json!({ "what": "Two chairs", "amount": 420.00 })])
        .build()
}

/// The version of a definition that a request is pinned to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DefinitionRef {
    #[schema(example = "purchase")]
    pub key: String,
    #[schema(example = "Purchase")]
    pub name: String,
    #[schema(minimum = 1)]
    pub version: i32,
}

impl DefinitionRef {
    /// This version of this definition.
    pub fn of(definition: &definition::Definition, version: i32) -> Self {
        Self { key: definition.key.clone(), name: definition.name.clone(), version }
    }
}
