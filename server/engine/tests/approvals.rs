//! Stories of one approval: who is asked, what an answer does, what happens when none comes.

#![allow(clippy::unwrap_used, reason = "a story that cannot go on fails its test")]

mod kit;

use engine::command::{Command, Rejection};
use engine::event::Event;
use engine::execution::Decision;
use engine::nodes::Source;
use engine::nodes::approval::{Due, Escalation, How, Policy, Proof, Reminders, Then, Timeout};
use engine::nodes::end::Outcome;
use engine::span::Span;
use kit::{Directory, Story, approval, group, named, one_step, person};

#[test]
fn any_of_a_group_decides_and_the_first_answer_counts() {
    let mut story = Story::of(one_step(approval(Policy::Any, vec![group("finance")])));
    story.asks(&["fay", "finn", "flo"]).approve("finn").ends(Outcome::Approved);
    let late = story.answer("fay", Decision::Reject, "too late").unwrap_err();
    assert!(
        matches!(late, Rejection::Superseded { by, decision: Decision::Approve, .. } if by == person("finn")),
        "{late:?}"
    );
}

#[test]
fn all_must_approve_and_one_rejection_is_certain_at_once() {
    let all = || one_step(approval(Policy::All, vec![group("finance")]));
    let mut story = Story::of(all());
    story.approve("fay").asks(&["finn", "flo"]).approve("flo").asks(&["finn"]).approve("finn").ends(Outcome::Approved);
    let mut story = Story::of(all());
    story.approve("fay").reject("finn").ends(Outcome::Rejected);
    let late = story.answer("flo", Decision::Approve, "").unwrap_err();
    assert!(matches!(&late, Rejection::TaskClosed { why } if why.contains("no longer needed")), "{late:?}");
}

#[test]
fn two_of_three_end_early_both_ways() {
    let two = || one_step(approval(Policy::AtLeast { count: 2 }, vec![group("finance")]));
    let mut story = Story::of(two());
    story.approve("fay").asks(&["finn", "flo"]).approve("flo").ends(Outcome::Approved);
    let mut story = Story::of(two());
    story.reject("fay").asks(&["finn", "flo"]).reject("flo").ends(Outcome::Rejected);
}

#[test]
fn in_order_asks_one_after_the_other_and_each_has_their_own_time() {
    let mut ask = approval(Policy::InOrder, vec![named("ana"), named("bo")]);
    ask.due = Due::Within(Span::days(2));
    ask.timeout = Some(Timeout { after: Span::days(3), then: Then::Reject });
    let mut story = Story::of(one_step(ask));
    story.asks(&["ana"]).pass(Span::days(2)).approve("ana").asks(&["bo"]);
    story.pass(Span::days(2)).asks(&["bo"]).pass(Span::days(1)).ends(Outcome::Rejected);
}

#[test]
fn nobody_approves_their_own_request_unless_the_node_says_so() {
    let mut story = Story::of(one_step(approval(Policy::Any, vec![named("rita"), named("ana")])));
    story.asks(&["ana"]);
    let own = story.answer("rita", Decision::Approve, "").unwrap_err();
    assert_eq!(own, Rejection::NotAllowed { why: "Nobody approves their own request.".to_owned() });
    let to_self = Command::Delegate {
        task: story.task_of("ana").unwrap(),
        by: person("ana"),
        to: person("rita"),
        comment: String::new(),
    };
    assert!(matches!(story.make(to_self), Err(Rejection::Invalid { .. })));
    let mut ask = approval(Policy::Any, vec![named("rita")]);
    ask.requester_may_decide = true;
    Story::of(one_step(ask)).approve("rita").ends(Outcome::Approved);
}

#[test]
fn who_is_not_asked_cannot_decide() {
    let mut story = Story::of(one_step(approval(Policy::Any, vec![named("ana")])));
    let other = story.answer("eve", Decision::Approve, "").unwrap_err();
    assert_eq!(other, Rejection::NotAllowed { why: "You are not asked here.".to_owned() });
    story.asks(&["ana"]);
}

