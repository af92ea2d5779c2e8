//! The inbox: what needs me, what my groups are offered, what waits on others, what I have done.

use leptos::prelude::*;

use crate::ui::{Head, Section, page};

/// The page of the inbox.
#[component]
pub fn InboxPage() -> impl IntoView {
    page(Section::Inbox, |_desk| async move { Ok(view! { <Head title="Inbox"/> }.into_any()) })
}
