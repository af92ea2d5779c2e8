//! The page of an import: what was lost, what is wrong, how it is drawn, and the document to mend or publish.

use std::sync::Arc;

use engine::Definition;
use engine::bpmn::Loss;
use engine::check::{Problem as Wrong, Severity, publishable};
use leptos::prelude::*;
use runtime::read;

use super::super::names::{Names, notes};
use super::outcome::{Draft, draft};
use super::{DO, DOCUMENT, DRAFT, HERE, KEY, PUBLISH, Received, form};
use crate::drawing::{Drawing, can_be_drawn};
use crate::ui::{Badge, Head, Message, Page, Problem, Submit, Tone};
use crate::visit::Desk;

/// The page.
pub(in crate::definitions) async fn page(desk: Desk, received: Received) -> Page {
    if !desk.caller.may_design() {
        return Err(Problem::Forbidden("Only designers and administrators import processes.".to_owned()));
    }
    let sent = received.0;
    let read = match &sent.problem {
        Some(problem) => Err(problem.clone()),
        None => draft(&sent.text),
    };
    match read {
        Ok(draft) => became(desk, draft).await,
        Err(problem) => Ok(refused(&sent.text, problem)),
    }
}

fn refused(text: &str, problem: String) -> AnyView {
    let again = (!text.trim().is_empty()).then(|| document(text.to_owned(), None, false));
    view! {
        <Head title="Import" kind="Processes"/>
        <Message tone=Tone::Bad icon="alert" alert=true><p>{problem}</p><p>"Nothing of it was taken."</p></Message>
        <div class="stack">
            {again}
            {form(text.trim().is_empty())}
        </div>
    }
    .into_any()
}

async fn became(desk: Desk, draft: Draft) -> Page {
    let Draft { definition, document: text, losses } = draft;
    let problems = desk.runtime.problems(&desk.caller, &definition).await?;
    let names = Names::load(&desk.runtime, &desk.caller, desk.zone()).await?;
    let version = if publishable(&problems) {
        Some(read::next_version(&desk.runtime, &desk.caller, &definition.key).await?)
    } else {
        None
    };
    let notes = names.narrated(&definition, notes);
    let drawn = can_be_drawn(&definition);
    let wrong = wrong(&definition, &problems);
    let name = if definition.name.trim().is_empty() { "Import".to_owned() } else { definition.name.clone() };
    let definition = Arc::new(definition);
    Ok(view! {
        <Head title=name kind="Import: not published yet"/>
        {said(&problems, losses.as_deref())}
        <section class="sheet drawing-sheet-panel" aria-label="The drawing">
            {if drawn {
                view! { <Drawing id="import-drawing" definition notes/> }.into_any()
            } else {
                view! { <p class="import-undrawn">"It is too large to be drawn here."</p> }.into_any()
            }}
        </section>
        <div class="stack">
            {wrong}
            {losses.map(lost)}
            {document(text, version, true)}
            {form(false)}
        </div>
    }
    .into_any())
}

/// How it stands, in a sentence or two.
fn said(problems: &[Wrong], losses: Option<&[Loss]>) -> AnyView {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let lost = match losses {
        None => "",
        Some([]) => "Everything in the file has its meaning here.",
        Some(_) => "Not everything in the file has a meaning here; the list below names it all.",
    };
    let (tone, icon, sentence) = match errors {
        0 => (Tone::Good, "check", "It can be published.".to_owned()),
        1 => (Tone::Warn, "alert", "One thing has to be mended before it can be published.".to_owned()),
        more => (Tone::Warn, "alert", format!("{more} things have to be mended before it can be published.")),
    };
    view! { <Message tone icon><p>{sentence} " " {lost}</p></Message> }.into_any()
}

fn wrong(definition: &Definition, problems: &[Wrong]) -> Option<AnyView> {
    let line = |problem: &Wrong| {
        let (tone, word) = match problem.severity {
            Severity::Error => (Tone::Bad, "To mend"),
            Severity::Warning => (Tone::Warn, "To look at"),
        };
        let place = problem.node.as_ref().map(|node| format!("Node {node}, {}", definition.name_of(node)));
        let place = place.or_else(|| problem.edge.as_ref().map(|edge| format!("Connection {edge}")));
        let field = problem.field.as_ref().map(|field| format!("setting {field}"));
        let place = place.into_iter().chain(field).collect::<Vec<_>>().join(", ");
        view! {
            <li class="import-problem">
                <Badge tone icon="alert" text=word/>
                <span>{problem.message.clone()}</span>
                <span class="quiet">{place}</span>
            </li>
        }
    };
    (!problems.is_empty()).then(|| {
        view! {
            <section class="sheet" aria-labelledby="problems-title">
                <h2 id="problems-title">"What is wrong"</h2>
                <ol class="import-problems">{problems.iter().map(line).collect_view()}</ol>
            </section>
        }
        .into_any()
    })
}

fn lost(losses: Vec<Loss>) -> Option<AnyView> {
    (!losses.is_empty()).then(|| {
        view! {
            <section class="sheet" aria-labelledby="losses-title">
                <h2 id="losses-title">"What was not carried over"</h2>
                <div class="import-losses" tabindex="0" role="group" aria-labelledby="losses-title">
                    <table>
                        <thead><tr><th scope="col">"Line"</th><th scope="col">"Element"</th><th scope="col">"Why"</th></tr></thead>
                        <tbody>
                            {losses.into_iter().map(|loss| view! {
                                <tr>
                                    <td class="import-line">{loss.line}</td>
                                    <td><code>{loss.element}</code>{loss.id.map(|id| view! { <span class="quiet">{id}</span> })}</td>
                                    <td>{loss.why}</td>
                                </tr>
                            }).collect_view()}
                        </tbody>
                    </table>
                </div>
            </section>
        }
        .into_any()
    })
}

/// The text, to be mended and looked at again, drawn further as a draft, or published.
fn document(text: String, version: Option<i32>, drafts: bool) -> AnyView {
    view! {
        <section class="sheet" aria-labelledby="document-title">
            <h2 id="document-title">"The document"</h2>
            <form method="post" action=HERE enctype="multipart/form-data" class="form" data-once>
                <div class="field">
                    <label class="field-label" for="document">"Mend it here; it is checked again before anything is published."</label>
                    <textarea class="input import-text" id="document" name=DOCUMENT rows="20" spellcheck="false" autocomplete="off">{text}</textarea>
                </div>
                <input type="hidden" name=KEY value=uuid::Uuid::now_v7().to_string()/>
                <div class="form-ways">
                    {drafts.then(|| view! { <Submit label="Open as draft" icon="pencil" name=DO value=DRAFT/> })}
                    {version.map(|version| view! {
                        <Submit label=format!("Publish as version {version}") icon="stamp" class="plain" name=DO value=PUBLISH/>
                    })}
                    <Submit label="Check it again" class=if drafts { "plain" } else { "" } icon="retry"/>
                </div>
            </form>
        </section>
    }
    .into_any()
}
