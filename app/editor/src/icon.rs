//! Icons: symbols of the sprite that the server serves. Always beside a word, or on a button that has one.

use leptos::prelude::*;

/// A decorative icon.
#[component]
pub fn Icon(name: &'static str) -> impl IntoView {
    icon(name)
}

/// The same, by a name that is not known beforehand.
pub fn icon(name: &str) -> AnyView {
    view! { <svg class="icon" aria-hidden="true"><use href=format!("/icons.svg#{name}")></use></svg> }.into_any()
}
