//! The module as the browser uses it: JSON text in, JSON text out, and a sentence for whatever cannot be read.
#![allow(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use engine::simulate::{Explained, Resolved, Scenario, View};
use serde_json::{Value, json};
use simulator::{Runs, Sim};

const JONAS: &str = "00000000-0000-0000-0000-00000000000a";
const MARIA: &str = "00000000-0000-0000-0000-00000000000b";

fn definition() -> Value {
    json!({
        "schema": 1, "key": "laptop", "name": "Laptop", "title": "{what}", "time_zone": "Europe/Berlin",
        "form": {"fields": [{"key": "what", "label": "What", "required": true, "input": {"type": "text"}}]},
        "nodes": [
            {"id": "start", "name": "Start", "at": {"x": 0, "y": 0}, "does": {"kind": "start"}},
            {"id": "budget", "name": "Budget", "at": {"x": 200, "y": 0}, "does": {
                "kind": "approval", "approvers": [{"from": "manager_of_requester"}], "policy": {"of": "any"},
                "due": {"within": "P2D"}, "reminders": {"after": "P1D", "times": 1},
            }},
            {"id": "yes", "name": "Approved", "at": {"x": 400, "y": 0}, "does": {"kind": "end", "outcome": "approved"}},
            {"id": "no", "name": "Rejected", "at": {"x": 400, "y": 90}, "does": {"kind": "end", "outcome": "rejected"}},
        ],
        "edges": [
            {"id": "e1", "from": "start", "port": "next", "to": "budget"},
            {"id": "e2", "from": "budget", "port": "approved", "to": "yes"},
            {"id": "e3", "from": "budget", "port": "rejected", "to": "no"},
        ],
    })
}

/// As `GET /drafts/{id}/directory` gives it.
fn directory() -> Value {
    json!({
        "me": JONAS,
        "people": [
            {"id": JONAS, "name": "Jonas Weber", "email": "jonas@example.com", "manager": MARIA, "groups": [], "active": true},
            {"id": MARIA, "name": "Maria Costa", "email": "maria@example.com", "manager": null, "groups": ["legal"], "active": true},
        ],
        "groups": [{"key": "legal", "name": "Legal"}],
    })
}

fn scenario() -> Value {
    json!({"requester": JONAS, "data": {"what": "A laptop"}, "begins_at": "2026-03-02T09:00:00Z", "choices": []})
}

fn opening() -> Value {
    json!({"definition": definition(), "directory": directory(), "scenario": scenario(), "time_zone": "America/New_York"})
}

fn view(sim: &Sim) -> View {
    serde_json::from_str(&sim.view().unwrap()).unwrap()
}

fn approve() -> String {
    json!({"choice": "decide", "node": "budget", "by": MARIA, "decision": "approve"}).to_string()
}

#[test]
fn a_request_is_tried_out_and_saved() {
    let mut sim = Sim::new(&opening().to_string()).unwrap();
    let first = view(&sim);
    assert_eq!(first.clock, "Mon 2 Mar 2026, 04:00", "on the reader's clock");
    assert_eq!(first.schedule[0].planned.sentence, "Maria Costa is reminded.");
    let task = &first.frames[0].frame.afterwards.tasks[0];
    assert_eq!((task.node.as_str(), task.people[0].why.as_str()), ("budget", "Maria Costa, manager of Jonas Weber"));

    sim.choose(&json!({"choice": "skip_to_timer"}).to_string()).unwrap();
    sim.choose(&json!({"choice": "skip_to", "moment": "2026-03-05T09:00:00Z"}).to_string()).unwrap();
    assert_eq!(view(&sim).frames.len(), 4);
    sim.rewind(1);
    sim.choose(&approve()).unwrap();
    let last = view(&sim);
    assert_eq!(last.outcome, Some(engine::nodes::end::Outcome::Approved));
    assert_eq!(last.coverage.edges.iter().map(engine::ids::EdgeId::as_str).collect::<Vec<_>>(), ["e1", "e2"]);
    assert_eq!(sim.choose(&approve()).unwrap_err(), "The request is closed already: approved.");

    let saved: Scenario = serde_json::from_str(&sim.scenario().unwrap()).unwrap();
    assert_eq!(saved.choices.len(), 2);
    let question = json!({
        "definition": definition(), "directory": directory(),
        "scenarios": [
            {"id": "1", "name": "Approved", "scenario": saved, "changed_at": "2026-03-02T09:00:00Z", "changed_by": "Nora"},
            {"id": "2", "name": "Broken", "scenario": {"requester": 7}},
        ],
    });
    let runs: Runs = serde_json::from_str(&simulator::run_all(&question.to_string()).unwrap()).unwrap();
    assert_eq!((runs.runs[0].run.passed, runs.runs[1].run.passed), (Some(true), Some(false)));
    assert!(runs.runs[1].run.problem.as_ref().unwrap().starts_with("The scenario cannot be read: "));
    assert_eq!((runs.coverage.nodes.seen, runs.coverage.nodes.of), (3, 4));
    assert_eq!(runs.coverage.missing.edges[0].as_str(), "e3");
}

