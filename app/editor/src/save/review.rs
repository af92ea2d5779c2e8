//! A merge before it is made: where both changed the same, whose is kept; and what is left out.

use std::collections::BTreeSet;

use engine::definition::Definition;
use engine::edit::Refusal;
use engine::ids::{GroupKey, PersonId};
use engine::merge::{Merged, Place, Told, merge, told};
use engine::narrate::Narrator;
use leptos::prelude::*;

use super::{Saver, Theirs};
use crate::inspector::people;

/// Two documents that began from one; the other of them is on the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    pub base: Definition,
    /// What somebody else saved; or, without them, what this browser has.
    pub other: Definition,
    pub theirs: Option<Theirs>,
}

impl Review {
    fn sides<'a>(&'a self, shown: &'a Definition) -> (&'a Definition, &'a Definition) {
        if self.theirs.is_some() { (shown, &self.other) } else { (&self.other, shown) }
    }

    /// Both together, with what is on the screen.
    pub fn merged(&self, shown: &Definition, take: &BTreeSet<Place>) -> Result<Merged, Refusal> {
        let (mine, theirs) = self.sides(shown);
        merge(&self.base, mine, theirs, take)
    }

    /// What the two are called.
    fn names(&self) -> [String; 2] {
        match &self.theirs {
            Some(theirs) => ["Mine".to_owned(), theirs.changed_by.clone()],
            None => ["This browser".to_owned(), "The server".to_owned()],
        }
    }
}

/// The choices of a merge, while there is one.
#[component]
pub fn ReviewPart(saver: Saver) -> impl IntoView {
    move || saver.review.get().map(|review| choices(saver, review))
}

fn choices(saver: Saver, review: Review) -> AnyView {
    let (store, names) = (saver.store, review.names());
    let (take, review) = (RwSignal::new(BTreeSet::<Place>::new()), StoredValue::new(review));
    let merged = Memo::new(move |_| {
        store.definition.with(|now| take.with(|take| review.with_value(|review| review.merged(now, take).ok())))
    });
    let lines = Memo::new(move |_| {
        let Some(merged) = merged.get() else { return vec![] };
        store.definition.with(|now| review.with_value(|review| lines(saver, review, &merged, now)))
    });
    let row = move |(place, told): (Place, Told)| {
        let name = format!("merge {} {} {}", place.list, place.id, place.key);
        let [mine, theirs] = names.clone();
        let way = move |theirs: bool, who: String, what: String| {
            let (place, is) = (StoredValue::new(place.clone()), StoredValue::new(theirs));
            let checked = move || take.with(|take| place.with_value(|place| take.contains(place))) == is.get_value();
            let pick = move |_| {
                take.update(|take| {
                    let place = place.get_value();
                    let _ = if theirs { take.insert(place) } else { take.remove(&place) };
                });
            };
            view! {
                <label class="merge-way">
                    <input type="radio" name=name.clone() prop:checked=checked on:change=pick/>
                    <span><strong>{who}</strong>" "{what}</span>
                </label>
            }
        };
        view! {
            <fieldset class="merge-place">
                <legend>{told.what}</legend>
                {way(false, mine, told.mine)}
                {way(true, theirs, told.theirs)}
            </fieldset>
        }
    };
    let lost = move || {
        let lost = merged.with(|merged| merged.as_ref().map(|merged| merged.lost.clone()).unwrap_or_default());
        lost.into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect_view()
    };
    let make = move |_| {
        let made = store
            .definition
            .with_untracked(|now| take.with_untracked(|take| review.with_value(|review| review.merged(now, take))));
        match made {
            Ok(merged) => saver.make_merge(&review.get_value(), merged),
            Err(refusal) => store.refuse(refusal.to_string()),
        }
    };
    crate::canvas::keys::focus(".merge input, .merge button");
    view! {
        <section class="banner merge" aria-labelledby="merge-title">
            <h2 id="merge-title">"Both changed the same. Choose what is kept."</h2>
            <div class="merge-places"><For each=move || lines.get() key=Clone::clone children=row/></div>
            <ul class="merge-lost">{lost}</ul>
            <p class="banner-ways">
                <button class="button small" type="button" on:click=make>"Merge like this"</button>
                <button class="button small plain" type="button" on:click=move |_| saver.review.set(None)>"Not now"</button>
            </p>
        </section>
    }
    .into_any()
}

/// The places in words.
fn lines(saver: Saver, review: &Review, merged: &Merged, shown: &Definition) -> Vec<(Place, Told)> {
    saver.store.directory.with(|directory| {
        let person = |id: PersonId| people::name(directory, &id.to_string());
        let group = |key: &GroupKey| {
            let group = directory.groups.iter().find(|group| group.key == key.as_str());
            group.map_or_else(|| key.to_string(), |group| group.name.clone())
        };
        let moment = |at: chrono::DateTime<chrono::Utc>| at.format("%-d %b %Y, %H:%M UTC").to_string();
        let narrator = |definition| Narrator { definition, person: &person, group: &group, moment: &moment };
        let (mine, theirs) = review.sides(shown);
        let (mine, theirs) = (narrator(mine), narrator(theirs));
        merged.places.iter().map(|place| (place.clone(), told(place, merged, &mine, &theirs))).collect()
    })
}
