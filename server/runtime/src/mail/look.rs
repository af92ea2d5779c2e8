//! How an organisation's mail looks: colour, logo, prefix of the subject; and how long it waits for people in the app.

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::ids::OrgRef;
use crate::runtime::Runtime;

/// The largest logo, in bytes.
pub const LARGEST_LOGO: usize = 65_536;
const LONGEST_PREFIX: usize = 40;
const LONGEST_STAGGER: i32 = 86_400;
/// What a PNG file begins with.
const PNG: [u8; 8] = [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];

/// How mail looks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// `#rrggbb`, lower case.
    pub colour: String,
    /// Before every subject; may be empty.
    pub subject_prefix: String,
    /// A PNG image.
    pub logo: Option<Vec<u8>>,
    /// Mail waits this long, so that whoever is in the app anyway is not mailed as well.
    pub stagger_seconds: i32,
}

impl Default for Look {
    fn default() -> Self {
        Self { colour: "#9c2b2e".to_owned(), subject_prefix: String::new(), logo: None, stagger_seconds: 10 }
    }
}

/// The look of an organisation's mail.
pub(crate) async fn of(conn: &mut PgConnection, org: OrgRef) -> Result<Look> {
    let row = sqlx::query_as!(
        Look,
        "select colour, subject_prefix, logo, stagger_seconds from mail_looks where shard = $1 and org_id = $2",
        org.shard,
        org.id
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.unwrap_or_default())
}

/// The look of this organisation's mail; for administrators.
pub async fn look(runtime: &Runtime, caller: &Caller) -> Result<Look> {
    administers(caller)?;
    let mut conn = runtime.shards.pool(caller.org.shard).acquire().await?;
    of(&mut conn, caller.org).await
}

/// Sets colour, prefix and waiting time; the logo stays.
pub async fn set_look(
    runtime: &Runtime,
    caller: &Caller,
    colour: &str,
    subject_prefix: &str,
    stagger_seconds: i32,
) -> Result<()> {
    administers(caller)?;
    let colour = colour.trim().to_lowercase();
    let is_colour =
        colour.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.chars().all(|c| c.is_ascii_hexdigit()));
    if !is_colour {
        return Err(Error::field("colour", "Write the colour like #9c2b2e."));
    }
    let prefix = subject_prefix.trim();
    if prefix.chars().count() > LONGEST_PREFIX || prefix.chars().any(char::is_control) {
        return Err(Error::field("subject_prefix", format!("At most {LONGEST_PREFIX} characters on one line.")));
    }
    if !(0..=LONGEST_STAGGER).contains(&stagger_seconds) {
        return Err(Error::field("stagger_seconds", "Between 0 seconds and a day (86400)."));
    }
    sqlx::query!(
        "insert into mail_looks (shard, org_id, colour, subject_prefix, logo, stagger_seconds) values ($1, $2, $3, $4, null, $5)
        on conflict on constraint mail_looks_pkey do update set colour = excluded.colour, subject_prefix = excluded.subject_prefix,
            stagger_seconds = excluded.stagger_seconds",
        caller.org.shard,
        caller.org.id,
        colour,
        prefix,
        stagger_seconds
    )
    .execute(runtime.shards.pool(caller.org.shard))
    .await?;
    Ok(())
}

/// Sets the logo, or takes it away. What it is is told by its bytes, not by its name.
pub async fn set_logo(runtime: &Runtime, caller: &Caller, logo: Option<&[u8]>) -> Result<()> {
    administers(caller)?;
    if let Some(logo) = logo {
        if logo.len() > LARGEST_LOGO {
            return Err(Error::field(
                "logo",
                format!("At most {} kB; this has {}.", LARGEST_LOGO / 1_024, logo.len() / 1_024),
            ));
        }
        if !logo.starts_with(&PNG) {
            return Err(Error::field("logo", "The logo must be a PNG image."));
        }
    }
    let usual = Look::default();
    sqlx::query!(
        "insert into mail_looks (shard, org_id, colour, subject_prefix, logo, stagger_seconds) values ($1, $2, $3, $4, $5, $6)
        on conflict on constraint mail_looks_pkey do update set logo = excluded.logo",
        caller.org.shard,
        caller.org.id,
        usual.colour,
        usual.subject_prefix,
        logo,
        usual.stagger_seconds
    )
    .execute(runtime.shards.pool(caller.org.shard))
    .await?;
    Ok(())
}

/// Fails unless this person administers the organisation.
pub(crate) fn administers(caller: &Caller) -> Result<()> {
    if caller.roles.admin { Ok(()) } else { Err(Error::Forbidden("Only administrators look after mail.".to_owned())) }
}
