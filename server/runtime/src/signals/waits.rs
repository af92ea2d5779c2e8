//! Where executions wait for a signal.

use chrono::{DateTime, Utc};
use engine::ids::WaitNo;
use engine::nodes::Kind;
use engine::{Effect, Execution};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::ids::{ExecutionId, OrgRef};
use crate::read::visible::must_see;
use crate::runtime::Runtime;

/// Brings the rows of the waits that these effects name up to date.
pub(crate) async fn show(
    conn: &mut PgConnection,
    org: OrgRef,
    id: ExecutionId,
    state: &Execution,
    effects: &[Effect],
) -> Result<()> {
    for effect in effects {
        let (Effect::AwaitSignal { wait } | Effect::StopAwaiting { wait }) = effect else { continue };
        match state.waits.get(wait) {
            Some(waiting) => {
                sqlx::query!(
                    "insert into signal_waits (shard, execution_id, wait_no, org_id, name, key, since) values ($1, $2, $3, $4, $5, $6, $7)
                    on conflict on constraint signal_waits_pkey do nothing",
                    id.shard,
                    id.id,
                    number(*wait),
                    org.id,
                    waiting.name,
                    waiting.key,
                    waiting.since
                )
                .execute(&mut *conn)
                .await?;
            }
            None => {
                sqlx::query!(
                    "delete from signal_waits where shard = $1 and execution_id = $2 and wait_no = $3",
                    id.shard,
                    id.id,
                    number(*wait)
                )
                .execute(&mut *conn)
                .await?;
            }
        }
    }
    Ok(())
}

/// What a wait waits for.
pub(crate) async fn name_of(conn: &mut PgConnection, id: ExecutionId, wait: WaitNo) -> Result<String> {
    let name = sqlx::query_scalar!(
        "select name from signal_waits where shard = $1 and execution_id = $2 and wait_no = $3",
        id.shard,
        id.id,
        number(wait)
    )
    .fetch_optional(conn)
    .await?;
    // A wait that is over is refused by the engine, which says why.
    Ok(name.unwrap_or_else(|| "over".to_owned()))
}

/// A signal that a request waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitRow {
    pub no: WaitNo,
    pub step: String,
    pub name: String,
    pub key: Option<String>,
    pub since: DateTime<Utc>,
    /// Whether an address for programs may be made.
    pub webhook: bool,
}

/// What a request waits for from outside.
pub async fn waits_of(runtime: &Runtime, caller: &Caller, id: &ExecutionId) -> Result<Vec<WaitRow>> {
    let mut conn = runtime.shards.pool(caller.org.shard).acquire().await?;
    must_see(&mut conn, caller, id).await?;
    let row = sqlx::query!(
        "select definition_key, version, state from executions where shard = $1 and id = $2 and org_id = $3",
        id.shard,
        id.id,
        caller.org.id
    )
    .fetch_optional(&mut *conn)
    .await?
    .ok_or(Error::NotFound)?;
    let definition = runtime.definitions.get(&mut conn, caller.org, &row.definition_key, row.version).await?;
    let state: Execution = serde_json::from_value(row.state)?;
    let webhook =
        |node| matches!(definition.node(node).map(|node| &node.does), Some(Kind::Signal(signal)) if signal.webhook);
    Ok(state
        .waits
        .iter()
        .map(|(no, wait)| WaitRow {
            no: *no,
            step: definition.name_of(&wait.node).to_owned(),
            name: wait.name.clone(),
            key: wait.key.clone(),
            since: wait.since,
            webhook: webhook(&wait.node),
        })
        .collect())
}

pub(super) fn number(wait: WaitNo) -> i32 {
    i32::try_from(wait.0).unwrap_or(i32::MAX)
}
