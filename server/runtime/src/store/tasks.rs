//! Open tasks with their candidates, and finished ones.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use engine::execution::{Ask, ClosedBecause, Decision, Task, TaskState};
use engine::ids::TaskNo;
use sqlx::PgConnection;
use uuid::Uuid;

use super::executions::Head;
use crate::error::Result;
use crate::ids::{ExecutionId, OrgRef};

/// Where tasks without a due time are sorted: this long after their opening.
const NO_HURRY: TimeDelta = TimeDelta::days(36_525);

/// Brings the rows of these tasks up to date.
pub(crate) async fn show(
    conn: &mut PgConnection,
    org: OrgRef,
    id: ExecutionId,
    head: &Head,
    tasks: &BTreeSet<TaskNo>,
) -> Result<()> {
    if tasks.is_empty() {
        return Ok(());
    }
    let numbers: Vec<i32> = tasks.iter().map(|no| number(*no)).collect();
    sqlx::query!(
        "delete from task_candidates where shard = $1 and execution_id = $2 and task_no = any($3)",
        id.shard,
        id.id,
        &numbers
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "delete from tasks where shard = $1 and execution_id = $2 and task_no = any($3)",
        id.shard,
        id.id,
        &numbers
    )
    .execute(&mut *conn)
    .await?;
    for no in tasks {
        let Some(task) = head.state.tasks.get(no) else { continue };
        if task.is_open() {
            open(conn, org, id, head, *no, task).await?;
        } else {
            finished(conn, org, id, head, *no, task).await?;
        }
    }
    Ok(())
}

async fn open(
    conn: &mut PgConnection,
    org: OrgRef,
    id: ExecutionId,
    head: &Head,
    no: TaskNo,
    task: &Task,
) -> Result<()> {
    let Some(request) = &head.state.request else { return Ok(()) };
    let claimed_by = match task.state {
        TaskState::Claimed { by, .. } => Some(by),
        _ => None,
    };
    sqlx::query!(
        "insert into tasks (shard, execution_id, task_no, org_id, definition_key, version, title, requester_id, step_no, node_id, ask,
            round, opened_at, due_at, claimed_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        id.shard,
        id.id,
        number(no),
        org.id,
        head.definition_key,
        head.version,
        request.title,
        request.requester.person.0,
        i32::try_from(task.step.0).unwrap_or(i32::MAX),
        task.node.as_str(),
        ask(task.ask),
        i32::try_from(task.round).unwrap_or(i32::MAX),
        task.at,
        task.due_at,
        claimed_by.map(|by| by.0)
    )
    .execute(&mut *conn)
    .await?;
    let people: Vec<Uuid> = task.candidates.iter().map(|candidate| candidate.person.0).collect();
    let places: Vec<String> = task
        .candidates
        .iter()
        .map(|candidate| match claimed_by {
            Some(by) if by == candidate.person => "mine",
            Some(_) => "elsewhere",
            None if task.candidates.len() == 1 => "mine",
            None => "group",
        })
        .map(str::to_owned)
        .collect();
    let whys: Vec<serde_json::Value> =
        task.candidates.iter().map(|candidate| serde_json::to_value(&candidate.why)).collect::<Result<_, _>>()?;
    sqlx::query!(
        "insert into task_candidates (shard, execution_id, task_no, user_id, place, sort_at, why)
        select t.shard, t.execution_id, t.task_no, c.user_id, c.place, $4, c.why
        from tasks t
        cross join unnest($5::uuid[], $6::text[], $7::jsonb[]) as c (user_id, place, why)
        where t.shard = $1 and t.execution_id = $2 and t.task_no = $3
        on conflict on constraint task_candidates_pkey do nothing",
        id.shard,
        id.id,
        number(no),
        task.due_at.unwrap_or(task.at + NO_HURRY),
        &people,
        &places,
        &whys
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn finished(
    conn: &mut PgConnection,
    org: OrgRef,
    id: ExecutionId,
    head: &Head,
    no: TaskNo,
    task: &Task,
) -> Result<()> {
    let Some(request) = &head.state.request else { return Ok(()) };
    let Some(end) = end(&task.state) else { return Ok(()) };
    sqlx::query!(
        "insert into finished_tasks (shard, execution_id, task_no, org_id, definition_key, version, title, requester_id, node_id, ask,
            opened_at, due_at, finished_at, how, decided_by, comment)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        on conflict on constraint finished_tasks_pkey do nothing",
        id.shard,
        id.id,
        number(no),
        org.id,
        head.definition_key,
        head.version,
        request.title,
        request.requester.person.0,
        task.node.as_str(),
        ask(task.ask),
        task.at,
        task.due_at,
        end.at,
        end.how,
        end.by,
        end.comment
    )
    .execute(conn)
    .await?;
    Ok(())
}

struct End<'a> {
    at: DateTime<Utc>,
    how: &'static str,
    by: Option<Uuid>,
    comment: &'a str,
}

fn end(state: &TaskState) -> Option<End<'_>> {
    match state {
        TaskState::Offered | TaskState::Claimed { .. } => None,
        TaskState::Decided { by, at, decision, comment, .. } => {
            let how = match decision {
                Decision::Approve => "approve",
                Decision::Reject => "reject",
                Decision::RequestChanges => "request_changes",
            };
            Some(End { at: *at, how, by: Some(by.0), comment })
        }
        TaskState::Revised { by, at } => Some(End { at: *at, how: "revised", by: Some(by.0), comment: "" }),
        TaskState::Closed { reason, at } => {
            let how = match reason {
                ClosedBecause::Decided => "decided",
                ClosedBecause::ChangesRequested => "changes_requested",
                ClosedBecause::TimedOut => "timed_out",
                ClosedBecause::Withdrawn => "withdrawn",
                ClosedBecause::Cancelled => "cancelled",
                ClosedBecause::Ended => "ended",
            };
            Some(End { at: *at, how, by: None, comment: "" })
        }
    }
}

/// What a task asks for, by its name in the database.
pub(crate) fn ask(ask: Ask) -> &'static str {
    match ask {
        Ask::Decide => "decide",
        Ask::Revise => "revise",
    }
}

fn number(no: TaskNo) -> i32 {
    i32::try_from(no.0).unwrap_or(i32::MAX)
}
