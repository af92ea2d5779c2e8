//! What is said about definitions that are wrong, and about looking ahead.

#![allow(clippy::unwrap_used, reason = "a story that cannot go on fails its test")]

mod kit;

use engine::check::{Severity, check, in_the_past, publishable, whom};
use engine::definition::{Definition, NotADefinition};
use engine::event::Event;
use engine::execution::Purpose;
use engine::forecast::{Answers, Stop, forecast, preview};
use engine::nodes::approval::{Due, Escalation, How, Policy, Proof, Reminders, Then, Timeout};
use engine::nodes::condition::Case;
use engine::nodes::end::Outcome;
use engine::nodes::wait::Until;
use engine::nodes::{Approval, Condition, End, Join, Kind, Notify, Signal, Source, Split, Start, Wait};
use engine::simulate;
use engine::span::Span;
use kit::{Directory, Story, definition, edge, end, group, monday, named, node, one_step, rita, signal};

fn problems(definition: &Definition) -> Vec<String> {
    check(definition).into_iter().map(|problem| problem.message).collect()
}

/// An approval with a due time, so that nothing is to be said of it.
fn approval(policy: Policy, approvers: Vec<Source>) -> Approval {
    Approval { due: Due::Within(Span::days(30)), ..kit::approval(policy, approvers) }
}

fn start() -> engine::definition::Node {
    node("start", Kind::Start(Start {}))
}

#[test]
fn a_sound_definition_has_no_problems() {
    assert_eq!(problems(&one_step(approval(Policy::Any, vec![named("ana")]))), Vec::<String>::new());
}

#[test]
fn what_is_not_connected_is_named() {
    let mut drawn = one_step(approval(Policy::Any, vec![named("ana")]));
    drawn.edges.retain(|edge| edge.port.as_str() != "rejected");
    assert_eq!(
        problems(&drawn),
        ["\"ask\" has no way on for \"rejected\". Connect it.", "\"no\" can never be reached. Connect or remove it."]
    );
    let mut drawn = one_step(approval(Policy::Any, vec![named("ana")]));
    drawn.edges.push(edge("ask", "sideways", "yes"));
    assert_eq!(problems(&drawn), ["\"ask\" is never left by \"sideways\". Remove the connection or change the node."]);
    let mut drawn = one_step(approval(Policy::Any, vec![named("ana")]));
    drawn.edges.push(edge("ask", "changes_requested", "moon"));
    assert_eq!(problems(&drawn), ["A connection goes to or from \"moon\", which is not there."]);
    let problem = &check(&drawn)[0];
    assert_eq!(problem.edge.as_ref().unwrap().as_str(), "ask-changes_requested-moon");
}

#[test]
fn a_definition_without_start_or_with_two_is_refused() {
    assert_eq!(problems(&definition(vec![node("end", end(Outcome::Done))], vec![])), ["There is no start. Add one."]);
    let two = definition(
        vec![start(), node("other", Kind::Start(Start {})), node("end", end(Outcome::Done))],
        vec![edge("start", "next", "end"), edge("other", "next", "end")],
    );
    assert_eq!(problems(&two), ["There is more than one start. Keep one."]);
}

#[test]
fn a_circle_without_anybody_to_wait_for_is_refused() {
    let never = Case { port: "again".into(), label: "again".to_owned(), when: "true".to_owned() };
    let drawn = definition(
        vec![
            start(),
            node("choose", Kind::Condition(Condition { cases: vec![never.clone()] })),
            node("twice", Kind::Condition(Condition { cases: vec![never] })),
            node("end", end(Outcome::Done)),
        ],
        vec![
            edge("start", "next", "choose"),
            edge("choose", "again", "twice"),
            edge("choose", "default", "end"),
            edge("twice", "again", "choose"),
            edge("twice", "default", "end"),
        ],
    );
    assert_eq!(
        problems(&drawn).iter().filter(|message| message.contains("in a circle that nobody and no time ends")).count(),
        2
    );
    let mut patient = one_step(approval(Policy::Any, vec![named("ana")]));
    patient.edges.retain(|edge| edge.port.as_str() != "rejected");
    patient.nodes.retain(|node| node.id.as_str() != "no");
    patient.edges.push(edge("ask", "rejected", "ask"));
    assert_eq!(problems(&patient), Vec::<String>::new(), "a circle through an approval waits for somebody");
}

