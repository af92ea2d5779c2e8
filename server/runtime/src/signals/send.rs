//! Sending signals: to one request, or by name and key to whatever waits for it, now or later.

use engine::ids::WaitNo;
use engine::nodes::signal::SignalData;
use engine::{Command, Rejection};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use uuid::Uuid;

use super::kept::{self, Kept};
use crate::caller::{Caller, Channel};
use crate::chain;
use crate::commands::Receipt;
use crate::error::{Error, Result};
use crate::handle::{Handled, Order, Subject, handle};
use crate::ids::{ExecutionId, OrgRef, new_id};
use crate::patience::patiently;
use crate::runtime::Runtime;

/// Kept signals that are looked at in one round.
const BATCH: i64 = 100;

/// A signal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signal {
    pub name: String,
    pub key: String,
    pub data: SignalData,
}

/// What became of a signal that was sent by name and key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "signalled", rename_all = "snake_case")]
pub enum Signalled {
    /// This request waited for it and has gone on.
    Delivered { execution: ExecutionId },
    /// Nothing waits for it yet; it is kept.
    Kept,
    /// The same was sent before with this idempotency key.
    Duplicate,
}

/// Sends a signal to one request; it is kept there when it comes early.
pub async fn signal_execution(
    runtime: &Runtime,
    caller: &Caller,
    idempotency_key: &str,
    id: &ExecutionId,
    name: &str,
    data: SignalData,
) -> Result<Receipt> {
    let digest =
        chain::digest(&["signal", &caller.person.to_string(), &id.to_string(), name, &serde_json::to_string(&data)?]);
    let order = Order {
        org: caller.org,
        id: *id,
        key: Some((idempotency_key, &digest)),
        channel: caller.channel,
        command: Command::Signal { wait: None, name: name.to_owned(), key: None, data, by: Some(caller.person) },
        subject: Subject::Seen { caller },
        link: None,
    };
    match patiently(|| handle(runtime, &order)).await? {
        Handled::Accepted { seq } => Ok(Receipt::Accepted { seq }),
        Handled::Duplicate { seq, .. } => Ok(Receipt::Duplicate { seq }),
        Handled::Lost => Err(Error::internal("a person's signal was fenced off")),
    }
}

/// Sends a signal by name and key. It is durable before this returns, and delivered at once if something waits for it.
pub async fn send_signal(
    runtime: &Runtime,
    caller: &Caller,
    idempotency_key: &str,
    signal: &Signal,
) -> Result<Signalled> {
    let signal = &Signal { key: signal.key.trim().to_owned(), ..signal.clone() };
    engine::well_formed_signal(&signal.name, Some(&signal.key), &signal.data).map_err(|rejection| match rejection {
        Rejection::Invalid { field, problem } => Error::field(&field, problem),
        other => Error::Forbidden(other.to_string()),
    })?;
    let id = new_id(runtime.clock.now());
    if !patiently(|| keep(runtime, caller, idempotency_key, signal, id)).await? {
        return Ok(Signalled::Duplicate);
    }
    let pool = runtime.shards.pool(caller.org.shard);
    let delivered = deliver_key(runtime, pool, caller.org, &signal.name, &signal.key).await?;
    let own = delivered.into_iter().find(|(delivered, _)| *delivered == id);
    Ok(own.map_or(Signalled::Kept, |(_, execution)| Signalled::Delivered { execution }))
}

