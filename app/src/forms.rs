//! How forms answer: always by sending the browser on to a page (303), with a flash for that page; and by a page of its
//! own with the right status where there is no page to go back to, or where the body is not one that our pages send.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use engine::form::FieldError;
use leptos::config::LeptosOptions;
use leptos::prelude::{ServerFnError, use_context};
use runtime::Error;

use crate::flash::Flash;
use crate::ui::{Problem, sign_in_for};
use crate::visit::{self, Desk};

/// Where all forms are sent.
pub const PREFIX: &str = "/do/";

/// How much of one field is kept for the page that says what is wrong, in characters: more than any field may hold.
const LONGEST_KEPT: usize = 12_000;
/// How much is kept of one form, in bytes.
const MOST_KEPT: usize = 200_000;
/// How many fields are kept of one form.
const MOST_FIELDS: usize = 500;

/// What a form answers.
#[derive(Clone, Debug)]
enum Answer {
    SeeOther(String),
    Page(StatusCode, String),
}

/// Carries the answer from the form's function to [`answer`].
#[derive(Clone, Debug, Default)]
struct Slip(Arc<Mutex<Option<Answer>>>);

impl Slip {
    fn write(&self, answer: Answer) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
    }

    fn take(&self) -> Option<Answer> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Turns what a form's function answered into the response. A body that no function could read changes nothing.
pub async fn answer(State(options): State<LeptosOptions>, mut request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with(PREFIX) {
        return next.run(request).await;
    }
    let slip = Slip::default();
    request.extensions_mut().insert(slip.clone());
    // With it, a function that cannot read its body would send the browser back without a word.
    request.headers_mut().remove(header::ACCEPT);
    let response = next.run(request).await;
    match slip.take() {
        Some(Answer::SeeOther(to)) => with_cookies(&response, see_other(&to)),
        Some(Answer::Page(status, sentence)) => page(&options, status, &sentence),
        None if response.status() == StatusCode::NOT_FOUND || response.status() == StatusCode::METHOD_NOT_ALLOWED => {
            response
        }
        None => page(
            &options,
            StatusCode::UNPROCESSABLE_ENTITY,
            "This is not what our form sends, so nothing was changed. Go back, load the page again and try once more.",
        ),
    }
}

/// The answer, with the cookies that the function set.
fn with_cookies(from: &Response, mut to: Response) -> Response {
    for cookie in from.headers().get_all(header::SET_COOKIE) {
        to.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    to
}

fn page(options: &LeptosOptions, status: StatusCode, sentence: &str) -> Response {
    (status, Html(crate::shell::plain(options, status, sentence))).into_response()
}

/// The answer that sends the browser on.
pub fn see_other(to: &str) -> Response {
    let to = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}

fn say(answer: Answer) {
    if let Some(slip) = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Slip>().cloned()) {
        slip.write(answer);
    }
}

/// What a form's function ends with: the answer has been given by one of the functions of this module.
pub type Answered = Result<(), ServerFnError>;

/// Sends the browser on.
pub fn go(to: &str) -> Answered {
    say(Answer::SeeOther(local(to).to_owned()));
    Ok(())
}

/// Sends the browser on, with something for the page it comes to.
pub async fn go_with(to: &str, flash: Flash) -> Answered {
    let left = match visit::session() {
        Ok(session) => visit::leave(&session, &flash).await.map_err(|error| error.to_string()),
        Err(problem) => Err(problem.to_string()),
    };
    match left {
        Ok(()) => go(to),
        Err(error) => {
            tracing::error!(error, "what a form says could not be kept for the next page");
            away()
        }
    }
}

/// Sends the browser on, with a sentence about what was done.
pub async fn done(to: &str, said: impl Into<String>) -> Answered {
    go_with(to, Flash { done: Some(said.into()), ..Flash::default() }).await
}

/// Answers with a page of its own.
pub fn stop(status: StatusCode, sentence: &str) -> Answered {
    say(Answer::Page(status, sentence.to_owned()));
    Ok(())
}

