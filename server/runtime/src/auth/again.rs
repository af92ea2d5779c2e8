//! The password once more, for an answer that is signed with it. Tries are counted with those of signing in.

use super::attempts::{self, Subject};
use super::passwords;
use super::sign_in::SignInError;
use crate::caller::Caller;
use crate::runtime::Runtime;

/// Sees that the password is this person's.
///
/// # Errors
/// It is wrong, the person has none, or there were too many tries.
pub async fn password_again(runtime: &Runtime, caller: &Caller, password: &str) -> Result<(), SignInError> {
    let now = runtime.clock.now();
    let mut conn = runtime.pool().acquire().await?;
    let attempt = attempts::begin(&mut conn, Subject::account(&caller.email), now).await?;
    if let Some(until) = attempt.locked_until {
        return Err(SignInError::LockedOut { until });
    }
    drop(conn);
    let hash = sqlx::query_scalar!(
        "select password_hash from users where shard = $1 and org_id = $2 and id = $3 and active",
        caller.org.shard,
        caller.org.id,
        caller.person.0
    )
    .fetch_optional(runtime.shards.pool(caller.org.shard))
    .await?
    .flatten();
    let right = passwords::matches(password, hash).await?;
    let mut conn = runtime.pool().acquire().await?;
    if right {
        attempt.clear(&mut conn).await?;
        Ok(())
    } else {
        attempt.tidy(&mut conn, now).await?;
        Err(SignInError::WrongOrUnknown)
    }
}
