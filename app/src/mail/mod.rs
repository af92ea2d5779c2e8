//! What administrators see of mail: how it stands, what failed, how it looks, and each kind of mail as it would be.

mod api;
mod look;
mod overview;
mod previews;
mod shown;
mod upload;

use axum::Router;
use axum::routing::get;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use runtime::mail::Postman;
use runtime::read;

pub(crate) use shown::{Links, shown};

use crate::ui::{Head, Icon, Page, Section, page};
use crate::visit::Desk;

/// The page of mail.
#[component]
pub fn MailPage() -> impl IntoView {
    let kind = use_query_map().with_untracked(|query| query.get("kind"));
    page(Section::System, |desk| async move { show(desk, kind).await })
}

async fn show(desk: Desk, kind: Option<String>) -> Page {
    let overview = read::mail_overview(&desk.runtime, &desk.caller).await?;
    let look = runtime::mail::look(&desk.runtime, &desk.caller).await?;
    let kept = desk.keeps_mail() || !read::outbox(&desk.runtime, &desk.caller, true, None).await?.rows.is_empty();
    let previews = previews::section(&desk, kind).await?;
    Ok(view! {
        <Head title="Mail" kind="System">
            {kept.then(|| view! { <a class="button plain" href="/outbox"><Icon name="tray"/>"Outbox"</a> })}
        </Head>
        <div class="stack">
            <div id="mail" class="stack" data-live>
                {overview::stands(&desk, &overview)}
                {overview::failures(&overview)}
            </div>
            {look::section(&desk, look)}
            {previews}
        </div>
    }
    .into_any())
}

/// What belongs to the page and is no page: each kind of mail as a document, and the logo.
pub fn routes<S: Clone + Send + Sync + 'static>(postman: Postman) -> Router<S> {
    Router::new()
        .route("/mail/preview/{kind}", get(previews::document))
        .route("/mail/logo", get(upload::logo).post(upload::set_logo))
        .with_state(postman)
}
