//! Requests over REST: start one, list one's own, read one.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use chrono::{DateTime, Utc};
use runtime::{ExecutionId, Runtime, TaskId, read};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use super::Answer;
use super::access::{Allowed, Read, WriteRequests};
use super::document::{Commands, Finds, IdempotencyKey, Pages};
use super::input::{self, DefinitionKey, Id, Json as Body, Key, Query};
use super::problem::Problem;
use super::wire::{self, Ask, DefinitionRef, NextMove, Outcome, Person, Receipt, Verdict};

/// A request to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// Key of the definition; its newest version is started.
    #[schema(example = "purchase")]
    definition: String,
    #[schema(schema_with = wire::data_schema)]
    data: input::Answers,
}

/// A request that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct Started {
    pub receipt: Verdict,
    /// The number of the transition that started it.
    #[schema(minimum = 1)]
    pub seq: i64,
    /// The request. For a duplicate: the one that was made first.
    #[schema(value_type = String, example = "762-0192f3c4a1b27c3d8e9f001122334455")]
    pub execution: ExecutionId,
    #[schema(example = "Two chairs for 420.00 EUR")]
    pub title: String,
}

/// Which requests.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WhichExecutions {
    /// Only requests whose title has this text.
    #[serde(default)]
    #[param(default = "")]
    search: String,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// A page of requests.
#[derive(Debug, Serialize, ToSchema)]
pub struct Executions {
    /// At most 50, newest first.
    pub executions: Vec<ExecutionSummary>,
    /// Give this as `cursor` to get the next page; null at the end.
    pub next: Option<String>,
}

/// A line of the person's requests.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExecutionSummary {
    #[schema(value_type = String, example = "762-0192f3c4a1b27c3d8e9f001122334455")]
    pub id: ExecutionId,
    #[schema(example = "Two chairs for 420.00 EUR")]
    pub title: String,
    /// Key of the definition.
    pub definition: String,
    pub started_at: DateTime<Utc>,
    pub changed_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
    /// `approved`, `rejected` and so on; null while it runs.
    pub outcome: Option<String>,
    /// What it waits for; empty when it is closed.
    pub waits: Vec<Waiting>,
    /// Whether it was sent back to the person.
    pub needs_me: bool,
}

impl From<read::RequestRow> for ExecutionSummary {
    fn from(row: read::RequestRow) -> Self {
        Self {
            id: row.execution,
            title: row.title,
            definition: row.definition_key,
            started_at: row.started_at,
            changed_at: row.changed_at,
            closed_at: row.closed_at,
            outcome: row.outcome,
            waits: row.waits.into_iter().map(Waiting::from).collect(),
            needs_me: row.needs_me,
        }
    }
}

/// A request: where it stands, who can move it, what happens next.
#[derive(Debug, Serialize, ToSchema)]
pub struct Execution {
    #[schema(value_type = String, example = "762-0192f3c4a1b27c3d8e9f001122334455")]
    pub id: ExecutionId,
    #[schema(example = "Two chairs for 420.00 EUR")]
    pub title: String,
    pub definition: DefinitionRef,
    pub requester: Person,
    pub status: Status,
    /// How it ended; null while it runs.
    pub outcome: Option<Outcome>,
    pub started_at: DateTime<Utc>,
    pub changed_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
    /// 1 at first, one more with each resubmission.
    pub revision: u32,
    /// The number of the last transition.
    pub seq: i64,
    /// The answers, as they are sent.
    #[schema(schema_with = wire::data_schema)]
    pub data: Map<String, Value>,
    /// The tasks that wait for an answer.
    pub tasks: Vec<OpenTask>,
    /// What it waits for, one of each branch; empty when it is closed.
    pub waits: Vec<Waiting>,
    /// Where it stands, in sentences, with times in the person's zone.
    #[schema(example = "Waits for Bo Lind or Cem Aksoy at \u{201c}Finance\u{201d} since 10:00 on 2 March 2026.")]
    pub stands: String,
    pub may: Abilities,
}

/// Whether a request still runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Running,
    Closed,
}

/// A task that waits for an answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenTask {
    #[schema(value_type = String, example = "762-0192f3c4a1b27c3d8e9f001122334455-1")]
    pub id: TaskId,
    /// The step's name.
    #[schema(example = "Finance")]
    pub step: String,
    pub ask: Ask,
    pub round: u32,
    pub due_at: Option<DateTime<Utc>>,
    /// Who can answer now.
    pub who: Vec<Person>,
    /// Whether the token's person can.
    pub mine: bool,
}

/// One thing that a request waits for.
#[derive(Debug, Serialize, ToSchema)]
pub struct Waiting {
    /// The step's name.
    #[schema(example = "Finance")]
    pub step: String,
    /// The node's id in the definition.
    pub node: String,
    /// Who can move it; nobody while it waits for a moment.
    pub who: Vec<Person>,
    pub claimed: bool,
    pub since: Option<DateTime<Utc>>,
    pub due_at: Option<DateTime<Utc>>,
    /// Why it is stuck, when it is.
    pub incident: Option<String>,
    /// What happens next by itself.
    pub next: Option<NextMove>,
    /// All of this as one sentence, with times in the person's zone.
    pub sentence: String,
}

