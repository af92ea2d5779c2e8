//! The form as it was sent.

use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};

use super::{DO, DOCUMENT, DRAFT, FILE, KEY, PUBLISH};

/// What was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sent {
    pub(super) text: String,
    /// Why there is no text, as a sentence.
    pub(super) problem: Option<String>,
    pub(super) publishes: bool,
    /// It is to become a draft.
    pub(super) drafts: bool,
    /// The form's idempotency key.
    pub(super) key: String,
}

/// Reads the form. A file counts before a text.
pub(super) async fn read(form: Result<Multipart, MultipartRejection>) -> Sent {
    let unread = |problem: &str| Sent { problem: Some(problem.to_owned()), ..Sent::default() };
    let Ok(form) = form else { return unread("The form could not be read. Send it again.") };
    let mut sent = match fields(form).await {
        Ok(Some(sent)) => sent,
        Ok(None) => return unread("The file is not a text in UTF-8. Export it as JSON or as BPMN 2.0 XML."),
        Err(_) => return unread("The file could not be read. Choose it again."),
    };
    if sent.text.trim().is_empty() {
        sent.problem = Some("Choose a file, or paste its text.".to_owned());
    }
    sent
}

async fn fields(mut form: Multipart) -> Result<Option<Sent>, MultipartError> {
    let (mut sent, mut file) = (Sent::default(), None);
    while let Some(field) = form.next_field().await? {
        match field.name() {
            Some(FILE) => {
                let bytes = field.bytes().await?;
                if !bytes.is_empty() {
                    match std::str::from_utf8(&bytes) {
                        Ok(text) => file = Some(text.to_owned()),
                        Err(_) => return Ok(None),
                    }
                }
            }
            // Browsers send the line ends of a text as CR and LF.
            Some(DOCUMENT) => sent.text = field.text().await?.replace("\r\n", "\n"),
            Some(DO) => {
                let what = field.text().await?;
                (sent.publishes, sent.drafts) = (what == PUBLISH, what == DRAFT);
            }
            Some(KEY) => sent.key = field.text().await?,
            _ => {}
        }
    }
    if let Some(file) = file {
        sent.text = file;
    }
    Ok(Some(sent))
}
