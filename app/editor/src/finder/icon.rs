//! Icons of the sprite that the server serves; always beside a word, or in a button that has a name.

use leptos::prelude::*;

/// An icon.
pub fn icon(name: &str) -> AnyView {
    let href = format!("/icons.svg#{name}");
    view! { <svg class="icon" aria-hidden="true"><use href=href></use></svg> }.into_any()
}
