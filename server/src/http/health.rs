//! Whether the process lives (`/healthz`) and whether it can serve (`/readyz`), and the gate that keeps people out until then.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::get;
use runtime::Runtime;

use super::plain::Plain;

const ALIVE: Plain = Plain { status: StatusCode::OK, sentence: "alive" };
const READY: Plain = Plain { status: StatusCode::OK, sentence: "ready" };
const STARTING: Plain = Plain {
    status: StatusCode::SERVICE_UNAVAILABLE,
    sentence: "Countersign is starting. This page comes by itself in a few seconds.",
};
const STOPPING: Plain = Plain {
    status: StatusCode::SERVICE_UNAVAILABLE,
    sentence: "The database cannot be reached, or the server is stopping.",
};

/// Set once the database is migrated, unset when the server stops.
#[derive(Debug, Clone, Default)]
pub struct Readiness(Arc<AtomicBool>);

impl Readiness {
    pub fn set(&self, ready: bool) {
        self.0.store(ready, Ordering::Release);
    }

    fn get(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// The two questions that a supervisor asks; they need no known host and no session.
pub fn routes(readiness: Readiness, runtime: Runtime) -> Router {
    let ready = move || async move { if readiness.get() && runtime.ready().await { READY } else { STOPPING } };
    Router::new().route("/healthz", get(|| async { ALIVE })).route("/readyz", get(ready))
}

/// Until the server is ready a browser is told to come again.
pub async fn gate(State(readiness): State<Readiness>, request: Request, next: Next) -> Response {
    if readiness.get() {
        return next.run(request).await;
    }
    let mut response = STARTING.answer(request.headers());
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
    response.headers_mut().insert(header::REFRESH, HeaderValue::from_static("2"));
    response
}
