//! Mail to be sent, and what became of it. What is settled leaves the queue in the same transaction.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::error::Result;
use crate::ids::{ExecutionId, OrgRef};

/// Somebody waits for it at the screen.
pub(crate) const AT_ONCE: i16 = 0;
/// Everything else.
pub(crate) const USUAL: i16 = 1;

/// A mail to be queued.
#[derive(Clone, Debug)]
pub(crate) struct New {
    pub id: Uuid,
    pub user: Uuid,
    pub kind: &'static str,
    pub execution: Option<Uuid>,
    pub notice_key: Option<String>,
    pub task_no: Option<i32>,
    pub link: Option<Uuid>,
    pub draft: Option<Uuid>,
    pub urgency: i16,
    pub due_at: DateTime<Utc>,
}

/// A mail that a worker has for a while.
#[derive(Clone, Debug)]
pub(crate) struct Claimed {
    pub shard: i16,
    pub id: Uuid,
    pub org_id: Uuid,
    pub user_id: Uuid,
    pub kind: String,
    pub execution_id: Option<Uuid>,
    pub notice_key: Option<String>,
    pub task_no: Option<i32>,
    pub link_id: Option<Uuid>,
    pub draft_id: Option<Uuid>,
    pub urgency: i16,
    pub made_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    pub attempts: i32,
    pub epoch: i32,
}

impl Claimed {
    /// The organisation that it is of.
    pub fn org(&self) -> OrgRef {
        OrgRef { shard: self.shard, id: self.org_id }
    }
}

/// How a mail was settled.
#[derive(Clone, Debug)]
pub(crate) struct Settled<'a> {
    /// `sent`, `kept`, `skipped` or `failed`.
    pub how: &'static str,
    pub note: &'a str,
    pub address: &'a str,
}

/// Puts mails into the queue.
pub(crate) async fn insert(conn: &mut PgConnection, org: OrgRef, mails: &[New], now: DateTime<Utc>) -> Result<()> {
    if mails.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = mails.iter().map(|mail| mail.id).collect();
    let users: Vec<Uuid> = mails.iter().map(|mail| mail.user).collect();
    let kinds: Vec<String> = mails.iter().map(|mail| mail.kind.to_owned()).collect();
    let executions: Vec<Option<Uuid>> = mails.iter().map(|mail| mail.execution).collect();
    let keys: Vec<Option<String>> = mails.iter().map(|mail| mail.notice_key.clone()).collect();
    let tasks: Vec<Option<i32>> = mails.iter().map(|mail| mail.task_no).collect();
    let links: Vec<Option<Uuid>> = mails.iter().map(|mail| mail.link).collect();
    let drafts: Vec<Option<Uuid>> = mails.iter().map(|mail| mail.draft).collect();
    let urgencies: Vec<i16> = mails.iter().map(|mail| mail.urgency).collect();
    let dues: Vec<DateTime<Utc>> = mails.iter().map(|mail| mail.due_at).collect();
    sqlx::query!(
        "insert into mails (shard, id, org_id, user_id, kind, execution_id, notice_key, task_no, link_id, draft_id, urgency, made_at,
            due_at, attempts, leased_until, epoch, note)
        select o.shard, m.id, o.id, m.user_id, m.kind, m.execution_id, m.notice_key, m.task_no, m.link_id, m.draft_id, m.urgency, $3,
            m.due_at, 0, null, 0, ''
        from organisations o
        cross join unnest($4::uuid[], $5::uuid[], $6::text[], $7::uuid[], $8::text[], $9::int[], $10::uuid[], $11::smallint[],
            $12::timestamptz[], $13::uuid[]) as m (id, user_id, kind, execution_id, notice_key, task_no, link_id, urgency, due_at,
            draft_id)
        where o.shard = $1 and o.id = $2",
        org.shard,
        org.id,
        now,
        &ids,
        &users,
        &kinds,
        &executions as &[Option<Uuid>],
        &keys as &[Option<String>],
        &tasks as &[Option<i32>],
        &links as &[Option<Uuid>],
        &urgencies,
        &dues,
        &drafts as &[Option<Uuid>]
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes down a mail that is not even queued, with the reason.
pub(crate) async fn skip(
    conn: &mut PgConnection,
    org: OrgRef,
    mail: &New,
    why: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into settled_mails (shard, id, org_id, user_id, kind, execution_id, notice_key, task_no, draft_id, address, how, note,
            attempts, made_at, settled_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $11, '', 'skipped', $9, 0, $10, $10)",
        org.shard,
        mail.id,
        org.id,
        mail.user,
        mail.kind,
        mail.execution,
        mail.notice_key,
        mail.task_no,
        why,
        now,
        mail.draft
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A queued mail about a task.
pub(crate) struct AboutTask {
    pub id: Uuid,
    pub kind: String,
    pub user: Uuid,
    pub task_no: i32,
}

/// The queued mails about tasks of an execution, locked: what is settled at this moment is seen settled.
pub(crate) async fn about_tasks(conn: &mut PgConnection, id: ExecutionId) -> Result<Vec<AboutTask>> {
    Ok(sqlx::query_as!(
        AboutTask,
        r#"select id, kind, user_id as "user", task_no as "task_no!"
        from mails where shard = $1 and execution_id = $2 and task_no is not null
        order by id
        for update"#,
        id.shard,
        id.id
    )
    .fetch_all(conn)
    .await?)
}

/// Takes mails out of the queue that need not be sent any more. One that is being sent at this moment corrects this itself.
pub(crate) async fn cancel(
    conn: &mut PgConnection,
    shard: i16,
    ids: &[Uuid],
    why: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into settled_mails (shard, id, org_id, user_id, kind, execution_id, notice_key, task_no, draft_id, address, how, note,
            attempts, made_at, settled_at)
        select shard, id, org_id, user_id, kind, execution_id, notice_key, task_no, draft_id, '', 'skipped', $3, attempts, made_at, $4
        from mails where shard = $1 and id = any($2)",
        shard,
        ids,
        why,
        now
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("delete from mails where shard = $1 and id = any($2)", shard, ids).execute(conn).await?;
    Ok(())
}

/// Claims mails that are due and that no worker has: the urgent first, then in due order.
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
            select shard, id
            from mails
            where shard = any($1) and due_at <= $2 and (leased_until is null or leased_until <= $2)
            order by urgency, due_at, id
            limit $4
            for update skip locked
        )
        update mails m
        set leased_until = $3, epoch = m.epoch + 1
        from due
        where m.shard = any($1) and m.shard = due.shard and m.id = due.id
        returning m.shard, m.id, m.org_id, m.user_id, m.kind, m.execution_id, m.notice_key, m.task_no, m.link_id, m.draft_id, m.urgency,
            m.made_at, m.due_at, m.attempts, m.epoch",
        group,
        now,
        until,
        most
    )
    .fetch_all(pool)
    .await?;
    claimed.sort_by_key(|mail| (mail.urgency, mail.due_at, mail.id));
    Ok(claimed)
}

