//! Requests tried out before there is one: stories with reminders, escalations, decisions and steps back.
#![allow(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod kit;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use engine::definition::{Definition, Edge};
use engine::execution::Decision;
use engine::expression::Received;
use engine::ids::{EdgeId, GroupKey, NodeId};
use engine::nodes::approval::{Due, Escalation, How, Policy, Reminders, Then, Timeout};
use engine::nodes::condition::Case;
use engine::nodes::end::Outcome;
use engine::nodes::signal::SignalData;
use engine::nodes::wait::Until;
use engine::nodes::{Approval, Condition, Kind, Notify, Signal, Source, Split, Start, Wait};
use engine::simulate::{
    Choice, Directory, Expected, Expects, Group, Resolved, Scenario, Simulation, Someone, View, coverage_of, explain,
    outside, resolve, run,
};
use engine::span::Span;
use kit::{approval, definition, edge, end, group, monday, named, node, person, signal};

/// The company of the stories: Rita asks, Max is her manager, Zoe is his.
fn company() -> Directory {
    let someone = |name: &str, manager: Option<&str>, groups: &[&str]| Someone {
        id: person(name),
        name: name[..1].to_uppercase() + &name[1..],
        email: format!("{name}@example.com"),
        manager: manager.map(person),
        groups: groups.iter().map(|key| GroupKey::from(*key)).collect(),
        active: true,
    };
    Directory {
        people: vec![
            someone("zoe", None, &[]),
            someone("rita", Some("max"), &["sales"]),
            someone("max", Some("zoe"), &[]),
            someone("flo", Some("max"), &["finance"]),
            someone("fay", Some("max"), &["finance"]),
            Someone { active: false, ..someone("ida", Some("zoe"), &["finance"]) },
            someone("ana", Some("ida"), &["legal"]),
        ],
        groups: vec![Group { key: "finance".into(), name: "Finance".to_owned() }],
    }
}

fn asks(entered: &[(&str, &str)]) -> Scenario {
    Scenario {
        requester: person("rita"),
        data: entered.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect(),
        begins_at: monday(),
        choices: vec![],
        expected: None,
    }
}

fn decide(node: &str, by: &str, decision: Decision, comment: &str) -> Choice {
    Choice::Decide { node: NodeId::from(node), by: person(by), decision, comment: comment.to_owned() }
}

fn approve(node: &str, by: &str) -> Choice {
    decide(node, by, Decision::Approve, "")
}

fn skip() -> Choice {
    Choice::SkipToTimer {}
}

fn after(days: i64) -> DateTime<Utc> {
    monday() + TimeDelta::days(days)
}

/// Max is asked, reminded after a day and again after two; after three days Finance takes over, after ten it is over.
fn budget() -> Approval {
    Approval {
        due: Due::Within(Span::days(3)),
        reminders: Some(Reminders { after: Span::days(1), every: Some(Span::days(1)), times: 2 }),
        escalations: vec![Escalation { after: Span::days(3), how: How::Replace, to: group("finance") }],
        timeout: Some(Timeout { after: Span::days(10), then: Then::Reject }),
        ..approval(Policy::Any, vec![Source::ManagerOfRequester { levels: 1 }])
    }
}

fn purchase() -> Definition {
    let large = Case { port: "large".into(), label: "large".to_owned(), when: "request.amount > 1000.0".to_owned() };
    definition(
        vec![
            node("start", Kind::Start(Start {})),
            node("Budget", Kind::Approval(Box::new(budget()))),
            node("how much", Kind::Condition(Condition { cases: vec![large] })),
            node("Board", Kind::Approval(Box::new(approval(Policy::Any, vec![named("zoe")])))),
            node("yes", end(Outcome::Approved)),
            node("no", end(Outcome::Rejected)),
        ],
        vec![
            edge("start", "next", "Budget"),
            edge("Budget", "approved", "how much"),
            edge("Budget", "rejected", "no"),
            edge("how much", "large", "Board"),
            edge("how much", "default", "yes"),
            edge("Board", "approved", "yes"),
            edge("Board", "rejected", "no"),
        ],
    )
}

