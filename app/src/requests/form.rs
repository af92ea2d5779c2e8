//! The form of a new request, and the way it would go.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use runtime::read;

use super::fields::FormFields;
use super::route::Route;
use crate::islands::Hints;
use crate::ui::{Head, Key, Message, Page, Problem, Section, Submit, Tone, page};
use crate::visit::Desk;

/// The form of a new request.
#[component]
pub fn NewRequestPage() -> impl IntoView {
    let key = use_params_map().read_untracked().get("definition").unwrap_or_default();
    page(Section::NewRequest, |desk| show(desk, key))
}

async fn show(desk: Desk, key: String) -> Page {
    let version = read::definition(&desk.runtime, &desk.caller, &key, None).await?;
    let definition = version.definition;
    if let Some(retired) = version.retired {
        return Err(Problem::Forbidden(format!(
            "\u{201c}{}\u{201d} can no longer be asked for: {} retired it.",
            definition.name, retired.by.name
        )));
    }
    if !version.may_start {
        return Err(Problem::Forbidden(format!(
            "You are not in a group that may ask for \u{201c}{}\u{201d}.",
            definition.name
        )));
    }
    let people = read::people(&desk.runtime, &desk.caller).await?;
    let flash = desk.flash.of("start");
    let looked = desk.flash.of("preview");
    let entered = if looked.form.is_empty() { flash.entered.clone() } else { looked.entered.clone() };
    let preview = if looked.form == "preview" && looked.problems.is_empty() && looked.refused.is_none() {
        desk.runtime.preview(&desk.caller, &key, &looked.entered).await.ok()
    } else {
        None
    };
    let problems = desk.flash.problems.clone();
    let ready = preview.is_some();
    Ok(view! {
        <Head title=definition.name.clone() kind="New request"/>
        <div class="columns">
            <form class="sheet form" method="post" action="/do/start" data-once>
                <Key/>
                <input type="hidden" name="definition" value=definition.key.clone()/>
                {(!definition.description.is_empty()).then(|| view! { <p class="lead">{definition.description.clone()}</p> })}
                <FormFields form=definition.form.clone() entered problems people me=desk.caller.person/>
                <div class="form-ways">
                    <Submit label="Send the request" icon="send" name="then" value="send"/>
                    <Submit label="Preview the route" icon="route" class="plain" name="then" value="preview"/>
                </div>
            </form>
            <aside class="stack" aria-label="The way it goes">
                {preview.map(|preview| view! { <Route preview zone=desk.zone()/> })}
                {(!ready).then(|| view! {
                    <Message tone=Tone::Active icon="route">
                        <p>"Fill in the form and look at the route: who would be asked, in which order, and why. Nothing is sent by looking."</p>
                    </Message>
                })}
            </aside>
        </div>
        <Hints/>
    }
    .into_any())
}