impl From<read::Waiting> for Waiting {
    fn from(waiting: read::Waiting) -> Self {
        Self {
            step: waiting.step,
            node: waiting.node.0,
            who: wire::people(waiting.who),
            claimed: waiting.claimed,
            since: waiting.since,
            due_at: waiting.due_at,
            incident: waiting.incident,
            next: waiting.next.map(NextMove::from),
            sentence: waiting.sentence,
        }
    }
}

/// What the token's person may do with the request.
#[derive(Debug, Serialize, ToSchema)]
#[allow(clippy::struct_excessive_bools, reason = "each is a call of its own")]
pub struct Abilities {
    pub comment: bool,
    pub withdraw: bool,
    pub cancel: bool,
    pub nudge: bool,
    /// When a nudge is possible again, when it is not now.
    pub nudge_at: Option<DateTime<Utc>>,
}

impl From<read::ExecutionDetail> for Execution {
    fn from(detail: read::ExecutionDetail) -> Self {
        let request = detail.state.request.as_ref();
        let outcome = match detail.state.status {
            engine::execution::Status::Closed { outcome, .. } => Some(outcome.into()),
            _ => None,
        };
        Self {
            definition: DefinitionRef::of(&detail.definition, detail.version),
            status: if outcome.is_some() { Status::Closed } else { Status::Running },
            outcome,
            revision: request.map_or(0, |request| request.revision),
            data: request.map(|request| wire::data(&request.data)).unwrap_or_default(),
            tasks: open_tasks(&detail),
            id: detail.id,
            title: detail.title,
            requester: detail.requester.into(),
            started_at: detail.started_at,
            changed_at: detail.changed_at,
            closed_at: detail.closed_at,
            seq: detail.seq,
            waits: detail.waits.into_iter().map(Waiting::from).collect(),
            stands: detail.stands,
            may: Abilities {
                comment: detail.may.comment,
                withdraw: detail.may.withdraw,
                cancel: detail.may.cancel,
                nudge: detail.may.nudge,
                nudge_at: detail.may.nudge_at,
            },
        }
    }
}

fn open_tasks(detail: &read::ExecutionDetail) -> Vec<OpenTask> {
    let person = |id| Person { id, name: detail.people.get(&engine::ids::PersonId(id)).cloned().unwrap_or_default() };
    let open = detail.state.open_tasks().filter(|_| detail.state.is_running());
    open.map(|(no, task)| OpenTask {
        id: TaskId { execution: detail.id, no },
        step: detail.definition.name_of(&task.node).to_owned(),
        ask: task.ask.into(),
        round: task.round,
        due_at: task.due_at,
        who: task.actors().map(|who| person(who.0)).collect(),
        mine: detail.may.answer.contains(&no),
    })
    .collect()
}

/// Start a request
///
/// By the newest version of a definition. The same key with the same body again answers 200 with the request that was
/// made first; with another body it is refused as `key-reused` (422).
#[utoipa::path(
    post,
    path = "/executions",
    tag = "executions",
    operation_id = "start_execution",
    params(IdempotencyKey),
    request_body = Start,
    responses(
        (status = 201, description = "It is made.", body = Started,
            headers(("location" = String, description = "Where the request is."))),
        (status = 200, description = "It was made before, by the first command with this key.", body = Started,
            headers(("location" = String, description = "Where the request is."))),
        Commands
    ),
    security(("token" = ["requests:write"]))
)]
pub async fn start(
    Allowed { caller, .. }: Allowed<WriteRequests>,
    State(runtime): State<Runtime>,
    Key(key): Key,
    Body(body): Body<Start>,
) -> Result<impl IntoResponse, Problem> {
    let entered = input::entered(&body.data)?;
    let DefinitionKey(definition) = body.definition.parse().map_err(|()| Problem::not_found())?;
    let started = runtime.start(&caller, &key, &definition, entered).await?;
    let Receipt { verdict: receipt, seq, execution } = Receipt::of(started.execution, started.receipt);
    let status = if receipt == Verdict::Accepted { StatusCode::CREATED } else { StatusCode::OK };
    let body = Started { receipt, seq, execution, title: started.title };
    Ok((status, [(header::LOCATION, format!("/api/v1/executions/{execution}"))], Json(body)))
}

/// List the person's requests
#[utoipa::path(
    get,
    path = "/executions",
    tag = "executions",
    operation_id = "list_executions",
    params(WhichExecutions),
    responses((status = 200, description = "A page of the requests that the person made.", body = Executions), Pages),
    security(("token" = ["read"]))
)]
pub async fn list(
    Allowed { caller, .. }: Allowed<Read>,
    State(runtime): State<Runtime>,
    Query(which): Query<WhichExecutions>,
) -> Answer<Executions> {
    let page = read::my_requests(&runtime, &caller, &which.search, input::cursor(which.cursor.as_ref())).await?;
    Ok(Json(Executions { executions: page.rows.into_iter().map(ExecutionSummary::from).collect(), next: page.next }))
}

/// Read a request
#[utoipa::path(
    get,
    path = "/executions/{id}",
    tag = "executions",
    operation_id = "get_execution",
    params(("id" = String, Path, description = "The request's id.", example = "762-0192f3c4a1b27c3d8e9f001122334455")),
    responses((status = 200, description = "The request as it stands now.", body = Execution), Finds),
    security(("token" = ["read"]))
)]
pub async fn one(
    Allowed { caller, .. }: Allowed<Read>,
    State(runtime): State<Runtime>,
    Id(id): Id<ExecutionId>,
) -> Answer<Execution> {
    Ok(Json(read::execution(&runtime, &caller, &id).await?.into()))
}