fn begun(definition: Definition, entered: &[(&str, &str)]) -> Simulation {
    Simulation::new(definition, company(), asks(entered)).unwrap()
}

fn causes(simulation: &Simulation) -> Vec<&str> {
    simulation.frames().iter().map(|frame| frame.cause.as_str()).collect()
}

/// Who is asked now, by name.
fn asked(simulation: &Simulation) -> Vec<&str> {
    let last = simulation.frames().last().unwrap();
    last.afterwards.tasks.iter().flat_map(|task| &task.people).map(|person| person.name.as_str()).collect()
}

fn refused(simulation: &mut Simulation, choice: Choice) -> String {
    let before = (simulation.frames().to_vec(), simulation.scenario(), simulation.now());
    let why = simulation.choose(choice).unwrap_err().sentence;
    assert_eq!((simulation.frames().to_vec(), simulation.scenario(), simulation.now()), before, "nothing has changed");
    why
}

#[test]
fn a_request_is_reminded_escalated_decided_and_taken_back() {
    let mut story = begun(purchase(), &[("what", "A crane"), ("amount", "2000")]);
    assert_eq!(causes(&story), ["Rita asks for \u{201c}A crane\u{201d}."]);
    assert_eq!(asked(&story), ["Max"]);
    let why = &story.frames()[0].afterwards.tasks[0].people[0].why;
    assert_eq!(why, "Max, manager of Rita");

    let planned: Vec<_> = story.schedule().into_iter().map(|planned| (planned.at, planned.sentence)).collect();
    assert_eq!(
        planned,
        [
            (after(1), "Max is reminded.".to_owned()),
            (after(2), "Max is reminded for the 2nd time.".to_owned()),
            (after(3), "The answer becomes overdue.".to_owned()),
            (after(3), "It goes to Fay and Flo instead of Max.".to_owned()),
            (after(10), "It is rejected by itself. The request is closed: rejected.".to_owned()),
        ]
    );

    story.choose(skip()).unwrap();
    assert_eq!(story.now(), after(1));
    story.choose(Choice::SkipTo { moment: after(4) }).unwrap();
    assert_eq!(
        causes(&story)[1..],
        ["Max is reminded.", "Max is reminded.", "It becomes overdue.", "It goes to Finance instead.", "Time goes on."]
    );
    assert_eq!((story.now(), asked(&story)), (after(4), vec!["Fay", "Flo"]));
    assert_eq!(refused(&mut story, approve("Budget", "max")), "\u{201c}Budget\u{201d} does not ask Max now.");

    story.choose(approve("Budget", "flo")).unwrap();
    assert_eq!(asked(&story), ["Zoe"]);
    story.choose(approve("Board", "zoe")).unwrap();
    let last = story.frames().last().unwrap();
    assert_eq!((last.afterwards.outcome, last.afterwards.tokens.len()), (Some(Outcome::Approved), 0));
    assert_eq!(refused(&mut story, skip()), "The request is closed already: approved.");

    // Back to the second reminder, in the middle of the skip: Max is asked again and says no.
    story.rewind(2);
    assert_eq!((story.now(), asked(&story)), (after(2), vec!["Max"]));
    assert_eq!(story.scenario().choices, [skip(), skip()]);
    story.choose(decide("Budget", "max", Decision::Reject, "No crane.")).unwrap();
    let told = story.scenario();
    assert_eq!(told.expected.as_ref().unwrap().outcome, Some(Outcome::Rejected));
    let again = Simulation::new(purchase(), company(), told).unwrap();
    assert_eq!(again.frames(), story.frames());
}

