//! Signing in.

use leptos::prelude::*;

use crate::ui::outside;

/// The sign-in page.
#[component]
pub fn SignInPage() -> impl IntoView {
    outside(|| async { Ok(view! { <h1>"Sign in"</h1> }.into_any()) })
}
