//! What holds of every letter: nothing a person wrote breaks out of its place, and nothing they need is missing.

mod hostile;
mod samples;

use samples::{asked, every, look};

#[allow(clippy::wildcard_imports)]
use super::*;

/// What the eye finds in the plain text, whatever its line breaks.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_kind_has_a_subject_of_its_own_on_one_line() {
    let mut heads: Vec<_> = every().iter().map(|(_, letter)| render(&look(), letter).unwrap().subject).collect();
    for subject in &heads {
        assert!(subject.starts_with("[Halden] ") && subject.chars().count() <= 150, "{subject}");
        assert!(!subject.contains(char::is_control), "{subject}");
    }
    heads.sort();
    heads.dedup();
    assert!(heads.len() >= 18, "{heads:#?}");
}

#[test]
fn the_text_part_holds_everything_that_the_letter_says() {
    for (name, letter) in every() {
        let text = render(&look(), &letter).unwrap().text;
        let flat_text = flat(&text);
        let urls = letter.actions.iter().map(|action| &action.url).chain(letter.rows.iter().map(|row| &row.url));
        for url in urls.chain(&letter.footer.settings_url).chain(&letter.footer.unsubscribe_url) {
            assert!(text.lines().any(|line| line == url), "{name}: {url} on a line of its own\n{text}");
        }
        for field in letter.request.iter().flat_map(|request| &request.fields) {
            assert!(flat_text.contains(&flat(&field.label)), "{name}: {}", field.label);
            assert!(flat_text.contains(&flat(&field.value)), "{name}: {}", field.value);
        }
        let said = letter.said.iter().flat_map(|said| said.text.lines());
        let comments = letter.decisions.iter().filter_map(|line| line.comment.as_deref()).flat_map(str::lines);
        let rest = letter.why.iter().chain(&letter.due).chain(&letter.code).map(String::as_str);
        for part in said.chain(comments).chain(rest).chain(letter.if_nobody.iter().map(|(_, what)| what.as_str())) {
            assert!(flat_text.contains(&flat(part)), "{name}: {part}");
        }
        assert!(!text.contains("\n\n\n"), "{name}: a hole\n{text}");
    }
}

#[test]
fn the_html_fetches_and_runs_nothing_and_has_no_placeholder_left() {
    let from_afar = Look { logo: Some("https://example.test/logo.png".to_owned()), ..look() };
    for (name, letter) in every() {
        let html = render(&from_afar, &letter).unwrap().html;
        for wrong in
            ["<script", "<img", "<link", "@import", "@font-face", "url(", "{{", "{%", "}}", "<mj-", "</mj-", "fonts."]
        {
            assert!(!html.contains(wrong), "{name}: {wrong}");
        }
        for wanted in ["lang=\"en\"", "name=\"color-scheme\"", "prefers-color-scheme: dark", "max-width:560px"] {
            assert!(html.contains(wanted), "{name}: {wanted}");
        }
    }
    let own = Look { logo: Some("cid:logo".to_owned()), ..look() };
    assert!(render(&own, &asked()).unwrap().html.contains("<img src=\"cid:logo\" alt=\"Halden Instruments\""));
}

#[test]
fn a_bad_colour_falls_back_and_a_light_one_gets_dark_text() {
    let of = |colour: &str| render(&Look { colour: colour.to_owned(), ..look() }, &asked()).unwrap().html;
    assert!(of("red;}</style>").contains("background:#1d3f91;color:#ffffff"));
    assert!(of("#ffd400").contains("background:#ffd400;color:#000000"));
}

#[test]
fn an_asked_person_reads_who_wants_what_until_when_and_what_follows() {
    let rendered = render(&look(), &asked()).unwrap();
    assert_eq!(rendered.subject, "[Halden] Your decision: Conference travel to Porto for 1,240.00 EUR");
    let text = flat(&rendered.text);
    let order = [
        "Keiko Tanaka asks for your decision.",
        "Conference travel to Porto for 1,240.00 EUR",
        "Answer by: Thursday 26 November, 17:00 (Lisbon time)",
        "Friday 27 November, 09:00: it goes to Bo Lind instead",
        "Look at it and decide: https://approve.halden.test/l/x7Qm2vJ9?via=mail&lang=en",
        "Amount (changed): 1,240.00 EUR",
        "For Priya Raman.",
    ];
    let places: Vec<_> = order.iter().map(|part| text.find(part).unwrap_or_else(|| panic!("{part}\n{text}"))).collect();
    assert!(places.is_sorted(), "{places:?}");
}
