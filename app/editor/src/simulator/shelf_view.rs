//! The saved scenarios: save the story as one, run one or all, go through one, delete one.

use leptos::prelude::*;
use web_sys::SubmitEvent;

use super::parts::{alert, button, link, part};
use super::play::Play;
use super::shelf::{Listed, Saved, Shelf, verdict};
use super::{covered, told, zone};
use crate::icon::Icon;

/// The longest name of a scenario.
const LONGEST: &str = "200";

/// Saving the story as it went.
pub fn save(play: Play, shelf: Shelf) -> AnyView {
    let name = RwSignal::new(String::new());
    let followed = Memo::new(move |_| play.followed.get().map(|followed| (followed.id, followed.name)));
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        if name.with_untracked(|name| name.trim().is_empty()) {
            return shelf.trouble.set(Some("Give the scenario a name.".to_owned()));
        }
        shelf.save(None, &name.get_untracked());
        name.set(String::new());
    };
    let over = move || {
        followed.get().map(|(id, name)| {
            let (words, name_now) = (format!("Save over \u{201c}{name}\u{201d}"), name);
            button("button small plain", "cloud", words, None, move || shelf.save(Some(id.clone()), &name_now))
        })
    };
    let expected = move || {
        play.view.with(|view| {
            let ends = view.outcome.map_or("is still open".to_owned(), |outcome| format!("ends {outcome}"));
            let count = view.coverage.nodes.len();
            format!(
                "What is expected of the next run is how this one went: it {ends} and comes by these {count} steps."
            )
        })
    };
    let inside = view! {
        <form class="sim-save" on:submit=save>
            <p class="sim-quiet">{expected}</p>
            <div class="field">
                <label class="field-label" for="sim-name">"Name"</label>
                <input class="input" id="sim-name" maxlength=LONGEST autocomplete="off" placeholder="Small amount, approved"
                    prop:value=move || name.get() on:input=move |event| name.set(event_target_value(&event))/>
            </div>
            <p class="sim-ways">
                <button type="submit" class="button small" disabled=move || shelf.busy.get()><Icon name="plus"/>"Save as scenario"</button>
                {over}
            </p>
        </form>
    };
    part("Save as scenario", String::new, false, inside.into_any())
}

/// The list of scenarios.
pub fn view(play: Play, shelf: Shelf) -> AnyView {
    let count = move || shelf.all.with(Vec::len);
    let list = move || {
        match shelf.listed.get() {
        Listed::Loading => view! { <p class="sim-quiet">"Fetching the scenarios\u{2026}"</p> }.into_any(),
        Listed::Failed(sentence) => {
            view! { <p class="sim-quiet">{sentence}" "{link("Try again", move || shelf.list())}</p> }.into_any()
        }
        Listed::Here if count() == 0 => view! {
            <p class="sim-quiet">"None yet. Simulate a request and save it: after each change of the process, all of them are run again with one click."</p>
        }
        .into_any(),
        Listed::Here => view! {
            <p class="sim-ways">
                <button type="button" class="button small" disabled=move || shelf.busy.get() on:click=move |_| shelf.run(None)><Icon name="play"/>"Run all"</button>
            </p>
            <ul class="sim-scenarios">
                <For each=move || shelf.all.get() key=|saved| (saved.id.clone(), saved.changed_at.clone())
                    children=move |saved| row(play, shelf, saved)/>
            </ul>
        }
        .into_any(),
    }
    };
    let together = move || {
        shelf.covered.get().map(|covered| {
            view! {
                <p class="sim-word">{format!("Together they reach {}.", covered::in_short(&covered))}</p>
                {covered::shown(play.store, &covered)}
            }
        })
    };
    let listed = Memo::new(move |_| (shelf.listed.get(), count() == 0));
    let beside = move || match count() {
        0 => String::new(),
        count => count.to_string(),
    };
    let inside = view! {
        <p class="sim-told" role="status">{move || shelf.told.get()}</p>
        {alert(shelf.trouble)}
        {move || {
            listed.get();
            untrack(list)
        }}
        {together}
    };
    part("Scenarios", beside, true, inside.into_any())
}

fn row(play: Play, shelf: Shelf, saved: Saved) -> AnyView {
    let id = saved.id.clone();
    let run = Memo::new(move |_| shelf.runs.with(|runs| runs.get(&id).cloned()));
    let about = format!("{}, {}", zone::clock(&saved.changed_at, &play.zone()), saved.changed_by);
    let label = |verb: &str| Some(format!("{verb} \u{201c}{}\u{201d}", saved.name));
    let (only, through) = (saved.id.clone(), saved.clone());
    view! {
        <li>
            <p class="sim-scenario-name">{saved.name.clone()}</p>
            <p class="sim-quiet">{about}</p>
            {move || run.get().map(result)}
            <div class="sim-ways">
                {button("button small plain", "play", "Run", label("Run"), move || shelf.run(Some(&only)))}
                {button("button small plain", "arrow", "Step through", label("Step through"), move || shelf.step_through(&through))}
                {delete(shelf, saved)}
            </div>
        </li>
    }
    .into_any()
}

fn result(run: told::Run) -> AnyView {
    let (class, icon, word) = verdict(&run);
    let outcome = run.outcome.map_or_else(|| "still open".to_owned(), |outcome| outcome.to_string());
    view! {
        <p class="sim-result">
            <span class=format!("badge {class}")><Icon name=icon/>{word}</span>
            <span class="sim-quiet">{outcome}</span>
        </p>
        {run.problem.map(|problem| view! { <p>{problem}</p> })}
    }
    .into_any()
}

/// Deleting asks first.
fn delete(shelf: Shelf, saved: Saved) -> AnyView {
    let asked = RwSignal::new(false);
    let name = saved.name.clone();
    let inside = move || {
        if asked.get() {
            let saved = saved.clone();
            view! {
                <span class="sim-sure" role="group" aria-label="Delete?">
                    {button("button small bad", "trash", "Delete for good", None, move || shelf.delete(saved.clone()))}
                    {button("button small quiet", "undo", "Keep", None, move || asked.set(false))}
                </span>
            }
            .into_any()
        } else {
            let label = format!("Delete \u{201c}{name}\u{201d}");
            view! {
                <button type="button" class="button small quiet" aria-label=label on:click=move |_| {
                    asked.set(true);
                    crate::canvas::keys::focus(".sim-sure .button");
                }><Icon name="trash"/>"Delete"</button>
            }
            .into_any()
        }
    };
    view! { {inside} }.into_any()
}
