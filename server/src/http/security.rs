//! The headers that make browsers careful. Every answer names its own nonce; pages read it from the request.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use leptos::nonce::Nonce;

const FIXED: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    // Forms without scripts are answered by a redirect to where they came from, so our own pages keep the referrer.
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
];

/// Adds the nonce to the request, and the headers to the answer.
pub async fn headers(State(is_https): State<bool>, mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new();
    let policy = policy(&nonce);
    request.extensions_mut().insert(nonce);
    let mut response = next.run(request).await;
    set(response.headers_mut(), &policy, is_https);
    response
}

fn set(headers: &mut HeaderMap, policy: &str, is_https: bool) {
    // An answer that says more of itself than others is left so: a mail that is shown, the page of a link.
    for (name, value) in FIXED {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::from_str(policy) {
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    if is_https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
}

/// Nothing from anywhere else, no inline script without this answer's nonce, no inline style, no frame.
fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'; manifest-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use axum::{Extension, Router};
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn the_policy_names_the_nonce_that_the_page_was_given_and_each_answer_has_its_own() {
        let page = async |Extension(nonce): Extension<Nonce>| nonce.to_string();
        let router = Router::new().route("/", get(page)).layer(from_fn_with_state(true, headers));
        let mut seen = Vec::new();
        for _ in 0..2 {
            let request = Request::get("/").body(Body::empty()).expect("a request");
            let response = router.clone().oneshot(request).await.expect("an answer");
            let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().expect("text").to_owned();
            assert!(response.headers().contains_key(header::STRICT_TRANSPORT_SECURITY));
            let nonce = to_bytes(response.into_body(), 100).await.expect("a body");
            let nonce = String::from_utf8(nonce.to_vec()).expect("text");
            assert!(policy.contains(&format!("'nonce-{nonce}'")), "{policy}");
            assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
            seen.push(nonce);
        }
        assert_ne!(seen[0], seen[1]);
    }
}
