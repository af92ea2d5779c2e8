//! The notification ledger: what each person was told about a request, and what became of the mail: "why did I (not)
//! get this?". And for administrators: what waits, what failed, and the whole mails of a server without a mail server.

use chrono::{DateTime, Utc};
use engine::ids::PersonId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::page::{self, Page, Place};
use super::{Named, visible};
use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::ids::ExecutionId;
use crate::mail::administers;
use crate::runtime::Runtime;

/// Failed mails that are shown at once.
const SHOWN: i64 = 50;

/// What became of a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mail", rename_all = "snake_case")]
pub enum Became {
    /// It was told in the app alone, before there was mail.
    NotMailed,
    /// `note` says why it is not sent yet; may be empty.
    Waiting {
        since: DateTime<Utc>,
        due_at: DateTime<Utc>,
        attempts: i32,
        note: String,
    },
    Sent {
        at: DateTime<Utc>,
        address: String,
        attempts: i32,
    },
    /// There is no mail server; it is in the outbox.
    Kept {
        at: DateTime<Utc>,
        address: String,
    },
    Skipped {
        at: DateTime<Utc>,
        note: String,
    },
    Failed {
        at: DateTime<Utc>,
        address: String,
        note: String,
    },
}

/// One thing that one person was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerRow {
    pub person: Named,
    /// `asked`, `reminded`, ...
    pub kind: String,
    pub told_at: DateTime<Utc>,
    /// When it was read in the app.
    pub read_at: Option<DateTime<Utc>>,
    /// The mail's id, which is also its Message-ID.
    pub mail: Option<Uuid>,
    pub became: Became,
}

/// Columns of a mail, from whichever table it is in.
struct Row {
    how: Option<String>,
    note: Option<String>,
    address: Option<String>,
    attempts: Option<i32>,
    made_at: Option<DateTime<Utc>>,
    at: Option<DateTime<Utc>>,
}

fn became(row: Row) -> Became {
    let (Some(how), Some(at)) = (row.how, row.at) else { return Became::NotMailed };
    let (note, address) = (row.note.unwrap_or_default(), row.address.unwrap_or_default());
    let attempts = row.attempts.unwrap_or_default();
    match how.as_str() {
        "waiting" => Became::Waiting { since: row.made_at.unwrap_or(at), due_at: at, attempts, note },
        "sent" => Became::Sent { at, address, attempts },
        "kept" => Became::Kept { at, address },
        "skipped" => Became::Skipped { at, note },
        "sent_again" => Became::Skipped { at, note: format!("It was refused and then sent again: {note}") },
        _ => Became::Failed { at, address, note },
    }
}

/// Everything that people were told about a request, oldest first. Administrators see everybody's, others their own; the
/// requester also what could not be mailed to whoever is asked.
pub async fn ledger(runtime: &Runtime, caller: &Caller, id: &ExecutionId) -> Result<Vec<LedgerRow>> {
    let mut conn = runtime.shards.pool(caller.org.shard).acquire().await?;
    visible::must_see(&mut conn, caller, id).await?;
    let only = (!caller.roles.admin).then_some(caller.person.0);
    let rows = sqlx::query!(
        r#"with post as (
            select shard, id, user_id, execution_id, notice_key, kind, 'waiting' as how, note, '' as address, attempts, made_at, due_at as at
            from mails where shard = $1 and execution_id = $2
            union all
            select shard, id, user_id, execution_id, notice_key, kind, how, note, address, attempts, made_at, settled_at
            from settled_mails where shard = $1 and execution_id = $2
        ),
        told as (
            select n.user_id, n.kind, n.at as told_at, n.read_at, n.key from notices n where n.shard = $1 and n.execution_id = $2
        )
        select coalesce(t.user_id, p.user_id) as "user_id!", u.name, coalesce(t.kind, p.kind) as "kind!",
            coalesce(t.told_at, p.made_at) as "told_at!", t.read_at as "read_at?", p.id as "mail_id?", p.how as "how?", p.note as "note?",
            p.address as "address?", p.attempts as "attempts?", p.made_at as "made_at?", p.at as "at?"
        from told t
        full join post p on p.user_id = t.user_id and p.notice_key = t.key
        join users u on u.shard = $1 and u.id = coalesce(t.user_id, p.user_id)
        join executions e on e.shard = $1 and e.id = $2
        where u.shard = $1 and e.shard = $1
            and ($3::uuid is null or u.id = $3 or (p.how = 'failed' and e.requester_id = $3))
        order by coalesce(t.told_at, p.made_at), coalesce(t.user_id, p.user_id), p.at"#,
        id.shard,
        id.id,
        only
    )
    .fetch_all(&mut *conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| LedgerRow {
            person: Named { id: PersonId(row.user_id), name: row.name },
            kind: row.kind,
            told_at: row.told_at,
            read_at: row.read_at,
            mail: row.mail_id,
            became: became(Row {
                how: row.how,
                note: row.note,
                address: row.address,
                attempts: row.attempts,
                made_at: row.made_at,
                at: row.at,
            }),
        })
        .collect())
}

/// A mail of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailRow {
    pub id: Uuid,
    pub person: Named,
    pub kind: String,
    pub execution: Option<ExecutionId>,
    pub became: Became,
}

/// How an organisation's mail stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailOverview {
    pub waiting: i64,
    /// Of those, how many are due and not sent.
    pub late: i64,
    pub sent_today: i64,
    pub skipped_today: i64,
    pub failed: i64,
    /// What the mail server said last of a mail that waits; none when nothing is the matter.
    pub trouble: Option<String>,
    /// Failed mails, newest first.
    pub failures: Vec<MailRow>,
}

