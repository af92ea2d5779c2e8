//! The settings of what is selected: a node, an edge, or the process.

use leptos::prelude::*;

use crate::Store;

/// The settings of what is selected: a node, an edge, or the process.
#[component]
pub fn Inspector(store: Store) -> impl IntoView {
    let _ = store;
    view! { <p></p> }
}
