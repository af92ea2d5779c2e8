//! Stories of waiting for a signal: what ends the wait, what is kept, who is mailed a link, and what is refused.

#![allow(clippy::unwrap_used, reason = "a story that cannot go on fails its test")]

mod kit;

use engine::command::{Command, Rejection};
use engine::definition::Definition;
use engine::effect::{Effect, Notice, effects};
use engine::event::Event;
use engine::execution::Purpose;
use engine::expression::{Received, holds};
use engine::forecast::{Answers, Stop, forecast, preview};
use engine::ids::WaitNo;
use engine::nodes::approval::Policy;
use engine::nodes::condition::Case;
use engine::nodes::end::Outcome;
use engine::nodes::signal::SignalData;
use engine::nodes::{Condition, End, Join, Kind, Signal, Source, Split, Start};
use engine::span::Span;
use kit::{Story, approval, definition, edge, end, group, monday, named, node, person, rita, signal};
use serde_json::json;

/// Start, an approval by Ana, a wait, and an end for each of its ways.
fn after_ana(settings: Signal) -> Definition {
    let times_out = settings.timeout.is_some();
    let mut nodes = vec![
        node("start", Kind::Start(Start {})),
        node("ask", Kind::Approval(Box::new(approval(Policy::Any, vec![named("ana")])))),
        node("paid", Kind::Signal(settings)),
        node("yes", end(Outcome::Done)),
        node("no", end(Outcome::Rejected)),
    ];
    let mut edges = vec![
        edge("start", "next", "ask"),
        edge("ask", "approved", "paid"),
        edge("ask", "rejected", "no"),
        edge("paid", "next", "yes"),
    ];
    if times_out {
        nodes.push(node("late", end(Outcome::TimedOut)));
        edges.push(edge("paid", "timed_out", "late"));
    }
    definition(nodes, edges)
}

fn data(json: serde_json::Value) -> SignalData {
    serde_json::from_value(json).unwrap()
}

fn send(name: &str, key: Option<&str>) -> Command {
    let data = data(json!({"amount": 12}));
    Command::Signal { wait: None, name: name.to_owned(), key: key.map(str::to_owned), data, by: None }
}

fn send_to(wait: u32, name: &str) -> Command {
    let data = SignalData::default();
    Command::Signal { wait: Some(WaitNo(wait)), name: name.to_owned(), key: None, data, by: Some(person("bo")) }
}

/// What the latest transition owes the world.
fn owed(story: &Story) -> Vec<Effect> {
    let last = story.history.last().unwrap();
    last.events.iter().flat_map(|event| effects(&story.definition, &story.execution, last.seq, event)).collect()
}

#[test]
fn a_signal_ends_the_wait_and_leaves_what_it_brought() {
    let mut story = Story::of(after_ana(signal("payment")));
    story.approve("ana");
    assert!(owed(&story).contains(&Effect::AwaitSignal { wait: WaitNo(0) }));
    story.make(send("payment", None)).unwrap();
    assert!(owed(&story).contains(&Effect::StopAwaiting { wait: WaitNo(0) }));
    assert_eq!(story.execution.received["payment"], data(json!({"amount": 12})));
    story.ends(Outcome::Done);
}

#[test]
fn a_signal_that_comes_early_is_kept_and_matched() {
    let mut story = Story::of(after_ana(signal("payment")));
    story.make(send("goods.arrived", None)).unwrap();
    story.make(send("payment", None)).unwrap();
    assert_eq!(story.execution.kept.len(), 2);
    assert!(owed(&story).is_empty(), "nothing was waited for");
    story.approve("ana").ends(Outcome::Done);
    assert_eq!(story.count(|event| matches!(event, Event::SignalMatched { .. })), 1);
    assert_eq!(story.execution.received["payment"], data(json!({"amount": 12})));
    assert_eq!(story.execution.kept.len(), 1, "the other was not taken");
    assert!(!owed(&story).iter().any(|effect| matches!(effect, Effect::AwaitSignal { .. })));
}

