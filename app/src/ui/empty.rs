//! What a list shows when there is nothing in it: that this is right, and what one could do.

use leptos::prelude::*;

use super::Icon;

/// An empty list, with care.
#[component]
pub fn Empty(
    icon: &'static str,
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <span class="empty-icon"><Icon name=icon/></span>
            <h2 class="empty-title">{title}</h2>
            <p>{text}</p>
            {children.map(|children| view! { <p class="empty-ways">{children()}</p> })}
        </div>
    }
}
