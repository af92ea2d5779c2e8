//! Keyset paging: a page says where the next one begins, as an opaque text.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::{Error, Result};

/// Rows of a page.
pub(super) const SIZE: usize = 50;

/// Some rows of a list, and where the next ones begin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// Give this back to get the next page; none at the end.
    pub next: Option<String>,
}

/// The place of a row in a list that is sorted by a moment and an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub at: DateTime<Utc>,
    pub id: Uuid,
    pub no: i32,
}

impl Place {
    /// Before everything in a rising list.
    pub const FIRST: Self = Self { at: DateTime::UNIX_EPOCH, id: Uuid::nil(), no: 0 };

    /// Before everything in a falling list.
    pub fn last() -> Self {
        Self { at: DateTime::from_timestamp(253_402_300_799, 0).unwrap_or_default(), id: Uuid::max(), no: i32::MAX }
    }

    /// The place that a cursor names.
    pub fn read(cursor: Option<&str>, start: Self) -> Result<Self> {
        cursor.map_or(Ok(start), |text| {
            let place = (|| {
                let mut parts = text.split('.');
                let at = DateTime::from_timestamp_micros(parts.next()?.parse().ok()?)?;
                let id = Uuid::from_str(parts.next()?).ok()?;
                let no = parts.next()?.parse().ok()?;
                parts.next().is_none().then_some(Self { at, id, no })
            })();
            place.ok_or_else(|| Error::field("cursor", "This is not the place of a page."))
        })
    }

    fn write(self) -> String {
        format!("{}.{}.{}", self.at.timestamp_micros(), self.id.simple(), self.no)
    }
}

/// Cuts the rows that were read (one more than a page) to a page.
pub(super) fn cut<R>(rows: &mut Vec<R>, place: impl Fn(&R) -> Place) -> Option<String> {
    let more = rows.len() > SIZE;
    rows.truncate(SIZE);
    rows.last().filter(|_| more).map(|row| place(row).write())
}

/// How many rows are read for a page.
pub(super) fn limit() -> i64 {
    i64::try_from(SIZE).unwrap_or(i64::MAX).saturating_add(1)
}

/// A text to find, as a pattern for `ilike`; `%` for everything.
pub(super) fn pattern(search: &str) -> String {
    let search: String = search.trim().chars().take(200).collect();
    let escaped = search.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    if escaped.is_empty() { "%".to_owned() } else { format!("%{escaped}%") }
}
