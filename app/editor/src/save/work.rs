//! Saving itself, from the moment when the editor's second part has come.

use std::collections::BTreeSet;
use std::time::Duration;

use engine::definition::Definition;
use engine::edit::{Edit, History, plan};
use engine::merge::Merged;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use serde_json::json;

use super::fetch::{self, NoAnswer};
use super::kept::{self, Kept, Start};
use super::review::Review;
use super::{Saver, State, Theirs};
use crate::api::{Directory, Other};

/// How long after a change it is kept in the browser, and how long after one it is saved.
const KEPT: Duration = Duration::from_millis(150);
const SOON: Duration = Duration::from_millis(700);
/// How often the server is told that the page is open.
const PRESENCE: Duration = Duration::from_secs(10);
/// How long to wait before another try, in seconds, from try to try.
const PATIENCE: [u64; 6] = [2, 4, 8, 15, 30, 30];

#[derive(Deserialize)]
struct Answer {
    revision: i64,
    problems: Vec<engine::check::Problem>,
    others: Vec<Other>,
    /// Whom this keeps from publishing what they were asked to.
    #[serde(default)]
    voided: Option<String>,
}

#[derive(Deserialize)]
struct Present {
    revision: i64,
    changed_by: String,
    others: Vec<Other>,
}

impl Saver {
    fn is_dirty(self) -> bool {
        self.store.changes.get_untracked() != self.saved.get_value()
    }

    /// Takes up what this browser has kept, and saves from now on.
    pub fn start(self) {
        let store = self.store;
        self.editor.set_value(fetch::random_id());
        let (revision, document) = (self.base.get_value(), self.from.get_value());
        let (kept, mut aside) = self.draft.with_value(|draft| (kept::load(draft), kept::aside(draft)));
        match kept::start(revision, &document, kept.clone()) {
            Start::Server { history } => store.remember(history),
            Start::Kept { definition, history } if store.changes.get_untracked() == 0 => {
                store.begin_with(*definition, history);
                store.say("Changes that had not reached the server were restored.");
            }
            // Something was changed here before.
            Start::Kept { .. } => aside.extend(kept.map(|kept| Kept { from: Some(document), ..kept })),
            Start::Both(kept) => aside.push(*kept),
        }
        self.put_aside(aside);
        self.watch();
    }

    /// Keeps what somebody has to say something about apart from what is kept from now on, and asks about the first of it.
    fn put_aside(self, mut all: Vec<Kept>) {
        let read = |text: &str| Definition::read(text).ok();
        all.retain(|kept| read(&kept.document).is_some());
        for kept in &mut all {
            kept.history = History::default();
        }
        if !self.draft.with_value(|draft| kept::put_aside(draft, &all)) {
            self.store.refuse("This browser has no room to keep changes. Say what becomes of those that it has.");
        }
        let asked = all.first().and_then(|kept| Some((read(&kept.document)?, kept.from.as_deref().and_then(read))));
        self.kept.set(asked);
        self.aside.set_value(all);
    }

    /// What was asked about is decided.
    pub fn decided(self) {
        self.put_aside(self.aside.with_value(|all| all.iter().skip(1).cloned().collect()));
    }

    fn watch(self) {
        let store = self.store;
        Effect::new(move |_| {
            let changes = store.changes.get();
            if changes != self.saved.get_value() {
                self.keep_soon(changes);
                if !matches!(self.state.get_untracked(), State::Behind(_) | State::SignedOut | State::Gone(_)) {
                    self.state.set(State::Unsaved);
                    self.later(SOON);
                }
            }
        });
        Effect::new(move |last: Option<u64>| {
            let asked = store.save_now.get();
            if asked > last.unwrap_or(0) {
                if self.is_dirty() { self.save(false) } else { store.say("Everything is saved.") }
            }
            asked
        });
        Effect::new(move |last: Option<u64>| {
            let asked = store.publish_now.get();
            if asked > last.unwrap_or(0) {
                self.publish();
            }
            asked
        });
        let leaving = window_event_listener_untyped("pagehide", move |_| {
            if self.is_dirty() {
                self.keep(false);
                self.save(true);
            }
        });
        let online = window_event_listener_untyped("online", move |_| self.again());
        let shown = window_event_listener_untyped("focus", move |_| self.again());
        on_cleanup(move || {
            for one in [leaving, online, shown] {
                one.remove();
            }
        });
        let told = set_interval_with_handle(move || self.present(), PRESENCE);
        on_cleanup(move || told.into_iter().for_each(|told| told.clear()));
        self.present();
        spawn_local(async move {
            match fetch::read::<Directory>("GET", &self.path("directory"), None).await {
                Ok(directory) => store.know(directory),
                Err(why) => store.refuse(format!("The people and groups could not be loaded. {}", why.sentence())),
            }
        });
    }

