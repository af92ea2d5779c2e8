//! The drawing, to be drawn on.

use leptos::prelude::*;

use crate::Store;

/// The drawing, to be drawn on.
#[component]
pub fn Canvas(store: Store) -> impl IntoView {
    let _ = store;
    view! { <p></p> }
}
