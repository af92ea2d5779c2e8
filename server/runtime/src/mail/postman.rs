//! The postman: claims mails that are due, in due order, writes and sends each, and settles it. Any number of them may
//! run; a claim is leased, and fenced by its epoch. A mail server that is away holds mail up, and loses none.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use engine::retry::Retry;
use lettre::message::Mailbox;
use sqlx::PgPool;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::compose::{self, Composed};
use super::digest;
use super::message::{Envelope, message};
use super::pace::{Pace, UnderWay};
use super::transport::{NotSent, Transport};
use crate::error::{Error, Result};
use crate::runtime::Runtime;
use crate::store::mails::{self, Claimed, Kept, Settled};

/// The longest sleep, when nobody tells of mail that was queued elsewhere.
const POLL: Duration = Duration::from_secs(5);
/// How long a claim is held; renewed before each sending.
const LEASE: TimeDelta = TimeDelta::seconds(120);
/// Mails claimed at once.
const BATCH: i64 = 100;
/// The pause after the database went away.
const PAUSE: Duration = Duration::from_secs(1);
/// A mail that is not taken for this long has failed.
const LONGEST: TimeDelta = TimeDelta::hours(48);
/// Mails under way at the same time.
const AT_ONCE: usize = 10;
/// The most mails that one person gets in an hour; codes are not counted among them.
const PER_PERSON: i64 = 100;

/// Who sends mail, from where and how fast.
#[derive(Clone, Debug)]
pub struct Postman {
    pub runtime: Runtime,
    pub transport: Transport,
    /// Scheme and host of every link, without a slash at the end; never taken from a request.
    pub public_url: Arc<str>,
    pub from: Mailbox,
    /// The most mails a second.
    pub per_second: u32,
    /// Mails under way at the same time.
    pub at_once: usize,
    /// The most mails one person gets in an hour.
    pub per_person: i64,
    pace: Pace,
    under_way: UnderWay,
}

impl Postman {
    /// A postman with the usual limits.
    #[must_use]
    pub fn new(runtime: Runtime, transport: Transport, public_url: &str, from: Mailbox, per_second: u32) -> Self {
        Self {
            runtime,
            transport,
            public_url: public_url.into(),
            from,
            per_second: per_second.max(1),
            at_once: AT_ONCE,
            per_person: PER_PERSON,
            pace: Pace::default(),
            under_way: UnderWay::default(),
        }
    }

    /// The same postman for a runtime whose clock is moved: it keeps everything, as fast as it can.
    #[must_use]
    pub(crate) fn of_the_past(&self, runtime: Runtime) -> Self {
        let keep = Self { runtime, transport: Transport::Keep, pace: Pace::default(), ..self.clone() };
        Self { per_second: u32::MAX, per_person: i64::MAX, ..keep }
    }
}

/// How a round went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    pub sent: usize,
    pub skipped: usize,
    pub failed: usize,
    pub later: usize,
    /// The mail server takes nothing at the moment.
    pub away: bool,
}

impl Round {
    fn add(&mut self, other: Self) {
        self.sent += other.sent;
        self.skipped += other.skipped;
        self.failed += other.failed;
        self.later += other.later;
        self.away |= other.away;
    }
}

/// Sends mail until `shutdown` is true: finishes what is under way, gives back what it has claimed.
pub async fn deliver(postman: Postman, mut shutdown: watch::Receiver<bool>) {
    let mut away_for = 0;
    loop {
        let sleep = match round(&postman, &shutdown).await {
            Ok(round) if round.away => {
                away_for += 1;
                let pause = Retry::STANDARD.pause(away_for, rand::random());
                tracing::warn!(seconds = pause.num_seconds(), "the mail server takes no mail; trying again");
                pause.to_std().unwrap_or(PAUSE)
            }
            Ok(_) => {
                away_for = 0;
                until_next(&postman.runtime).await
            }
            Err(error) => {
                tracing::warn!(error = ?error, "mail waits for the database");
                PAUSE
            }
        };
        tokio::select! {
            () = asked(&mut shutdown) => return,
            () = tokio::time::sleep(sleep) => {}
            () = postman.runtime.mail_queued.notified(), if away_for == 0 => {}
        }
    }
}

