//! Processes and their published documents.

use chrono::{DateTime, Utc};
use engine::Definition;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::ids::OrgRef;

/// The document of a version, exactly as it was published.
pub(crate) async fn document(conn: &mut PgConnection, org: OrgRef, key: &str, version: i32) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!(
        "select document from definition_versions where shard = $1 and org_id = $2 and key = $3 and version = $4",
        org.shard,
        org.id,
        key,
        version
    )
    .fetch_optional(conn)
    .await?)
}

/// A process as it stands.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    /// The newest version.
    pub version: i32,
    pub name: String,
    pub second_person: bool,
    pub retired_at: Option<DateTime<Utc>>,
    pub retired_by: Option<Uuid>,
}

/// A process of this organisation.
pub(crate) async fn head(conn: &mut PgConnection, org: OrgRef, key: &str) -> Result<Option<Head>> {
    Ok(sqlx::query_as!(
        Head,
        "select version, name, second_person, retired_at, retired_by from definitions where shard = $1 and org_id = $2 and key = $3",
        org.shard,
        org.id,
        key
    )
    .fetch_optional(conn)
    .await?)
}

/// Locks a process of this organisation and reads it.
pub(crate) async fn lock(conn: &mut PgConnection, org: OrgRef, key: &str) -> Result<Option<Head>> {
    Ok(sqlx::query_as!(
        Head,
        "select version, name, second_person, retired_at, retired_by
        from definitions
        where shard = $1 and org_id = $2 and key = $3
        for update",
        org.shard,
        org.id,
        key
    )
    .fetch_optional(conn)
    .await?)
}

/// Who published a version, and when.
pub(crate) async fn publisher(
    conn: &mut PgConnection,
    org: OrgRef,
    key: &str,
    version: i32,
) -> Result<Option<(Uuid, DateTime<Utc>)>> {
    let row = sqlx::query!(
        "select published_by, published_at from definition_versions where shard = $1 and org_id = $2 and key = $3 and version = $4",
        org.shard,
        org.id,
        key,
        version
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.published_by, row.published_at)))
}

/// A version that is about to be.
#[derive(Clone, Debug)]
pub(crate) struct NewVersion<'a> {
    pub definition: &'a Definition,
    pub document: &'a str,
    pub note: &'a str,
    pub scenarios: Value,
    pub published_by: Uuid,
    pub approved_by: Option<Uuid>,
    pub at: DateTime<Utc>,
}

/// Writes the version after the one of `locked`, or the first one. Two first ones of a key meet at `definitions_pkey`.
pub(crate) async fn publish(
    conn: &mut PgConnection,
    org: OrgRef,
    locked: Option<&Head>,
    new: &NewVersion<'_>,
) -> Result<i32> {
    let definition = new.definition;
    let starters: Vec<String> = definition.starters.iter().map(|group| group.0.clone()).collect();
    let viewers: Vec<String> = definition.viewers.iter().map(|group| group.0.clone()).collect();
    let version = if let Some(head) = locked {
        sqlx::query!(
            "update definitions set version = $4, name = $5, description = $6, starters = $7, viewers = $8
            where shard = $1 and org_id = $2 and key = $3",
            org.shard,
            org.id,
            definition.key,
            head.version + 1,
            definition.name,
            definition.description,
            &starters,
            &viewers
        )
        .execute(&mut *conn)
        .await?;
        head.version + 1
    } else {
        let version = deleted(conn, org, &definition.key).await?.unwrap_or(0) + 1;
        sqlx::query!(
            "insert into definitions (shard, org_id, key, version, name, description, starters, viewers)
            values ($1, $2, $3, $4, $5, $6, $7, $8)",
            org.shard,
            org.id,
            definition.key,
            version,
            definition.name,
            definition.description,
            &starters,
            &viewers
        )
        .execute(&mut *conn)
        .await?;
        version
    };
    sqlx::query!(
        "insert into definition_versions (shard, org_id, key, version, document, published_at, published_by, note, scenarios,
            approved_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        org.shard,
        org.id,
        definition.key,
        version,
        new.document,
        new.at,
        new.published_by,
        new.note,
        new.scenarios,
        new.approved_by
    )
    .execute(conn)
    .await?;
    Ok(version)
}

/// The last version of a process that was deleted.
pub(crate) async fn deleted(conn: &mut PgConnection, org: OrgRef, key: &str) -> Result<Option<i32>> {
    Ok(sqlx::query_scalar!(
        "select version from deleted_definitions where shard = $1 and org_id = $2 and key = $3",
        org.shard,
        org.id,
        key
    )
    .fetch_optional(conn)
    .await?)
}

/// Takes a locked process out of use, or back into it.
pub(crate) async fn set_retired(
    conn: &mut PgConnection,
    org: OrgRef,
    key: &str,
    retired: Option<(Uuid, DateTime<Utc>)>,
) -> Result<()> {
    sqlx::query!(
        "update definitions set retired_by = $4, retired_at = $5 where shard = $1 and org_id = $2 and key = $3",
        org.shard,
        org.id,
        key,
        retired.map(|(by, _)| by),
        retired.map(|(_, at)| at)
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Sets whether a second person must agree to new versions.
pub(crate) async fn set_second_person(conn: &mut PgConnection, org: OrgRef, key: &str, needed: bool) -> Result<()> {
    sqlx::query!(
        "update definitions set second_person = $4 where shard = $1 and org_id = $2 and key = $3",
        org.shard,
        org.id,
        key,
        needed
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// How many requests were ever made by a process.
pub(crate) async fn requests(conn: &mut PgConnection, org: OrgRef, key: &str) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "count!" from executions where shard = $1 and org_id = $2 and definition_key = $3"#,
        org.shard,
        org.id,
        key
    )
    .fetch_one(conn)
    .await?)
}

/// Deletes a locked process with its versions; how far they counted is kept.
pub(crate) async fn delete(
    conn: &mut PgConnection,
    org: OrgRef,
    key: &str,
    head: &Head,
    by: Uuid,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from definition_versions where shard = $1 and org_id = $2 and key = $3",
        org.shard,
        org.id,
        key
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("delete from definitions where shard = $1 and org_id = $2 and key = $3", org.shard, org.id, key)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "insert into deleted_definitions (shard, org_id, key, version, deleted_by, deleted_at) values ($1, $2, $3, $4, $5, $6)
        on conflict on constraint deleted_definitions_pkey do update
        set version = excluded.version, deleted_by = excluded.deleted_by, deleted_at = excluded.deleted_at",
        org.shard,
        org.id,
        key,
        head.version,
        by,
        at
    )
    .execute(conn)
    .await?;
    Ok(())
}