#[test]
fn a_request_that_is_sent_back_is_changed_and_asked_again() {
    let mut story = begun(purchase(), &[("what", "Pens"), ("amount", "2000")]);
    let answers = |amount: &str| BTreeMap::from([("amount".to_owned(), amount.to_owned())]);
    assert_eq!(
        refused(&mut story, Choice::Resubmit { data: answers("5") }),
        "Nobody asks the requester for changes now."
    );
    let wordless = decide("Budget", "max", Decision::RequestChanges, "");
    assert_eq!(refused(&mut story, wordless), "Say what should change; the requester reads this.");
    story.choose(decide("Budget", "max", Decision::RequestChanges, "Cheaper.")).unwrap();
    assert_eq!(asked(&story), ["Rita"]);
    assert_eq!(
        refused(&mut story, Choice::Resubmit { data: answers("many") }),
        "\u{201c}Amount\u{201d}: Enter an amount, like 1250.00."
    );
    story.choose(Choice::Resubmit { data: answers("5") }).unwrap();
    assert_eq!(asked(&story), ["Max"]);
    story.choose(approve("Budget", "max")).unwrap();
    assert_eq!(story.scenario().expected.unwrap().outcome, Some(Outcome::Approved));
    assert!(!story.coverage().nodes.contains(&NodeId::from("Board")), "five is not large");
}

#[test]
fn a_scenario_passes_until_the_process_changes() {
    let mut story = begun(purchase(), &[("amount", "2000")]);
    story.choose(approve("Budget", "max")).unwrap();
    story.choose(approve("Board", "zoe")).unwrap();
    let saved: Scenario = serde_json::from_str(&serde_json::to_string(&story.scenario()).unwrap()).unwrap();
    let first = run(&purchase(), &company(), &saved);
    assert_eq!((first.passed, first.problem.as_deref(), first.outcome), (Some(true), None, Some(Outcome::Approved)));

    let mut dearer = purchase();
    let Kind::Condition(condition) = &mut dearer.nodes[2].does else { panic!("the third step is the condition") };
    condition.cases[0].when = "request.amount > 5000.0".to_owned();
    let second = run(&dearer, &company(), &saved);
    assert_eq!(second.passed, Some(false));
    assert_eq!(second.problem.unwrap(), "Choice 2 of 2 no longer fits. The request is closed already: approved.");

    let mut without = purchase();
    without.nodes.retain(|node| node.id.as_str() != "Board");
    let third = run(&without, &company(), &saved).problem.unwrap();
    assert_eq!(third, "Choice 2 of 2 no longer fits. The process has no step \u{201c}Board\u{201d} any more.");

    let shorter = Scenario { choices: saved.choices[..1].to_vec(), ..saved.clone() };
    assert_eq!(
        run(&dearer, &company(), &shorter).problem.unwrap(),
        "It no longer comes by \u{201c}Board\u{201d}.",
        "it ends as it did, on another way"
    );
    let other = Expected { outcome: None, ..saved.expected.clone().unwrap() };
    let fourth = run(&purchase(), &company(), &Scenario { expected: Some(other), ..saved.clone() });
    assert_eq!(fourth.problem.unwrap(), "It is approved now; it was still open.");
    assert_eq!(run(&purchase(), &company(), &Scenario { expected: None, ..saved }).passed, None);
}

#[test]
fn scenarios_together_say_what_none_of_them_reaches() {
    let cheap = Scenario { choices: vec![approve("Budget", "max")], ..asks(&[("amount", "10")]) };
    let dear =
        Scenario { choices: vec![approve("Budget", "max"), approve("Board", "zoe")], ..asks(&[("amount", "9999")]) };
    let runs = [run(&purchase(), &company(), &cheap), run(&purchase(), &company(), &dear)];
    let covered = coverage_of(&purchase(), &runs[..1]);
    assert_eq!((covered.nodes.seen, covered.nodes.of, covered.edges.seen, covered.edges.of), (4, 6, 3, 7));
    let covered = coverage_of(&purchase(), &runs);
    assert_eq!(covered.missing.nodes, [NodeId::from("no")]);
    let missing: Vec<&str> = covered.missing.edges.iter().map(EdgeId::as_str).collect();
    assert_eq!(missing, ["Board-rejected-no", "Budget-rejected-no"]);
    let none: [engine::simulate::Run; 0] = [];
    assert_eq!(coverage_of(&purchase(), &none).nodes.seen, 0);
}

