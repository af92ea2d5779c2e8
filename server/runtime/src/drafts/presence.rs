//! Who has a draft open at this moment. Each browser tab says every ten seconds that it is there.

use chrono::{DateTime, TimeDelta, Utc};
use engine::ids::PersonId;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

use super::draft::{designs, find};
use crate::caller::Caller;
use crate::error::Result;
use crate::ids::DraftId;
use crate::patience::patiently;
use crate::runtime::Runtime;
use crate::store::names;

/// Who has not said that they are there for so long is not.
pub(crate) const SEEN: TimeDelta = TimeDelta::seconds(30);
/// Who has saved within this time is editing.
const EDITING: TimeDelta = TimeDelta::minutes(2);
/// Rows of tabs that were closed so long ago are removed.
const FORGOTTEN: TimeDelta = TimeDelta::days(7);

/// Somebody else who has the draft open, or the same person in another tab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Other {
    pub name: String,
    pub since: DateTime<Utc>,
    /// Whether they have changed it within the last two minutes.
    pub editing: bool,
    /// Whether it is the caller, in another tab.
    pub me: bool,
}

/// How a draft stands, and who else is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    pub revision: i64,
    pub changed_by: String,
    pub changed_at: DateTime<Utc>,
    pub others: Vec<Other>,
}

impl Runtime {
    /// Notes that a tab has the draft open, and tells how the draft stands.
    pub async fn draft_presence(&self, caller: &Caller, id: DraftId, editor: Uuid) -> Result<Presence> {
        designs(caller)?;
        patiently(|| async {
            let mut conn = self.shards.pool(caller.org.shard).acquire().await?;
            let draft = find(&mut conn, caller, id).await?;
            let now = self.clock.now();
            if let Err(error) = note(&mut conn, caller, id, editor, now).await {
                // It may have ended since it was found: then that is said.
                find(&mut conn, caller, id).await?;
                return Err(error);
            }
            let by = PersonId(draft.changed_by);
            let changed_by = names::of(&mut conn, caller.org, [by]).await?.of(by).to_owned();
            let others = others(&mut conn, caller, id, editor, now).await?;
            Ok(Presence { revision: draft.revision, changed_by, changed_at: draft.changed_at, others })
        })
        .await
    }
}

/// Writes that the tab is there.
async fn note(conn: &mut PgConnection, caller: &Caller, id: DraftId, editor: Uuid, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "insert into draft_editors (shard, draft_id, user_id, editor, since, seen_at)
        select d.shard, d.id, $4, $5, $6, $6
        from drafts d
        where d.shard = $1 and d.id = $2 and d.org_id = $3
        on conflict on constraint draft_editors_pkey do update set seen_at = excluded.seen_at",
        id.shard,
        id.id,
        caller.org.id,
        caller.person.0,
        editor,
        now
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "delete from draft_editors where shard = $1 and draft_id = $2 and seen_at < $3",
        id.shard,
        id.id,
        now - FORGOTTEN
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Everybody who is there but this tab, by name; each person once.
pub(super) async fn others(
    conn: &mut PgConnection,
    caller: &Caller,
    id: DraftId,
    editor: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<Other>> {
    let rows = sqlx::query!(
        r#"select e.user_id, u.name, min(e.since) as "since!", max(e.changed_at) as changed_at
        from draft_editors e
        join users u on u.shard = e.shard and u.id = e.user_id
        where e.shard = $1 and u.shard = $1 and e.draft_id = $2 and e.seen_at > $3 and not (e.user_id = $4 and e.editor = $5)
        group by e.user_id, u.name
        order by u.name, e.user_id"#,
        id.shard,
        id.id,
        now - SEEN,
        caller.person.0,
        editor
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Other {
            name: row.name,
            since: row.since,
            editing: row.changed_at.is_some_and(|at| at > now - EDITING),
            me: row.user_id == caller.person.0,
        })
        .collect())
}
