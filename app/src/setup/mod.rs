//! The first administrator, by the one-time code from the console.

use leptos::prelude::*;

use crate::ui::outside;

/// The page of the first start.
#[component]
pub fn SetupPage() -> impl IntoView {
    outside(|| async { Ok(view! { <h1>"Set up"</h1> }.into_any()) })
}
