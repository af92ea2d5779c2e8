//! What a person wants mailed: everything, only what needs them, or only a digest; quiet hours; the digest's hour.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

use super::quiet;
use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::ids::OrgRef;
use crate::runtime::Runtime;

/// Which mail a person wants at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    #[default]
    All,
    /// Only what asks for an answer.
    NeedsMe,
    /// Only the digest.
    None,
}

/// How often a person wants a digest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Digest {
    #[default]
    Off,
    Daily,
    Weekly,
}

/// What a person wants mailed. Hours are of the person's own day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    pub wanted: Wanted,
    /// From which hour until which hour mail waits.
    pub quiet: Option<(u32, u32)>,
    pub digest: Digest,
    pub digest_hour: u32,
    /// 0 is Monday.
    pub digest_weekday: u32,
}

impl Default for Preferences {
    fn default() -> Self {
        Self { wanted: Wanted::All, quiet: None, digest: Digest::Off, digest_hour: 8, digest_weekday: 0 }
    }
}

impl Wanted {
    /// As in the database and in forms.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::NeedsMe => "needs_me",
            Self::None => "none",
        }
    }

    /// The one with this key.
    #[must_use]
    pub fn of(key: &str) -> Option<Self> {
        [Self::All, Self::NeedsMe, Self::None].into_iter().find(|wanted| wanted.key() == key)
    }
}

impl Digest {
    /// As in the database and in forms.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
        }
    }

    /// The one with this key.
    #[must_use]
    pub fn of(key: &str) -> Option<Self> {
        [Self::Off, Self::Daily, Self::Weekly].into_iter().find(|digest| digest.key() == key)
    }
}

impl Preferences {
    /// When the next digest is due after a moment; none when there is none.
    pub(super) fn next_digest(&self, after: DateTime<Utc>, zone: &str) -> Option<DateTime<Utc>> {
        let weekday = match self.digest {
            Digest::Off => return None,
            Digest::Daily => None,
            Digest::Weekly => Some(self.digest_weekday),
        };
        Some(quiet::next(after, quiet::zone(zone), self.digest_hour, weekday))
    }
}

/// Columns to preferences; a person without a row has the usual ones.
pub(super) struct Row {
    pub wanted: Option<String>,
    pub quiet_from: Option<i16>,
    pub quiet_until: Option<i16>,
    pub digest: Option<String>,
    pub digest_hour: Option<i16>,
    pub digest_weekday: Option<i16>,
}

impl From<Row> for Preferences {
    fn from(row: Row) -> Self {
        let usual = Self::default();
        let hour = |hour: i16| u32::from(hour.unsigned_abs());
        Self {
            wanted: row.wanted.as_deref().and_then(Wanted::of).unwrap_or(usual.wanted),
            quiet: row.quiet_from.zip(row.quiet_until).map(|(from, until)| (hour(from), hour(until))),
            digest: row.digest.as_deref().and_then(Digest::of).unwrap_or(usual.digest),
            digest_hour: row.digest_hour.map_or(usual.digest_hour, hour),
            digest_weekday: row.digest_weekday.map_or(usual.digest_weekday, hour),
        }
    }
}

/// What this person wants.
pub async fn preferences(runtime: &Runtime, caller: &Caller) -> Result<Preferences> {
    let row = sqlx::query_as!(
        Row,
        r#"select wanted as "wanted?", quiet_from, quiet_until, digest as "digest?", digest_hour as "digest_hour?",
            digest_weekday as "digest_weekday?"
        from mail_preferences where shard = $1 and user_id = $2"#,
        caller.org.shard,
        caller.person.0
    )
    .fetch_optional(runtime.shards.pool(caller.org.shard))
    .await?;
    Ok(row.map(Preferences::from).unwrap_or_default())
}

/// Sets what this person wants, from now on.
pub async fn set_preferences(runtime: &Runtime, caller: &Caller, wanted: &Preferences) -> Result<()> {
    if let Some((from, until)) = wanted.quiet {
        if from > 23 || until > 23 {
            return Err(Error::field("quiet_from", "Choose hours of the day."));
        }
        if from == until {
            return Err(Error::field("quiet_until", "Quiet hours need a beginning and an end that differ."));
        }
    }
    if wanted.digest_hour > 23 || wanted.digest_weekday > 6 {
        return Err(Error::field("digest_hour", "Choose an hour and a day."));
    }
    let next = wanted.next_digest(runtime.clock.now(), &caller.time_zone);
    let mut conn = runtime.shards.pool(caller.org.shard).acquire().await?;
    write(&mut conn, caller.org, caller.person.0, wanted, next).await
}

pub(super) async fn write(
    conn: &mut PgConnection,
    org: OrgRef,
    user: Uuid,
    wanted: &Preferences,
    next: Option<DateTime<Utc>>,
) -> Result<()> {
    let small = |hour: u32| i16::try_from(hour).unwrap_or_default();
    sqlx::query!(
        "insert into mail_preferences (shard, user_id, org_id, wanted, quiet_from, quiet_until, digest, digest_hour, digest_weekday,
            next_digest_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict on constraint mail_preferences_pkey do update set wanted = excluded.wanted, quiet_from = excluded.quiet_from,
            quiet_until = excluded.quiet_until, digest = excluded.digest, digest_hour = excluded.digest_hour,
            digest_weekday = excluded.digest_weekday, next_digest_at = excluded.next_digest_at",
        org.shard,
        user,
        org.id,
        wanted.wanted.key(),
        wanted.quiet.map(|(from, _)| small(from)),
        wanted.quiet.map(|(_, until)| small(until)),
        wanted.digest.key(),
        small(wanted.digest_hour),
        small(wanted.digest_weekday),
        next
    )
    .execute(conn)
    .await?;
    Ok(())
}