    /// Keeps what is here in the browser once nothing more has changed for a moment: what is drawn need not wait for it.
    fn keep_soon(self, changes: u64) {
        set_timeout(
            move || {
                if self.store.changes.get_untracked() == changes && self.is_dirty() {
                    self.keep(false);
                }
            },
            KEPT,
        );
    }

    /// Keeps what is here in the browser.
    fn keep(self, saved: bool) {
        let Some(document) = self.document() else { return };
        let history = self.store.history();
        let from = (!saved).then(|| self.from.get_value());
        let kept = Kept { base: self.base.get_value(), from, saved, document, history };
        if !self.draft.with_value(|draft| kept::store(draft, &kept)) && !saved {
            self.store.refuse("This browser has no room to keep changes. They are saved on the server alone.");
        }
    }

    /// The document as its text.
    fn document(self) -> Option<String> {
        self.store.definition.with_untracked(|definition| serde_json::to_string_pretty(definition).ok())
    }

    fn later(self, wait: Duration) {
        let next = set_timeout_with_handle(move || self.save(false), wait).ok();
        let last = self.timer.try_update_value(|timer| std::mem::replace(timer, next)).flatten();
        if let Some(last) = last {
            last.clear();
        }
    }

    /// Tries again after a pause that has ended early: the connection is back, or somebody has signed in elsewhere.
    fn again(self) {
        if matches!(self.state.get_untracked(), State::Offline | State::SignedOut) {
            self.save(false);
        }
    }

    /// Saves what is here now; `leaving` lets the request outlive the page.
    pub fn save(self, leaving: bool) {
        if matches!(self.state.get_untracked(), State::Saving | State::Behind(_) | State::Gone(_)) {
            return;
        }
        let Some(document) = self.document() else { return };
        let change = self.store.changes.get_untracked();
        let body = json!({
            "key": fetch::random_id(), "editor": self.editor.get_value(), "base": self.base.get_value(), "document": document,
        });
        let (path, body) = (self.path("document"), body.to_string());
        self.sent.set_value(document);
        self.state.set(State::Saving);
        spawn_local(async move {
            let answer = fetch::ask("PUT", &path, Some(&body), leaving && body.len() < 60_000).await;
            self.answered(change, answer);
        });
    }

    fn answered(self, change: u64, answer: Result<String, NoAnswer>) {
        let read = |text: String| {
            serde_json::from_str::<Answer>(&text).map_err(|error| NoAnswer::Unreadable(error.to_string()))
        };
        match answer.and_then(read) {
            Ok(answer) => {
                self.begins_from(answer.revision, self.sent.get_value());
                self.saved.set_value(change);
                self.tries.set_value(0);
                self.others.set(answer.others);
                self.store.hear(answer.problems);
                if let Some(voided) = answer.voided {
                    self.store.say(voided);
                }
                if self.is_dirty() {
                    self.state.set(State::Unsaved);
                    self.later(SOON);
                } else {
                    self.state.set(State::Saved);
                }
                self.keep(!self.is_dirty());
                if !self.is_dirty() {
                    self.leave();
                }
            }
            Err(NoAnswer::Status(409, body)) => match serde_json::from_str(&body) {
                Ok(Theirs { revision, document, .. }) if self.lost.with_value(|lost| lost.contains(&document)) => {
                    self.begins_from(revision, document);
                    self.state.set(State::Unsaved);
                    self.later(Duration::ZERO);
                }
                Ok(theirs) => self.state.set(State::Behind(theirs)),
                Err(_) => self.state.set(State::Refused(NoAnswer::Status(409, body).sentence())),
            },
            Err(NoAnswer::Status(401, _)) => self.state.set(State::SignedOut),
            Err(why @ NoAnswer::Status(404, _)) => self.gone(&why),
            Err(why @ NoAnswer::Status(400..500, _)) => self.state.set(State::Refused(why.sentence())),
            Err(_) => {
                let sent = self.sent.get_value();
                self.lost.update_value(|lost| {
                    if !lost.contains(&sent) {
                        lost.push(sent);
                    }
                });
                self.state.set(State::Offline);
                let tries = self.tries.get_value();
                self.tries.set_value(tries + 1);
                self.later(Duration::from_secs(PATIENCE[tries.min(PATIENCE.len() - 1)]));
            }
        }
    }

