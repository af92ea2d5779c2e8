//! From what people are told to what they are mailed: queued in the same transaction, or written down why not.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use engine::Execution;
use engine::ids::{PersonId, TaskNo};
use sqlx::PgConnection;
use uuid::Uuid;

use super::look::Look;
use super::preferences::{Preferences, Row, Wanted};
use super::quiet;
use crate::error::Result;
use crate::ids::{ExecutionId, OrgRef, new_id};
use crate::store::mails::{self, New};

/// Somebody who was just told something.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub user: Uuid,
    pub kind: &'static str,
    pub about: About,
}

/// What somebody was told about.
#[derive(Clone, Debug)]
pub(crate) enum About {
    /// A request: the key of the notice.
    Request {
        execution: Uuid,
        key: String,
        task: Option<TaskNo>,
    },
    Draft(Uuid),
}

/// Whether a kind of notice asks its reader for an answer.
pub(crate) fn needs_answer(kind: &str) -> bool {
    matches!(
        kind,
        "asked"
            | "reminded"
            | "escalated"
            | "delegated"
            | "sent_back"
            | "nudged"
            | "signal_wanted"
            | "incident"
            | super::publish::KIND
    )
}

/// Whether a kind of notice is moot once the reader is no longer asked.
pub(super) fn is_moot_without_ask(kind: &str) -> bool {
    matches!(kind, "asked" | "reminded" | "escalated" | "delegated" | "sent_back" | "nudged")
}

/// Queues a mail for each; `actor` did it and need not be told.
pub(crate) async fn queue(
    conn: &mut PgConnection,
    org: OrgRef,
    told: &[Told],
    actor: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<bool> {
    if told.is_empty() {
        return Ok(false);
    }
    let people: BTreeSet<Uuid> = told.iter().map(|told| told.user).collect();
    let people = wishes(conn, org, &people.into_iter().collect::<Vec<_>>()).await?;
    let mut new = Vec::new();
    for told in told {
        let Some(Wishes { zone, preferences, stagger }) = people.get(&told.user) else { continue };
        let (execution, notice_key, task, draft) = match &told.about {
            About::Request { execution, key, task } => (Some(*execution), Some(key.clone()), *task, None),
            About::Draft(draft) => (None, None, None, Some(*draft)),
        };
        let mail = New {
            id: new_id(now),
            user: told.user,
            kind: told.kind,
            execution,
            notice_key,
            task_no: task.map(|no| i32::try_from(no.0).unwrap_or(i32::MAX)),
            link: None,
            draft,
            urgency: mails::USUAL,
            due_at: quiet::after_quiet(now + *stagger, quiet::zone(zone), preferences.quiet),
        };
        let why_not = match preferences.wanted {
            _ if actor == Some(PersonId(told.user)) => Some("You did this yourself."),
            Wanted::None => Some("You want no mail but the digest."),
            Wanted::NeedsMe if !needs_answer(told.kind) => Some("You want mail only about what needs you."),
            _ => None,
        };
        match why_not {
            Some(why) => mails::skip(conn, org, &mail, why, now).await?,
            None => new.push(mail),
        }
    }
    mails::insert(conn, org, &new, now).await?;
    Ok(!new.is_empty())
}

/// What somebody wants, and how long their organisation's mail waits.
struct Wishes {
    zone: String,
    preferences: Preferences,
    stagger: TimeDelta,
}

async fn wishes(conn: &mut PgConnection, org: OrgRef, people: &[Uuid]) -> Result<BTreeMap<Uuid, Wishes>> {
    let rows = sqlx::query!(
        r#"select u.id, u.time_zone, p.wanted as "wanted?", p.quiet_from, p.quiet_until, p.digest as "digest?",
            p.digest_hour as "digest_hour?", p.digest_weekday as "digest_weekday?", l.stagger_seconds as "stagger_seconds?"
        from users u
        left join mail_looks l on l.shard = u.shard and l.org_id = u.org_id and l.shard = $1
        left join mail_preferences p on p.shard = u.shard and p.user_id = u.id and p.shard = $1
        where u.shard = $1 and u.org_id = $2 and u.id = any($3)"#,
        org.shard,
        org.id,
        people
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let preferences = Preferences::from(Row {
                wanted: row.wanted,
                quiet_from: row.quiet_from,
                quiet_until: row.quiet_until,
                digest: row.digest,
                digest_hour: row.digest_hour,
                digest_weekday: row.digest_weekday,
            });
            let stagger = row.stagger_seconds.unwrap_or(Look::default().stagger_seconds);
            (row.id, Wishes { zone: row.time_zone, preferences, stagger: TimeDelta::seconds(stagger.into()) })
        })
        .collect())
}

/// Takes back queued mails about tasks that no longer ask their reader: the decision cancels the reminder.
pub(crate) async fn cancel_moot(
    conn: &mut PgConnection,
    id: ExecutionId,
    state: &Execution,
    now: DateTime<Utc>,
) -> Result<()> {
    let moot: Vec<Uuid> = mails::about_tasks(conn, id)
        .await?
        .into_iter()
        .filter(|mail| {
            is_moot_without_ask(&mail.kind) && !asks(state, TaskNo(mail.task_no.unsigned_abs()), PersonId(mail.user))
        })
        .map(|mail| mail.id)
        .collect();
    mails::cancel(conn, id.shard, &moot, "It was dealt with before the mail went out.", now).await
}

/// Whether an open task asks this person.
pub(crate) fn asks(state: &Execution, task: TaskNo, person: PersonId) -> bool {
    state.is_running() && state.tasks.get(&task).is_some_and(|task| task.is_open() && task.asks(person))
}
