//! How whoever answers proves who they are, what they were shown, and what old documents and histories say of it.

#![allow(clippy::unwrap_used, reason = "a story that cannot go on fails its test")]

mod kit;

use engine::command::{Command, Rejection};
use engine::definition::{Definition, Node};
use engine::effect::{Effect, Notice, effects};
use engine::event::{Event, Transition};
use engine::execution::{Decision, Execution, Request};
use engine::form::Answer;
use engine::nodes::Source;
use engine::nodes::approval::{Policy, Proof};
use engine::nodes::end::Outcome;
use engine::nodes::source::Why;
use engine::shown::digest;
use kit::{Story, approval, group, named, one_step, person};

const PROOFS: [Proof; 4] = [Proof::SignIn, Proof::Link, Proof::LinkAndCode, Proof::Password];

fn proven_by(proof: Proof) -> Story {
    let mut ask = approval(Policy::Any, vec![named("ana")]);
    ask.proof = proof;
    ask.meaning = String::from(if proof == Proof::Password { " Reviewed and released " } else { "" });
    Story::with(one_step(ask), &[("what", "Chairs")])
}

fn decide(story: &Story, proof: Proof, shown: Option<String>) -> Command {
    let (task, by) = (story.task_of("ana").unwrap(), person("ana"));
    Command::Decide { task, by, decision: Decision::Approve, comment: String::new(), revision: 1, proof, shown }
}

#[test]
fn each_proof_is_enough_for_what_it_proves_and_no_more() {
    let enough = [
        (Proof::SignIn, [true, false, false, true]),
        (Proof::Link, [true, true, true, true]),
        (Proof::LinkAndCode, [true, false, true, true]),
        (Proof::Password, [false, false, false, true]),
    ];
    for (needed, expected) in enough {
        for (given, expected) in PROOFS.into_iter().zip(expected) {
            assert_eq!(given.satisfies(needed), expected, "{given:?} where {needed:?} is needed");
            let mut story = proven_by(needed);
            let command = decide(&story, given, None);
            match story.make(command) {
                Ok(_) => assert!(expected, "{given:?} where {needed:?} is needed"),
                Err(refused) => assert_eq!((refused, expected), (Rejection::ProofNeeded { proof: needed }, false)),
            }
        }
    }
}

#[test]
fn a_proof_that_is_not_enough_is_refused_in_plain_words() {
    let said = |proof| Rejection::ProofNeeded { proof }.to_string();
    assert_eq!(said(Proof::SignIn), "Sign in to answer this.");
    assert_eq!(said(Proof::Password), "This step asks for your password again.");
    assert_eq!(said(Proof::LinkAndCode), "This step asks for the code that was sent to you by mail.");
    assert_eq!(PROOFS.map(Proof::key), ["sign_in", "link", "link_and_code", "password"]);
    for proof in PROOFS {
        assert_eq!(serde_json::to_value(proof).unwrap(), proof.key());
    }
}

#[test]
fn a_signature_is_kept_with_its_meaning_and_nothing_else_is() {
    for (needed, given, meaning) in [
        (Proof::Password, Proof::Password, "Reviewed and released"),
        (Proof::Link, Proof::LinkAndCode, ""),
        (Proof::SignIn, Proof::Password, ""),
    ] {
        let mut story = proven_by(needed);
        let command = decide(&story, given, None);
        let events = story.make(command).unwrap();
        let kept = events.iter().find_map(|event| match event {
            Event::DecisionMade { proof, meaning, .. } => Some((*proof, meaning.as_str())),
            _ => None,
        });
        assert_eq!(kept, Some((given, meaning)));
    }
}

#[test]
fn a_decision_on_something_else_than_what_is_there_is_refused() {
    let mut story = proven_by(Proof::Link);
    let request = story.execution.request.clone().unwrap();
    let present = digest(&story.definition, &"ask".into(), &request);
    assert_eq!(
        present, "91a375440ac0b141a12785102350077a266ad3cdcd0c6f4f9287745cebb285a5",
        "decisions that were made name it"
    );
    assert!(present.len() == 64 && present.bytes().all(|c| c.is_ascii_digit() || (b'a'..=b'f').contains(&c)));
    let stale = decide(&story, Proof::Link, Some(present.replace(&present[..1], "x")));
    assert_eq!(story.make(stale), Err(Rejection::Changed { shown: 1, current: 1 }));
    let command = decide(&story, Proof::Link, Some(present.clone()));
    let events = story.make(command).unwrap();
    assert!(matches!(&events[0], Event::DecisionMade { shown: Some(shown), .. } if *shown == present));
}

/// Something that is different from what was shown.
type Change<'a> = &'a dyn Fn(&mut Definition, &mut Request);

