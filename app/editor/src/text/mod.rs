//! The definition as its JSON text, editable.

use leptos::prelude::*;

use crate::Store;

/// The definition as its JSON text, editable.
#[component]
pub fn DocumentText(store: Store) -> impl IntoView {
    let _ = store;
    view! { <p></p> }
}
