//! Stories of whole drawings: conditions, branches, waits, notices, ends, and what people do with a request.

#![allow(clippy::unwrap_used, reason = "a story that cannot go on fails its test")]

mod kit;

use engine::command::{Command, Rejection};
use engine::event::Event;
use engine::form::Answer;
use engine::nodes::approval::{CHANGES_REQUESTED, Policy, Proof};
use engine::nodes::condition::Case;
use engine::nodes::end::Outcome;
use engine::nodes::wait::Until;
use engine::nodes::{Condition, End, Join, Kind, Notify, Source, Split, Start, Wait};
use engine::span::Span;
use engine::{Definition, decide};
use kit::{Story, approval, definition, edge, end, named, node, person};

fn ask(id: &str, who: &str) -> engine::definition::Node {
    node(id, Kind::Approval(Box::new(approval(Policy::Any, vec![named(who)]))))
}

/// Start, a condition on the amount, Zoe for the large ones.
fn by_amount() -> Definition {
    let case = |port: &str, when: &str| Case { port: port.into(), label: port.to_owned(), when: when.to_owned() };
    definition(
        vec![
            node("start", Kind::Start(Start {})),
            node(
                "size",
                Kind::Condition(Condition {
                    cases: vec![case("large", "request.amount >= 5000"), case("medium", "request.amount >= 500")],
                }),
            ),
            ask("boss", "zoe"),
            ask("lead", "max"),
            node("yes", end(Outcome::Approved)),
            node("no", end(Outcome::Rejected)),
        ],
        vec![
            edge("start", "next", "size"),
            edge("size", "large", "boss"),
            edge("size", "medium", "lead"),
            edge("size", "default", "yes"),
            edge("boss", "approved", "yes"),
            edge("boss", "rejected", "no"),
            edge("lead", "approved", "yes"),
            edge("lead", "rejected", "no"),
        ],
    )
}

/// Two approvals side by side, both needed; a rejection ends everything.
fn side_by_side() -> Definition {
    definition(
        vec![
            node("start", Kind::Start(Start {})),
            node("split", Kind::Split(Split {})),
            ask("legal", "lea"),
            ask("money", "fay"),
            node("join", Kind::Join(Join {})),
            node("yes", end(Outcome::Approved)),
            node("no", Kind::End(End { outcome: Outcome::Rejected, closes_all: true })),
        ],
        vec![
            edge("start", "next", "split"),
            engine::definition::Edge { id: "left".into(), ..edge("split", "branch", "legal") },
            engine::definition::Edge { id: "right".into(), ..edge("split", "branch", "money") },
            edge("legal", "approved", "join"),
            edge("legal", "rejected", "no"),
            edge("money", "approved", "join"),
            edge("money", "rejected", "no"),
            edge("join", "next", "yes"),
        ],
    )
}

#[test]
fn the_first_case_that_holds_says_the_way() {
    Story::with(by_amount(), &[("amount", "5000")]).asks(&["zoe"]);
    Story::with(by_amount(), &[("amount", "4999.99")]).asks(&["max"]);
    Story::with(by_amount(), &[("amount", "499.99")]).ends(Outcome::Approved);
}

#[test]
fn a_condition_that_cannot_be_worked_out_is_an_incident_not_a_guess() {
    let story = Story::of(by_amount());
    assert!(
        story.incident().1.starts_with("The condition \"large\" could not be worked out"),
        "{}",
        story.incident().1
    );
}

#[test]
fn branches_run_side_by_side_and_the_join_waits_for_all() {
    let mut story = Story::of(side_by_side());
    story.asks(&["fay", "lea"]).approve("fay").asks(&["lea"]).approve("lea").ends(Outcome::Approved);
    assert_eq!(story.count(|event| matches!(event, Event::BranchArrived { .. })), 2);
}

#[test]
fn an_end_that_closes_all_ends_the_other_branches_too() {
    let mut story = Story::of(side_by_side());
    story.reject("fay").ends(Outcome::Rejected);
    assert!(matches!(story.answer("lea", engine::execution::Decision::Approve, ""), Err(Rejection::TaskClosed { .. })));
}

