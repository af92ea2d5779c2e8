//! Definitions over REST: publish one from its document, list what is published, read a version.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use chrono::{DateTime, Utc};
use runtime::{Runtime, read};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

use super::Answer;
use super::access::{Allowed, Read, WriteDefinitions};
use super::document::{DefinitionDocument, FindsPages, Publishes, Reads};
use super::input::{DefinitionKey, Document, Id, Query};
use super::problem::{FieldProblem, Kind, Problem};
use super::wire::Person;

/// A version that was published.
#[derive(Debug, Serialize, ToSchema)]
pub struct Published {
    #[schema(example = "purchase")]
    pub key: String,
    #[schema(minimum = 1)]
    pub version: i32,
    /// What is worth another look but did not stop it.
    pub warnings: Vec<FieldProblem>,
}

/// All definitions.
#[derive(Debug, Serialize, ToSchema)]
pub struct Definitions {
    /// By name.
    pub definitions: Vec<DefinitionSummary>,
}

/// A definition with its newest version.
#[derive(Debug, Serialize, ToSchema)]
pub struct DefinitionSummary {
    #[schema(example = "purchase")]
    pub key: String,
    #[schema(example = "Purchase")]
    pub name: String,
    pub description: String,
    #[schema(minimum = 1)]
    pub version: i32,
    pub published_at: DateTime<Utc>,
    pub published_by: Person,
    /// Requests that still run, in all versions; only told to designers and administrators.
    pub running: Option<i64>,
    /// Whether the token's person may start it.
    pub may_start: bool,
}

impl From<read::DefinitionRow> for DefinitionSummary {
    fn from(row: read::DefinitionRow) -> Self {
        Self {
            key: row.key,
            name: row.name,
            description: row.description,
            version: row.version,
            published_at: row.published_at,
            published_by: row.published_by.into(),
            running: row.running,
            may_start: row.may_start,
        }
    }
}

/// A version of a definition, with its document.
#[derive(Debug, Serialize, ToSchema)]
pub struct Definition {
    #[schema(example = "purchase")]
    pub key: String,
    #[schema(example = "Purchase")]
    pub name: String,
    #[schema(minimum = 1)]
    pub version: i32,
    /// Whether the token's person may start the newest version.
    pub may_start: bool,
    /// The document, exactly as it was published: form, nodes and edges.
    #[schema(value_type = DefinitionDocument)]
    pub document: Box<RawValue>,
    /// All versions, newest first.
    pub versions: Vec<PublishedVersion>,
}

/// A version in the list of a definition's versions.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublishedVersion {
    #[schema(minimum = 1)]
    pub version: i32,
    pub published_at: DateTime<Utc>,
    pub published_by: Person,
}

impl From<read::VersionRow> for PublishedVersion {
    fn from(row: read::VersionRow) -> Self {
        Self { version: row.version, published_at: row.published_at, published_by: row.published_by.into() }
    }
}

/// Which version.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WhichVersion {
    /// The version; the newest when it is left out.
    #[param(minimum = 1)]
    version: Option<i32>,
}

/// Publish a definition
///
/// The document becomes the next version of its key; requests that run stay on theirs. Publishing the newest version's
/// document again changes nothing and names that version, so no idempotency key is needed. All problems are told at
/// once, each with its node, edge or field; only problems of severity `error` stop the publishing.
#[utoipa::path(
    post,
    path = "/definitions",
    tag = "definitions",
    operation_id = "publish_definition",
    request_body(
        content = DefinitionDocument,
        content_type = "application/json",
        description = "The definition document, of at most 1 MiB.",
        example = json!(super::example::definition())
    ),
    responses(
        (status = 201, description = "It is published.", body = Published,
            headers(("location" = String, description = "Where the version is."))),
        Publishes
    ),
    security(("token" = ["definitions:write"]))
)]
pub async fn publish(
    Allowed { caller, .. }: Allowed<WriteDefinitions>,
    State(runtime): State<Runtime>,
    Document(document): Document,
) -> Result<impl IntoResponse, Problem> {
    let published = runtime.publish(&caller, &document).await?;
    let location = format!("/api/v1/definitions/{}?version={}", published.key, published.version);
    let body = Published {
        key: published.key,
        version: published.version,
        warnings: published.warnings.into_iter().map(FieldProblem::from).collect(),
    };
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(body)))
}

/// List definitions
///
/// Those that the token's person may not start are told as well, with `may_start` false.
#[utoipa::path(
    get,
    path = "/definitions",
    tag = "definitions",
    operation_id = "list_definitions",
    responses((status = 200, description = "The newest version of each, by name.", body = Definitions), Reads),
    security(("token" = ["read"]))
)]
pub async fn list(Allowed { caller, .. }: Allowed<Read>, State(runtime): State<Runtime>) -> Answer<Definitions> {
    let rows = read::definitions(&runtime, &caller).await?;
    Ok(Json(Definitions { definitions: rows.into_iter().map(DefinitionSummary::from).collect() }))
}

/// Read a version of a definition
#[utoipa::path(
    get,
    path = "/definitions/{key}",
    tag = "definitions",
    operation_id = "get_definition",
    params(("key" = String, Path, description = "The definition's key.", example = "purchase"), WhichVersion),
    responses((status = 200, description = "The version, with its document.", body = Definition), FindsPages),
    security(("token" = ["read"]))
)]
pub async fn one(
    Allowed { caller, .. }: Allowed<Read>,
    State(runtime): State<Runtime>,
    Id(DefinitionKey(key)): Id<DefinitionKey>,
    Query(which): Query<WhichVersion>,
) -> Answer<Definition> {
    let read = read::definition(&runtime, &caller, &key, which.version).await?;
    let document = RawValue::from_string(read.document).map_err(|error| {
        tracing::error!(%error, key, "a published document is not JSON");
        Problem::new(Kind::Unexpected, "This version cannot be read. It was written to the log.")
    })?;
    Ok(Json(Definition {
        key,
        name: read.definition.name.clone(),
        version: read.version,
        may_start: read.may_start,
        document,
        versions: read.versions.into_iter().map(PublishedVersion::from).collect(),
    }))
}
