//! One letter of every kind, under a name that can be a file's.

#[allow(clippy::wildcard_imports)]
use super::*;

pub fn every() -> Vec<(&'static str, Letter)> {
    [asking(), closed(), telling(), alone()].into_iter().flatten().collect()
}

fn asking() -> Vec<(&'static str, Letter)> {
    let later = || asked().if_nobody.split_off(1);
    let (delegated, nudged) = (Kind::Delegated { by: bo() }, Kind::Nudged { by: "Keiko Tanaka".to_owned() });
    let better = said("Bo Lind", "You know the conference better than I do.");
    let tonight = said("Keiko Tanaka", "The fare goes up tonight.");
    let held = RequestPart {
        fields: vec![],
        instructions: String::new(),
        note: Some("Sign in to see the details.".to_owned()),
        ..request()
    };
    vec![
        ("asked", asked()),
        ("reminded", Letter { kind: Kind::Reminded { number: 1 }, ..asked() }),
        ("overdue", Letter { kind: Kind::Reminded { number: 2 }, overdue: true, if_nobody: later(), ..asked() }),
        ("escalated", Letter { kind: Kind::Escalated, why: Some("You stand in for Bo Lind.".to_owned()), ..asked() }),
        ("delegated", Letter { kind: delegated, said: Some(better), ..asked() }),
        ("nudged", Letter { kind: nudged, said: Some(tonight), ..asked() }),
        ("held-back", Letter { request: Some(held), ..asked() }),
    ]
}

fn closed() -> Vec<(&'static str, Letter)> {
    let end = |word: &str, tone| Some(Outcome { word: word.to_owned(), tone });
    let yes = vec![decided("Priya Raman", "approved", Some("Enjoy Porto."))];
    let not_now = Some("Not this quarter.\nAsk again in January.");
    let no = vec![decided("Priya Raman", "approved", None), decided("Bo Lind", "rejected", not_now)];
    vec![
        ("closed-good", Letter { outcome: end("Approved", Tone::Good), decisions: yes, ..told(Kind::Closed) }),
        ("closed-bad", Letter { outcome: end("Rejected", Tone::Bad), decisions: no, ..told(Kind::Closed) }),
        ("closed-calm", Letter { outcome: end("Withdrawn", Tone::Calm), ..told(Kind::Closed) }),
    ]
}

fn telling() -> Vec<(&'static str, Letter)> {
    let (due, next) = (asked().due, asked().if_nobody.split_off(1));
    let change = vec![action("Change it and send it again", "r/4711/edit", true)];
    let price = said("Bo Lind", "Please add the hotel's price,\nand say who else goes.");
    let tickets = said("Travel desk", "Your tickets are booked.\n\nThey are in your post box downstairs.");
    let reason = "The step “Book it” failed three times: the travel agency's server answers 503.".to_owned();
    let plane = said("Bo Lind", "I was on a plane at that time.");
    let end = vec![("Monday 30 November".to_owned(), "the request is closed as “No answer”".to_owned())];
    vec![
        ("informed", Letter { due: due.clone(), overdue: true, if_nobody: next, ..told(Kind::Informed) }),
        ("sent-back", Letter { said: Some(price), actions: change, ..told(Kind::SentBack { by: bo() }) }),
        (
            "commented",
            Letter { said: Some(said("Bo Lind", "Is the train an option?")), ..told(Kind::Commented { by: bo() }) },
        ),
        ("message", Letter { said: Some(tickets), ..told(Kind::Message) }),
        ("incident", told(Kind::Incident { reason })),
        (
            "disowned",
            Letter {
                decisions: vec![decided("Bo Lind", "approved", None)],
                said: Some(plane),
                ..told(Kind::Disowned { by: bo() })
            },
        ),
        ("signal-wanted", Letter { due, if_nobody: end, ..told(Kind::SignalWanted) }),
    ]
}

/// The letters that are about no single request.
fn alone() -> Vec<(&'static str, Letter)> {
    vec![
        ("digest", digest(false)),
        ("digest-weekly", digest(true)),
        ("code", code()),
        ("publish-asked", publish_asked()),
    ]
}

fn publish_asked() -> Letter {
    let request = RequestPart {
        title: "Travel request".to_owned(),
        process: String::new(),
        step: None,
        asked_at: String::new(),
        fields: vec![],
        instructions: String::new(),
        ..request()
    };
    Letter {
        request: Some(request),
        said: Some(said("Bo Lind", "The head of department decides above 5,000 euros now.")),
        actions: vec![action("See what changes", "drafts/1-2/publish", true)],
        ..told(Kind::PublishAsked { by: bo() })
    }
}

fn bo() -> String {
    "Bo Lind".to_owned()
}
