//! Making links: one for each person, task (or wait) and revision, with a token of its own for each mail.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::LinkToken;
use super::settle::{BY_ADMIN, DISOWNED};
use crate::error::Result;
use crate::ids::{ExecutionId, OrgRef, new_id};

/// How long a link is good for, and each token of it, after the mail that carried it.
pub(super) const LIFE: TimeDelta = TimeDelta::days(30);

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
    /// An administrator has ended the person's link, and nobody asked for a new one.
    Withheld,
}

/// A token for a mail. A link that was revoked begins anew, and what was mailed before stays dead. `asked`: the person
/// asked for this mail.
pub(crate) async fn mint(
    conn: &mut PgConnection,
    bound: Bound,
    asked: bool,
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
    match link.revoked_why.as_deref() {
        None => {}
        Some(DISOWNED) => return Ok(Minted::Disowned),
        Some(BY_ADMIN) if !asked => return Ok(Minted::Withheld),
        Some(why) => {
            sqlx::query!(
                "update link_tokens set dead_why = $3 where shard = $1 and link_id = $2 and dead_why is null",
                bound.org.shard,
                link.id,
                why
            )
            .execute(&mut *conn)
            .await?;
            sqlx::query!(
                "update links set revoked_at = null, revoked_why = null where shard = $1 and id = $2 and used_at is null",
                bound.org.shard,
                link.id
            )
            .execute(&mut *conn)
            .await?;
        }
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
