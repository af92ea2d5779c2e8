//! The timeline: done, now, next. Times are absolute in the reader's zone; the future says what happens by itself.

use chrono::{DateTime, Utc};
use engine::narrate::{Line, Tone};
use leptos::prelude::*;
use runtime::Channel;

use super::moments::{Moment, grouped};
use super::story::Story;
use crate::moment::machine;
use crate::ui::{Ago, Icon, When};

/// Moments that are shown at once; earlier ones are a link away.
pub const SHOWN: usize = 150;

/// The three parts of the timeline, of which these moments are the first.
pub fn timeline(story: &Story, mut all: Vec<Moment>) -> AnyView {
    let hidden = all.len().saturating_sub(SHOWN);
    all.drain(..hidden);
    let earlier = hidden > 0 || story.rows.first().is_some_and(|row| row.seq > 1);
    let days = grouped(all, |moment| story.zone.day(moment.at));
    view! {
        <div class="timeline">
            {earlier.then(|| view! {
                <p class="timeline-earlier"><a href=format!("/executions/{}?view=events", story.detail.id)>"Earlier events are in the full list"</a></p>
            })}
            {days.into_iter().map(|(day, moments)| view! {
                <section class="day">
                    <h3 class="day-name">{day}</h3>
                    <ol class="moments">{moments.into_iter().map(|moment| past(story, moment)).collect_view()}</ol>
                </section>
            }).collect_view()}
            {story.detail.state.is_running().then(|| now(story))}
            {story.detail.state.is_running().then(|| next(story))}
        </div>
    }
    .into_any()
}

/// The class of a tone.
pub fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Neutral => "neutral",
        Tone::Good => "good",
        Tone::Bad => "bad",
        Tone::Attention => "attention",
        Tone::Quiet => "quiet",
    }
}

/// A time of day in the reader's zone; the title says the whole moment, also in UTC.
pub fn clock(story: &Story, at: DateTime<Utc>) -> AnyView {
    let title = format!("{} \u{b7} {}", story.zone.full(at), at.format("%Y-%m-%d %H:%M:%S UTC"));
    view! { <time class="moment-at" datetime=machine(at) title=title>{story.zone.clock(at)}</time> }.into_any()
}

fn past(story: &Story, moment: Moment) -> AnyView {
    let id = moment.id();
    let Moment { seq, at, main, then, .. } = moment;
    let way = story.row(seq).and_then(|row| match row.channel {
        Channel::Api => Some("through the API"),
        Channel::Link => Some("by a link in a mail"),
        Channel::Webhook => Some("by a webhook"),
        Channel::Timer => Some("by itself"),
        Channel::Web | Channel::System => None,
    });
    view! {
        <li class=format!("moment {}", tone(main.tone)) id=id>
            {clock(story, at)}
            <span class="moment-mark"><Icon name=main.icon/></span>
            <div class="moment-body">
                <p class="moment-said">{main.sentence.clone()}</p>
                {quote(&main)}
                <p class="moment-about">
                    {place(story, &main)}
                    <Ago at/>
                    {way.map(|way| view! { <span>{way}</span> })}
                </p>
                {(!then.is_empty()).then(|| view! {
                    <ul class="moment-then">{then.iter().map(follow).collect_view()}</ul>
                })}
            </div>
        </li>
    }
    .into_any()
}

/// What came of it.
fn follow(line: &Line) -> AnyView {
    view! {
        <li class=tone(line.tone)>
            <Icon name=line.icon/>
            <span>{line.sentence.clone()}{line.said.clone().map(|said| view! { <q class="moment-quoted">{said}</q> })}</span>
        </li>
    }
    .into_any()
}

fn quote(line: &Line) -> AnyView {
    line.said.clone().map(|said| view! { <blockquote class="moment-quote">{said}</blockquote> }).into_any()
}

/// The step that it is about, unless the sentence names it.
fn place(story: &Story, line: &Line) -> AnyView {
    let node = line.node.as_ref().map(|node| story.detail.definition.name_of(node).to_owned());
    node.filter(|name| !line.sentence.contains(name.as_str()))
        .map(|name| view! { <span class="moment-place">{name}</span> })
        .into_any()
}

fn now(story: &Story) -> AnyView {
    let stuck = !story.detail.state.incidents.is_empty();
    view! {
        <section class="day now" class:stuck=stuck>
            <h3 class="day-name">"Now"</h3>
            <ol class="moments">
                <li class="moment">
                    <span></span>
                    <span class="moment-mark"><Icon name=if stuck { "alert" } else { "clock" }/></span>
                    <div class="moment-body">
                        {story.detail.waits.iter().map(waiting).collect_view()}
                    </div>
                </li>
            </ol>
        </section>
    }
    .into_any()
}

/// One thing that it waits for, short; the head of the page has the whole sentence.
fn waiting(wait: &runtime::read::Waiting) -> AnyView {
    let names: Vec<String> = wait.who.iter().map(|who| who.name.clone()).collect();
    let said = match (&wait.incident, names.is_empty()) {
        (Some(reason), _) => format!("Stopped: {}", engine::narrate::stopped(reason)),
        (None, true) => format!("Rests at \u{201c}{}\u{201d}.", wait.step),
        (None, false) => format!("Waits for {} at \u{201c}{}\u{201d}.", engine::narrate::or(&names), wait.step),
    };
    let since = wait.since.map(|at| view! { <p class="moment-about"><span>"since "<When at/></span><Ago at/></p> });
    view! { <p class="moment-said">{said}</p>{since} }.into_any()
}

fn next(story: &Story) -> AnyView {
    if story.coming.is_empty() {
        return view! {
            <section class="day next">
                <h3 class="day-name">"Next"</h3>
                <p class="next-none">"Nothing happens by itself. It waits until somebody acts."</p>
            </section>
        }
        .into_any();
    }
    let asks = story.detail.state.open_tasks().next().is_some();
    let title = if asks { "Next, if nobody answers" } else { "Next, by itself" };
    let days = grouped(story.coming.clone(), |(at, _)| story.zone.day(*at));
    view! {
        <section class="day next">
            <h3 class="day-name">{title}</h3>
            {days.into_iter().map(|(day, lines)| view! {
                <h4 class="day-sub">{day}</h4>
                <ol class="moments">{lines.into_iter().map(|(at, line)| ahead(story, at, &line)).collect_view()}</ol>
            }).collect_view()}
        </section>
    }
    .into_any()
}

fn ahead(story: &Story, at: DateTime<Utc>, line: &Line) -> AnyView {
    view! {
        <li class=format!("moment {}", tone(line.tone))>
            {clock(story, at)}
            <span class="moment-mark"><Icon name=line.icon/></span>
            <div class="moment-body">
                <p class="moment-said">{line.sentence.clone()}</p>
                <p class="moment-about">{place(story, line)}<Ago at/></p>
            </div>
        </li>
    }
    .into_any()
}
