//! A simulation being played: its stage, and everything that may be wished of it. The module computes; here is only which
//! story it tells. The story outlives the panel and every change of the definition, on which it is told again.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};

use super::follow::{Followed, choices_of};
use super::sim::{Module, Sim, load};
use super::told::View;
use crate::Store;
use crate::store::Standing;

/// How long nothing has to change before the story is told again.
const REST: Duration = Duration::from_millis(250);

/// How far it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// The request is being written.
    SetUp,
    Loading,
    /// The module could not be loaded: why.
    Failed(String),
    Running,
    /// The definition was changed so that the request cannot even begin: why.
    Unfit(String),
}

/// What is kept while the panel shows something else.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    pub story: Option<Value>,
    pub followed: Option<Followed>,
    /// When the next request begins, as the field says it.
    pub begins: String,
}

/// A simulation being played. Cheap to copy; every copy is the same one.
#[derive(Clone, Copy)]
pub struct Play {
    pub store: Store,
    pub stage: RwSignal<Stage>,
    pub view: RwSignal<View>,
    /// Why what was wished last did not happen.
    pub refused: RwSignal<Option<String>>,
    /// The story as it was before going back.
    pub before: RwSignal<Option<Value>>,
    /// The saved scenario that is gone through step by step.
    pub followed: RwSignal<Option<Followed>>,
    /// When the next request begins, as the field says it.
    pub begins: RwSignal<String>,
    story: StoredValue<Option<Value>>,
    module: StoredValue<Option<Module>, LocalStorage>,
    sim: StoredValue<Option<Sim>, LocalStorage>,
}

impl Play {
    /// Takes up what was kept. Lives as long as the panel.
    pub fn new(store: Store) -> Self {
        let kept = store.simulated.get_value();
        let play = Self {
            store,
            stage: RwSignal::new(Stage::SetUp),
            view: RwSignal::default(),
            refused: RwSignal::default(),
            before: RwSignal::default(),
            followed: RwSignal::new(kept.followed),
            begins: RwSignal::new(kept.begins),
            story: StoredValue::new(None),
            module: StoredValue::new_local(None),
            sim: StoredValue::new_local(None),
        };
        if let Some(story) = kept.story {
            play.open(story);
        }
        play.watch();
        on_cleanup(move || {
            play.keep();
            store.standing.set(Standing::default());
        });
        play
    }

    /// Tells the story again a moment after each change of the definition or of the people.
    fn watch(self) {
        let seen = self.store.changes.get_untracked();
        Effect::new(move |timer: Option<Option<TimeoutHandle>>| {
            timer.flatten().into_iter().for_each(|timer| timer.clear());
            self.store.directory.track();
            let changed = self.store.changes.get() != seen || timer.is_some();
            changed.then(|| set_timeout_with_handle(move || self.again(), REST).ok()).flatten()
        });
    }

    fn keep(self) {
        let kept = Kept {
            story: self.story.get_value(),
            followed: self.followed.get_untracked(),
            begins: self.begins.get_untracked(),
        };
        self.store.simulated.set_value(kept);
    }

    /// A scenario with the drawing as it is, as the module takes it.
    pub fn question(self, what: &str, value: &Value) -> String {
        let definition = self.store.definition.get_untracked();
        let directory = self.store.directory.get_untracked();
        json!({ "definition": definition, "directory": directory, what: value }).to_string()
    }

    /// Begins a story; the module is loaded before it, when it is not there yet.
    pub fn open(self, story: Value) {
        self.sim.set_value(None);
        self.story.set_value(Some(story));
        self.refused.set(None);
        self.before.set(None);
        self.retry();
    }

    /// Tries to tell the story, once the module is there.
    pub fn retry(self) {
        if self.module.with_value(Option::is_none) {
            self.stage.set(Stage::Loading);
        }
        self.load(move |loaded| match loaded {
            Ok(_) => self.tell(),
            Err(sentence) => self.stage.set(Stage::Failed(sentence)),
        });
    }

    /// Does something with the module, once it is there; nothing when the panel is gone by then.
    pub fn load(self, then: impl FnOnce(Result<Module, String>) + 'static) {
        if let Some(module) = self.module.get_value() {
            return then(Ok(module));
        }
        spawn_local(async move {
            let loaded = load(self.store).await;
            if !self.stage.is_disposed() {
                self.module.set_value(loaded.as_ref().ok().cloned());
                then(loaded);
            }
        });
    }

