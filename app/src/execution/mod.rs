//! One request from its first to its last event: where it stands, the drawing, and its history in three views.

mod actions;
mod api;
mod download;
mod entries;
mod events;
mod fields;
mod lanes;
mod lanes_view;
mod moments;
mod stands;
mod story;
mod timeline;

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use runtime::ExecutionId;

pub use download::history_json;

use self::actions::Actions;
use self::story::Story;
use crate::drawing::{Drawing, Marks};
use crate::islands::Here;
use crate::ui::{Head, Icon, Page, Problem, Section, Tab, Tabs, page};
use crate::visit::Desk;

/// A view of the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    Timeline,
    Lanes,
    Events,
}

impl View {
    const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Timeline, "timeline", "Timeline"),
        (Self::Lanes, "lanes", "Lanes"),
        (Self::Events, "events", "All events"),
    ];

    fn read(name: &str) -> Self {
        Self::ALL.into_iter().find(|(_, key, _)| *key == name).map_or(Self::Timeline, |(view, _, _)| view)
    }
}

/// The page of an execution.
#[component]
pub fn ExecutionPage() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    let (view, before) = use_query_map().with_untracked(|query| {
        (View::read(&query.get("view").unwrap_or_default()), query.get("before").and_then(|before| before.parse().ok()))
    });
    page(Section::Elsewhere, move |desk| async move { show(desk, &id, view, before).await })
}

async fn show(desk: Desk, id: &str, view: View, before: Option<i64>) -> Page {
    let id: ExecutionId = id.parse().map_err(|_| Problem::NotFound)?;
    let story = story::load(&desk, &id, before.filter(|_| view == View::Events)).await?;
    let definition = story.detail.definition.clone();
    let marks = Marks::of(&definition, &story.detail.state);
    let notes: BTreeMap<_, _> = story.asked.clone();
    let moments = moments::moments(&story.told, &story.rows);
    let links = entries::of(&story, &moments, view);
    let shown = match view {
        View::Timeline => timeline::timeline(&story, moments),
        View::Lanes => lanes_view::lanes_view(&story),
        View::Events => events::events(&story),
    };
    Ok(view! {
        <Head title=story.detail.title.clone() kind=definition.name.clone()>
            <a class="button plain" href=format!("/executions/{id}/mail")><Icon name="mail"/>"Mail and links"</a>
        </Head>
        {stands::stands(&story)}
        <section class="sheet drawing-sheet-panel" aria-label="The drawing">
            <Drawing id="process" definition marks notes links/>
            <Here/>
        </section>
        <div class="columns execution-parts" class:whole=view == View::Lanes>
            <section class="sheet history" aria-labelledby="history-title">
                <h2 id="history-title" class="hidden">"History"</h2>
                {tabs(&story, view)}
                <div id="history" data-live>{shown}</div>
            </section>
            <div class="stack">
                {fields::fields(&story)}
                <Actions detail=story.detail flash=desk.flash/>
            </div>
        </div>
    }
    .into_any())
}

fn tabs(story: &Story, current: View) -> AnyView {
    let tabs = View::ALL.into_iter().map(|(view, key, label)| Tab {
        href: format!("/executions/{}?view={key}", story.detail.id),
        label,
        count: (view == View::Events).then_some(story.detail.seq),
        current: view == current,
        seal: false,
    });
    view! { <Tabs label="Views of the history" tabs=tabs.collect()/> }.into_any()
}
