//! Compares what the read models show of an execution with what its history gives.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use engine::Execution;
use engine::execution::{Task, TaskState};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::ids::ExecutionId;
use crate::read::execution::number;
use crate::store::executions::status;
use crate::store::tasks::ask;

/// What the read models show that the folded history, ending at transition `seq`, does not, each in words.
pub(crate) async fn differences(
    conn: &mut PgConnection,
    id: ExecutionId,
    seq: i64,
    state: &Execution,
) -> Result<Vec<String>> {
    let mut found = execution(conn, id, seq, state).await?;
    let timers = state.timers.iter().map(|(no, timer)| (no.0.into(), Timer::from(timer))).collect();
    compare("timer", &timers_of(conn, id).await?, &timers, &mut found);
    let tasks = state.open_tasks().map(|(no, task)| (no.0.into(), Open::of(state, task))).collect();
    compare("task", &tasks_of(conn, id).await?, &tasks, &mut found);
    let waits = state.waits.iter().map(|(no, wait)| (no.0.into(), (wait.name.clone(), wait.key.clone()))).collect();
    compare("wait", &waits_of(conn, id).await?, &waits, &mut found);
    Ok(found)
}

/// By number, what is shown against what the history gives.
fn compare<T: PartialEq>(what: &str, shown: &BTreeMap<i64, T>, folded: &BTreeMap<i64, T>, found: &mut Vec<String>) {
    for (no, row) in folded {
        match shown.get(no) {
            None => found.push(format!("open {what} {no} is not shown")),
            Some(other) if other != row => found.push(format!("open {what} {no} is shown otherwise than it is")),
            Some(_) => {}
        }
    }
    for no in shown.keys().filter(|no| !folded.contains_key(no)) {
        found.push(format!("{what} {no} is shown and not open"));
    }
}

async fn execution(conn: &mut PgConnection, id: ExecutionId, seq: i64, state: &Execution) -> Result<Vec<String>> {
    let row = sqlx::query!(
        "select title, requester_id, status, outcome, seq, closed_at from executions where shard = $1 and id = $2",
        id.shard,
        id.id
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(vec!["it is not there any more".to_owned()]) };
    let (status, outcome, closed_at) = status(state);
    let request = state.request.as_ref();
    let columns = [
        ("title", request.is_some_and(|request| request.title == row.title)),
        ("requester", request.is_some_and(|request| request.requester.person.0 == row.requester_id)),
        ("status", row.status == status),
        ("outcome", row.outcome.as_deref() == outcome),
        ("closing time", micros(row.closed_at) == micros(closed_at)),
        ("number of the last transition", row.seq == seq),
    ];
    let differing = columns.iter().filter(|(_, same)| !same);
    Ok(differing.map(|(what, _)| format!("the {what} shown is not what the history gives")).collect())
}

#[derive(PartialEq)]
struct Timer {
    purpose: String,
    number: i32,
    step: Option<i64>,
    due_at: Option<i64>,
}

impl From<&engine::execution::Timer> for Timer {
    fn from(timer: &engine::execution::Timer) -> Self {
        Self {
            purpose: timer.purpose.key().to_owned(),
            number: number(timer.purpose),
            step: timer.purpose.step().map(|step| step.0.into()),
            due_at: micros(Some(timer.due_at)),
        }
    }
}

async fn timers_of(conn: &mut PgConnection, id: ExecutionId) -> Result<BTreeMap<i64, Timer>> {
    let rows = sqlx::query!(
        "select timer_no, purpose, number, step_no, due_at from timers where shard = $1 and execution_id = $2",
        id.shard,
        id.id
    )
    .fetch_all(conn)
    .await?;
    let timer = |step: Option<i32>, purpose, number, due_at| Timer {
        purpose,
        number,
        step: step.map(i64::from),
        due_at: micros(Some(due_at)),
    };
    Ok(rows
        .into_iter()
        .map(|row| (row.timer_no.into(), timer(row.step_no, row.purpose, row.number, row.due_at)))
        .collect())
}

async fn waits_of(conn: &mut PgConnection, id: ExecutionId) -> Result<BTreeMap<i64, (String, Option<String>)>> {
    let rows = sqlx::query!(
        "select wait_no, name, key from signal_waits where shard = $1 and execution_id = $2",
        id.shard,
        id.id
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.wait_no.into(), (row.name, row.key))).collect())
}

/// An open task with whom it asks.
#[derive(PartialEq)]
struct Open {
    title: String,
    step: i64,
    node: String,
    ask: String,
    round: i64,
    due_at: Option<i64>,
    claimed_by: Option<Uuid>,
    asked: Vec<Uuid>,
}

impl Open {
    fn of(state: &Execution, task: &Task) -> Self {
        let mut asked: Vec<Uuid> = task.candidates.iter().map(|candidate| candidate.person.0).collect();
        asked.sort_unstable();
        asked.dedup();
        Self {
            title: state.request.as_ref().map(|request| request.title.clone()).unwrap_or_default(),
            step: task.step.0.into(),
            node: task.node.as_str().to_owned(),
            ask: ask(task.ask).to_owned(),
            round: task.round.into(),
            due_at: micros(task.due_at),
            claimed_by: match task.state {
                TaskState::Claimed { by, .. } => Some(by.0),
                _ => None,
            },
            asked,
        }
    }
}

async fn tasks_of(conn: &mut PgConnection, id: ExecutionId) -> Result<BTreeMap<i64, Open>> {
    let rows = sqlx::query!(
        r#"select t.task_no, t.title, t.step_no, t.node_id, t.ask, t.round, t.due_at, t.claimed_by,
            array(
                select c.user_id
                from task_candidates c
                where c.shard = $1 and c.execution_id = t.execution_id and c.task_no = t.task_no and c.shard = t.shard
                order by c.user_id
            ) as "asked!"
        from tasks t
        where t.shard = $1 and t.execution_id = $2"#,
        id.shard,
        id.id
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let open = Open {
                title: row.title,
                step: row.step_no.into(),
                node: row.node_id,
                ask: row.ask,
                round: row.round.into(),
                due_at: micros(row.due_at),
                claimed_by: row.claimed_by,
                asked: row.asked,
            };
            (row.task_no.into(), open)
        })
        .collect())
}

/// Microseconds, which is what the database keeps.
fn micros(at: Option<DateTime<Utc>>) -> Option<i64> {
    at.map(|at| at.timestamp_micros())
}
