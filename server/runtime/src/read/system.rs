//! How the organisation's requests are doing: open incidents, timers to come, and how late timers fired.

use chrono::{DateTime, TimeDelta, Utc};
use engine::ids::{IncidentNo, NodeId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::ids::ExecutionId;
use crate::runtime::Runtime;

/// How many incidents and timers are listed.
const LISTED: i64 = 50;

/// What administrators see of the machinery.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SystemOverview {
    pub running: i64,
    pub closed: i64,
    pub open_tasks: i64,
    pub overdue_tasks: i64,
    pub timers_waiting: i64,
    /// Timers whose moment has passed and that have not fired.
    pub timers_late: i64,
    pub incident_count: i64,
    /// Oldest first.
    pub incidents: Vec<IncidentRow>,
    /// Next first.
    pub timers: Vec<TimerRow>,
    /// Over the last 24 hours.
    pub lateness: Lateness,
}

/// An open incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentRow {
    pub execution: ExecutionId,
    pub no: IncidentNo,
    pub title: String,
    pub node: NodeId,
    pub step: String,
    pub reason: String,
    pub raised_at: DateTime<Utc>,
}

/// A timer to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimerRow {
    pub execution: ExecutionId,
    pub title: String,
    pub step: String,
    /// `reminder`, `due`, `escalation`, `timeout` or `wait`.
    pub purpose: String,
    pub due_at: DateTime<Utc>,
}

/// How long after their moment timers fired, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lateness {
    pub fired: i64,
    pub p50: f64,
    pub p95: f64,
    pub p99: f64,
    pub max: f64,
}

/// The overview; for administrators only.
pub async fn system(runtime: &Runtime, caller: &Caller) -> Result<SystemOverview> {
    if !caller.roles.admin {
        return Err(Error::Forbidden("Only administrators see this page.".to_owned()));
    }
    let (shard, org, now) = (caller.org.shard, caller.org.id, runtime.clock.now());
    let mut conn = runtime.shards.pool(shard).acquire().await?;
    let counts = sqlx::query!(
        r#"select
            (select count(*) from executions e where e.shard = $1 and e.org_id = $2 and e.status = 'running') as "running!",
            (select count(*) from executions e where e.shard = $1 and e.org_id = $2 and e.status = 'closed') as "closed!",
            (select count(*) from tasks t where t.shard = $1 and t.org_id = $2) as "open_tasks!",
            (select count(*) from tasks t where t.shard = $1 and t.org_id = $2 and t.due_at <= $3) as "overdue_tasks!",
            (select count(*) from timers w where w.shard = $1 and w.org_id = $2) as "timers_waiting!",
            (select count(*) from timers w where w.shard = $1 and w.org_id = $2 and w.due_at <= $3) as "timers_late!",
            (select count(*) from incidents i where i.shard = $1 and i.org_id = $2) as "incident_count!""#,
        shard,
        org,
        now
    )
    .fetch_one(&mut *conn)
    .await?;
    Ok(SystemOverview {
        running: counts.running,
        closed: counts.closed,
        open_tasks: counts.open_tasks,
        overdue_tasks: counts.overdue_tasks,
        timers_waiting: counts.timers_waiting,
        timers_late: counts.timers_late,
        incident_count: counts.incident_count,
        incidents: incidents(runtime, &mut conn, caller).await?,
        timers: timers(runtime, &mut conn, caller).await?,
        lateness: lateness(&mut conn, caller, now - TimeDelta::hours(24)).await?,
    })
}

async fn lateness(conn: &mut PgConnection, caller: &Caller, since: DateTime<Utc>) -> Result<Lateness> {
    Ok(sqlx::query_as!(
        Lateness,
        r#"with late as (
            select extract(epoch from fired_at - due_at)::float8 as seconds
            from fired_timers
            where shard = $1 and org_id = $2 and fired_at > $3
        )
        select count(*) as "fired!",
            coalesce(percentile_cont(0.5) within group (order by seconds), 0) as "p50!",
            coalesce(percentile_cont(0.95) within group (order by seconds), 0) as "p95!",
            coalesce(percentile_cont(0.99) within group (order by seconds), 0) as "p99!",
            coalesce(max(seconds), 0) as "max!"
        from late"#,
        caller.org.shard,
        caller.org.id,
        since
    )
    .fetch_one(conn)
    .await?)
}

async fn incidents(runtime: &Runtime, conn: &mut PgConnection, caller: &Caller) -> Result<Vec<IncidentRow>> {
    let shard = caller.org.shard;
    let rows = sqlx::query!(
        "select execution_id, incident_no, definition_key, version, title, node_id, reason, raised_at
        from incidents
        where shard = $1 and org_id = $2
        order by raised_at
        limit $3",
        shard,
        caller.org.id,
        LISTED
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut incidents = Vec::with_capacity(rows.len());
    for row in rows {
        let definition = runtime.definitions.get(conn, caller.org, &row.definition_key, row.version).await?;
        let node = NodeId(row.node_id);
        incidents.push(IncidentRow {
            execution: ExecutionId { shard, id: row.execution_id },
            no: IncidentNo(row.incident_no.unsigned_abs()),
            title: row.title,
            step: definition.name_of(&node).to_owned(),
            node,
            reason: row.reason,
            raised_at: row.raised_at,
        });
    }
    Ok(incidents)
}

async fn timers(runtime: &Runtime, conn: &mut PgConnection, caller: &Caller) -> Result<Vec<TimerRow>> {
    let shard = caller.org.shard;
    let rows = sqlx::query!(
        "select w.execution_id, w.purpose, w.node_id, w.due_at, e.title, e.definition_key, e.version
        from timers w
        join executions e on e.shard = w.shard and e.id = w.execution_id
        where w.shard = $1 and e.shard = $1 and w.org_id = $2
        order by w.due_at
        limit $3",
        shard,
        caller.org.id,
        LISTED
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut timers = Vec::with_capacity(rows.len());
    for row in rows {
        let definition = runtime.definitions.get(conn, caller.org, &row.definition_key, row.version).await?;
        timers.push(TimerRow {
            execution: ExecutionId { shard, id: row.execution_id },
            title: row.title,
            step: definition.name_of(&NodeId(row.node_id)).to_owned(),
            purpose: row.purpose,
            due_at: row.due_at,
        });
    }
    Ok(timers)
}