#[test]
fn a_scenario_that_no_longer_fits_opens_as_far_as_it_does() {
    let mut opening = opening();
    opening["scenario"]["choices"] = json!([
        {"choice": "skip_to_timer"},
        {"choice": "decide", "node": "legal", "by": MARIA, "decision": "approve"},
    ]);
    let mut sim = Sim::new(&opening.to_string()).unwrap();
    let seen = view(&sim);
    assert_eq!(
        (seen.frames.len(), seen.problem.as_deref()),
        (2, Some("Choice 2 of 2 no longer fits. The process has no step \u{201c}legal\u{201d} any more."))
    );
    sim.choose(&approve()).unwrap();
    assert_eq!(view(&sim).problem, None);
}

#[test]
fn steps_and_expressions_are_asked_about() {
    let mut question = opening();
    question["node"] = json!("budget");
    let found: Resolved = serde_json::from_str(&simulator::resolve(&question.to_string()).unwrap()).unwrap();
    assert_eq!(found.asked[0].why, "Maria Costa, manager of Jonas Weber");

    let tried = |expression: &str, expects: &str, signals: Value| -> Explained {
        let mut question = opening();
        question["expression"] = json!(expression);
        question["expects"] = json!(expects);
        question["signals"] = signals;
        serde_json::from_str(&simulator::explain(&question.to_string()).unwrap()).unwrap()
    };
    assert_eq!(tried("['group:legal']", "people", json!({})).gives.unwrap(), "The group Legal.");
    assert_eq!(
        tried("request.what", "condition", json!({})).problems,
        ["It gives a text; a condition is true or false."]
    );
    let paid = tried("signals.payment.amount > 3", "condition", json!({"payment": {"amount": 5}}));
    assert_eq!(
        (paid.gives.as_deref(), paid.kind.as_deref()),
        (Some("It holds for this request."), Some("true or false"))
    );
}

#[test]
fn a_drawing_is_checked() {
    assert_eq!(simulator::check(&definition().to_string()).unwrap(), "[]");
    let mut broken = definition();
    broken["edges"] = json!([]);
    let problems: Vec<engine::check::Problem> =
        serde_json::from_str(&simulator::check(&broken.to_string()).unwrap()).unwrap();
    assert!(!problems.is_empty());
    broken["schema"] = json!(9);
    assert_eq!(
        simulator::check(&broken.to_string()).unwrap_err(),
        "The document has schema 9; this server reads schema 1."
    );
}

/// Everything that takes text, given the same.
fn all(text: &str) -> Vec<Result<String, String>> {
    let sim = Sim::new(text).and_then(|sim| sim.view());
    let mut open = Sim::new(&opening().to_string()).unwrap();
    let chosen = open.choose(text).map(|()| String::new());
    vec![
        sim,
        chosen,
        simulator::check(text),
        simulator::explain(text),
        simulator::resolve(text),
        simulator::run_all(text),
    ]
}

#[test]
fn what_cannot_be_read_is_refused_in_a_sentence() {
    let whole = opening().to_string();
    let cut =
        (0..whole.len()).step_by(37).filter(|end| whole.is_char_boundary(*end)).map(|end| whole[..end].to_owned());
    let odd = ["", "null", "[]", "7", "{}", "\"\u{0}\"", "{\"choice\":\"fly\"}"].map(str::to_owned);
    let deep = "[".repeat(100_000);
    for text in cut.chain(odd).chain([deep]) {
        for answer in all(&text) {
            let sentence = answer.unwrap_err();
            assert!(sentence.ends_with('.') && sentence.len() > 10, "{sentence}");
        }
    }
    let mut wrong = opening();
    wrong["scenario"]["data"] = json!({"cost": "1"});
    assert_eq!(
        Sim::new(&wrong.to_string()).unwrap_err(),
        "\u{201c}What\u{201d}: What is needed. \u{201c}cost\u{201d}: The form has no such field."
    );
    wrong["scenario"]["colour"] = json!("red");
    assert!(Sim::new(&wrong.to_string()).unwrap_err().starts_with("The simulation cannot be read: unknown field"));
}