#[test]
fn a_dead_end_is_named() {
    let drawn = definition(
        vec![
            start(),
            node("ask", Kind::Approval(Box::new(approval(Policy::Any, vec![named("ana")])))),
            node("again", Kind::Approval(Box::new(approval(Policy::Any, vec![named("bo")])))),
            node("yes", end(Outcome::Approved)),
        ],
        vec![
            edge("start", "next", "ask"),
            edge("ask", "approved", "yes"),
            edge("ask", "rejected", "again"),
            edge("again", "approved", "again"),
            edge("again", "rejected", "again"),
        ],
    );
    assert!(problems(&drawn).contains(&"\"again\" is a dead end: no way leads from it to an end.".to_owned()));
}

fn branch(id: &str, to: &str) -> engine::definition::Edge {
    engine::definition::Edge { id: id.into(), ..edge("split", "branch", to) }
}

#[test]
fn a_join_that_can_never_complete_is_found() {
    let ask = |id: &str| node(id, Kind::Approval(Box::new(approval(Policy::Any, vec![named("ana")]))));
    let nodes = || {
        vec![
            start(),
            node("split", Kind::Split(Split {})),
            ask("a"),
            ask("b"),
            node("join", Kind::Join(Join {})),
            node("yes", end(Outcome::Approved)),
            node("no", end(Outcome::Rejected)),
        ]
    };
    let common = |rejected: &str| {
        vec![
            edge("start", "next", "split"),
            branch("left", "a"),
            branch("right", "b"),
            edge("a", "approved", "join"),
            edge("b", "approved", "join"),
            edge("a", "rejected", rejected),
            edge("b", "rejected", "no"),
            edge("join", "next", "yes"),
        ]
    };
    assert_eq!(
        problems(&definition(nodes(), common("no"))),
        ["\"join\" can wait for ever: not all of its branches come on every way."]
    );
    let mut closing = definition(nodes(), common("no"));
    for node in &mut closing.nodes {
        if node.id.as_str() == "no" {
            node.does = Kind::End(End { outcome: Outcome::Rejected, closes_all: true });
        }
    }
    assert_eq!(problems(&closing), Vec::<String>::new(), "an end that closes all lets no join wait");
}

#[test]
fn branches_that_meet_without_a_join_are_found() {
    let drawn = definition(
        vec![
            start(),
            node("split", Kind::Split(Split {})),
            node("ask", Kind::Approval(Box::new(approval(Policy::Any, vec![named("ana")])))),
            node("yes", end(Outcome::Approved)),
            node("no", end(Outcome::Rejected)),
            node("tell", Kind::Notify(Notify { to: vec![named("ana")], message: "hello".to_owned() })),
        ],
        vec![
            edge("start", "next", "split"),
            branch("left", "tell"),
            branch("right", "ask"),
            edge("tell", "next", "ask"),
            edge("ask", "approved", "yes"),
            edge("ask", "rejected", "no"),
        ],
    );
    assert!(problems(&drawn).iter().any(|message| message.contains("can reach")), "{:?}", problems(&drawn));
}

#[test]
fn expressions_and_sources_are_checked_against_the_form() {
    let with = |source| problems(&one_step(approval(Policy::Any, vec![source])));
    assert_eq!(with(Source::Field { key: "boss".to_owned() }), ["The form has no field \"boss\"."]);
    assert_eq!(
        with(Source::Field { key: "amount".to_owned() }),
        ["The field \"amount\" is not a person or an e-mail address."]
    );
    assert_eq!(
        with(Source::Expression { cel: "request.boss".to_owned() }),
        ["The expression of \"ask\": the form has no field \"boss\"."]
    );
    assert_eq!(
        with(Source::Expression { cel: "today".to_owned() }),
        [
            "The expression of \"ask\": \"today\" is not known; write request.FIELD, requester.groups or signals.NAME.FIELD."
        ]
    );
    assert!(with(Source::Expression { cel: "request.amount >".to_owned() })[0].contains("it cannot be read"));
    assert_eq!(problems(&one_step(approval(Policy::Any, vec![]))), ["\"ask\" asks nobody. Say who approves."]);
    assert_eq!(
        problems(&one_step(approval(Policy::AtLeast { count: 2 }, vec![named("ana")]))),
        ["\"ask\" needs 2 approvals but asks only 1 people."]
    );
    let listed = "requester.groups.exists(g, g == 'sales') ? 'group:finance' : 'group:legal'".to_owned();
    assert_eq!(
        with(Source::Expression { cel: listed }),
        Vec::<String>::new(),
        "loops over lists may name what they go through"
    );
    let optional = check(&one_step(approval(Policy::Any, vec![Source::Field { key: "reviewer".to_owned() }])));
    assert!(publishable(&optional) && optional.len() == 1, "an optional field is a warning: {optional:?}");
}

