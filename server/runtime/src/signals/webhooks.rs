//! Addresses at which a program resumes one wait: an unguessable path, signed calls by Standard Webhooks, good once.
//! Opening the address changes nothing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use engine::Command;
use engine::ids::{PersonId, WaitNo};
use engine::nodes::signal::SignalData;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use standardwebhooks::Webhook;
use uuid::Uuid;

use super::waits::{number, waits_of};
use crate::caller::{Caller, Channel};
use crate::chain;
use crate::error::{Error, Result};
use crate::handle::{Handled, Order, Subject, handle};
use crate::ids::{ExecutionId, OrgRef, new_id};
use crate::links::LinkToken;
use crate::patience::patiently;
use crate::read::Named;
use crate::read::visible::must_see;
use crate::runtime::Runtime;

/// How far the sender's clock may be from ours.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// A new address with the key of its signatures, shown once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HookAddress {
    /// Path of this site.
    pub path: String,
    /// `whsec_` and base64.
    pub secret: String,
}

/// An address as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HookRow {
    pub id: Uuid,
    pub wait: WaitNo,
    pub made_by: Named,
    pub created_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
}

/// What a program sends.
#[derive(Clone, Copy, Debug)]
pub struct HookCall<'a> {
    pub token: &'a LinkToken,
    /// `webhook-id`
    pub id: &'a str,
    /// `webhook-timestamp`, seconds since 1970
    pub timestamp: &'a str,
    /// `webhook-signature`
    pub signature: &'a str,
    pub body: &'a [u8],
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HookDone {
    Accepted,
    /// The same message was accepted before.
    Duplicate,
}

