//! My requests, and asking for something new.

use leptos::prelude::*;

use crate::ui::{Head, Section, page};

/// My requests.
#[component]
pub fn RequestsPage() -> impl IntoView {
    page(Section::Requests, |_desk| async move { Ok(view! { <Head title="My requests"/> }.into_any()) })
}

/// What one may ask for.
#[component]
pub fn GalleryPage() -> impl IntoView {
    page(Section::NewRequest, |_desk| async move { Ok(view! { <Head title="New request"/> }.into_any()) })
}

/// The form of a new request.
#[component]
pub fn NewRequestPage() -> impl IntoView {
    page(Section::NewRequest, |_desk| async move { Ok(view! { <Head title="New request"/> }.into_any()) })
}