#[test]
fn a_signal_with_another_key_or_name_is_kept_and_not_matched() {
    let order = || Signal { key: "PO-{what}".to_owned(), ..signal("payment") };
    let mut story = Story::with(after_ana(order()), &[("what", "17")]);
    story.make(send("payment", Some("PO-18"))).unwrap();
    story.approve("ana");
    story.make(send("payment", Some("PO-19"))).unwrap();
    story.make(send("delivery", Some("PO-17"))).unwrap();
    assert!(story.execution.is_running());
    assert_eq!(story.execution.kept.len(), 3);
    story.make(send("payment", Some(" PO-17 "))).unwrap();
    story.ends(Outcome::Done);
    let mut story = Story::of(after_ana(signal("payment")));
    story.approve("ana").make(send("payment", Some("PO-17"))).unwrap();
    assert_eq!(story.execution.kept.len(), 1, "without a key the wait is for signals of this execution only");
    let mut story = Story::with(after_ana(order()), &[("what", "17")]);
    story.approve("ana").make(send("payment", None)).unwrap();
    story.ends(Outcome::Done);
}

#[test]
fn a_key_whose_field_was_left_empty_stops_instead_of_waiting_for_a_dash() {
    let order = Signal { key: "PO-{what}".to_owned(), ..signal("payment") };
    let mut story = Story::of(after_ana(order));
    story.approve("ana");
    let (incident, reason) = story.incident();
    assert!(reason.contains("the field \"what\", which is part of its key, was left empty"), "{reason}");
    assert!(story.execution.waits.is_empty());
    story.make(Command::RetryIncident { incident, by: person("root") }).unwrap();
    story.incident();
}

#[test]
fn without_a_signal_it_leaves_by_timed_out() {
    let patient = || Signal { timeout: Some(Span::days(3)), ..signal("payment") };
    let mut story = Story::of(after_ana(patient()));
    story.approve("ana").pass(Span::days(2));
    assert!(story.execution.is_running());
    story.pass(Span::days(1)).ends(Outcome::TimedOut);
    assert_eq!(story.count(|event| matches!(event, Event::SignalMissed { .. })), 1);
    let mut story = Story::of(after_ana(patient()));
    story.approve("ana").make(send("payment", None)).unwrap();
    assert_eq!(story.count(|event| matches!(event, Event::TimerCancelled { .. })), 1);
    story.ends(Outcome::Done);
}

/// Two waits of the same name side by side.
fn side_by_side() -> Story {
    let branch = |to: &str| engine::definition::Edge { id: to.into(), ..edge("split", "branch", to) };
    Story::of(definition(
        vec![
            node("start", Kind::Start(Start {})),
            node("split", Kind::Split(Split {})),
            node("first", Kind::Signal(signal("payment"))),
            node("second", Kind::Signal(signal("payment"))),
            node("join", Kind::Join(Join {})),
            node("end", end(Outcome::Done)),
        ],
        vec![
            edge("start", "next", "split"),
            branch("first"),
            branch("second"),
            edge("first", "next", "join"),
            edge("second", "next", "join"),
            edge("join", "next", "end"),
        ],
    ))
}

#[test]
fn of_two_waits_the_oldest_is_ended_first_unless_one_is_named() {
    let waits = |story: &Story| story.execution.waits.keys().map(|no| no.0).collect::<Vec<_>>();
    let mut story = side_by_side();
    assert_eq!(waits(&story), [0, 1]);
    story.make(send("payment", None)).unwrap();
    assert_eq!(waits(&story), [1]);
    story.make(send("payment", None)).unwrap();
    story.ends(Outcome::Done);
    let mut story = side_by_side();
    story.make(send_to(1, "payment")).unwrap();
    assert_eq!(waits(&story), [0]);
    let again = story.make(send_to(1, "payment")).unwrap_err();
    assert_eq!(
        again,
        Rejection::TaskClosed { why: "This has gone on already; it no longer waits.".to_owned() },
        "a link is used once"
    );
    assert!(matches!(story.make(send_to(7, "payment")), Err(Rejection::Unknown { .. })));
    assert!(matches!(story.make(send_to(0, "delivery")), Err(Rejection::Invalid { field, .. }) if field == "name"));
    assert_eq!(waits(&story), [0]);
}

#[test]
fn people_are_mailed_a_link_once_the_directory_has_named_them() {
    let to = vec![group("legal"), Source::Email { address: " Otto@Partner.example".to_owned() }];
    let mut story = Story::of(after_ana(Signal { link_to: to, ..signal("payment") }));
    story.approve("ana");
    let people = ["lea", "leo", "otto"].map(person).to_vec();
    let notice = Notice::SignalWanted { wait: WaitNo(0) };
    assert_eq!(notice.key(), "signal_wanted");
    assert_eq!(
        owed(&story),
        [Effect::Notify { key: "signal:0".to_owned(), notice, people: people.clone(), task: None }]
    );
    assert_eq!(story.execution.waits[&WaitNo(0)].people, people);
    story.make(send_to(0, "payment")).unwrap();
    story.ends(Outcome::Done);
}

