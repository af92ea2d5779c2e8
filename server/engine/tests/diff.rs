//! What differs between two definitions, as a person reads it.
#![allow(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod kit;

use engine::aside::{Colour, Note, Section};
use engine::definition::{At, Definition};
use engine::diff::{Difference, Moved, diff};
use engine::ids::NodeId;
use engine::nodes::approval::{Due, Policy};
use engine::nodes::end::Outcome;
use engine::nodes::{Kind, Signal, Source, Wait, wait::Until};
use engine::span::Span;
use kit::{approval, definition, edge, end, group, named, node, signal};
use serde_json::{Value, json};

fn before() -> Definition {
    let mut drawn = kit::one_step(approval(Policy::Any, vec![named("ana")]));
    drawn.nodes.push(node("signal", Kind::Signal(signal("payment"))));
    drawn
}

fn differs(change: impl FnOnce(&mut Definition)) -> Difference {
    let mut after = before();
    change(&mut after);
    let difference = diff(&before(), &after);
    let text = serde_json::to_string(&difference).unwrap();
    assert_eq!(serde_json::from_str::<Difference>(&text).unwrap(), difference, "it reads back");
    difference
}

fn ask(drawn: &mut Definition) -> &mut engine::nodes::Approval {
    match &mut drawn.nodes[1].does {
        Kind::Approval(approval) => approval,
        other => panic!("the second step is an approval, not {other:?}"),
    }
}

#[test]
fn nothing_differs_from_itself_in_any_order() {
    assert!(differs(|_| {}).is_empty());
    assert!(differs(|after| after.nodes.reverse()).is_empty(), "the order in the document means nothing");
    assert!(differs(|after| after.edges.reverse()).is_empty());
    assert!(!differs(|_| {}).only_layout(), "nothing at all is not a change of layout");
}

#[test]
fn the_head_is_told_by_its_members() {
    let head = differs(|after| {
        "Purchase".clone_into(&mut after.name);
        after.viewers.push("finance".into());
    })
    .head;
    let told: Vec<(&str, &Value, &Value)> =
        head.iter().map(|change| (change.key.as_str(), &change.before, &change.after)).collect();
    assert_eq!(told, [("name", &json!("Story"), &json!("Purchase")), ("viewers", &json!([]), &json!(["finance"]))]);
}

#[test]
fn questions_are_added_removed_changed_and_moved() {
    let fields = differs(|after| {
        let fields = &mut after.form.fields;
        let day = fields.remove(2);
        fields.remove(1);
        fields.insert(0, day);
        fields[2].required = true;
        "Who looks at it".clone_into(&mut fields[2].label);
        let new = engine::form::Field { key: "new".to_owned(), ..fields[3].clone() };
        fields.push(new);
    })
    .fields;
    assert_eq!(fields.added.iter().map(|field| field.key.as_str()).collect::<Vec<_>>(), ["new"]);
    assert_eq!(fields.removed.iter().map(|field| field.key.as_str()).collect::<Vec<_>>(), ["amount"]);
    assert_eq!(fields.moved, ["day"], "what gave way to it has not moved");
    let [changed] = fields.changed.as_slice() else { panic!("one is asked differently: {:?}", fields.changed) };
    let members: Vec<&str> = changed.changes.iter().map(|change| change.key.as_str()).collect();
    assert_eq!((changed.key.as_str(), members), ("reviewer", vec!["label", "required"]));
}

#[test]
fn a_step_is_told_by_its_settings() {
    let nodes = differs(|after| {
        "Budget".clone_into(&mut after.nodes[1].name);
        ask(after).due = Due::Within(Span::days(2));
        ask(after).approvers.push(group("finance"));
        after.nodes[1].at = At { x: 5, y: 7 };
    })
    .nodes;
    let [changed] = nodes.changed.as_slice() else { panic!("one step differs: {:?}", nodes.changed) };
    assert_eq!((changed.name.as_str(), changed.name_before.as_deref()), ("Budget", Some("ask")));
    assert_eq!((changed.kind.as_str(), changed.kind_before.as_deref()), ("approval", None));
    let keys: Vec<&str> = changed.settings.iter().map(|change| change.key.as_str()).collect();
    assert_eq!(keys, ["approvers", "due"], "in the catalogue's order");
    assert_eq!(changed.settings[1].before, json!("no_deadline"));
    assert_eq!(changed.settings[1].after, json!({"within": "P2D"}));
    assert_eq!(nodes.moved.len(), 1, "that it is drawn elsewhere is kept apart");
}

