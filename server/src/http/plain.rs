//! Answers of the server itself, outside of the application's pages: one sentence, as a small page or as text.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

/// A status and one sentence for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plain {
    pub status: StatusCode,
    pub sentence: &'static str,
}

impl Plain {
    /// As a page for a browser that navigates, else as text.
    pub fn answer(self, headers: &HeaderMap) -> Response {
        let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
        if accept.contains("text/html") { self.page() } else { self.into_response() }
    }

    /// As a page.
    pub fn page(self) -> Response {
        let title = self.status.canonical_reason().unwrap_or("Countersign");
        let page = format!(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light dark\"><title>{title} \u{b7} Countersign</title></head>\
             <body><main><h1>{title}</h1><p>{}</p><p><a href=\"/\">Go to the start</a></p></main></body></html>\n",
            self.sentence
        );
        (self.status, [(header::CACHE_CONTROL, "no-store")], Html(page)).into_response()
    }
}

impl IntoResponse for Plain {
    fn into_response(self) -> Response {
        (self.status, [(header::CACHE_CONTROL, "no-store")], format!("{}\n", self.sentence)).into_response()
    }
}
