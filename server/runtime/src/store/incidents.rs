//! Open incidents.

use engine::Execution;
use engine::ids::IncidentNo;
use sqlx::PgConnection;

use super::executions::Head;
use crate::error::Result;
use crate::ids::{ExecutionId, OrgRef};

/// Makes the rows those that the state has open.
pub(crate) async fn show(conn: &mut PgConnection, org: OrgRef, id: ExecutionId, head: &Head) -> Result<()> {
    let open = open(&head.state);
    let numbers: Vec<i32> = open.iter().map(|no| i32::try_from(no.0).unwrap_or(i32::MAX)).collect();
    sqlx::query!(
        "delete from incidents where shard = $1 and execution_id = $2 and not (incident_no = any($3))",
        id.shard,
        id.id,
        &numbers
    )
    .execute(&mut *conn)
    .await?;
    for no in open {
        let Some(incident) = head.state.incidents.get(&no) else { continue };
        sqlx::query!(
            "insert into incidents (shard, execution_id, incident_no, org_id, definition_key, version, title, node_id, reason, raised_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            on conflict on constraint incidents_pkey do nothing",
            id.shard,
            id.id,
            i32::try_from(no.0).unwrap_or(i32::MAX),
            org.id,
            head.definition_key,
            head.version,
            head.state.request.as_ref().map_or("", |request| request.title.as_str()),
            incident.node.as_str(),
            incident.reason,
            incident.at
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

fn open(state: &Execution) -> Vec<IncidentNo> {
    if state.is_running() { state.incidents.keys().copied().collect() } else { vec![] }
}
