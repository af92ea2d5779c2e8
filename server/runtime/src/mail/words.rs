//! Moments as the reader of a mail reads them: in their own zone, with its name.

use chrono::{DateTime, Utc};

use super::quiet;
use crate::caller::Caller;

/// `Thursday 26 November, 17:00 (Lisbon time)`
pub(super) fn moment(caller: &Caller, at: DateTime<Utc>) -> String {
    format!("{} ({})", short(caller, at), zone(&caller.time_zone))
}

/// `Thursday 26 November, 17:00`
pub(super) fn short(caller: &Caller, at: DateTime<Utc>) -> String {
    at.with_timezone(&quiet::zone(&caller.time_zone)).format("%A %-d %B, %H:%M").to_string()
}

/// `Lisbon time`
fn zone(name: &str) -> String {
    let city = name.rsplit('/').next().unwrap_or(name).replace('_', " ");
    if matches!(name, "UTC" | "Etc/UTC") { "UTC".to_owned() } else { format!("{city} time") }
}

/// The text, or another where it is empty.
pub(super) fn or<'a>(text: &'a str, other: &'a str) -> &'a str {
    if text.trim().is_empty() { other } else { text }
}