#[test]
fn a_signals_name_is_not_its_steps_name() {
    let nodes =
        differs(|after| after.nodes[4].does = Kind::Signal(Signal { key: "{what}".to_owned(), ..signal("paid") }))
            .nodes;
    let changed = &nodes.changed[0];
    assert_eq!(changed.name_before, None);
    let keys: Vec<_> = changed.settings.iter().map(|change| (change.key.as_str(), &change.after)).collect();
    assert_eq!(keys, [("name", &json!("paid")), ("key", &json!("{what}"))]);
}

#[test]
fn another_kind_has_other_settings() {
    let rest = Wait { until: Until::After(Span::days(1)) };
    let nodes = differs(|after| after.nodes[4].does = Kind::Wait(rest)).nodes;
    let changed = &nodes.changed[0];
    assert_eq!((changed.kind.as_str(), changed.kind_before.as_deref()), ("wait", Some("signal")));
    assert_eq!((changed.settings[0].key.as_str(), &changed.settings[0].before), ("until", &Value::Null));
    assert!(changed.settings.iter().any(|change| change.key == "webhook" && change.after == Value::Null));
}

#[test]
fn a_pin_means_nothing_to_people() {
    assert!(differs(|after| after.nodes[2].pinned = true).is_empty());
}

#[test]
fn steps_that_are_drawn_elsewhere_are_layout_only() {
    let layout = differs(|after| after.nodes[2].at = At { x: 40, y: -3 });
    assert!(layout.only_layout() && !layout.is_empty());
    let moved =
        Moved { id: NodeId::from("yes"), name: "yes".to_owned(), before: At::default(), after: At { x: 40, y: -3 } };
    assert_eq!(layout.nodes.moved, [moved]);
    let more = differs(|after| {
        after.nodes[2].at = At { x: 40, y: -3 };
        ask(after).approvers = vec![Source::Requester];
    });
    assert!(!more.only_layout() && !more.is_empty());
}

#[test]
fn notes_and_sections_are_told_but_not_where_they_are_drawn() {
    let note = |text: &str, x| Note {
        id: "note-1".into(),
        text: text.to_owned(),
        at: At { x, y: 0 },
        size: None,
        colour: Colour::Sand,
    };
    let section = |nodes: [&str; 2], collapsed| Section {
        id: "section-1".into(),
        name: "Finance".to_owned(),
        colour: Colour::Sky,
        nodes: nodes.map(NodeId::from).to_vec(),
        collapsed,
    };
    let with = |note: Note, section: Section| Definition { notes: vec![note], sections: vec![section], ..before() };
    let old = with(note("one", 0), section(["ask", "yes"], false));
    let layout = diff(&old, &with(note("one", 9), section(["yes", "ask"], true)));
    assert!(layout.only_layout() && layout.notes.changed.is_empty() && layout.sections.changed.is_empty());
    let told = diff(&old, &with(note("two", 9), section(["ask", "no"], true)));
    assert!(!told.only_layout());
    assert_eq!((told.notes.changed.len(), told.sections.changed.len()), (1, 1));
    assert_eq!(diff(&before(), &old).notes.added, [note("one", 0)]);
}

#[test]
fn connections_are_added_removed_and_lead_otherwise() {
    let edges = differs(|after| {
        after.edges[1].to = NodeId::from("no");
        after.edges.remove(2);
        after.edges.push(edge("ask", "changes_requested", "yes"));
        after.nodes.push(node("done", end(Outcome::Done)));
    })
    .edges;
    assert_eq!((edges.added.len(), edges.removed.len(), edges.changed.len()), (1, 1, 1));
    assert_eq!(edges.changed[0].after.to, NodeId::from("no"));
    assert_eq!(edges.removed[0].id.as_str(), "ask-rejected-no");
}

#[test]
fn a_drawing_with_an_id_twice_is_compared_too() {
    let twice = definition(vec![node("a", end(Outcome::Done)), node("a", end(Outcome::Approved))], vec![]);
    assert!(diff(&twice, &twice).is_empty());
    let once = definition(vec![node("a", end(Outcome::Done))], vec![]);
    assert_eq!(diff(&twice, &once).nodes.removed, [node("a", end(Outcome::Approved))]);
    assert_eq!(diff(&once, &twice).nodes.added, [node("a", end(Outcome::Approved))]);
}
