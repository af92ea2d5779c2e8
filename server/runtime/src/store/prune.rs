//! What nobody needs any more is removed: old openings and tokens of ended links, codes, receipts of signals and of what was
//! done to drafts, whole mails of the outbox, and, after more than a year, what became of each mail and draft. History is
//! never touched.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;

use crate::error::Result;
use crate::runtime::Runtime;

/// Openings and tokens of links, after the link has ended.
const LINKS: TimeDelta = TimeDelta::days(180);
/// Receipts and turns of signals, and signals that nothing came to wait for.
const SIGNALS: TimeDelta = TimeDelta::days(90);
/// Receipts of what was done to drafts and processes.
const DESIGN_KEYS: TimeDelta = TimeDelta::days(90);
/// Whole mails of a server without a mail server.
const KEPT_MAILS: TimeDelta = TimeDelta::days(30);
/// What became of mails and drafts, and the ways out of digests.
const LEDGER: TimeDelta = TimeDelta::days(400);

/// Removes it.
pub(crate) async fn prune(runtime: &Runtime) -> Result<()> {
    let now = runtime.clock.now();
    for (pool, group) in runtime.shards.groups() {
        links(pool, group, now - LINKS).await?;
        signals(pool, group, now - SIGNALS).await?;
        mails(pool, group, now).await?;
        drafts(pool, group, now).await?;
    }
    Ok(())
}

async fn links(pool: &PgPool, group: &[i16], before: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "delete from link_openings o using links l
        where o.shard = any($1) and l.shard = o.shard and l.id = o.link_id and l.shard = any($1) and o.at < $2 and l.expires_at < $2",
        group,
        before
    )
    .execute(pool)
    .await?;
    sqlx::query!(
        "delete from link_tokens t using links l
        where t.shard = any($1) and l.shard = t.shard and l.id = t.link_id and l.shard = any($1) and t.created_at < $2
            and l.expires_at < $2",
        group,
        before
    )
    .execute(pool)
    .await?;
    sqlx::query!("delete from link_codes where shard = any($1) and expires_at < $2", group, before)
        .execute(pool)
        .await?;
    Ok(())
}

async fn signals(pool: &PgPool, group: &[i16], before: DateTime<Utc>) -> Result<()> {
    sqlx::query!("delete from signals where shard = any($1) and received_at < $2", group, before).execute(pool).await?;
    sqlx::query!("delete from signal_receipts where shard = any($1) and at < $2", group, before).execute(pool).await?;
    sqlx::query!("delete from signal_keys where shard = any($1) and touched_at < $2", group, before)
        .execute(pool)
        .await?;
    Ok(())
}

async fn mails(pool: &PgPool, group: &[i16], now: DateTime<Utc>) -> Result<()> {
    sqlx::query!("delete from kept_mails where shard = any($1) and at < $2", group, now - KEPT_MAILS)
        .execute(pool)
        .await?;
    sqlx::query!("delete from settled_mails where shard = any($1) and settled_at < $2", group, now - LEDGER)
        .execute(pool)
        .await?;
    sqlx::query!("delete from unsubscribe_tokens where shard = any($1) and created_at < $2", group, now - LEDGER)
        .execute(pool)
        .await?;
    Ok(())
}

async fn drafts(pool: &PgPool, group: &[i16], now: DateTime<Utc>) -> Result<()> {
    sqlx::query!("delete from design_keys where shard = any($1) and at < $2", group, now - DESIGN_KEYS)
        .execute(pool)
        .await?;
    sqlx::query!("delete from finished_drafts where shard = any($1) and finished_at < $2", group, now - LEDGER)
        .execute(pool)
        .await?;
    Ok(())
}
