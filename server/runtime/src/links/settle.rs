//! The end of links, in the transaction of what ended them: used by a decision, or revoked because the person is no
//! longer asked, the request was changed, or it has ended.

use chrono::{DateTime, Utc};
use engine::Execution;
use engine::execution::{Status, TaskState};
use engine::ids::{PersonId, TaskNo, WaitNo};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::ids::{ExecutionId, OrgRef};

/// Why a link is dead whose person says that it is not for them.
pub(crate) const DISOWNED: &str = "You said that this is not for you.";
/// Why a link is dead that an administrator ended.
pub(crate) const BY_ADMIN: &str = "An administrator ended this link.";
const ANSWERED: &str = "It was answered.";
const CHANGED: &str = "The request was changed and submitted again; a newer mail has its own link.";
const PASSED_ON: &str = "You are not asked any more.";
const ENDED: &str = "The request has ended.";
const GONE_ON: &str = "It has gone on already.";
const LEFT: &str = "This person is not active any more.";

/// A command that came by a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LinkUse {
    pub link: Uuid,
    /// Whether the link is used up by it.
    pub consumes: bool,
}

/// Uses a link, or only sees that it is alive, by compare and set. False when it is not alive any more.
pub(crate) async fn take(
    conn: &mut PgConnection,
    org: OrgRef,
    by: LinkUse,
    revision: u32,
    now: DateTime<Utc>,
) -> Result<bool> {
    let revision = i32::try_from(revision).unwrap_or(i32::MAX);
    let taken = sqlx::query!(
        "update links set used_at = case when $5 then $3 else used_at end
        where shard = $1 and id = $2 and org_id = $6 and used_at is null and revoked_at is null and expires_at > $3
            and (purpose <> 'task' or revision = $4)",
        org.shard,
        by.link,
        now,
        revision,
        by.consumes,
        org.id
    )
    .execute(conn)
    .await?;
    Ok(taken.rows_affected() == 1)
}

/// Revokes the links of an execution that are good for nothing any more.
pub(crate) async fn settle(
    conn: &mut PgConnection,
    id: ExecutionId,
    state: &Execution,
    now: DateTime<Utc>,
) -> Result<()> {
    let live = sqlx::query!(
        "select id, user_id, purpose, number, revision from links
        where shard = $1 and execution_id = $2 and used_at is null and revoked_at is null",
        id.shard,
        id.id
    )
    .fetch_all(&mut *conn)
    .await?;
    for link in live {
        let why = if link.purpose == "signal" {
            (!state.waits.contains_key(&WaitNo(link.number.unsigned_abs()))).then_some(GONE_ON)
        } else {
            task(state, TaskNo(link.number.unsigned_abs()), PersonId(link.user_id), link.revision)
        };
        if let Some(why) = why {
            end(conn, id.shard, link.id, why, now).await?;
        }
    }
    Ok(())
}

/// Why a link to a task is dead; none while it is good.
fn task(state: &Execution, no: TaskNo, person: PersonId, revision: i32) -> Option<&'static str> {
    let current = state.request.as_ref().map_or(0, |request| request.revision);
    let Some(task) = state.tasks.get(&no) else { return Some(ENDED) };
    match task.state {
        TaskState::Decided { .. } | TaskState::Revised { .. } => Some(ANSWERED),
        _ if matches!(state.status, Status::Closed { .. }) => Some(ENDED),
        TaskState::Closed { .. } => Some(ANSWERED),
        _ if !task.asks(person) => Some(PASSED_ON),
        _ if i64::from(revision) != i64::from(current) => Some(CHANGED),
        _ => None,
    }
}

/// Ends one link, if it lives.
pub(super) async fn end(
    conn: &mut PgConnection,
    shard: i16,
    link: Uuid,
    why: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let ended = sqlx::query!(
        "update links set revoked_at = $3, revoked_why = $4
        where shard = $1 and id = $2 and used_at is null and revoked_at is null",
        shard,
        link,
        now,
        why
    )
    .execute(conn)
    .await?;
    Ok(ended.rows_affected() == 1)
}

/// Ends every link of a person who is not active any more.
pub(crate) async fn revoke_of_person(
    conn: &mut PgConnection,
    org: OrgRef,
    user: Uuid,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "update links set revoked_at = $4, revoked_why = $5
        where shard = $1 and org_id = $2 and user_id = $3 and used_at is null and revoked_at is null",
        org.shard,
        org.id,
        user,
        now,
        LEFT
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends the links of somebody to a task that is not for them.
pub(crate) async fn disown(
    conn: &mut PgConnection,
    id: ExecutionId,
    task: TaskNo,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "update links set revoked_at = $5, revoked_why = $6
        where shard = $1 and execution_id = $2 and purpose = 'task' and number = $3 and user_id = $4
            and used_at is null and revoked_at is null",
        id.shard,
        id.id,
        i32::try_from(task.0).unwrap_or(i32::MAX),
        by.0,
        now,
        DISOWNED
    )
    .execute(conn)
    .await?;
    Ok(())
}
