//! Receipts of what was done to drafts and processes, by idempotency key: a repeat gets the first answer.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::PgConnection;

use super::command_keys;
use crate::error::{Error, Result};
use crate::ids::OrgRef;

/// The first answer, if the same was done with this key before.
pub(crate) async fn find<T: DeserializeOwned>(
    conn: &mut PgConnection,
    org: OrgRef,
    key: &str,
    digest: &[u8],
) -> Result<Option<T>> {
    command_keys::check(key)?;
    let row = sqlx::query!(
        "select digest, answer from design_keys where shard = $1 and org_id = $2 and key = $3",
        org.shard,
        org.id,
        key
    )
    .fetch_optional(conn)
    .await?;
    match row {
        None => Ok(None),
        Some(row) if row.digest == digest => Ok(Some(serde_json::from_value(row.answer)?)),
        Some(_) => Err(command_keys::used()),
    }
}

/// Keeps the answer.
pub(crate) async fn keep(
    conn: &mut PgConnection,
    org: OrgRef,
    key: &str,
    digest: &[u8],
    answer: &(impl Serialize + Sync),
    at: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        "insert into design_keys (shard, org_id, key, digest, answer, at) values ($1, $2, $3, $4, $5, $6)",
        org.shard,
        org.id,
        key,
        digest,
        serde_json::to_value(answer)?,
        at
    )
    .execute(conn)
    .await?;
    Ok(())
}
