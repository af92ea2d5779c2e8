//! Sign-in by e-mail and password: the same answer, after about the same time, whether the person exists or not.

use chrono::{DateTime, Utc};
use engine::ids::PersonId;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use super::attempts::{self, Subject};
use super::passwords;
use crate::error::{Error, Result};
use crate::ids::OrgRef;
use crate::runtime::Runtime;
use crate::shard;

/// What a session keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    pub org: OrgRef,
    pub user: PersonId,
    /// Ends with "sign out everywhere".
    pub epoch: i32,
}

/// Why somebody could not sign in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    #[error("The e-mail or the password is wrong.")]
    WrongOrUnknown,
    #[error("Too many attempts. Try again later.")]
    LockedOut { until: DateTime<Utc> },
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<sqlx::Error> for SignInError {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// Signs somebody in. `address` is the network address that the attempt came from.
pub async fn sign_in(runtime: &Runtime, email: &str, password: &str, address: &str) -> Result<SignedIn, SignInError> {
    let now = runtime.clock.now();
    let email = normal_email(email);
    let mut conn = runtime.pool().acquire().await?;
    let by_address = attempts::begin(&mut conn, Subject::address(address), now).await?;
    let by_account = attempts::begin(&mut conn, Subject::account(&email), now).await?;
    if let Some(until) = by_account.locked_until.max(by_address.locked_until) {
        if by_account.locked_until.is_none() {
            by_account.forget(&mut conn).await?;
        }
        if by_address.locked_until.is_none() {
            by_address.forget(&mut conn).await?;
        }
        return Err(SignInError::LockedOut { until });
    }
    let account = find(&mut conn, &email).await?;
    drop(conn);
    let hash = account.as_ref().and_then(|account| account.hash.clone());
    let right = passwords::matches(password, hash).await?;
    let mut conn = runtime.pool().acquire().await?;
    match account {
        Some(account) if right => {
            by_account.clear(&mut conn).await?;
            by_address.forget(&mut conn).await?;
            Ok(account.signed_in)
        }
        _ => {
            by_account.tidy(&mut conn, now).await?;
            by_address.tidy(&mut conn, now).await?;
            Err(SignInError::WrongOrUnknown)
        }
    }
}

struct Account {
    signed_in: SignedIn,
    hash: Option<String>,
}

/// The active person with this e-mail.
async fn find(conn: &mut PgConnection, email: &str) -> Result<Option<Account>> {
    let Some((org, user)) = login(conn, email).await? else { return Ok(None) };
    let row = sqlx::query!(
        "select password_hash, session_epoch from users where shard = $1 and org_id = $2 and id = $3 and active",
        org.shard,
        org.id,
        user.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Account { signed_in: SignedIn { org, user, epoch: row.session_epoch }, hash: row.password_hash }))
}

/// What a session of this active person keeps; for the demo, which asks no password.
pub(crate) async fn signed_in(runtime: &Runtime, org: OrgRef, user: PersonId) -> Result<Option<SignedIn>> {
    let epoch = sqlx::query_scalar!(
        "select session_epoch from users where shard = $1 and org_id = $2 and id = $3 and active",
        org.shard,
        org.id,
        user.0
    )
    .fetch_optional(runtime.shards.pool(org.shard))
    .await?;
    Ok(epoch.map(|epoch| SignedIn { org, user, epoch }))
}

/// The organisation and the person that an e-mail belongs to.
pub(super) async fn login(conn: &mut PgConnection, email: &str) -> Result<Option<(OrgRef, PersonId)>> {
    let row = sqlx::query!(
        "select org_shard, org_id, user_id from logins where shard = $1 and email = $2",
        shard::of_text(email),
        email
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (OrgRef { shard: row.org_shard, id: row.org_id }, PersonId(row.user_id))))
}

/// An e-mail as it is stored.
pub(super) fn normal_email(email: &str) -> String {
    email.trim().to_lowercase().replace('\0', "")
}
