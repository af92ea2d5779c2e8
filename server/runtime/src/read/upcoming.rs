//! What happens next by itself: the timers to come of some requests, in words.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;

/// A timer to come.
#[derive(Clone, Debug)]
pub(super) struct Coming {
    pub purpose: String,
    pub number: i32,
    pub step_no: Option<i32>,
    pub node_id: String,
    pub due_at: DateTime<Utc>,
}

/// The timers to come of these executions, each list in due order.
pub(super) async fn of(conn: &mut PgConnection, shard: i16, ids: &[Uuid]) -> Result<BTreeMap<Uuid, Vec<Coming>>> {
    let rows = sqlx::query!(
        "select execution_id, purpose, number, step_no, node_id, due_at
        from timers
        where shard = $1 and execution_id = any($2)
        order by due_at, timer_no",
        shard,
        ids
    )
    .fetch_all(conn)
    .await?;
    let mut all: BTreeMap<Uuid, Vec<Coming>> = BTreeMap::new();
    for row in rows {
        all.entry(row.execution_id).or_default().push(Coming {
            purpose: row.purpose,
            number: row.number,
            step_no: row.step_no,
            node_id: row.node_id,
            due_at: row.due_at,
        });
    }
    Ok(all)
}

/// The next thing that a step does when nobody answers; that it becomes overdue is not one.
pub(super) fn next_of_step(coming: &[Coming], step_no: i32) -> Option<&Coming> {
    coming.iter().find(|timer| timer.step_no == Some(step_no) && timer.purpose != "due")
}
