//! What can be done with a draft: publish it, ask a second person to, answer as that person, or wait.

use leptos::prelude::*;
use runtime::DraftId;
use runtime::read::{self, DefinitionVersion, Draft, Named, Publication, PublicationState};

use crate::ui::{Area, Icon, Message, PostForm, Problem, Submit, Tone, When, encoded};
use crate::visit::Desk;

/// The longest note, in characters.
const LONGEST: u32 = 2_000;

/// How the draft stands.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The version that it is to be.
    pub next: i32,
    /// Nothing stands in the way.
    pub ready: bool,
    pub errors: usize,
}

/// The panel beside what is published.
pub async fn way(
    desk: &Desk,
    draft: &Draft,
    published: Option<&DefinitionVersion>,
    standing: &Standing,
) -> Result<AnyView, Problem> {
    let next = standing.next;
    let (asked, earlier) = match draft.publication.clone() {
        Some(asked) if asked.state == PublicationState::Open => (Some(asked), None),
        earlier => (None, earlier),
    };
    let retired = published.is_some_and(|found| found.retired.is_some());
    let stale = published.filter(|found| draft.based_on != Some(found.version));
    let inside = match asked {
        Some(asked) if asked.may_decide => decide(desk, draft, &asked, standing),
        Some(asked) => waits(draft.id, &asked, next),
        None if retired => {
            cannot("It is retired. Use it again on the page of the process before a new version is published.")
        }
        None if standing.errors > 0 => cannot(&match standing.errors {
            1 => "One thing has to be mended first; it is named under Checks.".to_owned(),
            more => format!("{more} things have to be mended first; they are named under Checks."),
        }),
        None => {
            let others = read::designers(&desk.runtime, &desk.caller).await?;
            publish(desk, draft, stale, standing, &others)
        }
    };
    Ok(view! {
        <section class="sheet publish-panel" aria-labelledby="way-title">
            <h2 id="way-title">{format!("Version {next}")}</h2>
            {earlier.map(|earlier| said_before(&earlier))}
            {inside}
        </section>
    }
    .into_any())
}

fn cannot(why: &str) -> AnyView {
    let why = why.to_owned();
    view! { <Message tone=Tone::Warn icon="alert" still=true><p>{why}</p></Message> }.into_any()
}

/// What became of the last request to a second person.
fn said_before(earlier: &Publication) -> AnyView {
    match earlier.state.clone() {
        PublicationState::Refused { by, at, comment } => view! {
            <Message tone=Tone::Bad icon="cross" still=true>
                <p>{by.name}" did not agree, "<When at/>":"</p>
                <p>{engine::narrate::quoted(&comment)}</p>
            </Message>
        }
        .into_any(),
        PublicationState::Changed { by, at } => view! {
            <Message tone=Tone::Warn icon="pencil" still=true>
                <p>"It was changed by "{by.name}", "<When at/>", after it was sent to a second person. So that no longer counts."</p>
            </Message>
        }
        .into_any(),
        PublicationState::Open | PublicationState::Withdrawn { .. } => ().into_any(),
    }
}

/// The form of whoever publishes.
fn publish(
    desk: &Desk,
    draft: &Draft,
    stale: Option<&DefinitionVersion>,
    standing: &Standing,
    others: &[Named],
) -> AnyView {
    let (next, id) = (standing.next, draft.id.to_string());
    let flash = desk.flash.of("publish-draft");
    let over = stale.map(|found| over(draft, found));
    let alone = !draft.second_person;
    let after = if draft.newest.is_some() {
        "New requests follow it at once. Running ones stay on their version."
    } else {
        "From then on people can ask by it."
    };
    let none = others.is_empty();
    let second = flash.typed("second").unwrap_or_default();
    let problem = flash.problem("second");
    let wrong = problem.is_some();
    let revision = draft.revision.to_string();
    let note_problem = flash.problem("note");
    let note = flash.typed("note").unwrap_or_default();
    let options: Vec<(String, String, bool)> = [("any".to_owned(), "Whoever else may publish".to_owned())]
        .into_iter()
        .chain(others.iter().map(|other| (other.id.to_string(), other.name.clone())))
        .map(|(value, words)| (value.clone(), words, value == second))
        .collect();
    let ask = (!none).then(|| {
        view! {
            <div class="publish-second" class:wrong=wrong>
                <label class="field-label" for="second">"Second person"</label>
                <p class="field-help" id="second-help">
                    {if alone { "Or let somebody else look at it first, and publish it." } else { "This process asks for one: somebody else than you publishes it." }}
                </p>
                <select class="input" id="second" name="second" aria-describedby="second-help">
                    {options.into_iter().map(|(value, words, selected)| view! { <option value=value selected=selected>{words}</option> }).collect_view()}
                </select>
                {problem.map(|problem| view! { <p class="field-problem"><Icon name="alert"/>{problem}</p> })}
                <Submit label=format!("Ask for version {next}") icon="send" class=if alone { "plain" } else { "" } name="then" value="ask"/>
            </div>
        }
    });
    view! {
        <PostForm action="/do/publish-draft" class="form">
            <input type="hidden" name="draft" value=id/>
            <input type="hidden" name="revision" value=revision/>
            {over}
            <Area id="note" name="note" label="What has changed, and why" help="Everybody reads it in the list of versions."
                rows=3 max_length=LONGEST value=note problem=note_problem/>
            {alone.then(|| view! {
                <div class="publish-now">
                    <Submit label=format!("Publish version {next}") icon="stamp" name="then" value="publish"/>
                    <p class="quiet">{after}</p>
                </div>
            })}
            {ask}
            {(!alone && none).then(|| cannot("This process asks for a second person, and there is nobody else here who may publish. An administrator can make somebody a designer."))}
        </PostForm>
    }
    .into_any()
}

