//! What the rules forbid, in the sentences that people read.

use engine::definition::{At, Edge, MOST_NODES, Node};
use engine::edit::Edit;
use engine::form::Field;
use engine::ids::{EdgeId, Port};
use serde_json::json;

use crate::common::field;
use crate::drawn::{after, append, connect, drawn, edges, id, insert, one_step, refused, replace, set};

#[test]
fn ways_that_cannot_be_drawn_are_refused() {
    let drawing = drawn(
        "start ask:approval split tell:notify told:notify yes:end",
        "start>ask ask.approved>split split.branch>tell tell>told",
    );
    for (from, by, to, sentence) in [
        ("ask", "", "start", "Nothing leads to the start. To ask again, lead to the first step after it."),
        ("ask", "", "ask", "“ask” cannot lead to itself."),
        ("yes", "", "ask", "“yes” is an end: nothing comes after it."),
        ("ask", "sideways", "yes", "“ask” is never left by “sideways”."),
        ("ask", "timed_out", "yes", "“ask” is never left by “timed_out”."),
        (
            "ask",
            "approved",
            "yes",
            "“ask” has a way on for “approved” already. Remove it first, or drag its end elsewhere.",
        ),
        ("tell", "next", "yes", "“tell” has a way on already. Remove it first, or drag its end elsewhere."),
        ("tell", "", "yes", "Every way of “tell” is connected. Remove one first, or drag its end elsewhere."),
        ("split", "", "tell", "“split” leads to “tell” already."),
        (
            "told",
            "",
            "split",
            "This would be a circle that nobody and no time ends. Put an approval or a wait into it first.",
        ),
        ("moon", "", "yes", "The step “moon” is not there any more."),
        ("ask", "", "moon", "The step “moon” is not there any more."),
    ] {
        assert_eq!(refused(&drawing, &connect(from, by, to)), sentence, "{from} {by} {to}");
    }
}

#[test]
fn a_split_has_many_branches_and_a_circle_may_wait() {
    let drawing =
        drawn("start ask:approval split tell:notify yes:end", "start>ask ask.approved>split split.branch>tell");
    let now = after(&drawing, &connect("split", "", "yes"));
    let now = after(&now, &connect("tell", "", "ask"));
    assert_eq!(edges(&now), "start>ask ask.approved>split split.branch>tell split.branch>yes tell>ask");
    let now = after(&now, &connect("ask", "changes_requested", "tell"));
    assert_eq!(now.edges.last().unwrap().id, EdgeId::from("e6"));
}

#[test]
fn nodes_that_have_no_place_are_refused() {
    let drawing = one_step();
    let add = |kind: &str| Edit::Add { kind: kind.to_owned(), at: At::default() };
    for (edit, sentence) in [
        (add("start"), "There is a start already. A process begins at one place."),
        (add("oracle"), "There is no kind of step called “oracle”."),
        (append("yes", "", "notify"), "“yes” is an end: nothing comes after it."),
        (
            append("ask", "approved", "notify"),
            "“ask” has a way on for “approved” already. Remove it first, or drag its end elsewhere.",
        ),
        (append("start", "", "end"), "Every way of “start” is connected. Remove one first, or drag its end elsewhere."),
        (insert("e2", "end"), "Nothing comes after an end, so it cannot be put into a connection."),
        (insert("e2", "start"), "Nothing leads to the start, so it cannot be put into a connection."),
        (insert("e9", "wait"), "That connection is not there any more."),
        (replace("start", "wait"), "The start stays the start: every process begins with one."),
        (replace("yes", "start"), "“yes” cannot be the start: there is one already, or a way leads to it."),
        (replace("ask", "approval"), "“ask” is of this kind already."),
        (replace("ask", "oracle"), "There is no kind of step called “oracle”."),
    ] {
        assert_eq!(refused(&drawing, &edit), sentence, "{edit:?}");
    }
}

#[test]
fn what_a_circle_waits_for_stays_a_step_that_waits() {
    let drawing = drawn("ask:approval tell:notify", "ask.rejected>tell tell>ask");
    let mut drawing = after(&drawing, &replace("ask", "wait"));
    drawing.edges.push(Edge { id: EdgeId::from("e9"), from: id("ask"), port: Port::from("next"), to: id("tell") });
    assert_eq!(
        refused(&drawing, &replace("ask", "notify")),
        "“ask” is what the circle around it waits for. Put an approval or a wait into the circle first."
    );
}

#[test]
fn an_edge_keeps_the_rules_when_its_ends_move() {
    let drawing = drawn("start ask:approval yes:end no:end", "start>ask ask.approved>yes ask.rejected>no");
    let move_to = |edge: &str, from: Option<(&str, &str)>, to: Option<&str>| Edit::Reconnect {
        edge: EdgeId::from(edge),
        from: from.map(|(from, port)| (id(from), Port::from(port))),
        to: to.map(id),
    };
    assert_eq!(
        edges(&after(&drawing, &move_to("e2", Some(("ask", "changes_requested")), Some("no")))),
        "start>ask ask.changes_requested>no ask.rejected>no"
    );
    assert_eq!(after(&drawing, &move_to("e2", None, None)), drawing);
    assert_eq!(
        refused(&drawing, &move_to("e2", Some(("ask", "rejected")), None)),
        "“ask” has a way on for “rejected” already. Remove it first, or drag its end elsewhere."
    );
    assert_eq!(
        refused(&drawing, &move_to("e2", None, Some("start"))),
        "Nothing leads to the start. To ask again, lead to the first step after it."
    );
}

