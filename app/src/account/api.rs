//! What the account menu does.

use axum::http::{HeaderValue, header};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use runtime::mail::{self, Digest, Preferences, Wanted};

use crate::forms::{self, Answered, Sent, wrong};
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
        Err(error) => Sent::new("/account", "sessions").refused(error).await,
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
            Sent::new("/account", "time-zone").with("time_zone", &time_zone).refused(error).await
        }
    }
}

/// Sets what this person wants mailed.
#[server(prefix = "/do", endpoint = "mail-wishes")]
pub async fn mail_wishes(
    key: String,
    wanted: String,
    #[server(default)] quiet_from: String,
    #[server(default)] quiet_until: String,
    digest: String,
    digest_hour: u32,
    digest_weekday: u32,
) -> Answered {
    // Wishing the same twice is wishing it once: the key has nothing to keep here.
    drop(key);
    let desk = match forms::desk() {
        Ok(desk) => desk,
        Err(answered) => return answered,
    };
    let (Some(wanted), Some(digest)) = (Wanted::of(&wanted), Digest::of(&digest)) else {
        return forms::forged("There is no such wish.");
    };
    let sent = Sent::new("/account#mail", "mail")
        .with("wanted", wanted.key())
        .with("quiet_from", &quiet_from)
        .with("quiet_until", &quiet_until)
        .with("digest", digest.key())
        .with("digest_hour", &digest_hour.to_string())
        .with("digest_weekday", &digest_weekday.to_string());
    let quiet = match quiet_hours(&quiet_from, &quiet_until) {
        Ok(quiet) => quiet,
        Err(error) => return sent.refused(error).await,
    };
    let wishes = Preferences { wanted, quiet, digest, digest_hour, digest_weekday };
    match mail::set_preferences(&desk.runtime, &desk.caller, &wishes).await {
        Ok(()) => forms::done("/account", "Your mail comes as you wish from now on.").await,
        Err(error) => sent.refused(error).await,
    }
}

/// Both hours, or none.
fn quiet_hours(from: &str, until: &str) -> runtime::Result<Option<(u32, u32)>> {
    let hour = |field, text: &str| text.parse::<u32>().map_err(|_| wrong(field, "Choose both hours, or none."));
    if from.is_empty() && until.is_empty() {
        return Ok(None);
    }
    Ok(Some((hour("quiet_from", from)?, hour("quiet_until", until)?)))
}
