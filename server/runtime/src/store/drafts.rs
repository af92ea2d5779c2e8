//! Drafts and what became of them. The row lock of a draft orders everything that happens to it.

use chrono::{DateTime, Utc};
use engine::Definition;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::ids::{DraftId, OrgRef};

/// A draft as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub id: Uuid,
    pub key: String,
    pub name: String,
    pub document: String,
    pub revision: i64,
    pub based_on_version: Option<i32>,
    pub created_by: Uuid,
    pub created_at: DateTime<Utc>,
    pub changed_by: Uuid,
    pub changed_at: DateTime<Utc>,
}

/// What became of a draft.
#[derive(Clone, Debug)]
pub(crate) struct Finished {
    pub version: Option<i32>,
    pub by: Uuid,
    pub at: DateTime<Utc>,
}

/// Reads a draft of this organisation.
pub(crate) async fn find(conn: &mut PgConnection, org: OrgRef, id: DraftId) -> Result<Option<Draft>> {
    Ok(sqlx::query_as!(
        Draft,
        "select id, key, name, document, revision, based_on_version, created_by, created_at, changed_by, changed_at
        from drafts
        where shard = $1 and id = $2 and org_id = $3",
        id.shard,
        id.id,
        org.id
    )
    .fetch_optional(conn)
    .await?)
}

/// Locks a draft of this organisation and reads it.
pub(crate) async fn lock(conn: &mut PgConnection, org: OrgRef, id: DraftId) -> Result<Option<Draft>> {
    Ok(sqlx::query_as!(
        Draft,
        "select id, key, name, document, revision, based_on_version, created_by, created_at, changed_by, changed_at
        from drafts
        where shard = $1 and id = $2 and org_id = $3
        for update",
        id.shard,
        id.id,
        org.id
    )
    .fetch_optional(conn)
    .await?)
}

/// How many drafts an organisation has.
pub(crate) async fn count(conn: &mut PgConnection, org: OrgRef) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "count!" from drafts where shard = $1 and org_id = $2"#,
        org.shard,
        org.id
    )
    .fetch_one(conn)
    .await?)
}

/// A new draft.
#[derive(Clone, Debug)]
pub(crate) struct New<'a> {
    pub id: Uuid,
    pub definition: &'a Definition,
    pub document: &'a str,
    pub based_on: Option<i32>,
    pub by: Uuid,
    pub at: DateTime<Utc>,
}

/// Writes a new draft, at revision 1.
pub(crate) async fn insert(conn: &mut PgConnection, org: OrgRef, new: &New<'_>) -> Result<()> {
    sqlx::query!(
        "insert into drafts (shard, id, org_id, key, name, document, revision, based_on_version, created_by, created_at,
            changed_by, changed_at)
        values ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9, $8, $9)",
        org.shard,
        new.id,
        org.id,
        new.definition.key,
        new.definition.name,
        new.document,
        new.based_on,
        new.by,
        new.at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes the next revision of a locked draft, and gives its number.
pub(crate) async fn change(
    conn: &mut PgConnection,
    id: DraftId,
    (key, name): (&str, &str),
    document: &str,
    by: Uuid,
    at: DateTime<Utc>,
) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        "update drafts
        set key = $3, name = $4, document = $5, changed_by = $6, changed_at = $7, revision = revision + 1
        where shard = $1 and id = $2
        returning revision",
        id.shard,
        id.id,
        key,
        name,
        document,
        by,
        at
    )
    .fetch_one(conn)
    .await?)
}

/// Removes a locked draft with all that belongs to it, and notes what became of it.
pub(crate) async fn finish(
    conn: &mut PgConnection,
    org: OrgRef,
    draft: &Draft,
    key: &str,
    finished: &Finished,
) -> Result<()> {
    let (shard, id) = (org.shard, draft.id);
    sqlx::query!("delete from draft_editors where shard = $1 and draft_id = $2", shard, id).execute(&mut *conn).await?;
    sqlx::query!("delete from draft_scenarios where shard = $1 and draft_id = $2", shard, id)
        .execute(&mut *conn)
        .await?;
    sqlx::query!("delete from draft_publications where shard = $1 and draft_id = $2", shard, id)
        .execute(&mut *conn)
        .await?;
    sqlx::query!("delete from drafts where shard = $1 and id = $2", shard, id).execute(&mut *conn).await?;
    sqlx::query!(
        "insert into finished_drafts (shard, id, org_id, key, name, version, finished_by, finished_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)",
        shard,
        id,
        org.id,
        key,
        draft.name,
        finished.version,
        finished.by,
        finished.at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What became of a draft that is no more.
pub(crate) async fn finished(conn: &mut PgConnection, org: OrgRef, id: DraftId) -> Result<Option<Finished>> {
    Ok(sqlx::query_as!(
        Finished,
        "select version, finished_by as by, finished_at as at from finished_drafts where shard = $1 and id = $2 and org_id = $3",
        id.shard,
        id.id,
        org.id
    )
    .fetch_optional(conn)
    .await?)
}