#[test]
fn broken_documents_say_where() {
    assert!(Definition::read("{\"schema\": 1,").unwrap_err().to_string().contains("line 1 column"));
    let mut json = serde_json::to_value(one_step(approval(Policy::Any, vec![named("ana")]))).unwrap();
    json["nodes"][1]["does"]["kind"] = "teleport".into();
    assert!(Definition::read(&json.to_string()).unwrap_err().to_string().contains("unknown variant `teleport`"));
    assert_eq!(Definition::read(&" ".repeat(1024 * 1024 + 1)), Err(NotADefinition::TooLarge));
    json["nodes"][1]["does"]["kind"] = "approval".into();
    json["schema"] = 7.into();
    assert_eq!(Definition::read(&json.to_string()), Err(NotADefinition::OtherSchema(7)));
    json["schema"] = 1.into();
    json["nodes"][1]["does"].as_object_mut().unwrap().remove("due");
    assert!(
        Definition::read(&json.to_string()).unwrap_err().to_string().contains("missing field `due`"),
        "no deadline is said, never assumed"
    );
}

fn answers(definition: &Definition, mut look: impl FnMut(&Answers) -> Result<(), Vec<engine::nodes::source::Lookup>>) {
    let (directory, mut known) = (Directory::default(), Answers::new());
    for _ in 0..20 {
        match look(&known) {
            Ok(()) => return,
            Err(missing) => {
                for lookup in missing {
                    let people = directory.answer(&lookup);
                    known.insert(lookup, people);
                }
            }
        }
    }
    panic!("{} asks the directory without end", definition.name);
}

#[test]
fn the_forecast_tells_what_happens_if_nobody_answers() {
    let mut ask = approval(Policy::Any, vec![named("ana")]);
    ask.due = Due::Within(Span::days(2));
    ask.reminders = Some(Reminders { after: Span::days(1), every: None, times: 1 });
    ask.escalations = vec![Escalation { after: Span::days(3), how: How::Add, to: group("legal") }];
    ask.timeout = Some(Timeout { after: Span::days(5), then: Then::Reject });
    let story = Story::of(one_step(ask));
    answers(&story.definition, |known| {
        let upcoming = forecast(&story.definition, &story.execution, story.now, known)?;
        let told: Vec<(i64, &str)> =
            upcoming.iter().map(|one| ((one.at - monday()).num_days(), one.purpose.key())).collect();
        assert_eq!(told, [(1, "reminder"), (2, "due"), (3, "escalation"), (5, "timeout")]);
        assert!(matches!(upcoming[3].purpose, Purpose::Timeout { .. }));
        assert!(
            upcoming[3]
                .events
                .iter()
                .any(|event| matches!(event, Event::ExecutionClosed { outcome: Outcome::Rejected }))
        );
        Ok(())
    });
}

#[test]
fn the_preview_shows_the_route_before_anybody_is_asked() {
    let drawn = one_step(approval(Policy::All, vec![group("legal"), Source::ManagerOfRequester { levels: 1 }]));
    answers(&drawn, |known| {
        let route = preview(&drawn, &rita(), &engine::form::Data::default(), monday(), known)?;
        let Stop::Asks { people, .. } = &route.steps[0] else { panic!("{route:?}") };
        assert_eq!(people.iter().map(|one| kit::name(one.person)).collect::<Vec<_>>(), ["lea", "leo", "max"]);
        assert_eq!((route.outcome, route.problem), (Some(Outcome::Approved), None));
        Ok(())
    });
    let nobody = one_step(approval(Policy::Any, vec![group("nobody")]));
    answers(&nobody, |known| {
        let route = preview(&nobody, &rita(), &engine::form::Data::default(), monday(), known)?;
        assert_eq!(route.problem.as_deref(), Some("\"ask\" has nobody to ask."));
        Ok(())
    });
}

