//! Where the request stands: its state, what it waits for in sentences, and the facts beside it.

use leptos::prelude::*;
use runtime::TaskId;

use super::story::Story;
use crate::ui::{Ago, Badge, Due, Icon, Outcome, Person, PostForm, Submit, Tone, When};

/// The head of the page beneath its title.
pub fn stands(story: &Story) -> AnyView {
    let detail = &story.detail;
    let (stuck, running) = (!detail.state.incidents.is_empty(), detail.state.is_running());
    let class = match (stuck, running, detail.outcome.as_deref()) {
        (true, ..) => "stands stuck",
        (_, true, _) => "stands running",
        (.., Some("approved" | "done")) => "stands good",
        (.., Some("rejected" | "cancelled")) => "stands bad",
        _ => "stands",
    };
    let due = detail.state.open_tasks().filter_map(|(_, task)| task.due_at).min();
    view! {
        <section id="stands" class=class aria-label="Where it stands" data-live>
            <div class="stands-words">
                <p class="stands-state">
                    {if stuck {
                        view! { <Badge tone=Tone::Seal icon="alert" text="Stopped"/> }.into_any()
                    } else {
                        view! { <Outcome outcome=detail.outcome.clone()/> }.into_any()
                    }}
                </p>
                {story.stands.iter().map(|sentence| view! { <p class="stands-sentence">{sentence.clone()}</p> }).collect_view()}
                {answers(story)}
                {incidents(story)}
            </div>
            <dl class="facts">
                <div class="fact"><dt>"Asked by"</dt><dd><Person name=detail.requester.name.clone()/></dd></div>
                <div class="fact">
                    <dt>"Asked"</dt>
                    <dd><When at=detail.started_at/>" "<span class="quiet"><Ago at=detail.started_at/></span></dd>
                </div>
                {detail.closed_at.map(|at| view! { <div class="fact"><dt>"Closed"</dt><dd><When at/></dd></div> })}
                {due.map(|at| view! { <div class="fact"><dt>"Next answer"</dt><dd><Due at=Some(at)/></dd></div> })}
                <div class="fact">
                    <dt>"Process"</dt>
                    <dd>
                        <a href=format!("/definitions/{}?version={}", detail.definition.key, detail.version)>
                            {format!("{}, version {}", detail.definition.name, detail.version)}
                        </a>
                    </dd>
                </div>
            </dl>
        </section>
    }
    .into_any()
}

/// The way to what the reader is asked.
fn answers(story: &Story) -> AnyView {
    let execution = story.detail.id;
    let links = story.detail.may.answer.iter().map(|no| {
        let step = story.detail.state.tasks.get(no).map(|task| story.detail.definition.name_of(&task.node).to_owned());
        let task = TaskId { execution, no: *no };
        let label = format!("Answer {}", step.map_or_else(String::new, |step| format!("\u{201c}{step}\u{201d}")));
        view! { <a class="button" href=format!("/tasks/{task}")><Icon name="stamp"/><span>{label}</span></a> }
    });
    let links = links.collect_view();
    (!links.is_empty()).then(|| view! { <p class="stands-ways">{links}</p> }).into_any()
}

/// What an administrator can try again.
fn incidents(story: &Story) -> AnyView {
    if !story.detail.may.mend {
        return ().into_any();
    }
    let id = story.detail.id;
    let incidents: Vec<String> = story.detail.state.incidents.keys().map(ToString::to_string).collect();
    let forms = incidents.into_iter().map(|no| {
        view! {
            <PostForm action="/do/mend" class="stands-ways">
                <input type="hidden" name="execution" value=id.to_string()/>
                <input type="hidden" name="incident" value=no/>
                <Submit label="Try again" icon="retry"/>
            </PostForm>
        }
    });
    forms.collect_view().into_any()
}
