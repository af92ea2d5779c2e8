//! The ledger of one request: who was told what and what became of the mail, the links in mails, and the addresses at
//! which programs send what is waited for. "Why did I (not) get this mail?" has its answer here.

mod api;
mod links;
mod signals;
mod told;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use runtime::ExecutionId;
use runtime::{links as mailed, read, signals as outside};

pub(crate) use told::kind;

use crate::ui::{Head, Icon, Page, Problem, Section, page};
use crate::visit::Desk;

/// The page of mail and links of a request.
#[component]
pub fn LedgerPage() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    page(Section::Elsewhere, move |desk| async move { show(desk, &id).await })
}

async fn show(desk: Desk, id: &str) -> Page {
    let id: ExecutionId = id.parse().map_err(|_| Problem::NotFound)?;
    let (runtime, caller) = (&desk.runtime, &desk.caller);
    let detail = read::execution(runtime, caller, &id).await?;
    let told = read::ledger(runtime, caller, &id).await?;
    let admin = caller.roles.admin;
    let links = if admin { Some(mailed::links_of(runtime, caller, &id).await?) } else { None };
    let signals = if admin || detail.requester.id == caller.person {
        let waits = outside::waits_of(runtime, caller, &id).await?;
        let hooks = outside::hooks_of(runtime, caller, &id).await?;
        signals::section(&desk, &id, waits, hooks)
    } else {
        ().into_any()
    };
    let about = format!("{} \u{203a} {}", detail.definition.name, detail.title);
    Ok(view! {
        <Head title="Mail and links" kind=about>
            <a class="button plain" href=format!("/executions/{id}")><Icon name="route"/>"Where it stands"</a>
        </Head>
        <div class="stack">
            {signals}
            {told::section(&desk, &told)}
            {links.map(|links| links::section(&desk, &id, links))}
        </div>
    }
    .into_any())
}
