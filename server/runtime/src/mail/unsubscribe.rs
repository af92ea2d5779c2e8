//! The way out of the digest that the mail itself carries, without signing in (RFC 8058). It ends the digest and is
//! good for nothing else.

use chrono::{DateTime, Utc};
use engine::ids::PersonId;

use super::postman::Postman;
use crate::auth::find_caller;
use crate::caller::{Caller, Channel};
use crate::error::{Error, Result};
use crate::ids::OrgRef;
use crate::links::LinkToken;
use crate::runtime::Runtime;

/// A new address for a mail.
pub(super) async fn address(postman: &Postman, caller: &Caller, now: DateTime<Utc>) -> Result<String> {
    let token = LinkToken::new(caller.org.shard);
    sqlx::query!(
        "insert into unsubscribe_tokens (shard, hash, org_id, user_id, created_at) values ($1, $2, $3, $4, $5)",
        caller.org.shard,
        &token.hash(),
        caller.org.id,
        caller.person.0,
        now
    )
    .execute(postman.runtime.shards.pool(caller.org.shard))
    .await?;
    Ok(format!("{}/unsubscribe/{token}", postman.public_url))
}

async fn find(runtime: &Runtime, token: &LinkToken) -> Result<Caller> {
    let mut conn = runtime.shards.pool(token.shard).acquire().await?;
    let row = sqlx::query!(
        "select org_id, user_id from unsubscribe_tokens where shard = $1 and hash = $2",
        token.shard,
        &token.hash()
    )
    .fetch_optional(&mut *conn)
    .await?
    .ok_or(Error::NotFound)?;
    let org = OrgRef { shard: token.shard, id: row.org_id };
    find_caller(&mut conn, org, PersonId(row.user_id), None, Channel::Link).await?.ok_or(Error::NotFound)
}

/// Whose digest the address ends, by e-mail.
pub async fn unsubscribes(runtime: &Runtime, token: &LinkToken) -> Result<String> {
    Ok(find(runtime, token).await?.email)
}

/// Ends the digest. Doing it again changes nothing.
pub async fn unsubscribe(runtime: &Runtime, token: &LinkToken) -> Result<()> {
    let caller = find(runtime, token).await?;
    sqlx::query!(
        "update mail_preferences set digest = 'off', next_digest_at = null where shard = $1 and user_id = $2",
        caller.org.shard,
        caller.person.0
    )
    .execute(runtime.shards.pool(caller.org.shard))
    .await?;
    Ok(())
}
