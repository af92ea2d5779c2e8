//! The request that is tried out: who asks, what they answer, when it begins. Everything has a sensible value already.

use engine::check::{Problem, Severity};
use leptos::prelude::*;
use serde_json::json;
use web_sys::SubmitEvent;

use super::parts::{alert, keep_focus, link};
use super::play::Play;
use super::zone;
use crate::icon::Icon;
use crate::inspector::sample::{answers, asks};
use crate::inspector::{questions, requester};

/// The most errors that are listed.
const MOST: usize = 5;

pub fn view(play: Play) -> AnyView {
    let store = play.store;
    if play.begins.with_untracked(String::is_empty) {
        play.begins.set(zone::this_morning(&play.zone()));
    }
    let start = move |event: SubmitEvent| {
        event.prevent_default();
        start(play);
        keep_focus();
    };
    let zone = move || store.definition.with(|definition| definition.time_zone.clone());
    let asks_nothing = move || store.definition.with(|definition| definition.form.fields.is_empty());
    view! {
        <form class="sim-setup" novalidate on:submit=start>
            <header>
                <h2>"Try it out"</h2>
                <p class="sim-quiet">"A made-up request goes through the process as it is drawn. No mail is sent, and nobody is asked."</p>
            </header>
            {move || errors(play)}
            {requester(store, "sim-requester")}
            {questions(store, "sim")}
            {move || asks_nothing().then(|| view! { <p class="sim-quiet">"The form asks nothing."</p> })}
            <div class="field">
                <label class="field-label" for="sim-begins">"Begins"</label>
                <input class="input" id="sim-begins" type="datetime-local" required prop:value=move || play.begins.get()
                    aria-describedby="sim-begins-help" on:input=move |event| play.begins.set(event_target_value(&event))/>
                <p class="field-help" id="sim-begins-help">"On the clock of "{zone}"."</p>
            </div>
            {alert(play.refused)}
            <button class="button" type="submit"><Icon name="play"/>"Start"</button>
        </form>
    }
    .into_any()
}

fn start(play: Play) {
    let store = play.store;
    let (sample, directory) = (store.sample.get_untracked(), store.directory.get_untracked());
    if directory.people.is_empty() {
        return play
            .refused
            .set(Some("The people of the organisation are not here yet. Try again in a moment.".to_owned()));
    }
    let Some(begins_at) = zone::moment(&play.begins.get_untracked(), &play.zone()) else {
        return play.refused.set(Some("Enter day and time at which it begins.".to_owned()));
    };
    let data = store.definition.with_untracked(|definition| answers(&definition.form, &sample, &directory).0);
    play.followed.set(None);
    play.open(json!({ "requester": asks(&sample, &directory), "data": data, "begins_at": begins_at }));
}

/// The errors of the drawing: where the request comes to one, it stops.
fn errors(play: Play) -> Option<AnyView> {
    let store = play.store;
    let errors: Vec<Problem> = store
        .problems
        .with(|problems| problems.iter().filter(|problem| problem.severity == Severity::Error).cloned().collect());
    let (count, more) = (errors.len(), errors.len().saturating_sub(MOST));
    if count == 0 {
        return None;
    }
    let head = if count == 1 {
        "The drawing has an error. The request stops where it comes to it.".to_owned()
    } else {
        format!("The drawing has {count} errors. The request stops where it comes to one.")
    };
    let one = |problem: Problem| {
        let place = problem.node.clone().map(|id| super::parts::step(store, &id));
        let place = place.or_else(|| problem.edge.as_ref().map(|id| super::parts::edge(store, id)));
        view! { <li>{place.map(|place| view! { {place}": " })}{problem.message}</li> }
    };
    let rest = (more > 0).then(|| link(format!("{more} more"), move || store.side.set(crate::store::Side::Problems)));
    Some(
        view! {
            <div class="sim-note warn">
                <Icon name="alert"/>
                <div>
                    <p><strong>{head}</strong></p>
                    <ul class="sim-list">{errors.into_iter().take(MOST).map(one).collect_view()}{rest.map(|rest| view! { <li>{rest}</li> })}</ul>
                </div>
            </div>
        }
        .into_any(),
    )
}
