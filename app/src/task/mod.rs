//! One task: the request, who decides, what happens otherwise, and the decision.

use leptos::prelude::*;

use crate::ui::{Head, Section, page};

/// The page of a task.
#[component]
pub fn TaskPage() -> impl IntoView {
    page(Section::Inbox, |_desk| async move { Ok(view! { <Head title="Task"/> }.into_any()) })
}
