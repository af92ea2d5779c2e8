//! What the outside calls without a session: webhooks that resume a wait, and the one-click end of a digest that mail
//! programs send (RFC 8058). The token in the path is all they prove; the webhook's signature besides.

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use runtime::links::LinkToken;
use runtime::mail;
use runtime::signals::{HookCall, HookDone, WrongHook, call_hook};
use runtime::{Error, Runtime};
use serde_json::json;

use super::plain::Plain;

/// The largest message, in bytes (Standard Webhooks asks for less than 20 kB; we are more patient).
const LARGEST: usize = 256 * 1024;

/// The routes.
pub fn routes(runtime: Runtime) -> Router {
    Router::new()
        .route("/hooks/{token}", post(hook).get(hook_seen).layer(DefaultBodyLimit::max(LARGEST)))
        .route("/unsubscribe/{token}", get(unsubscribe_seen).post(unsubscribe))
        .with_state(runtime)
}

/// Opening the address changes nothing.
async fn hook_seen() -> Response {
    let what =
        "This is the address of a webhook. POST a signed message (Standard Webhooks) to let what waits for it go on.";
    (StatusCode::OK, [(header::CACHE_CONTROL, "no-store")], format!("{what}\n")).into_response()
}

async fn hook(State(runtime): State<Runtime>, Path(token): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let Ok(token) = token.parse::<LinkToken>() else { return refused(&WrongHook::Unknown) };
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let call = HookCall {
        token: &token,
        id: text("webhook-id"),
        timestamp: text("webhook-timestamp"),
        signature: text("webhook-signature"),
        body: &body,
    };
    match call_hook(&runtime, call).await {
        Ok(HookDone::Accepted) => Json(json!({ "status": "accepted" })).into_response(),
        Ok(HookDone::Duplicate) => Json(json!({ "status": "duplicate" })).into_response(),
        Err(error) => refused(&error),
    }
}

fn refused(error: &WrongHook) -> Response {
    let status = match error {
        WrongHook::Unknown => StatusCode::NOT_FOUND,
        WrongHook::Gone => StatusCode::GONE,
        WrongHook::Signature => StatusCode::UNAUTHORIZED,
        WrongHook::Body(_) | WrongHook::Failed(Error::Invalid(_)) => StatusCode::UNPROCESSABLE_ENTITY,
        WrongHook::Failed(Error::Unavailable(_)) => StatusCode::SERVICE_UNAVAILABLE,
        WrongHook::Failed(Error::Conflict(_)) => StatusCode::CONFLICT,
        WrongHook::Failed(error) => {
            tracing::error!(error = ?error, "a webhook failed");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    };
    (status, Json(json!({ "status": "refused", "why": error.to_string() }))).into_response()
}

async fn unsubscribe_seen(State(runtime): State<Runtime>, Path(token): Path<String>, headers: HeaderMap) -> Response {
    let Ok(token) = token.parse::<LinkToken>() else { return NONE.answer(&headers) };
    match mail::unsubscribes(&runtime, &token).await {
        Ok(email) => page(
            StatusCode::OK,
            "End the digest?",
            &format!(
                "<p>The digest to {} ends; other mail still comes.</p><form method=\"post\"><button type=\"submit\">End the digest</button></form>",
                escaped(&email)
            ),
        ),
        Err(error) => failed(&error, &headers),
    }
}

async fn unsubscribe(State(runtime): State<Runtime>, Path(token): Path<String>, headers: HeaderMap) -> Response {
    let Ok(token) = token.parse::<LinkToken>() else { return NONE.answer(&headers) };
    match mail::unsubscribe(&runtime, &token).await {
        Ok(()) => page(
            StatusCode::OK,
            "The digest has ended",
            "<p>No further digest comes. Your account page turns it on again.</p>",
        ),
        Err(error) => failed(&error, &headers),
    }
}

const NONE: Plain = Plain { status: StatusCode::NOT_FOUND, sentence: "There is nothing here." };
const AWAY: Plain = Plain {
    status: StatusCode::SERVICE_UNAVAILABLE,
    sentence: "The database cannot be reached at the moment. Try again shortly.",
};
const BROKEN: Plain = Plain {
    status: StatusCode::INTERNAL_SERVER_ERROR,
    sentence: "Something went wrong on our side. It was written to the log.",
};

fn failed(error: &Error, headers: &HeaderMap) -> Response {
    match error {
        Error::NotFound => NONE.answer(headers),
        Error::Unavailable(_) => AWAY.answer(headers),
        error => {
            tracing::error!(error = ?error, "a digest could not be ended");
            BROKEN.answer(headers)
        }
    }
}

fn page(status: StatusCode, title: &str, body: &str) -> Response {
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>{title} \u{b7} Countersign</title></head><body><main><h1>{title}</h1>{body}</main></body></html>\n"
    );
    (status, [(header::CACHE_CONTROL, "no-store"), (header::REFERRER_POLICY, "no-referrer")], Html(page))
        .into_response()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
