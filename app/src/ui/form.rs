//! Forms: plain posts with a key, so that sending twice counts once.

use leptos::prelude::*;
use uuid::Uuid;

use super::Icon;

/// The hidden key of a form, made when the page is: the same form sent twice counts once.
#[component]
pub fn Key() -> impl IntoView {
    view! { <input type="hidden" name="key" value=Uuid::now_v7().to_string()/> }
}

/// A form that is posted to `/do/...`, with its key.
#[component]
pub fn PostForm(
    action: &'static str,
    #[prop(optional)] class: &'static str,
    #[prop(optional, into)] id: Option<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <form method="post" action=action class=class id=id data-once>
            <Key/>
            {children()}
        </form>
    }
}

/// A button that sends its form.
#[component]
pub fn Submit(
    #[prop(into)] label: String,
    #[prop(optional)] class: &'static str,
    #[prop(optional)] icon: Option<&'static str>,
    /// Sent with the form, when the form has several buttons.
    #[prop(optional)]
    name: Option<&'static str>,
    #[prop(optional)] value: Option<&'static str>,
) -> impl IntoView {
    view! {
        <button type="submit" class=format!("button {class}") name=name value=value>
            {icon.map(|name| view! { <Icon name/> })}
            <span>{label}</span>
        </button>
    }
}