#[test]
fn signals_and_waits_are_stops_too() {
    let paid = Signal { timeout: Some(Span::days(5)), ..signal("payment") };
    let drawn = definition(
        vec![
            node("start", Kind::Start(Start {})),
            node("Rest", Kind::Wait(Wait { until: Until::After(Span::hours(2)) })),
            node("Payment", Kind::Signal(paid)),
            node("paid", end(Outcome::Done)),
            node("late", end(Outcome::TimedOut)),
        ],
        vec![
            edge("start", "next", "Rest"),
            edge("Rest", "next", "Payment"),
            edge("Payment", "next", "paid"),
            edge("Payment", "timed_out", "late"),
        ],
    );
    let mut story = begun(drawn, &[]);
    let paid = || Choice::Signal { node: NodeId::from("Payment"), data: SignalData::default() };
    assert_eq!(refused(&mut story, paid()), "\u{201c}Payment\u{201d} does not wait for its signal now.");
    story.choose(skip()).unwrap();
    let waits = &story.frames().last().unwrap().afterwards.waits;
    assert_eq!((waits.len(), waits[0].name.as_str()), (1, "payment"));
    story.choose(paid()).unwrap();
    assert_eq!(story.scenario().expected.unwrap().outcome, Some(Outcome::Done));
    story.rewind(1);
    story.choose(skip()).unwrap();
    assert_eq!(story.scenario().expected.unwrap().outcome, Some(Outcome::TimedOut));
}

#[test]
fn an_unfinished_drawing_runs_to_its_gap() {
    let mut gap = purchase();
    gap.edges.retain(|edge| edge.port.as_str() != "large");
    let mut story = begun(gap, &[("amount", "2000")]);
    story.choose(approve("Budget", "max")).unwrap();
    let last = &story.frames().last().unwrap().afterwards;
    assert_eq!(last.incidents[0].reason, "\"how much\" has no way on for \"large\".");
    assert_eq!(refused(&mut story, skip()), "Nothing happens by itself from here on; somebody has to answer.");
    let empty = Definition { nodes: vec![], edges: vec![], ..purchase() };
    let why = Simulation::new(empty, company(), asks(&[])).unwrap_err().sentence;
    assert_eq!(why, "This definition has no start.");
}

#[test]
fn what_cannot_begin_says_why() {
    let fails =
        |definition: Definition, scenario: Scenario| Simulation::new(definition, company(), scenario).unwrap_err();
    let why = fails(purchase(), asks(&[("amount", "-1"), ("day", "soon"), ("reviewer", &person("ida").to_string())]));
    assert_eq!(
        why.sentence,
        "\u{201c}Amount\u{201d}: An amount cannot be negative. \u{201c}Day\u{201d}: Enter a date, like 2026-03-31."
    );
    assert_eq!(why.fields.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), ["amount", "day"]);
    let gone = fails(purchase(), asks(&[("reviewer", &person("ida").to_string())]));
    assert_eq!(gone.sentence, "\u{201c}Reviewer\u{201d}: Choose a person from the list.");
    let nobody = fails(purchase(), Scenario { requester: person("ida"), ..asks(&[]) });
    assert_eq!(nobody.sentence, "Choose who makes the request: an active person of the directory.");
    let closed = fails(Definition { starters: vec!["legal".into()], ..purchase() }, asks(&[]));
    assert_eq!(closed.sentence, "Rita is not in a group that may ask for \u{201c}Story\u{201d}.");
    let late = fails(purchase(), Scenario { begins_at: DateTime::<Utc>::MAX_UTC, ..asks(&[]) });
    assert_eq!(late.sentence, "A simulation begins between the years 1970 and 2999.");
}

