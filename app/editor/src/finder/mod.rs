//! Dialogs for the keyboard: add a step, find a step, replace a step, the sheet of shortcuts.

use leptos::prelude::*;

use crate::Store;

/// Dialogs for the keyboard: add a step, find a step, replace a step, the sheet of shortcuts.
#[component]
pub fn Finder(store: Store) -> impl IntoView {
    let _ = store;
    view! { <p></p> }
}
