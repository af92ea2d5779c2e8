//! The full list of transitions, newest first, a page at a time: what each one did, who made it, and the record itself.

use engine::narrate::Told;
use leptos::prelude::*;
use runtime::Channel;
use runtime::read::HistoryRow;

use super::story::Story;
use super::timeline::tone;
use crate::moment::machine;
use crate::ui::Icon;

/// The full list.
pub fn events(story: &Story) -> AnyView {
    let (first, last) = story.window;
    let id = story.detail.id;
    let rows: Vec<(&Told, &HistoryRow)> =
        story.told.iter().zip(&story.rows).filter(|(told, _)| (first..=last).contains(&told.seq)).rev().collect();
    let (newest, count) = (story.detail.seq, rows.len());
    view! {
        <div class="events">
            <p class="events-about">
                <span>{format!("Transitions {first} to {last} of {newest}, newest first. Each one is a command that was accepted, with everything it caused.")}</span>
                <a class="button plain" href=format!("/executions/{id}/history.json") download=format!("{id}.json")>
                    <Icon name="down"/><span>"Whole history as JSON"</span>
                </a>
            </p>
            <ol class="transitions" reversed start=last.to_string()>
                {rows.into_iter().map(|(told, row)| transition(story, told, row)).collect_view()}
            </ol>
            <nav class="events-pages" aria-label="Pages of the list">
                {(last < newest).then(|| view! { <a class="button plain" href=format!("/executions/{id}?view=events")>"Newest"</a> })}
                {(first > 1 && count > 0).then(|| view! {
                    <a class="button plain" rel="next" href=format!("/executions/{id}?view=events&before={first}")>"Older"</a>
                })}
            </nav>
        </div>
    }
    .into_any()
}

fn transition(story: &Story, told: &Told, row: &HistoryRow) -> AnyView {
    let by = match (&row.actor, row.channel) {
        (Some(actor), Channel::Api) => format!("{}, through the API", actor.name),
        (Some(actor), Channel::Link) => format!("{}, by a link in a mail", actor.name),
        (Some(actor), _) => actor.name.clone(),
        (None, Channel::Webhook) => "A program, by a webhook".to_owned(),
        (None, Channel::Api) => "A program, through the API".to_owned(),
        (None, Channel::Timer) => "A timer".to_owned(),
        (None, _) => "The directory".to_owned(),
    };
    let title = format!("{} \u{b7} {}", story.zone.full(told.at), told.at.format("%Y-%m-%d %H:%M:%S%.3f UTC"));
    view! {
        <li class="transition" id=format!("t{}", told.seq)>
            <div class="transition-head">
                <span class="transition-no">{format!("#{}", told.seq)}</span>
                <span class="transition-by">{by}</span>
                <time class="transition-at" datetime=machine(told.at) title=title>{story.zone.short(told.at)}</time>
            </div>
            <ul class="transition-lines">
                {told.lines.iter().map(|line| view! {
                    <li class=format!("{}{}", tone(line.tone), if line.noise { " noise" } else { "" })>
                        <Icon name=line.icon/>
                        <span>{line.whole()}</span>
                    </li>
                }).collect_view()}
            </ul>
            <details class="transition-raw" id=format!("raw{}", told.seq)>
                <summary>"Record"</summary>
                <pre tabindex="0">{record(row)}</pre>
                <p class="quiet">"Hash of the chain up to here: "<code>{row.hash.clone()}</code></p>
            </details>
        </li>
    }
    .into_any()
}

/// The command and its events as they are kept.
fn record(row: &HistoryRow) -> String {
    let record = serde_json::json!({
        "seq": row.seq,
        "at": row.at,
        "channel": row.channel,
        "actor": row.actor.as_ref().map(|actor| actor.id),
        "command": row.command,
        "events": row.events,
    });
    serde_json::to_string_pretty(&record).unwrap_or_default()
}