#[test]
fn nothing_goes_on_for_ever() {
    let tell = || Kind::Notify(Notify { to: vec![Source::Requester], message: "round".to_owned() });
    let circle = definition(
        vec![node("start", Kind::Start(Start {})), node("a", tell()), node("b", tell())],
        vec![edge("start", "next", "a"), edge("a", "next", "b"), edge("b", "next", "a")],
    );
    let why = Simulation::new(circle, company(), asks(&[])).unwrap_err().sentence;
    assert_eq!(
        why,
        "It goes round and round here without anybody being asked. Put an approval or a wait into the circle."
    );

    let mut nags = budget();
    nags.reminders = Some(Reminders { after: Span::seconds(1), every: Some(Span::seconds(1)), times: u32::MAX });
    let mut story = begun(kit::one_step(nags), &[]);
    assert_eq!(
        refused(&mut story, Choice::SkipTo { moment: after(9) }),
        "A simulation has at most 1000 steps. Rewind, or skip to an earlier moment."
    );

    let fork = definition(
        vec![
            node("start", Kind::Start(Start {})),
            node("fork", Kind::Split(Split {})),
            node("rest", Kind::Wait(Wait { until: Until::After(Span::hours(1)) })),
        ],
        vec![
            edge("start", "next", "fork"),
            edge("fork", "branch", "fork"),
            edge("fork", "branch", "rest"),
            edge("rest", "next", "fork"),
        ],
    );
    let told = Simulation::new(fork, company(), asks(&[])).map(|mut story| {
        while story.choose(skip()).is_ok() {}
        refused(&mut story, skip())
    });
    let why = told.unwrap_or_else(|why| why.sentence);
    assert_eq!(why, "Too much happens here to be simulated: ask fewer people, or remind them less often.");

    let many = (0..3_000).map(|i| Edge { id: EdgeId(format!("e{i}")), ..edge("fork", "branch", "fork") });
    let bomb = definition(
        vec![node("start", Kind::Start(Start {})), node("fork", Kind::Split(Split {}))],
        [edge("start", "next", "fork")].into_iter().chain(many).collect(),
    );
    let story = begun(bomb, &[]);
    let stopped = &story.frames()[0].afterwards.incidents[0].reason;
    assert_eq!(stopped, "\"fork\" would open more than 2000 branches at once.");

    let never = Wait { until: Until::Moment(DateTime::<Utc>::MAX_UTC) };
    let far = definition(
        vec![
            node("start", Kind::Start(Start {})),
            node("rest", Kind::Wait(never)),
            node("late", Kind::Approval(Box::new(budget()))),
        ],
        vec![edge("start", "next", "rest"), edge("rest", "next", "late")],
    );
    let mut story = begun(far, &[]);
    assert_eq!(refused(&mut story, skip()), "This lies beyond the year 9999; nobody looks so far ahead.");
    assert_eq!(
        refused(&mut story, Choice::SkipTo { moment: DateTime::<Utc>::MAX_UTC }),
        "This lies beyond the year 9999; nobody looks so far ahead."
    );
    assert_eq!(
        refused(&mut story, Choice::SkipTo { moment: after(-1) }),
        "That moment has passed; time only goes on. Rewind to go back."
    );
    assert!(story.schedule().is_empty());
    assert!(!story.view("Pacific/Kiritimati").frames.is_empty(), "the far moment can be shown");
}

fn who(resolved: &Resolved, setting: &str) -> Vec<String> {
    let of = resolved.sources.iter().filter(|source| source.setting == setting);
    of.flat_map(|source| source.people.iter().map(|found| found.why.clone()).chain(source.note.clone())).collect()
}

