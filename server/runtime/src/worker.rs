//! The timer worker: claims what is due, in due order, fires it through the one command path, and sleeps until the next
//! moment. It is woken early when a timer is set, here or in another process; without notifications it looks every
//! five seconds. Any number of workers may run; a claim is leased, and fenced by its epoch at commit.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use engine::ids::TimerNo;
use engine::{Command, Rejection};
use sqlx::PgPool;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::caller::Channel;
use crate::error::{Error, Result};
use crate::handle::{Handled, Order, Subject, handle};
use crate::ids::{ExecutionId, OrgRef};
use crate::patience::patiently;
use crate::runtime::Runtime;
use crate::signals;
use crate::store::timers::{self, Claimed};
use crate::store::{partitions, prune};

/// The longest sleep, when nobody tells of timers that were set elsewhere.
const POLL: Duration = Duration::from_secs(5);
/// How long a claim is held.
const LEASE: TimeDelta = TimeDelta::seconds(20);
/// Timers claimed at once.
const BATCH: i64 = 50;
/// The pause after the database went away.
const PAUSE: Duration = Duration::from_secs(1);
/// A timer that fails is tried again after 2, 4, 8 … seconds; the wait doubles this often.
const MOST_DOUBLINGS: i32 = 9;
/// And this often when the database only took too long.
const MOST_DOUBLINGS_WHEN_SLOW: i32 = 4;
/// How often partitions are looked after.
const UPKEEP: Duration = Duration::from_hours(6);

/// Works until `shutdown` is true: finishes what it is at, gives back what it has claimed.
pub async fn work(runtime: Runtime, mut shutdown: watch::Receiver<bool>) {
    let mut upkeep = tokio::time::interval(UPKEEP);
    let mut kept_looked_at = Instant::now();
    loop {
        let sleep = match fire_until(&runtime, &shutdown).await {
            Ok(_) => {
                if kept_looked_at.elapsed() >= POLL {
                    kept_looked_at = Instant::now();
                    if let Err(error) = signals::deliver_kept(&runtime).await {
                        tracing::warn!(error = ?error, "kept signals were not delivered");
                    }
                }
                pause_until_next(&runtime).await
            }
            Err(error) => {
                tracing::warn!(error = ?error, "timers wait for the database");
                PAUSE
            }
        };
        tokio::select! {
            () = asked(&mut shutdown) => return,
            () = tokio::time::sleep(sleep) => {}
            () = runtime.timer_set.notified() => {}
            _ = upkeep.tick() => {
                if let Err(error) = partitions::ensure(runtime.pool(), runtime.clock.now()).await {
                    tracing::warn!(error = ?error, "the history's partitions were not looked after");
                }
                if let Err(error) = prune::prune(&runtime).await {
                    tracing::warn!(error = ?error, "what nobody needs any more was not removed");
                }
            }
        }
    }
}

/// Waits until the end is asked for; nothing of the channel is held, so that the worker can move between threads.
async fn asked(shutdown: &mut watch::Receiver<bool>) {
    let _ = shutdown.wait_for(|stop| *stop).await;
}

/// Fires everything that is due now, in due order, and what that makes due. Gives how many fired.
pub async fn fire_due(runtime: &Runtime) -> Result<usize> {
    let (_never, shutdown) = watch::channel(false);
    fire_until(runtime, &shutdown).await
}

async fn fire_until(runtime: &Runtime, shutdown: &watch::Receiver<bool>) -> Result<usize> {
    let mut fired = 0;
    for (pool, group) in runtime.shards.groups() {
        fired += fire_group(runtime, pool, group, shutdown).await?;
    }
    Ok(fired)
}

/// Fires everything that is due now in some shards.
pub(crate) async fn fire_in(runtime: &Runtime, pool: &PgPool, group: &[i16]) -> Result<usize> {
    let (_never, shutdown) = watch::channel(false);
    fire_group(runtime, pool, group, &shutdown).await
}

async fn fire_group(
    runtime: &Runtime,
    pool: &PgPool,
    group: &[i16],
    shutdown: &watch::Receiver<bool>,
) -> Result<usize> {
    let mut fired = 0;
    loop {
        let now = runtime.clock.now();
        let claimed = timers::claim(pool, group, now, now + LEASE, BATCH).await?;
        if claimed.is_empty() {
            return Ok(fired);
        }
        let mut left = claimed.iter();
        while let Some(timer) = left.next() {
            if *shutdown.borrow() {
                timers::give_back(pool, timer, now).await?;
                continue;
            }
            match fire(runtime, timer).await {
                Ok(true) => fired += 1,
                Ok(false) => {}
                Err(away) => {
                    give_back_all(pool, left, now).await;
                    return Err(away);
                }
            }
        }
        if *shutdown.borrow() {
            return Ok(fired);
        }
    }
}

/// Gives back what can be given back; the rest comes back when its lease ends.
async fn give_back_all(pool: &PgPool, mut left: std::slice::Iter<'_, Claimed>, from: DateTime<Utc>) {
    while let Some(timer) = left.next()
        && timers::give_back(pool, timer, from).await.is_ok()
    {}
}

/// Fires one claimed timer. False when it was not fired, which is settled here: one that fails holds up only itself.
/// An error when the database is away, so that not even that can be settled.
pub(crate) async fn fire(runtime: &Runtime, claimed: &Claimed) -> Result<bool> {
    let timer = TimerNo(claimed.timer_no.unsigned_abs());
    let execution = ExecutionId { shard: claimed.shard, id: claimed.execution_id };
    let order = Order {
        org: OrgRef { shard: claimed.shard, id: claimed.org_id },
        id: execution,
        key: None,
        channel: Channel::Timer,
        command: Command::FireTimer { timer },
        subject: Subject::Timer { timer, epoch: claimed.epoch },
        link: None,
    };
    let pool = runtime.shards.pool(claimed.shard);
    match patiently(|| handle(runtime, &order)).await {
        Ok(Handled::Accepted { .. }) => Ok(true),
        Ok(Handled::Duplicate { .. } | Handled::Lost) => Ok(false),
        Err(Error::Rejected { rejection: Rejection::Unknown { .. } | Rejection::TooLate { .. }, sentence }) => {
            tracing::warn!(%execution, %timer, sentence, "a timer that the execution does not know was dropped");
            timers::drop_claimed(pool, claimed).await?;
            Ok(false)
        }
        Err(error) => {
            let longest =
                if matches!(error, Error::Unavailable(_)) { MOST_DOUBLINGS_WHEN_SLOW } else { MOST_DOUBLINGS };
            let wait = TimeDelta::seconds(1_i64 << claimed.epoch.clamp(0, longest));
            timers::give_back(pool, claimed, runtime.clock.now() + wait).await?;
            tracing::error!(%execution, %timer, error = ?error, "a timer could not be fired; it is tried again");
            Ok(false)
        }
    }
}

async fn pause_until_next(runtime: &Runtime) -> Duration {
    let now = runtime.clock.now();
    let mut sleep = POLL;
    for (pool, group) in runtime.shards.groups() {
        match timers::next(pool, group).await {
            Ok(Some(next)) => sleep = sleep.min((next - now).to_std().unwrap_or_default()),
            Ok(None) => {}
            Err(_) => sleep = sleep.min(PAUSE),
        }
    }
    sleep
}
