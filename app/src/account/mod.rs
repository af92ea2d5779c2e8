//! The account: who is signed in, time zone, theme, signing out.

use leptos::prelude::*;
use runtime::Caller;

use crate::ui::Avatar;

/// The account in the rail.
#[component]
pub fn Account(caller: Caller, here: String) -> impl IntoView {
    let _ = here;
    view! { <div class="account"><Avatar name=caller.name/></div> }
}
