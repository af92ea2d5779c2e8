//! Opening a link: finds it by its token, writes down that it was opened, and gives the page with what its forms carry.

use chrono::{DateTime, TimeDelta, Utc};
use engine::ids::PersonId;
use sqlx::PgConnection;
use uuid::Uuid;

use super::LinkToken;
use super::mint::LIFE;
use super::page::{self, LinkPage};
use crate::auth::{hash, secret};
use crate::error::{Error, Result};
use crate::ids::{ExecutionId, OrgRef, new_id};
use crate::runtime::Runtime;

/// How long a page view's forms are good for, and how long an entered code holds.
pub(super) const PAGE_LIFE: TimeDelta = TimeDelta::minutes(30);
/// How much of a browser's name is kept, in characters.
const LONGEST_AGENT: usize = 200;

/// Somebody, or something, opens a link.
#[derive(Clone, Copy, Debug)]
pub struct Opening<'a> {
    pub token: &'a LinkToken,
    pub method: &'a str,
    /// What calls itself how.
    pub agent: &'a str,
    /// The cookie of an earlier page view, if it came along.
    pub cookie: Option<&'a str>,
    /// Who is signed in in that browser.
    pub signed_in: Option<PersonId>,
}

/// What an opened link shows, with the secrets that bind its forms to this page view.
#[derive(Clone, Debug)]
pub struct PageView {
    pub page: LinkPage,
    pub cookie: String,
    pub nonce: String,
}

/// A link as it is stored.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub shard: i16,
    pub id: Uuid,
    pub org_id: Uuid,
    pub execution_id: Uuid,
    pub user_id: Uuid,
    pub purpose: String,
    pub number: i32,
    pub revision: i32,
    pub expires_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub revoked_why: Option<String>,
}

impl Link {
    pub fn org(&self) -> OrgRef {
        OrgRef { shard: self.shard, id: self.org_id }
    }

    pub fn execution(&self) -> ExecutionId {
        ExecutionId { shard: self.shard, id: self.execution_id }
    }

    pub fn person(&self) -> PersonId {
        PersonId(self.user_id)
    }

    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.used_at.is_none() && self.revoked_at.is_none() && self.expires_at > now
    }
}

/// Opens a link.
///
/// # Errors
/// There is no such link.
pub async fn open(runtime: &Runtime, opening: Opening<'_>) -> Result<PageView> {
    let pool = runtime.shards.pool(opening.token.shard);
    let mut conn = pool.acquire().await?;
    let link = find(&mut conn, opening.token).await?.ok_or(Error::NotFound)?;
    let now = runtime.clock.now();
    let cookie = opening.cookie.filter(|cookie| cookie.len() == 43).map_or_else(secret, str::to_owned);
    let nonce = secret();
    let agent: String = opening.agent.chars().filter(|c| !c.is_control()).take(LONGEST_AGENT).collect();
    sqlx::query!(
        "insert into link_openings (shard, id, link_id, at, method, agent, session, nonce, other_user)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        link.shard,
        new_id(now),
        link.id,
        now,
        opening.method,
        agent,
        &hash(&cookie),
        &hash(&nonce),
        opening.signed_in.filter(|person| *person != link.person()).map(|person| person.0)
    )
    .execute(&mut *conn)
    .await?;
    let is_proven = proven(&mut conn, &link, &cookie, now).await?;
    drop(conn);
    Ok(PageView { page: page::page(runtime, &link, is_proven).await?, cookie, nonce })
}

/// The link of a token, as this token has it: each is good for a while only, and what was mailed before a revocation stays dead.
pub(super) async fn find(conn: &mut PgConnection, token: &LinkToken) -> Result<Option<Link>> {
    let row = sqlx::query!(
        "select l.id, l.org_id, l.execution_id, l.user_id, l.purpose, l.number, l.revision, l.expires_at, l.used_at, l.revoked_at,
            l.revoked_why, t.created_at, t.dead_why
        from link_tokens t
        join links l on l.shard = t.shard and l.id = t.link_id
        where t.shard = $1 and l.shard = $1 and t.hash = $2",
        token.shard,
        &token.hash()
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Link {
        shard: token.shard,
        id: row.id,
        org_id: row.org_id,
        execution_id: row.execution_id,
        user_id: row.user_id,
        purpose: row.purpose,
        number: row.number,
        revision: row.revision,
        expires_at: row.expires_at.min(row.created_at + LIFE),
        used_at: row.used_at,
        revoked_at: row.dead_why.as_ref().map(|_| row.created_at).or(row.revoked_at),
        revoked_why: row.dead_why.or(row.revoked_why),
    }))
}

/// Whether the code was entered in this browser, not long ago.
pub(super) async fn proven(conn: &mut PgConnection, link: &Link, cookie: &str, now: DateTime<Utc>) -> Result<bool> {
    let proven = sqlx::query_scalar!(
        "select id from link_openings where shard = $1 and link_id = $2 and session = $3 and proven_at > $4 limit 1",
        link.shard,
        link.id,
        &hash(cookie),
        now - PAGE_LIFE
    )
    .fetch_optional(conn)
    .await?;
    Ok(proven.is_some())
}

/// The page view that a form came from: this link's, this cookie's, not too old. It was a person who pressed its button.
pub(super) async fn pressed(
    conn: &mut PgConnection,
    link: &Link,
    cookie: Option<&str>,
    nonce: &str,
    now: DateTime<Utc>,
) -> Result<Option<Uuid>> {
    let Some(cookie) = cookie else { return Ok(None) };
    Ok(sqlx::query_scalar!(
        "update link_openings set acted_at = coalesce(acted_at, $5)
        where shard = $1 and link_id = $2 and session = $3 and nonce = $4 and at > $6
        returning id",
        link.shard,
        link.id,
        &hash(cookie),
        &hash(nonce),
        now,
        now - PAGE_LIFE
    )
    .fetch_optional(conn)
    .await?)
}
