//! One request from its first to its last event.

use leptos::prelude::*;

use crate::ui::{Head, Section, page};

/// The page of an execution.
#[component]
pub fn ExecutionPage() -> impl IntoView {
    page(Section::Elsewhere, |_desk| async move { Ok(view! { <Head title="Request"/> }.into_any()) })
}
