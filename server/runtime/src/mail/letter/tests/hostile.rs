//! What people may write to break a letter, in every place they can write in.

#[allow(clippy::wildcard_imports)]
use super::*;

const EVIL: &str = "</mj-text></td></div><script>alert(1)</script>{{ 7 * 7 }}{% raw %}{# no #}<img src=\"http://x.test/p\">\
                    <!-- --> ]]> \\u{301} & \"'>\r\nBcc: all@x.test\rX: y\u{0}\u{202e}\u{2028}end";

fn wicked(text: &str) -> Letter {
    let text = || text.to_owned();
    let request = RequestPart {
        title: text(),
        process: text(),
        step: Some(text()),
        requester: text(),
        asked_at: text(),
        fields: vec![Field { label: text(), value: text(), changed: true }],
        instructions: text(),
        note: Some(text()),
    };
    Letter {
        to_name: text(),
        request: Some(request),
        why: Some(text()),
        due: Some(text()),
        if_nobody: vec![(text(), text())],
        said: Some(Said { who: text(), text: text() }),
        outcome: Some(Outcome { word: text(), tone: Tone::Good }),
        decisions: vec![DecisionLine { who: text(), what: text(), when: text(), comment: Some(text()) }],
        actions: vec![
            Action { label: text(), url: format!("https://x.test/{}", text()), primary: true },
            Action { label: text(), url: format!("javascript:{}", text()), primary: false },
        ],
        code: Some(text()),
        rows: vec![DigestRow { title: text(), by: text(), step: text(), due: None, overdue: true, url: text() }],
        footer: Footer { why_mail: text(), settings_url: Some(text()), unsubscribe_url: None, sent_by: text() },
        ..asked()
    }
}

fn kinds(by: &str) -> Vec<Kind> {
    let by = || by.to_owned();
    let mut kinds: Vec<_> = every().into_iter().map(|(_, letter)| letter.kind).collect();
    kinds.extend([Kind::Delegated { by: by() }, Kind::SentBack { by: by() }, Kind::Nudged { by: by() }]);
    kinds.extend([
        Kind::Commented { by: by() },
        Kind::Incident { reason: by() },
        Kind::Disowned { by: by() },
        Kind::PublishAsked { by: by() },
    ]);
    kinds
}

/// The tags of a page in their order, without what stands between and inside them.
fn tags(html: &str) -> Vec<String> {
    let names = html.split('<').skip(1).map(|rest| rest.split(['>', ' ', '\n']).next().unwrap_or_default().to_owned());
    names.collect()
}

#[test]
fn hostile_text_changes_no_tag_of_any_letter() {
    let look = Look { org_name: EVIL.to_owned(), subject_prefix: EVIL.to_owned(), ..look() };
    let tame = Look { org_name: "tame".to_owned(), ..look.clone() };
    for kind in kinds(EVIL) {
        let evil = render(&look, &Letter { kind: kind.clone(), ..wicked(EVIL) }).unwrap();
        let good = render(&tame, &Letter { kind: kind.clone(), ..wicked("tame") }).unwrap();
        let without_breaks = |html| tags(html).into_iter().filter(|tag| tag != "br").collect::<Vec<_>>();
        assert!(without_breaks(&evil.html) == without_breaks(&good.html), "{kind:?}");
        assert!(!evil.html.contains("<script") && !evil.html.contains("<img"), "{kind:?}");
        assert!(evil.html.contains("{{ 7 * 7 }}") && evil.text.contains("{{ 7 * 7 }}"), "{kind:?}");
        assert!(!evil.html.contains("javascript:\"") && !evil.html.contains("href=\"javascript"), "{kind:?}");
        for part in [&evil.subject, &evil.text, &evil.html] {
            assert!(!part.contains(['\r', '\0', '\u{202e}', '\u{2028}']), "{kind:?}");
        }
        assert!(!evil.subject.contains('\n') && evil.subject.chars().count() <= 150, "{}", evil.subject);
    }
}

#[test]
fn what_a_person_wrote_never_starts_a_line_of_the_text_part() {
    let text = render(&look(), &Letter { code: None, rows: vec![], ..wicked("fine\nBcc: all@x.test") }).unwrap().text;
    let starts = text.lines().filter(|line| line.starts_with("Bcc:")).count();
    // Only what the process's author wrote stands at the margin: the instructions and the note.
    assert_eq!(starts, 2, "{text}");
    assert!(text.contains("\n> Bcc: all@x.test\n"), "{text}");
}

#[test]
fn line_breaks_that_a_person_wrote_stay() {
    let mut letter = asked();
    letter.said = Some(Said { who: "Bo".to_owned(), text: "one\r\ntwo\n\nthree".to_owned() });
    let rendered = render(&look(), &letter).unwrap();
    assert!(rendered.html.contains("one<br>two<br><br>three"));
    assert!(rendered.text.contains("> one\n> two\n>\n> three\n"), "{}", rendered.text);
}

#[test]
fn very_long_words_stay_whole_in_both_parts_and_short_in_the_subject() {
    let word = "ü".repeat(300);
    let rendered = render(&look(), &wicked(&word)).unwrap();
    assert!(rendered.text.contains(&word) && rendered.html.contains(&word));
    assert_eq!(rendered.subject.chars().count(), 150);
}
