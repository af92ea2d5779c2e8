//! How often and how long a command is tried again when the database is away or two transactions met.

use std::time::Duration;

use rand::RngExt;

use crate::error::{Error, Result};

/// How long a person waits at most before being told that the database is away.
const BUDGET: Duration = Duration::from_secs(10);
/// One attempt takes no longer than this.
const ATTEMPT: Duration = Duration::from_secs(5);
const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Runs an attempt until it succeeds, fails for good, or the budget is used up. The attempt must be idempotent.
pub(crate) async fn patiently<T, F>(attempt: impl Fn() -> F) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    let deadline = tokio::time::Instant::now() + BUDGET;
    let mut pause = FIRST_PAUSE;
    loop {
        let result = match tokio::time::timeout(ATTEMPT, attempt()).await {
            Ok(result) => result,
            Err(_) => Err(Error::Unavailable(sqlx::Error::PoolTimedOut)),
        };
        match result {
            Err(error) if error.may_pass() && tokio::time::Instant::now() + pause < deadline => {
                tracing::warn!(error = ?error, "trying a command again");
                let jitter = rand::rng().random_range(0.5..1.0);
                tokio::time::sleep(pause.mul_f64(jitter)).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            other => return other,
        }
    }
}
