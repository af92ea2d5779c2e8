//! A mail as a document of its own, for a frame: it may show itself and do nothing else.

use axum::http::{HeaderName, header};
use axum::response::{Html, IntoResponse, Response};

const REST: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; base-uri 'none'";
/// Links fill the window that the frame is in.
const BASE: &str = r#"<base target="_top">"#;

/// Whether links of a shown mail lead anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Links {
    Dead,
    Live,
}

/// The answer with the mail's HTML.
pub(crate) fn shown(html: &str, links: Links) -> Response {
    let sandbox = match links {
        Links::Dead => "sandbox",
        Links::Live => "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation",
    };
    let headers: [(HeaderName, String); 4] = [
        (header::CONTENT_SECURITY_POLICY, format!("{REST}; {sandbox}")),
        (header::X_FRAME_OPTIONS, "SAMEORIGIN".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::REFERRER_POLICY, "no-referrer".to_owned()),
    ];
    (headers, Html(with_base(html))).into_response()
}

/// The document, its links made to leave the frame.
fn with_base(html: &str) -> String {
    let head = html.find("<head").and_then(|from| html[from..].find('>').map(|to| from + to + 1)).unwrap_or(0);
    // What is quoted in a mail is escaped, so this is found in tags alone.
    let rest = html[head..].replace(r#"target="_blank""#, r#"target="_top""#);
    format!("{}{BASE}{rest}", &html[..head])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_leave_the_frame_and_nothing_is_fetched() {
        assert_eq!(with_base("<html><head lang=\"en\"><title>"), format!("<html><head lang=\"en\">{BASE}<title>"));
        assert_eq!(with_base("plain"), format!("{BASE}plain"));
        assert!(
            with_base(r#"<head></head><a href="/l/1" target="_blank">"#).ends_with(r#"<a href="/l/1" target="_top">"#)
        );
        let policy = |links| shown("", links).headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
        assert!(policy(Links::Dead).ends_with("; sandbox"));
        assert!(policy(Links::Live).contains("default-src 'none'") && !policy(Links::Live).contains("allow-scripts"));
    }
}
