//! The forms about drafts and published processes. Each goes to the page where the work goes on.
#![allow(clippy::too_many_arguments, reason = "the arguments of a form's function are the form's fields")]

use std::collections::BTreeMap;

use engine::ids::PersonId;
use leptos::prelude::*;
use runtime::drafts::{self, PublicationDecided, Publish, PublishOutcome, Second};
use runtime::{DraftId, Error};
use uuid::Uuid;

use super::begin::{Wanted, begin};
use crate::flash::Flash;
use crate::forms::{self, Answered, Sent};
use crate::ui::encoded;

/// Where the list of processes and drafts is.
const LIST: &str = "/definitions";

/// Makes a draft of a template (`template`, with the organisation's `groups` by the template's), of a document (`document`,
/// with `update` as the next version of its key), or of a published version (`from`, `version`; with `copy` or `as_key` as a
/// new process).
#[server(prefix = "/do", endpoint = "new-draft")]
pub async fn new_draft(
    key: String,
    #[server(default)] template: String,
    #[server(default)] groups: BTreeMap<String, String>,
    #[server(default)] document: String,
    #[server(default)] update: String,
    #[server(default)] from: String,
    #[server(default)] version: String,
    #[server(default)] copy: String,
    #[server(default)] as_key: String,
    #[server(default)] name: String,
) -> Answered {
    let desk = match forms::desk() {
        Ok(desk) => desk,
        Err(answered) => return answered,
    };
    let sent = Sent::new(forms::came_from(), "new-draft").with("as_key", &as_key).with("name", &name);
    let sent = groups.iter().fold(sent, |sent, (open, group)| sent.with(&format!("groups[{open}]"), group));
    let (copy, update) = (!copy.is_empty(), !update.is_empty());
    let wanted = Wanted { template, groups, document, update, from, version, copy, as_key, name };
    let made = match begin(&desk.runtime, &desk.caller, &wanted).await {
        Ok(new) => desk.runtime.create_draft(&desk.caller, &key, new).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(id) => forms::go(&format!("/drafts/{id}")),
        Err(error) => sent.refused(error).await,
    }
}

/// Discards a draft at the revision that was shown.
#[server(prefix = "/do", endpoint = "discard-draft")]
pub async fn discard_draft(key: String, draft: String, revision: i64) -> Answered {
    let desk = match forms::desk() {
        Ok(desk) => desk,
        Err(answered) => return answered,
    };
    let Ok(id) = draft.parse::<DraftId>() else { return forms::forged("There is no such draft.") };
    match desk.runtime.discard_draft(&desk.caller, id, &key, revision).await {
        Ok(()) => forms::done(LIST, "The draft is discarded.").await,
        Err(error) => refused(Sent::new(forms::came_from(), "discard-draft"), error).await,
    }
}

/// Publishes a draft at the revision that was shown; or (`second` is `any` or a person's id) asks somebody else to. Where
/// the form has both buttons, `then` says which: `publish` or `ask`.
#[server(prefix = "/do", endpoint = "publish-draft")]
pub async fn publish_draft(
    key: String,
    draft: String,
    revision: i64,
    #[server(default)] note: String,
    #[server(default)] second: String,
    #[server(default)] over: String,
    #[server(default)] then: String,
) -> Answered {
    let desk = match forms::desk() {
        Ok(desk) => desk,
        Err(answered) => return answered,
    };
    let Ok(id) = draft.parse::<DraftId>() else { return forms::forged("There is no such draft.") };
    let asked = match second.as_str() {
        _ if then == "publish" => Second::No,
        "" => Second::No,
        "any" => Second::Ask(None),
        // Nobody has the nil id: the runtime answers that a person from the list is to be chosen.
        person => Second::Ask(Some(PersonId(person.parse().unwrap_or(Uuid::nil())))),
    };
    let here = format!("/drafts/{id}/publish");
    let over_version = match over.as_str() {
        "" => None,
        text => match text.parse() {
            Ok(version) => Some(version),
            Err(_) => return forms::forged("There is no such version."),
        },
    };
    let sent = Sent::new(&here, "publish-draft").with("note", &note).with("second", &second).with("over", &over);
    let publish = Publish { key, revision, note, second: asked, over: over_version };
    match desk.runtime.publish_draft(&desk.caller, id, publish).await {
        Ok(PublishOutcome::Published(published)) => {
            let said = format!("It is published as version {}. New requests follow it.", published.version);
            forms::done(&format!("/definitions/{}", encoded(&published.key)), said).await
        }
        Ok(PublishOutcome::Asked) => {
            forms::done(&here, "It waits for the second person, who is told by mail and finds it among the drafts.")
                .await
        }
        Err(error) => refused(sent, error).await,
    }
}