#[test]
fn nobody_to_mail_a_link_is_an_incident_unless_a_program_can_send_it() {
    let nobody = |webhook| Signal { link_to: vec![group("nobody")], webhook, ..signal("payment") };
    let mut story = Story::of(after_ana(nobody(false)));
    story.approve("ana");
    let (incident, reason) = story.incident();
    assert_eq!(reason, "\"paid\" has nobody to send a link to.");
    story.directory.groups.insert("nobody", vec!["ned"]);
    story.make(Command::RetryIncident { incident, by: person("root") }).unwrap();
    assert_eq!(story.execution.waits[&WaitNo(0)].people, [person("ned")]);
    assert!(matches!(&owed(&story)[..], [Effect::Notify { key, .. }] if key == "signal:0"));
    story.make(send_to(0, "payment")).unwrap();
    story.ends(Outcome::Done);
    let mut story = Story::of(after_ana(nobody(false)));
    story.approve("ana").make(send("payment", None)).unwrap();
    assert_eq!(story.count(|event| matches!(event, Event::IncidentDropped { .. })), 1, "the signal came all the same");
    story.ends(Outcome::Done);
    let mut story = Story::of(after_ana(nobody(true)));
    story.approve("ana");
    assert!(story.execution.incidents.is_empty());
    story.make(send("payment", None)).unwrap();
    story.ends(Outcome::Done);
}

#[test]
fn closing_ends_every_wait() {
    let mut story = side_by_side();
    story.make(Command::Withdraw { by: person("rita"), reason: String::new() }).unwrap();
    let stopped = owed(&story).into_iter().filter(|effect| matches!(effect, Effect::StopAwaiting { .. })).count();
    assert_eq!(stopped, 2);
    story.ends(Outcome::Withdrawn);
    assert!(matches!(story.make(send("payment", None)), Err(Rejection::TooLate { .. })));
    assert!(matches!(story.make(send_to(0, "payment")), Err(Rejection::TooLate { .. })));
    let all = Kind::End(End { outcome: Outcome::Rejected, closes_all: true });
    let mut drawn = after_ana(Signal { timeout: Some(Span::days(3)), ..signal("payment") });
    drawn.nodes.push(node("split", Kind::Split(Split {})));
    drawn.nodes.push(node("other", Kind::Approval(Box::new(approval(Policy::Any, vec![named("bo")])))));
    drawn.nodes.push(node("all", all));
    drawn.edges.retain(|edge| edge.id.as_str() != "start-next-ask");
    let branch = |to: &str| engine::definition::Edge { id: to.into(), ..edge("split", "branch", to) };
    drawn.edges.extend([edge("start", "next", "split"), branch("ask"), branch("other")]);
    drawn.edges.extend([edge("other", "approved", "all"), edge("other", "rejected", "all")]);
    let mut story = Story::of(drawn);
    story.approve("ana").approve("bo").ends(Outcome::Rejected);
    assert_eq!(story.count(|event| matches!(event, Event::SignalMissed { .. })), 1);
}

#[test]
fn what_a_signal_may_not_be_is_said_by_field() {
    let mut story = side_by_side();
    let refused = |story: &mut Story, name: &str, key: Option<&str>, brought: serde_json::Value| {
        let (name, key, data) = (name.to_owned(), key.map(str::to_owned), data(brought));
        match story.make(Command::Signal { wait: None, name, key, data, by: None }).unwrap_err() {
            Rejection::Invalid { field, .. } => field,
            other => panic!("{other:?}"),
        }
    };
    for name in ["", "Payment", "1st", "pay ment", "a".repeat(64).as_str()] {
        assert_eq!(refused(&mut story, name, None, json!({})), "name", "{name}");
    }
    for key in ["", "  ", "a\u{0}b", "k".repeat(201).as_str()] {
        assert_eq!(refused(&mut story, "payment", Some(key), json!({})), "key", "{key}");
    }
    let deep = (0..40).fold(json!(1), |inner, _| json!([inner]));
    for brought in [json!({"text": "x".repeat(256 * 1024)}), json!({"a": [{"b": "\u{0}"}]}), json!({"deep": deep})] {
        assert_eq!(refused(&mut story, "payment", None, brought), "data");
    }
    story.make(send("payment", None)).unwrap();
    story.make(send("payment", None)).unwrap();
}