    /// Says that the page is open, and hears who else has it open.
    fn present(self) {
        let (path, body) = (self.path("presence"), json!({ "editor": self.editor.get_value() }).to_string());
        spawn_local(async move {
            match fetch::read::<Present>("POST", &path, Some(&body)).await {
                Ok(present) => {
                    self.others.set(present.others);
                    let newer = present.revision > self.base.get_value() && !self.is_dirty();
                    self.newer.set(newer.then_some(present.changed_by));
                }
                Err(NoAnswer::Status(401, _)) => self.state.set(State::SignedOut),
                Err(why @ NoAnswer::Status(404, _)) => self.gone(&why),
                // Saving says when the server is away.
                Err(_) => {}
            }
        });
    }

    /// The draft is there no more: what is kept of it is needed only if something was not saved.
    fn gone(self, why: &NoAnswer) {
        self.leaving.set_value(None);
        self.state.set(State::Gone(why.sentence()));
        if !self.is_dirty() {
            self.draft.with_value(|draft| kept::forget(draft));
        }
    }

    /// What the server is known to have.
    fn begins_from(self, revision: i64, document: String) {
        self.base.set_value(revision);
        self.from.set_value(document);
        self.lost.update_value(Vec::clear);
    }

    /// Shows what somebody else saved; what is here is dropped.
    pub fn take_theirs(self, theirs: &Theirs) {
        if let Some(definition) = self.read(theirs) {
            self.begin_with(theirs, definition);
            self.store.say(format!("This is what {} saved.", theirs.changed_by));
        }
    }

    fn begin_with(self, theirs: &Theirs, definition: Definition) {
        self.begins_from(theirs.revision, theirs.document.clone());
        self.store.begin_with(definition, History::default());
        self.saved.set_value(self.store.changes.get_untracked());
        self.state.set(State::Saved);
        self.keep(true);
    }

    fn read(self, theirs: &Theirs) -> Option<Definition> {
        let read = Definition::read(&theirs.document);
        read.inspect_err(|error| {
            self.store.refuse(format!("What {} saved cannot be shown here: {error}.", theirs.changed_by));
        })
        .ok()
    }

    /// Saves what is here over what somebody else saved, as asked for.
    pub fn keep_mine(self, theirs: &Theirs) {
        self.begins_from(theirs.revision, theirs.document.clone());
        self.state.set(State::Unsaved);
        self.save(false);
    }

    /// Takes what this browser had beside the server's, as one step that can be undone.
    pub fn take_kept(self) {
        if let Some((definition, _)) = self.kept.get_untracked()
            && self.store.make(Edit::Document { definition: Box::new(definition) })
        {
            self.decided();
        }
    }

    /// Puts together what is here and what somebody else saved; asks first where both changed the same.
    pub fn merge_theirs(self, theirs: Theirs) {
        let base = Definition::read(&self.from.get_value()).ok();
        if let Some((base, definition)) = base.zip(self.read(&theirs)) {
            self.merge(Review { base, other: definition, theirs: Some(theirs) });
        }
    }

    /// Puts together what this browser had and what the server has; asks first where both changed the same.
    pub fn merge_kept(self) {
        if let Some((other, Some(base))) = self.kept.get_untracked() {
            self.merge(Review { base, other, theirs: None });
        }
    }

    fn merge(self, review: Review) {
        let merged = self.store.definition.with_untracked(|now| review.merged(now, &BTreeSet::new()));
        match merged {
            Ok(merged) if merged.places.is_empty() && merged.lost.is_empty() => self.make_merge(&review, merged),
            Ok(_) => self.review.set(Some(review)),
            Err(refusal) => self.store.refuse(refusal.to_string()),
        }
    }

    /// The merge becomes one step that can be undone, on what the server has.
    pub fn make_merge(self, review: &Review, merged: Merged) {
        let edit = Edit::Merge { definition: Box::new(merged.definition) };
        let Some(theirs) = &review.theirs else {
            if self.store.make(edit) {
                self.decided();
                self.store.say("Both changes are merged. Undo shows what the server had.");
            }
            return self.review.set(None);
        };
        // Nothing is given up before it is sure that the merge can be made.
        if let Err(refusal) = plan(&review.other, &edit) {
            return self.store.refuse(refusal.to_string());
        }
        self.review.set(None);
        self.begin_with(theirs, review.other.clone());
        self.store.make(edit);
        self.store.say(format!("Both changes are merged. Undo shows what {} saved.", theirs.changed_by));
    }

    /// Goes to where it is published once everything is saved.
    fn publish(self) {
        self.leaving.set_value(Some(self.publish_path()));
        if self.is_dirty() { self.save(false) } else { self.leave() }
    }

    fn leave(self) {
        let Some(to) = self.leaving.try_update_value(Option::take).flatten() else { return };
        if let Err(error) = window().location().assign(&to) {
            leptos::logging::error!("{error:?}");
        }
    }
}
