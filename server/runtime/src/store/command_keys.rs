//! Receipts of accepted commands by idempotency key.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::ids::{ExecutionId, OrgRef};

/// The longest key, in characters.
const LONGEST: usize = 200;

/// What an earlier command with the same key did.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Receipt {
    pub execution_id: Uuid,
    pub seq: i64,
}

/// The receipt of the key, if the same command was accepted before.
pub(crate) async fn find(conn: &mut PgConnection, org: OrgRef, key: &str, digest: &[u8]) -> Result<Option<Receipt>> {
    check(key)?;
    let row = sqlx::query!(
        "select digest, execution_id, seq from command_keys where shard = $1 and org_id = $2 and key = $3",
        org.shard,
        org.id,
        key
    )
    .fetch_optional(conn)
    .await?;
    match row {
        None => Ok(None),
        Some(row) if row.digest == digest => Ok(Some(Receipt { execution_id: row.execution_id, seq: row.seq })),
        Some(_) => Err(used()),
    }
}

/// Fails unless a text can be an idempotency key.
pub(crate) fn check(key: &str) -> Result<()> {
    let length = key.chars().count();
    if length == 0 || length > LONGEST || key.chars().any(char::is_control) {
        return Err(Error::field("key", format!("An idempotency key has 1 to {LONGEST} characters.")));
    }
    Ok(())
}

/// The key belongs to something else.
pub(crate) fn used() -> Error {
    Error::Conflict("This key was used for something else already.".to_owned())
}

/// Keeps a receipt.
pub(crate) async fn keep(
    conn: &mut PgConnection,
    org: OrgRef,
    execution: ExecutionId,
    key: &str,
    digest: &[u8],
    seq: i64,
    at: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into command_keys (shard, org_id, key, digest, execution_id, seq, at) values ($1, $2, $3, $4, $5, $6, $7)",
        org.shard,
        org.id,
        key,
        digest,
        execution.id,
        seq,
        at
    )
    .execute(conn)
    .await?;
    Ok(())
}
