//! Icons: symbols of one sprite that the server serves. Always beside a word, or with a word for those who cannot see.

use leptos::prelude::*;

/// A decorative icon; the words beside it say the same.
#[component]
pub fn Icon(name: &'static str) -> impl IntoView {
    view! { <svg class="icon" aria-hidden="true"><use href=format!("/icons.svg#{name}")></use></svg> }
}
