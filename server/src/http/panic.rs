//! A panic in a handler is one failed request: an answer without details for the person, the details in the log.

use std::any::Any;

use axum::http::StatusCode;
use axum::response::Response;

use super::plain::Plain;

/// The answer to a request whose handler panicked. The panic's own words are logged by the hook in `main`.
pub fn answer(_panic: Box<dyn Any + Send + 'static>) -> Response {
    let sentence = "Something went wrong here. It was written to the log, and nothing was half done.";
    Plain { status: StatusCode::INTERNAL_SERVER_ERROR, sentence }.page()
}
