//! Lengths of time as a number and a unit. What is shown is always exact: `P2DT4H` is 52 hours, and said beside it in words.

use std::sync::Arc;

use engine::span::{LONGEST, Span};
use leptos::prelude::*;
use serde_json::Value;

use super::controls::{choices, line, select};
use super::lens::Lens;
use super::typing::Typing;

/// The units, largest first: in seconds, and in words.
const UNITS: [(i64, &str); 5] =
    [(604_800, "weeks"), (86_400, "days"), (3_600, "hours"), (60, "minutes"), (1, "seconds")];

/// A span as a number of the largest unit that it is a whole number of; weeks from two on.
fn split(span: Span) -> (i64, i64) {
    let seconds = span.as_seconds();
    let fits = |unit: i64| seconds != 0 && seconds % unit == 0 && (unit < 604_800 || seconds >= 2 * unit);
    let unit = UNITS.iter().map(|(unit, _)| *unit).find(|unit| fits(*unit)).unwrap_or(86_400);
    (seconds / unit, unit)
}

/// A number as it is typed, of a unit: halves of a day are whole hours, a third of a minute is no whole second.
fn join(number: &str, unit: i64) -> Result<Span, String> {
    let number = number.trim().replace(',', ".");
    let (whole, part) = number.split_once('.').unwrap_or((&number, ""));
    let digits = |text: &str| text.bytes().all(|c| c.is_ascii_digit());
    if !digits(whole) || !digits(part) || (whole.is_empty() && part.is_empty()) || part.len() > 6 {
        return Err("Enter a number, like 2 or 1.5.".to_owned());
    }
    let too_long = || "The longest time is ten years.".to_owned();
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| too_long())? };
    let scale = 10_i64.pow(u32::try_from(part.len()).unwrap_or(0));
    let part: i64 = if part.is_empty() { 0 } else { part.parse().map_err(|_| too_long())? };
    let seconds = whole.checked_mul(unit).ok_or_else(too_long)?;
    if part * unit % scale != 0 {
        return Err("That is no whole number of seconds.".to_owned());
    }
    let seconds = seconds.checked_add(part * unit / scale).ok_or_else(too_long)?;
    if seconds > LONGEST { Err(too_long()) } else { Ok(Span::seconds(seconds)) }
}

/// A span as a number of a unit: `1.5`. None: it is no number with few digits.
fn number(span: Span, unit: i64) -> Option<String> {
    let seconds = span.as_seconds();
    if seconds % unit == 0 {
        return Some((seconds / unit).to_string());
    }
    (1..=2).map(|digits| (digits, 10_i64.pow(digits))).find(|(_, scale)| seconds * scale % unit == 0).map(
        |(digits, scale)| {
            let all = seconds * scale / unit;
            format!("{}.{:0width$}", all / scale, all % scale, width = digits as usize)
        },
    )
}

fn read(value: &Value) -> Option<Span> {
    value.as_str()?.parse().ok()
}

/// The two controls of a span.
pub fn span(lens: &Lens, label: &str) -> AnyView {
    let now = lens.shape(read);
    let picked = RwSignal::new(None::<i64>);
    // A unit that was chosen stays while the span can be said in it.
    let unit = Memo::new(move |_| {
        let (span, picked) = (now.get().unwrap_or(Span::days(1)), picked.get());
        picked.filter(|unit| number(span, *unit).is_some()).unwrap_or_else(|| split(span).1)
    });
    let shown = Signal::derive(move || now.get().and_then(|span| number(span, unit.get())).unwrap_or_default());
    let trouble = RwSignal::new(String::new());
    let typed = lens.clone();
    let typing = Typing::new(lens.store, move |gesture, text| match join(&text, unit.get_untracked()) {
        Ok(span) => {
            picked.set(Some(unit.get_untracked()));
            trouble.set(String::new());
            typed.set_in(gesture, span.to_string().into());
        }
        Err(sentence) => trouble.set(sentence),
    });
    let chosen = lens.clone();
    let choose = Arc::new(move |key: String| {
        let (before, after) = (unit.get_untracked(), key.parse().unwrap_or(86_400));
        let count = now.get_untracked().and_then(|span| number(span, before)).unwrap_or_else(|| "1".to_owned());
        if let Ok(span) = join(&count, after) {
            picked.set(Some(after));
            chosen.set(span.to_string().into());
        }
    });
    let id = lens.id();
    let unit_id = format!("{id}-unit");
    let units: Vec<(String, &str)> = UNITS.iter().map(|(unit, name)| (unit.to_string(), *name)).collect();
    let units: Vec<(&str, &str)> = units.iter().map(|(unit, name)| (unit.as_str(), *name)).collect();
    let words = move || {
        let (span, unit) = (now.get()?, unit.get());
        let words = span.in_words();
        let plain = number(span, unit)
            .is_some_and(|count| words.starts_with(&format!("{count} ")) && !words[count.len() + 1..].contains(' '));
        (!plain).then(|| format!("= {words}"))
    };
    view! {
        <span class="span">
            <label class="hidden" for=id.clone()>{label.to_owned()}</label>
            {line(&id, "text", None, shown, typing)}
            <label class="hidden" for=unit_id.clone()>{format!("{label}: unit")}</label>
            {select(&unit_id, choices(&units), Signal::derive(move || unit.get().to_string()), choose)}
            <span class="span-words" id=format!("{id}-help")>{words}</span>
            <span class="span-trouble" role="status" id=format!("{id}-problems")>{move || trouble.get()}</span>
        </span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_shown_exactly_in_their_largest_unit() {
        let cases = [
            ("P2D", (2, "days")),
            ("P2DT4H", (52, "hours")),
            ("PT90M", (90, "minutes")),
            ("PT61S", (61, "seconds")),
            ("P7D", (7, "days")),
            ("P14D", (2, "weeks")),
        ];
        for (text, (count, name)) in cases {
            let span: Span = text.parse().unwrap();
            let (number, unit) = split(span);
            let word = UNITS.iter().find(|(seconds, _)| *seconds == unit).unwrap().1;
            assert_eq!((number, word), (count, name), "{text}");
            assert_eq!(join(&number.to_string(), unit), Ok(span), "{text}");
        }
    }

    #[test]
    fn what_is_typed_is_whole_seconds_or_a_sentence() {
        assert_eq!(join("1.5", 86_400), Ok(Span::hours(36)));
        assert_eq!(join(" 1,25 ", 3_600), Ok(Span::minutes(75)));
        assert_eq!(join(".5", 60), Ok(Span::seconds(30)));
        for wrong in ["", "two", "-1", "1.2.3", "0.3333333", "99999999999999999999", "4000"] {
            assert!(join(wrong, 86_400).is_err(), "{wrong}");
        }
        assert!(join("0.01", 1).is_err());
    }

    #[test]
    fn a_chosen_unit_may_have_a_fraction() {
        assert_eq!(number(Span::hours(36), 86_400).as_deref(), Some("1.5"));
        assert_eq!(number(Span::minutes(3), 3_600).as_deref(), Some("0.05"));
        assert_eq!(number(Span::seconds(61), 3_600), None);
        assert_eq!(number(Span::days(2), 86_400).as_deref(), Some("2"));
    }
}
