//! Histories as people read them.

mod kit;

use chrono::{DateTime, Utc};
use engine::command::Command;
use engine::definition::Definition;
use engine::event::Event;
use engine::execution::Decision;
use engine::forecast;
use engine::ids::{GroupKey, PersonId};
use engine::narrate::{Line, Narrator, Tone};
use engine::nodes::approval::{Due, Escalation, How, Policy, Proof, Reminders, Then, Timeout};
use engine::nodes::end::Outcome;
use engine::nodes::signal::SignalData;
use engine::nodes::{Approval, Condition, Join, Kind, Signal, Split, Start, Wait, condition::Case, wait::Until};
use engine::span::Span;
use kit::{Story, approval, definition, edge, end, group, name, named, node, person, signal};

fn who(person: PersonId) -> String {
    let name = name(person);
    name[..1].to_uppercase() + &name[1..]
}

fn group_name(key: &GroupKey) -> String {
    format!("the group {key}")
}

fn moment(at: DateTime<Utc>) -> String {
    at.format("%a %H:%M").to_string()
}

fn narrator(definition: &Definition) -> Narrator<'_> {
    Narrator { definition, person: &who, group: &group_name, moment: &moment }
}

fn lines(story: &Story) -> Vec<Line> {
    narrator(&story.definition).history(&story.history).into_iter().flat_map(|told| told.lines).collect()
}

/// What people read: without the noise.
fn told(story: &Story) -> Vec<String> {
    lines(story).iter().filter(|line| !line.noise).map(Line::whole).collect()
}

fn one_step(settings: Approval) -> Definition {
    definition(
        vec![
            node("start", Kind::Start(Start {})),
            node("Budget", Kind::Approval(Box::new(settings))),
            node("yes", end(Outcome::Approved)),
            node("no", end(Outcome::Rejected)),
        ],
        vec![edge("start", "next", "Budget"), edge("Budget", "approved", "yes"), edge("Budget", "rejected", "no")],
    )
}

fn patient() -> Approval {
    Approval {
        due: Due::Within(Span::days(3)),
        reminders: Some(Reminders { after: Span::days(1), every: Some(Span::days(1)), times: 2 }),
        escalations: vec![Escalation { after: Span::days(2), how: How::Add, to: group("legal") }],
        timeout: Some(Timeout { after: Span::days(5), then: Then::Reject }),
        ..approval(Policy::Any, vec![named("ana")])
    }
}

#[test]
fn an_approval_reads_as_three_sentences() {
    let mut story = Story::with(one_step(approval(Policy::Any, vec![named("ana")])), &[("what", "Chairs")]);
    story.answer("ana", Decision::Approve, "Within budget.").unwrap();
    assert_eq!(
        told(&story),
        [
            "Rita asked for “Chairs”.",
            "“Budget” asks: Ana.",
            "Ana approved: “Within budget.”",
            "The request is closed: approved.",
        ]
    );
}

#[test]
fn silence_is_told_as_reminder_escalation_and_end() {
    let mut story = Story::with(one_step(patient()), &[("what", "Chairs")]);
    story.pass(Span::days(6));
    assert_eq!(
        told(&story)[2..],
        [
            "Ana was reminded.",
            "Ana did not answer in 2 days, so it also went to Lea and Leo (the group legal).",
            "Ana, Lea and Leo were reminded for the 2nd time.",
            "The answer of Ana, Lea or Leo is overdue.",
            "Nobody answered in 5 days, so “Budget” counts as rejected by itself.",
            "The request is closed: rejected.",
        ]
    );
}

