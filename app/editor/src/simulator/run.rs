//! A request on its way: the clock, where it stands and what may be done, then what happened and how it is saved.

use leptos::prelude::*;

use super::parts::{NOW, alert, button, link};
use super::play::Play;
use super::shelf::Shelf;
use super::{covered, follow, shelf_view, tasks, time, timeline, zone};
use crate::icon::Icon;

pub fn view(play: Play, shelf: Shelf) -> AnyView {
    let outcome = Memo::new(move |_| play.view.with(|view| view.outcome));
    view! {
        <div class="sim-run">
            {clock(play)}
            {move || followed(play)}
            {move || misfit(play)}
            {move || before(play)}
            <section class="sim-now" id=NOW tabindex="-1" aria-label="Where it stands">
                {alert(play.refused)}
                {move || match outcome.get() {
                    Some(outcome) => covered::ended(play, outcome),
                    None => tasks::view(play),
                }}
            </section>
            {move || outcome.get().is_none().then(|| time::view(play))}
            {timeline::view(play)}
            {covered::view(play)}
            {shelf_view::save(play, shelf)}
        </div>
    }
    .into_any()
}

fn clock(play: Play) -> AnyView {
    let now = move || play.view.with(|view| view.clock.clone());
    let zone = move || play.store.definition.with(|definition| definition.time_zone.clone());
    view! {
        <header class="sim-clock">
            <Icon name="clock"/>
            <h2><span class="hidden">"It is "</span>{now}</h2>
            <p class="sim-quiet">{zone}</p>
            <div class="sim-clock-ways">
                {button("button small plain", "undo", "From the start", None, move || play.rewind(0))}
                {button("button small plain", "stop", "End", None, move || play.end())}
            </div>
        </header>
    }
    .into_any()
}

/// The saved scenario that is gone through: what comes next in it.
fn followed(play: Play) -> Option<AnyView> {
    let followed = play.followed.get()?;
    let next = followed.choice().map(|choice| {
        let store = play.store;
        let person = |id: &str| {
            store.directory.with_untracked(|all| {
                let found = all.people.iter().find(|person| person.id == id);
                found.map_or_else(|| "Somebody outside".to_owned(), |person| person.name.clone())
            })
        };
        let node = |id: &str| store.definition.with_untracked(|all| all.name_of(&id.into()).to_owned());
        follow::words(choice, person, node, |moment| zone::clock(moment, &play.zone()))
    });
    let (count, at) = (followed.choices.len(), followed.next);
    let rest = match next {
        Some(next) => view! {
            <p>{format!("Next ({} of {count}): {next}", at + 1)}</p>
            <p class="sim-ways">
                {button("button small", "arrow", "Next", None, move || play.follow(false))}
                {button("button small plain", "forward", "To its end", None, move || play.follow(true))}
            </p>
        }
        .into_any(),
        None => view! { <p>"That was its last choice."</p> }.into_any(),
    };
    Some(
        view! { <div class="sim-note calm"><Icon name="play"/><div><p><strong>{followed.name}</strong></p>{rest}</div></div> }
            .into_any(),
    )
}

/// A choice that no longer fits the drawing.
fn misfit(play: Play) -> Option<AnyView> {
    let sentence = play.view.with(|view| view.problem.clone())?;
    Some(
        view! {
            <div class="sim-note warn" role="alert">
                <Icon name="alert"/>
                <p>{sentence}" The story goes as far as that; it is told again with your next change of the process."</p>
            </div>
        }
        .into_any(),
    )
}

/// The way forward again, after going back.
fn before(play: Play) -> Option<AnyView> {
    let story = play.before.get()?;
    Some(
        view! {
            <p class="sim-note calm">
                <Icon name="undo"/>
                <span>"You went back. "{link("Bring back what came after", move || play.open(story.clone()))}</span>
            </p>
        }
        .into_any(),
    )
}
