//! What can be done with a request as a whole. Each form comes back to the page that it was on.

use engine::ids::IncidentNo;
use leptos::prelude::*;
use runtime::{Act, ExecutionId};

use crate::forms::{self, Answered, Sent};

/// Somebody says something about the request.
#[server(prefix = "/do", endpoint = "comment")]
pub async fn comment(
    key: String,
    execution: String,
    text: String,
    #[server(default)] from: String,
) -> Result<(), ServerFnError> {
    let act = Act::Comment { text: text.clone() };
    done(&key, &execution, Sent::new(from, "comment").with("comment", &text), act, "Your comment is in the history.")
        .await
}

/// The requester reminds whoever holds it.
#[server(prefix = "/do", endpoint = "nudge")]
pub async fn nudge(key: String, execution: String, #[server(default)] from: String) -> Result<(), ServerFnError> {
    done(&key, &execution, Sent::new(from, "nudge"), Act::Nudge, "They have been reminded.").await
}

/// The requester takes it back.
#[server(prefix = "/do", endpoint = "withdraw")]
pub async fn withdraw(
    key: String,
    execution: String,
    #[server(default)] reason: String,
    #[server(default)] from: String,
) -> Result<(), ServerFnError> {
    let sent = Sent::new(from, "withdraw").with("reason", &reason);
    done(&key, &execution, sent, Act::Withdraw { reason: reason.clone() }, "The request is withdrawn.").await
}

/// An administrator ends it.
#[server(prefix = "/do", endpoint = "cancel")]
pub async fn cancel(key: String, execution: String, #[server(default)] reason: String) -> Result<(), ServerFnError> {
    let sent = Sent::new(String::new(), "cancel").with("reason", &reason);
    done(&key, &execution, sent, Act::Cancel { reason: reason.clone() }, "The request is cancelled.").await
}

/// An administrator has an obstacle tried again.
#[server(prefix = "/do", endpoint = "mend")]
pub async fn mend(
    key: String,
    execution: String,
    incident: u32,
    #[server(default)] from: String,
) -> Result<(), ServerFnError> {
    let act = Act::RetryIncident { incident: IncidentNo(incident) };
    done(&key, &execution, Sent::new(from, "mend"), act, "It was tried again; the page shows what came of it.").await
}

/// Does it and goes back: to where the form says, else to the request.
async fn done(key: &str, execution: &str, mut sent: Sent, act: Act, said: &str) -> Answered {
    let desk = match forms::desk() {
        Ok(desk) => desk,
        Err(answered) => return answered,
    };
    let Ok(id) = execution.parse::<ExecutionId>() else {
        return forms::forged("There is no such request.");
    };
    if sent.from.is_empty() {
        sent.from = format!("/executions/{id}");
    }
    match desk.runtime.act(&desk.caller, key, &id, act).await {
        Ok(_) => forms::done(&sent.from.clone(), said).await,
        Err(error) => sent.refused(error).await,
    }
}