#[test]
fn an_expression_that_would_overflow_the_stack_or_run_for_hours_is_refused_before_it_is_worked_out() {
    let form = one_step(approval(Policy::Any, vec![named("ana")])).form;
    let problem_of = |cel: String| {
        let form = form.clone();
        let small = std::thread::Builder::new().stack_size(2 << 20);
        small.spawn(move || engine::expression::problems(&cel, &form).join(" ")).unwrap().join().unwrap()
    };
    for chain in [".a", " + 1", ".a.size", " - 1"] {
        let said = problem_of(format!("request.what{}", chain.repeat(1_900 / chain.len())));
        assert!(said.contains("deep"), "{chain}: {said}");
    }
    for chain in ["[1]", " || true", " ? true : true"] {
        problem_of(format!("request.what{}", chain.repeat(1_900 / chain.len())));
    }
    for (open, close) in [("(", ")"), ("[", "]"), ("{1: ", "}"), ("A{a: ", "}"), ("[1].all(x, ", ")")] {
        for times in [20, 1_900 / (open.len() + close.len())] {
            let said = problem_of(format!("{}true{}", open.repeat(times), close.repeat(times)));
            assert!(said.contains("brackets"), "{open}: {said}");
        }
        problem_of(format!("{}true{}", open.repeat(4), close.repeat(4)));
    }
    for sign in ["!", "- "] {
        problem_of(format!("{}true", sign.repeat(900)));
    }
    let list = format!("[{}1]", "1, ".repeat(99));
    assert_eq!(problem_of(format!("{}true{}", "(".repeat(8), ")".repeat(8))), "");
    assert_eq!(problem_of(format!("request.what == '{}'", "(".repeat(30))), "", "texts are texts");
    let nested = format!("{list}.all(a, {list}.all(b, {list}.all(c, true)))");
    assert!(problem_of(nested).contains("loops"));
    assert!(problem_of(format!("['a']{}.size() == 1", ".map(x, x + x)".repeat(30))).contains("loops"));
    let fine = "'a' in requester.groups || (request.amount > 10.0 && size(requester.groups) > 1)";
    assert_eq!(problem_of(fine.to_owned()), "");
}

#[test]
fn the_deepest_expression_that_is_let_through_is_worked_out_on_a_small_stack() {
    let story = Story::with(one_step(approval(Policy::Any, vec![named("ana")])), &[("what", "Chairs")]);
    let (form, request) = (story.definition.form.clone(), story.execution.request.clone().unwrap());
    let worked_out = std::thread::Builder::new().stack_size(2 << 20).spawn(move || {
        for depth in (10..=100).rev() {
            let cel = format!("1{} > 1", " + 1".repeat(depth));
            if engine::expression::problems(&cel, &form).is_empty() {
                return engine::expression::holds(&cel, &request, &form, &engine::expression::Received::new())
                    .map(|holds| (holds, depth));
            }
        }
        Err("none was let through".to_owned())
    });
    let (holds, depth) = worked_out.unwrap().join().unwrap().unwrap();
    assert!(holds && depth > 30, "{depth}");
}

#[test]
fn a_text_is_compared_with_a_pattern() {
    let story = Story::with(one_step(approval(Policy::Any, vec![named("ana")])), &[("what", "Stühle 12")]);
    let (form, request) = (story.definition.form.clone(), story.execution.request.clone().unwrap());
    let holds = |cel: &str| engine::expression::holds(cel, &request, &form, &engine::expression::Received::new());
    assert_eq!(holds(r"request.what.matches('^\\p{Lu}\\w+ [0-9]{2}$')"), Ok(true));
    assert_eq!(holds(r"matches(request.what, '(?i)STÜHLE')"), Ok(true));
    assert_eq!(holds("request.what.matches('^[a-z]+$')"), Ok(false));
    assert!(holds("request.what.matches('(')").unwrap_err().contains("\"(\" is not a pattern"));
}