#[test]
fn what_people_do_beside_deciding_is_told_with_their_words() {
    let mut story = Story::with(one_step(approval(Policy::Any, vec![group("finance")])), &[("what", "Chairs")]);
    let task = story.task_of("fay").unwrap();
    story.make(Command::Claim { task, by: person("fay") }).unwrap();
    story.make(Command::Release { task, by: person("fay") }).unwrap();
    story.make(Command::Comment { by: person("rita"), text: "Needed by Friday".to_owned() }).unwrap();
    story.make(Command::Nudge { by: person("rita") }).unwrap();
    story
        .make(Command::Delegate { task, by: person("fay"), to: person("ana"), comment: "I am away".to_owned() })
        .unwrap();
    story.answer("ana", Decision::RequestChanges, "Which chairs?").unwrap();
    story.resubmit(&[("what", "Six chairs"), ("amount", "10")]);
    story.make(Command::Withdraw { by: person("rita"), reason: "Bought already".to_owned() }).unwrap();
    assert_eq!(
        told(&story)[1..],
        [
            "“Budget” asks: Fay, Finn or Flo; one answer is enough.",
            "Fay took it on.",
            "Fay gave it back to the others.",
            "Rita commented: “Needed by Friday”",
            "Rita asked Fay, Finn and Flo to hurry.",
            "Fay handed it over to Ana: “I am away”",
            "Ana asked for changes for Fay: “Which chairs?”",
            "Rita changed “What” and “Amount” and submitted it again.",
            "“Budget” asks again, for the 2nd time: Fay, Finn or Flo; one answer is enough.",
            "Rita withdrew the request: “Bought already”",
            "The request is closed: withdrawn.",
        ]
    );
}

#[test]
fn branches_conditions_and_waits_are_told() {
    let case = Case { port: "large".into(), label: "5,000 or more".to_owned(), when: "true".to_owned() };
    let mut story = Story::of(definition(
        vec![
            node("start", Kind::Start(Start {})),
            node("How much", Kind::Condition(Condition { cases: vec![case] })),
            node("Both", Kind::Split(Split {})),
            node("Finance", Kind::Approval(Box::new(approval(Policy::All, vec![named("fay"), named("finn")])))),
            node("Cool off", Kind::Wait(Wait { until: Until::After(Span::days(1)) })),
            node("Both checked", Kind::Join(Join {})),
            node("yes", end(Outcome::Approved)),
            node("no", Kind::End(engine::nodes::End { outcome: Outcome::Rejected, closes_all: true })),
        ],
        vec![
            edge("start", "next", "How much"),
            edge("How much", "large", "Both"),
            edge("How much", "default", "no"),
            edge("Both", "branch", "Finance"),
            edge("Both", "branch", "Cool off"),
            edge("Finance", "approved", "Both checked"),
            edge("Finance", "rejected", "no"),
            edge("Cool off", "next", "Both checked"),
            edge("Both checked", "next", "yes"),
        ],
    ));
    story.approve("fay").approve("finn");
    assert_eq!(
        narrator(&story.definition).stuck(&story.execution),
        [
            "Rests at “Cool off” until Tue 09:00, then goes on by itself. Nobody needs to do anything.",
            "Another branch is done and waits at “Both checked”.",
        ]
    );
    story.pass(Span::days(1));
    assert_eq!(
        told(&story)[1..],
        [
            "“How much” led to “Both” (5,000 or more).",
            "It goes 2 ways at once: “Finance” and “Cool off”.",
            "“Finance” asks: Fay and Finn; all must approve.",
            "Fay approved.",
            "Finn approved.",
            "“Finance” is approved: 2 of 2 approved it.",
            "Waits for the other branches at “Both checked”.",
            "The wait at “Cool off” is over.",
            "All branches have come together at “Both checked”.",
            "The request is closed: approved.",
        ]
    );
}

#[test]
fn one_after_the_other_is_told_as_each_is_asked() {
    let mut story = Story::of(one_step(approval(Policy::InOrder, vec![named("ana"), named("bo")])));
    story.approve("ana").reject("bo");
    assert_eq!(
        told(&story)[1..],
        [
            "“Budget” asks: Ana and Bo, one after the other.",
            "Ana approved.",
            "Now Bo is asked.",
            "Bo rejected: “no budget”",
            "“Budget” is rejected: 1 of 2 rejected it.",
            "The request is closed: rejected.",
        ]
    );
}

