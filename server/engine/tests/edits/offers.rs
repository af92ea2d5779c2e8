//! What is offered at a place.

use std::collections::BTreeSet;

use engine::catalogue::entries;
use engine::edit::{
    can_follow, can_replace, free_ports, fresh, main_port, may_connect, may_insert, port_name, targets,
};
use engine::ids::{EdgeId, NodeId, Port};

use crate::drawn::{drawn, id, one_step};

#[test]
fn every_kind_can_be_new() {
    for entry in entries() {
        let (does, name) = fresh(entry.kind).unwrap();
        assert_eq!((does.entry().kind, name.as_str()), (entry.kind, entry.label));
        let main = main_port(&does);
        assert_eq!(main.is_none(), entry.kind == "end");
        assert!(main.is_none_or(|main| does.ports().iter().any(|(port, _)| *port == main)));
    }
    assert_eq!(fresh("oracle"), None);
}

#[test]
fn free_ways_are_named_the_main_one_first() {
    let drawing =
        drawn("start ask:approval which:condition split yes:end", "start>ask split.branch>yes ask.rejected>yes");
    let free =
        |node: &str| free_ports(&drawing, &id(node)).iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    assert_eq!(free("start"), "");
    assert_eq!(free("ask"), "approved changes_requested");
    assert_eq!(free("which"), "case-1 default");
    assert_eq!(free("split"), "branch");
    assert_eq!((free("yes"), free("moon")), (String::new(), String::new()));
    let which = drawing.node(&id("which")).unwrap();
    assert_eq!(port_name(which, &Port::from("case-1")), "Case 1");
    assert_eq!(port_name(which, &Port::from("default")), "otherwise");
    assert_eq!(port_name(drawing.node(&id("start")).unwrap(), &Port::from("next")), "");
}

#[test]
fn kinds_that_fit_are_offered() {
    let drawing = one_step();
    let all = ["approval", "condition", "split", "join", "wait", "signal", "notify", "end"];
    assert_eq!(can_follow(&drawing, &id("ask")), all);
    assert_eq!(can_follow(&drawing, &id("start")), Vec::<&str>::new());
    assert_eq!(can_replace(&drawing, &id("ask")), all[1..]);
    assert_eq!(can_replace(&drawing, &id("start")), Vec::<&str>::new());
    let circle = drawn("ask:approval tell:notify", "ask.approved>tell tell>ask");
    assert_eq!(can_replace(&circle, &id("ask")), ["wait", "signal", "end"], "something in a circle waits");
    may_insert(&drawing, &EdgeId::from("e1"), "join").unwrap();
    may_insert(&drawing, &EdgeId::from("e1"), "end").unwrap_err();
}

#[test]
fn nodes_that_can_be_come_to_are_offered() {
    let drawing = drawn("start a:notify b:notify ask:approval yes:end", "start>a a>b");
    let wanted = |ids: &[&str]| ids.iter().map(|one| NodeId::from(*one)).collect::<BTreeSet<_>>();
    assert_eq!(targets(&drawing, &id("b"), None), wanted(&["ask", "yes"]), "a would be a circle");
    assert_eq!(targets(&drawing, &id("ask"), None), wanted(&["a", "b", "yes"]));
    assert_eq!(targets(&drawing, &id("a"), None), wanted(&[]));
    assert_eq!(may_connect(&drawing, &id("ask"), None, &id("yes")), Ok(Port::from("approved")));
    let by = Port::from("rejected");
    assert_eq!(may_connect(&drawing, &id("ask"), Some(&by), &id("yes")), Ok(Port::from("rejected")));
}
