//! The patterns of the organisation, for the editor's panel in which steps are added.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use engine::edit::Clip;
use runtime::Runtime;
use runtime::patterns::{Pattern, PutPattern};
use serde::Serialize;
use uuid::Uuid;

use super::refused::{Asks, Refused, body};
use super::{Answer, ok};

/// A pattern, with its author by name.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    id: Uuid,
    name: String,
    description: String,
    clip: Clip,
    author: String,
    may_change: bool,
}

impl From<Pattern> for Told {
    fn from(pattern: Pattern) -> Self {
        let Pattern { id, name, description, clip, author, may_change, .. } = pattern;
        Self { id, name, description, clip, author: author.name, may_change }
    }
}

pub(super) async fn list(State(runtime): State<Runtime>, asks: Asks) -> Answer<Vec<Told>> {
    Ok(ok(runtime.patterns(&asks.caller).await?.into_iter().map(Told::from).collect()))
}

/// Answers with all patterns as they are then.
pub(super) async fn put(
    State(runtime): State<Runtime>,
    asks: Asks,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Answer<Vec<Told>> {
    let put: PutPattern = body(&bytes)?;
    runtime.put_pattern(&asks.caller, pattern_id(&id)?, put).await?;
    list(State(runtime), asks).await
}

pub(super) async fn delete(
    State(runtime): State<Runtime>,
    asks: Asks,
    Path(id): Path<String>,
) -> Result<StatusCode, Refused> {
    runtime.delete_pattern(&asks.caller, pattern_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn pattern_id(text: &str) -> Result<Uuid, Refused> {
    text.parse().map_err(|_| Refused::not_found())
}