#[test]
fn nobody_to_ask_stops_and_says_who_can_mend_it() {
    let mut story = Story::of(one_step(approval(Policy::Any, vec![group("nobody")])));
    let (incident, _) = story.incident();
    assert_eq!(
        narrator(&story.definition).stuck(&story.execution),
        [
            "Stopped since Mon 09:00: “Budget” has nobody to ask. Only an administrator can move it: try again, or cancel the request."
        ]
    );
    story.directory.groups.insert("nobody", vec!["zoe"]);
    story.make(Command::RetryIncident { incident, by: person("ada") }).unwrap();
    story.make(Command::Cancel { by: person("ada"), reason: "Not needed".to_owned() }).unwrap();
    assert_eq!(
        told(&story)[1..],
        [
            "It stopped: “Budget” has nobody to ask.",
            "Ada had “Budget” tried again.",
            "“Budget” asks: Zoe.",
            "Ada cancelled the request: “Not needed”",
            "The request is closed: cancelled.",
        ]
    );
}

#[test]
fn the_forecast_says_what_comes_by_itself() {
    let story = Story::of(one_step(patient()));
    let mut answers = forecast::Answers::new();
    let coming = loop {
        match forecast::forecast(&story.definition, &story.execution, story.now, &answers) {
            Ok(coming) => break coming,
            Err(missing) => {
                answers.extend(missing.into_iter().map(|lookup| (lookup.clone(), story.directory.answer(&lookup))));
            }
        }
    };
    let coming: Vec<_> = coming.into_iter().map(|next| (next.at, next.node, next.purpose, next.events)).collect();
    let ahead = narrator(&story.definition).ahead(&story.execution, &coming);
    let said: Vec<String> = ahead.iter().map(|(at, line)| format!("{}: {}", moment(*at), line.sentence)).collect();
    assert_eq!(
        said,
        [
            "Tue 09:00: Ana is reminded.",
            "Wed 09:00: It goes to Lea and Leo as well.",
            "Wed 09:00: Ana, Lea and Leo are reminded for the 2nd time.",
            "Thu 09:00: The answer becomes overdue.",
            "Sat 09:00: It is rejected by itself. The request is closed: rejected.",
        ]
    );
}

#[test]
fn the_stuck_sentence_says_who_since_when_and_what_next() {
    let mut story = Story::of(one_step(patient()));
    let stuck = |story: &Story| narrator(&story.definition).stuck(&story.execution).join(" ");
    assert_eq!(
        stuck(&story),
        "Waits for Ana at “Budget” since Mon 09:00. If nobody answers, Ana is reminded on Tue 09:00."
    );
    story.pass(Span::hours(30));
    assert_eq!(
        stuck(&story),
        "Waits for Ana at “Budget” since Mon 09:00. If nobody answers, it goes to the group legal as well on Wed 09:00."
    );
    story.pass(Span::days(3));
    assert_eq!(
        stuck(&story),
        "Waits for Ana, Lea or Leo at “Budget” since Mon 09:00, overdue since Thu 09:00. If nobody answers, it is rejected by itself on Sat 09:00."
    );
    story.send_back("lea");
    assert_eq!(
        stuck(&story),
        "Waits for Rita to change the request, sent back from “Budget” since Fri 15:00. Nothing happens by itself: it waits as long as it takes."
    );
    story.make(Command::Withdraw { by: person("rita"), reason: String::new() }).unwrap();
    assert_eq!(stuck(&story), "Closed on Fri 15:00: withdrawn. Nothing more happens.");
}

#[test]
fn every_event_has_a_sentence_a_label_and_an_icon() {
    let mut story = Story::of(one_step(patient()));
    story.pass(Span::days(3)).approve("leo");
    for line in lines(&story) {
        assert!(line.sentence.ends_with(['.', '”']) && !line.label.is_empty() && !line.icon.is_empty(), "{line:?}");
    }
    let noise: Vec<String> = lines(&story).into_iter().filter(|line| line.noise).map(|line| line.sentence).collect();
    assert!(noise.contains(&"The 1st reminder at “Budget” came, on time.".to_owned()), "{noise:#?}");
    assert!(noise.contains(&"The final timeout at “Budget” is no longer needed.".to_owned()), "{noise:#?}");
    assert!(noise.contains(&"The directory was asked to whom “Budget” goes next.".to_owned()), "{noise:#?}");
}

