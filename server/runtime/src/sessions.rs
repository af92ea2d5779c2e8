//! Sign-in sessions by the id in a browser's cookie. A session ends after 12 hours without a visit, and after 7 days
//! in any case; what it holds is the server's business.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::error::Result;
use crate::runtime::Runtime;
use crate::shard;

/// How long a session lasts without a visit.
pub const IDLE: TimeDelta = TimeDelta::hours(12);
/// How long a session lasts in any case.
pub const LONGEST: TimeDelta = TimeDelta::days(7);
/// A visit is written down at most this often.
const STEP: TimeDelta = TimeDelta::minutes(30);

/// Begins a session; false when the id is taken.
pub async fn create(runtime: &Runtime, id: &str, data: &Value) -> Result<bool> {
    let key = Key::of(id);
    let done = sqlx::query!(
        "insert into sessions (shard, hash, data, created_at, seen_at) values ($1, $2, $3, $4, $4)
        on conflict on constraint sessions_pkey do nothing",
        key.shard,
        &key.hash,
        data,
        runtime.clock.now()
    )
    .execute(runtime.shards.pool(key.shard))
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes what a session holds. One that was ended meanwhile stays ended.
pub async fn save(runtime: &Runtime, id: &str, data: &Value) -> Result<()> {
    let key = Key::of(id);
    sqlx::query!("update sessions set data = $3 where shard = $1 and hash = $2", key.shard, &key.hash, data)
        .execute(runtime.shards.pool(key.shard))
        .await?;
    Ok(())
}

/// What a session holds, if it lasts; keeps it alive.
pub async fn load(runtime: &Runtime, id: &str) -> Result<Option<Value>> {
    let (key, now) = (Key::of(id), runtime.clock.now());
    let pool = runtime.shards.pool(key.shard);
    let row = sqlx::query!(
        "select data, created_at, seen_at from sessions where shard = $1 and hash = $2",
        key.shard,
        &key.hash
    )
    .fetch_optional(pool)
    .await?;
    let Some(row) = row.filter(|row| lasts(row.created_at, row.seen_at, now)) else { return Ok(None) };
    if now - row.seen_at > STEP {
        sqlx::query!("update sessions set seen_at = $3 where shard = $1 and hash = $2", key.shard, &key.hash, now)
            .execute(pool)
            .await?;
    }
    Ok(Some(row.data))
}

/// Ends a session.
pub async fn end(runtime: &Runtime, id: &str) -> Result<()> {
    let key = Key::of(id);
    sqlx::query!("delete from sessions where shard = $1 and hash = $2", key.shard, &key.hash)
        .execute(runtime.shards.pool(key.shard))
        .await?;
    Ok(())
}

/// Removes the sessions that have ended; gives how many.
pub async fn sweep(runtime: &Runtime) -> Result<u64> {
    let now = runtime.clock.now();
    let mut removed = 0;
    for (pool, shards) in runtime.shards.groups() {
        let done = sqlx::query!(
            "delete from sessions where shard = any($1) and (seen_at < $2 or created_at < $3)",
            shards,
            now - IDLE,
            now - LONGEST
        )
        .execute(pool)
        .await?;
        removed += done.rows_affected();
    }
    Ok(removed)
}

fn lasts(created_at: DateTime<Utc>, seen_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - seen_at <= IDLE && now - created_at <= LONGEST
}

struct Key {
    shard: i16,
    hash: [u8; 32],
}

impl Key {
    fn of(id: &str) -> Self {
        Self { shard: shard::of_text(id), hash: Sha256::digest(id.as_bytes()).into() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sqlx::PgPool;

    use super::*;
    use crate::clock::Clock;

    #[sqlx::test(migrations = "../../migrations")]
    async fn a_session_lasts_while_it_is_visited_for_seven_days_at_most(pool: PgPool) -> Result<()> {
        let clock = Clock::fixed(DateTime::UNIX_EPOCH + TimeDelta::days(20_000));
        let runtime = Runtime::new(pool, clock.clone());
        assert!(create(&runtime, "one", &json!({"a": 1})).await?);
        assert!(!create(&runtime, "one", &json!({})).await?, "the id is taken");
        save(&runtime, "one", &json!({"a": 2})).await?;
        for _ in 0..15 {
            clock.advance(TimeDelta::hours(11));
            assert_eq!(load(&runtime, "one").await?, Some(json!({"a": 2})), "at {}", clock.now());
        }
        clock.advance(TimeDelta::hours(4));
        assert_eq!(load(&runtime, "one").await?, None, "169 hours are more than seven days");

        assert!(create(&runtime, "two", &json!({})).await?);
        clock.advance(TimeDelta::hours(12) + TimeDelta::seconds(1));
        assert_eq!(load(&runtime, "two").await?, None, "nobody came for twelve hours");
        assert_eq!(sweep(&runtime).await?, 2);

        assert!(create(&runtime, "three", &json!({})).await?);
        end(&runtime, "three").await?;
        save(&runtime, "three", &json!({"back": true})).await?;
        assert_eq!(load(&runtime, "three").await?, None, "a request under way does not bring it back");
        Ok(())
    }
}
