//! The draft's saved scenarios: kept by the server, told again by the module. These routes are all that the panel asks the
//! server for.

use std::collections::BTreeMap;

use engine::simulate::Covered;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use serde_json::{Value, json};

use super::follow::{Followed, choices_of};
use super::parts::keep_focus;
use super::play::Play;
use super::told::{Run, Runs};
use crate::save::fetch::{self, NoAnswer};

/// A saved scenario.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Saved {
    pub id: String,
    pub name: String,
    pub scenario: Value,
    pub changed_at: String,
    pub changed_by: String,
}

/// Whether the list is here.
#[derive(Clone, Debug, PartialEq)]
pub enum Listed {
    Loading,
    Failed(String),
    Here,
}

/// The scenarios and how they went. Cheap to copy; every copy is the same one.
#[derive(Clone, Copy)]
pub struct Shelf {
    play: Play,
    pub listed: RwSignal<Listed>,
    pub all: RwSignal<Vec<Saved>>,
    /// How each went on the drawing as it is, by id.
    pub runs: RwSignal<BTreeMap<String, Run>>,
    /// What all of them reach together.
    pub covered: RwSignal<Option<Covered>>,
    /// What was done last, read out.
    pub told: RwSignal<String>,
    /// Why something was not done.
    pub trouble: RwSignal<Option<String>>,
    /// Something is on its way.
    pub busy: RwSignal<bool>,
}

impl Shelf {
    pub fn new(play: Play) -> Self {
        let shelf = Self {
            play,
            listed: RwSignal::new(Listed::Loading),
            all: RwSignal::default(),
            runs: RwSignal::default(),
            covered: RwSignal::default(),
            told: RwSignal::default(),
            trouble: RwSignal::default(),
            busy: RwSignal::default(),
        };
        shelf.list();
        // How they went says nothing of a drawing that was changed since.
        Effect::new(move |before: Option<u64>| {
            let now = play.store.changes.get();
            if before.is_some_and(|before| before != now) {
                shelf.forget();
            }
            now
        });
        shelf
    }

    fn forget(self) {
        self.runs.update(BTreeMap::clear);
        self.covered.set(None);
    }

    fn path(self, id: Option<&str>) -> String {
        let draft = self.play.store.opening.with_value(|opening| opening.id.clone());
        let rest = id.map(|id| format!("/{id}")).unwrap_or_default();
        format!("/drafts/{draft}/scenarios{rest}")
    }

    /// Fetches the list.
    pub fn list(self) {
        let path = self.path(None);
        spawn_local(async move {
            let answer = fetch::read::<Vec<Saved>>("GET", &path, None).await;
            if self.listed.is_disposed() {
                return;
            }
            match answer {
                Ok(all) => {
                    self.all.set(all);
                    self.listed.set(Listed::Here);
                    keep_focus();
                }
                Err(why) => self.listed.set(Listed::Failed(why.sentence())),
            }
        });
    }

    /// Saves the story as it went, in place of a scenario or as a new one.
    pub fn save(self, id: Option<String>, name: &str) {
        let Some(scenario) = self.play.scenario() else { return };
        let id = id.unwrap_or_else(fetch::random_id);
        let (path, name) = (self.path(Some(&id)), name.trim().to_owned());
        let choices = choices_of(&scenario);
        let body = json!({ "name": name, "scenario": scenario }).to_string();
        self.ask("PUT", path, Some(body), move |_| {
            let said = format!("\u{201c}{name}\u{201d} is saved.");
            let next = choices.len();
            self.play.followed.set(Some(Followed { id, name, choices, next }));
            self.done(said);
        });
    }

    /// Deletes a scenario.
    pub fn delete(self, saved: Saved) {
        let path = self.path(Some(&saved.id));
        self.ask("DELETE", path, None, move |_| {
            self.play.followed.update(|followed| {
                if followed.as_ref().is_some_and(|followed| followed.id == saved.id) {
                    *followed = None;
                }
            });
            self.done(format!("\u{201c}{}\u{201d} is deleted.", saved.name));
        });
    }

