//! The published processes: what there is, and each one read out: its drawing, its form, its steps, its versions.

mod detail;
mod export;
mod import;
pub mod names;

pub use export::routes;
pub use import::answer;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use runtime::read::{self, DefinitionRow};

use self::import::Received;
use crate::ui::{Empty, Head, Icon, Page, Section, When, page};
use crate::visit::Desk;

/// The list of processes; what became of an import, where one was sent.
#[component]
pub fn DefinitionsPage() -> impl IntoView {
    let received = Received::now();
    page(Section::Definitions, |desk| async move {
        match received {
            Some(received) => import::page(desk, received).await,
            None => list(desk).await,
        }
    })
}

/// One process, in one of its versions.
#[component]
pub fn DefinitionPage() -> impl IntoView {
    let key = use_params_map().with_untracked(|params| params.get("key").unwrap_or_default());
    let version = use_query_map().with_untracked(|query| query.get("version"));
    page(Section::Definitions, move |desk| async move { detail::show(desk, &key, version).await })
}

async fn list(desk: Desk) -> Page {
    let rows = read::definitions(&desk.runtime, &desk.caller).await?;
    let import = desk.caller.may_design().then(|| import::form(rows.is_empty()));
    let inside = if rows.is_empty() {
        view! {
            <Empty icon="route" title="No process is published yet"
                text="A designer imports one here, or publishes its JSON document through the API; docs/ says how."/>
        }
        .into_any()
    } else {
        view! { <ul class="definitions">{rows.into_iter().map(definition).collect_view()}</ul> }.into_any()
    };
    Ok(view! { <Head title="Processes"/>{inside}{import} }.into_any())
}

fn definition(row: DefinitionRow) -> impl IntoView {
    let running = row.running.map(|running| match running {
        0 => "None under way".to_owned(),
        1 => "1 under way".to_owned(),
        more => format!("{more} under way"),
    });
    view! {
        <li class="definition">
            <div class="definition-main">
                <h2 class="definition-name"><a href=format!("/definitions/{}", row.key) data-open>{row.name}</a></h2>
                {(!row.description.is_empty()).then(|| view! { <p class="definition-about">{row.description}</p> })}
            </div>
            <p class="definition-facts">
                <span>{format!("Version {}", row.version)}</span>
                <span>"Published "<When at=row.published_at/>" by "{row.published_by.name}</span>
                {running.map(|running| view! { <span>{running}</span> })}
            </p>
            {row.may_start.then(|| view! {
                <p class="definition-ways">
                    <a class="button plain" href=format!("/requests/new/{}", row.key)><Icon name="plus"/>"New request"</a>
                </p>
            })}
        </li>
    }
}
