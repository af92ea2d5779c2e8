//! The published processes and their versions.

use leptos::prelude::*;

use crate::ui::{Head, Section, page};

/// The list of processes.
#[component]
pub fn DefinitionsPage() -> impl IntoView {
    page(Section::Definitions, |_desk| async move { Ok(view! { <Head title="Processes"/> }.into_any()) })
}

/// One process, in one of its versions.
#[component]
pub fn DefinitionPage() -> impl IntoView {
    page(Section::Definitions, |_desk| async move { Ok(view! { <Head title="Process"/> }.into_any()) })
}
