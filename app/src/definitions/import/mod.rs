//! Import: a text or a file becomes a draft that is looked at, mended and published. Nothing is kept before that: what was
//! sent goes with the request to the page that shows it.

mod outcome;
mod read;
mod shown;

use std::future::Future;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;
use runtime::drafts::NewDraft;
use runtime::{Caller, Error, Runtime};
use tower_sessions::Session;

pub(super) use shown::page;

use self::read::Sent;
use crate::flash::Flash;
use crate::forms::see_other;
use crate::ui::{Problem, Submit, sign_in_for};
use crate::visit::{self, Visit};

/// Where the form is, and where it is sent.
const HERE: &str = "/definitions";
/// The names of the form's fields, and of its buttons.
const FILE: &str = "file";
const DOCUMENT: &str = "document";
const DO: &str = "do";
const PUBLISH: &str = "publish";
const DRAFT: &str = "draft";
const KEY: &str = "key";

/// What was sent, for the page that shows what came of it.
#[derive(Clone, Debug)]
pub(super) struct Received(Arc<Sent>);

impl Received {
    /// What was sent with this request, within a page.
    pub(super) fn now() -> Option<Self> {
        visit::extension()
    }
}

/// Answers the form: by the page that `render` makes of what was sent, or, once it is published, by the process's page.
pub async fn answer<Made>(runtime: Runtime, request: Request, render: impl FnOnce(Request) -> Made) -> Response
where
    Made: Future<Output = Response>,
{
    let (mut parts, body) = request.into_parts();
    let visit = parts.extensions.get::<Visit>().cloned().unwrap_or_default();
    if visit.away {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let Some(caller) = visit.caller else { return see_other(&sign_in_for(HERE)) };
    let sent = if caller.may_design() {
        read::read(Multipart::from_request(Request::from_parts(parts.clone(), body), &()).await).await
    } else {
        // The page says that this is not for them.
        Sent::default()
    };
    if sent.drafts
        && let Some(response) = open_as_draft(&runtime, &caller, parts.extensions.get::<Session>(), &sent).await
    {
        return response;
    }
    if sent.publishes
        && let Some(response) = publish(&runtime, &caller, parts.extensions.get::<Session>(), &sent).await
    {
        return response;
    }
    parts.extensions.insert(Received(Arc::new(sent)));
    render(Request::from_parts(parts, Body::empty())).await
}

/// Publishes the document; when it still has to be mended nothing is answered, and the page says what is wrong.
async fn publish(runtime: &Runtime, caller: &Caller, session: Option<&Session>, sent: &Sent) -> Option<Response> {
    let published = match runtime.publish(caller, &sent.text).await {
        Ok(published) => published,
        Err(Error::Problems(_) | Error::Invalid(_)) => return None,
        Err(error) => return Some(Problem::from(error).status().into_response()),
    };
    let said = format!("It is published as version {}. New requests follow it.", published.version);
    let flash = Flash { done: Some(said), ..Flash::default() };
    if let Some(session) = session
        && let Err(error) = visit::leave(session, &flash).await
    {
        tracing::warn!(%error, "what an import says could not be kept for the next page");
    }
    Some(see_other(&format!("{HERE}/{}", published.key)))
}

/// Makes a draft of the text; of a process that is published it becomes the draft of its next version. When the text cannot
/// be read nothing is answered, and the page says why.
async fn open_as_draft(runtime: &Runtime, caller: &Caller, session: Option<&Session>, sent: &Sent) -> Option<Response> {
    let read = outcome::draft(&sent.text).ok()?;
    let newest = match runtime::read::definition(runtime, caller, &read.definition.key, None).await {
        Ok(found) => Some(found.version),
        Err(Error::NotFound) => None,
        Err(error) => return Some(Problem::from(error).status().into_response()),
    };
    let new = NewDraft { document: read.document, based_on: newest, scenarios_of: None };
    let flash = match runtime.create_draft(caller, &sent.key, new).await {
        Ok(id) => return Some(see_other(&format!("/drafts/{id}"))),
        Err(error @ (Error::Conflict(_) | Error::Invalid(_))) => {
            Flash { refused: Some(error.to_string()), ..Flash::default() }
        }
        Err(error) => return Some(Problem::from(error).status().into_response()),
    };
    if let Some(session) = session
        && let Err(error) = visit::leave(session, &flash).await
    {
        tracing::warn!(%error, "what an import says could not be kept for the next page");
    }
    Some(see_other(HERE))
}

/// The form on the list of processes, for those who may publish.
pub(super) fn form(open: bool) -> AnyView {
    view! {
        <details class="sheet import" open=open id="import">
            <summary>"Import a process"</summary>
            <form method="post" action=HERE enctype="multipart/form-data" class="form" data-once>
                <p>"A definition document (JSON), or a BPMN 2.0 file of any modeller. You see what becomes of it first; nothing is kept until you publish it."</p>
                <div class="field">
                    <label class="field-label" for="import-file">"File"</label>
                    <input class="input" id="import-file" name=FILE type="file" accept=".json,.bpmn,.xml,application/json,application/xml,text/xml"/>
                </div>
                <div class="field">
                    <label class="field-label" for="import-text">"Or its text"</label>
                    <textarea class="input import-text" id="import-text" name=DOCUMENT rows="6" spellcheck="false" autocomplete="off"></textarea>
                </div>
                <div class="form-ways"><Submit label="Look at it" icon="forward"/></div>
            </form>
        </details>
    }
    .into_any()
}