/// Somebody else has published since the draft began: it is named, and has to be meant.
fn over(draft: &Draft, found: &DefinitionVersion) -> AnyView {
    let newest = found.version;
    let (by, at) = found.versions.first().map(|row| (row.published_by.name.clone(), row.published_at)).unzip();
    let since = draft.based_on.unwrap_or(newest - 1);
    let there = format!("/definitions/{}/compare?from={since}&to={newest}", encoded(&draft.key));
    view! {
        <Message tone=Tone::Warn icon="alert" still=true>
            <p>
                {format!("Version {newest} was published by {}", by.unwrap_or_default())}
                {at.map(|at| view! { ", "<When at/> })}
                {format!(", after this draft was made from version {since}. What it changed is not in this draft. ")}
                <a href=there>{format!("What version {newest} changed")}</a>
            </p>
            <div class="publish-over">
                <input type="checkbox" id="over" name="over" value=newest.to_string() required/>
                <label for="over">{format!("Go on without what version {newest} changed")}</label>
            </div>
        </Message>
    }
    .into_any()
}

/// The form of whoever was asked.
fn decide(desk: &Desk, draft: &Draft, asked: &Publication, standing: &Standing) -> AnyView {
    let flash = desk.flash.of("decide-publication");
    let (id, revision) = (draft.id.to_string(), asked.revision.to_string());
    let problem = flash.problem("comment");
    let open = problem.is_some();
    let comment = flash.typed("comment").unwrap_or_default();
    let next = standing.next;
    let hidden = move || {
        let (id, revision) = (id.clone(), revision.clone());
        view! {
            <input type="hidden" name="draft" value=id/>
            <input type="hidden" name="revision" value=revision/>
        }
    };
    let (first, second) = (hidden(), hidden());
    let ready = standing.ready;
    view! {
        {asking(asked, next)}
        {if ready {
            view! {
                <PostForm action="/do/decide-publication" class="form">
                    {first}
                    <input type="hidden" name="decision" value="approve"/>
                    <Submit label=format!("Publish version {next}") icon="stamp"/>
                    <p class="quiet">"It is published in both your names, exactly as it is shown here."</p>
                </PostForm>
            }.into_any()
        } else {
            cannot("It has to be mended first; what is wrong is named under Checks.")
        }}
        <details class="confirm" open=open>
            <summary class="button quiet">"Do not publish it\u{2026}"</summary>
            <PostForm action="/do/decide-publication" class="confirm-box">
                {second}
                <input type="hidden" name="decision" value="refuse"/>
                <Area id="comment" name="comment" label="What should change" required=true rows=3 max_length=LONGEST value=comment problem=problem/>
                <Submit label="Do not publish it" class="bad" icon="cross"/>
            </PostForm>
        </details>
    }
    .into_any()
}

/// What was asked for, by whom.
fn asking(asked: &Publication, next: i32) -> AnyView {
    let note =
        (!asked.note.is_empty()).then(|| view! { <blockquote class="publish-note">{asked.note.clone()}</blockquote> });
    let over = asked
        .over
        .map(|over| view! { <p>{format!("It leaves out what version {over} changed; whoever asks knows.")}</p> });
    view! {
        <p class="publish-asked">
            <strong>{asked.asked_by.name.clone()}</strong>{format!(" asks for version {next} to be published, ")}<When at=asked.asked_at/>"."
        </p>
        {note}
        {over}
    }
    .into_any()
}

/// It waits for somebody else.
fn waits(id: DraftId, asked: &Publication, next: i32) -> AnyView {
    let of = asked.asked_of.as_ref().map_or_else(|| "anybody else who may publish".to_owned(), |of| of.name.clone());
    let withdraw = asked.may_withdraw.then(|| {
        view! {
            <PostForm action="/do/withdraw-publication" class="form">
                <input type="hidden" name="draft" value=id.to_string()/>
                <Submit label="Do not ask any more" class="plain" icon="back"/>
            </PostForm>
        }
    });
    view! {
        {asking(asked, next)}
        <Message tone=Tone::Active icon="clock" still=true>
            <p>{format!("It waits for {of}. A change of the draft ends the waiting.")}</p>
        </Message>
        {withdraw}
    }
    .into_any()
}
