//! The page on which a draft is published: what it changes, what is wrong, what was tried, whom it concerns, and the button
//! that says exactly what will happen. Whoever is asked to decide about it sees the same.

mod tried;
mod under_way;
mod way;
mod wrong;

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::Definition;
use engine::check::publishable;
use engine::diff::{Difference, diff};
use engine::ids::NodeId;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use runtime::read::{self, DefinitionVersion, Draft};
use runtime::{DraftId, Error};

use self::way::Standing;
use super::gallery::may_design;
use super::list::{counted, list};
use super::overlay::{Compared, overlay};
use super::text::{difference, written};
use super::words::{moved, parts};
use crate::definitions::names::{Names, notes};
use crate::drawing::{Drawing, can_be_drawn};
use crate::ui::{Head, Icon, Message, Page, Problem, Section, Tone, page};
use crate::visit::Desk;

/// The page.
#[component]
pub fn PublishPage() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    page(Section::Definitions, move |desk| async move { show(desk, &id).await })
}

async fn show(desk: Desk, id: &str) -> Page {
    may_design(&desk)?;
    let id: DraftId = id.parse().map_err(|_| Problem::NotFound)?;
    let draft = read::draft(&desk.runtime, &desk.caller, id).await?;
    let definition = match &draft.definition {
        Ok(definition) => definition.clone(),
        Err(why) => return Ok(unreadable(&draft, &why.to_string())),
    };
    let published = published(&desk, &draft).await?;
    let problems = read::draft_problems(&desk.runtime, &desk.caller, id, &definition).await?;
    let names = Names::load(&desk.runtime, &desk.caller, desk.zone()).await?;
    let before = published.as_ref().map(|found| found.definition.clone());
    let found = before.as_ref().map(|before| diff(before, &definition));
    let next = read::next_version(&desk.runtime, &desk.caller, &draft.key).await?;
    let ready = publishable(&problems);
    let standing = Standing {
        next,
        ready,
        errors: problems.iter().filter(|problem| !publishable(std::slice::from_ref(*problem))).count(),
    };
    let notes = names.narrated(&definition, notes);
    let (drawing, changes) = match (&before, &found) {
        (Some(before), Some(found)) if found.is_empty() => (drawn(&definition, notes), unchanged(next, before)),
        (Some(before), Some(found)) => {
            let overlay = overlay(before, &definition, found);
            let drawing = view! { <Compared id="compared" overlay notes/> }.into_any();
            (drawing, changed(before, &definition, found, &names, id, next))
        }
        _ => (drawn(&definition, notes), new(&definition)),
    };
    let drawing = view! { <section class="sheet drawing-sheet-panel" aria-label="The drawing">{drawing}</section> };
    let wrong = wrong::wrong(&definition, &problems, id);
    let tried = tried::tried(&desk, id, &definition).await?;
    let under_way = match &published {
        Some(_) => Some(under_way::under_way(&desk, &definition, &draft.key, next).await?),
        None => None,
    };
    let way = way::way(&desk, &draft, published.as_ref(), &standing).await?;
    let name = if definition.name.trim().is_empty() { "a process without a name".to_owned() } else { definition.name };
    Ok(view! {
        <Head title=format!("Publish {name}") kind=format!("Draft \u{b7} to be version {next}")>
            <a class="button plain" href=format!("/drafts/{id}")><Icon name="back"/>"Back to the drawing"</a>
        </Head>
        {drawing}
        <div class="columns publish">
            <div class="stack">{changes}</div>
            <div class="publish-way">{way}</div>
            <div class="stack">
                {wrong}
                {tried}
                {under_way}
            </div>
        </div>
    }
    .into_any())
}

/// The newest published version of the draft's process.
async fn published(desk: &Desk, draft: &Draft) -> Result<Option<DefinitionVersion>, Problem> {
    if draft.based_on.is_none() {
        // A new process; that its key is taken is one of its problems.
        return Ok(None);
    }
    match read::definition(&desk.runtime, &desk.caller, &draft.key, None).await {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The drawing by itself.
fn drawn(definition: &Definition, notes: BTreeMap<NodeId, String>) -> AnyView {
    if can_be_drawn(definition) {
        let definition = Arc::new(definition.clone());
        view! { <Drawing id="process" definition notes/> }.into_any()
    } else {
        view! { <p class="import-undrawn">"It is too large to be drawn here."</p> }.into_any()
    }
}

/// What differs from the version that it is to follow.
fn changed(
    before: &Definition,
    after: &Definition,
    found: &Difference,
    names: &Names,
    id: DraftId,
    next: i32,
) -> AnyView {
    let parts = parts(before, after, found, names);
    let count = if found.only_layout() {
        "Only the drawing: the process works as before.".to_owned()
    } else {
        format!("Against version {}: {}.", next - 1, counted(&parts))
    };
    view! {
        <section class="sheet" aria-labelledby="changes-title">
            <h2 id="changes-title">{format!("What version {next} changes")}</h2>
            <p class="quiet changes-count">{count}</p>
            {list(parts, moved(found), Some(&id.to_string()))}
        </section>
        {difference(&written(before), &written(after))}
    }
    .into_any()
}

/// Nothing differs, as far as the process goes.
fn unchanged(next: i32, before: &Definition) -> AnyView {
    let said =
        format!("Nothing: \u{201c}{}\u{201d} is as in version {}. Only scenarios may differ.", before.name, next - 1);
    view! {
        <section class="sheet" aria-labelledby="changes-title">
            <h2 id="changes-title">{format!("What version {next} changes")}</h2>
            <p>{said}</p>
        </section>
    }
    .into_any()
}

/// A process that was never published.
fn new(definition: &Definition) -> AnyView {
    let counted = |count: usize, one: &str| if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") };
    let (steps, questions) =
        (counted(definition.nodes.len(), "step"), counted(definition.form.fields.len(), "question"));
    view! {
        <section class="sheet" aria-labelledby="changes-title">
            <h2 id="changes-title">"A new process"</h2>
            <p>{format!("It has {steps}, and its form {questions}. Once it is published, whoever may ask finds it under New request.")}</p>
        </section>
    }
    .into_any()
}

/// A draft of another server: its text can be looked at.
fn unreadable(draft: &Draft, why: &str) -> AnyView {
    let said = format!("It cannot be read by this server: {why}.");
    view! {
        <Head title="This draft cannot be published here" kind="Draft"/>
        <Message tone=Tone::Bad icon="alert" still=true><p>{said}</p></Message>
        <details class="sheet raw"><summary>"Its document"</summary><pre tabindex="0">{draft.document.clone()}</pre></details>
    }
    .into_any()
}
