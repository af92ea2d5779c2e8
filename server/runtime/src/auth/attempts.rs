//! Throttling of sign-in: failed attempts per account and per network address, counted in the database.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::chain;
use crate::error::Result;
use crate::ids::new_id;
use crate::shard;

/// Attempts count for this long.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Rows are kept for this long.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// What is throttled: an account or an address, by its hash, with how many failures are allowed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject {
    shard: i16,
    hash: [u8; 32],
    allowed: i64,
}

impl Subject {
    /// An account by its e-mail, whether it exists or not: five failures.
    pub fn account(email: &str) -> Self {
        Self { shard: shard::of_text(email), hash: chain::digest(&["account", email]), allowed: 5 }
    }

    /// A network address: twenty failures.
    pub fn address(address: &str) -> Self {
        Self { shard: shard::of_text(address), hash: chain::digest(&["address", address]), allowed: 20 }
    }
}

/// Counts an attempt as failed before it is tried, so that attempts at the same time cannot slip through.
/// Gives until when it is locked, if it is.
pub(super) async fn begin(conn: &mut PgConnection, subject: Subject, now: DateTime<Utc>) -> Result<Attempt> {
    let id = new_id(now);
    sqlx::query!(
        "insert into sign_in_attempts (shard, subject, id, at) values ($1, $2, $3, $4)",
        subject.shard,
        &subject.hash,
        id,
        now
    )
    .execute(&mut *conn)
    .await?;
    let oldest_that_counts = sqlx::query_scalar!(
        "select at from sign_in_attempts
        where shard = $1 and subject = $2 and id <> $3 and at > $4
        order by at desc
        offset $5 limit 1",
        subject.shard,
        &subject.hash,
        id,
        now - WINDOW,
        subject.allowed - 1
    )
    .fetch_optional(&mut *conn)
    .await?;
    let attempt = Attempt { subject, id, locked_until: oldest_that_counts.map(|at| at + WINDOW) };
    if attempt.locked_until.is_some() {
        attempt.forget(conn).await?;
    }
    Ok(attempt)
}

/// An attempt that is counted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attempt {
    subject: Subject,
    id: Uuid,
    pub locked_until: Option<DateTime<Utc>>,
}

impl Attempt {
    /// Does not count this attempt after all.
    pub async fn forget(&self, conn: &mut PgConnection) -> Result<()> {
        sqlx::query!(
            "delete from sign_in_attempts where shard = $1 and subject = $2 and id = $3",
            self.subject.shard,
            &self.subject.hash,
            self.id
        )
        .execute(conn)
        .await?;
        Ok(())
    }

    /// Counts no attempt of this subject any more.
    pub async fn clear(&self, conn: &mut PgConnection) -> Result<()> {
        sqlx::query!(
            "delete from sign_in_attempts where shard = $1 and subject = $2",
            self.subject.shard,
            &self.subject.hash
        )
        .execute(conn)
        .await?;
        Ok(())
    }

    /// Removes what is long past.
    pub async fn tidy(&self, conn: &mut PgConnection, now: DateTime<Utc>) -> Result<()> {
        sqlx::query!(
            "delete from sign_in_attempts where shard = $1 and subject = $2 and at < $3",
            self.subject.shard,
            &self.subject.hash,
            now - KEPT
        )
        .execute(conn)
        .await?;
        Ok(())
    }
}
