//! Several nodes at once.

use std::sync::Arc;

use engine::edit::Edit;
use engine::ids::NodeId;
use leptos::prelude::*;

use super::controls::{button, icon};
use super::node::duplicate;
use crate::Store;

/// How many there are, and what can be done with all of them.
pub fn several(store: Store) -> AnyView {
    let chosen = move || -> Vec<NodeId> { store.selection.with_untracked(|now| now.nodes.iter().cloned().collect()) };
    let names = move || {
        let nodes: Vec<NodeId> = store.selection.with(|now| now.nodes.iter().cloned().collect());
        store.definition.with(|all| {
            let item = |id: NodeId| {
                let name = all.name_of(&id).to_owned();
                view! { <li><button type="button" class="link" on:click=move |_| store.go_to(&id)>{name}</button></li> }
            };
            nodes.into_iter().take(50).map(item).collect::<Vec<_>>()
        })
    };
    let count = move || format!("{} steps", store.selection.with(|now| now.nodes.len()));
    let double = Arc::new(move || duplicate(store, &chosen()));
    let remove = Arc::new(move || {
        store.make(Edit::Remove { nodes: chosen(), edges: vec![] });
    });
    view! {
        <header class="inspector-head"><p class="inspector-kind">{icon("tray")}{count}</p></header>
        <div class="inspector-acts">
            {button("copy", "Duplicate", "several-duplicate".to_owned(), double)}
            {button("trash", "Delete", "several-delete".to_owned(), remove)}
        </div>
        <ul class="several">{names}</ul>
    }
    .into_any()
}
