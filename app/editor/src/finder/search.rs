//! The dialog in which a step is found: by its name, its kind, or the people that it is about.

use std::collections::BTreeSet;

use engine::definition::{Definition, Node};
use engine::nodes::{Kind, Source};
use leptos::prelude::*;

use super::close;
use super::fuzzy::best;
use super::picker::{Choice, Picker};
use crate::Store;
use crate::api::Directory;

/// The steps that fit the words, the best first; all of them in the order of the document when there are none.
fn found(definition: &Definition, directory: &Directory, query: &str) -> Vec<Choice> {
    let mut found: Vec<(i32, Choice)> = vec![];
    for node in &definition.nodes {
        let (entry, people) = (node.does.entry(), people(node, directory).join(", "));
        let Some(points) = best(query, &node.name, [entry.label, people.as_str(), node.id.as_str()]) else { continue };
        let help = if people.is_empty() { entry.label.to_owned() } else { format!("{} \u{b7} {people}", entry.label) };
        let choice =
            Choice { key: node.id.0.clone(), group: "", icon: entry.icon.to_owned(), label: node.name.clone(), help };
        found.push((points, choice));
    }
    if !query.trim().is_empty() {
        found.sort_by_key(|(points, _)| -points);
    }
    found.into_iter().map(|(_, choice)| choice).collect()
}

/// Whom a step asks or tells, by name.
fn people(node: &Node, directory: &Directory) -> Vec<String> {
    let sources: Vec<&Source> = match &node.does {
        Kind::Approval(approval) => {
            let others = approval.escalations.iter().map(|escalation| &escalation.to);
            approval.approvers.iter().chain(&approval.fallback).chain(others).collect()
        }
        Kind::Notify(notify) => notify.to.iter().collect(),
        Kind::Signal(signal) => signal.link_to.iter().collect(),
        _ => vec![],
    };
    let named = |source: &&Source| match source {
        Source::Person { id } => {
            let id = id.to_string();
            directory.people.iter().find(|person| person.id == id).map(|person| person.name.clone())
        }
        Source::Group { key } => {
            let group = directory.groups.iter().find(|group| group.key == key.as_str());
            Some(group.map_or_else(|| key.0.clone(), |group| group.name.clone()))
        }
        Source::Email { address } => Some(address.clone()),
        Source::ManagerOfRequester { .. } | Source::ManagerOfAssignee => Some("manager".to_owned()),
        Source::Requester => Some("requester".to_owned()),
        Source::Field { .. } | Source::Expression { .. } => None,
    };
    let mut seen = BTreeSet::new();
    sources.iter().filter_map(named).filter(|name| seen.insert(name.clone())).collect()
}

/// The dialog.
pub fn search(store: Store) -> AnyView {
    let query = RwSignal::new(String::new());
    let choices = Memo::new(move |_| {
        store.definition.with(|definition| store.directory.with(|directory| found(definition, directory, &query.get())))
    });
    let pick = Callback::new(move |id: String| {
        close(store);
        store.go_to(&engine::ids::NodeId(id));
    });
    view! { <Picker label="Find a step by name, kind or person" nothing="No step fits." query choices pick/> }
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_found_by_name_kind_and_people() {
        let definition =
            Definition::read(include_str!("../../../drawing/src/example.json")).expect("the example can be read");
        let group = crate::api::Group { key: "board".to_owned(), name: "Directors of the company".to_owned() };
        let directory = Directory { groups: vec![group], ..Directory::default() };
        let ids = |query: &str| {
            found(&definition, &directory, query).into_iter().map(|choice| choice.key).collect::<Vec<_>>()
        };
        assert_eq!(ids(""), ["start", "size", "lead", "board", "yes", "no"]);
        assert_eq!(ids("lead")[0], "lead");
        assert_eq!(ids("tl")[0], "lead", "first letters");
        assert_eq!(ids("condition"), ["size"]);
        assert_eq!(ids("company"), ["board"], "the group's name");
        assert_eq!(ids("manager"), ["lead"]);
        assert_eq!(ids("qqq"), Vec::<String>::new());
    }
}
