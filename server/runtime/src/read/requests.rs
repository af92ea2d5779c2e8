//! My requests, newest first: where each stands, who has it, since when.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::page::{self, Page, Place};
use super::waiting::{self, Waiting};
use crate::caller::Caller;
use crate::error::Result;
use crate::ids::ExecutionId;
use crate::runtime::Runtime;

/// A line of my requests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestRow {
    pub execution: ExecutionId,
    pub title: String,
    pub definition_key: String,
    pub definition_name: String,
    pub started_at: DateTime<Utc>,
    pub changed_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
    /// `approved`, `rejected`, ...; none while it runs.
    pub outcome: Option<String>,
    /// What it waits for; empty when it is closed.
    pub waits: Vec<Waiting>,
    /// Whether it waits for me: it was sent back for changes.
    pub needs_me: bool,
}

/// A page of the requests that this person made.
pub async fn my_requests(
    runtime: &Runtime,
    caller: &Caller,
    search: &str,
    cursor: Option<&str>,
) -> Result<Page<RequestRow>> {
    let from = Place::read(cursor, Place::last())?;
    let shard = caller.org.shard;
    let mut conn = runtime.shards.pool(shard).acquire().await?;
    let mut rows = sqlx::query!(
        r#"select e.id, e.title, e.definition_key, e.version, e.outcome, e.started_at, e.changed_at, e.closed_at
        from participants p
        join executions e on e.shard = p.shard and e.id = p.execution_id
        where p.shard = $1 and e.shard = $1 and e.org_id = $2 and p.user_id = $3 and p.requested
        and e.title ilike $4 and p.execution_id < $5
        order by p.execution_id desc
        limit $6"#,
        shard,
        caller.org.id,
        caller.person.0,
        page::pattern(search),
        from.id,
        page::limit()
    )
    .fetch_all(&mut *conn)
    .await?;
    let next = page::cut(&mut rows, |row| Place { at: row.started_at, id: row.id, no: 0 });
    let running: Vec<waiting::Of> = rows
        .iter()
        .filter(|row| row.outcome.is_none())
        .map(|row| waiting::Of { id: row.id, key: row.definition_key.clone(), version: row.version })
        .collect();
    let mut waits = waiting::of(runtime, &mut conn, caller, &running).await?;
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        let definition = runtime.definitions.get(&mut conn, caller.org, &row.definition_key, row.version).await?;
        let waits = waits.remove(&row.id).unwrap_or_default();
        out.push(RequestRow {
            execution: ExecutionId { shard, id: row.id },
            title: row.title,
            definition_name: definition.name.clone(),
            definition_key: row.definition_key,
            started_at: row.started_at,
            changed_at: row.changed_at,
            closed_at: row.closed_at,
            outcome: row.outcome,
            needs_me: waits.iter().any(|waiting| waiting.who.iter().any(|who| who.id == caller.person)),
            waits,
        });
    }
    Ok(Page { rows: out, next })
}