#[test]
fn tones_say_how_it_went() {
    let mut story = Story::of(one_step(approval(Policy::Any, vec![named("ana")])));
    story.reject("ana");
    let tone = |kind: &dyn Fn(&Event) -> bool| {
        let events = story.history.iter().flat_map(|transition| &transition.events);
        lines(&story).into_iter().zip(events).find(|(_, event)| kind(event)).map(|(line, _)| line.tone)
    };
    assert_eq!(tone(&|event| matches!(event, Event::DecisionMade { .. })), Some(Tone::Bad));
    assert_eq!(tone(&|event| matches!(event, Event::ExecutionClosed { .. })), Some(Tone::Bad));
}

#[test]
fn a_condition_says_where_each_case_leads() {
    let case = Case { port: "large".into(), label: "large".to_owned(), when: "request.amount > 5".to_owned() };
    let condition = node("How much", Kind::Condition(Condition { cases: vec![case] }));
    let ends = [node("yes", end(Outcome::Approved)), node("no", end(Outcome::Rejected))];
    let edges = vec![edge("How much", "large", "yes"), edge("How much", "default", "no")];
    let definition = definition([vec![condition], ends.to_vec()].concat(), edges);
    let read = narrator(&definition).settings(&definition.nodes[0]);
    assert_eq!(read[0].1, "Large, which is “request.amount > 5”: to “yes”.\nOtherwise: to “no”.");
}

#[test]
fn settings_are_read_out_under_their_labels() {
    let settings =
        Approval { instructions: "Look at the amount".to_owned(), fallback: Some(group("finance")), ..patient() };
    let definition = one_step(settings);
    let node = &definition.nodes[1];
    let read: Vec<String> =
        narrator(&definition).settings(node).into_iter().map(|(label, words)| format!("{label}: {words}")).collect();
    assert_eq!(
        read,
        [
            "Approvers: Ana",
            "Policy: One answer decides.",
            "Instructions: “Look at the amount”",
            "The requester may decide: No: nobody approves their own request.",
            "Fallback: The group finance",
            "Due: Within 3 days.",
            "Reminders: After 1 day, then every 1 day; twice in all.",
            "Escalations: After 2 days the group legal can answer too.",
            "Final timeout: After 5 days it counts as rejected.",
        ]
    );
}

/// Start, a wait for a payment with a link to Ana, and an end for each of its ways.
fn one_signal(settings: Signal) -> Definition {
    let mut nodes = vec![
        node("start", Kind::Start(Start {})),
        node("Payment", Kind::Signal(settings)),
        node("yes", end(Outcome::Done)),
        node("late", end(Outcome::TimedOut)),
    ];
    let mut edges = vec![edge("start", "next", "Payment"), edge("Payment", "next", "yes")];
    match &nodes[1].does {
        Kind::Signal(signal) if signal.timeout.is_some() => edges.push(edge("Payment", "timed_out", "late")),
        _ => drop(nodes.pop()),
    }
    definition(nodes, edges)
}

fn send(name: &str, by: Option<PersonId>) -> Command {
    Command::Signal { wait: None, name: name.to_owned(), key: None, data: SignalData::default(), by }
}

