//! What changes along with nodes that come, go or become something else.

use engine::definition::At;
use engine::edit::{Edit, plan};
use engine::ids::EdgeId;
use engine::nodes::approval::{Then, Timeout};
use engine::nodes::end::Outcome;
use engine::nodes::{Kind, Source};
use engine::span::Span;

use crate::drawn::{after, append, drawn, edges, id, insert, nodes, one_step, refused, remove, replace};

#[test]
fn a_new_node_is_connected_by_the_first_way_that_is_free() {
    let mut now = drawn("start", "");
    for (from, by, kind) in [
        ("start", "", "approval"),
        ("approval", "", "condition"),
        ("approval", "", "end"),
        ("condition", "", "approval"),
        ("approval-2", "rejected", "end"),
        ("condition", "", "end"),
    ] {
        now = after(&now, &append(from, by, kind));
    }
    assert_eq!(nodes(&now), "start approval condition end approval-2:approval end-2:end end-3:end");
    assert_eq!(
        edges(&now),
        "start>approval approval.approved>condition approval.rejected>end condition.case-1>approval-2 approval-2.rejected>end-2 condition.default>end-3"
    );
    let told: Vec<(&str, Outcome)> = now
        .nodes
        .iter()
        .filter_map(|node| match &node.does {
            Kind::End(end) => Some((node.name.as_str(), end.outcome)),
            _ => None,
        })
        .collect();
    assert_eq!(
        told,
        [("Rejected", Outcome::Rejected), ("Rejected 2", Outcome::Rejected), ("Approved", Outcome::Approved)],
        "an end says what the last answer before it was"
    );
    assert_eq!(now.node(&id("approval-2")).unwrap().name, "Approval 2");
}

#[test]
fn ids_are_numbered_above_all_that_are_there() {
    let drawing = drawn("wait wait-7:wait wait-99999999999:wait wait-x:wait", "wait>wait-7");
    let now = after(&drawing, &insert("e1", "wait"));
    assert_eq!(now.nodes.last().unwrap().id, id("wait-8"));
    assert_eq!(edges(&now), "wait>wait-8 wait-8>wait-7");
    assert_eq!(now.edges[1].id, EdgeId::from("e2"));
}

#[test]
fn a_node_in_an_edge_leads_on_by_its_main_way() {
    let now = after(&one_step(), &insert("e2", "condition"));
    assert_eq!(edges(&now), "start>ask ask.approved>condition ask.rejected>no condition.case-1>yes");
    let drawing = drawn("start yes:end tell:notify", "start>yes");
    let splice = |node: &str| Edit::Splice { node: id(node), edge: EdgeId::from("e1"), at: At { x: 9, y: 9 } };
    let now = after(&drawing, &splice("tell"));
    assert_eq!(edges(&now), "start>tell tell>yes");
    assert_eq!(now.node(&id("tell")).unwrap().at, At { x: 9, y: 9 });
    assert_eq!(
        refused(&now, &splice("tell")),
        "“tell” is connected already. Remove its connections first, or draw the way yourself."
    );
    assert_eq!(refused(&drawing, &splice("yes")), "Nothing comes after an end, so it cannot be put into a connection.");
}

#[test]
fn what_goes_leaves_its_way_in_leading_on() {
    let chain = "start ask:approval tell:notify which:condition split one:wait two:wait join yes:end no:end";
    let ways = "start>ask ask.approved>tell ask.rejected>no tell>which which.default>split split.branch>one \
                split.branch>two one>join two>join join>yes";
    let drawing = drawn(chain, ways);
    for (gone, left) in [
        (
            "tell",
            "start>ask ask.approved>which ask.rejected>no which.default>split split.branch>one split.branch>two one>join two>join join>yes",
        ),
        ("ask tell", "start>which which.default>split split.branch>one split.branch>two one>join two>join join>yes"),
        (
            "which",
            "start>ask ask.approved>tell ask.rejected>no tell>split split.branch>one split.branch>two one>join two>join join>yes",
        ),
        ("split one two join", "start>ask ask.approved>tell ask.rejected>no tell>which which.default>yes"),
        (
            "join",
            "start>ask ask.approved>tell ask.rejected>no tell>which which.default>split split.branch>one split.branch>two",
        ),
        (
            "yes",
            "start>ask ask.approved>tell ask.rejected>no tell>which which.default>split split.branch>one split.branch>two one>join two>join",
        ),
        (
            "one",
            "start>ask ask.approved>tell ask.rejected>no tell>which which.default>split split.branch>join split.branch>two two>join join>yes",
        ),
        (
            "one two",
            "start>ask ask.approved>tell ask.rejected>no tell>which which.default>split split.branch>join join>yes",
        ),
        (
            "start",
            "ask.approved>tell ask.rejected>no tell>which which.default>split split.branch>one split.branch>two one>join two>join join>yes",
        ),
    ] {
        assert_eq!(edges(&after(&drawing, &remove(gone))), left, "without {gone}");
    }
}

