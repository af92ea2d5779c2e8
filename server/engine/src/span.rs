//! Lengths of time as definitions write them: ISO 8601 durations of weeks, days, hours, minutes and seconds (`P2DT4H`).
//! A day is 24 hours. Months and years are refused, because their length depends on where they start.

use std::fmt;
use std::str::FromStr;

use chrono::TimeDelta;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const UNITS: [(char, i64, bool); 5] =
    [('W', 604_800, false), ('D', 86_400, false), ('H', 3_600, true), ('M', 60, true), ('S', 1, true)];

/// The longest span that is accepted: ten years, in seconds.
pub const LONGEST: i64 = 10 * 366 * 86_400;

/// A length of time in whole seconds, never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span(i64);

impl Span {
    #[must_use]
    pub const fn seconds(seconds: i64) -> Self {
        Self(seconds)
    }
    #[must_use]
    pub const fn minutes(minutes: i64) -> Self {
        Self(minutes * 60)
    }
    #[must_use]
    pub const fn hours(hours: i64) -> Self {
        Self(hours * 3_600)
    }
    #[must_use]
    pub const fn days(days: i64) -> Self {
        Self(days * 86_400)
    }
    /// The length in seconds.
    #[must_use]
    pub const fn as_seconds(self) -> i64 {
        self.0
    }
    /// The length as chrono's type.
    #[must_use]
    pub fn delta(self) -> TimeDelta {
        TimeDelta::seconds(self.0)
    }

    /// The length in words, its two largest units: `2 days 4 hours`.
    #[must_use]
    pub fn in_words(self) -> String {
        let mut left = self.0;
        let mut parts = Vec::new();
        for (size, name) in [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")] {
            let count = left / size;
            left %= size;
            if count > 0 && parts.len() < 2 {
                parts.push(format!("{count} {name}{}", if count == 1 { "" } else { "s" }));
            }
        }
        if parts.is_empty() { "no time".to_owned() } else { parts.join(" ") }
    }
}

/// Why a text is not a [`Span`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a duration; write it like P2D (two days), PT4H (four hours) or PT30M (thirty minutes)")]
pub struct NotASpan(String);

impl FromStr for Span {
    type Err = NotASpan;

    fn from_str(text: &str) -> Result<Self, NotASpan> {
        parse(text).map(Self).ok_or_else(|| NotASpan(text.chars().take(40).collect()))
    }
}

fn parse(text: &str) -> Option<i64> {
    let body = text.strip_prefix('P')?;
    let (mut total, mut number, mut in_time, mut last, mut any) = (0_i64, String::new(), false, 0, false);
    for c in body.chars() {
        match c {
            '0'..='9' => number.push(c),
            'T' if !in_time && number.is_empty() => in_time = true,
            _ => {
                let place = UNITS.iter().position(|&(unit, _, time)| unit == c && time == in_time)?;
                if any && place <= last {
                    return None;
                }
                total = total.checked_add(number.parse::<i64>().ok()?.checked_mul(UNITS[place].1)?)?;
                number.clear();
                (last, any) = (place, true);
            }
        }
    }
    let complete = any && number.is_empty() && !body.ends_with('T');
    (complete && total <= LONGEST).then_some(total)
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return f.write_str("PT0S");
        }
        f.write_str("P")?;
        let (mut left, mut in_time) = (self.0, false);
        for (unit, size, time) in &UNITS[1..] {
            let count = left / size;
            left %= size;
            if count > 0 {
                if *time && !in_time {
                    f.write_str("T")?;
                    in_time = true;
                }
                write!(f, "{count}{unit}")?;
            }
        }
        Ok(())
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_and_write_iso_8601() {
        for (text, seconds) in
            [("P2D", 172_800), ("PT4H", 14_400), ("P1DT2H30M", 95_400), ("PT5S", 5), ("P1W", 604_800)]
        {
            assert_eq!(text.parse::<Span>().unwrap().as_seconds(), seconds, "{text}");
        }
        for span in [Span::days(2), Span::hours(25), Span::seconds(61), Span::seconds(0)] {
            assert_eq!(span.to_string().parse::<Span>().unwrap(), span);
        }
    }

    #[test]
    fn what_is_not_a_span_is_refused() {
        for text in [
            "",
            "P",
            "PT",
            "2D",
            "P1Y",
            "P1M",
            "P-1D",
            "PT1H1H",
            "PT1M1H",
            "P1DT",
            "P1.5D",
            "P99999999999999999999D",
            "P4000D",
        ] {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
    }
}
