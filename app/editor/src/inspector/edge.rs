//! One edge: where it comes from, by which way, where it goes; and what must hold, when it is the way of a case.

use std::sync::Arc;

use engine::definition::Definition;
use engine::edit::{Edit, free_ports, port_name};
use engine::ids::{EdgeId, NodeId, Port};
use engine::nodes::Kind;
use leptos::prelude::*;

use super::cases::case;
use super::controls::{Choices, Chosen, button, icon, labelled, problem_list, problems_of, select};
use super::leads::nodes;
use super::lens::{Lens, Target, make_here};
use crate::Store;

/// One edge.
pub fn edge(store: Store, id: &EdgeId) -> AnyView {
    let read = |part: fn(&engine::definition::Edge) -> String| {
        let id = id.clone();
        Memo::new(move |_| {
            store.definition.with(|all| all.edges.iter().find(|edge| edge.id == id).map(part).unwrap_or_default())
        })
    };
    let (from, port, to) =
        (read(|edge| edge.from.to_string()), read(|edge| edge.port.to_string()), read(|edge| edge.to.to_string()));
    let reconnect = |change: fn(&EdgeId, String, String) -> Edit, beside: Memo<String>| -> Chosen {
        let id = id.clone();
        Arc::new(move |chosen: String| {
            let edit = change(&id, chosen, beside.get_untracked());
            make_here(store, None, edit);
        })
    };
    let beginnings = list(store, |all| nodes(all, |node| !node.does.ports().is_empty()));
    let ends = list(store, |all| nodes(all, |node| !matches!(node.does, Kind::Start(_))));
    let ports = Signal::derive(move || {
        let from = NodeId(from.get());
        store.definition.with(|all| ports(all, &from, &Port(port.get())))
    });
    let leave_from = {
        let id = id.clone();
        Arc::new(move |chosen: String| {
            let node = NodeId(chosen);
            let free = store.definition.with_untracked(|all| free_ports(all, &node).into_iter().next());
            let Some(port) = free else {
                return store.refuse("Every way of that step is taken.");
            };
            make_here(store, None, Edit::Reconnect { edge: id.clone(), from: Some((node, port)), to: None });
        })
    };
    let leave_by = reconnect(
        |edge, port, from| Edit::Reconnect { edge: edge.clone(), from: Some((NodeId(from), Port(port))), to: None },
        from,
    );
    let go_to = reconnect(|edge, to, _| Edit::Reconnect { edge: edge.clone(), from: None, to: Some(NodeId(to)) }, to);
    let (said, removed) = (id.clone(), id.clone());
    let problems = Signal::derive(move || {
        store.problems.with(|all| problems_of(all, |problem| problem.edge.as_ref() == Some(&said)))
    });
    let remove = Arc::new(move || {
        store.make(Edit::Remove { nodes: vec![], edges: vec![removed.clone()] });
    });
    let part = |id: &str, label: &str, all, now: Memo<String>, choose| {
        labelled(id, label, "", super::controls::fine(), select(id, all, now.into(), choose))
    };
    view! {
        <header class="inspector-head"><p class="inspector-kind">{icon("arrow")}"Connection"</p></header>
        {problem_list("edge", problems)}
        {part("edge-from", "From", beginnings, from, leave_from)}
        {part("edge-port", "Way", ports, port, leave_by)}
        {part("edge-to", "To", ends, to, go_to)}
        {move || held(store, NodeId(from.get()), Port(port.get()))}
        <div class="inspector-acts">{button("trash", "Remove", "edge-remove".to_owned(), remove)}</div>
    }
    .into_any()
}

fn list(store: Store, read: fn(&Definition) -> Choices) -> Signal<Choices> {
    Memo::new(move |_| store.definition.with(read)).into()
}

/// The ways by which the edge could leave: its own, and those that are free.
fn ports(definition: &Definition, from: &NodeId, now: &Port) -> Choices {
    let Some(node) = definition.node(from) else { return vec![] };
    let mut all = free_ports(definition, from);
    if !all.contains(now) {
        all.insert(0, now.clone());
    }
    let words = |port: &Port| {
        let name = port_name(node, port);
        if name.is_empty() { "goes on".to_owned() } else { name }
    };
    all.iter().map(|port| (port.to_string(), words(port))).collect()
}

/// The case of a condition's way, wherever it stands among the others.
fn held(store: Store, from: NodeId, port: Port) -> AnyView {
    let node = from.clone();
    let place = Memo::new(move |_| {
        store.definition.with(|all| match &all.node(&node)?.does {
            Kind::Condition(condition) => condition.cases.iter().position(|case| case.port == port),
            _ => None,
        })
    });
    let shown = move || {
        let lens = Lens::of(store, Target::Node(from.clone())).at("cases").at(place.get()?);
        Some(super::node::section("This way is taken", case(&lens)))
    };
    shown.into_any()
}
