//! Whether the process lives (`/healthz`) and whether it can serve (`/readyz`), and the gate that keeps people out until then.

use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::get;
use runtime::Runtime;
use tokio::sync::watch;

use super::plain::Plain;

/// How long a live connection waits for the server to be ready; shorter than requests may take to end.
const PATIENCE: Duration = Duration::from_secs(8);

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
#[derive(Debug, Clone)]
pub struct Readiness(watch::Sender<bool>);

impl Default for Readiness {
    fn default() -> Self {
        Self(watch::channel(false).0)
    }
}

impl Readiness {
    pub fn set(&self, ready: bool) {
        self.0.send_replace(ready);
    }

    fn get(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits a while for readiness; says whether it came.
    async fn comes(&self) -> bool {
        let mut watch = self.0.subscribe();
        matches!(tokio::time::timeout(PATIENCE, watch.wait_for(|ready| *ready)).await, Ok(Ok(_)))
    }
}

/// The two questions that a supervisor asks; they need no known host and no session.
pub fn routes(readiness: Readiness, runtime: Runtime) -> Router {
    let ready = move || async move { if readiness.get() && runtime.ready().await { READY } else { STOPPING } };
    Router::new().route("/healthz", get(|| async { ALIVE })).route("/readyz", get(ready))
}

/// Until the server is ready a browser is told to come again. An open page's live connection waits instead: a browser
/// that is refused it once does not come again.
pub async fn gate(State(readiness): State<Readiness>, request: Request, next: Next) -> Response {
    if readiness.get() || (request.uri().path() == "/live" && readiness.comes().await) {
        return next.run(request).await;
    }
    let mut response = STARTING.answer(request.headers());
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
    response.headers_mut().insert(header::REFRESH, HeaderValue::from_static("2"));
    response
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::middleware::from_fn_with_state;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn pages_come_again_until_the_server_is_ready_and_live_connections_wait() {
        let readiness = Readiness::default();
        let served = Router::new().fallback(|| async { "served" }).layer(from_fn_with_state(readiness.clone(), gate));
        let ask = async |path: &str| {
            let request = Request::get(path).body(Body::empty()).expect("a request");
            served.clone().oneshot(request).await.expect("an answer")
        };
        let early = ask("/inbox").await;
        assert_eq!(early.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(early.headers().contains_key(header::RETRY_AFTER));
        let opening = async {
            tokio::task::yield_now().await;
            readiness.set(true);
        };
        let (live, ()) = tokio::join!(ask("/live"), opening);
        assert_eq!(live.status(), StatusCode::OK);
        assert_eq!(ask("/inbox").await.status(), StatusCode::OK);
    }
}
