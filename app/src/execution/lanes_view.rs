//! The lanes drawn: one row each, all on one scale. The drawing is per row and in per cent, so that it fits any width.

use leptos::prelude::*;

use super::lanes::{Bar, Lane, Scale, Sign, State, What, gathered, lanes};
use super::story::Story;
use crate::ui::Icon;

/// The height of a row, in pixels.
const ROW: i32 = 34;

/// Who held the request when.
pub fn lanes_view(story: &Story) -> AnyView {
    let detail = &story.detail;
    let scale = Scale::of(detail.started_at, story.zone.now, detail.closed_at, story.forecast.last().map(|row| row.at));
    let lanes = lanes(&detail.state, &story.rows, &story.forecast, &scale);
    if lanes.is_empty() {
        return view! { <p class="quiet">"Nobody has been asked yet, and nothing waits."</p> }.into_any();
    }
    view! {
        <div class="lanes">
            {axis(story, &scale)}
            <ol class="lane-rows">{lanes.iter().map(|lane| row(story, lane, &scale)).collect_view()}</ol>
            {legend()}
        </div>
    }
    .into_any()
}

fn percent(value: f64) -> String {
    format!("{value:.2}%")
}

/// The times above the lanes.
fn axis(story: &Story, scale: &Scale) -> AnyView {
    let ticks = scale.ticks(|at| story.zone.local(at));
    // At midnight the day is what matters, at every other time the time.
    let label = |at| {
        let local = story.zone.local(at);
        if local.time() == chrono::NaiveTime::MIN {
            local.format("%a %-d %b").to_string()
        } else {
            story.zone.clock(at)
        }
    };
    let now = (!scale.closed).then(|| {
        let x = percent(scale.turn);
        view! {
            <line class="lane-now" x1=x.clone() x2=x.clone() y1="18" y2="26"></line>
            <text class="lane-now-word" x=x y="13" text-anchor="middle">"now"</text>
        }
    });
    view! {
        <div class="lane-axis" aria-hidden="true">
            <svg class="lane-sheet" width="100%" height="26">
                {ticks.into_iter().zip(0..).map(|(tick, no)| {
                    let x = percent(scale.x(tick));
                    // Small screens have room for every other one.
                    let class = if no % 2 == 1 { "lane-tick-word odd" } else { "lane-tick-word" };
                    view! {
                        <line class="lane-tick" x1=x.clone() x2=x.clone() y1="20" y2="26"></line>
                        <text class=class x=x y="13" text-anchor="middle">{label(tick)}</text>
                    }
                }).collect_view()}
                {now}
            </svg>
        </div>
    }
    .into_any()
}

fn row(story: &Story, lane: &Lane, scale: &Scale) -> AnyView {
    let names: Vec<String> = lane.people.iter().map(|person| story.name(*person).to_owned()).collect();
    let step = story.detail.definition.name_of(&lane.node).to_owned();
    let who = if names.is_empty() { "Rests".to_owned() } else { engine::narrate::or(&names) };
    let ticks = scale.ticks(|at| story.zone.local(at));
    view! {
        <li class="lane">
            <div class="lane-who">
                <span class="lane-step">{step}</span>
                <span class="lane-people">{who}</span>
                <span class="hidden">{said(story, lane)}</span>
            </div>
            <svg class="lane-sheet" width="100%" height=ROW aria-hidden="true">
                {ticks.into_iter().map(|tick| {
                    let x = percent(scale.x(tick));
                    view! { <line class="lane-grid" x1=x.clone() x2=x y1="0" y2="100%"></line> }
                }).collect_view()}
                {(!scale.closed).then(|| {
                    let x = percent(scale.turn);
                    view! { <line class="lane-now" x1=x.clone() x2=x y1="0" y2="100%"></line> }
                })}
                {lane.bars.iter().map(|bar| drawn(story, bar)).collect_view()}
                {gathered(&lane.signs).iter().map(|signs| signed(story, signs)).collect_view()}
            </svg>
        </li>
    }
    .into_any()
}