    /// Tells the story from its beginning, on the drawing as it is.
    fn tell(self) {
        let Some(story) = self.story.get_value() else { return };
        let question = self.question("scenario", &story);
        let told = self.module.with_value(|module| module.as_ref().map(|module| Sim::new(module, &question)));
        match told {
            Some(Ok(sim)) => {
                self.sim.set_value(Some(sim));
                self.show(false);
            }
            // It was running until the drawing changed.
            Some(Err(sentence)) if self.sim.with_value(Option::is_some) => {
                self.store.standing.set(Standing::default());
                self.stage.set(Stage::Unfit(sentence));
            }
            Some(Err(sentence)) => {
                self.end();
                self.refused.set(Some(sentence));
            }
            None => {}
        }
    }

    /// The drawing changed.
    fn again(self) {
        if !self.stage.is_disposed() && matches!(self.stage.get_untracked(), Stage::Running | Stage::Unfit(_)) {
            self.tell();
        }
    }

    /// Shows how it stands. The story is told anew when something was `chosen`; else it stays whole, so that choices that do
    /// not fit now may fit after the next change.
    fn show(self, chosen: bool) {
        let view = self.sim.with_value(|sim| sim.as_ref().map(|sim| sim.view().and_then(|text| parsed::<View>(&text))));
        match view {
            Some(Ok(view)) => {
                if chosen {
                    self.story.set_value(self.scenario());
                }
                self.follow_on();
                let seen = if chosen { self.view.with_untracked(|view| view.frames.len()) } else { usize::MAX };
                self.store.standing.set(view.standing(seen));
                self.view.set(view);
                self.stage.set(Stage::Running);
            }
            Some(Err(sentence)) => self.stage.set(Stage::Unfit(sentence)),
            None => {}
        }
    }

    /// The saved scenario goes on where the story is; one that the story has left is not followed any more.
    fn follow_on(self) {
        let made = self.story.with_value(|story| story.as_ref().map(choices_of).unwrap_or_default());
        self.followed.update(|followed| {
            if followed.as_ref().is_some_and(|followed| !followed.choices.starts_with(&made)) {
                *followed = None;
            }
            if let Some(followed) = followed {
                followed.next = made.len();
            }
        });
    }

    /// Makes a choice. True when it was made.
    pub fn choose(self, choice: &Value) -> bool {
        let made = self.sim.with_value(|sim| sim.as_ref().map(|sim| sim.choose(&choice.to_string())));
        match made {
            Some(Ok(())) => {
                self.refused.set(None);
                self.before.set(None);
                self.show(true);
                true
            }
            Some(Err(sentence)) => {
                self.refused.set(Some(sentence));
                false
            }
            None => false,
        }
    }

    /// Makes the next choice of the scenario that is followed, or all that are left.
    pub fn follow(self, to_its_end: bool) {
        while let Some(choice) = self.followed.with_untracked(|followed| followed.as_ref()?.choice().cloned()) {
            if !self.choose(&choice) || !to_its_end {
                break;
            }
        }
    }

    /// Goes back to a frame, counted from 0.
    pub fn rewind(self, frame: usize) {
        let before = self.story.get_value();
        let gone =
            u32::try_from(frame).ok().map(|frame| self.sim.with_value(|sim| sim.as_ref().map(|sim| sim.rewind(frame))));
        match gone.flatten() {
            Some(Ok(())) => {
                self.refused.set(None);
                self.show(true);
                self.before.set(before);
            }
            Some(Err(sentence)) => self.refused.set(Some(sentence)),
            None => {}
        }
    }

    /// Ends the simulation.
    pub fn end(self) {
        self.sim.set_value(None);
        self.story.set_value(None);
        self.followed.set(None);
        self.before.set(None);
        self.refused.set(None);
        self.store.standing.set(Standing::default());
        self.stage.set(Stage::SetUp);
    }

    /// The story so far, as it is saved.
    pub fn scenario(self) -> Option<Value> {
        let text = self.sim.with_value(|sim| sim.as_ref().map(Sim::scenario))?;
        text.and_then(|text| parsed(&text)).ok()
    }

    /// When the story began.
    pub fn began_at(self) -> Option<String> {
        self.story.with_value(|story| story.as_ref()?.get("begins_at")?.as_str().map(str::to_owned))
    }

    /// The process' time zone.
    pub fn zone(self) -> String {
        self.store.definition.with_untracked(|definition| definition.time_zone.clone())
    }
}

fn parsed<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| format!("The simulator answered something unexpected: {error}"))
}