#[test]
fn a_step_says_whom_it_would_ask_and_why() {
    let mut drawn = purchase();
    let rule = |cel: &str| Source::Expression { cel: cel.to_owned() };
    let Kind::Approval(ask) = &mut drawn.nodes[1].does else { panic!("the second step is the approval") };
    ask.policy = Policy::All;
    ask.approvers = vec![
        Source::ManagerOfRequester { levels: 2 },
        group("finance"),
        Source::Field { key: "reviewer".to_owned() },
        Source::Email { address: "Otto@partner.example".to_owned() },
        rule("request.amount > 100.0 ? 'group:legal' : null"),
        rule("signals.audit.by"),
        named("ida"),
        named("rita"),
    ];
    ask.fallback = Some(named("zoe"));
    ask.escalations.push(Escalation { after: Span::days(4), how: How::Add, to: Source::ManagerOfAssignee });
    let scenario = asks(&[("amount", "500"), ("reviewer", &person("flo").to_string()), ("day", "nonsense")]);
    let found = resolve(&drawn, &company(), &scenario, &NodeId::from("Budget")).unwrap();
    assert_eq!(
        who(&found, "approvers"),
        [
            "Max, manager of Rita",
            "Zoe, 2 levels above Rita",
            "Fay, member of Finance",
            "Flo, member of Finance",
            "Flo, named under \u{201c}Reviewer\u{201d}",
            "otto@partner.example, named in the process",
            "Ana, named by the expression",
            "It depends on what the signals bring; here none has come.",
            "On this request it gives nobody.",
            "Rita, named in the process",
        ]
    );
    assert_eq!(who(&found, "fallback"), ["Zoe, named in the process"]);
    assert!(found.problem.unwrap().starts_with("The people to ask could not be worked out"), "no signal has come");

    let Kind::Approval(ask) = &mut drawn.nodes[1].does else { panic!("the second step is the approval") };
    ask.approvers.retain(|source| *source != rule("signals.audit.by"));
    let found = resolve(&drawn, &company(), &scenario, &NodeId::from("Budget")).unwrap();
    let names: Vec<&str> = found.asked.iter().map(|found| found.name.as_str()).collect();
    assert_eq!(names, ["Max", "Zoe", "Fay", "Flo", "otto@partner.example", "Ana"], "nobody approves their own request");
    assert_eq!(
        who(&found, "escalations"),
        ["Fay, member of Finance", "Flo, member of Finance", "Zoe, manager of Ana", "Max, manager of Fay"]
    );

    let alone = definition(
        vec![
            node("start", Kind::Start(Start {})),
            node("self", Kind::Approval(Box::new(approval(Policy::Any, vec![named("rita")])))),
        ],
        vec![],
    );
    let found = resolve(&alone, &company(), &scenario, &NodeId::from("self")).unwrap();
    assert_eq!(found.problem.unwrap(), "\u{201c}self\u{201d} has nobody to ask. Nobody approves their own request.");
    assert_eq!(
        resolve(&alone, &company(), &scenario, &NodeId::from("gone")).unwrap_err().sentence,
        "The process has no such step any more."
    );
}

#[test]
fn the_directory_answers_as_the_shell_does() {
    use engine::nodes::source::Lookup;
    let company = company();
    let names = |lookup: Lookup| -> Vec<String> { company.find(&lookup).into_iter().map(kit::name).collect() };
    let managers = |of: &str, levels| names(Lookup::ManagersOf { id: person(of), levels });
    assert_eq!(managers("rita", 1), ["max"]);
    assert_eq!(managers("rita", 9), ["max", "zoe"]);
    assert_eq!(managers("ana", 1), ["zoe"], "who has left is passed over");
    assert_eq!(managers("rita", 0), [""; 0]);
    assert_eq!(managers("nobody", 3), [""; 0]);
    assert_eq!(names(Lookup::Group { key: "finance".into() }), ["fay", "flo"], "active members, by name");
    assert_eq!(names(Lookup::Person { id: person("ida") }), [""; 0]);
    assert_eq!(names(Lookup::Email { address: "max@example.com".to_owned() }), ["max"]);
    assert_eq!(names(Lookup::Email { address: "ida@example.com".to_owned() }), [""; 0], "she has left");
    assert_eq!(company.find(&Lookup::Email { address: "otto@x.example".to_owned() }), [outside("otto@x.example")]);

    let mut circle = company.clone();
    circle.people[0].manager = Some(person("rita"));
    let chain = circle.find(&Lookup::ManagersOf { id: person("rita"), levels: 20 });
    assert_eq!(chain, [person("max"), person("zoe")], "nobody is their own manager");
}