    fn done(self, said: String) {
        self.told.set(said);
        self.forget();
        self.list();
    }

    fn ask(self, method: &'static str, path: String, body: Option<String>, then: impl FnOnce(String) + 'static) {
        self.busy.set(true);
        self.trouble.set(None);
        spawn_local(async move {
            let answer: Result<String, NoAnswer> = fetch::ask(method, &path, body.as_deref(), false).await;
            if self.busy.is_disposed() {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(text) => then(text),
                Err(why) => self.trouble.set(Some(why.sentence())),
            }
        });
    }

    /// Goes through a scenario step by step, from its beginning.
    pub fn step_through(self, saved: &Saved) {
        let mut story = saved.scenario.clone();
        story["choices"] = json!([]);
        let choices = choices_of(&saved.scenario);
        self.play.followed.set(Some(Followed { id: saved.id.clone(), name: saved.name.clone(), choices, next: 0 }));
        self.play.open(story);
    }

    /// Tells scenarios again, to their ends: one of them, or all.
    pub fn run(self, only: Option<&str>) {
        let wanted = |saved: &&Saved| only.is_none_or(|id| saved.id == id);
        let told = |saved: &Saved| json!({ "id": saved.id, "name": saved.name, "scenario": saved.scenario });
        let scenarios: Vec<Value> = self.all.with_untracked(|all| all.iter().filter(wanted).map(told).collect());
        let (every, name) = (only.is_none(), scenarios.first().map(|saved| saved["name"].clone()));
        self.busy.set(true);
        self.trouble.set(None);
        self.play.load(move |module| {
            let question = self.play.question("scenarios", &scenarios.into());
            let text = module.and_then(|module| module.call("run_all", &question));
            let read = text.and_then(|text| serde_json::from_str::<Runs>(&text).map_err(|error| error.to_string()));
            self.busy.set(false);
            match read {
                Ok(Runs { runs, coverage }) => {
                    let name = name.as_ref().and_then(Value::as_str).unwrap_or_default();
                    let runs: Vec<(String, Run)> = runs.into_iter().map(|told| (told.id, told.run)).collect();
                    self.told.set(summary(every, name, &runs));
                    self.runs.update(|all| all.extend(runs));
                    if every {
                        self.covered.set(Some(coverage));
                    }
                }
                Err(sentence) => self.trouble.set(Some(sentence)),
            }
        });
    }
}

/// How they went, in one sentence.
fn summary(every: bool, name: &str, runs: &[(String, Run)]) -> String {
    let failed = runs.iter().filter(|(_, run)| run.passed == Some(false)).count();
    match runs {
        [(_, run)] if !every => format!("\u{201c}{name}\u{201d}: {}.", verdict(run).2.to_lowercase()),
        [(_, run)] => format!("The scenario {}.", verdict(run).2.to_lowercase()),
        _ if failed == 0 => format!("All {} scenarios passed.", runs.len()),
        _ => format!("{failed} of {} scenarios failed.", runs.len()),
    }
}

/// A result as class, icon and word.
pub fn verdict(run: &Run) -> (&'static str, &'static str, &'static str) {
    match run.passed {
        Some(true) => ("good", "check", "Passed"),
        Some(false) => ("bad", "cross", "Failed"),
        None => ("", "play", "Ran to its end"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_summed_up() {
        let run = |passed| ("1".to_owned(), Run { outcome: None, problem: None, passed });
        assert_eq!(summary(false, "A", &[run(Some(true))]), "\u{201c}A\u{201d}: passed.");
        assert_eq!(summary(true, "A", &[run(Some(true)), run(None)]), "All 2 scenarios passed.");
        assert_eq!(summary(true, "A", &[run(Some(false)), run(None)]), "1 of 2 scenarios failed.");
    }
}
