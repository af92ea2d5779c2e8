//! No request is larger than 2 MiB, and none may take for ever to arrive. The one exception is a draft that is saved: its
//! document of at most 1 MiB comes as a JSON text, which may double it.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::plain::Plain;

/// The largest body, in bytes.
const LIMIT: usize = 2 << 20;
/// The largest body of a draft that is saved: every character of the document escaped, and what is around it.
const DRAFT_LIMIT: usize = 2 * engine::definition::LARGEST_DOCUMENT + (64 << 10);
/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(30);

const TOO_LARGE: Plain = Plain {
    status: StatusCode::PAYLOAD_TOO_LARGE,
    sentence: "This is more than the 2 MiB that one request may hold. Shorten it and send it again.",
};
const TOO_SLOW: Plain = Plain {
    status: StatusCode::REQUEST_TIMEOUT,
    sentence: "The request did not arrive whole within 30 seconds. Send it again.",
};

/// Reads the body whole before anything looks at it, or says why not.
pub async fn limit(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let limit = limit_of(&parts.method, parts.uri.path());
    if announced(&parts.headers).is_some_and(|length| length > limit) {
        return TOO_LARGE.answer(&parts.headers);
    }
    match tokio::time::timeout(PATIENCE, to_bytes(body, limit)).await {
        Ok(Ok(bytes)) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Ok(Err(_)) => TOO_LARGE.answer(&parts.headers),
        Err(_) => TOO_SLOW.answer(&parts.headers),
    }
}

fn limit_of(method: &Method, path: &str) -> usize {
    let saves = *method == Method::PUT && path.starts_with("/drafts/") && path.ends_with("/document");
    if saves { DRAFT_LIMIT } else { LIMIT }
}

fn announced(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::middleware::from_fn;
    use axum::routing::post;
    use tower::ServiceExt;

    use super::*;

    async fn status_of(body: Body) -> StatusCode {
        let router = Router::new().route("/", post(|body: String| async move { body })).layer(from_fn(limit));
        let request = Request::post("/").body(body).expect("a request");
        router.oneshot(request).await.expect("an answer").status()
    }

    #[test]
    fn the_largest_document_of_a_draft_passes_however_it_is_escaped() {
        let document = "\"".repeat(engine::definition::LARGEST_DOCUMENT);
        let save = serde_json::json!({ "key": uuid::Uuid::max(), "editor": uuid::Uuid::max(), "base": i64::MAX, "document": document });
        let size = save.to_string().len();
        assert!(size > LIMIT && size <= limit_of(&Method::PUT, "/drafts/762-x/document"), "{size}");
        for (method, path) in [(Method::POST, "/drafts/762-x/document"), (Method::PUT, "/drafts/762-x/scenarios/x")] {
            assert_eq!(limit_of(&method, path), LIMIT, "{path}");
        }
    }

    #[tokio::test]
    async fn two_mebibytes_pass_and_one_byte_more_does_not_announced_or_streamed() {
        assert_eq!(status_of(Body::from(vec![b'x'; LIMIT])).await, StatusCode::OK);
        assert_eq!(status_of(Body::from(vec![b'x'; LIMIT + 1])).await, StatusCode::PAYLOAD_TOO_LARGE);
        let chunks = (0..3).map(|_| Ok::<_, std::io::Error>(vec![b'x'; 1 << 20]));
        let streamed = Body::from_stream(tokio_stream::iter(chunks));
        assert_eq!(status_of(streamed).await, StatusCode::PAYLOAD_TOO_LARGE);
    }
}
