//! What is done to a task over REST: decide, claim, release, delegate, and the requester's resubmission.

use axum::Json;
use axum::extract::State;
use engine::ids::PersonId;
use runtime::{Act, Caller, Runtime, TaskId};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Answer;
use super::access::{Allowed, DecideTasks, WriteRequests};
use super::document::{Acts, Commands, IdempotencyKey};
use super::input::{self, Id, Json as Body, Key};
use super::wire::{self, Decision, Receipt};

/// A decision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decide {
    decision: Decision,
    /// At most 10,000 characters; a rejection and a request for changes may need one.
    #[serde(default)]
    #[schema(default = "", max_length = 10_000, example = "Within budget.")]
    comment: String,
    /// The revision of the request that was shown, from `GET /tasks/{id}`.
    #[schema(minimum = 1, example = 1)]
    revision: u32,
}

/// To whom a task goes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Delegate {
    /// An active person, from `GET /people`.
    to: Uuid,
    /// Why, at most 10,000 characters.
    #[serde(default)]
    #[schema(default = "", max_length = 10_000, example = "I am away this week.")]
    comment: String,
}

/// The request again, after changes were requested.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Resubmit {
    #[schema(schema_with = wire::data_schema)]
    data: input::Answers,
    /// What was changed, at most 10,000 characters.
    #[serde(default)]
    #[schema(default = "", max_length = 10_000, example = "A cheaper offer.")]
    comment: String,
}

async fn act(runtime: &Runtime, caller: &Caller, key: &str, task: TaskId, act: Act) -> Answer<Receipt> {
    let receipt = runtime.act(caller, key, &task.execution, act).await?;
    Ok(Json(Receipt::of(task.execution, receipt)))
}

/// Decide a task
///
/// Refused as `superseded` (409) when somebody was first, as `changed` (409) when the request has another revision by
/// now, as `task-closed` or `too-late` (410) when the task or the request is closed.
#[utoipa::path(
    post,
    path = "/tasks/{id}/decision",
    tag = "tasks",
    operation_id = "decide_task",
    params(("id" = String, Path, description = "The task's id."), IdempotencyKey),
    request_body = Decide,
    responses((status = 200, description = "Decided, now or by the first command with this key.", body = Receipt), Commands),
    security(("token" = ["tasks:decide"]))
)]
pub async fn decide(
    Allowed { caller, .. }: Allowed<DecideTasks>,
    State(runtime): State<Runtime>,
    Id(id): Id<TaskId>,
    Key(key): Key,
    Body(body): Body<Decide>,
) -> Answer<Receipt> {
    let Decide { decision, comment, revision } = body;
    act(
        &runtime,
        &caller,
        &key,
        id,
        Act::Decide { task: id.no, decision: decision.into(), comment, revision, shown: None },
    )
    .await
}

/// Claim a task
///
/// So that nobody else of those who are asked begins with it.
#[utoipa::path(
    post,
    path = "/tasks/{id}/claim",
    tag = "tasks",
    operation_id = "claim_task",
    params(("id" = String, Path, description = "The task's id."), IdempotencyKey),
    responses((status = 200, description = "Claimed.", body = Receipt), Acts),
    security(("token" = ["tasks:decide"]))
)]
pub async fn claim(
    Allowed { caller, .. }: Allowed<DecideTasks>,
    State(runtime): State<Runtime>,
    Id(id): Id<TaskId>,
    Key(key): Key,
) -> Answer<Receipt> {
    act(&runtime, &caller, &key, id, Act::Claim { task: id.no }).await
}

/// Give a claimed task back
///
/// It is offered again to everybody who is asked.
#[utoipa::path(
    post,
    path = "/tasks/{id}/release",
    tag = "tasks",
    operation_id = "release_task",
    params(("id" = String, Path, description = "The task's id."), IdempotencyKey),
    responses((status = 200, description = "Released.", body = Receipt), Acts),
    security(("token" = ["tasks:decide"]))
)]
pub async fn release(
    Allowed { caller, .. }: Allowed<DecideTasks>,
    State(runtime): State<Runtime>,
    Id(id): Id<TaskId>,
    Key(key): Key,
) -> Answer<Receipt> {
    act(&runtime, &caller, &key, id, Act::Release { task: id.no }).await
}

/// Delegate a task
///
/// Another person answers in this one's place.
#[utoipa::path(
    post,
    path = "/tasks/{id}/delegate",
    tag = "tasks",
    operation_id = "delegate_task",
    params(("id" = String, Path, description = "The task's id."), IdempotencyKey),
    request_body = Delegate,
    responses((status = 200, description = "Delegated.", body = Receipt), Commands),
    security(("token" = ["tasks:decide"]))
)]
pub async fn delegate(
    Allowed { caller, .. }: Allowed<DecideTasks>,
    State(runtime): State<Runtime>,
    Id(id): Id<TaskId>,
    Key(key): Key,
    Body(body): Body<Delegate>,
) -> Answer<Receipt> {
    let Delegate { to, comment } = body;
    act(&runtime, &caller, &key, id, Act::Delegate { task: id.no, to: PersonId(to), comment }).await
}

/// Submit a request again
///
/// For the requester's task with `ask` `revise`, after changes were requested. All answers are sent, changed or not.
#[utoipa::path(
    post,
    path = "/tasks/{id}/resubmission",
    tag = "tasks",
    operation_id = "resubmit_request",
    params(("id" = String, Path, description = "The task's id."), IdempotencyKey),
    request_body = Resubmit,
    responses((status = 200, description = "Submitted again.", body = Receipt), Commands),
    security(("token" = ["requests:write"]))
)]
pub async fn resubmit(
    Allowed { caller, .. }: Allowed<WriteRequests>,
    State(runtime): State<Runtime>,
    Id(id): Id<TaskId>,
    Key(key): Key,
    Body(body): Body<Resubmit>,
) -> Answer<Receipt> {
    let entered = input::entered(&body.data)?;
    act(&runtime, &caller, &key, id, Act::Resubmit { task: id.no, entered, comment: body.comment }).await
}
