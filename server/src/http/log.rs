//! One line for each request: method, path, status and time. Never a query string, never a token in a path.

use std::time::Instant;

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;
use uuid::Uuid;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Ids are at most this long; what is longer and not an id may be a token.
const LONGEST_PLAIN: usize = 39;

/// Logs the request under an id that the answer names, so that a report can be found in the log.
pub async fn request(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = Uuid::now_v7().simple().to_string();
    let path = shown(request.uri().path());
    let is_probe = matches!(request.uri().path(), "/healthz" | "/readyz");
    let span = tracing::info_span!("request", id, method = %request.method(), path);
    let mut response = next.run(request).instrument(span.clone()).await;
    let status = response.status();
    let ms = began.elapsed().as_millis();
    span.in_scope(|| {
        if status.is_server_error() && !is_probe {
            tracing::warn!(status = status.as_u16(), ms, "answered");
        } else {
            tracing::debug!(status = status.as_u16(), ms, "answered");
        }
    });
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// The path, with long segments that could be secrets left out.
fn shown(path: &str) -> String {
    path.split('/').map(|segment| if is_plain(segment) { segment } else { "..." }).collect::<Vec<_>>().join("/")
}

fn is_plain(segment: &str) -> bool {
    let id_like = segment.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    segment.len() <= LONGEST_PLAIN || (id_like && segment.contains('-') && segment.len() <= 2 * LONGEST_PLAIN)
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn ids_are_shown_and_tokens_are_not() {
        let task = "/tasks/6665-0192f3c4a1b27c3d8e9f001122334455-1234";
        assert_eq!(shown(task), task);
        assert_eq!(shown("/l/pTfGx0mVb2dZkQy8s7w1uE3rT5yU7iO9pA1sD3fG5hJ"), "/l/...");
        assert_eq!(shown("/"), "/");
    }
}
