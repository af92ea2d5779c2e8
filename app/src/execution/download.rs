//! The whole history of a request as a JSON file, for whoever may see the request.

use axum::extract::{Extension, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use runtime::read::{self, HistoryRow};
use runtime::{ExecutionId, Runtime};

use crate::visit::Visit;

/// Transitions that are read at a time.
const STEP: i64 = 1_000;

/// Answers `/executions/{id}/history.json`.
pub async fn history_json(
    State(runtime): State<Runtime>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Response {
    let Some(caller) = visit.caller else { return StatusCode::UNAUTHORIZED.into_response() };
    let Ok(id) = id.parse::<ExecutionId>() else { return StatusCode::NOT_FOUND.into_response() };
    let mut rows: Vec<HistoryRow> = Vec::new();
    loop {
        let after = rows.last().map_or(0, |row| row.seq);
        match read::history(&runtime, &caller, &id, after, STEP).await {
            Ok(more) if more.rows.is_empty() => break,
            Ok(more) => rows.extend(more.rows),
            Err(runtime::Error::Unavailable(_)) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
            Err(_) => return StatusCode::NOT_FOUND.into_response(),
        }
    }
    match serde_json::to_string_pretty(&rows) {
        Ok(text) => {
            let name = format!("attachment; filename=\"{id}.json\"");
            let headers = [
                (header::CONTENT_TYPE, "application/json".to_owned()),
                (header::CONTENT_DISPOSITION, name),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ];
            (headers, text).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a history could not be written as JSON");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