#[test]
fn an_approver_outside_the_organisation_needs_a_proof_without_an_account() {
    let otto = || Source::Email { address: "otto@partner.example".to_owned() };
    let said = |proof: Proof, change: &dyn Fn(&mut Approval)| {
        let mut ask = approval(Policy::Any, vec![named("ana")]);
        ask.proof = proof;
        change(&mut ask);
        check(&one_step(ask)).into_iter().map(|problem| (problem.field.unwrap(), problem.message)).collect::<Vec<_>>()
    };
    let cannot = (
        "proof".to_owned(),
        "\"ask\": an approver outside the organisation cannot sign in; choose the link, or the link and a code, as the proof."
            .to_owned(),
    );
    let places: [&dyn Fn(&mut Approval); 3] =
        [&|ask| ask.approvers = vec![otto()], &|ask| ask.fallback = Some(otto()), &|ask| {
            ask.escalations = vec![Escalation { after: Span::days(1), how: How::Add, to: otto() }];
        }];
    for place in places {
        assert_eq!(said(Proof::SignIn, place), std::slice::from_ref(&cannot));
        assert_eq!(said(Proof::Link, place), []);
        assert_eq!(said(Proof::LinkAndCode, place), []);
    }
    let by_field = |ask: &mut Approval| {
        ask.approvers = vec![Source::Field { key: "contact".to_owned() }];
        ask.fallback = Some(named("ana"));
    };
    assert_eq!(said(Proof::SignIn, &by_field), std::slice::from_ref(&cannot));
    assert_eq!(said(Proof::LinkAndCode, &by_field), []);
    let wrong = said(Proof::Link, &|ask| ask.approvers = vec![Source::Email { address: "otto".to_owned() }]);
    assert_eq!(wrong[0].1, "\"ask\" names \"otto\". Enter an e-mail address, like ana@example.com.");
    let signed = |meaning: &str| {
        let meaning = meaning.to_owned();
        said(Proof::Password, &move |ask| ask.meaning.clone_from(&meaning))
    };
    assert_eq!(signed(" ")[0].0, "meaning");
    assert_eq!(signed("Reviewed"), []);
    assert_eq!(signed(&"x".repeat(501))[0].0, "meaning");
    let unused = said(Proof::SignIn, &|ask| ask.meaning = "Reviewed".to_owned());
    assert!(unused[0].1.contains("asks for none"), "{unused:?}");
}

#[test]
fn a_wait_for_a_signal_is_checked() {
    let said = |settings: Signal, edges: Vec<engine::definition::Edge>| {
        let nodes = vec![start(), node("wait", Kind::Signal(settings)), node("end", end(Outcome::Done))];
        problems(&definition(nodes, [vec![edge("start", "next", "wait"), edge("wait", "next", "end")], edges].concat()))
    };
    assert_eq!(said(signal("payment"), vec![]), Vec::<String>::new());
    assert!(said(signal("Payment"), vec![])[0].contains("lower-case letters"));
    let late = Signal { timeout: Some(Span::days(1)), ..signal("payment") };
    assert_eq!(said(late.clone(), vec![]), ["\"wait\" has no way on for \"timed out\". Connect it."]);
    assert_eq!(said(late, vec![edge("wait", "timed_out", "end")]), Vec::<String>::new());
    let none = Signal { timeout: Some(Span::seconds(0)), ..signal("payment") };
    assert_eq!(said(none, vec![edge("wait", "timed_out", "end")]), ["\"wait\" leaves no time for its signal."]);
    let keyed = |key: &str| said(Signal { key: key.to_owned(), ..signal("payment") }, vec![]);
    assert_eq!(keyed("{order}"), ["The key names the field \"order\", which the form does not have."]);
    assert_eq!(
        keyed("{what}"),
        ["\"wait\" tells its signal by \"what\", which may be left empty; then it stops. Make it required."]
    );
    let link_to = vec![Source::Email { address: "a b".to_owned() }, Source::Field { key: "day".to_owned() }];
    assert_eq!(
        said(Signal { link_to, ..signal("payment") }, vec![]),
        [
            "\"wait\" names \"a b\". Enter one e-mail address, without spaces.",
            "The field \"day\" is not a person or an e-mail address.",
        ]
    );
}

