//! Bearer tokens for programs: `cs_{shard}_{secret}`, shown once, stored as a hash.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use engine::ids::PersonId;
use sha2::{Digest, Sha256};

use super::callers;
use crate::caller::{Caller, Channel};
use crate::error::{Error, Result};
use crate::ids::OrgRef;
use crate::runtime::Runtime;

/// A random secret as text, of 256 bits.
pub(crate) fn secret() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// The hash under which a secret is stored. Secrets are random, so a plain hash is enough.
pub(crate) fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// Makes a token with which a program acts as this person, within the scopes. The text is shown once.
pub async fn add_token(
    runtime: &Runtime,
    org: OrgRef,
    user: PersonId,
    name: &str,
    scopes: &[String],
    expires_at: Option<DateTime<Utc>>,
) -> Result<String> {
    let token = format!("cs_{}_{}", org.shard, secret());
    let added = sqlx::query!(
        "insert into api_tokens (shard, hash, org_id, user_id, name, scopes, created_at, expires_at)
        select u.shard, $4, u.org_id, u.id, $5, $6, $7, $8
        from users u
        where u.shard = $1 and u.org_id = $2 and u.id = $3 and u.active",
        org.shard,
        org.id,
        user.0,
        &hash(&token),
        name,
        scopes,
        runtime.clock.now(),
        expires_at
    )
    .execute(runtime.shards.pool(org.shard))
    .await?;
    if added.rows_affected() == 1 { Ok(token) } else { Err(Error::NotFound) }
}

/// The person and the scopes of a token; none when it is unknown, expired, revoked, or its person is not active.
pub async fn by_token(runtime: &Runtime, bearer: &str) -> Result<Option<(Caller, Vec<String>)>> {
    let shard = bearer
        .strip_prefix("cs_")
        .and_then(|rest| rest.split_once('_'))
        .and_then(|(shard, _)| shard.parse::<i16>().ok());
    let Some(shard) = shard.filter(|shard| *shard >= 0) else { return Ok(None) };
    let mut conn = runtime.shards.pool(shard).acquire().await?;
    let row = sqlx::query!(
        "select org_id, user_id, scopes from api_tokens
        where shard = $1 and hash = $2 and revoked_at is null and (expires_at is null or expires_at > $3)",
        shard,
        &hash(bearer),
        runtime.clock.now()
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let org = OrgRef { shard, id: row.org_id };
    let caller = callers::find(&mut conn, org, PersonId(row.user_id), None, Channel::Api).await?;
    Ok(caller.map(|caller| (caller, row.scopes)))
}

/// Ends a token.
pub async fn revoke_token(runtime: &Runtime, org: OrgRef, token: &str) -> Result<()> {
    sqlx::query!(
        "update api_tokens set revoked_at = $4 where shard = $1 and hash = $2 and org_id = $3 and revoked_at is null",
        org.shard,
        &hash(token),
        org.id,
        runtime.clock.now()
    )
    .execute(runtime.shards.pool(org.shard))
    .await?;
    Ok(())
}
