//! The form of the process: its questions, and how they look to who asks.

use leptos::prelude::*;

use crate::Store;

/// The form of the process: its questions, and how they look to who asks.
#[component]
pub fn FormBuilder(store: Store) -> impl IntoView {
    let _ = store;
    view! { <p></p> }
}