#[test]
fn a_hundred_signals_are_kept_and_no_more() {
    let mut story = Story::of(after_ana(signal("payment")));
    for _ in 0..100 {
        story.make(send("delivery", None)).unwrap();
    }
    assert!(matches!(story.make(send("delivery", None)), Err(Rejection::NotAllowed { .. })));
    story.approve("ana").make(send("payment", None)).unwrap();
    story.ends(Outcome::Done);
}

/// A wait, then an approval by whom the condition says.
fn by_what_came(when: &str) -> Definition {
    let case = Case { port: "yes".into(), label: "paid".to_owned(), when: when.to_owned() };
    definition(
        vec![
            node("start", Kind::Start(Start {})),
            node("wait", Kind::Signal(signal("payment"))),
            node("other", Kind::Signal(signal("goods.arrived"))),
            node("how", Kind::Condition(Condition { cases: vec![case] })),
            node("yes", end(Outcome::Approved)),
            node("no", end(Outcome::Rejected)),
        ],
        vec![
            edge("start", "next", "wait"),
            edge("wait", "next", "other"),
            edge("other", "next", "how"),
            edge("how", "yes", "yes"),
            edge("how", "default", "no"),
        ],
    )
}

#[test]
fn expressions_read_what_the_latest_signal_brought() {
    let brought = json!({"amount": 12, "share": 0.5, "lines": [{"sku": "a"}], "paid": true, "by": null});
    for (when, outcome) in [
        ("signals.payment.amount == 12 && signals.payment.share < 1.0", Outcome::Approved),
        ("signals.payment.lines[0].sku == 'a' && signals.payment.paid", Outcome::Approved),
        ("signals[\"goods.arrived\"].count > 3", Outcome::Approved),
        ("has(signals.payment) && signals.payment.by != null", Outcome::Rejected),
    ] {
        let mut story = Story::of(by_what_came(when));
        let (name, data_of_payment) = ("payment".to_owned(), data(brought.clone()));
        story.make(Command::Signal { wait: None, name, key: None, data: data_of_payment, by: None }).unwrap();
        let (name, goods) = ("goods.arrived".to_owned(), data(json!({"count": 4})));
        story.make(Command::Signal { wait: None, name, key: None, data: goods, by: None }).unwrap();
        story.ends(outcome);
    }
    let mut story = Story::of(by_what_came("signals.payment.lines.exists(line, line == 7)"));
    let (name, long) = ("payment".to_owned(), data(json!({"lines": vec![1; 1_001]})));
    story.make(Command::Signal { wait: None, name, key: None, data: long, by: None }).unwrap();
    story.make(send("goods.arrived", None)).unwrap();
    assert!(story.incident().1.contains("at most 1000 can be worked with"), "{}", story.incident().1);
}

#[test]
fn an_expression_can_ask_whether_a_signal_came() {
    let story = side_by_side();
    let (request, form) = (story.execution.request.clone().unwrap(), &story.definition.form);
    let holds = |received: &Received| holds("has(signals.payment)", &request, form, received);
    assert_eq!(holds(&Received::new()), Ok(false));
    assert_eq!(holds(&Received::from([("payment".to_owned(), SignalData::default())])), Ok(true));
}

#[test]
fn the_forecast_tells_the_timeout_and_the_preview_takes_signals_as_come() {
    let drawn = after_ana(Signal { timeout: Some(Span::days(3)), ..signal("payment") });
    let mut story = Story::of(drawn.clone());
    story.approve("ana");
    let upcoming = forecast(&story.definition, &story.execution, story.now, &Answers::new()).unwrap();
    assert_eq!(upcoming.len(), 1);
    assert_eq!((upcoming[0].node.as_str(), upcoming[0].purpose), ("paid", Purpose::SignalTimeout { wait: WaitNo(0) }));
    assert!(upcoming[0].events.iter().any(|event| matches!(event, Event::ExecutionClosed { .. })));
    let mut answers = Answers::new();
    let route = loop {
        match preview(&drawn, &rita(), &engine::form::Data::default(), monday(), &answers) {
            Ok(route) => break route,
            Err(missing) => {
                answers.extend(missing.into_iter().map(|lookup| (lookup.clone(), story.directory.answer(&lookup))));
            }
        }
    };
    assert!(matches!(&route.steps[1], Stop::Awaits { signal, .. } if signal == "payment"), "{route:?}");
    assert_eq!((route.outcome, route.problem), (Some(Outcome::Done), None));
    let drawn = by_what_came("signals.payment.amount == 12");
    let route = preview(&drawn, &rita(), &engine::form::Data::default(), monday(), &Answers::new()).unwrap();
    assert_eq!(route.problem.as_deref(), Some("What follows \"how\" depends on what the signals bring."));
}
