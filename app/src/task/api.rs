//! What the page of a task does. Each form names the task; the runtime says whether this person may.

use std::collections::BTreeMap;
use std::fmt;

use engine::execution::Decision;
use engine::ids::PersonId;
use leptos::prelude::*;
use runtime::{Act, TaskId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::revise::COMMENT;
use crate::forms::{self, Answered, Sent, wrong};

/// What an answer is signed with. It is never shown, logged or kept.
#[derive(Clone, Serialize, Deserialize)]
pub struct Signature {
    #[serde(default)]
    password: String,
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(..)")
    }
}

/// Approve, reject or send back the request as it was shown (`revision`, `shown`); where a signature is asked for, with
/// the password once more, which is kept nowhere.
#[server(prefix = "/do", endpoint = "decide")]
pub async fn decide(
    key: String,
    task: String,
    revision: u32,
    decision: String,
    #[server(default)] comment: String,
    #[server(default)] shown: String,
    #[server(default)] signature: Option<Signature>,
) -> Answered {
    let (decision, said) = match decision.as_str() {
        "approve" => (Decision::Approve, "You approved"),
        "reject" => (Decision::Reject, "You rejected"),
        "request_changes" => (Decision::RequestChanges, "You sent back"),
        _ => return forms::forged("There is no such decision."),
    };
    let sent = |id: TaskId| Sent::new(format!("/tasks/{id}"), "decide").with("comment", &comment);
    let act = |id: TaskId| Act::Decide {
        task: id.no,
        decision,
        comment: comment.clone(),
        revision,
        shown: Some(shown.clone()).filter(|shown| !shown.is_empty()),
    };
    let done = |title| ("/inbox".to_owned(), format!("{said} \u{201c}{title}\u{201d}."));
    signed(&key, &task, signature.as_ref().map(|signature| signature.password.as_str()), act, sent, done).await
}

/// The changed request, after it was sent back.
#[server(prefix = "/do", endpoint = "resubmit")]
pub async fn resubmit(
    key: String,
    task: String,
    #[server(default)] entered: BTreeMap<String, String>,
    #[server(default)] comment: String,
) -> Answered {
    let sent = |id: TaskId| {
        Sent { from: format!("/tasks/{id}"), form: "resubmit", entered: entered.clone() }.with(COMMENT, &comment)
    };
    let act = |id: TaskId| Act::Resubmit { task: id.no, entered: entered.clone(), comment: comment.clone() };
    answer(&key, &task, act, sent, |title| {
        ("/requests".to_owned(), format!("You submitted \u{201c}{title}\u{201d} again."))
    })
    .await
}

/// Takes what is offered to several.
#[server(prefix = "/do", endpoint = "claim")]
pub async fn claim(key: String, task: String) -> Answered {
    let sent = |id: TaskId| Sent::new(format!("/tasks/{id}"), "claim");
    let to = task.clone();
    answer(
        &key,
        &task,
        |id| Act::Claim { task: id.no },
        sent,
        |_| (format!("/tasks/{to}"), "It is yours now.".to_owned()),
    )
    .await
}

/// Gives back what was taken.
#[server(prefix = "/do", endpoint = "release")]
pub async fn release(key: String, task: String) -> Answered {
    let sent = |id: TaskId| Sent::new(format!("/tasks/{id}"), "release");
    let to = task.clone();
    let done = |_: String| (format!("/tasks/{to}"), "Everybody who was asked can take it again.".to_owned());
    answer(&key, &task, |id| Act::Release { task: id.no }, sent, done).await
}

/// Hands it on.
#[server(prefix = "/do", endpoint = "delegate")]
pub async fn delegate(
    key: String,
    task: String,
    #[server(default)] to: String,
    #[server(default)] comment: String,
) -> Answered {
    let sent = |id: TaskId| Sent::new(format!("/tasks/{id}"), "delegate").with("to", &to).with("comment", &comment);
    // Nobody has the nil id: the runtime answers that a person from the list is to be chosen.
    let person = PersonId(to.parse().unwrap_or(Uuid::nil()));
    let act = |id: TaskId| Act::Delegate { task: id.no, to: person, comment: comment.clone() };
    answer(&key, &task, act, sent, |title| ("/inbox".to_owned(), format!("You handed on \u{201c}{title}\u{201d}.")))
        .await
}

/// "This is not for me": whoever asked and the administrators are told.
#[server(prefix = "/do", endpoint = "disown")]
pub async fn disown(key: String, task: String, #[server(default)] comment: String) -> Answered {
    let sent = |id: TaskId| Sent::new(format!("/tasks/{id}"), "disown").with("comment", &comment);
    let act = |id: TaskId| Act::Disown { task: id.no, comment: comment.clone() };
    answer(&key, &task, act, sent, |title| {
        let said =
            format!("Whoever asked and the administrators are told that \u{201c}{title}\u{201d} is not for you.");
        ("/inbox".to_owned(), said)
    })
    .await
}

/// Does it; then on to where `done` says, with its sentence, or back with the reason why not.
async fn answer(
    key: &str,
    task: &str,
    act: impl FnOnce(TaskId) -> Act,
    sent: impl FnOnce(TaskId) -> Sent,
    done: impl FnOnce(String) -> (String, String),
) -> Answered {
    signed(key, task, None, act, sent, done).await
}

/// The same, signed with the password where one is given.
async fn signed(
    key: &str,
    task: &str,
    password: Option<&str>,
    act: impl FnOnce(TaskId) -> Act,
    sent: impl FnOnce(TaskId) -> Sent,
    done: impl FnOnce(String) -> (String, String),
) -> Answered {
    let desk = match forms::desk() {
        Ok(desk) => desk,
        Err(answered) => return answered,
    };
    let Ok(id) = task.parse::<TaskId>() else { return forms::forged("There is no such task.") };
    let answered = match password {
        Some("") => Err(wrong("password", "Enter your password to sign.")),
        Some(password) => desk.runtime.sign(&desk.caller, key, &id.execution, act(id), password).await,
        None => desk.runtime.act(&desk.caller, key, &id.execution, act(id)).await,
    };
    if let Err(error) = answered {
        return sent(id).refused(error).await;
    }
    let title = runtime::read::task(&desk.runtime, &desk.caller, &id.execution, id.no).await.map(|task| task.title);
    let (to, said) = done(title.unwrap_or_else(|_| "the request".to_owned()));
    forms::done(&to, said).await
}
