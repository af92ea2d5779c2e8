//! Signals that nothing waits for yet.

use chrono::{DateTime, Utc};
use engine::ids::PersonId;
use engine::nodes::signal::SignalData;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::ids::OrgRef;

/// A kept signal.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub name: String,
    pub key: String,
    pub id: Uuid,
    pub data: SignalData,
    pub by: Option<PersonId>,
}

/// Takes the turn of a name and key: whoever waits and whoever sends do so one after the other.
pub(super) async fn turn(
    conn: &mut PgConnection,
    org: OrgRef,
    name: &str,
    key: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into signal_keys (shard, org_id, name, key, touched_at) values ($1, $2, $3, $4, $5)
        on conflict on constraint signal_keys_pkey do update set touched_at = excluded.touched_at",
        org.shard,
        org.id,
        name,
        key,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The oldest kept signal of a name and key, taken out; for a wait that begins in this transaction.
pub(crate) async fn early(
    conn: &mut PgConnection,
    org: OrgRef,
    name: &str,
    key: &str,
    now: DateTime<Utc>,
) -> Result<Option<Kept>> {
    turn(conn, org, name, key, now).await?;
    let oldest = sqlx::query_scalar!(
        "select id from signals where shard = $1 and org_id = $2 and name = $3 and key = $4 order by id limit 1 for update skip locked",
        org.shard,
        org.id,
        name,
        key
    )
    .fetch_optional(&mut *conn)
    .await?;
    match oldest {
        Some(id) => remove(conn, org, name, key, id).await,
        None => Ok(None),
    }
}

/// Takes a kept signal out, to deliver it in this transaction. False when it was delivered already.
pub(crate) async fn take(conn: &mut PgConnection, org: OrgRef, kept: &Kept) -> Result<bool> {
    Ok(remove(conn, org, &kept.name, &kept.key, kept.id).await?.is_some())
}

async fn remove(conn: &mut PgConnection, org: OrgRef, name: &str, key: &str, id: Uuid) -> Result<Option<Kept>> {
    let row = sqlx::query!(
        "delete from signals where shard = $1 and org_id = $2 and name = $3 and key = $4 and id = $5 returning data, by_user",
        org.shard,
        org.id,
        name,
        key,
        id
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok(Kept {
            name: name.to_owned(),
            key: key.to_owned(),
            id,
            data: serde_json::from_value(row.data)?,
            by: row.by_user.map(PersonId),
        })
    })
    .transpose()
}