#[test]
fn an_expression_reads_only_signals_that_a_step_waits_for() {
    let with = |when: &str| {
        let case = Case { port: "yes".into(), label: "paid".to_owned(), when: when.to_owned() };
        let nodes = vec![
            start(),
            node("wait", Kind::Signal(signal("payment"))),
            node("how", Kind::Condition(Condition { cases: vec![case] })),
            node("end", end(Outcome::Done)),
        ];
        let edges = vec![
            edge("start", "next", "wait"),
            edge("wait", "next", "how"),
            edge("how", "yes", "end"),
            edge("how", "default", "end"),
        ];
        problems(&definition(nodes, edges))
    };
    assert_eq!(with("has(signals.payment) && signals.payment.amount > 3"), Vec::<String>::new());
    assert_eq!(with("signals['payment'].amount > 3"), Vec::<String>::new());
    assert_eq!(
        with("signals.delivery.count > 3"),
        ["The case \"paid\" of \"how\": no step waits for the signal \"delivery\"."]
    );
}

#[test]
fn what_is_allowed_but_hardly_meant_is_warned_of() {
    let ask = || approval(Policy::Any, vec![named("ana")]);
    let email = |address: &str| Source::Email { address: address.to_owned() };
    let cases: [(&str, Approval, &[&str]); 6] = [
        (
            "nothing reminds",
            Approval { due: Due::NoDeadline, ..ask() },
            &["\"ask\" can wait for ever: it has no deadline, reminder, escalation or final timeout."],
        ),
        (
            "a reminder is enough",
            Approval {
                due: Due::NoDeadline,
                reminders: Some(Reminders { after: Span::days(1), every: None, times: 1 }),
                ..ask()
            },
            &[],
        ),
        (
            "the same person",
            Approval { approvers: vec![group("legal"), named("ana"), named("ana")], ..ask() },
            &["\"ask\" asks the same people twice. Remove number 3."],
        ),
        (
            "the same address",
            Approval {
                approvers: vec![email("otto@partner.example"), email(" Otto@Partner.example")],
                proof: Proof::Link,
                ..ask()
            },
            &["\"ask\" asks the same people twice. Remove number 2."],
        ),
        (
            "braces in the instructions",
            Approval { instructions: "Look at {amount}.".to_owned(), ..ask() },
            &["The instructions of \"ask\" are shown as they are written: \"{amount}\" is not filled in here."],
        ),
        (
            "braces in the meaning",
            Approval { meaning: "Paid {amount}".to_owned(), proof: Proof::Password, ..ask() },
            &["The meaning of \"ask\" is shown as it is written: \"{amount}\" is not filled in here."],
        ),
    ];
    for (case, ask, said) in cases {
        let found = check(&one_step(ask));
        assert!(found.iter().all(|problem| problem.severity == Severity::Warning && problem.node.is_some()), "{case}");
        assert_eq!(found.into_iter().map(|problem| problem.message).collect::<Vec<_>>(), said, "{case}");
    }
}

#[test]
fn an_answer_that_ends_as_its_opposite_is_warned_of() {
    let mut drawn = one_step(approval(Policy::Any, vec![named("ana")]));
    for node in &mut drawn.nodes {
        if node.id.as_str() == "no" {
            node.does = end(Outcome::Approved);
        }
    }
    assert_eq!(problems(&drawn), ["\"ask\": rejected leads to \"no\", which ends as approved."]);
    let problem = &check(&drawn)[0];
    assert!(publishable(std::slice::from_ref(problem)) && problem.edge.is_some());

    let tell = Kind::Notify(Notify { to: vec![named("bo")], message: "Done.".to_owned() });
    let mut drawn = one_step(approval(Policy::Any, vec![named("ana")]));
    drawn.nodes.push(node("tell", tell));
    drawn.edges.retain(|edge| edge.port.as_str() != "approved" && edge.port.as_str() != "rejected");
    drawn.edges.extend([edge("ask", "approved", "tell"), edge("tell", "next", "no"), edge("ask", "rejected", "yes")]);
    assert_eq!(
        problems(&drawn),
        [
            "\"ask\": rejected leads to \"yes\", which ends as approved.",
            "\"ask\": approved leads to \"no\", which ends as rejected.",
        ]
    );
}