/// Why a call changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum WrongHook {
    #[error("There is no such address.")]
    Unknown,
    #[error("This address was used or ended; it is good once.")]
    Gone,
    #[error("The signature is not right, or the message is older than five minutes.")]
    Signature,
    #[error("{0}")]
    Body(&'static str),
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<sqlx::Error> for WrongHook {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// Makes an address for a wait whose step allows one; for the requester and administrators.
pub async fn make_hook(runtime: &Runtime, caller: &Caller, id: &ExecutionId, wait: WaitNo) -> Result<HookAddress> {
    let waits = waits_of(runtime, caller, id).await?;
    let waiting = waits.iter().find(|row| row.no == wait).ok_or(Error::NotFound)?;
    if !waiting.webhook {
        return Err(Error::Forbidden("This step hands out no address for programs.".to_owned()));
    }
    let mut conn = runtime.shards.pool(caller.org.shard).acquire().await?;
    may_hand_out(&mut conn, caller, id).await?;
    let (token, now) = (LinkToken::new(caller.org.shard), runtime.clock.now());
    let secret: [u8; 32] = rand::random();
    sqlx::query!(
        "insert into webhooks (shard, hash, id, org_id, execution_id, wait_no, secret, made_by, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        caller.org.shard,
        &token.hash(),
        new_id(now),
        caller.org.id,
        id.id,
        number(wait),
        &secret,
        caller.person.0,
        now
    )
    .execute(&mut *conn)
    .await?;
    Ok(HookAddress { path: format!("/hooks/{token}"), secret: format!("whsec_{}", STANDARD.encode(secret)) })
}

/// The addresses of a request, newest first.
pub async fn hooks_of(runtime: &Runtime, caller: &Caller, id: &ExecutionId) -> Result<Vec<HookRow>> {
    let mut conn = runtime.shards.pool(caller.org.shard).acquire().await?;
    may_hand_out(&mut conn, caller, id).await?;
    let rows = sqlx::query!(
        "select h.id, h.wait_no, h.made_by, u.name, h.created_at, h.used_at, h.revoked_at
        from webhooks h
        join users u on u.shard = h.shard and u.id = h.made_by
        where h.shard = $1 and u.shard = $1 and h.execution_id = $2
        order by h.created_at desc, h.id",
        id.shard,
        id.id
    )
    .fetch_all(&mut *conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| HookRow {
            id: row.id,
            wait: WaitNo(row.wait_no.unsigned_abs()),
            made_by: Named { id: PersonId(row.made_by), name: row.name },
            created_at: row.created_at,
            used_at: row.used_at,
            revoked_at: row.revoked_at,
        })
        .collect())
}

/// Ends an address.
pub async fn revoke_hook(runtime: &Runtime, caller: &Caller, id: &ExecutionId, hook: Uuid) -> Result<()> {
    let mut conn = runtime.shards.pool(caller.org.shard).acquire().await?;
    may_hand_out(&mut conn, caller, id).await?;
    let ended = sqlx::query!(
        "update webhooks set revoked_at = coalesce(revoked_at, $4) where shard = $1 and execution_id = $2 and id = $3",
        id.shard,
        id.id,
        hook,
        runtime.clock.now()
    )
    .execute(&mut *conn)
    .await?;
    if ended.rows_affected() == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// The requester and administrators hand out addresses.
async fn may_hand_out(conn: &mut PgConnection, caller: &Caller, id: &ExecutionId) -> Result<()> {
    must_see(conn, caller, id).await?;
    let requester = sqlx::query_scalar!(
        "select requester_id from executions where shard = $1 and id = $2 and org_id = $3",
        id.shard,
        id.id,
        caller.org.id
    )
    .fetch_optional(conn)
    .await?;
    if caller.roles.admin || requester == Some(caller.person.0) {
        Ok(())
    } else {
        Err(Error::Forbidden("Only the requester and administrators hand out addresses.".to_owned()))
    }
}

/// A program calls an address.
///
/// # Errors
/// See [`WrongHook`]; nothing was changed.
pub async fn call_hook(runtime: &Runtime, call: HookCall<'_>) -> Result<HookDone, WrongHook> {
    let hash = call.token.hash();
    let row = sqlx::query!(
        "select h.org_id, h.execution_id, h.wait_no, h.secret, h.used_at, h.revoked_at, w.name as \"name?\"
        from webhooks h
        left join signal_waits w on w.shard = h.shard and w.execution_id = h.execution_id and w.wait_no = h.wait_no and w.shard = $1
        where h.shard = $1 and h.hash = $2",
        call.token.shard,
        &hash
    )
    .fetch_optional(runtime.shards.pool(call.token.shard))
    .await?
    .ok_or(WrongHook::Unknown)?;
    verify(&call, &row.secret, runtime.clock.now())?;
    let org = OrgRef { shard: call.token.shard, id: row.org_id };
    let id = ExecutionId { shard: org.shard, id: row.execution_id };
    let key = format!("webhook:{}:{}", chain::hex(&hash[..8]), chain::hex(&chain::digest(&[call.id])[..16]));
    let digest = chain::digest(&["webhook", &String::from_utf8_lossy(call.body)]);
    let is_repeat = async || -> Result<bool> {
        let mut conn = runtime.shards.pool(org.shard).acquire().await?;
        Ok(crate::store::command_keys::find(&mut conn, org, &key, &digest).await?.is_some())
    };
    if is_repeat().await? {
        return Ok(HookDone::Duplicate);
    }
    let Some(name) = row.name.filter(|_| row.used_at.is_none() && row.revoked_at.is_none()) else {
        return Err(WrongHook::Gone);
    };
    let data: SignalData = if call.body.is_empty() {
        SignalData::default()
    } else {
        serde_json::from_slice(call.body).map_err(|_| WrongHook::Body("The body must be a JSON object."))?
    };
    let order = Order {
        org,
        id,
        key: Some((&key, &digest)),
        channel: Channel::Webhook,
        command: Command::Signal { wait: Some(WaitNo(row.wait_no.unsigned_abs())), name, key: None, data, by: None },
        subject: Subject::Webhook { hash: &hash },
        link: None,
    };
    match patiently(|| handle(runtime, &order)).await {
        Ok(Handled::Accepted { .. }) => Ok(HookDone::Accepted),
        Ok(Handled::Duplicate { .. }) => Ok(HookDone::Duplicate),
        Ok(Handled::Lost) => {
            if is_repeat().await? {
                Ok(HookDone::Duplicate)
            } else {
                Err(WrongHook::Gone)
            }
        }
        Err(Error::Rejected { .. }) => Err(WrongHook::Gone),
        Err(error) => Err(error.into()),
    }
}

/// Standard Webhooks, with our own clock.
fn verify(call: &HookCall<'_>, secret: &[u8], now: DateTime<Utc>) -> Result<(), WrongHook> {
    let sent = call.timestamp.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    if sent.is_none_or(|sent| (now - sent).abs() > TOLERANCE) || call.id.is_empty() || call.id.len() > 200 {
        return Err(WrongHook::Signature);
    }
    let seconds = call.timestamp.parse().map_err(|_| WrongHook::Signature)?;
    let webhook = Webhook::from_bytes(secret.to_vec()).map_err(|_| WrongHook::Signature)?;
    let right = webhook.sign(call.id, seconds, call.body).map_err(|_| WrongHook::Signature)?;
    let given = call.signature.split_whitespace().filter_map(|one| one.strip_prefix("v1,"));
    let right = right.strip_prefix("v1,").unwrap_or(&right);
    // Hashes are compared, so that the time taken tells nothing of the signature.
    let wanted = chain::digest(&[right]);
    if given.into_iter().any(|one| chain::digest(&[one]) == wanted) { Ok(()) } else { Err(WrongHook::Signature) }
}

/// Uses an address up, in the transaction of what it resumes. False when it is not alive any more.
pub(crate) async fn use_address(
    conn: &mut PgConnection,
    org: OrgRef,
    hash: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<bool> {
    let used = sqlx::query!(
        "update webhooks set used_at = $4 where shard = $1 and hash = $2 and org_id = $3 and used_at is null and revoked_at is null",
        org.shard,
        hash,
        org.id,
        now
    )
    .execute(conn)
    .await?;
    Ok(used.rows_affected() == 1)
}