/// How the mail of this organisation stands; for administrators.
pub async fn mail_overview(runtime: &Runtime, caller: &Caller) -> Result<MailOverview> {
    administers(caller)?;
    let mut conn = runtime.shards.pool(caller.org.shard).acquire().await?;
    let now = runtime.clock.now();
    let counts = sqlx::query!(
        r#"select
            (select count(*) from mails m where m.shard = $1 and m.org_id = $2) as "waiting!",
            (select count(*) from mails m where m.shard = $1 and m.org_id = $2 and m.due_at <= $3) as "late!",
            (select count(*) from settled_mails s
                where s.shard = $1 and s.org_id = $2 and s.settled_at > $4 and s.how in ('sent', 'kept')) as "sent!",
            (select count(*) from settled_mails s
                where s.shard = $1 and s.org_id = $2 and s.settled_at > $4 and s.how = 'skipped') as "skipped!",
            (select count(*) from settled_mails s where s.shard = $1 and s.org_id = $2 and s.how = 'failed') as "failed!",
            (select m.note from mails m
                where m.shard = $1 and m.org_id = $2 and m.note <> '' order by m.due_at desc limit 1) as trouble"#,
        caller.org.shard,
        caller.org.id,
        now - chrono::TimeDelta::minutes(1),
        now - chrono::TimeDelta::hours(24)
    )
    .fetch_one(&mut *conn)
    .await?;
    let rows = sqlx::query!(
        "select s.id, s.user_id, u.name, s.kind, s.execution_id, s.note, s.address, s.settled_at
        from settled_mails s
        join users u on u.shard = s.shard and u.id = s.user_id
        where s.shard = $1 and u.shard = $1 and s.org_id = $2 and s.how = 'failed'
        order by s.settled_at desc, s.id desc
        limit $3",
        caller.org.shard,
        caller.org.id,
        SHOWN
    )
    .fetch_all(&mut *conn)
    .await?;
    let failures = rows
        .into_iter()
        .map(|row| MailRow {
            id: row.id,
            person: Named { id: PersonId(row.user_id), name: row.name },
            kind: row.kind,
            execution: row.execution_id.map(|id| ExecutionId { shard: caller.org.shard, id }),
            became: Became::Failed { at: row.settled_at, address: row.address, note: row.note },
        })
        .collect();
    Ok(MailOverview {
        waiting: counts.waiting,
        late: counts.late,
        sent_today: counts.sent,
        skipped_today: counts.skipped,
        failed: counts.failed,
        trouble: counts.trouble,
        failures,
    })
}

/// A whole mail in the outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptRow {
    pub id: Uuid,
    pub person: Named,
    pub address: String,
    pub subject: String,
    pub at: DateTime<Utc>,
}

/// The outbox, newest first. Administrators see everybody's mail, others their own.
pub async fn outbox(
    runtime: &Runtime,
    caller: &Caller,
    everybody: bool,
    cursor: Option<&str>,
) -> Result<Page<KeptRow>> {
    let from = Place::read(cursor, Place::last())?;
    let only = (!everybody && !caller.roles.admin).then_some(caller.person.0);
    let mut rows = sqlx::query!(
        "select k.id, k.user_id, u.name, k.address, k.subject, k.at
        from kept_mails k
        join users u on u.shard = k.shard and u.id = k.user_id
        where k.shard = $1 and u.shard = $1 and k.org_id = $2 and ($3::uuid is null or k.user_id = $3) and (k.at, k.id) < ($4, $5)
        order by k.at desc, k.id desc
        limit $6",
        caller.org.shard,
        caller.org.id,
        only,
        from.at,
        from.id,
        page::limit()
    )
    .fetch_all(runtime.shards.pool(caller.org.shard))
    .await?;
    let next = page::cut(&mut rows, |row| Place { at: row.at, id: row.id, no: 0 });
    let rows = rows.into_iter().map(|row| KeptRow {
        id: row.id,
        person: Named { id: PersonId(row.user_id), name: row.name },
        address: row.address,
        subject: row.subject,
        at: row.at,
    });
    Ok(Page { rows: rows.collect(), next })
}

/// A whole mail of the outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptMail {
    pub row: KeptRow,
    pub text: String,
    pub html: String,
}

/// One mail of the outbox; administrators may read everybody's, others their own, and in the demo (`everybody`) all may.
pub async fn kept_mail(runtime: &Runtime, caller: &Caller, everybody: bool, id: Uuid) -> Result<KeptMail> {
    let only = (!everybody && !caller.roles.admin).then_some(caller.person.0);
    let row = sqlx::query!(
        "select k.id, k.user_id, u.name, k.address, k.subject, k.at, k.body_text, k.body_html
        from kept_mails k
        join users u on u.shard = k.shard and u.id = k.user_id
        where k.shard = $1 and u.shard = $1 and k.org_id = $2 and k.id = $3 and ($4::uuid is null or k.user_id = $4)",
        caller.org.shard,
        caller.org.id,
        id,
        only
    )
    .fetch_optional(runtime.shards.pool(caller.org.shard))
    .await?
    .ok_or(Error::NotFound)?;
    Ok(KeptMail {
        row: KeptRow {
            id: row.id,
            person: Named { id: PersonId(row.user_id), name: row.name },
            address: row.address,
            subject: row.subject,
            at: row.at,
        },
        text: row.body_text,
        html: row.body_html,
    })
}