async fn asked(shutdown: &mut watch::Receiver<bool>) {
    let _ = shutdown.wait_for(|stop| *stop).await;
}

/// Sends everything that is due now; stops when the mail server is away.
pub async fn deliver_due(postman: &Postman) -> Result<Round> {
    let (_never, shutdown) = watch::channel(false);
    round(postman, &shutdown).await
}

async fn round(postman: &Postman, shutdown: &watch::Receiver<bool>) -> Result<Round> {
    let mut total = Round::default();
    for (pool, group) in postman.runtime.shards.groups() {
        loop {
            let now = postman.runtime.clock.now();
            digest::plan(pool, group, now).await?;
            // No more than a second's worth, so that what is urgent waits for no long batch.
            let most = i64::from(postman.per_second).clamp(1, BATCH);
            let claimed = mails::claim(pool, group, now, now + LEASE, most).await?;
            if claimed.is_empty() {
                break;
            }
            total.add(batch(postman, pool, claimed, shutdown).await?);
            if total.away || *shutdown.borrow() {
                return Ok(total);
            }
        }
    }
    Ok(total)
}

/// Sends a batch, some at a time. Once the server takes nothing, or the database is away, the rest is given back untried;
/// what is under way is always seen to its end.
async fn batch(
    postman: &Postman,
    pool: &PgPool,
    claimed: Vec<Claimed>,
    shutdown: &watch::Receiver<bool>,
) -> Result<Round> {
    let mut total = Round::default();
    let mut failed = None;
    let mut under_way: JoinSet<Result<Round>> = JoinSet::new();
    let mut left = claimed.into_iter();
    loop {
        while under_way.len() < postman.at_once && !total.away && failed.is_none() && !*shutdown.borrow() {
            let Some(mail) = left.next() else { break };
            let (postman, pool) = (postman.clone(), pool.clone());
            under_way.spawn(async move { one(&postman, &pool, &mail).await });
        }
        match under_way.join_next().await {
            Some(Ok(Ok(round))) => total.add(round),
            Some(Ok(Err(error))) => failed = Some(error),
            Some(Err(error)) => failed = Some(Error::Internal(error.into())),
            None => break,
        }
    }
    let note = if total.away { "The mail server cannot be used at the moment." } else { "" };
    let now = postman.runtime.clock.now();
    for mail in left {
        mails::give_back(pool, &mail, now, false, note).await?;
    }
    match failed {
        Some(error) => Err(error),
        None => Ok(total),
    }
}

/// Writes, sends and settles one mail. An error when the database is away; everything else is settled here.
async fn one(postman: &Postman, pool: &PgPool, mail: &Claimed) -> Result<Round> {
    let now = postman.runtime.clock.now();
    let on_its_way = postman.under_way.count(mail.user_id);
    if let Some(from) = too_many(postman, pool, mail, on_its_way.before, now).await? {
        let note = format!("This person got {} mails within an hour; it waits.", postman.per_person);
        mails::give_back(pool, mail, from, false, &note).await?;
        return Ok(Round { later: 1, ..Round::default() });
    }
    let composed = match compose::compose(postman, mail, now).await {
        Ok(composed) => composed,
        Err(error @ Error::Unavailable(_)) => return Err(error),
        Err(error) => {
            tracing::error!(mail = %mail.id, kind = mail.kind, error = ?error, "a mail could not be written; it is tried again");
            let why = "It could not be written; the log says why.";
            return if now - mail.made_at > LONGEST {
                failed(postman, mail, "", why, now).await
            } else {
                later(postman, pool, mail, now, why).await
            };
        }
    };
    match composed {
        Composed::Skip(why) => {
            settle(postman, mail, &Settled { how: "skipped", note: &why, address: "" }, now).await?;
            Ok(Round { skipped: 1, ..Round::default() })
        }
        Composed::Send(written) => send(postman, pool, mail, *written, now).await,
    }
}

