//! The scenarios of drafts, and those that were published with a version.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::drafts::KeptScenario;
use crate::error::Result;
use crate::ids::{DraftId, OrgRef};

/// A scenario as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub id: Uuid,
    pub name: String,
    pub scenario: Value,
    pub changed_by: Uuid,
    pub changed_at: DateTime<Utc>,
}

/// The scenarios of a draft, by name.
pub(crate) async fn of(conn: &mut PgConnection, draft: DraftId) -> Result<Vec<Row>> {
    Ok(sqlx::query_as!(
        Row,
        "select id, name, scenario, changed_by, changed_at
        from draft_scenarios
        where shard = $1 and draft_id = $2
        order by name, id",
        draft.shard,
        draft.id
    )
    .fetch_all(conn)
    .await?)
}

/// Writes one, new or anew.
pub(crate) async fn put(conn: &mut PgConnection, draft: DraftId, row: &Row) -> Result<()> {
    sqlx::query!(
        "insert into draft_scenarios (shard, draft_id, id, name, scenario, changed_by, changed_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict on constraint draft_scenarios_pkey do update
        set name = excluded.name, scenario = excluded.scenario, changed_by = excluded.changed_by, changed_at = excluded.changed_at",
        draft.shard,
        draft.id,
        row.id,
        row.name,
        row.scenario,
        row.changed_by,
        row.changed_at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Removes one, if it is there.
pub(crate) async fn delete(conn: &mut PgConnection, draft: DraftId, id: Uuid) -> Result<()> {
    sqlx::query!(
        "delete from draft_scenarios where shard = $1 and draft_id = $2 and id = $3",
        draft.shard,
        draft.id,
        id
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The scenarios that were published with a version; none when there is no such version.
pub(crate) async fn of_version(
    conn: &mut PgConnection,
    org: OrgRef,
    key: &str,
    version: i32,
) -> Result<Option<Vec<KeptScenario>>> {
    let kept = sqlx::query_scalar!(
        "select scenarios from definition_versions where shard = $1 and org_id = $2 and key = $3 and version = $4",
        org.shard,
        org.id,
        key,
        version
    )
    .fetch_optional(conn)
    .await?;
    Ok(kept.map(serde_json::from_value).transpose()?)
}