/// Writes the signal down; false when it was sent before.
async fn keep(runtime: &Runtime, caller: &Caller, idempotency_key: &str, signal: &Signal, id: Uuid) -> Result<bool> {
    let now = runtime.clock.now();
    let digest = chain::digest(&[&caller.person.to_string(), &serde_json::to_string(signal)?]);
    let mut tx = runtime.shards.pool(caller.org.shard).begin().await?;
    kept::turn(&mut tx, caller.org, &signal.name, &signal.key, now).await?;
    let first = sqlx::query!(
        "select digest, signal_id from signal_receipts where shard = $1 and org_id = $2 and idempotency_key = $3",
        caller.org.shard,
        caller.org.id,
        idempotency_key
    )
    .fetch_optional(&mut *tx)
    .await?;
    if let Some(first) = first {
        // An attempt of our own whose answer was lost is no repeat.
        return if first.digest == digest {
            Ok(first.signal_id == id)
        } else {
            Err(Error::Conflict("This key was used for something else already.".to_owned()))
        };
    }
    sqlx::query!(
        "insert into signal_receipts (shard, org_id, idempotency_key, digest, signal_id, at) values ($1, $2, $3, $4, $5, $6)",
        caller.org.shard,
        caller.org.id,
        idempotency_key,
        &digest,
        id,
        now
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "insert into signals (shard, org_id, name, key, id, data, by_user, received_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        caller.org.shard,
        caller.org.id,
        signal.name,
        signal.key,
        id,
        serde_json::to_value(&signal.data)?,
        caller.person.0,
        now
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(true)
}

/// Delivers kept signals to what waits for them; what a crash between keeping and delivering left behind. Gives how many.
pub async fn deliver_kept(runtime: &Runtime) -> Result<usize> {
    let mut count = 0;
    for (pool, group) in runtime.shards.groups() {
        let keys = sqlx::query!(
            "select distinct s.shard, s.org_id, s.name, s.key
            from signals s
            join signal_waits w on w.shard = s.shard and w.org_id = s.org_id and w.name = s.name and w.key = s.key
            where s.shard = any($1) and w.shard = any($1)
            limit $2",
            group,
            BATCH
        )
        .fetch_all(pool)
        .await?;
        for key in keys {
            let org = OrgRef { shard: key.shard, id: key.org_id };
            match deliver_key(runtime, pool, org, &key.name, &key.key).await {
                Ok(delivered) => count += delivered.len(),
                Err(error) if error.may_pass() => return Err(error),
                Err(error) => tracing::error!(error = ?error, name = key.name, "kept signals were not delivered"),
            }
        }
    }
    Ok(count)
}

/// Delivers the signals of one name and key, the oldest to the oldest wait, as long as there are both.
async fn deliver_key(
    runtime: &Runtime,
    pool: &PgPool,
    org: OrgRef,
    name: &str,
    key: &str,
) -> Result<Vec<(Uuid, ExecutionId)>> {
    let mut delivered = Vec::new();
    while let Some((kept, execution, wait)) = pair(pool, org, name, key).await? {
        let order = Order {
            org,
            id: execution,
            key: None,
            channel: Channel::Api,
            command: Command::Signal {
                wait: Some(wait),
                name: name.to_owned(),
                key: Some(key.to_owned()),
                data: kept.data.clone(),
                by: kept.by,
            },
            subject: Subject::Kept(&kept),
            link: None,
        };
        match patiently(|| handle(runtime, &order)).await {
            Ok(Handled::Accepted { .. }) => delivered.push((kept.id, execution)),
            // Another process was first; what is left is looked at again.
            Ok(_) => {}
            Err(Error::Rejected { sentence, .. }) => {
                tracing::warn!(%execution, sentence, "a kept signal was refused; it waits for another request");
                break;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(delivered)
}

async fn pair(pool: &PgPool, org: OrgRef, name: &str, key: &str) -> Result<Option<(Kept, ExecutionId, WaitNo)>> {
    let row = sqlx::query!(
        "select s.id, s.data, s.by_user, w.execution_id, w.wait_no
        from signals s
        join signal_waits w on w.shard = s.shard and w.org_id = s.org_id and w.name = s.name and w.key = s.key
        where s.shard = $1 and w.shard = $1 and s.org_id = $2 and s.name = $3 and s.key = $4
        order by s.id, w.since, w.execution_id, w.wait_no
        limit 1",
        org.shard,
        org.id,
        name,
        key
    )
    .fetch_optional(pool)
    .await?;
    row.map(|row| {
        let kept = Kept {
            name: name.to_owned(),
            key: key.to_owned(),
            id: row.id,
            data: serde_json::from_value(row.data)?,
            by: row.by_user.map(engine::ids::PersonId),
        };
        let execution = ExecutionId { shard: org.shard, id: row.execution_id };
        Ok((kept, execution, WaitNo(row.wait_no.unsigned_abs())))
    })
    .transpose()
}
