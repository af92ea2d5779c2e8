//! The outbox: whole mails that were kept because there is no mail server. Their links work.
//! In the demo everybody reads everybody's; else people read their own and administrators all.

use axum::Router;
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use runtime::Runtime;
use runtime::read::{self, KeptRow};
use uuid::Uuid;

use crate::mail::{Links, shown};
use crate::ui::{Ago, Empty, Head, Icon, Message, More, Page, Person, Problem, Section, Tone, When, encoded, page};
use crate::visit::{Demo, Desk, Visit};

/// The list of kept mails.
#[component]
pub fn OutboxPage() -> impl IntoView {
    let after = use_query_map().with_untracked(|query| query.get("after")).filter(|after| !after.is_empty());
    page(Section::Outbox, |desk| async move { list(desk, after).await })
}

/// One kept mail.
#[component]
pub fn KeptMailPage() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("id")).and_then(|id| id.parse::<Uuid>().ok());
    page(Section::Outbox, move |desk| async move { one(desk, id.ok_or(Problem::NotFound)?).await })
}

async fn list(desk: Desk, after: Option<String>) -> Page {
    let page = read::outbox(&desk.runtime, &desk.caller, desk.demo.0, after.as_deref()).await?;
    let more = page.next.map(|next| view! { <More href=format!("/outbox?after={}", encoded(&next))/> });
    let whose = if desk.demo.0 {
        "In the demo everybody reads everybody's."
    } else if desk.caller.roles.admin {
        "As an administrator you read everybody's."
    } else {
        "You read your own."
    };
    let why = if desk.keeps_mail() {
        "No mail server is set (SMTP_URL), so mail is kept here instead of being sent. The links in it work."
    } else {
        "These mails were kept while there was no mail server. Mail is sent now."
    };
    let none = page.rows.is_empty().then(|| {
        view! { <Empty icon="tray" title="No mail yet" text="A mail appears here moments after somebody is asked, reminded or told something."/> }
    });
    Ok(view! {
        <Head title="Outbox"/>
        <Message tone=Tone::Active icon="tray" still=true><p>{why} " " {whose}</p></Message>
        <div id="outbox" data-live>
            {none}
            <ol class="outbox">{page.rows.into_iter().map(kept).collect_view()}</ol>
            {more}
        </div>
    }
    .into_any())
}

fn kept(row: KeptRow) -> impl IntoView {
    view! {
        <li class="outbox-mail" id=format!("mail-{}", row.id) data-row>
            <p class="outbox-to"><Person name=row.person.name/></p>
            <p class="outbox-subject"><a href=format!("/outbox/{}", row.id) data-open>{row.subject}</a></p>
            <p class="outbox-when"><When at=row.at/><span class="quiet"><Ago at=row.at/></span></p>
        </li>
    }
}

async fn one(desk: Desk, id: Uuid) -> Page {
    let mail = read::kept_mail(&desk.runtime, &desk.caller, desk.demo.0, id).await?;
    let (row, from) = (mail.row, desk.postman.from.to_string());
    Ok(view! {
        <Head title=row.subject.clone() kind="Outbox">
            <a class="button plain" href="/outbox"><Icon name="tray"/>"All mails"</a>
        </Head>
        <section class="sheet letter" aria-label="The mail">
            <dl class="facts">
                <div class="fact"><dt>"From"</dt><dd>{from}</dd></div>
                <div class="fact"><dt>"To"</dt><dd>{row.person.name} " <" {row.address} ">"</dd></div>
                <div class="fact"><dt>"Kept"</dt><dd><When at=row.at/>" "<span class="quiet"><Ago at=row.at/></span></dd></div>
            </dl>
            <iframe class="letter-frame tall" src=format!("/outbox/{id}/body") title="The mail as it looks"
                sandbox="allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"></iframe>
            <details class="letter-text" id="mail-text">
                <summary>"As plain text"</summary>
                <pre tabindex="0">{mail.text}</pre>
            </details>
        </section>
    }
    .into_any())
}

/// The mails as documents.
pub fn routes<S: Clone + Send + Sync + 'static>(runtime: Runtime, demo: Demo) -> Router<S> {
    Router::new().route("/outbox/{id}/body", get(body)).with_state((runtime, demo))
}

async fn body(
    State((runtime, demo)): State<(Runtime, Demo)>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Response {
    let Some(caller) = visit.caller else { return StatusCode::UNAUTHORIZED.into_response() };
    let Ok(id) = id.parse::<Uuid>() else { return StatusCode::NOT_FOUND.into_response() };
    match read::kept_mail(&runtime, &caller, demo.0, id).await {
        Ok(mail) => shown(&mail.html, Links::Live),
        Err(error) => Problem::from(error).status().into_response(),
    }
}
