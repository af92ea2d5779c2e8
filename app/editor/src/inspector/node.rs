//! The settings of one node, as the catalogue lists them.

use std::sync::Arc;

use engine::catalogue::Entry;
use engine::edit::{Edit, copy};
use engine::ids::NodeId;
use leptos::prelude::*;

use super::controls::{button, icon, labelled, line, problem_list, problems_of};
use super::leads::leads;
use super::lens::{Lens, Target, make_here};
use super::setting::{Part, setting};
use super::typing::Typing;
use crate::Store;
use crate::store::Dialog;

/// One node.
pub fn node(store: Store, id: &NodeId, entry: &'static Entry) -> AnyView {
    let all = Lens::of(store, Target::Node(id.clone()));
    let parts = Part::ALL.map(|part| {
        let here = entry.settings.iter().filter(|setting| Part::of(setting.kind) == part);
        let settings: Vec<AnyView> = here.map(|one| setting(id, &all, one)).collect();
        (!settings.is_empty()).then(|| section(part.title(), settings.into_any()))
    });
    view! {
        <header class="inspector-head">
            <p class="inspector-kind">{icon(entry.icon)}{entry.label}</p>
            <p class="field-help">{entry.help}</p>
        </header>
        {name(store, id)}
        {others(store, id, entry)}
        {parts.into_iter().collect_view()}
        {leads(store, id)}
        {super::asides::belongs(store, id)}
        {acts(store, id)}
    }
    .into_any()
}

/// A part of the panel under its title.
pub fn section(title: &str, inside: AnyView) -> AnyView {
    view! { <section class="inspector-part"><h2>{title.to_owned()}</h2>{inside}</section> }.into_any()
}

fn name(store: Store, id: &NodeId) -> AnyView {
    let (read, to) = (id.clone(), id.clone());
    let now = Memo::new(move |_| {
        store.definition.with(|all| all.node(&read).map_or(String::new(), |node| node.name.clone()))
    });
    let typing = Typing::new(store, move |gesture, name| {
        make_here(store, gesture, Edit::Rename { node: to.clone(), name });
    });
    labelled("node-name", "Name", "", super::controls::fine(), line("node-name", "text", None, now.into(), typing))
}

/// Problems that belong to no setting.
fn others(store: Store, id: &NodeId, entry: &'static Entry) -> AnyView {
    let id = id.clone();
    let problems = Signal::derive(move || {
        let known = |field: &String| entry.settings.iter().any(|setting| setting.key == field);
        store.problems.with(|all| {
            problems_of(all, |one| one.node.as_ref() == Some(&id) && !one.field.as_ref().is_some_and(known))
        })
    });
    problem_list("node", problems)
}

fn acts(store: Store, id: &NodeId) -> AnyView {
    let (after, replaced, doubled, removed) = (id.clone(), id.clone(), id.clone(), id.clone());
    let is_start = store.definition.with_untracked(|all| all.start().is_some_and(|start| start.id == *id));
    let add = Arc::new(move || {
        store.dialog.set(Some(Dialog::Add { after: Some(after.clone()), into: None, at: None }));
    });
    let replace = Arc::new(move || store.dialog.set(Some(Dialog::Replace(replaced.clone()))));
    let double = Arc::new(move || duplicate(store, std::slice::from_ref(&doubled)));
    let remove = Arc::new(move || {
        store.make(Edit::Remove { nodes: vec![removed.clone()], edges: vec![] });
    });
    view! {
        <div class="inspector-acts">
            {button("plus", "Add a step after", "node-add".to_owned(), add)}
            {crate::pin::button(store)}
            {(!is_start).then(|| view! {
                {button("retry", "Replace", "node-replace".to_owned(), replace)}
                {button("copy", "Duplicate", "node-duplicate".to_owned(), double)}
                {button("trash", "Delete", "node-delete".to_owned(), remove)}
            })}
        </div>
    }
    .into_any()
}

/// Copies of nodes, a little below and to the right.
pub fn duplicate(store: Store, nodes: &[NodeId]) {
    let clip = store.definition.with_untracked(|all| copy(all, nodes));
    let left = clip.nodes.iter().map(|node| node.at.x).min();
    let top = clip.nodes.iter().map(|node| node.at.y).min();
    let (Some(x), Some(y)) = (left, top) else { return store.refuse("There is nothing to copy.") };
    store.make(Edit::Paste { clip, at: engine::definition::At { x: x + 40, y: y + 40 } });
}
