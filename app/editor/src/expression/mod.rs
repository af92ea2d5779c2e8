//! The field of an expression: comparisons in plain words where that is enough, else the text, with what could come next;
//! beneath it what is wrong, or what it gives for the sample request.

mod builder;
mod complete;
mod examples;
mod plain;
mod text;
mod tokens;

pub use engine::simulate::Expects;
use engine::simulate::Explained;
use leptos::prelude::*;
use serde_json::json;

use crate::Store;
use crate::inspector::controls::{focus_later, icon};
use crate::inspector::sample::question;
use crate::simulator::module::{Answer, Asked, ask};

/// What is called with a gesture and the new text.
pub type Changed = Callback<(Option<u64>, String)>;

/// The field of an expression.
#[component]
pub fn Expression(
    store: Store,
    id: String,
    label: &'static str,
    value: Signal<String>,
    on_change: Changed,
    expects: Expects,
) -> impl IntoView {
    crate::inspector::sample::recall(store);
    let value: Signal<String> = Memo::new(move |_| value.get()).into();
    let condition = expects == Expects::Condition;
    let plain = Memo::new(move |_| {
        let source = value.get();
        store.definition.with(|all| plain::read(&source, &all.form)).filter(|_| condition)
    });
    let as_text = RwSignal::new(!condition || plain.with_untracked(Option::is_none));
    // What cannot be said plainly is shown as it is.
    let shows_text = Memo::new(move |_| as_text.get() || plain.with(Option::is_none));
    let switch = {
        let id = id.clone();
        move |_| {
            as_text.update(|now| *now = !*now);
            let next = if as_text.get_untracked() { id.clone() } else { format!("{id}-0-left") };
            focus_later(vec![next, format!("{id}-more")]);
        }
    };
    let words = move || if shows_text.get() { "Use plain words" } else { "Write an expression" };
    let inside = {
        let id = id.clone();
        move || {
            if shows_text.get() {
                text::text(store, &id, label, value, on_change, expects)
            } else {
                builder::builder(store, &id, label, plain, on_change)
            }
        }
    };
    let too_rich = move || condition && plain.with(Option::is_none);
    view! {
        <div class="expression">
            {inside}
            <div class="expression-foot">
                {verdict(store, &id, value, expects)}
                {move || (condition && !too_rich()).then(|| view! {
                    <button type="button" class="text-link" on:click=switch.clone()>{words}</button>
                })}
            </div>
        </div>
    }
}

/// What the engine says of it, for the sample request.
fn verdict(store: Store, id: &str, value: Signal<String>, expects: Expects) -> AnyView {
    let written = Signal::derive(move || value.with(|source| !source.trim().is_empty()));
    let asked = ask::<Explained>(
        store,
        "explain",
        move || question(store, json!({ "expression": value.get_untracked(), "expects": expects })),
        written,
    );
    let shown = move || match asked.get() {
        _ if !written.get() => view! { <p class="quiet">"Nothing is asked here yet."</p> }.into_any(),
        Answer::Waiting => ().into_any(),
        Answer::Failed(sentence) => failed(sentence, asked),
        Answer::Here(explained) => told(explained),
    };
    view! { <div class="verdict" aria-live="polite" id=format!("{id}-problems")>{shown}</div> }.into_any()
}

fn failed(sentence: String, asked: Asked<Explained>) -> AnyView {
    crate::inspector::failed(sentence, asked)
}

fn told(explained: Explained) -> AnyView {
    let Explained { ok, problems, gives, .. } = explained;
    let problems = problems
        .into_iter()
        .map(|problem| view! { <p class="field-problem">{icon("alert")}<span>{problem}</span></p> })
        .collect::<Vec<_>>();
    let gives = gives.filter(|_| ok).map(|gives| {
        let holds = gives.starts_with("It holds");
        let name = if holds { "check" } else { "arrow" };
        view! {
            <p class="verdict-gives" class:holds=holds>
                {icon(name)}<span><span class="verdict-word">"Sample request: "</span>{gives}</span>
            </p>
        }
    });
    view! { {problems}{gives} }.into_any()
}
