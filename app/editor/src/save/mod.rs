//! Saving: a moment after each change, with the state shown; what the server does not have yet is kept in the browser.
//! A save names the revision it began from: what somebody else saved meanwhile is never overwritten without being asked.
//! It is done by the editor's second part (`work`); until that has come, changes wait here, and nobody leaves without a question.

pub mod fetch;
mod kept;
mod review;
mod view;
mod work;

use engine::definition::Definition;
use leptos::prelude::*;
use serde::Deserialize;

use self::kept::Kept;
use self::review::Review;
use crate::Store;
use crate::api::{Opening, Other};
use crate::later::Load;

pub use self::view::{Banner, Others, SaveState};

/// How things stand with the server.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum State {
    #[default]
    Saved,
    Unsaved,
    Saving,
    /// What saves could not be loaded.
    Held,
    /// The server cannot be reached; tried again.
    Offline,
    /// Somebody has to sign in again.
    SignedOut,
    /// Somebody else saved meanwhile.
    Behind(Theirs),
    /// The server will not have it: why.
    Refused(String),
    /// The draft was published or discarded.
    Gone(String),
}

/// What somebody else saved.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Theirs {
    pub revision: i64,
    pub changed_by: String,
    pub changed_at: String,
    pub document: String,
}

/// Saving. Cheap to copy; every copy is the same one.
#[derive(Clone, Copy, Debug)]
pub struct Saver {
    pub store: Store,
    pub state: RwSignal<State>,
    pub others: RwSignal<Vec<Other>>,
    /// Who saved a later revision than this page has, while nothing was changed here.
    pub newer: RwSignal<Option<String>>,
    /// Where to go once everything is saved.
    leaving: StoredValue<Option<String>>,
    /// What this browser has beside the server's newer one, and what it began from.
    pub kept: RwSignal<Option<(Definition, Option<Definition>)>>,
    /// The same as the browser keeps it, and what there is of its kind after it.
    aside: StoredValue<Vec<Kept>>,
    /// A merge in which something is to be chosen.
    pub review: RwSignal<Option<Review>>,
    draft: StoredValue<String>,
    editor: StoredValue<String>,
    base: StoredValue<i64>,
    /// The document of that revision.
    from: StoredValue<String>,
    /// The document that was sent last, and those whose answers never came: the server may have one of them.
    sent: StoredValue<String>,
    lost: StoredValue<Vec<String>>,
    /// The change that was saved last.
    saved: StoredValue<u64>,
    timer: StoredValue<Option<TimeoutHandle>>,
    tries: StoredValue<usize>,
}

impl Saver {
    /// What a page begins with.
    pub fn new(opening: Opening, definition: Definition) -> Self {
        let saver = Self {
            state: RwSignal::default(),
            others: RwSignal::default(),
            newer: RwSignal::default(),
            leaving: StoredValue::default(),
            kept: RwSignal::default(),
            aside: StoredValue::default(),
            review: RwSignal::default(),
            draft: StoredValue::new(opening.id.clone()),
            editor: StoredValue::default(),
            base: StoredValue::new(opening.revision),
            from: StoredValue::new(opening.document.clone()),
            sent: StoredValue::default(),
            lost: StoredValue::default(),
            saved: StoredValue::new(0),
            timer: StoredValue::default(),
            tries: StoredValue::new(0),
            store: Store::new(opening, definition),
        };
        saver.hold();
        saver
    }

    fn path(self, rest: &str) -> String {
        self.draft.with_value(|draft| format!("/drafts/{draft}/{rest}"))
    }

    /// The way to the page where it is published.
    pub fn publish_path(self) -> String {
        self.path("publish")
    }

    /// While nothing can be saved yet, changes are said to wait, and leaving the page is asked about.
    fn hold(self) {
        let store = self.store;
        Effect::new(move |_| {
            let waits = match store.later.get() {
                Load::Here(_) => return,
                Load::Waiting => State::Unsaved,
                Load::Failed => State::Held,
            };
            if store.changes.get() > 0 {
                self.state.set(waits);
            }
        });
        let leaving = window_event_listener_untyped("beforeunload", move |event| {
            if store.changes.get_untracked() > 0 && !matches!(store.later.get_untracked(), Load::Here(_)) {
                event.prevent_default();
            }
        });
        on_cleanup(move || leaving.remove());
    }
}