#[test]
fn nobody_to_ask_is_an_incident_and_retrying_helps_once_there_is_somebody() {
    let mut story = Story::of(one_step(approval(Policy::Any, vec![group("nobody")])));
    let (incident, reason) = story.incident();
    assert_eq!(reason, "\"ask\" has nobody to ask.");
    story.make(Command::RetryIncident { incident, by: person("root") }).unwrap();
    let (incident, _) = story.incident();
    story.directory.groups.insert("nobody", vec!["ned"]);
    story.make(Command::RetryIncident { incident, by: person("root") }).unwrap();
    assert!(story.execution.incidents.is_empty());
    story.asks(&["ned"]).approve("ned").ends(Outcome::Approved);
}

#[test]
fn nobody_to_ask_goes_to_the_fallback_first() {
    let mut ask = approval(Policy::Any, vec![group("nobody")]);
    ask.fallback = Some(named("flo"));
    Story::of(one_step(ask)).asks(&["flo"]).approve("flo").ends(Outcome::Approved);
}

#[test]
fn a_quorum_larger_than_the_people_is_never_lowered() {
    let story = Story::of(one_step(approval(Policy::AtLeast { count: 3 }, vec![group("legal")])));
    assert_eq!(story.incident().1, "\"ask\" needs 3 people who approve, and there are only 2.");
}

#[test]
fn people_who_left_are_not_asked() {
    let directory = Directory { gone: vec!["fay", "flo"], ..Directory::default() };
    Story::told(one_step(approval(Policy::All, vec![group("finance")])), directory, &[]).asks(&["finn"]);
}

#[test]
fn managers_fields_and_expressions_find_people() {
    Story::of(one_step(approval(Policy::All, vec![Source::ManagerOfRequester { levels: 2 }]))).asks(&["max", "zoe"]);
    let reviewer = person("ana").to_string();
    let by_field = approval(Policy::Any, vec![Source::Field { key: "reviewer".to_owned() }]);
    Story::with(one_step(by_field), &[("reviewer", &reviewer)]).asks(&["ana"]);
    let cel = "request.amount > 1000 ? ['group:legal'] : [request.reviewer]".to_owned();
    let by_rule = || one_step(approval(Policy::Any, vec![Source::Expression { cel: cel.clone() }]));
    Story::with(by_rule(), &[("reviewer", &reviewer), ("amount", "1000.01")]).asks(&["lea", "leo"]);
    Story::with(by_rule(), &[("reviewer", &reviewer), ("amount", "1000")]).asks(&["ana"]);
}

#[test]
fn changes_requested_go_to_the_requester_and_come_again_as_the_next_round() {
    let mut story =
        Story::with(one_step(approval(Policy::All, vec![named("ana"), named("bo")])), &[("what", "Chairs")]);
    story.approve("ana").send_back("bo").asks(&["rita"]);
    story.resubmit(&[("what", "Stools")]).asks(&["ana", "bo"]);
    let request = story.execution.request.clone().unwrap();
    assert_eq!((request.title.as_str(), request.revision), ("Stools", 2));
    let stale = Command::Decide {
        task: story.task_of("ana").unwrap(),
        by: person("ana"),
        decision: Decision::Approve,
        comment: String::new(),
        revision: 1,
        proof: Proof::SignIn,
        shown: None,
    };
    assert_eq!(story.make(stale), Err(Rejection::Changed { shown: 1, current: 2 }));
    story.approve("ana").approve("bo").ends(Outcome::Approved);
}

#[test]
fn a_rejection_and_a_sending_back_need_a_reason() {
    let mut story = Story::of(one_step(approval(Policy::Any, vec![named("ana")])));
    for decision in [Decision::Reject, Decision::RequestChanges] {
        assert!(
            matches!(story.answer("ana", decision, "  "), Err(Rejection::Invalid { field, .. }) if field == "comment")
        );
    }
    let long = "x".repeat(1_000_000);
    let too_long = story.answer("ana", Decision::Approve, &long).unwrap_err();
    assert_eq!(too_long.to_string(), "At most 10000 characters; this has 1000000.");
    story.asks(&["ana"]);
}

