//! The one row of each request, whose lock orders everything that happens to it.

use chrono::{DateTime, Utc};
use engine::Execution;
use engine::execution::Status;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::{Error, Result, broken_constraint};
use crate::ids::{ExecutionId, OrgRef};

/// A request under work.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub definition_key: String,
    pub version: i32,
    pub seq: i64,
    pub hash: Vec<u8>,
    pub state: Execution,
}

/// Locks a request of this organisation and reads it.
pub(crate) async fn lock(conn: &mut PgConnection, org: OrgRef, id: ExecutionId) -> Result<Option<Head>> {
    let row = sqlx::query!(
        "select definition_key, version, seq, head, state from executions where shard = $1 and id = $2 and org_id = $3 for update",
        id.shard,
        id.id,
        org.id
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok(Head {
            definition_key: row.definition_key,
            version: row.version,
            seq: row.seq,
            hash: row.head,
            state: serde_json::from_value(row.state)?,
        })
    })
    .transpose()
}

/// The definition and version that a request is pinned to.
pub(crate) async fn pinned(conn: &mut PgConnection, org: OrgRef, id: ExecutionId) -> Result<Option<(String, i32)>> {
    let row = sqlx::query!(
        "select definition_key, version from executions where shard = $1 and id = $2 and org_id = $3",
        id.shard,
        id.id,
        org.id
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.definition_key, row.version)))
}

/// The title of a request.
pub(crate) async fn title(conn: &mut PgConnection, org: OrgRef, id: Uuid) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!(
        "select title from executions where shard = $1 and id = $2 and org_id = $3",
        org.shard,
        id,
        org.id
    )
    .fetch_optional(conn)
    .await?)
}

/// Writes the row of a new request.
pub(crate) async fn insert(
    conn: &mut PgConnection,
    org: OrgRef,
    id: ExecutionId,
    head: &Head,
    now: DateTime<Utc>,
) -> Result<()> {
    let request =
        head.state.request.as_ref().ok_or_else(|| Error::internal("an execution started without a request"))?;
    let (status, outcome, closed_at) = status(&head.state);
    sqlx::query!(
        "insert into executions (shard, id, org_id, definition_key, version, title, requester_id, status, outcome, seq, head, state,
            started_at, changed_at, closed_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14)",
        id.shard,
        id.id,
        org.id,
        head.definition_key,
        head.version,
        request.title,
        request.requester.person.0,
        status,
        outcome,
        head.seq,
        head.hash,
        serde_json::to_value(&head.state)?,
        now,
        closed_at
    )
    .execute(conn)
    .await
    .map_err(|error| match broken_constraint(&error) {
        // The process was deleted since it was looked up.
        Some("executions_version_fkey") => Error::NotFound,
        _ => error.into(),
    })?;
    Ok(())
}

/// Writes what has become of a request.
pub(crate) async fn update(conn: &mut PgConnection, id: ExecutionId, head: &Head, now: DateTime<Utc>) -> Result<()> {
    let (status, outcome, closed_at) = status(&head.state);
    sqlx::query!(
        "update executions
        set title = $3, status = $4, outcome = $5, seq = $6, head = $7, state = $8, changed_at = $9, closed_at = $10
        where shard = $1 and id = $2",
        id.shard,
        id.id,
        head.state.request.as_ref().map_or("", |request| request.title.as_str()),
        status,
        outcome,
        head.seq,
        head.hash,
        serde_json::to_value(&head.state)?,
        now,
        closed_at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The columns that say whether and how a request has ended.
pub(crate) fn status(state: &Execution) -> (&'static str, Option<&'static str>, Option<DateTime<Utc>>) {
    match state.status {
        Status::Closed { outcome, at } => ("closed", Some(outcome.key()), Some(at)),
        Status::New | Status::Running => ("running", None, None),
    }
}