async fn send(
    postman: &Postman,
    pool: &PgPool,
    mail: &Claimed,
    written: compose::Written,
    now: DateTime<Utc>,
) -> Result<Round> {
    let address = written.address.clone();
    let Transport::Smtp(smtp) = &postman.transport else {
        let mut tx = pool.begin().await?;
        let kept = Kept {
            address: &address,
            subject: &written.rendered.subject,
            text: &written.rendered.text,
            html: &written.rendered.html,
        };
        if mails::settle(&mut tx, mail, &Settled { how: "kept", note: "", address: &address }, now).await? {
            mails::keep(&mut tx, mail, &kept, now).await?;
        }
        tx.commit().await?;
        return Ok(Round { sent: 1, ..Round::default() });
    };
    let envelope = Envelope {
        id: message_id(mail),
        from: &postman.from,
        to_name: &written.name,
        to_address: &address,
        thread: mail.execution_id,
        unsubscribe: written.unsubscribe.as_deref(),
        logo: written.logo,
        at: now,
    };
    let message = match message(envelope, written.rendered) {
        Ok(message) => message,
        Err(error) => return failed(postman, mail, &address, &error.to_string(), now).await,
    };
    postman.pace.turn(postman.per_second).await;
    if !mails::holds(pool, mail, postman.runtime.clock.now() + LEASE).await? {
        return Ok(Round::default());
    }
    match smtp.send(&message).await {
        Ok(()) => {
            let now = postman.runtime.clock.now();
            settle(postman, mail, &Settled { how: "sent", note: "", address: &address }, now).await?;
            Ok(Round { sent: 1, ..Round::default() })
        }
        Err(NotSent::Refused(said)) => failed(postman, mail, &address, &said, now).await,
        Err(NotSent::Later(said)) if now - mail.made_at > LONGEST => failed(postman, mail, &address, &said, now).await,
        Err(NotSent::Later(said)) => later(postman, pool, mail, now, &said).await,
        Err(NotSent::Away(said)) => {
            tracing::warn!(error = said, "the mail server could not be used");
            let round = later(postman, pool, mail, now, &said).await?;
            Ok(Round { away: true, ..round })
        }
    }
}

/// A code that is mailed anew is another one; everything else is the same mail however often it is sent.
fn message_id(mail: &Claimed) -> String {
    let id = mail.id.simple();
    if mail.kind == "code" { format!("{id}.{}", mail.epoch) } else { id.to_string() }
}

/// From when on a person may get this mail, if there were too many within the hour.
async fn too_many(
    postman: &Postman,
    pool: &PgPool,
    mail: &Claimed,
    under_way: i64,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>> {
    if mail.urgency == mails::AT_ONCE || postman.per_person == i64::MAX {
        return Ok(None);
    }
    let sent = mails::sent_since(pool, mail, now - TimeDelta::hours(1), postman.per_person).await?;
    let full = i64::try_from(sent.len()).unwrap_or(i64::MAX).saturating_add(under_way) >= postman.per_person;
    let oldest = sent.last().copied().unwrap_or(now);
    Ok(full.then_some(oldest + TimeDelta::hours(1)))
}

async fn later(postman: &Postman, pool: &PgPool, mail: &Claimed, now: DateTime<Utc>, note: &str) -> Result<Round> {
    let attempt = u32::try_from(mail.attempts).unwrap_or_default() + 1;
    let from = now.max(postman.runtime.clock.now()) + Retry::STANDARD.pause(attempt, rand::random());
    mails::give_back(pool, mail, from, true, note).await?;
    Ok(Round { later: 1, ..Round::default() })
}

async fn failed(postman: &Postman, mail: &Claimed, address: &str, said: &str, now: DateTime<Utc>) -> Result<Round> {
    tracing::warn!(mail = %mail.id, kind = mail.kind, said, "the mail server refused a mail for good");
    settle(postman, mail, &Settled { how: "failed", note: said, address }, now).await?;
    Ok(Round { failed: 1, ..Round::default() })
}

async fn settle(postman: &Postman, mail: &Claimed, settled: &Settled<'_>, now: DateTime<Utc>) -> Result<()> {
    let mut tx = postman.runtime.shards.pool(mail.shard).begin().await?;
    mails::settle(&mut tx, mail, settled, now).await?;
    tx.commit().await?;
    Ok(())
}

async fn until_next(runtime: &Runtime) -> Duration {
    let now = runtime.clock.now();
    let mut sleep = POLL;
    for (pool, group) in runtime.shards.groups() {
        let Ok(next) = mails::next(pool, group).await else { return PAUSE };
        if let Some(next) = next {
            sleep = sleep.min((next - now).to_std().unwrap_or_default());
        }
    }
    sleep
}
