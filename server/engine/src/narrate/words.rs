//! Small words: lists of names, quotes, lengths of time, ordinals.

use chrono::TimeDelta;

use crate::span::Span;

/// A text in quotes.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("\u{201c}{}\u{201d}", text.trim())
}

/// `Ana, Bo and Cem`; more than five are counted.
#[must_use]
pub fn and(names: &[String]) -> String {
    list(names, "and")
}

/// `Ana, Bo or Cem`; more than five are counted.
#[must_use]
pub fn or(names: &[String]) -> String {
    list(names, "or")
}

fn list(names: &[String], word: &str) -> String {
    match names {
        [] => "nobody".to_owned(),
        [one] => one.clone(),
        [several @ .., last] if several.len() < 5 => format!("{} {word} {last}", several.join(", ")),
        [first, second, third, rest @ ..] => {
            let others =
                if word == "or" { format!("one of {} others", rest.len()) } else { format!("{} others", rest.len()) };
            format!("{first}, {second}, {third} {word} {others}")
        }
        _ => names.join(", "),
    }
}

/// A length of time in words, without what is too small to matter: `2 days`, not `2 days 1 second`.
#[must_use]
pub fn length(of: TimeDelta) -> String {
    let seconds = of.num_seconds().max(0);
    let grain = match seconds {
        0..=119 => 1,
        120..=7_199 => 60,
        7_200..=172_799 => 900,
        172_800..=1_209_599 => 3_600,
        _ => 86_400,
    };
    match (seconds + grain / 2) / grain * grain {
        0 => "a moment".to_owned(),
        rounded => Span::seconds(rounded).in_words(),
    }
}

/// `once`, `twice`, `3 times`.
pub(super) fn times(count: u32) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        more => format!("{more} times"),
    }
}

/// `2nd`, `3rd`, `11th`.
pub(super) fn ordinal(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// `was` or `were`.
pub(super) fn was(count: usize) -> &'static str {
    if count == 1 { "was" } else { "were" }
}

/// `is` or `are`.
pub(super) fn is(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// The first letter large.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The text with a full stop, unless it ends with a mark of its own, and with the quotes of print.
#[must_use]
pub fn stopped(text: &str) -> String {
    let mut opens = false;
    let print = |letter: char| match letter {
        '"' => {
            opens = !opens;
            if opens { '\u{201c}' } else { '\u{201d}' }
        }
        other => other,
    };
    let text: String = text.trim().chars().map(print).collect();
    if text.ends_with(['.', '!', '?', '\u{201d}']) { text } else { format!("{text}.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn lists_read_as_speech() {
        assert_eq!(and(&of(&[])), "nobody");
        assert_eq!(and(&of(&["Ana"])), "Ana");
        assert_eq!(and(&of(&["Ana", "Bo"])), "Ana and Bo");
        assert_eq!(or(&of(&["Ana", "Bo", "Cem"])), "Ana, Bo or Cem");
        assert_eq!(or(&of(&["A", "B", "C", "D", "E", "F", "G"])), "A, B, C or one of 4 others");
        assert_eq!(and(&of(&["A", "B", "C", "D", "E", "F", "G"])), "A, B, C and 4 others");
    }

    #[test]
    fn lengths_leave_out_what_is_too_small() {
        assert_eq!(length(TimeDelta::seconds(172_801)), "2 days");
        assert_eq!(length(TimeDelta::seconds(93_600)), "1 day 2 hours");
        assert_eq!(length(TimeDelta::seconds(3_615)), "1 hour");
        assert_eq!(length(TimeDelta::seconds(45)), "45 seconds");
        assert_eq!(length(TimeDelta::milliseconds(300)), "a moment");
        assert_eq!(length(TimeDelta::days(20) + TimeDelta::hours(3)), "20 days");
    }

    #[test]
    fn ordinals_end_as_they_should() {
        assert_eq!(
            [1, 2, 3, 4, 11, 12, 21, 113].map(ordinal),
            ["1st", "2nd", "3rd", "4th", "11th", "12th", "21st", "113th"]
        );
    }
}