#[test]
fn expressions_are_tried_while_they_are_written() {
    let tried = |source: &str, expects: Expects, entered: &[(&str, &str)]| {
        let explained = explain(source, &purchase(), &company(), &asks(entered), &Received::new(), expects).unwrap();
        assert_eq!(explained.ok, explained.problems.is_empty(), "{source}");
        if explained.ok { explained.gives.unwrap() } else { explained.problems.join(" ") }
    };
    let condition = |source: &str| tried(source, Expects::Condition, &[("amount", "500")]);
    let people = |source: &str| tried(source, Expects::People, &[("reviewer", &person("flo").to_string())]);
    for (source, says) in [
        ("request.amount > 100.0", "It holds for this request."),
        ("'legal' in requester.groups", "It does not hold for this request."),
        ("request.amount + 1.0", "It gives a number; a condition is true or false."),
        ("", "The expression is empty."),
        ("request.cost > 1", "The form has no field \u{201c}cost\u{201d}"),
        ("request.what > 1", "On this request it cannot be worked out: "),
        ("signals.audit.score > 3", "It depends on what the signals bring; none has come yet."),
        ("1 +", "It cannot be read: "),
    ] {
        let said = condition(source);
        assert!(said.starts_with(says), "{source}: {said}");
    }
    let said = tried("request.amount > 100.0", Expects::Condition, &[]);
    assert!(
        said.ends_with("\u{201c}Amount\u{201d} is empty here: say what then, with request.FIELD == null."),
        "{said}"
    );
    for (source, says) in [
        ("null", "Nobody."),
        ("[]", "Nobody."),
        ("request.reviewer", "Flo."),
        ("['group:finance', requester.id]", "The group Finance and Rita."),
        ("42", "It gives a number, not a person or a group."),
        ("'Bob'", "\u{201c}Bob\u{201d} is neither a person's id nor group:KEY."),
        ("true", "It gives true or false, not a person or a group."),
    ] {
        assert_eq!(people(source), says, "{source}");
    }

    let mut must = purchase();
    must.form.fields.iter_mut().for_each(|field| field.required = true);
    let explained = |source: &str| {
        explain(source, &must, &company(), &asks(&[]), &Received::new(), Expects::Condition).unwrap().gives.unwrap()
    };
    assert_eq!(
        explained("request.amount > 1.0"),
        "It holds for this request.",
        "an example stands in for what must come"
    );
}

#[test]
fn a_view_has_everything_in_words_and_reads_back() {
    let mut story =
        begun(purchase(), &[("what", "Pens"), ("amount", "12500"), ("reviewer", &person("ana").to_string())]);
    story.choose(skip()).unwrap();
    let view = story.view("Europe/Berlin");
    assert_eq!(view.clock, "Tue 3 Mar 2026, 10:00");
    let shown: Vec<&str> =
        view.frames[0].lines.iter().filter(|line| !line.noise).map(|line| line.sentence.as_str()).collect();
    assert_eq!(shown, ["Rita asked for \u{201c}Pens\u{201d}.", "\u{201c}Budget\u{201d} asks: Max."]);
    assert_eq!(view.schedule[0].clock, "Wed 4 Mar 2026, 10:00");
    assert_eq!(
        view.waits_for,
        [
            "Waits for Max at \u{201c}Budget\u{201d} since Mon 2 Mar 2026, 10:00. If nobody answers, Max is reminded on Wed 4 Mar 2026, 10:00."
        ]
    );
    let answers: Vec<_> = view.answers.iter().map(|answer| (answer.label.as_str(), answer.words.as_str())).collect();
    assert_eq!(answers, [("What", "Pens"), ("Amount", "12,500.00 EUR"), ("Reviewer", "Ana")]);
    let back: View = serde_json::from_str(&serde_json::to_string(&view).unwrap()).unwrap();
    assert_eq!(back, view);
}
