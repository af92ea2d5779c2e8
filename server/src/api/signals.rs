//! Signals over REST: by name and key to whatever waits for them, now or later; or to one request.

use axum::Json;
use axum::extract::State;
use engine::nodes::signal::SignalData;
use runtime::signals::{self, Signal, Signalled};
use runtime::{ExecutionId, Runtime};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::Answer;
use super::access::{Allowed, WriteSignals};
use super::document::{Commands, IdempotencyKey};
use super::input::{Id, Json as Body, Key};
use super::wire::Receipt;

/// A signal for whatever waits for its name and key.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Send {
    /// As the definition's step names it.
    #[schema(min_length = 1, max_length = 63, pattern = "^[a-z][a-z0-9_.-]*$", example = "payment")]
    name: String,
    /// What tells it from others of its name.
    #[schema(min_length = 1, max_length = 200, example = "order-4711")]
    key: String,
    /// What it brings along; conditions read it as `signals.NAME.FIELD`.
    #[serde(default)]
    #[schema(default = json!({}), example = json!({"amount": "1250.00"}))]
    data: Map<String, Value>,
}

/// A signal for one request.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendTo {
    /// As the definition's step names it.
    #[schema(min_length = 1, max_length = 63, pattern = "^[a-z][a-z0-9_.-]*$", example = "payment")]
    name: String,
    /// What it brings along; conditions read it as `signals.NAME.FIELD`.
    #[serde(default)]
    #[schema(default = json!({}), example = json!({"amount": "1250.00"}))]
    data: Map<String, Value>,
}

/// What became of a signal.
#[derive(Debug, Serialize, ToSchema)]
pub struct Sent {
    pub signal: Fate,
    /// The request that it reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false, example = "762-0192f3c4a1b27c3d8e9f001122334455")]
    pub execution: Option<ExecutionId>,
}

/// Whether a signal reached something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// A request waited for it and has gone on.
    Delivered,
    /// Nothing waits for it yet; it is kept until something does.
    Kept,
    /// It was sent before with this key; nothing was done again.
    Duplicate,
}

/// Send a signal
///
/// To the oldest request that waits for this name and key. One that comes before anything waits for it is kept and
/// matched later; none is lost.
#[utoipa::path(
    post,
    path = "/signals",
    tag = "signals",
    operation_id = "send_signal",
    params(IdempotencyKey),
    request_body = Send,
    responses((status = 200, description = "Delivered or kept, now or by the first call with this key.", body = Sent), Commands),
    security(("token" = ["signals:write"]))
)]
pub async fn send(
    Allowed { caller, .. }: Allowed<WriteSignals>,
    State(runtime): State<Runtime>,
    Key(key): Key,
    Body(body): Body<Send>,
) -> Answer<Sent> {
    let signal = Signal { name: body.name, key: body.key, data: SignalData(body.data) };
    Ok(Json(match signals::send_signal(&runtime, &caller, &key, &signal).await? {
        Signalled::Delivered { execution } => Sent { signal: Fate::Delivered, execution: Some(execution) },
        Signalled::Kept => Sent { signal: Fate::Kept, execution: None },
        Signalled::Duplicate => Sent { signal: Fate::Duplicate, execution: None },
    }))
}

/// Send a signal to one request
///
/// One that comes before the request waits for it is kept there.
#[utoipa::path(
    post,
    path = "/executions/{id}/signals",
    tag = "signals",
    operation_id = "send_signal_to_execution",
    params(("id" = String, Path, description = "The request's id."), IdempotencyKey),
    request_body = SendTo,
    responses((status = 200, description = "Received.", body = Receipt), Commands),
    security(("token" = ["signals:write"]))
)]
pub async fn send_to(
    Allowed { caller, .. }: Allowed<WriteSignals>,
    State(runtime): State<Runtime>,
    Id(id): Id<ExecutionId>,
    Key(key): Key,
    Body(body): Body<SendTo>,
) -> Answer<Receipt> {
    let receipt = signals::signal_execution(&runtime, &caller, &key, &id, &body.name, SignalData(body.data)).await?;
    Ok(Json(Receipt::of(id, receipt)))
}