#[test]
fn the_digest_covers_instructions_title_revision_labels_and_answers() {
    let story = proven_by(Proof::Link);
    let request = story.execution.request.clone().unwrap();
    let of = |change: Change| {
        let (mut definition, mut request) = (story.definition.clone(), request.clone());
        change(&mut definition, &mut request);
        digest(&definition, &"ask".into(), &request)
    };
    let present = of(&|_, _| {});
    assert_eq!(
        present,
        of(&|definition, _| definition.name = "Renamed".to_owned()),
        "what is not shown does not count"
    );
    let changes: [Change; 6] = [
        &|definition, _| {
            let engine::nodes::Kind::Approval(approval) = &mut definition.nodes[1].does else {
                panic!("not an approval")
            };
            approval.instructions = "Look twice".to_owned();
        },
        &|_, request| request.title = "Stools".to_owned(),
        &|_, request| request.revision = 2,
        &|definition, _| definition.form.fields[0].label = "Which".to_owned(),
        &|_, request| drop(request.data.0.insert("what".to_owned(), Answer::Text("Stools".to_owned()))),
        &|_, request| request.data.0.clear(),
    ];
    for (i, change) in changes.into_iter().enumerate() {
        assert_ne!(present, of(change), "change {i} is not covered");
    }
}

#[test]
fn not_for_me_tells_the_requester_and_the_administrators_and_changes_nothing() {
    let mut story = Story::of(one_step(approval(Policy::Any, vec![group("finance")])));
    let task = story.task_of("fay").unwrap();
    story.make(Command::Claim { task, by: person("finn") }).unwrap();
    let disown = |by: &str| Command::Disown { task, by: person(by), comment: " wrong list ".to_owned() };
    let before = story.execution.clone();
    let events = story.make(disown("fay")).unwrap();
    assert_eq!(events, [Event::TaskDisowned { task, by: person("fay"), comment: "wrong list".to_owned() }]);
    assert_eq!(story.execution, before);
    let notice = Notice::Disowned { by: person("fay") };
    assert_eq!(notice.key(), "disowned");
    let key = format!("disowned:{task}:3");
    assert_eq!(
        effects(&story.definition, &story.execution, 3, &events[0]),
        [
            Effect::Notify { key: key.clone(), notice: notice.clone(), people: vec![person("rita")], task: Some(task) },
            Effect::NotifyAdmins { key, notice },
        ]
    );
    assert!(matches!(story.make(disown("eve")), Err(Rejection::NotAllowed { .. })));
    let long = Command::Disown { task, by: person("fay"), comment: "x".repeat(10_001) };
    assert!(matches!(story.make(long), Err(Rejection::Invalid { field, .. }) if field == "comment"));
    story.approve("finn");
    assert!(matches!(story.make(disown("fay")), Err(Rejection::TooLate { .. })));
}

#[test]
fn the_requester_cannot_disown_their_own_request() {
    let mut story = Story::of(one_step(approval(Policy::Any, vec![named("ana")])));
    story.send_back("ana");
    let task = story.task_of("rita").unwrap();
    let own = Command::Disown { task, by: person("rita"), comment: String::new() };
    assert!(matches!(story.make(own), Err(Rejection::NotAllowed { .. })));
}

#[test]
fn an_approver_is_found_by_address_named_or_from_the_form() {
    let mut by_name = approval(Policy::Any, vec![Source::Email { address: "OTTO@partner.example ".to_owned() }]);
    by_name.proof = Proof::LinkAndCode;
    let mut story = Story::of(one_step(by_name));
    story.asks(&["otto"]);
    assert_eq!(story.execution.open_tasks().next().unwrap().1.candidates[0].why, Why::Named);
    story.approve("otto").ends(Outcome::Approved);
    let mut by_field = approval(Policy::Any, vec![Source::Field { key: "contact".to_owned() }]);
    by_field.proof = Proof::Link;
    let mut story = Story::with(one_step(by_field.clone()), &[("contact", "Otto@Partner.Example")]);
    assert_eq!(
        story.execution.request.as_ref().unwrap().data.0["contact"],
        Answer::Text("otto@partner.example".to_owned())
    );
    let why = Why::NamedInField { field: "contact".to_owned() };
    assert_eq!(story.execution.open_tasks().next().unwrap().1.candidates[0].why, why);
    story.approve("otto").ends(Outcome::Approved);
    assert_eq!(Story::of(one_step(by_field)).incident().1, "\"ask\" has nobody to ask.");
}

#[test]
fn old_documents_and_histories_read_and_write_the_same() {
    let node = r#"{"id":"ask","name":"Ask","at":{"x":1,"y":2},"does":{"kind":"approval","approvers":[{"from":"group","key":"finance"}],"policy":{"of":"any"},"instructions":"","requester_may_decide":false,"reject_without_comment":false,"fallback":null,"due":"no_deadline","reminders":null,"escalations":[],"timeout":null}}"#;
    let read: Node = serde_json::from_str(node).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), node);
    let ana = person("ana").to_string();
    let transition = format!(
        r#"{{"seq":4,"at":"2026-03-02T09:00:00Z","command":{{"command":"decide","task":0,"by":"{ana}","decision":"approve","comment":"","revision":1}},"events":[{{"event":"decision_made","task":0,"by":"{ana}","decision":"approve","comment":"","revision":1}}]}}"#
    );
    let read: Transition = serde_json::from_str(&transition).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), transition);
    let state = r#"{"status":"new","request":null,"tokens":{},"steps":{},"tasks":{},"timers":{},"queries":{},"incidents":{},"visited":{},"ended":null,"nudged_at":null,"next":{"token":0,"step":0,"task":0,"timer":0,"query":0,"incident":0}}"#;
    let read: Execution = serde_json::from_str(state).unwrap();
    assert_eq!(read, Execution::default());
    assert_eq!(serde_json::to_string(&read).unwrap(), state);
}
