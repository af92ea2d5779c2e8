//! History rows: inserted, read, never changed.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::caller::Channel;
use crate::chain::Link;
use crate::error::{Error, Result};
use crate::ids::ExecutionId;

/// A row of history as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub actor: Option<Uuid>,
    pub channel: String,
    pub key: Option<String>,
    pub command: String,
    pub events: String,
    pub hash: Vec<u8>,
}

impl Stored {
    /// The channel by which the command came.
    pub fn channel(&self) -> Result<Channel> {
        Ok(serde_json::from_value(serde_json::Value::String(self.channel.clone()))?)
    }

    /// The row as a link of the chain.
    pub fn link(&self, execution: ExecutionId) -> Link<'_> {
        Link {
            execution,
            seq: self.seq,
            at: self.at,
            actor: self.actor,
            channel: &self.channel,
            key: self.key.as_deref(),
            command: &self.command,
            events: &self.events,
        }
    }
}

/// Adds a row.
pub(crate) async fn append(conn: &mut PgConnection, link: &Link<'_>, hash: &[u8]) -> Result<()> {
    let written = sqlx::query!(
        "insert into transitions (shard, execution_id, seq, at, actor_id, channel, key, command, events, hash)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        link.execution.shard,
        link.execution.id,
        link.seq,
        link.at,
        link.actor,
        link.channel,
        link.key,
        link.command,
        link.events,
        hash
    )
    .execute(conn)
    .await?;
    if written.rows_affected() == 1 { Ok(()) } else { Err(Error::internal("a transition was not written")) }
}

/// The rows after number `after`, in order, at most `limit`.
pub(crate) async fn after(
    conn: &mut PgConnection,
    execution: ExecutionId,
    after: i64,
    limit: i64,
) -> Result<Vec<Stored>> {
    Ok(sqlx::query_as!(
        Stored,
        "select seq, at, actor_id as actor, channel, key, command, events, hash
        from transitions
        where shard = $1 and execution_id = $2 and seq > $3
        order by seq
        limit $4",
        execution.shard,
        execution.id,
        after,
        limit
    )
    .fetch_all(conn)
    .await?)
}