#[test]
fn changes_requested_may_lead_to_an_earlier_step() {
    let mut drawn = definition(
        vec![
            node("start", Kind::Start(Start {})),
            ask("first", "ana"),
            ask("second", "bo"),
            node("yes", end(Outcome::Approved)),
            node("no", end(Outcome::Rejected)),
        ],
        vec![
            edge("start", "next", "first"),
            edge("first", "approved", "second"),
            edge("first", "rejected", "no"),
            edge("second", "approved", "yes"),
            edge("second", "rejected", "no"),
        ],
    );
    drawn.edges.push(edge("second", CHANGES_REQUESTED, "first"));
    let mut story = Story::of(drawn);
    story.approve("ana").send_back("bo").asks(&["rita"]).resubmit(&[]).asks(&["ana"]);
    story.approve("ana").approve("bo").ends(Outcome::Approved);
}

#[test]
fn a_wait_goes_on_after_its_time_or_on_its_date() {
    let waiting = |until| {
        definition(
            vec![
                node("start", Kind::Start(Start {})),
                node("wait", Kind::Wait(Wait { until })),
                node("end", end(Outcome::Done)),
            ],
            vec![edge("start", "next", "wait"), edge("wait", "next", "end")],
        )
    };
    let mut story = Story::of(waiting(Until::After(Span::hours(5))));
    assert!(story.pass(Span::hours(4)).execution.is_running());
    story.pass(Span::hours(1)).ends(Outcome::Done);
    let at = "08:30:00".parse().unwrap();
    let mut story = Story::with(waiting(Until::DateField { field: "day".to_owned(), at }), &[("day", "2026-03-04")]);
    assert_eq!(
        story.execution.next_due_at().unwrap().to_rfc3339(),
        "2026-03-04T07:30:00+00:00",
        "08:30 in Berlin in winter"
    );
    story.pass(Span::days(2)).ends(Outcome::Done);
    Story::with(waiting(Until::DateField { field: "day".to_owned(), at }), &[("day", "2020-01-01")])
        .ends(Outcome::Done);
    let gap = Story::with(
        waiting(Until::DateField { field: "day".to_owned(), at: "02:30:00".parse().unwrap() }),
        &[("day", "2026-03-29")],
    );
    assert_eq!(
        gap.execution.next_due_at().unwrap().to_rfc3339(),
        "2026-03-29T01:00:00+00:00",
        "a skipped time is the first after the gap"
    );
    let twice = Story::with(
        waiting(Until::DateField { field: "day".to_owned(), at: "02:30:00".parse().unwrap() }),
        &[("day", "2026-10-25")],
    );
    assert_eq!(
        twice.execution.next_due_at().unwrap().to_rfc3339(),
        "2026-10-25T00:30:00+00:00",
        "a time that comes twice is the first"
    );
    assert!(Story::of(waiting(Until::DateField { field: "day".to_owned(), at })).incident().1.contains("no date"));
}

#[test]
fn a_notice_tells_people_and_goes_on() {
    let to = vec![Source::Requester, named("ana")];
    let story = Story::with(
        definition(
            vec![
                node("start", Kind::Start(Start {})),
                node("tell", Kind::Notify(Notify { to, message: "{what} costs {amount}".to_owned() })),
                node("end", end(Outcome::Done)),
            ],
            vec![edge("start", "next", "tell"), edge("tell", "next", "end")],
        ),
        &[("what", "A desk"), ("amount", "12500")],
    );
    story.ends(Outcome::Done);
    let told = story.history.iter().flat_map(|transition| &transition.events).find_map(|event| match event {
        Event::PeopleTold { people, message, .. } => Some((people.clone(), message.clone())),
        _ => None,
    });
    assert_eq!(told, Some((vec![person("rita"), person("ana")], "A desk costs 12,500.00 EUR".to_owned())));
}

#[test]
fn the_requester_withdraws_and_an_administrator_cancels_with_a_reason() {
    let mut story = Story::with(by_amount(), &[("amount", "600")]);
    assert!(matches!(
        story.make(Command::Withdraw { by: person("max"), reason: String::new() }),
        Err(Rejection::NotAllowed { .. })
    ));
    story.make(Command::Withdraw { by: person("rita"), reason: "found one".to_owned() }).unwrap();
    story.ends(Outcome::Withdrawn);
    let mut story = Story::with(by_amount(), &[("amount", "600")]);
    let without = Command::Cancel { by: person("root"), reason: " ".to_owned() };
    assert!(matches!(story.make(without), Err(Rejection::Invalid { field, .. }) if field == "reason"));
    story.make(Command::Cancel { by: person("root"), reason: "duplicate".to_owned() }).unwrap();
    story.ends(Outcome::Cancelled);
}

