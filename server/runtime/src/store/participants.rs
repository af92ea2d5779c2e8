//! Who may see a request because of what they are or were in it.

use std::collections::{BTreeMap, BTreeSet};

use engine::execution::TaskState;
use engine::ids::{PersonId, TaskNo};
use sqlx::PgConnection;
use uuid::Uuid;

use super::executions::Head;
use crate::error::Result;
use crate::ids::ExecutionId;

/// Adds the requester, and everybody whom these tasks ask or asked.
pub(crate) async fn note(
    conn: &mut PgConnection,
    id: ExecutionId,
    head: &Head,
    tasks: &BTreeSet<TaskNo>,
) -> Result<()> {
    let Some(request) = &head.state.request else { return Ok(()) };
    let mut people: BTreeMap<PersonId, bool> = BTreeMap::from([(request.requester.person, false)]);
    for task in tasks.iter().filter_map(|no| head.state.tasks.get(no)) {
        for candidate in &task.candidates {
            people.entry(candidate.person).or_default();
        }
        if let TaskState::Decided { by, .. } = task.state {
            people.insert(by, true);
        }
    }
    // Who was mailed a link for a wait is in it too.
    for person in head.state.waits.values().flat_map(|wait| &wait.people) {
        people.entry(*person).or_default();
    }
    let ids: Vec<Uuid> = people.keys().map(|person| person.0).collect();
    let decided: Vec<bool> = people.values().copied().collect();
    sqlx::query!(
        "insert into participants (shard, execution_id, user_id, org_id, requested, decided, open)
        select e.shard, e.id, p.user_id, e.org_id, p.user_id = e.requester_id, p.decided, e.status = 'running'
        from executions e
        cross join unnest($3::uuid[], $4::bool[]) as p (user_id, decided)
        where e.shard = $1 and e.id = $2
        on conflict on constraint participants_pkey do update set decided = true
        where excluded.decided and not participants.decided",
        id.shard,
        id.id,
        &ids,
        &decided
    )
    .execute(&mut *conn)
    .await?;
    if !head.state.is_running() {
        sqlx::query!(
            "update participants set open = false where shard = $1 and execution_id = $2 and open",
            id.shard,
            id.id
        )
        .execute(conn)
        .await?;
    }
    Ok(())
}
