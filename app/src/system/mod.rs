//! What administrators watch: incidents, timers and how late they are.

use leptos::prelude::*;

use crate::ui::{Head, Section, page};

/// The page of the system.
#[component]
pub fn SystemPage() -> impl IntoView {
    page(Section::System, |_desk| async move { Ok(view! { <Head title="System"/> }.into_any()) })
}