#[test]
fn a_group_task_is_claimed_and_released() {
    let mut story = Story::of(one_step(approval(Policy::Any, vec![group("finance")])));
    let task = story.task_of("fay").unwrap();
    story.make(Command::Claim { task, by: person("fay") }).unwrap();
    story.asks(&["fay"]);
    assert!(matches!(story.answer("finn", Decision::Approve, ""), Err(Rejection::NotAllowed { .. })));
    assert!(matches!(story.make(Command::Claim { task, by: person("finn") }), Err(Rejection::NotAllowed { .. })));
    story.make(Command::Release { task, by: person("fay") }).unwrap();
    story.asks(&["fay", "finn", "flo"]).approve("finn").ends(Outcome::Approved);
}

#[test]
fn a_delegate_answers_in_place_of_who_was_asked() {
    let mut story = Story::of(one_step(approval(Policy::All, vec![named("ana"), named("bo")])));
    let task = story.task_of("ana").unwrap();
    story
        .make(Command::Delegate { task, by: person("ana"), to: person("dan"), comment: "I am away".to_owned() })
        .unwrap();
    story.asks(&["bo", "dan"]);
    let after = Command::Decide {
        task,
        by: person("ana"),
        decision: Decision::Approve,
        comment: String::new(),
        revision: 1,
        proof: Proof::SignIn,
        shown: None,
    };
    assert!(matches!(story.make(after), Err(Rejection::NotAllowed { .. })));
    story.approve("bo").approve("dan").ends(Outcome::Approved);
}

#[test]
fn one_person_does_not_fill_a_quorum_twice() {
    let mut story = Story::of(one_step(approval(Policy::AtLeast { count: 2 }, vec![group("finance")])));
    let task = story.task_of("fay").unwrap();
    let to_colleague = Command::Delegate { task, by: person("fay"), to: person("finn"), comment: String::new() };
    assert!(matches!(story.make(to_colleague), Err(Rejection::Invalid { .. })));
    story.approve("finn");
    let to_voter = Command::Delegate { task, by: person("fay"), to: person("finn"), comment: String::new() };
    assert!(matches!(story.make(to_voter), Err(Rejection::Invalid { .. })));
    story.approve("flo").ends(Outcome::Approved);
}

#[test]
fn reminders_come_as_often_as_said_and_stop_with_the_answer() {
    let mut ask = approval(Policy::Any, vec![named("ana")]);
    ask.reminders = Some(Reminders { after: Span::days(1), every: Some(Span::hours(12)), times: 3 });
    let mut story = Story::of(one_step(ask));
    let reminded = |story: &Story| story.count(|event| matches!(event, Event::TaskReminded { .. }));
    story.pass(Span::hours(23));
    assert_eq!(reminded(&story), 0);
    story.pass(Span::hours(1));
    assert_eq!(reminded(&story), 1);
    story.pass(Span::days(30));
    assert_eq!(reminded(&story), 3);
    story.approve("ana").ends(Outcome::Approved);
}

#[test]
fn after_a_time_without_the_server_people_are_not_showered_with_reminders() {
    let mut ask = approval(Policy::Any, vec![named("ana")]);
    ask.reminders = Some(Reminders { after: Span::days(1), every: Some(Span::days(1)), times: 10 });
    let mut story = Story::of(one_step(ask));
    story.now += Span::days(6).delta();
    story.pass(Span::seconds(0));
    assert_eq!(story.count(|event| matches!(event, Event::TaskReminded { .. })), 1);
}

#[test]
fn escalations_inform_add_and_replace() {
    let mut ask = approval(Policy::Any, vec![named("ana")]);
    let escalate = |days, how, to| Escalation { after: Span::days(days), how, to };
    ask.due = Due::Within(Span::days(1));
    ask.escalations = vec![
        escalate(1, How::Inform, named("ines")),
        escalate(2, How::Add, Source::ManagerOfAssignee),
        escalate(3, How::Replace, group("legal")),
    ];
    let mut story = Story::of(one_step(ask));
    story.asks(&["ana"]).pass(Span::days(1)).asks(&["ana"]);
    assert_eq!(story.count(|event| matches!(event, Event::TaskBecameOverdue { .. })), 1);
    story.pass(Span::days(1)).asks(&["ana", "max"]).pass(Span::days(1)).asks(&["lea", "leo"]);
    assert!(matches!(story.answer("ana", Decision::Approve, ""), Err(Rejection::NotAllowed { .. })));
    story.approve("lea").ends(Outcome::Approved);
}

