//! What the forms of a link's page do, and how a refusal is said: at the field, or above the page.

use axum::http::StatusCode;
use engine::Rejection;
use engine::execution::Decision;
use engine::form::FieldError;
use engine::ids::PersonId;
use runtime::links::{self, LinkAct, LinkToken};
use runtime::{Error, Runtime};
use serde::Deserialize;

/// What a page of ours posts; and, for the page that is shown again, what was wrong with it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Posted {
    pub nonce: String,
    #[serde(rename = "do")]
    pub what: String,
    pub decision: String,
    pub comment: String,
    pub revision: String,
    pub shown: String,
    pub to: String,
    pub text: String,
    pub code: String,
    pub note: String,
    #[serde(skip)]
    pub problems: Vec<FieldError>,
    #[serde(skip)]
    pub refused: Option<String>,
}

impl Posted {
    /// What is wrong with a field of a form.
    pub fn problem(&self, form: &str, field: &str) -> Option<String> {
        let found = self.problems.iter().find(|problem| self.what == form && problem.field == field);
        found.map(|problem| problem.problem.clone())
    }

    /// What was typed into a form's field.
    pub fn typed(&self, form: &str, field: &str) -> String {
        let typed = match field {
            "comment" => &self.comment,
            "to" => &self.to,
            "text" => &self.text,
            "note" => &self.note,
            _ => return String::new(),
        };
        if self.what == form { typed.clone() } else { String::new() }
    }
}

/// Why nothing was done.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The body is not one that our pages send.
    Forged,
    Error(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// Does what a form asks for.
pub(super) async fn answer(
    runtime: &Runtime,
    token: &LinkToken,
    cookie: Option<&str>,
    signed_in: Option<PersonId>,
    posted: &Posted,
) -> Result<(), Refusal> {
    let nonce = posted.nonce.as_str();
    let act = match posted.what.as_str() {
        "code" => return Ok(links::ask_code(runtime, token, cookie, nonce).await?),
        "enter" => return Ok(links::enter_code(runtime, token, cookie, nonce, &posted.code).await?),
        "renew" => return Ok(links::new_link(runtime, token, cookie, nonce).await?),
        "decide" => LinkAct::Decide {
            decision: decision(&posted.decision)?,
            comment: posted.comment.clone(),
            revision: posted.revision.parse().map_err(|_| Refusal::Forged)?,
            shown: posted.shown.clone(),
        },
        "delegate" => LinkAct::Delegate { to: posted.to.clone(), comment: posted.comment.clone() },
        "comment" => LinkAct::Comment { text: posted.text.clone() },
        "disown" => LinkAct::Disown { comment: posted.comment.clone() },
        "resume" => LinkAct::Resume { note: posted.note.clone() },
        _ => return Err(Refusal::Forged),
    };
    links::act(runtime, token, cookie, nonce, signed_in, act).await?;
    Ok(())
}

fn decision(text: &str) -> Result<Decision, Refusal> {
    match text {
        "approve" => Ok(Decision::Approve),
        "reject" => Ok(Decision::Reject),
        "request_changes" => Ok(Decision::RequestChanges),
        _ => Err(Refusal::Forged),
    }
}

impl Refusal {
    /// The status, and the page's form with what is wrong.
    pub fn into_page(self, posted: Posted) -> (StatusCode, Posted) {
        let refused = |status, sentence: String| (status, Posted { refused: Some(sentence), ..posted.clone() });
        let invalid = |problems| (StatusCode::UNPROCESSABLE_ENTITY, Posted { problems, ..posted.clone() });
        let error = match self {
            Self::Forged => {
                return refused(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "This is not what our form sends, so nothing was changed. Try once more.".to_owned(),
                );
            }
            Self::Error(error) => error,
        };
        match error {
            Error::Invalid(problems) => invalid(problems),
            Error::Rejected { rejection: Rejection::Invalid { field, problem }, .. } => {
                invalid(vec![FieldError { field, problem }])
            }
            Error::Forbidden(_)
            | Error::Rejected { rejection: Rejection::ProofNeeded { .. } | Rejection::NotAllowed { .. }, .. } => {
                refused(StatusCode::FORBIDDEN, error.to_string())
            }
            Error::Rejected { sentence, .. } | Error::Conflict(sentence) => refused(StatusCode::CONFLICT, sentence),
            Error::NotFound => {
                refused(StatusCode::NOT_FOUND, "There is nothing here that could be answered.".to_owned())
            }
            Error::Unavailable(ref source) => {
                tracing::warn!(error = ?source, "an answer by a link found no database");
                refused(StatusCode::SERVICE_UNAVAILABLE, error.to_string())
            }
            Error::Gone(sentence) => refused(StatusCode::NOT_FOUND, sentence),
            Error::Problems(_) | Error::Internal(_) => {
                tracing::error!(error = ?error, "an answer by a link failed");
                refused(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "Something went wrong on our side, and nothing was changed. It was written to the log.".to_owned(),
                )
            }
        }
    }
}
