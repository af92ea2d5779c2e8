//! The links of a request, for administrators: whose, until when, opened when and by what, and the way to end them.

use chrono::{DateTime, Utc};
use engine::ids::PersonId;
use serde::{Deserialize, Serialize};
use sqlx::types::Uuid;

use super::settle;
use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::ids::ExecutionId;
use crate::mail::administers;
use crate::read::Named;
use crate::read::visible::must_see;
use crate::runtime::Runtime;

/// Openings that are shown of one link.
const SHOWN: i64 = 20;

/// A link of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRow {
    pub id: Uuid,
    pub person: Named,
    pub email: String,
    /// `task` or `signal`.
    pub purpose: String,
    pub revision: i32,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub revoked_why: Option<String>,
    pub live: bool,
    /// Newest first.
    pub openings: Vec<OpeningRow>,
    /// How often it was opened in all.
    pub opened: i64,
}

/// One opening of a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningRow {
    pub at: DateTime<Utc>,
    pub method: String,
    pub agent: String,
    /// Somebody pressed a button on the page; without that it may have been a mail scanner.
    pub by_person: bool,
    /// Somebody else who was signed in in that browser: the mail was passed on.
    pub other: Option<String>,
}

/// The links of a request, newest first; for administrators.
pub async fn links_of(runtime: &Runtime, caller: &Caller, id: &ExecutionId) -> Result<Vec<LinkRow>> {
    administers(caller)?;
    let mut conn = runtime.shards.pool(caller.org.shard).acquire().await?;
    must_see(&mut conn, caller, id).await?;
    let now = runtime.clock.now();
    let rows = sqlx::query!(
        r#"select l.id, l.user_id, u.name, u.email, l.purpose, l.revision, l.created_at, l.expires_at, l.used_at, l.revoked_at,
            l.revoked_why,
            (select count(*) from link_openings o where o.shard = $1 and o.link_id = l.id) as "opened!"
        from links l
        join users u on u.shard = l.shard and u.id = l.user_id
        where l.shard = $1 and u.shard = $1 and l.execution_id = $2
        order by l.created_at desc, l.id"#,
        id.shard,
        id.id
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut links = Vec::with_capacity(rows.len());
    for row in rows {
        let openings = sqlx::query!(
            "select o.at, o.method, o.agent, o.acted_at, u.name as \"other?\"
            from link_openings o
            left join users u on u.shard = o.shard and u.id = o.other_user and u.shard = $1
            where o.shard = $1 and o.link_id = $2
            order by o.at desc, o.id desc
            limit $3",
            id.shard,
            row.id,
            SHOWN
        )
        .fetch_all(&mut *conn)
        .await?;
        links.push(LinkRow {
            id: row.id,
            person: Named { id: PersonId(row.user_id), name: row.name },
            email: row.email,
            purpose: row.purpose,
            revision: row.revision,
            created_at: row.created_at,
            expires_at: row.expires_at,
            live: row.used_at.is_none() && row.revoked_at.is_none() && row.expires_at > now,
            used_at: row.used_at,
            revoked_at: row.revoked_at,
            revoked_why: row.revoked_why,
            openings: openings
                .into_iter()
                .map(|row| OpeningRow {
                    at: row.at,
                    method: row.method,
                    agent: row.agent,
                    by_person: row.acted_at.is_some(),
                    other: row.other,
                })
                .collect(),
            opened: row.opened,
        });
    }
    Ok(links)
}

/// Ends a link of a request; for administrators.
pub async fn revoke(runtime: &Runtime, caller: &Caller, id: &ExecutionId, link: Uuid) -> Result<()> {
    administers(caller)?;
    let mut conn = runtime.shards.pool(caller.org.shard).acquire().await?;
    must_see(&mut conn, caller, id).await?;
    let is_its = sqlx::query_scalar!(
        "select id from links where shard = $1 and id = $2 and execution_id = $3",
        id.shard,
        link,
        id.id
    )
    .fetch_optional(&mut *conn)
    .await?;
    if is_its.is_none() {
        return Err(Error::NotFound);
    }
    settle::end(&mut conn, id.shard, link, settle::BY_ADMIN, runtime.clock.now()).await?;
    Ok(())
}
