//! Timers: set, cancelled, claimed for a while, fired.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use engine::execution::{Execution, Timer};
use engine::ids::TimerNo;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::error::Result;
use crate::ids::{ExecutionId, OrgRef};
use crate::read::execution::number;

/// A timer that a worker has for a while.
#[derive(Clone, Debug)]
pub(crate) struct Claimed {
    pub shard: i16,
    pub org_id: Uuid,
    pub execution_id: Uuid,
    pub timer_no: i32,
    pub due_at: DateTime<Utc>,
    pub epoch: i32,
}

/// Brings the rows of these timers up to date: those in the state are there, the others are not.
pub(crate) async fn show(
    conn: &mut PgConnection,
    org: OrgRef,
    id: ExecutionId,
    state: &Execution,
    timers: &BTreeSet<TimerNo>,
) -> Result<()> {
    let (set, gone): (Vec<_>, Vec<_>) =
        timers.iter().map(|no| (*no, state.timers.get(no))).partition(|(_, timer)| timer.is_some());
    if !gone.is_empty() {
        let gone: Vec<i32> = gone.iter().map(|(no, _)| of(*no)).collect();
        sqlx::query!(
            "delete from timers where shard = $1 and execution_id = $2 and timer_no = any($3)",
            id.shard,
            id.id,
            &gone
        )
        .execute(&mut *conn)
        .await?;
    }
    for (no, timer) in set {
        if let Some(timer) = timer {
            insert(conn, org, id, state, no, timer).await?;
        }
    }
    Ok(())
}

async fn insert(
    conn: &mut PgConnection,
    org: OrgRef,
    id: ExecutionId,
    state: &Execution,
    no: TimerNo,
    timer: &Timer,
) -> Result<()> {
    let node = state.node_of(timer.purpose);
    sqlx::query!(
        "insert into timers (shard, execution_id, timer_no, org_id, purpose, number, step_no, node_id, due_at, leased_until, epoch)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, null, 0)
        on conflict on constraint timers_pkey do nothing",
        id.shard,
        id.id,
        of(no),
        org.id,
        timer.purpose.key(),
        number(timer.purpose),
        timer.purpose.step().map(|step| i32::try_from(step.0).unwrap_or(i32::MAX)),
        node.map_or("", |node| node.as_str()),
        timer.due_at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether the timer is still claimed under this epoch; locks it.
pub(crate) async fn holds(conn: &mut PgConnection, id: ExecutionId, timer: TimerNo, epoch: i32) -> Result<bool> {
    let current = sqlx::query_scalar!(
        "select epoch from timers where shard = $1 and execution_id = $2 and timer_no = $3 for update",
        id.shard,
        id.id,
        of(timer)
    )
    .fetch_optional(conn)
    .await?;
    Ok(current == Some(epoch))
}

/// Keeps when the timer was due and when it fired. Its row goes with the cancelling that follows.
pub(crate) async fn fired(conn: &mut PgConnection, id: ExecutionId, timer: TimerNo, at: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "insert into fired_timers (shard, execution_id, timer_no, org_id, purpose, due_at, fired_at)
        select t.shard, t.execution_id, t.timer_no, t.org_id, t.purpose, t.due_at, $4
        from timers t
        where t.shard = $1 and t.execution_id = $2 and t.timer_no = $3
        on conflict on constraint fired_timers_pkey do nothing",
        id.shard,
        id.id,
        of(timer),
        at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Claims timers that are due and that no worker has, in due order.
pub(crate) async fn claim(
    pool: &PgPool,
    group: &[i16],
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    most: i64,
) -> Result<Vec<Claimed>> {
    let mut claimed = sqlx::query_as!(
        Claimed,
        "with due as (
            select shard, execution_id, timer_no
            from timers
            where shard = any($1) and due_at <= $2 and (leased_until is null or leased_until <= $2)
            order by due_at, execution_id, timer_no
            limit $4
            for update skip locked
        )
        update timers t
        set leased_until = $3, epoch = t.epoch + 1
        from due
        where t.shard = any($1) and t.shard = due.shard and t.execution_id = due.execution_id and t.timer_no = due.timer_no
        returning t.shard, t.org_id, t.execution_id, t.timer_no, t.due_at, t.epoch",
        group,
        now,
        until,
        most
    )
    .fetch_all(pool)
    .await?;
    claimed.sort_by_key(|timer| (timer.due_at, timer.execution_id, timer.timer_no));
    Ok(claimed)
}

/// Gives a claimed timer back, for any worker from `from` on.
pub(crate) async fn give_back(pool: &PgPool, timer: &Claimed, from: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "update timers set leased_until = $5 where shard = $1 and execution_id = $2 and timer_no = $3 and epoch = $4",
        timer.shard,
        timer.execution_id,
        timer.timer_no,
        timer.epoch,
        from
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Removes a claimed timer that nothing knows any more.
pub(crate) async fn drop_claimed(pool: &PgPool, timer: &Claimed) -> Result<()> {
    sqlx::query!(
        "delete from timers where shard = $1 and execution_id = $2 and timer_no = $3 and epoch = $4",
        timer.shard,
        timer.execution_id,
        timer.timer_no,
        timer.epoch
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// When the next timer can be claimed.
pub(crate) async fn next(pool: &PgPool, group: &[i16]) -> Result<Option<DateTime<Utc>>> {
    Ok(sqlx::query_scalar!(
        "with soon as (
            select due_at, leased_until from timers where shard = any($1) order by due_at limit 1000
        )
        select min(greatest(due_at, leased_until)) from soon",
        group
    )
    .fetch_one(pool)
    .await?)
}

fn of(no: TimerNo) -> i32 {
    i32::try_from(no.0).unwrap_or(i32::MAX)
}
