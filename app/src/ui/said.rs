//! What the last form said: done or refused.

use leptos::prelude::*;

use super::{Icon, Tone};
use crate::visit;

/// A message in a line of its own.
#[component]
pub fn Message(
    tone: Tone,
    icon: &'static str,
    #[prop(optional)] alert: bool,
    /// It belongs to the page and is no news, so it is not announced.
    #[prop(optional)]
    still: bool,
    children: Children,
) -> impl IntoView {
    let role = if alert { "alert" } else { "status" };
    view! {
        <div class=format!("message {}", tone.class()) role=(!still).then_some(role)>
            <Icon name=icon/>
            <div class="message-text">{children()}</div>
        </div>
    }
}

/// What the last form left for this page, if it left anything.
#[component]
pub fn Said() -> impl IntoView {
    let flash = visit::visit().flash;
    let wrong = match flash.problems.as_slice() {
        [] => None,
        [one] => Some(one.problem.clone()),
        several => Some(format!("{} fields need another look.", several.len())),
    };
    view! {
        {flash.done.map(|said| view! { <div data-done><Message tone=Tone::Good icon="check"><p>{said}</p></Message></div> })}
        {flash.refused.map(|said| view! { <Message tone=Tone::Bad icon="alert" alert=true><p>{said}</p></Message> })}
        {wrong.map(|said| view! { <Message tone=Tone::Bad icon="alert" alert=true><p>{said}</p></Message> })}
    }
}
