//! The account: who is signed in, in which time zone, the theme, signing out.

mod api;
mod mail;
mod page;

use leptos::prelude::*;
use runtime::Caller;

use crate::islands::ThemeToggle;
use crate::shell;
use crate::ui::{Avatar, Icon};

pub use page::AccountPage;

/// The account at the end of the rail; on small screens it also leads to the places that have no room in the bar.
#[component]
pub fn Account(
    caller: Caller,
    /// Whether mail is kept in the outbox.
    outbox: bool,
) -> impl IntoView {
    let chosen = shell::theme().unwrap_or("system");
    let theme = |value: &'static str, label: &'static str| {
        let pressed = if chosen == value { "true" } else { "false" };
        view! { <button type="submit" name="theme" value=value aria-pressed=pressed>{label}</button> }
    };
    view! {
        <details class="account" name="account">
            <summary>
                <Avatar name=caller.name.clone()/>
                <span class="hidden">"Account: "</span>
                <span class="account-who"><strong>{caller.name.clone()}</strong><span>{caller.org_name.clone()}</span></span>
            </summary>
            <div class="account-menu">
                <div class="account-facts">
                    {caller.name}
                    <span>{caller.email}</span>
                    <span>"Times are shown for " <a href="/account">{caller.time_zone.replace('_', " ")}</a></span>
                </div>
                <nav class="account-places" aria-label="More">
                    <a class="button plain" href="/people"><Icon name="people"/>"People"</a>
                    {caller.roles.admin.then(|| view! {
                        <a class="button plain" href="/system"><Icon name="pulse"/>"System"</a>
                        <a class="button plain" href="/mail"><Icon name="mail"/>"Mail"</a>
                    })}
                    {outbox.then(|| view! { <a class="button plain" href="/outbox"><Icon name="tray"/>"Outbox"</a> })}
                </nav>
                <div>
                    <h2 id="theme-label">"Colours"</h2>
                    <form method="post" action="/do/theme" id="themes" class="themes" aria-labelledby="theme-label">
                        {theme("light", "Light")}
                        {theme("dark", "Dark")}
                        {theme("system", "System")}
                    </form>
                    <ThemeToggle/>
                </div>
                <div class="account-ways">
                    <form method="post" action="/do/sign-out">
                        <button class="button plain" type="submit"><Icon name="door"/>"Sign out"</button>
                    </form>
                    <form method="post" action="/do/sign-out-everywhere">
                        <button class="button quiet" type="submit">"Sign out everywhere"</button>
                    </form>
                </div>
            </div>
        </details>
    }
}