#[test]
fn cases_that_ask_the_same_are_warned_of() {
    let case = |port: &str, label: &str, when: &str| Case {
        port: port.into(),
        label: label.to_owned(),
        when: when.to_owned(),
    };
    let cases = vec![case("a", "large", "request.amount > 5.0"), case("b", "huge", " request.amount > 5.0 ")];
    let nodes = vec![start(), node("how", Kind::Condition(Condition { cases })), node("end", end(Outcome::Done))];
    let ways = ["a", "b", "default"].map(|port| edge("how", port, "end"));
    let drawn = definition(nodes, [vec![edge("start", "next", "how")], ways.to_vec()].concat());
    assert_eq!(problems(&drawn), ["\"how\": the case \"huge\" asks the same as \"large\" before it, and never comes."]);
}

#[test]
fn a_wait_for_a_moment_that_has_passed_is_warned_of_by_who_knows_the_time() {
    let until = |until: Until| {
        let nodes = vec![start(), node("wait", Kind::Wait(Wait { until })), node("end", end(Outcome::Done))];
        definition(nodes, vec![edge("start", "next", "wait"), edge("wait", "next", "end")])
    };
    let said = |drawn: &Definition| {
        assert_eq!(problems(drawn), Vec::<String>::new(), "the definition alone does not say so");
        in_the_past(drawn, monday()).into_iter().map(|problem| problem.message).collect::<Vec<_>>()
    };
    let hour = chrono::TimeDelta::hours(1);
    assert_eq!(said(&until(Until::Moment(monday() + hour))), Vec::<String>::new());
    assert_eq!(said(&until(Until::After(Span::hours(1)))), Vec::<String>::new());
    assert_eq!(
        said(&until(Until::Moment(monday() - hour))),
        ["\"wait\" waits for a moment that has passed, so it does not wait."]
    );
}

#[test]
fn whom_a_definition_names_is_looked_up_in_the_directory() {
    let someone = |name: &str, active: bool, groups: &[&str]| simulate::Someone {
        id: kit::person(name),
        name: name.to_owned(),
        email: format!("{name}@fern.example"),
        manager: None,
        groups: groups.iter().map(|key| (*key).into()).collect(),
        active,
    };
    let of = |key: &str| simulate::Group { key: key.into(), name: key.to_uppercase() };
    let directory = simulate::Directory {
        people: vec![
            someone("ana", true, &["two"]),
            someone("bo", true, &["two"]),
            someone("cem", false, &["two", "left"]),
        ],
        groups: vec![of("two"), of("left")],
    };
    let said = |approval: Approval| {
        let problems = whom(&one_step(approval), &directory);
        problems.into_iter().map(|one| (one.field.unwrap_or_default(), one.message)).collect::<Vec<_>>()
    };
    let at_least = |count, approvers| said(approval(Policy::AtLeast { count }, approvers));
    assert_eq!(at_least(2, vec![group("two")]), vec![]);
    let few = "\"ask\" needs 3 approvals, but only 2 active people can be asked.";
    assert_eq!(at_least(3, vec![group("two")]), [("policy".to_owned(), few.to_owned())]);
    assert_eq!(at_least(3, vec![group("two"), named("ana")]).len(), 1, "who is named twice is one");
    assert_eq!(at_least(3, vec![group("two"), Source::ManagerOfRequester { levels: 1 }]), vec![], "not known yet");
    let outside = Source::Email { address: "zoe@moss.example".to_owned() };
    assert_eq!(at_least(3, vec![group("two"), outside]), vec![]);

    let mut step = approval(Policy::Any, vec![named("cem"), group("left"), group("gone"), named("nobody")]);
    step.fallback = Some(group("gone"));
    let nobody = format!("There is no person {} in this organisation.", kit::person("nobody"));
    assert_eq!(
        said(step),
        [
            ("approvers", "\"ask\" names \"cem\", whose account is deactivated. Name somebody else."),
            ("approvers", "\"ask\" names the group \"LEFT\", in which nobody is active."),
            ("approvers", "There is no group “gone”."),
            ("approvers", nobody.as_str()),
            ("fallback", "There is no group “gone”."),
        ]
        .map(|(field, message)| (field.to_owned(), message.to_owned()))
    );
    let mut drawn = one_step(approval(Policy::Any, vec![named("ana")]));
    drawn.starters = vec!["gone".into(), "two".into()];
    assert_eq!(whom(&drawn, &directory)[0].field.as_deref(), Some("starters"));
}
