//! One version of a process, read out in words beside its drawing.

use engine::form::{Field, Input};
use engine::ids::GroupKey;
use engine::narrate::Narrator;
use engine::nodes::Kind;
use leptos::prelude::*;
use runtime::read;

use super::export::downloads;
use super::names::{Names, notes};
use super::standing;
use super::versions::{care, drawn, edit, versions};
use crate::drawing::Drawing;
use crate::ui::{Badge, Head, Icon, Page, Problem, Tone, When};
use crate::visit::Desk;

/// The page of one version; `counts`: with how its requests stand, for those who may see that.
pub async fn show(desk: Desk, key: &str, version: Option<String>, counts: bool) -> Page {
    let version = version.map(|version| version.parse::<i32>().map_err(|_| Problem::NotFound)).transpose()?;
    let found = read::definition(&desk.runtime, &desk.caller, key, version).await?;
    let standing = if counts && found.may_count {
        Some(read::standing(&desk.runtime, &desk.caller, key, found.version).await?)
    } else {
        None
    };
    let names = Names::load(&desk.runtime, &desk.caller, desk.zone()).await?;
    let definition = found.definition.clone();
    let (notes, steps) = names.narrated(&definition, |narrator| (notes(narrator), steps(narrator)));
    let newest = found.versions.first().is_none_or(|first| first.version == found.version);
    let groups_named = |keys: &[GroupKey]| keys.iter().map(|key| names.group(key)).collect::<Vec<_>>();
    let starters = if definition.starters.is_empty() {
        "Everybody".to_owned()
    } else {
        engine::narrate::and(&groups_named(&definition.starters))
    };
    let viewers = if definition.viewers.is_empty() {
        "Whoever takes part".to_owned()
    } else {
        format!("Whoever takes part, and {}", engine::narrate::and(&groups_named(&definition.viewers)))
    };
    let (designs, admin) = (desk.caller.may_design(), desk.caller.roles.admin);
    let (drafts, requests) = if designs {
        let drafts = read::drafts(&desk.runtime, &desk.caller).await?;
        let of_it = drafts.into_iter().filter(|draft| draft.based_on.is_some() && draft.key == key).collect();
        (of_it, read::requests_made(&desk.runtime, &desk.caller, key).await?)
    } else {
        (vec![], 0)
    };
    let counts = standing.as_ref().map(standing::counts).unwrap_or_default();
    let head = found.may_count.then(|| standing::head(key, found.version, standing.as_ref()));
    let table = standing.as_ref().map(|standing| standing::table(&definition, standing));
    let edit = designs.then(|| edit(key, &drafts));
    let ask = found.may_start.then(|| format!("/requests/new/{key}"));
    Ok(view! {
        <Head title=definition.name.clone() kind=format!("Process \u{b7} version {}", found.version)>
            {edit}
            {ask.map(|ask| view! {
                <a class="button" href=ask><Icon name="plus"/>"New request"</a>
            })}
        </Head>
        {(!newest).then(|| view! {
            <p class="definition-old"><Badge tone=Tone::Warn icon="clock" text="An earlier version"/>
                " Running requests stay on the version that they began with. "<a href=format!("/definitions/{key}")>"To the current version"</a>
            </p>
        })}
        {found.retired.as_ref().map(|retired| view! {
            <p class="definition-old"><Badge tone=Tone::Calm icon="stop" text="Retired"/>
                " Nobody can ask for it any more. Retired "<When at=retired.at/>" by "{retired.by.name.clone()}"."
            </p>
        })}
        {(!definition.description.is_empty()).then(|| view! { <p class="lead definition-lead">{definition.description.clone()}</p> })}
        <section class="sheet drawing-sheet-panel" aria-label="The drawing">
            {head}
            <Drawing id="process" definition=definition.clone() notes counts/>
        </section>
        {table}
        <div class="columns definition-parts">
            <section class="sheet" aria-labelledby="steps-title">
                <h2 id="steps-title">"Steps"</h2>
                {steps}
            </section>
            <div class="stack">
                <section class="sheet" aria-labelledby="form-title">
                    <h2 id="form-title">"Form"</h2>
                    <ul class="form-fields">{definition.form.fields.iter().map(field).collect_view()}</ul>
                </section>
                <section class="sheet" aria-labelledby="who-title">
                    <h2 id="who-title">"Who"</h2>
                    <dl class="facts tall">
                        <div class="fact"><dt>"May ask"</dt><dd>{starters}</dd></div>
                        <div class="fact"><dt>"May see"</dt><dd>{viewers}</dd></div>
                        <div class="fact"><dt>"Title of a request"</dt><dd>{definition.title.clone()}</dd></div>
                        <div class="fact"><dt>"Dates are meant in"</dt><dd>{definition.time_zone.replace('_', " ")}</dd></div>
                    </dl>
                </section>
                {drawn(&drafts)}
                {versions(key, &found, designs)}
                {designs.then(|| care(key, &found, requests, admin))}
                {downloads(key, &found)}
            </div>
        </div>
        <details class="sheet raw">
            <summary>"The document as it was published (JSON)"</summary>
            <pre tabindex="0">{found.document.clone()}</pre>
        </details>
    }
    .into_any())
}

/// Each step with its settings, in the order of the drawing from left to right, the ends last.
fn steps(narrator: &Narrator) -> AnyView {
    let mut nodes: Vec<_> = narrator.definition.nodes.iter().collect();
    nodes.sort_by_key(|node| (matches!(node.does, Kind::End(_)), node.at.x, node.at.y));
    let steps = nodes.into_iter().map(|node| {
        let entry = node.does.entry();
        let settings = narrator.settings(node);
        view! {
            <li class="step">
                <span class="step-icon"><Icon name=entry.icon/></span>
                <div class="step-body">
                    <h3>{node.name.clone()}<span class="step-kind">{entry.label}</span></h3>
                    {if settings.is_empty() {
                        view! { <p class="quiet">{entry.help}</p> }.into_any()
                    } else {
                        view! {
                            <dl class="facts tall">
                                {settings.into_iter().map(|(label, words)| view! { <div class="fact"><dt>{label}</dt><dd>{words}</dd></div> }).collect_view()}
                            </dl>
                        }.into_any()
                    }}
                </div>
            </li>
        }
    });
    view! { <ol class="steps">{steps.collect_view()}</ol> }.into_any()
}

fn field(field: &Field) -> impl IntoView + use<> {
    let kind = match &field.input {
        Input::Text { .. } => "One line".to_owned(),
        Input::LongText { .. } => "Text".to_owned(),
        Input::Number { .. } => "Number".to_owned(),
        Input::Money { currency, .. } => format!("Amount in {currency}"),
        Input::Date { .. } => "Date".to_owned(),
        Input::Choice { options } => {
            format!(
                "One of {}",
                engine::narrate::or(&options.iter().map(|option| option.label.clone()).collect::<Vec<_>>())
            )
        }
        Input::Person => "A person".to_owned(),
        Input::Email => "E-mail address".to_owned(),
    };
    let optional = if field.required { "" } else { ", optional" };
    view! {
        <li class="form-field">
            <span class="form-field-label">{field.label.clone()}</span>
            <span class="quiet">{format!("{kind}{optional}")}</span>
            {(!field.help.is_empty()).then(|| view! { <span class="form-field-help">{field.help.clone()}</span> })}
        </li>
    }
}
