//! The runtime: pools, clock and the definitions already read. Cheap to clone; every clone is the same one.

use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Executor, PgPool};
use tokio::sync::Notify;

use crate::clock::Clock;
use crate::definitions::Cache;
use crate::error::{Error, Result};
use crate::shard::ShardMap;

/// A statement that takes longer, or a process that stops in the middle of a transaction, holds nobody up.
const LIMITS: &str = "set statement_timeout = '10s'; set idle_in_transaction_session_timeout = '15s'";

/// Everything that commands, reads and workers share.
#[derive(Clone, Debug)]
pub struct Runtime {
    pub(crate) shards: ShardMap,
    pub(crate) clock: Clock,
    pub(crate) definitions: Arc<Cache>,
    /// Poked when a timer was set, so that the worker looks again.
    pub(crate) timer_set: Arc<Notify>,
    /// Poked when mail was queued, so that the postman looks again.
    pub(crate) mail_queued: Arc<Notify>,
}

impl Runtime {
    /// A runtime on one database.
    #[must_use]
    pub fn new(pool: PgPool, clock: Clock) -> Self {
        Self {
            shards: ShardMap::single(pool),
            clock,
            definitions: Arc::default(),
            timer_set: Arc::default(),
            mail_queued: Arc::default(),
        }
    }

    /// Connects to the database at a URL; connections are opened when they are needed.
    pub fn connect(url: &str, clock: Clock) -> Result<Self> {
        let options: PgConnectOptions = url.parse().map_err(|error: sqlx::Error| Error::Internal(error.into()))?;
        Ok(Self::new(pool(options.application_name("countersign")), clock))
    }

    /// The same runtime with another clock.
    #[must_use]
    pub fn with_clock(&self, clock: Clock) -> Self {
        Self { clock, ..self.clone() }
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The pool that keeps what belongs to no organisation: sign-in sessions.
    #[must_use]
    pub fn pool(&self) -> &PgPool {
        self.shards.pool(0)
    }

    /// Whether the database answers.
    pub async fn ready(&self) -> bool {
        let asked = sqlx::query_scalar!(r#"select 1 as "one!""#).fetch_one(self.pool());
        matches!(tokio::time::timeout(Duration::from_secs(2), asked).await, Ok(Ok(1)))
    }
}

fn pool(options: PgConnectOptions) -> PgPool {
    PgPoolOptions::new()
        .max_connections(16)
        .acquire_timeout(Duration::from_secs(3))
        .idle_timeout(Duration::from_mins(5))
        .after_connect(|conn, _| Box::pin(async move { conn.execute(LIMITS).await.map(drop) }))
        .connect_lazy_with(options)
}
