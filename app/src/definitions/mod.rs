//! The published processes: what there is, and each one read out: its drawing, its form, its steps, its versions.

mod detail;
mod drafts;
mod export;
mod import;
pub mod names;
mod print;
mod standing;
mod versions;

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
    let (version, counts) = use_query_map()
        .with_untracked(|query| (query.get("version"), query.get("counts").is_some_and(|counts| counts == "1")));
    page(Section::Definitions, move |desk| async move { detail::show(desk, &key, version, counts).await })
}

/// The drawing of one version, to be printed.
#[component]
pub fn DefinitionPrintPage() -> impl IntoView {
    let key = use_params_map().with_untracked(|params| params.get("key").unwrap_or_default());
    let version = use_query_map().with_untracked(|query| query.get("version"));
    page(Section::Definitions, move |desk| async move { print::show(desk, &key, version).await })
}

async fn list(desk: Desk) -> Page {
    let designs = desk.caller.may_design();
    let (retired, rows): (Vec<_>, Vec<_>) =
        read::definitions(&desk.runtime, &desk.caller).await?.into_iter().partition(|row| row.retired.is_some());
    let drafts = if designs { read::drafts(&desk.runtime, &desk.caller).await? } else { vec![] };
    let import = designs.then(|| import::form(false));
    let none = rows.is_empty() && retired.is_empty();
    let inside = if rows.is_empty() {
        let text = match (none, designs) {
            (true, true) => "Begin with a template, or import a process from a file.",
            (true, false) => "A designer draws one and publishes it; then it is here.",
            (false, _) => "All of them are retired.",
        };
        view! { <Empty icon="route" title="No process is in use yet" text/> }.into_any()
    } else {
        view! { <ul class="definitions">{rows.into_iter().map(definition).collect_view()}</ul> }.into_any()
    };
    Ok(view! {
        <Head title="Processes">
            {designs.then(|| view! { <a class="button" href="/drafts/new"><Icon name="plus"/>"New process"</a> })}
        </Head>
        {drafts::drafts(drafts, desk.caller.person)}
        {inside}
        {(!retired.is_empty()).then(|| view! {
            <section class="definitions-part" aria-labelledby="retired-title">
                <h2 id="retired-title">"Retired"</h2>
                <ul class="definitions retired">{retired.into_iter().map(definition).collect_view()}</ul>
            </section>
        })}
        {import}
    }
    .into_any())
}

fn definition(row: DefinitionRow) -> impl IntoView {
    let running = row.running.map(|running| match running {
        0 => "None under way".to_owned(),
        1 => "1 under way".to_owned(),
        more => format!("{more} under way"),
    });
    let key = row.key;
    view! {
        <li class="definition">
            <div class="definition-main">
                <h2 class="definition-name"><a href=format!("/definitions/{key}") data-open>{row.name}</a></h2>
                {(!row.description.is_empty()).then(|| view! { <p class="definition-about">{row.description}</p> })}
            </div>
            <p class="definition-facts">
                <span>{format!("Version {}", row.version)}</span>
                {match row.retired {
                    Some(retired) => view! { <span>"Retired "<When at=retired.at/>" by "{retired.by.name}</span> }.into_any(),
                    None => view! { <span>"Published "<When at=row.published_at/>" by "{row.published_by.name}</span> }.into_any(),
                }}
                {running.map(|running| view! { <span>{running}</span> })}
                {row.second_person.then(|| view! { <span>"A second person publishes"</span> })}
            </p>
            {row.may_start.then(|| view! {
                <p class="definition-ways">
                    <a class="button plain" href=format!("/requests/new/{key}")><Icon name="plus"/>"New request"</a>
                </p>
            })}
        </li>
    }
}