#[test]
fn a_process_does_not_grow_without_end() {
    let mut drawing = one_step();
    let node = |no: usize| Node { id: id(&format!("n{no}")), ..drawing.nodes[2].clone() };
    let many: Vec<Node> = (drawing.nodes.len()..MOST_NODES).map(node).collect();
    drawing.nodes.extend(many);
    let add = Edit::Add { kind: "wait".to_owned(), at: At::default() };
    let sentence = "A process has at most 1000 steps. Remove some, or divide it into two processes.";
    assert_eq!(refused(&drawing, &add), sentence);
    assert_eq!(refused(&drawing, &insert("e1", "wait")), sentence);
    let long = set("ask", "instructions", json!("x".repeat(1024 * 1024)));
    assert_eq!(
        refused(&one_step(), &long),
        "The process would be larger than 1024 kB, the most that is kept. Shorten its texts, or divide it."
    );
}

#[test]
fn a_document_whose_ids_do_not_tell_its_steps_apart_is_refused() {
    let drawing = one_step();
    let mut twice = drawing.clone();
    twice.nodes[3].id = id("yes");
    let document = |definition| Edit::Document { definition: Box::new(definition) };
    assert_eq!(refused(&drawing, &document(twice)), "Two steps have the id “yes”. Give one of them another.");
    let mut twice = drawing.clone();
    twice.edges[1].id = EdgeId::from("e1");
    assert_eq!(refused(&drawing, &document(twice)), "Two connections have the id “e1”. Give one of them another.");
    let mut other = drawing.clone();
    other.schema = 2;
    assert_eq!(
        refused(&drawing, &document(other)),
        "The document has schema 2; only schema 1 can be read. Set it back."
    );
}

#[test]
fn settings_of_another_shape_are_refused() {
    let drawing = drawn("start ask:approval which:condition late:wait", "");
    for (node, key, value, sentence) in [
        ("ask", "kind", json!("end"), "“ask” has no setting “kind”."),
        ("ask", "due", json!(3), "“Due” of “ask” is \"no_deadline\", or a length of time, like {\"within\": \"P2D\"}."),
        ("ask", "approvers", json!(null), "“Approvers” of “ask” is a list of ways to find people, like "),
        ("late", "until", json!({"after": "soon"}), "“Until” of “late” is like {\"after\": \"P1D\"}, "),
        (
            "which",
            "cases",
            json!([{"port": "default", "label": "", "when": ""}]),
            "The way “default” is for when no case holds. Give the way of this case another name.",
        ),
        (
            "which",
            "cases",
            json!([{"port": "a", "label": "", "when": ""}, {"port": "a", "label": "", "when": ""}]),
            "Two cases have the way “a”. Give one of them another.",
        ),
    ] {
        let said = refused(&drawing, &set(node, key, value));
        assert!(said.starts_with(sentence), "{said}");
    }
}

#[test]
fn keys_of_questions_are_names_and_there_once() {
    let drawing = one_step();
    let add = |key: &str| Edit::AddField { at: 0, field: field(key) };
    let rename = |from: &str, to: &str| Edit::SetField {
        key: from.to_owned(),
        field: Field { label: "L".to_owned(), ..field(to) },
    };
    let taken = "The form has a question “amount” already. Choose another key.";
    assert_eq!(refused(&drawing, &add("amount")), taken);
    assert_eq!(refused(&drawing, &rename("what", "amount")), taken);
    let no_name =
        "“A b” cannot be a question’s key. Use lower-case letters, digits and underscores, a letter first, at most 60.";
    assert_eq!(refused(&drawing, &rename("what", "A b")), no_name);
    assert_eq!(refused(&drawing, &rename("gone", "x")), "The form has no question “gone” any more.");
}

#[test]
fn the_head_takes_texts_and_lists_of_groups() {
    let head = |key: &str, value: serde_json::Value| Edit::Head { key: key.to_owned(), value };
    let drawing = one_step();
    assert_eq!(after(&drawing, &head("title", json!("{what}"))).title, "{what}");
    assert_eq!(after(&drawing, &head("starters", json!(["sales"]))).starters.len(), 1);
    assert_eq!(refused(&drawing, &head("title", json!(3))), "“title” is a text.");
    assert_eq!(refused(&drawing, &head("viewers", json!("x"))), "“viewers” is a list of groups, like [\"sales\"].");
    assert_eq!(refused(&drawing, &head("nodes", json!([]))), "A process has no setting “nodes”.");
}
