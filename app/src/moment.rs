//! Moments in words, in the reader's time zone.

use chrono::{DateTime, Datelike, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;

/// The reader's time zone and the present moment.
#[derive(Clone, Copy, Debug)]
pub struct Zone {
    tz: Tz,
    pub now: DateTime<Utc>,
}

impl Zone {
    /// A zone by its IANA name; UTC when there is no such zone.
    pub fn new(name: &str, now: DateTime<Utc>) -> Self {
        Self { tz: name.parse().unwrap_or(Tz::UTC), now }
    }

    /// Day and time, the year only when it is not this year's: `Thu 26 Nov, 14:05`.
    pub fn short(&self, at: DateTime<Utc>) -> String {
        let (at, now) = (at.with_timezone(&self.tz), self.now.with_timezone(&self.tz));
        let pattern = if at.year() == now.year() { "%a %-d %b, %H:%M" } else { "%a %-d %b %Y, %H:%M" };
        at.format(pattern).to_string()
    }

    /// Only the time when it is today, else [`Zone::short`].
    pub fn brief(&self, at: DateTime<Utc>) -> String {
        let (day, today) = (at.with_timezone(&self.tz).date_naive(), self.now.with_timezone(&self.tz).date_naive());
        if day == today { format!("today, {}", at.with_timezone(&self.tz).format("%H:%M")) } else { self.short(at) }
    }

    /// Only the day: `Thu 26 Nov`, with the year when it is not this year's.
    pub fn day(&self, at: DateTime<Utc>) -> String {
        let (at, now) = (at.with_timezone(&self.tz), self.now.with_timezone(&self.tz));
        at.format(if at.year() == now.year() { "%a %-d %b" } else { "%a %-d %b %Y" }).to_string()
    }

    /// Only the time of day: `14:05`.
    pub fn clock(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.tz).format("%H:%M").to_string()
    }

    /// What calendar and clock show.
    pub fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(&self.tz).naive_local()
    }

    /// Everything, for a tooltip: `Thursday 26 November 2026, 14:05:09 CET`.
    pub fn full(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.tz).format("%A %-d %B %Y, %H:%M:%S %Z").to_string()
    }

    /// From now: `in 2 h`, `3 days ago`.
    pub fn relative(&self, at: DateTime<Utc>) -> String {
        let away = at - self.now;
        let span = in_words(away.abs());
        if span.is_empty() {
            "now".to_owned()
        } else if away > TimeDelta::zero() {
            format!("in {span}")
        } else {
            format!("{span} ago")
        }
    }

    /// How long from then to now: `3 days`.
    pub fn since(&self, at: DateTime<Utc>) -> String {
        let span = in_words((self.now - at).abs());
        if span.is_empty() { "less than a minute".to_owned() } else { span }
    }
}

/// How long something took: `2 h`; of less than a minute, `under 1 min`.
pub fn span(span: TimeDelta) -> String {
    let words = in_words(span);
    if words.is_empty() { "under 1 min".to_owned() } else { words }
}

/// A span in its largest unit, rounded down; empty below a minute. The island `Moments` says the same.
fn in_words(span: TimeDelta) -> String {
    let minutes = span.num_minutes();
    match minutes {
        0 => String::new(),
        1..60 => format!("{minutes} min"),
        60..2880 => format!("{} h", minutes / 60),
        _ => format!("{} days", minutes / 1440),
    }
}

/// The text of a `datetime` attribute.
pub fn machine(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn moments_are_said_in_the_readers_zone() {
        let now = Utc.with_ymd_and_hms(2026, 11, 26, 12, 0, 0).unwrap();
        let berlin = Zone::new("Europe/Berlin", now);
        assert_eq!(berlin.short(now), "Thu 26 Nov, 13:00");
        assert_eq!(berlin.brief(now), "today, 13:00");
        assert_eq!(berlin.relative(now + TimeDelta::hours(2)), "in 2 h");
        assert_eq!(berlin.relative(now - TimeDelta::days(3)), "3 days ago");
        assert_eq!(berlin.relative(now + TimeDelta::seconds(20)), "now");
        assert_eq!(berlin.short(now + TimeDelta::days(60)), "Mon 25 Jan 2027, 13:00");
        assert_eq!(Zone::new("Nowhere/At_all", now).short(now), "Thu 26 Nov, 12:00");
    }
}