/// Whether a claimed mail is still this worker's; keeps it for longer.
pub(crate) async fn holds(pool: &PgPool, mail: &Claimed, until: DateTime<Utc>) -> Result<bool> {
    let held = sqlx::query!(
        "update mails set leased_until = $4 where shard = $1 and id = $2 and epoch = $3",
        mail.shard,
        mail.id,
        mail.epoch,
        until
    )
    .execute(pool)
    .await?;
    Ok(held.rows_affected() == 1)
}

/// Gives a claimed mail back, for any worker from `from` on. `attempt`: it was tried, and failed for now.
pub(crate) async fn give_back(
    pool: &PgPool,
    mail: &Claimed,
    from: DateTime<Utc>,
    attempt: bool,
    note: &str,
) -> Result<()> {
    sqlx::query!(
        "update mails set leased_until = null, due_at = greatest(due_at, $4), attempts = attempts + $5, note = $6
        where shard = $1 and id = $2 and epoch = $3",
        mail.shard,
        mail.id,
        mail.epoch,
        from,
        i32::from(attempt),
        note
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Settles a claimed mail. One that was cancelled while it was being sent has been sent all the same, and the ledger says so.
pub(crate) async fn settle(
    conn: &mut PgConnection,
    mail: &Claimed,
    settled: &Settled<'_>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let gone =
        sqlx::query!("delete from mails where shard = $1 and id = $2 and epoch = $3", mail.shard, mail.id, mail.epoch)
            .execute(&mut *conn)
            .await?;
    if gone.rows_affected() == 0 {
        if settled.how == "sent" {
            sqlx::query!(
                "update settled_mails set how = 'sent', note = 'It was on its way when it was no longer needed.', address = $3, settled_at = $4
                where shard = $1 and id = $2 and how = 'skipped'",
                mail.shard,
                mail.id,
                settled.address,
                now
            )
            .execute(conn)
            .await?;
        }
        return Ok(false);
    }
    sqlx::query!(
        "insert into settled_mails (shard, id, org_id, user_id, kind, execution_id, notice_key, task_no, draft_id, address, how, note,
            attempts, made_at, settled_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $15, $9, $10, $11, $12, $13, $14)",
        mail.shard,
        mail.id,
        mail.org_id,
        mail.user_id,
        mail.kind,
        mail.execution_id,
        mail.notice_key,
        mail.task_no,
        settled.address,
        settled.how,
        settled.note,
        mail.attempts + 1,
        mail.made_at,
        now,
        mail.draft_id
    )
    .execute(conn)
    .await?;
    Ok(true)
}

/// When the next mail can be claimed.
pub(crate) async fn next(pool: &PgPool, group: &[i16]) -> Result<Option<DateTime<Utc>>> {
    Ok(sqlx::query_scalar!(
        "with soon as (
            (select due_at, leased_until from mails where shard = any($1) and urgency = 0 order by due_at, id limit 100)
            union all
            (select due_at, leased_until from mails where shard = any($1) and urgency = 1 order by due_at, id limit 1000)
        )
        select min(greatest(due_at, leased_until)) from soon",
        group
    )
    .fetch_one(pool)
    .await?)
}

/// When this person's mails of the last while were sent, oldest first.
pub(crate) async fn sent_since(
    pool: &PgPool,
    mail: &Claimed,
    since: DateTime<Utc>,
    most: i64,
) -> Result<Vec<DateTime<Utc>>> {
    Ok(sqlx::query_scalar!(
        "select settled_at from settled_mails
        where shard = $1 and user_id = $2 and settled_at > $3 and how in ('sent', 'kept') and kind <> 'code' and id <> $4
        order by settled_at desc
        limit $5",
        mail.shard,
        mail.user_id,
        since,
        mail.id,
        most
    )
    .fetch_all(pool)
    .await?)
}

/// A whole mail for the outbox page.
pub(crate) struct Kept<'a> {
    pub address: &'a str,
    pub subject: &'a str,
    pub text: &'a str,
    pub html: &'a str,
}

/// Keeps a whole mail, where there is no mail server.
pub(crate) async fn keep(conn: &mut PgConnection, mail: &Claimed, kept: &Kept<'_>, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "insert into kept_mails (shard, id, org_id, user_id, address, subject, body_text, body_html, at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict on constraint kept_mails_pkey do nothing",
        mail.shard,
        mail.id,
        mail.org_id,
        mail.user_id,
        kept.address,
        kept.subject,
        kept.text,
        kept.html,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}
