//! What the editor of a draft asks the server for, as JSON; and the forms about drafts and processes. The runtime says
//! whether a person may; every refusal is a status with a sentence.

mod api;
mod begin;
mod patterns;
mod refused;
#[cfg(test)]
mod tests;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use chrono::{DateTime, Utc};
use engine::check::Problem;
use engine::definition::LARGEST_DOCUMENT;
use runtime::drafts::{Other, Presence, Save, SaveOutcome, Scenario};
use runtime::read::{self, Directory};
use runtime::{DraftId, Runtime};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use self::refused::{Asks, Refused, body};

/// The routes beneath `/drafts/{id}`, and those of patterns, for the editor.
pub fn routes<S: Clone + Send + Sync + 'static>(runtime: Runtime) -> Router<S> {
    Router::new()
        // The server has its own limit, which is stricter for everything else.
        .route("/drafts/{id}/document", put(save).layer(DefaultBodyLimit::disable()))
        .route("/drafts/{id}/presence", post(presence))
        .route("/drafts/{id}/directory", get(directory))
        .route("/drafts/{id}/scenarios", get(scenarios))
        .route("/drafts/{id}/scenarios/{scenario}", put(put_scenario).delete(delete_scenario))
        .route("/patterns", get(patterns::list))
        .route("/patterns/{id}", put(patterns::put).delete(patterns::delete))
        .with_state(runtime)
}

/// An answer as JSON that no cache keeps.
struct Told<T>(StatusCode, T);

impl<T: Serialize> IntoResponse for Told<T> {
    fn into_response(self) -> Response {
        (self.0, [(header::CACHE_CONTROL, "no-store")], axum::Json(self.1)).into_response()
    }
}

type Answer<T> = Result<Told<T>, Refused>;

fn ok<T>(told: T) -> Told<T> {
    Told(StatusCode::OK, told)
}

/// A save that was made.
#[derive(Debug, Serialize)]
struct SaveTold {
    revision: i64,
    saved_at: DateTime<Utc>,
    problems: Vec<Problem>,
    others: Vec<Other>,
    /// Said when the draft waited for somebody to publish it.
    #[serde(skip_serializing_if = "Option::is_none")]
    voided: Option<String>,
}

/// What somebody else has saved since; nothing was written.
#[derive(Debug, Serialize)]
struct StaleTold {
    revision: i64,
    changed_by: String,
    changed_at: DateTime<Utc>,
    document: String,
}

async fn save(
    State(runtime): State<Runtime>,
    asks: Asks,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<Response, Refused> {
    let id = draft_id(&id)?;
    let save: Save = body(&bytes)?;
    if save.document.len() > LARGEST_DOCUMENT {
        return Err(Refused::too_large());
    }
    Ok(match runtime.save_draft(&asks.caller, id, save).await? {
        SaveOutcome::Saved { revision, saved_at, problems, others, voided } => {
            ok(SaveTold { revision, saved_at, problems, others, voided }).into_response()
        }
        SaveOutcome::Stale { revision, changed_by, changed_at, document } => {
            Told(StatusCode::CONFLICT, StaleTold { revision, changed_by, changed_at, document }).into_response()
        }
    })
}

/// The browser tab that is there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Here {
    editor: Uuid,
}

async fn presence(
    State(runtime): State<Runtime>,
    asks: Asks,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Answer<Presence> {
    let id = draft_id(&id)?;
    let here: Here = body(&bytes)?;
    Ok(ok(runtime.draft_presence(&asks.caller, id, here.editor).await?))
}

async fn directory(State(runtime): State<Runtime>, asks: Asks, Path(id): Path<String>) -> Answer<Directory> {
    // Only for whoever has a draft to try.
    read::draft(&runtime, &asks.caller, draft_id(&id)?).await?;
    Ok(ok(read::directory(&runtime, &asks.caller).await?))
}

/// A scenario, with who changed it last by name.
#[derive(Debug, Serialize)]
struct ScenarioTold {
    id: Uuid,
    name: String,
    scenario: Value,
    changed_at: DateTime<Utc>,
    changed_by: String,
}

impl From<Scenario> for ScenarioTold {
    fn from(scenario: Scenario) -> Self {
        let Scenario { id, name, scenario, changed_at, changed_by } = scenario;
        Self { id, name, scenario, changed_at, changed_by: changed_by.name }
    }
}

async fn scenarios(State(runtime): State<Runtime>, asks: Asks, Path(id): Path<String>) -> Answer<Vec<ScenarioTold>> {
    let scenarios = read::scenarios(&runtime, &asks.caller, draft_id(&id)?).await?;
    Ok(ok(scenarios.into_iter().map(ScenarioTold::from).collect()))
}

/// A scenario to be kept.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Put {
    name: String,
    scenario: Value,
}

async fn put_scenario(
    State(runtime): State<Runtime>,
    asks: Asks,
    Path((id, scenario)): Path<(String, String)>,
    bytes: Bytes,
) -> Answer<ScenarioTold> {
    let (id, scenario) = (draft_id(&id)?, scenario_id(&scenario)?);
    let put: Put = body(&bytes)?;
    let kept = runtime.put_scenario(&asks.caller, id, scenario, &put.name, put.scenario).await?;
    Ok(ok(kept.into()))
}

async fn delete_scenario(
    State(runtime): State<Runtime>,
    asks: Asks,
    Path((id, scenario)): Path<(String, String)>,
) -> Result<StatusCode, Refused> {
    runtime.delete_scenario(&asks.caller, draft_id(&id)?, scenario_id(&scenario)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn draft_id(text: &str) -> Result<DraftId, Refused> {
    text.parse().map_err(|_| Refused::not_found())
}

fn scenario_id(text: &str) -> Result<Uuid, Refused> {
    text.parse().map_err(|_| Refused::not_found())
}
