//! The monthly partitions of the history, made ahead of time. Rows of other months go to the rest partition.

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, Utc};
use sqlx::{Executor, PgPool};
use uuid::Uuid;

use crate::error::Result;

/// Months before and after the present one that have a partition.
const BEFORE: u32 = 1;
const AHEAD: u32 = 3;

/// Makes the partitions around this moment that are missing. One that cannot be made is logged: its rows go to the rest.
pub(crate) async fn ensure(pool: &PgPool, now: DateTime<Utc>) -> Result<()> {
    let Some(this_month) = NaiveDate::from_ymd_opt(now.year(), now.month(), 1) else { return Ok(()) };
    for offset in 0..=BEFORE + AHEAD {
        let Some(month) = (this_month - Months::new(BEFORE)).checked_add_months(Months::new(offset)) else { continue };
        let name = format!("transitions_{}", month.format("%Y_%m"));
        let exists =
            sqlx::query_scalar!(r#"select to_regclass($1) is not null as "exists!""#, name).fetch_one(pool).await?;
        if !exists && let Err(error) = make(pool, &name, month).await {
            tracing::warn!(partition = name, %error, "a partition could not be made; its rows go to the rest partition");
        }
    }
    Ok(())
}

async fn make(pool: &PgPool, name: &str, month: NaiveDate) -> Result<(), sqlx::Error> {
    let from = first_id(month);
    let to = first_id(month + Months::new(1));
    let mut tx = pool.begin().await?;
    // Not by `raw_sql`: what it gives cannot be awaited by a task that moves between threads.
    tx.execute("set local lock_timeout = '2s'").await?;
    tx.execute(format!("create table {name} (like transitions including all)").as_str()).await?;
    let range = format!("alter table transitions attach partition {name} for values from ('{from}') to ('{to}')");
    tx.execute(range.as_str()).await?;
    tx.commit().await
}

/// The smallest UUIDv7 of a month.
fn first_id(month: NaiveDate) -> Uuid {
    let millis = u64::try_from(month.and_time(NaiveTime::MIN).and_utc().timestamp_millis()).unwrap_or_default();
    Uuid::from_u128(u128::from(millis) << 80)
}
