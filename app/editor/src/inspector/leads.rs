//! Where a node leads to: each way with the node that it goes to, changed by choosing from a list instead of by dragging.

use std::sync::Arc;

use engine::definition::Definition;
use engine::edit::{Edit, port_name};
use engine::ids::{EdgeId, NodeId, Port};
use engine::nodes::{Kind, split};
use leptos::prelude::*;

use super::controls::{Choices, Chosen, focus_later, icon, select};
use super::lens::make_here;
use super::node::section;
use crate::Store;

/// One way, and where it goes; without an edge it is yet to be drawn.
#[derive(Clone, PartialEq)]
struct Way {
    port: Port,
    words: String,
    edge: Option<(EdgeId, NodeId)>,
    /// Whether it must be drawn.
    needed: bool,
}

fn ways(definition: &Definition, id: &NodeId) -> Vec<Way> {
    let Some(node) = definition.node(id) else { return vec![] };
    let branches = matches!(node.does, Kind::Split(_));
    let mut all = Vec::new();
    for (port, needed) in node.does.ports() {
        let words = words_of(&port_name(node, &port), &port);
        let way = |edge| Way { port: port.clone(), words: words.clone(), edge, needed };
        let edges: Vec<Way> =
            definition.edges_from(id, &port).map(|edge| way(Some((edge.id.clone(), edge.to.clone())))).collect();
        let open = edges.is_empty() || branches;
        all.extend(edges);
        if open {
            all.push(way(None));
        }
    }
    all
}

fn words_of(name: &str, port: &Port) -> String {
    let plain = name.is_empty() || name == "next" || name == split::BRANCH;
    match (plain, port.as_str()) {
        (true, split::BRANCH) => "Branch".to_owned(),
        (true, _) => "Goes on to".to_owned(),
        (false, _) => {
            let mut letters = name.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        }
    }
}

/// The nodes that an edge could go to, by name; where two have the same, with their ids.
pub fn nodes(definition: &Definition, fits: impl Fn(&engine::definition::Node) -> bool) -> Choices {
    let named = |name: &str| definition.nodes.iter().filter(|node| node.name == name).count() > 1;
    let words = |node: &engine::definition::Node| match (node.name.is_empty(), named(&node.name)) {
        (false, false) => node.name.clone(),
        (true, _) => node.id.to_string(),
        (false, true) => format!("{} ({})", node.name, node.id),
    };
    let nodes = definition.nodes.iter().filter(|node| fits(node));
    nodes.map(|node| (node.id.to_string(), words(node))).collect()
}

/// The ways of a node.
pub fn leads(store: Store, id: &NodeId) -> AnyView {
    let (read, from) = (id.clone(), id.clone());
    let all = Memo::new(move |_| store.definition.with(|definition| ways(definition, &read)));
    let left = id.clone();
    let targets = Memo::new(move |_| {
        store
            .definition
            .with(|definition| nodes(definition, |node| node.id != left && !matches!(node.does, Kind::Start(_))))
    });
    let rows = move || {
        let all = all.get();
        let rows = all.into_iter().enumerate().map(|(at, way)| row(store, &from, at, way, targets)).collect::<Vec<_>>();
        (!rows.is_empty()).then(|| section("Leads to", view! { <ul class="leads">{rows}</ul> }.into_any()))
    };
    rows.into_any()
}

fn row(store: Store, from: &NodeId, at: usize, way: Way, targets: Memo<Choices>) -> AnyView {
    let id = format!("lead-{at}");
    let Way { port, words, edge, needed } = way;
    let to = edge.as_ref().map_or(String::new(), |(_, to)| to.to_string());
    let nowhere = if edge.is_some() { "Nowhere: remove the connection" } else { "Connect to\u{2026}" };
    let options = Signal::derive(move || {
        let mut all = vec![(String::new(), nowhere.to_owned())];
        all.extend(targets.get());
        all
    });
    let missing = edge.is_none() && needed && port.as_str() != split::BRANCH;
    let (from, back, jump) = (from.clone(), id.clone(), edge.as_ref().map(|(_, to)| to.clone()));
    let choose: Chosen = Arc::new(move |to: String| {
        let to = NodeId(to);
        let change = match (&edge, to.as_str().is_empty()) {
            (None, true) => return,
            (None, false) => Edit::Connect { from: from.clone(), port: Some(port.clone()), to },
            (Some((edge, _)), true) => Edit::Remove { nodes: vec![], edges: vec![edge.clone()] },
            (Some((edge, _)), false) => Edit::Reconnect { edge: edge.clone(), from: None, to: Some(to) },
        };
        make_here(store, None, change);
        focus_later(vec![back.clone()]);
    });
    let go = jump.map(|to| {
        let name = store.definition.with_untracked(|all| all.name_of(&to).to_owned());
        let words = format!("Go to {name}");
        view! {
            <button type="button" class="tool" title=words.clone() aria-label=words on:click=move |_| store.go_to(&to)>
                {icon("arrow")}
            </button>
        }
    });
    view! {
        <li class="lead-way" class:missing=missing>
            <label class="setting-word" for=id.clone()>
                {words}{missing.then_some(view! { <span class="hidden">" (leads nowhere yet)"</span> })}
            </label>
            {select(&id, options, Signal::stored(to), choose)}
            {go}
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_is_listed_and_a_split_has_one_to_spare() {
        let text = include_str!("../../../drawing/src/example.json");
        let mut definition = Definition::read(text).unwrap();
        let listed = |definition: &Definition, id: &str| -> Vec<(String, Option<String>)> {
            let all = ways(definition, &NodeId::from(id));
            all.into_iter().map(|way| (way.port.to_string(), way.edge.map(|(_, to)| to.to_string()))).collect()
        };
        let to = |port: &str, node: Option<&str>| (port.to_owned(), node.map(str::to_owned));
        assert_eq!(listed(&definition, "size"), [to("small", Some("lead")), to("default", Some("board"))]);
        assert_eq!(
            listed(&definition, "lead"),
            [to("approved", Some("yes")), to("rejected", Some("no")), to("changes_requested", None)]
        );
        assert_eq!(listed(&definition, "yes"), []);
        definition.nodes[1].does = Kind::Split(engine::nodes::Split {});
        definition.edges[1].port = Port::from("branch");
        assert_eq!(listed(&definition, "size"), [to("branch", Some("lead")), to("branch", None)]);
    }
}
