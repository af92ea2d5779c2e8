//! What is asked: the answers of the form, and what changed since the request was sent back.

use engine::Event;
use engine::form::{Answer, Data, Input};
use leptos::prelude::*;
use runtime::read::{History, TaskDetail};

use crate::ui::{Badge, Person, Tone, When};

/// The request's answers before they were last changed.
pub(super) fn before(history: &History) -> Option<Data> {
    let mut versions = history.rows.iter().flat_map(|row| &row.events).filter_map(|event| match event {
        Event::ExecutionStarted { data, .. } | Event::Resubmitted { data, .. } => Some(data),
        _ => None,
    });
    let (mut before, mut last) = (None, versions.next());
    for version in versions {
        (before, last) = (last, Some(version));
    }
    last.and(before).cloned()
}

/// The answers, for reading.
pub(super) fn view(task: &TaskDetail, before: Option<&Data>) -> AnyView {
    let rows = task.definition.form.fields.iter().filter_map(|field| {
        let shown = task.fields.iter().find(|shown| shown.key == field.key)?;
        let old = before.map(|before| before.0.get(&field.key));
        let changed = old.filter(|old| *old != task.data.0.get(&field.key));
        let class = match field.input {
            Input::Money { .. } => "answer money",
            Input::LongText { .. } => "answer long",
            _ => "answer",
        };
        Some(view! {
            <div class=class>
                <dt>{shown.label.clone()} {changed.map(|_| view! { <Badge tone=Tone::Warn icon="back" text="Changed"/> })}</dt>
                <dd>
                    {shown.value.clone()}
                    {changed.map(|old| view! { <p class="answer-before">"Before: " <del>{old.map_or("nothing".to_owned(), old_words)}</del></p> })}
                </dd>
            </div>
        })
    });
    let rows = rows.collect_view();
    let instructions = task.instructions.clone();
    view! {
        <section class="sheet request" aria-labelledby="request-title">
            <header class="request-head">
                <h2 id="request-title">"The request"</h2>
                <p class="request-by"><Person name=task.requester.name.clone()/> <span>"asked " <When at=task.asked_at/></span></p>
            </header>
            {(!instructions.is_empty()).then(|| view! { <p class="request-note">{instructions}</p> })}
            <dl class="answers">{rows}</dl>
        </section>
    }
    .into_any()
}

/// A former answer; people are not named again.
fn old_words(answer: &Answer) -> String {
    match answer {
        Answer::Person(_) => "somebody else".to_owned(),
        other => other.to_string(),
    }
}
