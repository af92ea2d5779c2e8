//! What a person was told, newest first.

use chrono::{DateTime, Utc};
use engine::effect::Notice;
use engine::ids::{PersonId, TaskNo};
use serde::{Deserialize, Serialize};

use super::page::{self, Page, Place};
use crate::caller::Caller;
use crate::error::Result;
use crate::ids::{ExecutionId, TaskId};
use crate::runtime::Runtime;
use crate::store::names::{self, Names};

/// One notice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoticeRow {
    pub execution: ExecutionId,
    pub task: Option<TaskId>,
    /// The request's title.
    pub title: String,
    /// `asked`, `reminded`, ...
    pub kind: String,
    /// What is said, as a whole sentence.
    pub text: String,
    pub at: DateTime<Utc>,
    pub read: bool,
    /// Whether the person may open the request; who is only told about it may not.
    pub may_open: bool,
}

/// A page of what this person was told.
pub async fn notices(runtime: &Runtime, caller: &Caller, cursor: Option<&str>) -> Result<Page<NoticeRow>> {
    let from = Place::read(cursor, Place::last())?;
    let shard = caller.org.shard;
    let mut conn = runtime.shards.pool(shard).acquire().await?;
    let mut rows = sqlx::query!(
        r#"select n.id, n.execution_id, n.kind, n.notice, n.title, n.task_no, n.at, n.read_at,
            ($7 or exists (select 1 from participants p
                where p.shard = $1 and p.execution_id = n.execution_id and p.user_id = $3)) as "may_open!"
        from notices n
        where n.shard = $1 and n.org_id = $2 and n.user_id = $3 and (n.at, n.id) < ($4, $5)
        order by n.at desc, n.id desc
        limit $6"#,
        shard,
        caller.org.id,
        caller.person.0,
        from.at,
        from.id,
        page::limit(),
        caller.roles.admin
    )
    .fetch_all(&mut *conn)
    .await?;
    let next = page::cut(&mut rows, |row| Place { at: row.at, id: row.id, no: 0 });
    let said: Vec<Notice> =
        rows.iter().map(|row| serde_json::from_value(row.notice.clone())).collect::<Result<_, _>>()?;
    let names = names::of(&mut conn, caller.org, said.iter().filter_map(by)).await?;
    let rows = rows.into_iter().zip(said).map(|(row, said)| {
        let execution = ExecutionId { shard, id: row.execution_id };
        NoticeRow {
            execution,
            task: row.task_no.map(|no| TaskId { execution, no: TaskNo(no.unsigned_abs()) }),
            title: row.title,
            kind: row.kind,
            text: text(&said, &names),
            at: row.at,
            read: row.read_at.is_some(),
            may_open: row.may_open,
        }
    });
    Ok(Page { rows: rows.collect(), next })
}

/// How many notices this person has not read.
pub async fn unread(runtime: &Runtime, caller: &Caller) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "count!" from notices where shard = $1 and user_id = $2 and read_at is null"#,
        caller.org.shard,
        caller.person.0
    )
    .fetch_one(runtime.shards.pool(caller.org.shard))
    .await?)
}

/// Marks everything that this person was told as read.
pub async fn mark_all_read(runtime: &Runtime, caller: &Caller) -> Result<()> {
    sqlx::query!(
        "update notices set read_at = $3 where shard = $1 and user_id = $2 and read_at is null",
        caller.org.shard,
        caller.person.0,
        runtime.clock.now()
    )
    .execute(runtime.shards.pool(caller.org.shard))
    .await?;
    Ok(())
}

fn by(notice: &Notice) -> Option<PersonId> {
    match notice {
        Notice::DelegatedToYou { by } | Notice::Nudged { by } | Notice::Commented { by } | Notice::Disowned { by } => {
            Some(*by)
        }
        _ => None,
    }
}

fn text(notice: &Notice, names: &Names) -> String {
    match notice {
        Notice::Asked => "You are asked to decide.".to_owned(),
        Notice::Reminded { number: 1 } => "This still waits for your answer.".to_owned(),
        Notice::Reminded { number } => format!("This still waits for your answer (reminder {number})."),
        Notice::EscalatedToYou => "Nobody answered in time, so it came to you.".to_owned(),
        Notice::EscalationInforms => "Nobody has answered this in time.".to_owned(),
        Notice::DelegatedToYou { by } => format!("{} delegated this to you.", names.of(*by)),
        Notice::SentBack => "Your request was sent back for changes.".to_owned(),
        Notice::Closed => "Your request is closed.".to_owned(),
        Notice::Nudged { by } => format!("{} asks you to look at this soon.", names.of(*by)),
        Notice::Commented { by } => format!("{} commented.", names.of(*by)),
        Notice::Message { text } => text.clone(),
        Notice::Incident { reason } => format!("This is stuck and needs an administrator: {reason}"),
        Notice::Disowned { by } => format!("{} says that this is not for them.", names.of(*by)),
        Notice::SignalWanted { .. } => "This waits for your confirmation.".to_owned(),
    }
}
