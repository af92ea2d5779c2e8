//! Moments in a person's own day: the end of quiet hours, the next digest. Local times that the clocks skip mean the
//! first moment after the gap; those that come twice, the first.

use chrono::{DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveTime, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

/// A person's zone; UTC when it is unknown.
pub(super) fn zone(name: &str) -> Tz {
    name.parse().unwrap_or(Tz::UTC)
}

/// The moment itself, or the end of the quiet hours that it falls into. Hours are local, `from` to `until`.
pub(super) fn after_quiet(at: DateTime<Utc>, zone: Tz, quiet: Option<(u32, u32)>) -> DateTime<Utc> {
    let Some((from, until)) = quiet else { return at };
    let local = at.with_timezone(&zone);
    let hour = local.hour();
    let (is_quiet, days) = if from < until {
        (from <= hour && hour < until, 0)
    } else {
        (hour >= from || hour < until, u64::from(hour >= from))
    };
    if is_quiet { moment(zone, local.date_naive() + Days::new(days), until) } else { at }
}

/// The first moment after `after` that is this hour of the day there; on this day of the week (0 is Monday), if one is given.
pub(super) fn next(after: DateTime<Utc>, zone: Tz, hour: u32, weekday: Option<u32>) -> DateTime<Utc> {
    let today = after.with_timezone(&zone).date_naive();
    let days = (0..=8).map(|days| today + Days::new(days));
    let wanted = days.filter(|day| weekday.is_none_or(|weekday| day.weekday().num_days_from_monday() == weekday));
    wanted.map(|day| moment(zone, day, hour)).find(|at| *at > after).unwrap_or(after + TimeDelta::days(7))
}

fn moment(zone: Tz, day: NaiveDate, hour: u32) -> DateTime<Utc> {
    let local = day.and_time(NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default());
    for minutes in 0..=180 {
        match zone.from_local_datetime(&(local + TimeDelta::minutes(minutes))) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => return at.to_utc(),
            LocalResult::None => {}
        }
    }
    local.and_utc()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a moment")
    }

    #[test]
    fn quiet_hours_end_in_the_persons_own_zone() {
        let lisbon = zone("Europe/Lisbon");
        let night = Some((20, 7));
        let cases = [
            ("2026-03-02T12:00:00Z", "2026-03-02T12:00:00Z"),
            ("2026-03-02T20:00:00Z", "2026-03-03T07:00:00Z"),
            ("2026-03-02T23:59:00Z", "2026-03-03T07:00:00Z"),
            ("2026-03-03T06:59:59Z", "2026-03-03T07:00:00Z"),
            ("2026-03-03T07:00:00Z", "2026-03-03T07:00:00Z"),
            // Summer time began on 29 March: seven in the morning is an hour earlier in UTC.
            ("2026-03-28T22:00:00Z", "2026-03-29T06:00:00Z"),
        ];
        for (asked, sent) in cases {
            assert_eq!(after_quiet(at(asked), lisbon, night), at(sent), "{asked}");
        }
        let noon = Some((12, 14));
        assert_eq!(after_quiet(at("2026-03-02T13:10:00Z"), lisbon, noon), at("2026-03-02T14:00:00Z"));
        assert_eq!(after_quiet(at("2026-03-02T13:10:00Z"), lisbon, None), at("2026-03-02T13:10:00Z"));
    }

    #[test]
    fn digests_come_at_their_hour_and_a_skipped_hour_is_the_first_after_the_gap() {
        let madrid = zone("Europe/Madrid");
        assert_eq!(next(at("2026-03-02T06:00:00Z"), madrid, 8, None), at("2026-03-02T07:00:00Z"));
        assert_eq!(next(at("2026-03-02T07:00:00Z"), madrid, 8, None), at("2026-03-03T07:00:00Z"), "not the same again");
        assert_eq!(next(at("2026-03-02T07:00:00Z"), madrid, 8, Some(0)), at("2026-03-09T07:00:00Z"), "a week later");
        assert_eq!(
            next(at("2026-03-04T07:00:00Z"), madrid, 8, Some(4)),
            at("2026-03-06T07:00:00Z"),
            "the coming Friday"
        );
        // At two in the morning of 29 March the clocks there go to three.
        assert_eq!(next(at("2026-03-28T12:00:00Z"), madrid, 2, None), at("2026-03-29T01:00:00Z"));
    }
}