#[test]
fn a_nudge_is_for_the_requester_and_not_too_often() {
    let mut story = Story::with(by_amount(), &[("amount", "600")]);
    assert!(story.make(Command::Nudge { by: person("max") }).is_err());
    story.make(Command::Nudge { by: person("rita") }).unwrap();
    let again = story.make(Command::Nudge { by: person("rita") }).unwrap_err();
    assert_eq!(again.to_string(), "You nudged not long ago. You can nudge again in 4 hours.");
    story.pass(Span::hours(4));
    story.make(Command::Nudge { by: person("rita") }).unwrap();
}

#[test]
fn a_closed_request_accepts_nothing() {
    let mut story = Story::with(by_amount(), &[("amount", "600")]);
    story.approve("max").ends(Outcome::Approved);
    let (by, text) = (person("rita"), "x".to_owned());
    for command in [
        Command::Comment { by, text: text.clone() },
        Command::Nudge { by },
        Command::Withdraw { by, reason: text.clone() },
        Command::Cancel { by, reason: text },
    ] {
        assert!(matches!(story.make(command), Err(Rejection::TooLate { outcome: Outcome::Approved, .. })));
    }
    let again = Command::Start { requester: kit::rita(), data: engine::form::Data::default() };
    assert!(matches!(story.make(again), Err(Rejection::NotAllowed { .. })));
}

#[test]
fn unknown_tasks_timers_and_answers_are_refused() {
    let mut story = Story::with(by_amount(), &[("amount", "600")]);
    let revision = 1;
    let unknown = Command::Decide {
        task: engine::ids::TaskNo(9),
        by: person("max"),
        decision: engine::execution::Decision::Approve,
        comment: String::new(),
        revision,
        proof: Proof::SignIn,
        shown: None,
    };
    assert_eq!(story.make(unknown).unwrap_err().to_string(), "There is no such task here.");
    assert!(matches!(
        story.make(Command::FireTimer { timer: engine::ids::TimerNo(9) }),
        Err(Rejection::Unknown { .. })
    ));
    let answers = Command::PeopleResolved { query: engine::ids::QueryNo(9), found: vec![] };
    assert!(matches!(story.make(answers), Err(Rejection::Unknown { .. })));
    let before_start =
        decide(&story.definition, &engine::Execution::default(), &Command::Nudge { by: person("rita") }, story.now);
    assert!(matches!(before_start, Err(Rejection::Unknown { .. })));
}

#[test]
fn a_form_names_every_wrong_field() {
    let form = serde_json::from_value::<engine::form::Form>(serde_json::json!({"fields": [
        {"key": "name", "label": "Name", "required": true, "input": {"type": "text", "max_length": 5}},
        {"key": "count", "label": "Count", "input": {"type": "number", "min": "1", "max": "10"}},
        {"key": "cost", "label": "Cost", "input": {"type": "money", "currency": "EUR"}},
        {"key": "day", "label": "Day", "input": {"type": "date", "earliest": "2026-01-01"}},
        {"key": "kind", "label": "Kind", "input": {"type": "choice", "options": [{"value": "a", "label": "A"}]}},
        {"key": "who", "label": "Who", "input": {"type": "person"}},
    ]}))
    .unwrap();
    let read = |entered: &[(&str, &str)]| {
        form.read(&entered.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
    };
    let wrong = [("count", "11"), ("cost", "-5"), ("day", "2025-12-31"), ("kind", "b"), ("who", "bob"), ("extra", "x")];
    let problems: Vec<String> =
        read(&wrong).unwrap_err().into_iter().map(|error| format!("{}: {}", error.field, error.problem)).collect();
    assert_eq!(
        problems,
        [
            "name: Name is needed.",
            "count: The most possible is 10.",
            "cost: An amount cannot be negative.",
            "day: The earliest possible date is 2026-01-01.",
            "kind: Choose one of the options.",
            "who: Choose a person.",
            "extra: The form has no such field.",
        ]
    );
    for (count, problem) in [
        ("1.5", "Enter a whole number."),
        ("ten", "Enter a number, like 12 or 12.5."),
        ("1e999", "Enter a number, like 12 or 12.5."),
    ] {
        assert_eq!(read(&[("name", "Jo"), ("count", count)]).unwrap_err()[0].problem, problem);
    }
    assert_eq!(read(&[("name", "Joanna")]).unwrap_err()[0].problem, "At most 5 characters; this has 6.");
    let data = read(&[("name", " Jo "), ("cost", "12.5")]).unwrap();
    assert_eq!(data.0["name"], Answer::Text("Jo".to_owned()));
    assert_eq!(data.0["cost"].to_string(), "12.50 EUR");
}
