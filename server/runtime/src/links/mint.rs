//! Making links: one for each person, task (or wait) and revision, with a token of its own for each mail.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::LinkToken;
use super::settle::DISOWNED;
use crate::error::Result;
use crate::ids::{ExecutionId, OrgRef, new_id};

/// How long a link is good for after the last mail that carried it.
const LIFE: TimeDelta = TimeDelta::days(30);

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bound {
    pub org: OrgRef,
    pub execution: ExecutionId,
    pub user: Uuid,
    /// `task` or `signal`.
    pub purpose: &'static str,
    pub number: i32,
    pub revision: i32,
}

/// What came of asking for a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Minted {
    Token(LinkToken),
    /// The person has said that it is not for them.
    Disowned,
}

/// A token for a mail. A link that was revoked begins anew, and what was mailed before stays dead.
pub(crate) async fn mint(
    conn: &mut PgConnection,
    bound: Bound,
    mail: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<Minted> {
    let link = sqlx::query!(
        "insert into links (shard, id, org_id, execution_id, user_id, purpose, number, revision, created_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict on constraint links_once do update set expires_at = excluded.expires_at
        returning id, revoked_why",
        bound.org.shard,
        new_id(now),
        bound.org.id,
        bound.execution.id,
        bound.user,
        bound.purpose,
        bound.number,
        bound.revision,
        now,
        now + LIFE
    )
    .fetch_one(&mut *conn)
    .await?;
    if link.revoked_why.as_deref() == Some(DISOWNED) {
        return Ok(Minted::Disowned);
    }
    if link.revoked_why.is_some() {
        sqlx::query!("delete from link_tokens where shard = $1 and link_id = $2", bound.org.shard, link.id)
            .execute(&mut *conn)
            .await?;
        sqlx::query!(
            "update links set revoked_at = null, revoked_why = null, used_at = null where shard = $1 and id = $2",
            bound.org.shard,
            link.id
        )
        .execute(&mut *conn)
        .await?;
    }
    let token = LinkToken::new(bound.org.shard);
    sqlx::query!(
        "insert into link_tokens (shard, hash, link_id, mail_id, created_at) values ($1, $2, $3, $4, $5)",
        bound.org.shard,
        &token.hash(),
        link.id,
        mail,
        now
    )
    .execute(conn)
    .await?;
    Ok(Minted::Token(token))
}
