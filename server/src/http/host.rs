//! A request must name a host that is ours: otherwise a foreign name that resolves to this machine could read its pages.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::origin::Origins;
use super::plain::Plain;

const UNKNOWN: Plain = Plain {
    status: StatusCode::MISDIRECTED_REQUEST,
    sentence: "This server does not answer under that name. Its administrator sets the name in COUNTERSIGN_PUBLIC_URL.",
};

/// Refuses requests for other hosts.
pub async fn check(State(origins): State<Arc<Origins>>, request: Request, next: Next) -> Response {
    let named = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let host = named.or_else(|| request.uri().authority().map(Authority::as_str));
    if host.is_some_and(|host| origins.knows_host(host)) {
        return next.run(request).await;
    }
    tracing::debug!(?host, "refused a request for another host");
    UNKNOWN.answer(request.headers())
}
