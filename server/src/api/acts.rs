//! What is done to a request as a whole over REST: comment, withdraw, cancel, nudge.

use axum::Json;
use axum::extract::State;
use runtime::{Act, Caller, ExecutionId, Runtime};
use serde::Deserialize;
use utoipa::ToSchema;

use super::Answer;
use super::access::{Allowed, WriteRequests};
use super::document::{Acts, Commands, IdempotencyKey};
use super::input::{Id, Json as Body, Key};
use super::wire::Receipt;

/// A comment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Comment {
    #[schema(min_length = 1, max_length = 10_000, example = "The offer is valid until Friday.")]
    text: String,
}

/// Why a request is withdrawn.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    /// May be empty.
    #[serde(default)]
    #[schema(default = "", max_length = 10_000, example = "No longer needed.")]
    reason: String,
}

/// Why a request is cancelled.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    #[schema(min_length = 1, max_length = 10_000, example = "The project has ended.")]
    reason: String,
}

async fn act(runtime: &Runtime, caller: &Caller, key: &str, id: ExecutionId, act: Act) -> Answer<Receipt> {
    let receipt = runtime.act(caller, key, &id, act).await?;
    Ok(Json(Receipt::of(id, receipt)))
}

/// Comment on a request
///
/// Everybody who sees the request may, and everybody who sees it reads the comment.
#[utoipa::path(
    post,
    path = "/executions/{id}/comments",
    tag = "executions",
    operation_id = "comment_on_execution",
    params(("id" = String, Path, description = "The request's id."), IdempotencyKey),
    request_body = Comment,
    responses((status = 200, description = "Commented.", body = Receipt), Commands),
    security(("token" = ["requests:write"]))
)]
pub async fn comment(
    Allowed { caller, .. }: Allowed<WriteRequests>,
    State(runtime): State<Runtime>,
    Id(id): Id<ExecutionId>,
    Key(key): Key,
    Body(body): Body<Comment>,
) -> Answer<Receipt> {
    act(&runtime, &caller, &key, id, Act::Comment { text: body.text }).await
}

/// Withdraw a request
///
/// By whoever made it.
#[utoipa::path(
    post,
    path = "/executions/{id}/withdraw",
    tag = "executions",
    operation_id = "withdraw_execution",
    params(("id" = String, Path, description = "The request's id."), IdempotencyKey),
    request_body = Withdraw,
    responses((status = 200, description = "Withdrawn.", body = Receipt), Commands),
    security(("token" = ["requests:write"]))
)]
pub async fn withdraw(
    Allowed { caller, .. }: Allowed<WriteRequests>,
    State(runtime): State<Runtime>,
    Id(id): Id<ExecutionId>,
    Key(key): Key,
    Body(body): Body<Withdraw>,
) -> Answer<Receipt> {
    act(&runtime, &caller, &key, id, Act::Withdraw { reason: body.reason }).await
}

/// Cancel a request
///
/// By an administrator, with a reason.
#[utoipa::path(
    post,
    path = "/executions/{id}/cancel",
    tag = "executions",
    operation_id = "cancel_execution",
    params(("id" = String, Path, description = "The request's id."), IdempotencyKey),
    request_body = Cancel,
    responses((status = 200, description = "Cancelled.", body = Receipt), Commands),
    security(("token" = ["requests:write"]))
)]
pub async fn cancel(
    Allowed { caller, .. }: Allowed<WriteRequests>,
    State(runtime): State<Runtime>,
    Id(id): Id<ExecutionId>,
    Key(key): Key,
    Body(body): Body<Cancel>,
) -> Answer<Receipt> {
    act(&runtime, &caller, &key, id, Act::Cancel { reason: body.reason }).await
}

/// Nudge whoever holds a request
///
/// By whoever made it, at most once in four hours.
#[utoipa::path(
    post,
    path = "/executions/{id}/nudge",
    tag = "executions",
    operation_id = "nudge_execution",
    params(("id" = String, Path, description = "The request's id."), IdempotencyKey),
    responses((status = 200, description = "Nudged.", body = Receipt), Acts),
    security(("token" = ["requests:write"]))
)]
pub async fn nudge(
    Allowed { caller, .. }: Allowed<WriteRequests>,
    State(runtime): State<Runtime>,
    Id(id): Id<ExecutionId>,
    Key(key): Key,
) -> Answer<Receipt> {
    act(&runtime, &caller, &key, id, Act::Nudge).await
}
