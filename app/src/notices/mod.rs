//! What a person was told, each thing once: the ledger behind "why did I (not) hear of this?".
//! The inbox shows it under its tab `notices`.

mod api;

use leptos::prelude::*;
use runtime::read::{self, NoticeRow};

use crate::ui::{Ago, Empty, Icon, More, Page, PostForm, Submit, When, encoded};
use crate::visit::Desk;

/// The ledger, newest first; `after` is the place where the last page ended.
pub async fn list(desk: &Desk, after: Option<&str>) -> Page {
    let page = read::notices(&desk.runtime, &desk.caller, after).await?;
    if page.rows.is_empty() {
        return Ok(view! {
            <Empty icon="bell" title="Nobody has told you anything yet"
                text="Here is kept what you were asked, reminded of and told, with the moment, so that you can look it up."/>
        }
        .into_any());
    }
    let unread = page.rows.iter().filter(|row| !row.read).count();
    let more = page.next.map(|next| view! { <More href=format!("/inbox?tab=notices&after={}", encoded(&next))/> });
    Ok(view! {
        {(unread > 0).then(|| view! {
            <PostForm action="/do/read-notices" class="notices-ways">
                <Submit label="Mark all as read" icon="check" class="plain small"/>
            </PostForm>
        })}
        <ol class="notices">{page.rows.into_iter().map(notice).collect_view()}</ol>
        {more}
    }
    .into_any())
}

fn notice(row: NoticeRow) -> impl IntoView {
    let (icon, word) = kind(&row.kind);
    let href = row
        .may_open
        .then(|| row.task.map_or_else(|| format!("/executions/{}", row.execution), |task| format!("/tasks/{task}")));
    let title = match href {
        Some(href) => view! { <a href=href data-open>{row.title}</a> }.into_any(),
        None => row.title.into_any(),
    };
    view! {
        <li class="notice" class:unread=!row.read>
            <span class="notice-icon"><Icon name=icon/></span>
            <div class="notice-body">
                <p class="notice-title">{(!row.read).then(|| view! { <span class="notice-new">"New"</span> })}{title}</p>
                <p class="notice-text">{row.text}</p>
            </div>
            <p class="notice-when"><span class="notice-kind">{word}</span><When at=row.at/><span class="quiet"><Ago at=row.at/></span></p>
        </li>
    }
}

/// Icon and word of a kind of notice.
fn kind(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "asked" => ("stamp", "Asked"),
        "reminded" => ("bell", "Reminder"),
        "escalated" => ("up", "Escalated to you"),
        "informed" => ("up", "For your information"),
        "delegated" => ("forward", "Delegated to you"),
        "sent_back" => ("pencil", "Sent back"),
        "closed" => ("flag", "Closed"),
        "nudged" => ("bell", "Nudge"),
        "commented" => ("comment", "Comment"),
        "incident" => ("alert", "Problem"),
        "disowned" => ("person", "Not for them"),
        "signal_wanted" => ("wait", "Confirmation wanted"),
        _ => ("paper", "Message"),
    }
}
