//! Who asks, and why something was not done: always a status and `{"problem": sentence}`.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::definition::LARGEST_DOCUMENT;
use runtime::{Caller, Error};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::ui::Problem;
use crate::visit::Visit;

/// A status and a sentence for a person.
#[derive(Debug)]
pub(super) struct Refused(StatusCode, String);

impl Refused {
    /// There is nothing here, or not for this person.
    pub(super) fn not_found() -> Self {
        Self::from(Error::NotFound)
    }

    /// The document is too large.
    pub(super) fn too_large() -> Self {
        let most = LARGEST_DOCUMENT / 1024;
        Self(StatusCode::PAYLOAD_TOO_LARGE, format!("The process is larger than {most} kB, so it was not saved."))
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, [(header::CACHE_CONTROL, "no-store")], axum::Json(json!({ "problem": self.1 }))).into_response()
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        let sentence = error.to_string();
        match error {
            Error::NotFound | Error::Gone(_) => Self(StatusCode::NOT_FOUND, sentence),
            Error::Forbidden(_) => Self(StatusCode::FORBIDDEN, sentence),
            Error::Invalid(problems) => {
                let all: Vec<String> = problems.into_iter().map(|problem| problem.problem).collect();
                Self(StatusCode::UNPROCESSABLE_ENTITY, all.join(" "))
            }
            // 409 is kept for what somebody else has saved, whose document comes along.
            Error::Rejected { .. } | Error::Problems(_) | Error::Conflict(_) => {
                Self(StatusCode::UNPROCESSABLE_ENTITY, sentence)
            }
            Error::Unavailable(source) => {
                tracing::warn!(error = ?source, "a draft found no database");
                Self(StatusCode::SERVICE_UNAVAILABLE, sentence)
            }
            Error::Internal(source) => {
                tracing::error!(error = ?source, "something about a draft failed");
                Self(StatusCode::INTERNAL_SERVER_ERROR, sentence)
            }
        }
    }
}

/// The designer who asks.
pub(super) struct Asks {
    pub(super) caller: Caller,
}

impl<S: Send + Sync> FromRequestParts<S> for Asks {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        let visit = parts.extensions.get::<Visit>().cloned().unwrap_or_default();
        if visit.away {
            return Err(Refused(StatusCode::SERVICE_UNAVAILABLE, Problem::Away.to_string()));
        }
        match visit.caller {
            Some(caller) if caller.may_design() => Ok(Self { caller }),
            Some(_) => {
                Err(Refused(StatusCode::FORBIDDEN, "Only designers and administrators work on drafts.".to_owned()))
            }
            None => Err(Refused(
                StatusCode::UNAUTHORIZED,
                "You are signed out. Sign in again in another tab; what you have drawn stays here.".to_owned(),
            )),
        }
    }
}

/// The body as it should be.
pub(super) fn body<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refused> {
    serde_json::from_slice(bytes).map_err(|error| {
        Refused(
            StatusCode::UNPROCESSABLE_ENTITY,
            format!("This is not what the editor sends ({error}). Load the page again; nothing was changed."),
        )
    })
}