/// The second person's answer (`decision` is `approve` or `refuse`) to the revision that was shown.
#[server(prefix = "/do", endpoint = "decide-publication")]
pub async fn decide_publication(
    key: String,
    draft: String,
    revision: i64,
    decision: String,
    #[server(default)] comment: String,
) -> Answered {
    let desk = match forms::desk() {
        Ok(desk) => desk,
        Err(answered) => return answered,
    };
    let Ok(id) = draft.parse::<DraftId>() else { return forms::forged("There is no such draft.") };
    let approve = match decision.as_str() {
        "approve" => true,
        "refuse" => false,
        _ => return forms::forged("There is no such decision."),
    };
    let here = format!("/drafts/{id}/publish");
    let sent = Sent::new(&here, "decide-publication").with("comment", &comment);
    let decide = drafts::DecidePublication { key, revision, approve, comment };
    match desk.runtime.decide_publication(&desk.caller, id, decide).await {
        Ok(PublicationDecided::Published(published)) => {
            let said = format!("It is published as version {}. New requests follow it.", published.version);
            forms::done(&format!("/definitions/{}", encoded(&published.key)), said).await
        }
        Ok(PublicationDecided::Refused) => {
            forms::done(&here, "You refused it. Whoever asked finds your reason at the draft.").await
        }
        Err(error) => refused(sent, error).await,
    }
}

/// Takes back a request to publish.
#[server(prefix = "/do", endpoint = "withdraw-publication")]
pub async fn withdraw_publication(key: String, draft: String) -> Answered {
    let desk = match forms::desk() {
        Ok(desk) => desk,
        Err(answered) => return answered,
    };
    let Ok(id) = draft.parse::<DraftId>() else { return forms::forged("There is no such draft.") };
    let here = format!("/drafts/{id}/publish");
    match desk.runtime.withdraw_publication(&desk.caller, id, &key).await {
        Ok(()) => forms::done(&here, "Nobody is asked to publish it any more.").await,
        Err(error) => refused(Sent::new(here, "withdraw-publication"), error).await,
    }
}

/// Takes a process out of use.
#[server(prefix = "/do", endpoint = "retire")]
pub async fn retire(key: String, definition: String) -> Answered {
    let desk = match forms::desk() {
        Ok(desk) => desk,
        Err(answered) => return answered,
    };
    let here = format!("{LIST}/{}", encoded(&definition));
    match desk.runtime.retire(&desk.caller, &definition, &key).await {
        Ok(()) => forms::done(&here, "It is retired: nobody can ask for it any more. Running requests go on.").await,
        Err(error) => Sent::new(here, "retire").refused(error).await,
    }
}

/// Brings a retired process back.
#[server(prefix = "/do", endpoint = "unretire")]
pub async fn unretire(key: String, definition: String) -> Answered {
    let desk = match forms::desk() {
        Ok(desk) => desk,
        Err(answered) => return answered,
    };
    let here = format!("{LIST}/{}", encoded(&definition));
    match desk.runtime.unretire(&desk.caller, &definition, &key).await {
        Ok(()) => forms::done(&here, "It is in use again.").await,
        Err(error) => Sent::new(here, "unretire").refused(error).await,
    }
}

/// Deletes a process by which nobody ever asked for anything.
#[server(prefix = "/do", endpoint = "delete-definition")]
pub async fn delete_definition(key: String, definition: String) -> Answered {
    let desk = match forms::desk() {
        Ok(desk) => desk,
        Err(answered) => return answered,
    };
    match desk.runtime.delete_definition(&desk.caller, &definition, &key).await {
        Ok(()) => forms::done(LIST, "The process is deleted.").await,
        Err(error) => {
            let here = format!("{LIST}/{}", encoded(&definition));
            Sent::new(here, "delete-definition").refused(error).await
        }
    }
}

/// Sets whether a second person must agree to new versions (`needed` is `yes`) or not.
#[server(prefix = "/do", endpoint = "second-person")]
pub async fn second_person(key: String, definition: String, #[server(default)] needed: String) -> Answered {
    let desk = match forms::desk() {
        Ok(desk) => desk,
        Err(answered) => return answered,
    };
    // Setting it twice is setting it once, so the key is not looked at.
    drop(key);
    let needed = needed == "yes";
    let here = format!("{LIST}/{}", encoded(&definition));
    match desk.runtime.set_second_person(&desk.caller, &definition, needed).await {
        Ok(()) if needed => forms::done(&here, "From now on a second person must agree to every new version.").await,
        Ok(()) => forms::done(&here, "Designers publish new versions alone again.").await,
        Err(error) => Sent::new(here, "second-person").refused(error).await,
    }
}

/// Back to the page; or to the list, when the draft has no page any more.
async fn refused(sent: Sent, error: Error) -> Answered {
    match error {
        Error::Gone(why) => {
            forms::go_with(LIST, Flash { form: sent.form.to_owned(), refused: Some(why), ..Flash::default() }).await
        }
        other => sent.refused(other).await,
    }
}