#[test]
fn signals_are_told_as_they_are_waited_for_and_come() {
    let patient = || Signal {
        timeout: Some(Span::days(3)),
        link_to: vec![named("ana")],
        instructions: "Say when it is paid".to_owned(),
        key: "{what}".to_owned(),
        webhook: true,
        ..signal("payment")
    };
    let mut story = Story::with(one_signal(patient()), &[("what", "Chairs")]);
    let stuck = |story: &Story| narrator(&story.definition).stuck(&story.execution).join(" ");
    assert_eq!(
        stuck(&story),
        "Waits for the signal “payment” from outside at “Payment” since Mon 09:00. A program sends it, or Ana by the link in a mail. If it does not come, it goes on without it on Thu 09:00."
    );
    let coming = forecast::forecast(&story.definition, &story.execution, story.now, &forecast::Answers::new()).unwrap();
    let coming: Vec<_> = coming.into_iter().map(|next| (next.at, next.node, next.purpose, next.events)).collect();
    let ahead = narrator(&story.definition).ahead(&story.execution, &coming);
    assert_eq!(ahead[0].1.sentence, "The signal “payment” has not come in time. The request is closed: timed out.");
    story.make(send("delivery", None)).unwrap();
    story.make(send("payment", Some(person("ana")))).unwrap();
    assert_eq!(
        told(&story)[1..],
        [
            "“Payment” waits for the signal “payment” from outside.",
            "The signal “delivery” came, before it is waited for; it is kept.",
            "Ana sent the signal “payment”.",
            "The request is closed: done.",
        ]
    );
    let mut late = Story::with(one_signal(patient()), &[("what", "Chairs")]);
    late.pass(Span::days(3));
    assert_eq!(
        told(&late)[2..],
        ["The signal “payment” did not come in time at “Payment”.", "The request is closed: timed out."]
    );
    for line in lines(&story).iter().chain(&lines(&late)) {
        assert!(line.sentence.ends_with(['.', '”']) && !line.label.is_empty() && !line.icon.is_empty(), "{line:?}");
    }
    let read: Vec<String> = narrator(&story.definition)
        .settings(&story.definition.nodes[1])
        .into_iter()
        .map(|(label, words)| format!("{label}: {words}"))
        .collect();
    assert_eq!(
        read,
        [
            "Signal: “payment”",
            "Key: “{what}”",
            "Timeout: After 3 days it goes the way “timed out”.",
            "Link to: Ana",
            "Instructions: “Say when it is paid”",
            "Address for programs: Yes: a program can send it to an address of its own.",
        ]
    );
}

#[test]
fn a_wait_that_ends_with_the_request_is_noise_and_one_without_end_says_so() {
    let mut story = Story::of(one_signal(signal("payment")));
    assert_eq!(
        narrator(&story.definition).stuck(&story.execution),
        [
            "Waits for the signal “payment” from outside at “Payment” since Mon 09:00. A program sends it. Nothing happens by itself: it waits as long as it takes."
        ]
    );
    story.make(Command::Withdraw { by: person("rita"), reason: String::new() }).unwrap();
    assert_eq!(told(&story)[2..], ["Rita withdrew the request.", "The request is closed: withdrawn."]);
    let linked = Story::of(one_signal(Signal { link_to: vec![named("ana"), named("bo")], ..signal("payment") }));
    let stuck = narrator(&linked.definition).stuck(&linked.execution).join(" ");
    assert!(stuck.contains("Ana and Bo are asked for it by mail."), "{stuck}");
}

#[test]
fn how_a_decision_was_proven_is_told_where_it_was_not_by_signing_in() {
    for (proof, sentence) in [
        (Proof::SignIn, "Ana approved."),
        (Proof::Link, "Ana approved by a link in a mail."),
        (Proof::LinkAndCode, "Ana approved by a link in a mail and a code."),
        (Proof::Password, "Ana approved, signed with the password again: “Reviewed and released”."),
    ] {
        let meaning = if proof == Proof::Password { "Reviewed and released" } else { "" };
        let settings = Approval { proof, meaning: meaning.to_owned(), ..approval(Policy::Any, vec![named("ana")]) };
        let mut story = Story::of(one_step(settings));
        let task = story.task_of("ana").unwrap();
        story.make(Command::Disown { task, by: person("ana"), comment: "Not mine".to_owned() }).unwrap();
        story.approve("ana");
        assert_eq!(told(&story)[2..4], ["Ana says that it is not for them: “Not mine”", sentence]);
    }
    let settings = Approval { proof: Proof::LinkAndCode, ..approval(Policy::Any, vec![named("ana")]) };
    let definition = one_step(settings);
    let read = narrator(&definition).settings(&definition.nodes[1]);
    assert!(read.contains(&("Proof", "The link in the mail, and a code that is mailed once it is opened.".to_owned())));
}
