//! Approval processes: what may be started, what is published, in which versions.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use engine::definition::Definition;
use engine::ids::PersonId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Named, standing};
use crate::caller::Caller;
use crate::drafts::designs;
use crate::error::{Error, Result};
use crate::runtime::Runtime;
use crate::store::definitions;
use crate::store::names::{self, Names};

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
    pub retired: Option<Retired>,
    /// Whether a second person must agree to new versions.
    pub second_person: bool,
}

/// Since when a process is out of use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retired {
    pub by: Named,
    pub at: DateTime<Utc>,
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
    /// Whether the caller may see how the requests of it stand.
    pub may_count: bool,
    pub retired: Option<Retired>,
    /// Whether a second person must agree to new versions.
    pub second_person: bool,
}

/// A line of a process's versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionRow {
    pub version: i32,
    pub published_at: DateTime<Utc>,
    pub published_by: Named,
    /// The second person, who agreed.
    pub approved_by: Option<Named>,
    /// What has changed; may be empty.
    pub note: String,
}

/// The processes that this person may start, by name.
pub async fn gallery(runtime: &Runtime, caller: &Caller) -> Result<Vec<GalleryEntry>> {
    let rows = sqlx::query_as!(
        GalleryEntry,
        "select key, name, description
        from definitions
        where shard = $1 and org_id = $2 and retired_at is null and (cardinality(starters) = 0 or starters && $3)
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
            d.retired_at, d.retired_by, d.second_person,
            (d.retired_at is null and (cardinality(d.starters) = 0 or d.starters && $3)) as "may_start!",
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
    let people = rows.iter().flat_map(|row| [Some(row.published_by), row.retired_by]).flatten();
    let people: Vec<PersonId> = people.map(PersonId).collect();
    let names = names::of(&mut conn, caller.org, people).await?;
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
            retired: retired(&names, row.retired_by, row.retired_at),
            second_person: row.second_person,
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
        "select version, published_at, published_by, approved_by, note
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
    let document = definitions::document(&mut conn, caller.org, key, version).await?.ok_or(Error::NotFound)?;
    let definition = runtime.definitions.get(&mut conn, caller.org, key, version).await?;
    let newest = runtime.definitions.get(&mut conn, caller.org, key, newest).await?;
    let head = definitions::head(&mut conn, caller.org, key).await?.ok_or(Error::NotFound)?;
    let people = rows.iter().flat_map(|row| [Some(row.published_by), row.approved_by]).flatten().chain(head.retired_by);
    let people: Vec<PersonId> = people.map(PersonId).collect();
    let names = names::of(&mut conn, caller.org, people).await?;
    let versions = rows.into_iter().map(|row| VersionRow {
        version: row.version,
        published_at: row.published_at,
        published_by: names.named(PersonId(row.published_by)),
        approved_by: row.approved_by.map(|by| names.named(PersonId(by))),
        note: row.note,
    });
    Ok(DefinitionVersion {
        versions: versions.collect(),
        may_start: head.retired_at.is_none() && crate::definitions::may_start(&newest, caller),
        may_count: standing::may_count(&newest, caller),
        retired: retired(&names, head.retired_by, head.retired_at),
        second_person: head.second_person,
        definition,
        document,
        version,
    })
}

/// The number that the next version of this key will have. They count on where a process was deleted.
pub async fn next_version(runtime: &Runtime, caller: &Caller, key: &str) -> Result<i32> {
    let mut conn = runtime.shards.pool(caller.org.shard).acquire().await?;
    let last = match definitions::head(&mut conn, caller.org, key).await? {
        Some(head) => Some(head.version),
        None => definitions::deleted(&mut conn, caller.org, key).await?,
    };
    Ok(last.unwrap_or(0) + 1)
}

/// How many requests were ever made by a process; for designers and administrators.
pub async fn requests_made(runtime: &Runtime, caller: &Caller, key: &str) -> Result<i64> {
    designs(caller)?;
    let mut conn = runtime.shards.pool(caller.org.shard).acquire().await?;
    definitions::requests(&mut conn, caller.org, key).await
}

fn retired(names: &Names, by: Option<Uuid>, at: Option<DateTime<Utc>>) -> Option<Retired> {
    by.zip(at).map(|(by, at)| Retired { by: names.named(PersonId(by)), at })
}
