//! One task: the request, why me, who else, what was said, what happens if nobody answers, and the decision.

mod api;
mod decision;
mod facts;
mod request;
mod revise;
mod signatures;
mod talk;
mod whole;

use engine::execution::Ask;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use runtime::TaskId;
use runtime::read;

use crate::ui::{Head, Icon, Page, Problem, Section, page};
use crate::visit::Desk;

pub use whole::whole;

/// How much of a request's history the conversation is taken from.
const HISTORY: i64 = 1_000;

/// The page of a task.
#[component]
pub fn TaskPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").and_then(|id| id.parse::<TaskId>().ok());
    page(Section::Inbox, move |desk| async move { show(desk, id.ok_or(Problem::NotFound)?).await })
}

async fn show(desk: Desk, id: TaskId) -> Page {
    let task = read::task(&desk.runtime, &desk.caller, &id.execution, id.no).await?;
    let history = read::history(&desk.runtime, &desk.caller, &id.execution, 0, HISTORY).await?;
    let people = read::people(&desk.runtime, &desk.caller).await?;
    let open = task.may.decide || task.may.resubmit;
    let href = format!("/executions/{}", id.execution);
    let (decide, revise) = match task.ask {
        Ask::Decide => (open.then(|| decision::form(&desk, &task)), None),
        Ask::Revise => (None, open.then(|| revise::form(&desk, &task, &people))),
    };
    let before = request::before(&history);
    Ok(view! {
        <Head title=task.title.clone() kind=format!("{} \u{203a} {}", task.definition.name, task.step)>
            {open.then(|| view! { <a class="button narrow-only" href="#decision"><Icon name="down"/>"To the decision"</a> })}
            <a class="button plain" href=href><Icon name="route"/>"Where it stands"</a>
        </Head>
        <div class="columns task">
            <div class="task-request stack">
                <div id="task-state" data-live>{facts::state(&task)}</div>
                {match revise {
                    Some(form) => form,
                    None => view! { <div id="task-request" data-live>{request::view(&task, before.as_ref())}</div> }.into_any(),
                }}
            </div>
            <aside class="task-side stack" aria-label="Your answer">
                <div id="task-facts" data-live>{facts::view(&task)}</div>
                {decide}
                {decision::others(&desk, &task, &people)}
                <div id="task-signatures" data-live>{signatures::view(&task, desk.caller.person)}</div>
            </aside>
            <div class="task-talk">
                {talk::section(&desk, &task, &history)}
            </div>
        </div>
    }
    .into_any())
}
