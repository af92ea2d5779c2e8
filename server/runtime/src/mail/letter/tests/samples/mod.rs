//! Realistic parts of letters, and one letter of every kind.

mod every;

#[allow(clippy::wildcard_imports)]
use super::*;

pub use every::every;

pub fn look() -> Look {
    Look {
        org_name: "Halden Instruments".to_owned(),
        colour: "#1d3f91".to_owned(),
        logo: None,
        subject_prefix: "[Halden]".to_owned(),
    }
}

fn field(label: &str, value: &str, changed: bool) -> Field {
    Field { label: label.to_owned(), value: value.to_owned(), changed }
}

fn action(label: &str, path: &str, primary: bool) -> Action {
    Action { label: label.to_owned(), url: format!("https://approve.halden.test/{path}"), primary }
}

pub fn request() -> RequestPart {
    RequestPart {
        title: "Conference travel to Porto for 1,240.00 EUR".to_owned(),
        process: "Travel".to_owned(),
        step: Some("Manager".to_owned()),
        requester: "Keiko Tanaka".to_owned(),
        asked_at: "Monday 23 November, 09:12".to_owned(),
        fields: vec![
            field("What is it?", "Conference travel to Porto", false),
            field("Amount", "1,240.00 EUR", true),
            field("From – to", "8 – 11 December 2026", false),
            field(
                "Why is it needed?",
                "I speak on the second day.\nThe organisers pay the hotel; flights are ours.",
                false,
            ),
            field(
                "Programme",
                "https://conference.example/2026/programme/tracks/measurement?session=keynote-tanaka",
                false,
            ),
        ],
        instructions: "Is it needed, and does it fit your budget?".to_owned(),
        note: None,
    }
}

/// A letter that asks for a decision.
pub fn asked() -> Letter {
    Letter {
        kind: Kind::Asked,
        to_name: "Priya Raman".to_owned(),
        request: Some(request()),
        why: Some("You are the manager of Keiko Tanaka.".to_owned()),
        due: Some("Thursday 26 November, 17:00 (Lisbon time)".to_owned()),
        overdue: false,
        if_nobody: vec![
            ("Wednesday 25 November, 09:00".to_owned(), "you are reminded".to_owned()),
            ("Friday 27 November, 09:00".to_owned(), "it goes to Bo Lind instead".to_owned()),
        ],
        said: None,
        outcome: None,
        decisions: vec![],
        actions: vec![
            action("Look at it and decide", "l/x7Qm2vJ9?via=mail&lang=en", true),
            action("Ask somebody else to decide", "l/x7Qm2vJ9/delegate", false),
        ],
        code: None,
        rows: vec![],
        footer: Footer {
            why_mail: "You get this mail because a request waits for your decision.".to_owned(),
            settings_url: Some("https://approve.halden.test/settings/mail".to_owned()),
            unsubscribe_url: Some("https://approve.halden.test/stop/8Hx2".to_owned()),
            sent_by: "Sent by Countersign for Halden Instruments.".to_owned(),
        },
    }
}

/// A letter about the request that asks for nothing.
fn told(kind: Kind) -> Letter {
    let request = Some(RequestPart { instructions: String::new(), ..request() });
    Letter {
        kind,
        request,
        why: None,
        due: None,
        if_nobody: vec![],
        actions: vec![action("See where it stands", "r/4711", true)],
        ..asked()
    }
}

fn said(who: &str, text: &str) -> Said {
    Said { who: who.to_owned(), text: text.to_owned() }
}

fn decided(who: &str, what: &str, comment: Option<&str>) -> DecisionLine {
    let when = "Tuesday 24 November, 10:02".to_owned();
    DecisionLine { who: who.to_owned(), what: what.to_owned(), when, comment: comment.map(str::to_owned) }
}

fn row(title: &str, by: &str, due: Option<&str>, overdue: bool) -> DigestRow {
    let (step, url) = ("Purchase › Manager".to_owned(), format!("https://approve.halden.test/t/{}", title.len()));
    DigestRow { title: title.to_owned(), by: by.to_owned(), step, due: due.map(str::to_owned), overdue, url }
}

fn digest(weekly: bool) -> Letter {
    let rows = vec![
        row(
            "Hardware keys for everybody for 1,450.00 EUR",
            "Sofia Lindqvist",
            Some("Tuesday 24 November, 03:41"),
            true,
        ),
        row(
            "Licence for the new typeface for 2,600.00 EUR",
            "Keiko Tanaka",
            Some("Thursday 26 November, 09:11"),
            false,
        ),
        row("Two weeks in the Oslo office", "Grace Whitfield", None, false),
    ];
    let actions = vec![action("Open your inbox", "inbox", true)];
    Letter { kind: Kind::Digest { weekly }, request: None, rows, actions, ..told(Kind::Message) }
}

fn code() -> Letter {
    let why = Some("It is for deciding about “Conference travel to Porto”, and works for ten minutes.".to_owned());
    let footer = Footer { settings_url: None, unsubscribe_url: None, ..asked().footer };
    Letter { request: None, why, code: Some("482 913".to_owned()), actions: vec![], footer, ..told(Kind::Code) }
}
