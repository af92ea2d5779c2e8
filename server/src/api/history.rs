//! What happened to a request, and what happens if nobody does anything.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use engine::narrate::Narrator;
use engine::{Event, Execution};
use runtime::{Caller, Channel, ExecutionId, Runtime, read};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::Answer;
use super::access::{Allowed, Read};
use super::document::{Finds, FindsPages};
use super::input::{Id, Query};
use super::problem::{FieldProblem, Kind, Problem};
use super::wire::Person;

/// Transitions of a page when the call does not say how many.
const USUAL_PAGE: u16 = 50;
/// The most transitions of a page.
const LARGEST_PAGE: u16 = 200;
/// How many transitions are folded at a time to get to the page.
const CHUNK: i64 = 500;

/// Which part of the history.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WhichPart {
    /// Only transitions after this number; `next` of the page before.
    #[serde(default)]
    #[param(default = 0, minimum = 0)]
    after: i64,
    /// How many transitions at most.
    #[param(default = 50, minimum = 1, maximum = 200)]
    limit: Option<u16>,
}

/// A page of history.
#[derive(Debug, Serialize, ToSchema)]
pub struct History {
    /// In the order in which they happened.
    pub transitions: Vec<Transition>,
    /// Give this as `after` to get the next page; null at the end of what has happened so far.
    pub next: Option<i64>,
}

/// One accepted command with the events that it caused.
#[derive(Debug, Serialize, ToSchema)]
pub struct Transition {
    /// 1 for the first.
    #[schema(minimum = 1)]
    pub seq: i64,
    pub at: DateTime<Utc>,
    /// Who did it; null for timers and the directory.
    pub actor: Option<Person>,
    pub channel: Way,
    /// The command as the engine has it: its name is `command`.
    #[schema(value_type = Object, example = json!({"command": "nudge", "by": "0192f3c4-a1b2-7c3d-8e9f-001122334455"}))]
    pub command: Value,
    pub events: Vec<Happened>,
    /// SHA-256 of the chain up to here, in hexadecimal.
    #[schema(min_length = 64, max_length = 64)]
    pub hash: String,
}

/// The way by which a command came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// The pages.
    Web,
    /// This API.
    Api,
    /// A link in a mail.
    Link,
    /// A webhook.
    Webhook,
    Timer,
    /// The directory's answer to a question of the engine.
    System,
}

impl From<Channel> for Way {
    fn from(channel: Channel) -> Self {
        match channel {
            Channel::Web => Self::Web,
            Channel::Api => Self::Api,
            Channel::Link => Self::Link,
            Channel::Webhook => Self::Webhook,
            Channel::Timer => Self::Timer,
            Channel::System => Self::System,
        }
    }
}

/// One event.
#[derive(Debug, Serialize, ToSchema)]
pub struct Happened {
    /// The event as a sentence, with times in the person's zone.
    #[schema(example = "Bo Lind approved: \u{201c}Within budget.\u{201d}")]
    pub sentence: String,
    /// The event as the engine has it: its name is `event`.
    #[schema(value_type = Object, example = json!({"event": "task_claimed", "task": 1, "by": "0192f3c4-a1b2-7c3d-8e9f-001122334455"}))]
    pub event: Value,
}

/// What happens from now on if nobody does anything.
#[derive(Debug, Serialize, ToSchema)]
pub struct Forecast {
    /// The moment from which it looks ahead.
    pub as_of: DateTime<Utc>,
    /// In the order in which they will happen, at most 40 and at most five years ahead.
    pub upcoming: Vec<Upcoming>,
}

/// Something that will happen by itself.
#[derive(Debug, Serialize, ToSchema)]
pub struct Upcoming {
    pub at: DateTime<Utc>,
    /// `reminder`, `due`, `escalation`, `timeout` or `wait`.
    #[schema(example = "escalation")]
    pub purpose: String,
    /// The node's id in the definition.
    pub node: String,
    /// The step's name.
    #[schema(example = "Finance")]
    pub step: String,
    /// In words, without the time and the step.
    #[schema(example = "the requester's manager can answer too")]
    pub what: String,
    /// All events that will follow at that moment, as the engine has them.
    #[schema(value_type = Vec<Object>)]
    pub events: Vec<Value>,
}

