//! The patterns of an organisation.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::{Error, Result, broken_constraint};
use crate::ids::OrgRef;

/// A pattern as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub id: Uuid,
    pub name: String,
    pub description: String,
    pub clip: String,
    pub created_by: Uuid,
    pub changed_at: DateTime<Utc>,
}

/// All patterns, by name.
pub(crate) async fn of(conn: &mut PgConnection, org: OrgRef) -> Result<Vec<Row>> {
    Ok(sqlx::query_as!(
        Row,
        "select id, name, description, clip, created_by, changed_at
        from patterns
        where shard = $1 and org_id = $2
        order by lower(name), id",
        org.shard,
        org.id
    )
    .fetch_all(conn)
    .await?)
}

/// One pattern, locked.
pub(crate) async fn lock(conn: &mut PgConnection, org: OrgRef, id: Uuid) -> Result<Option<Row>> {
    Ok(sqlx::query_as!(
        Row,
        "select id, name, description, clip, created_by, changed_at
        from patterns
        where shard = $1 and org_id = $2 and id = $3
        for update",
        org.shard,
        org.id,
        id
    )
    .fetch_optional(conn)
    .await?)
}

/// How many there are.
pub(crate) async fn count(conn: &mut PgConnection, org: OrgRef) -> Result<i64> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from patterns where shard = $1 and org_id = $2"#,
        org.shard,
        org.id
    );
    Ok(count.fetch_one(conn).await?)
}

/// Writes one, new or anew; `by` is whoever writes it.
pub(crate) async fn put(conn: &mut PgConnection, org: OrgRef, row: &Row, by: Uuid) -> Result<()> {
    sqlx::query!(
        "insert into patterns (shard, org_id, id, name, description, clip, created_by, created_at, changed_by, changed_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8)
        on conflict on constraint patterns_pkey do update
        set name = excluded.name, description = excluded.description, clip = excluded.clip,
            changed_by = excluded.changed_by, changed_at = excluded.changed_at",
        org.shard,
        org.id,
        row.id,
        row.name,
        row.description,
        row.clip,
        row.created_by,
        row.changed_at,
        by
    )
    .execute(conn)
    .await
    .map_err(|error| match broken_constraint(&error) {
        Some("patterns_name_key") => Error::field("name", "There is a pattern of this name already. Choose another name."),
        _ => error.into(),
    })?;
    Ok(())
}

/// Removes one.
pub(crate) async fn delete(conn: &mut PgConnection, org: OrgRef, id: Uuid) -> Result<()> {
    sqlx::query!("delete from patterns where shard = $1 and org_id = $2 and id = $3", org.shard, org.id, id)
        .execute(conn)
        .await?;
    Ok(())
}
