//! Requests to a second person to publish a draft.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::ids::{DraftId, OrgRef, new_id};

/// A request as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub draft_id: Uuid,
    pub revision: i64,
    pub note: String,
    pub over_version: Option<i32>,
    pub asked_by: Uuid,
    pub asked_at: DateTime<Utc>,
    pub asked_of: Option<Uuid>,
    pub decision: Option<String>,
    pub decided_by: Option<Uuid>,
    pub decided_at: Option<DateTime<Utc>>,
    pub comment: String,
}

/// A request and what it is about.
#[derive(Clone, Debug)]
pub(crate) struct Newest {
    pub draft_id: Uuid,
    pub name: String,
    pub asked_by: Uuid,
    pub note: String,
}

/// The open request of each of these drafts, or else the latest one.
pub(crate) async fn latest(conn: &mut PgConnection, org: OrgRef, drafts: &[Uuid]) -> Result<Vec<Row>> {
    Ok(sqlx::query_as!(
        Row,
        "select distinct on (draft_id) draft_id, revision, note, over_version, asked_by, asked_at, asked_of, decision, decided_by,
            decided_at, comment
        from draft_publications
        where shard = $1 and draft_id = any($2)
        order by draft_id, (decision is null) desc, asked_at desc, id desc",
        org.shard,
        drafts
    )
    .fetch_all(conn)
    .await?)
}

/// The newest request that there is, open or not.
pub(crate) async fn newest(conn: &mut PgConnection, org: OrgRef) -> Result<Option<Newest>> {
    Ok(sqlx::query_as!(
        Newest,
        "select p.draft_id, d.name, p.asked_by, p.note
        from draft_publications p
        join drafts d on d.shard = p.shard and d.id = p.draft_id
        where p.shard = $1 and d.shard = $1 and d.org_id = $2
        order by p.asked_at desc, p.id desc
        limit 1",
        org.shard,
        org.id
    )
    .fetch_optional(conn)
    .await?)
}

/// What a request asks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask<'a> {
    pub revision: i64,
    pub note: &'a str,
    pub over: Option<i32>,
    pub by: Uuid,
    pub of: Option<Uuid>,
    pub at: DateTime<Utc>,
}

/// Writes a request; one that was open is replaced.
pub(crate) async fn ask(conn: &mut PgConnection, draft: DraftId, ask: Ask<'_>) -> Result<()> {
    close(conn, draft, "replaced", ask.by, "", ask.at).await?;
    sqlx::query!(
        "insert into draft_publications (shard, id, draft_id, revision, note, over_version, asked_by, asked_at, asked_of)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        draft.shard,
        new_id(ask.at),
        draft.id,
        ask.revision,
        ask.note,
        ask.over,
        ask.by,
        ask.at,
        ask.of
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Closes the open request of a draft. False when there is none.
pub(crate) async fn close(
    conn: &mut PgConnection,
    draft: DraftId,
    decision: &str,
    by: Uuid,
    comment: &str,
    at: DateTime<Utc>,
) -> Result<bool> {
    let done = sqlx::query!(
        "update draft_publications set decision = $3, decided_by = $4, decided_at = $5, comment = $6
        where shard = $1 and draft_id = $2 and decision is null",
        draft.shard,
        draft.id,
        decision,
        by,
        at,
        comment
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}
