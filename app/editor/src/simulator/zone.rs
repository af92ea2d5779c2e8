//! The clock of the process: moments in its time zone. What the browser knows of time zones is asked for one thing only, how
//! far a zone is from UTC at a moment; the rest is arithmetic.

use js_sys::{Array, Date, Function, Object, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};

const MINUTE: i64 = 60_000;
const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A moment (`2026-11-26T08:00:00Z`) on the clock of a zone: `Thu 26 Nov 2026, 09:00`.
pub fn clock(moment: &str, zone: &str) -> String {
    local(moment, zone).as_deref().and_then(words).unwrap_or_else(|| moment.to_owned())
}

/// A moment as a field for date and time writes it: `2026-11-26T09:00`.
pub fn local(moment: &str, zone: &str) -> Option<String> {
    let millis = whole(Date::parse(moment))?;
    Some(iso(millis + offset(zone, millis) * MINUTE, 16))
}

/// What a field for date and time says, as a moment: `2026-11-26T08:00:00Z`.
pub fn moment(local: &str, zone: &str) -> Option<String> {
    let text = if local.len() == 16 { format!("{local}:00Z") } else { format!("{local}Z") };
    let millis = back(whole(Date::parse(&text))?, |at| offset(zone, at));
    Some(format!("{}Z", iso(millis, 19)))
}

/// Today at nine, on the clock of a zone.
pub fn this_morning(zone: &str) -> String {
    let now = whole(Date::now()).unwrap_or_default();
    format!("{}T09:00", iso(now + offset(zone, now) * MINUTE, 10))
}

/// The seconds from one moment to another.
pub fn seconds_between(from: &str, to: &str) -> Option<i64> {
    Some((whole(Date::parse(to))? - whole(Date::parse(from))?) / 1000)
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "milliseconds of the years that a simulation may be in are far smaller"
)]
fn whole(millis: f64) -> Option<i64> {
    millis.is_finite().then_some(millis as i64)
}

#[allow(clippy::cast_precision_loss, reason = "milliseconds of the years that a simulation may be in are far smaller")]
fn iso(millis: i64, letters: usize) -> String {
    let date = Date::new(&JsValue::from_f64(millis as f64));
    if date.get_time().is_nan() {
        return String::new();
    }
    String::from(date.to_iso_string()).chars().take(letters).collect()
}

/// Minutes that a zone is ahead of UTC; none where the browser does not know it.
#[allow(clippy::cast_precision_loss, reason = "milliseconds of the years that a simulation may be in are far smaller")]
fn offset(zone: &str, at: i64) -> i64 {
    let told = || -> Result<Option<String>, JsValue> {
        let options = Object::new();
        Reflect::set(&options, &"timeZone".into(), &zone.into())?;
        Reflect::set(&options, &"timeZoneName".into(), &"longOffset".into())?;
        let class: Function =
            Reflect::get(&Reflect::get(&window(), &"Intl".into())?, &"DateTimeFormat".into())?.dyn_into()?;
        let format = Reflect::construct(&class, &Array::of2(&"en".into(), &options))?;
        let format: Function = Reflect::get(&format, &"format".into())?.dyn_into()?;
        Ok(format.call1(&JsValue::NULL, &JsValue::from_f64(at as f64))?.as_string())
    };
    told().ok().flatten().as_deref().map_or(0, ahead)
}

/// The minutes in `26/11/2026, GMT+05:30`; none in plain `GMT`.
fn ahead(text: &str) -> i64 {
    let Some((_, signed)) = text.rsplit_once("GMT") else { return 0 };
    let (hours, minutes) = signed.get(1..).and_then(|digits| digits.split_once(':')).unwrap_or(("0", "0"));
    let number = |text: &str| text.get(..2).unwrap_or(text).parse::<i64>().unwrap_or(0);
    let minutes = number(hours) * 60 + number(minutes);
    if signed.starts_with('+') { minutes } else { -minutes }
}

/// A clock's reading as a moment. Where the clock is put forward, what it never showed counts from before.
fn back(read: i64, offset: impl Fn(i64) -> i64) -> i64 {
    let guess = read - offset(read) * MINUTE;
    read - offset(guess) * MINUTE
}

/// `2026-11-26T09:00` as `Thu 26 Nov 2026, 09:00`, the same as the simulator's module writes it.
fn words(local: &str) -> Option<String> {
    let (date, time) = local.split_once('T')?;
    let mut parts = date.rsplitn(3, '-').map(str::parse::<i64>);
    let (day, month, year) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let name = MONTHS.get(usize::try_from(month).ok()?.checked_sub(1)?)?;
    let weekday = DAYS[usize::try_from(days_since_1970(year, month, day).rem_euclid(7)).ok()?];
    Some(format!("{weekday} {day} {name} {year}, {}", time.get(..5)?))
}

/// Days since 1 January 1970, a Thursday.
const fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin in March have their odd day at the end.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leaps + (153 * month + 2) / 5 + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_read_as_browsers_write_them() {
        let read = ["11/26/2026, GMT", "11/26/2026, GMT+01:00", "3/1/2026, GMT-03:30", "1/1/1890, GMT+00:53:28", "odd"];
        assert_eq!(read.map(ahead), [0, 60, -210, 53, 0]);
    }

    #[test]
    fn a_reading_of_the_clock_is_a_moment() {
        let summer_from = 1_000 * 60 * MINUTE;
        let zone = |at: i64| if at < summer_from { 60 } else { 120 };
        let hour = 60 * MINUTE;
        assert_eq!(back(10 * hour, zone), 9 * hour);
        assert_eq!(back(2_000 * hour, zone), 1_998 * hour);
        // One hour before, and at, the hour that is left out.
        assert_eq!(back(1_000 * hour, zone), 999 * hour);
        assert_eq!(back(1_002 * hour, zone), 1_000 * hour);
    }

    #[test]
    fn moments_are_written_in_words() {
        let wrote = |local| words(local).unwrap();
        assert_eq!(wrote("2026-11-26T09:05"), "Thu 26 Nov 2026, 09:05");
        assert_eq!(wrote("2024-02-29T23:59:10"), "Thu 29 Feb 2024, 23:59");
        assert_eq!(wrote("1970-01-01T00:00"), "Thu 1 Jan 1970, 00:00");
        assert_eq!(wrote("2000-03-01T00:00"), "Wed 1 Mar 2000, 00:00");
        assert_eq!([words(""), words("2026-13-01T00:00"), words("x-y-zT00:00")], [None, None, None]);
    }
}
