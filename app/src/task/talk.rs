//! What was said: decisions with their comments, comments, delegations, resubmissions, in the order of their time.

use chrono::{DateTime, Utc};
use engine::Event;
use engine::execution::Decision;
use engine::ids::PersonId;
use leptos::prelude::*;
use runtime::read::{History, TaskDetail};

use super::decision::longest;
use crate::ui::{Ago, Area, Avatar, PostForm, Submit};
use crate::visit::Desk;

/// Something that somebody said.
struct Said {
    who: String,
    what: String,
    text: String,
    at: DateTime<Utc>,
}

/// The conversation and the field for the next word.
pub(super) fn section(desk: &Desk, task: &TaskDetail, history: &History) -> AnyView {
    let flash = desk.flash.of("comment");
    let (from, execution) = (format!("/tasks/{}", task.id), task.id.execution.to_string());
    let draft = format!("{execution}-talk");
    view! {
        <section class="talk" aria-labelledby="talk-title">
            <h2 id="talk-title">"What was said"</h2>
            <div id="task-talk" data-live>{items(history)}</div>
            <PostForm action="/do/comment" class="form talk-form">
                <input type="hidden" name="execution" value=execution/>
                <input type="hidden" name="from" value=from/>
                <Area id="talk" name="text" label="Say something without deciding" rows=2 max_length=longest() required=true
                    draft
                    value=flash.typed("comment").unwrap_or_default() problem=flash.problem("comment")/>
                <div class="form-ways"><Submit label="Add comment" class="plain" icon="comment"/></div>
            </PostForm>
        </section>
    }
    .into_any()
}

/// The conversation for reading.
pub(super) fn list(history: &History) -> AnyView {
    view! {
        <section class="talk" aria-labelledby="talk-title">
            <h2 id="talk-title">"What was said"</h2>
            {items(history)}
        </section>
    }
    .into_any()
}

fn items(history: &History) -> AnyView {
    let said = said(history);
    let none = said.is_empty().then(|| view! { <p class="talk-none">"Nobody has said anything yet."</p> });
    view! {
        {none}
        <ol class="talk-list">
            {said.into_iter().map(|said| view! {
                <li class="talk-item">
                    <Avatar name=said.who.clone()/>
                    <div>
                        <p class="talk-who"><strong>{said.who}</strong> " " {said.what} " " <Ago at=said.at/></p>
                        {(!said.text.is_empty()).then(|| view! { <p class="talk-text">{said.text}</p> })}
                    </div>
                </li>
            }).collect_view()}
        </ol>
    }
    .into_any()
}

fn said(history: &History) -> Vec<Said> {
    let name = |id: &PersonId| history.people.get(id).cloned().unwrap_or_else(|| "Somebody".to_owned());
    let mut all = Vec::new();
    for row in &history.rows {
        for event in &row.events {
            let (who, what, text) = match event {
                Event::DecisionMade { by, decision, comment, .. } => {
                    let what = match decision {
                        Decision::Approve => "approved",
                        Decision::Reject => "rejected",
                        Decision::RequestChanges => "sent it back",
                    };
                    (by, what.to_owned(), comment)
                }
                Event::Commented { by, text } => (by, "said".to_owned(), text),
                Event::TaskDelegated { by, to, comment, .. } => (by, format!("handed it on to {}", name(to)), comment),
                Event::TaskDisowned { by, comment, .. } => (by, "said that it is not for them".to_owned(), comment),
                Event::Resubmitted { by, comment, .. } => {
                    (by, "changed the request and submitted it again".to_owned(), comment)
                }
                Event::Withdrawn { by, reason } => (by, "withdrew the request".to_owned(), reason),
                Event::Cancelled { by, reason } => (by, "cancelled the request".to_owned(), reason),
                _ => continue,
            };
            all.push(Said { who: name(who), what, text: text.clone(), at: row.at });
        }
    }
    all
}
