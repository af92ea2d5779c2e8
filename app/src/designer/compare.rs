//! Two versions side by side, or a version and a draft: one drawing of both, every property before and now, and the lines.

use std::sync::Arc;

use engine::Definition;
use engine::diff::diff;
use engine::narrate::quoted;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use runtime::DraftId;
use runtime::read::{self, DefinitionVersion, DraftRow};

use super::list::{counted, list};
use super::overlay::{Compared, overlay};
use super::text::{difference, written};
use super::words::{moved, parts};
use crate::definitions::names::Names;
use crate::ui::{Empty, Head, Icon, Message, Page, Problem, Section, Tone, encoded, page};
use crate::visit::Desk;

/// What is compared: a version, or a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Version(i32),
    Draft(DraftId),
}

impl Side {
    fn read(text: &str) -> Result<Self, Problem> {
        match text.strip_prefix("draft:") {
            Some(id) => id.parse().map(Self::Draft).map_err(|_| Problem::NotFound),
            None => text.parse().map(Self::Version).map_err(|_| Problem::NotFound),
        }
    }

    fn value(self) -> String {
        match self {
            Self::Version(version) => version.to_string(),
            Self::Draft(id) => format!("draft:{id}"),
        }
    }

    fn words(self) -> String {
        match self {
            Self::Version(version) => format!("version {version}"),
            Self::Draft(_) => "the draft".to_owned(),
        }
    }
}

/// The page.
#[component]
pub fn ComparePage() -> impl IntoView {
    let key = use_params_map().with_untracked(|params| params.get("key").unwrap_or_default());
    let (from, to) = use_query_map().with_untracked(|query| (query.get("from"), query.get("to")));
    page(Section::Definitions, move |desk| async move { show(desk, &key, from, to).await })
}

async fn show(desk: Desk, key: &str, from: Option<String>, to: Option<String>) -> Page {
    let found = read::definition(&desk.runtime, &desk.caller, key, None).await?;
    let newest = found.version;
    let asked = |text: Option<String>| text.filter(|text| !text.is_empty()).map(|text| Side::read(&text)).transpose();
    let to = asked(to)?.unwrap_or(Side::Version(newest));
    let before =
        found.versions.iter().find(|version| to != Side::Version(version.version)).map(|version| version.version);
    let from = asked(from)?.or(before.map(Side::Version));
    let drafts = drafts(&desk, key).await?;
    let title = found.definition.name.clone();
    let back = back(key);
    let Some(from) = from else {
        return Ok(view! {
            <Head title kind="Compare">{back}</Head>
            <Empty icon="paper" title="There is only one version" text="When the process is published again, what has changed is shown here."/>
        }
        .into_any());
    };
    let (before, after) = (side(&desk, key, from).await?, side(&desk, key, to).await?);
    let inside = match (before, after) {
        (Ok(before), Ok(after)) => compared(&desk, &before, &after, to).await?,
        (Err(why), _) | (_, Err(why)) => {
            view! { <Message tone=Tone::Bad icon="alert" still=true><p>{why}</p></Message> }.into_any()
        }
    };
    let note = note(&found, to);
    let kind = format!("Compare {} with {}", from.words(), to.words());
    Ok(view! {
        <Head title kind>{back}</Head>
        {picker(key, &found, &drafts, from, to)}
        {note}
        {inside}
    }
    .into_any())
}

fn back(key: &str) -> AnyView {
    view! { <a class="button plain" href=format!("/definitions/{}", encoded(key))><Icon name="back"/>"To the process"</a> }
        .into_any()
}

/// The drafts of the process, for those who may see them.
async fn drafts(desk: &Desk, key: &str) -> Result<Vec<DraftRow>, Problem> {
    if !desk.caller.may_design() {
        return Ok(vec![]);
    }
    let drafts = read::drafts(&desk.runtime, &desk.caller).await?;
    Ok(drafts.into_iter().filter(|draft| draft.based_on.is_some() && draft.key == key).collect())
}

/// The definition of a side; or why this server cannot read it.
async fn side(desk: &Desk, key: &str, side: Side) -> Result<Result<Arc<Definition>, String>, Problem> {
    match side {
        Side::Version(version) => {
            Ok(Ok(read::definition(&desk.runtime, &desk.caller, key, Some(version)).await?.definition))
        }
        Side::Draft(id) => {
            let draft = read::draft(&desk.runtime, &desk.caller, id).await?;
            if draft.key != key {
                return Err(Problem::NotFound);
            }
            Ok(draft.definition.map(Arc::new).map_err(|why| format!("The draft cannot be compared: {why}.")))
        }
    }
}

/// What was said when the later version was published.
fn note(found: &DefinitionVersion, to: Side) -> Option<AnyView> {
    let Side::Version(version) = to else { return None };
    let row = found.versions.iter().find(|row| row.version == version)?;
    (!row.note.is_empty()).then(|| {
        view! {
            <p class="compare-note">
                <Icon name="comment"/>
                <span>{format!("{} about version {version}: {}", row.published_by.name, quoted(&row.note))}</span>
            </p>
        }
        .into_any()
    })
}

async fn compared(desk: &Desk, before: &Definition, after: &Definition, to: Side) -> Page {
    let difference_found = diff(before, after);
    if difference_found.is_empty() {
        return Ok(
            view! { <Empty icon="check" title="They are the same" text="Nothing differs between them."/> }.into_any()
        );
    }
    let names = Names::load(&desk.runtime, &desk.caller, desk.zone()).await?;
    let parts = parts(before, after, &difference_found, &names);
    let draft = match to {
        Side::Draft(id) => Some(id.to_string()),
        Side::Version(_) => None,
    };
    let (counted, only_layout) = (counted(&parts), difference_found.only_layout());
    let lines = difference(&written(before), &written(after));
    Ok(view! {
        <section class="sheet drawing-sheet-panel" aria-label="The drawing of both">
            <Compared id="compared" overlay=overlay(before, after, &difference_found)/>
        </section>
        <section class="sheet" aria-labelledby="changes-title">
            <h2 id="changes-title">"What differs"</h2>
            <p class="quiet changes-count">{if only_layout { "Only the drawing: the process works as before.".to_owned() } else { format!("{counted}.") }}</p>
            {list(parts, moved(&difference_found), draft.as_deref())}
        </section>
        {lines}
    }
    .into_any())
}

/// Which two are compared.
fn picker(key: &str, found: &DefinitionVersion, drafts: &[DraftRow], from: Side, to: Side) -> AnyView {
    let versions = found.versions.iter().map(|row| {
        let newest = if row.version == found.version { ", the newest" } else { "" };
        (Side::Version(row.version), format!("Version {}{newest}", row.version))
    });
    let drafts =
        drafts.iter().map(|row| (Side::Draft(row.id), format!("Draft, changed last by {}", row.changed_by.name)));
    let all: Vec<(Side, String)> = drafts.chain(versions).collect();
    let select = |id: &'static str, label: &'static str, chosen: Side| {
        let options = all.iter().map(|(side, words)| {
            view! { <option value=side.value() selected=*side == chosen>{words.clone()}</option> }
        });
        view! {
            <div class="field">
                <label class="field-label" for=id>{label}</label>
                <select class="input" id=id name=id>{options.collect_view()}</select>
            </div>
        }
    };
    view! {
        <form class="compare-picker" method="get" action=format!("/definitions/{}/compare", encoded(key))>
            {select("from", "Before", from)}
            {select("to", "Now", to)}
            <button type="submit" class="button plain"><Icon name="retry"/>"Compare"</button>
        </form>
    }
    .into_any()
}
