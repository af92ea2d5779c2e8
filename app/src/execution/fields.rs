//! The request's answers under the labels of its form.

use engine::form::Answer;
use leptos::prelude::*;

use super::story::Story;

/// What was asked for, as a list of labels and answers; what was left empty says so.
pub fn fields(story: &Story) -> AnyView {
    let Some(request) = &story.detail.state.request else { return ().into_any() };
    let revision = (request.revision > 1).then(|| format!("Version {} of the request", request.revision));
    let rows = story.detail.definition.form.fields.iter().map(|field| {
        let answer = request.data.0.get(&field.key);
        let words = match answer {
            None => None,
            Some(Answer::Person(person)) => Some(story.name(*person).to_owned()),
            Some(other) => Some(other.to_string()),
        };
        let class = words.is_none().then_some("quiet");
        view! {
            <div class="fact">
                <dt>{field.label.clone()}</dt>
                <dd class=class>{words.unwrap_or_else(|| "Not given".to_owned())}</dd>
            </div>
        }
    });
    view! {
        <section id="request" class="sheet" aria-labelledby="request-title" data-live>
            <h2 id="request-title">"The request"</h2>
            {revision.map(|revision| view! { <p class="quiet">{revision}</p> })}
            <dl class="facts tall">{rows.collect_view()}</dl>
        </section>
    }
    .into_any()
}
