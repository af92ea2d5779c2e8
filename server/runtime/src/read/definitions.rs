//! Approval processes: what may be started, what is published, in which versions.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use engine::definition::Definition;
use engine::ids::PersonId;
use serde::{Deserialize, Serialize};

use super::Named;
use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::runtime::Runtime;
use crate::store::names;

/// A process that the caller may start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GalleryEntry {
    pub key: String,
    pub name: String,
    pub description: String,
}

/// A process with its newest version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefinitionRow {
    pub key: String,
    pub name: String,
    pub description: String,
    pub version: i32,
    pub published_at: DateTime<Utc>,
    pub published_by: Named,
    /// Requests that still run, in all versions; only counted for designers and administrators.
    pub running: Option<i64>,
    pub may_start: bool,
}

/// A published version of a process.
#[derive(Clone, Debug, PartialEq)]
pub struct DefinitionVersion {
    pub definition: Arc<Definition>,
    /// The document, exactly as it was published.
    pub document: String,
    pub version: i32,
    /// All versions, newest first.
    pub versions: Vec<VersionRow>,
    pub may_start: bool,
}

/// A line of a process's versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionRow {
    pub version: i32,
    pub published_at: DateTime<Utc>,
    pub published_by: Named,
}

/// The processes that this person may start, by name.
pub async fn gallery(runtime: &Runtime, caller: &Caller) -> Result<Vec<GalleryEntry>> {
    let rows = sqlx::query_as!(
        GalleryEntry,
        "select key, name, description
        from definitions
        where shard = $1 and org_id = $2 and (cardinality(starters) = 0 or starters && $3)
        order by name, key",
        caller.org.shard,
        caller.org.id,
        &caller.group_keys()
    )
    .fetch_all(runtime.shards.pool(caller.org.shard))
    .await?;
    Ok(rows)
}

/// All processes of the organisation, by name.
pub async fn definitions(runtime: &Runtime, caller: &Caller) -> Result<Vec<DefinitionRow>> {
    let mut conn = runtime.shards.pool(caller.org.shard).acquire().await?;
    let rows = sqlx::query!(
        r#"select d.key, d.name, d.description, d.version, v.published_at, v.published_by,
            (cardinality(d.starters) = 0 or d.starters && $3) as "may_start!",
            (select count(*) from executions e
                where $4 and e.shard = $1 and e.org_id = $2 and e.definition_key = d.key and e.status = 'running') as "running!"
        from definitions d
        join definition_versions v on v.shard = d.shard and v.org_id = d.org_id and v.key = d.key and v.version = d.version
        where d.shard = $1 and v.shard = $1 and d.org_id = $2
        order by d.name, d.key"#,
        caller.org.shard,
        caller.org.id,
        &caller.group_keys(),
        caller.may_design()
    )
    .fetch_all(&mut *conn)
    .await?;
    let names = names::of(&mut conn, caller.org, rows.iter().map(|row| PersonId(row.published_by))).await?;
    Ok(rows
        .into_iter()
        .map(|row| DefinitionRow {
            key: row.key,
            name: row.name,
            description: row.description,
            version: row.version,
            published_at: row.published_at,
            published_by: names.named(PersonId(row.published_by)),
            running: caller.may_design().then_some(row.running),
            may_start: row.may_start,
        })
        .collect())
}

/// A version of a process; the newest when none is named.
pub async fn definition(
    runtime: &Runtime,
    caller: &Caller,
    key: &str,
    version: Option<i32>,
) -> Result<DefinitionVersion> {
    let mut conn = runtime.shards.pool(caller.org.shard).acquire().await?;
    let rows = sqlx::query!(
        "select version, published_at, published_by
        from definition_versions
        where shard = $1 and org_id = $2 and key = $3
        order by version desc",
        caller.org.shard,
        caller.org.id,
        key
    )
    .fetch_all(&mut *conn)
    .await?;
    let newest = rows.first().map(|row| row.version).ok_or(Error::NotFound)?;
    let version = version.unwrap_or(newest);
    let document =
        crate::store::definitions::document(&mut conn, caller.org, key, version).await?.ok_or(Error::NotFound)?;
    let definition = runtime.definitions.get(&mut conn, caller.org, key, version).await?;
    let newest = runtime.definitions.get(&mut conn, caller.org, key, newest).await?;
    let names = names::of(&mut conn, caller.org, rows.iter().map(|row| PersonId(row.published_by))).await?;
    let versions = rows.into_iter().map(|row| VersionRow {
        version: row.version,
        published_at: row.published_at,
        published_by: names.named(PersonId(row.published_by)),
    });
    Ok(DefinitionVersion {
        versions: versions.collect(),
        may_start: crate::definitions::may_start(&newest, caller),
        definition,
        document,
        version,
    })
}
