//! The ledger of what people were told.

use chrono::{DateTime, Utc};
use engine::effect::Notice;
use engine::ids::{PersonId, TaskNo};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::ids::{ExecutionId, OrgRef, new_id};

/// Something to tell people about a request.
#[derive(Clone, Debug)]
pub(crate) struct Telling<'a> {
    pub key: &'a str,
    pub notice: &'a Notice,
    pub title: &'a str,
    pub task: Option<TaskNo>,
    pub at: DateTime<Utc>,
}

/// Tells active people, each once for the key. Gives those who were not told before.
pub(crate) async fn tell(
    conn: &mut PgConnection,
    org: OrgRef,
    id: ExecutionId,
    telling: &Telling<'_>,
    people: &[PersonId],
) -> Result<Vec<Uuid>> {
    let people: Vec<Uuid> = people.iter().map(|person| person.0).collect();
    let ids: Vec<Uuid> = people.iter().map(|_| new_id(telling.at)).collect();
    Ok(sqlx::query_scalar!(
        "insert into notices (shard, user_id, execution_id, key, id, org_id, kind, notice, title, task_no, at, read_at)
        select u.shard, u.id, $3, $4, n.id, u.org_id, $5, $6, $7, $8, $9, null
        from users u
        join unnest($10::uuid[], $11::uuid[]) as n (id, user_id) on n.user_id = u.id
        where u.shard = $1 and u.org_id = $2 and u.active
        on conflict on constraint notices_pkey do nothing
        returning user_id",
        org.shard,
        org.id,
        id.id,
        telling.key,
        telling.notice.key(),
        serde_json::to_value(telling.notice)?,
        telling.title,
        telling.task.map(|no| i32::try_from(no.0).unwrap_or(i32::MAX)),
        telling.at,
        &ids,
        &people
    )
    .fetch_all(conn)
    .await?)
}

/// The active administrators of an organisation.
pub(crate) async fn admins(conn: &mut PgConnection, org: OrgRef) -> Result<Vec<PersonId>> {
    let ids = sqlx::query_scalar!(
        "select id from users where shard = $1 and org_id = $2 and admin and active order by id",
        org.shard,
        org.id
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(PersonId).collect())
}
