//! Brings the database's tables up to date, once, however many processes start together.

use std::time::Duration;

use sqlx::postgres::PgPoolOptions;

use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::store::partitions;

/// How long to wait for a database that does not answer, before saying so.
const PATIENCE: Duration = Duration::from_secs(3);

/// Runs the migrations that are missing, under a lock, and makes the history's partitions.
pub async fn migrate(url: &str) -> Result<()> {
    let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(PATIENCE).connect(url).await?;
    sqlx::migrate!("../../migrations").run(&pool).await.map_err(|error| match error {
        sqlx::migrate::MigrateError::Execute(error) => Error::from(error),
        other => Error::Internal(other.into()),
    })?;
    partitions::ensure(&pool, Clock::system().now()).await?;
    pool.close().await;
    Ok(())
}