#[test]
fn an_escalation_that_finds_nobody_leaves_the_task_where_it_is() {
    let mut ask = approval(Policy::Any, vec![named("ana")]);
    ask.escalations = vec![Escalation { after: Span::days(1), how: How::Replace, to: group("nobody") }];
    let mut story = Story::of(one_step(ask));
    story.pass(Span::days(2)).asks(&["ana"]);
    assert_eq!(story.count(|event| matches!(event, Event::EscalationFoundNobody { .. })), 1);
}

#[test]
fn an_escalation_to_fewer_people_than_must_approve_adds_them_and_takes_nobody_away() {
    let two = |to| {
        let mut ask = approval(Policy::AtLeast { count: 2 }, vec![group("finance")]);
        ask.escalations = vec![Escalation { after: Span::days(1), how: How::Replace, to }];
        Story::of(one_step(ask))
    };
    let mut story = two(named("zoe"));
    story
        .pass(Span::days(1))
        .asks(&["fay", "finn", "flo", "zoe"])
        .approve("zoe")
        .approve("flo")
        .ends(Outcome::Approved);
    let mut story = two(named("zoe"));
    story.approve("fay").pass(Span::days(1)).asks(&["zoe"]).approve("zoe").ends(Outcome::Approved);
    let mut story = two(group("legal"));
    story.pass(Span::days(1)).asks(&["lea", "leo"]).approve("leo").approve("lea").ends(Outcome::Approved);
}

#[test]
fn an_escalation_whose_expression_fails_leaves_the_task_where_it_is_and_blocks_nothing() {
    let mut ask = approval(Policy::Any, vec![group("finance")]);
    let to = Source::Expression { cel: "request.what.boss".to_owned() };
    ask.escalations = vec![Escalation { after: Span::days(1), how: How::Replace, to }];
    let mut story = Story::with(one_step(ask), &[("what", "Chairs")]);
    story.pass(Span::days(2)).asks(&["fay", "finn", "flo"]);
    assert!(story.execution.incidents.is_empty(), "people are asked already");
    assert_eq!(story.count(|event| matches!(event, Event::EscalationFoundNobody { .. })), 1);
    story.approve("flo").ends(Outcome::Approved);
}

#[test]
fn an_escalation_never_hands_a_request_to_its_requester() {
    let mut ask = approval(Policy::Any, vec![named("ana")]);
    ask.escalations = vec![Escalation { after: Span::days(1), how: How::Replace, to: named("rita") }];
    Story::of(one_step(ask)).pass(Span::days(2)).asks(&["ana"]);
}

#[test]
fn the_final_timeout_does_what_the_node_says() {
    for (then, outcome) in
        [(Then::Leave, Outcome::TimedOut), (Then::Approve, Outcome::Approved), (Then::Reject, Outcome::Rejected)]
    {
        let mut ask = approval(Policy::All, vec![group("finance")]);
        ask.timeout = Some(Timeout { after: Span::days(5), then });
        let mut story = Story::of(one_step(ask));
        story.approve("fay").pass(Span::days(5)).ends(outcome);
        let late = story.answer("flo", Decision::Approve, "").unwrap_err();
        assert!(matches!(&late, Rejection::TaskClosed { why } if why.contains("time to answer is over")), "{late:?}");
    }
}

#[test]
fn without_a_timeout_it_waits_as_long_as_it_takes() {
    let mut story = Story::of(one_step(approval(Policy::Any, vec![named("ana")])));
    story.pass(Span::days(3_000)).asks(&["ana"]).approve("ana").ends(Outcome::Approved);
}
