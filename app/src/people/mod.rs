//! The people of the organisation and their groups.

use leptos::prelude::*;

use crate::ui::{Head, Section, page};

/// The page of people.
#[component]
pub fn PeoplePage() -> impl IntoView {
    page(Section::People, |_desk| async move { Ok(view! { <Head title="People"/> }.into_any()) })
}
