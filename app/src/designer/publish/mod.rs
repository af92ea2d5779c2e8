//! The page on which a draft is published: what it changes, what is wrong, what was tried, whom it concerns, and the button
//! that says exactly what will happen. Whoever is asked to decide about it sees the same.

mod tried;
mod under_way;
mod way;
mod wrong;

use std::sync::Arc;

use engine::Definition;
use engine::check::publishable;
use engine::diff::{Difference, diff};
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
    let changes = match (&before, &found) {
        (Some(before), Some(found)) => changed(before, &definition, found, &names, id, next),
        _ => new(&definition, &names),
    };
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
        <div class="columns publish">
            <div class="stack">
                {changes}
                {wrong}
                {tried}
                {under_way}
            </div>
            <div class="publish-way">{way}</div>
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

/// What differs from the version that it is to follow.
fn changed(
    before: &Definition,
    after: &Definition,
    found: &Difference,
    names: &Names,
    id: DraftId,
    next: i32,
) -> AnyView {
    let title = format!("What version {next} changes");
    if found.is_empty() {
        return view! {
            <section class="sheet" aria-labelledby="changes-title">
                <h2 id="changes-title">{title}</h2>
                <p>{format!("Nothing: the process is as in version {}. Scenarios may differ.", next - 1)}</p>
            </section>
        }
        .into_any();
    }
    let parts = parts(before, after, found, names);
    let count = if found.only_layout() {
        "Only the drawing: the process works as before.".to_owned()
    } else {
        format!("Against version {}: {}.", next - 1, counted(&parts))
    };
    view! {
        <section class="sheet publish-changes" aria-labelledby="changes-title">
            <h2 id="changes-title">{title}</h2>
            <p class="quiet changes-count">{count}</p>
            <div class="publish-drawing"><Compared id="compared" overlay=overlay(before, after, found)/></div>
            {list(parts, moved(found), Some(&id.to_string()))}
        </section>
        {difference(&written(before), &written(after))}
    }
    .into_any()
}

/// A process that was never published.
fn new(definition: &Definition, names: &Names) -> AnyView {
    let (steps, questions) = (definition.nodes.len(), definition.form.fields.len());
    let notes = names.narrated(definition, notes);
    let drawing = can_be_drawn(definition).then(|| {
        let definition = Arc::new(definition.clone());
        view! { <div class="publish-drawing"><Drawing id="process" definition notes/></div> }
    });
    view! {
        <section class="sheet publish-changes" aria-labelledby="changes-title">
            <h2 id="changes-title">"A new process"</h2>
            <p class="quiet changes-count">{format!("{steps} steps; the form has {questions} {}.", if questions == 1 { "question" } else { "questions" })}</p>
            {drawing}
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
