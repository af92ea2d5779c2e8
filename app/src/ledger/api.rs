//! Ending links and addresses, and making an address for a program.

use engine::ids::WaitNo;
use leptos::prelude::*;
use runtime::{Error, ExecutionId, links, signals};
use uuid::Uuid;

use crate::flash::Flash;
use crate::forms::{self, Answered, Sent};
use crate::visit::Desk;

/// The form whose answer holds a new address.
pub(super) const MADE: &str = "make-hook";
pub(super) const PATH: &str = "path";
pub(super) const SECRET: &str = "secret";

/// An administrator ends a link.
#[server(prefix = "/do", endpoint = "end-link")]
pub async fn end_link(key: String, execution: String, link: Uuid) -> Answered {
    // Ending twice is ending once: the key has nothing to keep here.
    drop(key);
    let (desk, id) = match opened(&execution) {
        Ok(opened) => opened,
        Err(answered) => return answered,
    };
    let done = async {
        if runtime::may_see(&desk.runtime, &desk.caller, &id).await? {
            links::revoke(&desk.runtime, &desk.caller, &id, link).await
        } else {
            Err(Error::NotFound)
        }
    };
    match done.await {
        Ok(()) => forms::done(&page(&id), "The link has ended. Whoever opens it is told so.").await,
        Err(error) => Sent::new(page(&id), "end-link").refused(error).await,
    }
}

/// Makes an address at which a program sends what is waited for. It is shown on the page that follows, and only there.
#[server(prefix = "/do", endpoint = "make-hook")]
pub async fn make_hook(key: String, execution: String, wait: u32) -> Answered {
    drop(key);
    let (desk, id) = match opened(&execution) {
        Ok(opened) => opened,
        Err(answered) => return answered,
    };
    match signals::make_hook(&desk.runtime, &desk.caller, &id, WaitNo(wait)).await {
        Ok(made) => {
            let entered = [(PATH.to_owned(), made.path), (SECRET.to_owned(), made.secret)].into();
            forms::go_with(&page(&id), Flash { form: MADE.to_owned(), entered, ..Flash::default() }).await
        }
        Err(error) => Sent::new(page(&id), "hook").refused(error).await,
    }
}

/// Ends an address.
#[server(prefix = "/do", endpoint = "end-hook")]
pub async fn end_hook(key: String, execution: String, hook: Uuid) -> Answered {
    drop(key);
    let (desk, id) = match opened(&execution) {
        Ok(opened) => opened,
        Err(answered) => return answered,
    };
    match signals::revoke_hook(&desk.runtime, &desk.caller, &id, hook).await {
        Ok(()) => forms::done(&page(&id), "The address has ended. A program that calls it is told so.").await,
        Err(error) => Sent::new(page(&id), "end-hook").refused(error).await,
    }
}

fn opened(execution: &str) -> Result<(Desk, ExecutionId), Answered> {
    let desk = forms::desk()?;
    let id = execution.parse().map_err(|_| forms::forged("There is no such request."))?;
    Ok((desk, id))
}

fn page(id: &ExecutionId) -> String {
    format!("/executions/{id}/mail")
}
