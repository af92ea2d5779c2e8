//! The logo of mails: a file that is sent, and the image that is shown. Not a form of `/do/`, because it brings a file.

use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{Extension, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use runtime::mail::{self, Postman};
use runtime::{Caller, Error, Runtime};
use tower_sessions::Session;

use super::api::HERE;
use crate::flash::Flash;
use crate::forms::{see_other, wrong};
use crate::ui::{Problem, sign_in_for};
use crate::visit::{self, Visit};

/// The name of the field.
pub(super) const FIELD: &str = "logo";

/// Answers the image; for administrators.
pub(super) async fn logo(State(postman): State<Postman>, Extension(visit): Extension<Visit>) -> Response {
    let Some(caller) = visit.caller else { return StatusCode::UNAUTHORIZED.into_response() };
    match mail::look(&postman.runtime, &caller).await {
        Ok(look) => match look.logo {
            Some(png) => {
                ([(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "no-store")], png).into_response()
            }
            None => StatusCode::NOT_FOUND.into_response(),
        },
        Err(error) => Problem::from(error).status().into_response(),
    }
}

/// Takes the file, and sends the browser back to the page.
pub(super) async fn set_logo(
    State(postman): State<Postman>,
    Extension(visit): Extension<Visit>,
    Extension(session): Extension<Session>,
    body: Result<Multipart, MultipartRejection>,
) -> Response {
    if visit.away {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let Some(caller) = visit.caller else { return see_other(&sign_in_for(HERE)) };
    let flash = match take(&postman.runtime, &caller, body).await {
        Ok(()) => Flash { done: Some("Mail has this logo from now on.".to_owned()), ..Flash::default() },
        Err(Error::Invalid(problems)) => Flash { form: FIELD.to_owned(), problems, ..Flash::default() },
        Err(error) => return Problem::from(error).status().into_response(),
    };
    match visit::leave(&session, &flash).await {
        Ok(()) => see_other(HERE),
        Err(error) => {
            tracing::error!(%error, "what a form says could not be kept for the next page");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

async fn take(runtime: &Runtime, caller: &Caller, body: Result<Multipart, MultipartRejection>) -> runtime::Result<()> {
    let unread = || wrong(FIELD, "The file could not be read. Choose it again.");
    let mut body = body.map_err(|_| unread())?;
    while let Some(field) = body.next_field().await.map_err(|_| unread())? {
        if field.name() == Some(FIELD) {
            let png = field.bytes().await.map_err(|_| unread())?;
            if png.is_empty() {
                break;
            }
            return mail::set_logo(runtime, caller, Some(&png)).await;
        }
    }
    Err(wrong(FIELD, "Choose a PNG image."))
}