fn drawn(story: &Story, bar: &Bar) -> AnyView {
    let title = format!("{}: {} to {}", words(bar.state), story.zone.short(bar.from), story.zone.short(bar.to));
    view! {
        <rect class=format!("lane-bar {}", class(bar.state)) x=percent(bar.x) width=percent(bar.width) y="9" height="16" rx="4">
            <title>{title}</title>
        </rect>
        {icon(bar.state).map(|icon| {
            let x = percent(bar.x + bar.width);
            view! { <svg class="lane-end" x=x y="0" overflow="visible"><use href=format!("/icons.svg#{icon}") x="4" y="10" width="14" height="14"></use></svg> }
        })}
    }
    .into_any()
}

fn signed(story: &Story, signs: &[Sign]) -> AnyView {
    let Some(sign) = signs.first() else { return ().into_any() };
    let title = signs.iter().map(|sign| format!("{}: {}", sign_words(sign.what).1, story.zone.short(sign.at)));
    let title = title.collect::<Vec<_>>().join(", ");
    let (icon, class) = (sign_words(sign.what).0, if sign.ahead { "lane-sign ahead" } else { "lane-sign" });
    view! {
        <svg class=class x=percent(sign.x) y="0" overflow="visible">
            <circle class="lane-disc" cx="0" cy="17" r="10"></circle>
            <use href=format!("/icons.svg#{icon}") x="-6.5" y="10.5" width="13" height="13"></use>
            <title>{title}</title>
        </svg>
    }
    .into_any()
}

const fn class(state: State) -> &'static str {
    match state {
        State::Approved | State::Done => "good",
        State::Rejected => "bad",
        State::SentBack => "attention",
        State::Ended => "ended",
        State::Open => "open",
        State::Ahead => "ahead",
    }
}

const fn words(state: State) -> &'static str {
    match state {
        State::Approved => "approved",
        State::Rejected => "rejected",
        State::SentBack => "sent back",
        State::Done => "done",
        State::Ended => "ended without an answer",
        State::Open => "open",
        State::Ahead => "if nobody acts",
    }
}

const fn icon(state: State) -> Option<&'static str> {
    match state {
        State::Approved | State::Done => Some("check"),
        State::Rejected => Some("cross"),
        State::SentBack => Some("pencil"),
        State::Ended | State::Open | State::Ahead => None,
    }
}

const fn sign_words(what: What) -> (&'static str, &'static str) {
    match what {
        What::Reminder => ("bell", "reminder"),
        What::Overdue => ("clock", "overdue"),
        What::Escalation => ("up", "escalation"),
        What::Delegation => ("forward", "handed over"),
        What::End => ("flag", "ends by itself"),
    }
}

/// The row in words, for those who cannot see it.
fn said(story: &Story, lane: &Lane) -> String {
    let bars = lane.bars.iter().map(|bar| {
        let (from, to) = (story.zone.short(bar.from), story.zone.short(bar.to));
        match bar.state {
            State::Open => format!("open since {from}"),
            State::Ahead => format!("if nobody acts, until {to}"),
            state => format!("asked {from}, {} {to}", words(state)),
        }
    });
    let signs = lane.signs.iter().map(|sign| format!("{} {}", sign_words(sign.what).1, story.zone.short(sign.at)));
    format!(": {}.", bars.chain(signs).collect::<Vec<_>>().join("; "))
}

/// What the shapes mean.
fn legend() -> AnyView {
    let bars = [State::Approved, State::Rejected, State::SentBack, State::Ended, State::Open, State::Ahead];
    let signs = [What::Reminder, What::Overdue, What::Escalation, What::Delegation, What::End];
    view! {
        <ul class="lane-legend" aria-label="What the shapes mean">
            {bars.into_iter().map(|state| view! {
                <li>
                    <svg width="26" height="16" aria-hidden="true"><rect class=format!("lane-bar {}", class(state)) x="1" y="1" width="24" height="14" rx="4"></rect></svg>
                    {icon(state).map(|name| view! { <Icon name/> })}
                    <span>{words(state)}</span>
                </li>
            }).collect_view()}
            {signs.into_iter().map(sign_words).map(|(name, word)| view! { <li><Icon name/><span>{word}</span></li> }).collect_view()}
        </ul>
    }
    .into_any()
}
