//! What the account menu does.

use axum::http::{HeaderValue, header};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use crate::forms::{self, Answered};
use crate::shell::THEME;
use crate::visit;

/// Ends this session.
#[server(prefix = "/do", endpoint = "sign-out")]
pub async fn sign_out() -> Answered {
    if let Ok(session) = visit::session()
        && let Err(error) = visit::stand_up(&session).await
    {
        tracing::warn!(%error, "a session could not be ended");
        return forms::away();
    }
    forms::go("/sign-in")
}

/// Ends every session of this person.
#[server(prefix = "/do", endpoint = "sign-out-everywhere")]
pub async fn sign_out_everywhere() -> Answered {
    let desk = match forms::desk() {
        Ok(desk) => desk,
        Err(answered) => return answered,
    };
    match runtime::auth::sign_out_everywhere(&desk.runtime, desk.caller.org, desk.caller.person).await {
        Ok(()) => forms::go("/sign-in"),
        Err(error) => forms::Sent::new("/account", "sessions").refused(error).await,
    }
}

/// Keeps the choice of theme, where the island `ThemeToggle` does not.
#[allow(clippy::unused_async, reason = "server functions are")]
#[server(prefix = "/do", endpoint = "theme")]
pub async fn theme(theme: String) -> Answered {
    let life = match theme.as_str() {
        "light" | "dark" => 31_536_000,
        "system" => 0,
        _ => return forms::forged("There is no such theme."),
    };
    let cookie = format!("{THEME}={theme}; Path=/; Max-Age={life}; SameSite=Lax");
    if let (Some(response), Ok(cookie)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&cookie)) {
        response.append_header(header::SET_COOKIE, cookie);
    }
    forms::go(&forms::came_from())
}

/// Sets the time zone in which this person is shown times.
#[server(prefix = "/do", endpoint = "time-zone")]
pub async fn time_zone(time_zone: String) -> Answered {
    let desk = match forms::desk() {
        Ok(desk) => desk,
        Err(answered) => return answered,
    };
    match runtime::auth::set_time_zone(&desk.runtime, &desk.caller, &time_zone).await {
        Ok(()) => {
            forms::done("/account", format!("Times are shown for {} from now on.", time_zone.replace('_', " "))).await
        }
        Err(error) => {
            let time_zone: String = time_zone.chars().take(100).collect();
            forms::Sent::new("/account", "time-zone").with("time_zone", &time_zone).refused(error).await
        }
    }
}
