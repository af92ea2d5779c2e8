//! A line of the inbox: what, who asks, why me, until when, and what happens if nobody answers.

use leptos::prelude::*;
use runtime::read::InboxRow;

use super::lists::List;
use crate::moment::Zone;
use crate::ui::{Ago, Avatar, Badge, Due, PostForm, Submit, Tone, When};

/// One line.
pub(super) fn view(list: List, row: InboxRow, zone: &Zone) -> AnyView {
    let href = match row.task {
        Some(task) => format!("/tasks/{task}"),
        None => format!("/executions/{}", row.execution),
    };
    let id = row.task.map_or_else(|| format!("row-{}", row.execution), |task| format!("row-{task}"));
    let why = if list == List::Waiting && !row.others.is_empty() { holders(&row) } else { row.why.clone() };
    let next = row.if_nobody.as_ref().map(|next| {
        view! { <p class="row-next">"If nobody answers, " {next.what.clone()} " " {at(zone.brief(next.at))} "."</p> }
    });
    let claim = row.task.filter(|_| list == List::Groups && row.claimed_by.is_none()).map(|task| {
        view! {
            <PostForm action="/do/claim" class="row-claim">
                <input type="hidden" name="task" value=task.to_string()/>
                <Submit label="Take it" class="plain small" icon="hand"/>
            </PostForm>
        }
    });
    let when = match row.answered_at {
        Some(at) => view! { <p class="row-done">{answer(row.answered.as_deref())} " " <Ago at/></p> }.into_any(),
        None if list == List::Waiting => view! {
            <p class="row-since">"Since " <When at=row.opened_at/></p>
            {row.due_at.map(|at| view! { <Due at=Some(at)/> })}
        }
        .into_any(),
        None => view! { <Due at=row.due_at/> }.into_any(),
    };
    let revise = (row.ask == "revise").then(|| view! { <Badge tone=Tone::Seal icon="back" text="Sent back to you"/> });
    let round = (row.round > 1 && row.ask == "decide")
        .then(|| view! { <Badge tone=Tone::Warn icon="back" text=format!("Round {}", row.round)/> });
    let mine = row.claimed_by.is_some() && list == List::NeedsMe && !row.others.is_empty();
    view! {
        <li class="row" id=id data-row class:late=row.overdue>
            <div class="row-main">
                <h3 class="row-title"><a href=href data-open>{row.title}</a></h3>
                <p class="row-meta">
                    <Avatar name=row.requester.name.clone()/>
                    <span><span class="hidden">"Asked by "</span>{row.requester.name}</span>
                    <span class="row-step">{row.definition_name} {(!row.step.is_empty()).then(|| format!(" \u{203a} {}", row.step))}</span>
                    {revise} {round}
                    {mine.then(|| view! { <Badge tone=Tone::Active icon="hand" text="Taken by you"/> })}
                </p>
            </div>
            <div class="row-why">
                <p>{why}</p>
                {next}
            </div>
            <div class="row-when">{when}{claim}</div>
        </li>
    }
    .into_any()
}

/// Who can move what waits on others.
fn holders(row: &InboxRow) -> String {
    let names: Vec<&str> = row.others.iter().map(|who| who.name.as_str()).collect();
    match names.as_slice() {
        [several @ .., last] if !several.is_empty() && several.len() < 4 => {
            format!("With {} or {last}.", several.join(", "))
        }
        [first, second, rest @ ..] => format!("With {first}, {second} or one of {} others.", rest.len()),
        _ => format!("With {}.", names.join(", ")),
    }
}

fn at(moment: String) -> String {
    if moment.starts_with("today") { moment } else { format!("on {moment}") }
}

fn answer(how: Option<&str>) -> AnyView {
    let (tone, icon, text) = match how {
        Some("approve") => (Tone::Good, "check", "Approved"),
        Some("reject") => (Tone::Bad, "cross", "Rejected"),
        Some("request_changes") => (Tone::Warn, "back", "Sent back"),
        _ => (Tone::Calm, "send", "Submitted again"),
    };
    view! { <Badge tone icon text/> }.into_any()
}
