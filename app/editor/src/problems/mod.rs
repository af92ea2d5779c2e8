//! What is wrong, with what to do, and the way to it.

use leptos::prelude::*;

use crate::Store;

/// What is wrong, with what to do, and the way to it.
#[component]
pub fn Problems(store: Store) -> impl IntoView {
    let _ = store;
    view! { <p></p> }
}
