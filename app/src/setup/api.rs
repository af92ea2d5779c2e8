//! What the setup page does.

use axum::http::StatusCode;
use leptos::prelude::*;
use runtime::Runtime;
use runtime::auth::{self, FirstAdmin};

use crate::forms::{self, Answered, Sent};
use crate::visit;

/// Makes the organisation and its first administrator, who is signed in then.
#[server(prefix = "/do", endpoint = "setup")]
pub async fn setup(
    code: String,
    organisation: String,
    name: String,
    email: String,
    password: String,
    time_zone: String,
) -> Answered {
    let Some(runtime) = use_context::<Runtime>() else { return forms::away() };
    match auth::setup_needed(&runtime).await {
        Ok(true) => {}
        Ok(false) => {
            return forms::stop(StatusCode::GONE, "The first administrator is there already. Sign in instead.");
        }
        Err(error) => return Sent::new("/setup", "setup").refused(error).await,
    }
    let sent = Sent::new("/setup", "setup")
        .with("organisation", &organisation)
        .with("name", &name)
        .with("email", &email)
        .with("time_zone", &time_zone);
    let first = FirstAdmin { code, organisation, name, email, password, time_zone };
    let seat = match auth::setup(&runtime, &first).await {
        Ok(seat) => seat,
        Err(error) => return sent.refused(error).await,
    };
    let Ok(session) = visit::session() else { return forms::away() };
    match visit::sit_down(&session, seat).await {
        Ok(()) => forms::done("/definitions", "Everything is ready. Publish a first process to begin.").await,
        Err(error) => {
            tracing::warn!(%error, "the first administrator could not be signed in");
            forms::go("/sign-in")
        }
    }
}