/// Answers that the database is away.
pub fn away() -> Answered {
    stop(
        StatusCode::SERVICE_UNAVAILABLE,
        "The database cannot be reached at the moment. Go back and send it again in a moment; it counts only once.",
    )
}

/// Answers that the body is not one that our pages send.
pub fn forged(what: &str) -> Answered {
    stop(StatusCode::UNPROCESSABLE_ENTITY, &format!("{what} Nothing was changed."))
}

/// A form that was sent: where it came from, which one it was, and what was typed.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    pub from: String,
    pub form: &'static str,
    pub entered: BTreeMap<String, String>,
}

impl Sent {
    /// A form of a page.
    pub fn new(from: impl Into<String>, form: &'static str) -> Self {
        Self { from: from.into(), form, entered: BTreeMap::new() }
    }

    /// Something typed, to be shown again if need be; no more of it than a session should hold.
    #[must_use]
    pub fn with(mut self, field: &str, typed: &str) -> Self {
        let held: usize = self.entered.values().map(String::len).sum();
        if held < MOST_KEPT && self.entered.len() < MOST_FIELDS {
            let kept = typed.chars().take(LONGEST_KEPT).collect();
            self.entered.insert(field.to_owned(), kept);
        }
        self
    }

    /// Says why nothing was done, where the person can mend it.
    pub async fn refused(self, error: Error) -> Answered {
        let mut flash = Flash { form: self.form.to_owned(), entered: self.entered, ..Flash::default() };
        match error {
            Error::NotFound => return stop(StatusCode::NOT_FOUND, &Problem::NotFound.to_string()),
            Error::Unavailable(ref source) => {
                tracing::warn!(error = ?source, "a form found no database");
                return away();
            }
            Error::Internal(ref source) => {
                tracing::error!(error = ?source, form = self.form, "a form failed");
                return stop(StatusCode::INTERNAL_SERVER_ERROR, &Problem::Broken.to_string());
            }
            Error::Invalid(problems) => flash.problems = problems,
            Error::Rejected { rejection: engine::Rejection::Invalid { field, problem }, .. } => {
                flash.problems = vec![FieldError { field, problem }];
            }
            other => flash.refused = Some(other.to_string()),
        }
        go_with(&self.from, flash).await
    }
}

/// One field that needs mending.
pub fn wrong(field: &str, problem: impl Into<String>) -> Error {
    Error::Invalid(vec![FieldError { field: field.to_owned(), problem: problem.into() }])
}

/// The desk of whoever sent a form; without one the browser is sent to sign in, and the function ends.
pub fn desk() -> Result<Desk, Answered> {
    Desk::open().map_err(|problem| match problem {
        Problem::SignIn => go(&sign_in_for(&came_from())),
        Problem::Away => away(),
        other => {
            tracing::error!(problem = %other, "a form could not be answered");
            stop(StatusCode::INTERNAL_SERVER_ERROR, &Problem::Broken.to_string())
        }
    })
}

/// The page of this site that a form was on.
pub fn came_from() -> String {
    let referer =
        use_context::<Parts>().and_then(|parts| parts.headers.get(header::REFERER)?.to_str().ok().map(str::to_owned));
    let rest = referer.as_deref().and_then(|url| url.split_once("://")).map_or("", |(_, rest)| rest);
    local(rest.find('/').map_or("/", |at| &rest[at..])).to_owned()
}

/// A path of this site; `/` for everything else.
pub fn local(path: &str) -> &str {
    let bytes = path.as_bytes();
    let inside = bytes.first() == Some(&b'/') && !matches!(bytes.get(1), Some(b'/' | b'\\'));
    if inside && bytes.iter().all(|byte| (0x21..0x7f).contains(byte) && *byte != b'\\') { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn only_paths_of_this_site_are_followed() {
        for path in ["/", "/inbox?tab=done&q=a%20b", "/tasks/1-2-3#c"] {
            assert_eq!(local(path), path);
        }
        for path in [
            "",
            "inbox",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nSet-Cookie: x",
            "/a\\b",
            "/ä",
        ] {
            assert_eq!(local(path), "/", "{path}");
        }
    }
}
