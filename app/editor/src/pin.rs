//! Pins: tidying leaves what is pinned where it is.

use engine::edit::Edit;
use engine::ids::NodeId;
use leptos::prelude::*;

use crate::Store;
use crate::icon::icon;
use crate::inspector::lens::make_here;

/// The selected nodes, and whether all of them are pinned.
fn selected(store: Store) -> (Vec<NodeId>, bool) {
    let nodes: Vec<NodeId> = store.selection.with(|now| now.nodes.iter().cloned().collect());
    let pinned = store.definition.with(|all| nodes.iter().all(|id| all.node(id).is_some_and(|node| node.pinned)));
    (nodes, pinned)
}

/// Pins what is selected; or, when all of it is pinned, takes the pins out.
pub fn toggle(store: Store) {
    let (nodes, pinned) = untrack(|| selected(store));
    if nodes.is_empty() {
        return store.refuse("Select a step to pin it.");
    }
    if make_here(store, None, Edit::Pin { nodes, pinned: !pinned }) {
        store.say(if pinned { "Not pinned any more." } else { "Pinned: tidying leaves it where it is." });
    }
}

/// The button that does it.
pub fn button(store: Store) -> AnyView {
    let words = move || if selected(store).1 { "Unpin" } else { "Pin" };
    view! {
        <button type="button" class="button plain small" title="Tidying leaves what is pinned where it is."
            on:click=move |_| toggle(store)>{icon("pin")}{words}</button>
    }
    .into_any()
}
