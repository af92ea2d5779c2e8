//! What administrators do with mail.

use axum::http::StatusCode;
use leptos::prelude::*;
use runtime::{Error, mail};
use uuid::Uuid;

use crate::forms::{self, Answered, Sent};

/// Where the forms are.
pub(super) const HERE: &str = "/mail";

/// Has a mail that failed sent once more.
#[server(prefix = "/do", endpoint = "send-again")]
pub async fn send_again(key: String, mail: Uuid) -> Answered {
    // A mail that was sent again is not a failed one any more: the key has nothing to keep here.
    drop(key);
    let desk = match forms::desk() {
        Ok(desk) => desk,
        Err(answered) => return answered,
    };
    let done = mail::send_again(&desk.runtime, &desk.caller, mail).await;
    answered(done, Sent::new(HERE, "send-again"), "It is sent again, as soon as the mail server takes it.").await
}

/// Sets colour and prefix of the subject, and how long mail waits for people in the app.
#[server(prefix = "/do", endpoint = "mail-look")]
pub async fn mail_look(
    key: String,
    colour: String,
    #[server(default)] subject_prefix: String,
    stagger_seconds: String,
) -> Answered {
    drop(key);
    let desk = match forms::desk() {
        Ok(desk) => desk,
        Err(answered) => return answered,
    };
    let sent = Sent::new(format!("{HERE}#look"), "look")
        .with("colour", &colour)
        .with("subject_prefix", &subject_prefix)
        .with("stagger_seconds", &stagger_seconds);
    // What is no number is out of every range; the runtime says which is right.
    let seconds = stagger_seconds.trim().parse().unwrap_or(-1);
    let done = mail::set_look(&desk.runtime, &desk.caller, &colour, &subject_prefix, seconds).await;
    answered(done, sent, "Mail looks like this from now on.").await
}

/// Takes the logo away.
#[server(prefix = "/do", endpoint = "remove-logo")]
pub async fn remove_logo(key: String) -> Answered {
    drop(key);
    let desk = match forms::desk() {
        Ok(desk) => desk,
        Err(answered) => return answered,
    };
    let done = mail::set_logo(&desk.runtime, &desk.caller, None).await;
    answered(done, Sent::new(HERE, "logo"), "Mail has no logo any more.").await
}

/// Back to the page with what was done; whoever may not see the page is told here.
async fn answered(done: runtime::Result<()>, sent: Sent, said: &str) -> Answered {
    match done {
        Ok(()) => forms::done(HERE, said).await,
        Err(Error::Forbidden(why)) => forms::stop(StatusCode::FORBIDDEN, &why),
        Err(error) => sent.refused(error).await,
    }
}
