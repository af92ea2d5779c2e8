//! The time zone in which a person is shown times.

use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::mail;
use crate::runtime::Runtime;

/// Sets the caller's own time zone, by its IANA name.
pub async fn set_time_zone(runtime: &Runtime, caller: &Caller, zone: &str) -> Result<()> {
    if zone.parse::<chrono_tz::Tz>().is_err() {
        return Err(Error::field("time_zone", "Choose a time zone from the list."));
    }
    sqlx::query!(
        "update users set time_zone = $4 where shard = $1 and org_id = $2 and id = $3",
        caller.org.shard,
        caller.org.id,
        caller.person.0,
        zone
    )
    .execute(runtime.shards.pool(caller.org.shard))
    .await?;
    // The hour of the digest is one of the new zone's.
    let there = Caller { time_zone: zone.to_owned(), ..caller.clone() };
    let wanted = mail::preferences(runtime, &there).await?;
    if wanted.digest == mail::Digest::Off {
        return Ok(());
    }
    mail::set_preferences(runtime, &there, &wanted).await
}