/// Read a request's history
///
/// Every transition with its events, as sentences and as the engine has them, with the chain of hashes.
#[utoipa::path(
    get,
    path = "/executions/{id}/history",
    tag = "executions",
    operation_id = "get_execution_history",
    params(("id" = String, Path, description = "The request's id."), WhichPart),
    responses((status = 200, description = "A page of the history.", body = History), FindsPages),
    security(("token" = ["read"]))
)]
pub async fn history(
    Allowed { caller, .. }: Allowed<Read>,
    State(runtime): State<Runtime>,
    Id(id): Id<ExecutionId>,
    Query(part): Query<WhichPart>,
) -> Answer<History> {
    let (after, limit) = (part.after, part.limit.unwrap_or(USUAL_PAGE));
    if after < 0 {
        return Err(Problem::fields(
            Kind::Invalid,
            vec![FieldProblem::of("after", "Transitions are numbered from 1.")],
        ));
    }
    if !(1..=LARGEST_PAGE).contains(&limit) {
        let problem = FieldProblem::of("limit", format!("A page has 1 to {LARGEST_PAGE} transitions."));
        return Err(Problem::fields(Kind::Invalid, vec![problem]));
    }
    let request = read::execution(&runtime, &caller, &id).await?;
    let before = state_after(&runtime, &caller, &id, after).await?;
    let mut page = read::history(&runtime, &caller, &id, after, i64::from(limit) + 1).await?;
    let more = page.rows.len() > usize::from(limit);
    page.rows.truncate(usize::from(limit));
    let next = page.rows.last().filter(|_| more).map(|row| row.seq);
    Ok(Json(History { transitions: told(&caller, &request, before, page)?, next }))
}

/// The request's state as it was after a transition; sentences need what was before.
async fn state_after(runtime: &Runtime, caller: &Caller, id: &ExecutionId, last: i64) -> Result<Execution, Problem> {
    let (mut state, mut seq) = (Execution::default(), 0);
    while seq < last {
        let chunk = read::history(runtime, caller, id, seq, CHUNK.min(last - seq)).await?;
        for row in &chunk.rows {
            row.events.iter().for_each(|event| engine::apply(&mut state, row.at, event));
        }
        match chunk.rows.last() {
            Some(row) => seq = row.seq,
            None => break,
        }
    }
    Ok(state)
}

fn told(
    caller: &Caller,
    request: &read::ExecutionDetail,
    mut state: Execution,
    page: read::History,
) -> Result<Vec<Transition>, Problem> {
    let names = page.people;
    let narrator = Narrator {
        definition: &request.definition,
        person: &|id| names.get(&id).or_else(|| request.people.get(&id)).cloned().unwrap_or_else(nobody),
        group: &|key| request.groups.get(key).cloned().unwrap_or_else(|| key.0.clone()),
        moment: &|at| caller.moment(at),
    };
    let mut transitions = Vec::with_capacity(page.rows.len());
    for row in page.rows {
        let mut events = Vec::with_capacity(row.events.len());
        for event in &row.events {
            let sentence = narrator.event(&state, row.at, event).whole();
            engine::apply(&mut state, row.at, event);
            events.push(Happened { sentence, event: plain(event)? });
        }
        transitions.push(Transition {
            seq: row.seq,
            at: row.at,
            actor: row.actor.map(Person::from),
            channel: row.channel.into(),
            command: plain(&row.command)?,
            events,
            hash: row.hash,
        });
    }
    Ok(transitions)
}

fn nobody() -> String {
    "Somebody who is no longer here".to_owned()
}

fn plain(value: &impl Serialize) -> Result<Value, Problem> {
    serde_json::to_value(value).map_err(|error| runtime::Error::from(error).into())
}

/// Read a request's forecast
///
/// What happens, and when, if nobody does anything; computed by the engine itself on a virtual clock. Empty when
/// nothing happens by itself.
#[utoipa::path(
    get,
    path = "/executions/{id}/forecast",
    tag = "executions",
    operation_id = "get_execution_forecast",
    params(("id" = String, Path, description = "The request's id.")),
    responses((status = 200, description = "What is to come.", body = Forecast), Finds),
    security(("token" = ["read"]))
)]
pub async fn forecast(
    Allowed { caller, .. }: Allowed<Read>,
    State(runtime): State<Runtime>,
    Id(id): Id<ExecutionId>,
) -> Answer<Forecast> {
    let as_of = runtime.clock().now();
    let coming = read::forecast(&runtime, &caller, &id).await?;
    let upcoming = coming.rows.into_iter().map(|row| {
        Ok(Upcoming {
            at: row.at,
            purpose: row.purpose.key().to_owned(),
            node: row.node.0,
            step: row.step,
            what: row.what,
            events: row.events.iter().map(|event: &Event| plain(event)).collect::<Result<_, Problem>>()?,
        })
    });
    Ok(Json(Forecast { as_of, upcoming: upcoming.collect::<Result<_, Problem>>()? }))
}