#[test]
fn healing_draws_no_way_that_the_rules_forbid() {
    let rework = drawn("start tell:notify ask:approval told:notify", "start>tell tell>ask ask.approved>told told>tell");
    assert_eq!(edges(&after(&rework, &remove("ask"))), "start>tell told>tell", "no circle that nothing ends");
    let loop_of_two = drawn("tell:wait ask:approval", "tell>ask ask.approved>tell");
    assert_eq!(edges(&after(&loop_of_two, &remove("ask"))), "", "no way to itself");
    let circle = drawn("start a:wait b:wait", "start>a a>b b>a");
    assert_eq!(edges(&after(&circle, &remove("a b"))), "", "no way out, no end of looking");
}

#[test]
fn edges_that_go_with_their_nodes_are_not_healed() {
    let edit = Edit::Remove { nodes: vec![id("ask"), id("moon")], edges: vec![EdgeId::from("e2")] };
    assert_eq!(edges(&after(&one_step(), &edit)), "");
    let step = plan(&one_step(), &edit).unwrap();
    assert_eq!((step.label.as_str(), step.about), ("Remove “ask”", vec![id("ask")]));
    assert_eq!(
        refused(&one_step(), &remove("moon")),
        "There is nothing to remove. Select a step or a connection first."
    );
}

#[test]
fn another_kind_keeps_the_ways_that_it_has_too() {
    let drawing = drawn(
        "start ask:approval yes:end no:end back:wait",
        "start>ask ask.approved>yes ask.rejected>no ask.changes_requested>back",
    );
    for (kind, ways) in [
        ("notify", "start>ask ask>yes"),
        ("condition", "start>ask ask.case-1>yes"),
        ("split", "start>ask ask.branch>yes ask.branch>no ask.branch>back"),
        ("end", "start>ask"),
        ("signal", "start>ask ask>yes"),
    ] {
        let now = after(&drawing, &replace("ask", kind));
        assert_eq!(edges(&now), ways, "{kind}");
        assert_eq!(now.nodes[1].name, "ask");
    }
    let now = after(&after(&drawing, &replace("ask", "split")), &replace("ask", "condition"));
    assert_eq!(edges(&now), "start>ask ask.case-1>yes ask.case-2>no ask.default>back");
    let now = after(&now, &replace("ask", "approval"));
    assert_eq!(edges(&now), "start>ask ask.approved>yes");
}

#[test]
fn another_kind_keeps_people_texts_and_the_time_to_wait() {
    let mut drawing = drawn("start ask:approval late:end", "ask.timed_out>late");
    let Kind::Approval(ask) = &mut drawing.nodes[1].does else { panic!() };
    ask.approvers = vec![Source::Requester, Source::ManagerOfRequester { levels: 1 }];
    ask.instructions = "Is it needed?".to_owned();
    ask.timeout = Some(Timeout { after: Span::days(9), then: Then::Leave });
    drawing.nodes[1].name = "Approval 3".to_owned();

    let told = after(&drawing, &replace("ask", "notify"));
    let Kind::Notify(notify) = &told.nodes[1].does else { panic!() };
    assert_eq!((notify.to.len(), notify.message.as_str()), (2, "Is it needed?"));
    assert_eq!((told.nodes[1].name.as_str(), edges(&told)), ("Notice", String::new()), "nobody had named it");
    let Kind::Approval(again) = &after(&told, &replace("ask", "approval")).nodes[1].does.clone() else { panic!() };
    assert_eq!(again.approvers, [Source::ManagerOfRequester { levels: 1 }], "who asks does not approve");

    let awaited = after(&drawing, &replace("ask", "signal"));
    let Kind::Signal(signal) = &awaited.nodes[1].does else { panic!() };
    assert_eq!((signal.timeout, signal.link_to.len()), (Some(Span::days(9)), 2));
    assert_eq!(edges(&awaited), "ask.timed_out>late");
}

#[test]
fn steps_are_pinned_and_unpinned_and_copies_are_free() {
    let pin = |nodes: &[&str], pinned| Edit::Pin { nodes: nodes.iter().map(|one| id(one)).collect(), pinned };
    let drawing = one_step();
    let plain = serde_json::to_string(&drawing).unwrap();
    assert!(!plain.contains("pinned"), "documents without pins are as they always were");
    let now = after(&drawing, &pin(&["ask", "no"], true));
    let pinned = now.nodes.iter().filter(|node| node.pinned).map(|node| node.id.as_str());
    assert_eq!(pinned.collect::<Vec<_>>(), ["ask", "no"]);
    assert_eq!(plan(&drawing, &pin(&["ask", "no"], true)).unwrap().label, "Pin 2 steps");
    assert_eq!(plan(&now, &pin(&["ask"], false)).unwrap().label, "Unpin “ask”");
    assert_eq!(plan(&now, &pin(&["ask"], true)).unwrap().changes, [], "it is pinned already");
    assert_eq!(serde_json::to_string(&after(&now, &pin(&["no", "ask"], false))).unwrap(), plain);
    assert_eq!(refused(&now, &pin(&["gone"], true)), "The step “gone” is not there any more.");
    let clip = engine::edit::copy(&now, &[id("ask")]);
    let copied = after(&now, &Edit::Paste { clip, at: At::default() });
    assert!(!copied.nodes.last().unwrap().pinned && after(&now, &replace("ask", "notify")).nodes[1].pinned);
}
