//! Who a step would ask for the sample request, and why: worked out by the engine itself, in the simulator's module.

use engine::ids::NodeId;
use engine::simulate::{FromSource, Resolved};
use leptos::prelude::*;
use serde_json::json;

use super::asked::{questions, requester};
use super::sample::{question, recall};
use crate::Store;
use crate::simulator::module::{Answer, ask};

/// The box beneath the sources of a node.
#[component]
pub fn Preview(store: Store, node: NodeId) -> impl IntoView {
    recall(store);
    let open = RwSignal::new(false);
    let asked = move || question(store, json!({ "node": node }));
    let answer = ask::<Resolved>(store, "resolve", asked, open.into());
    let shown = move || match answer.get() {
        Answer::Waiting => view! { <p class="quiet">"Working it out\u{2026}"</p> }.into_any(),
        Answer::Failed(sentence) => failed(sentence, answer),
        Answer::Here(resolved) => people(resolved),
    };
    view! {
        <details class="sample" on:toggle=move |event| open.set(event_target::<web_sys::Element>(&event).has_attribute("open"))>
            <summary>"For a sample request"</summary>
            <div class="sample-people" aria-live="polite">{move || open.get().then(shown)}</div>
            <details class="sample-form">
                <summary>"Change the sample request"</summary>
                {move || open.get().then(|| view! {
                    {requester(store, "sample-requester")}
                    {questions(store, "sample")}
                })}
            </details>
        </details>
    }
}

/// Why it is not known, with a way to try again.
pub fn failed<T: Clone + Send + Sync + 'static>(
    sentence: String,
    answer: crate::simulator::module::Asked<T>,
) -> AnyView {
    view! {
        <p class="sample-failed">{sentence}" "
            <button type="button" class="text-link" on:click=move |_| answer.again()>"Try again"</button>
        </p>
    }
    .into_any()
}

fn people(resolved: Resolved) -> AnyView {
    let Resolved { asked, sources, problem } = resolved;
    let nobody = asked.is_empty();
    let asked = asked.into_iter().map(|found| view! { <li>{found.why}</li> }).collect::<Vec<_>>();
    let rest: Vec<AnyView> =
        sources.into_iter().filter(|source| nobody || source.setting != "approvers").map(source).collect();
    view! {
        {problem.map(|problem| view! { <p class="field-problem warning">{super::controls::icon("alert")}<span>{problem}</span></p> })}
        {(!nobody).then(|| view! { <p class="sample-word">"Asked:"</p><ul class="found">{asked}</ul> })}
        {rest}
    }
    .into_any()
}

/// What one source gives.
fn source(from: FromSource) -> AnyView {
    let FromSource { setting, source, people, note, .. } = from;
    let word = match setting.as_str() {
        "fallback" => "If nobody is found: ",
        "escalations" => "Escalated to ",
        _ => "",
    };
    let people = people.into_iter().map(|found| view! { <li>{found.why}</li> }).collect::<Vec<_>>();
    let words = format!("{word}{source}");
    view! {
        <p class="sample-word">{words}</p>
        <ul class="found">{people}{note.map(|note| view! { <li class="quiet">{note}</li> })}</ul>
    }
    .into_any()
}
