//! Time in a simulation: what happens by itself if nobody answers, and the ways to let it pass.

use leptos::prelude::*;
use serde_json::json;

use super::parts::{button, part, step};
use super::play::Play;
use super::zone;

/// The most things to come that are listed.
const MOST: usize = 30;

pub fn view(play: Play) -> AnyView {
    let timer = Memo::new(move |_| {
        let timer = |view: &super::told::View| view.last()?.inside.afterwards.timers.first().cloned();
        play.view.with(timer)
    });
    let count = move || match play.view.with(|view| view.schedule.len()) {
        0 => "nothing happens".to_owned(),
        1 => "one thing happens".to_owned(),
        count => format!("{count} things happen"),
    };
    let skip = move || {
        timer.get().map(|timer| {
            let clock = zone::clock(&timer.at, &play.zone());
            let go = move || {
                play.choose(&json!({ "choice": "skip_to_timer" }));
            };
            view! {
                <div class="sim-skip">
                    <p><time class="sim-quiet">{clock}</time>{timer.sentence}</p>
                    {button("button small plain", "forward", "Skip to it", None, go)}
                </div>
            }
        })
    };
    let coming = move || {
        play.view.with(|view| {
            let one = |coming: &super::told::Coming| {
                view! {
                    <li>
                        <time>{coming.clock.clone()}</time>
                        <span>{coming.planned.sentence.clone()}" "{step(play.store, &coming.planned.node)}</span>
                    </li>
                }
            };
            view.schedule.iter().take(MOST).map(one).collect_view()
        })
    };
    let inside = view! {
        <ol class="sim-coming">{coming}</ol>
        {to_a_moment(play)}
    };
    view! {
        <section class="sim-time" aria-label="Time">
            {skip}
            {part("If nobody answers", count, false, inside.into_any())}
        </section>
    }
    .into_any()
}

/// Lets time pass until a moment of choice.
fn to_a_moment(play: Play) -> AnyView {
    let chosen = RwSignal::new(None::<String>);
    let shown = move || {
        let now = || play.view.with(|view| zone::local(&view.now, &play.zone()));
        chosen.get().or_else(now).unwrap_or_default()
    };
    let skip = move || match zone::moment(&shown(), &play.zone()) {
        Some(moment) => {
            if play.choose(&json!({ "choice": "skip_to", "moment": moment })) {
                let _ = chosen.try_set(None);
            }
        }
        None => play.refused.set(Some("Enter the day and the time to skip to.".to_owned())),
    };
    view! {
        <div class="sim-moment">
            <label class="field-label" for="sim-moment">"Let time pass until"</label>
            <input class="input" id="sim-moment" type="datetime-local" prop:value=shown
                on:input=move |event| chosen.set(Some(event_target_value(&event)))/>
            {button("button small plain", "forward", "Skip", None, skip)}
        </div>
    }
    .into_any()
}
