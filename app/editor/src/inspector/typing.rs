//! Typing on its way into the definition: a moment after the last key, or when the field is left; all of it one step of undo.

use std::sync::Arc;
use std::time::Duration;

use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;

use crate::Store;

/// How long the hands have to rest.
const REST: Duration = Duration::from_millis(250);

/// Takes what was typed into the definition, as part of this gesture.
type Commit = Arc<dyn Fn(Option<u64>, String) + Send + Sync>;

/// One field that is typed in.
#[derive(Clone)]
pub struct Typing {
    store: Store,
    commit: Commit,
    state: ArcStoredValue<State>,
}

#[derive(Default)]
struct State {
    gesture: Option<u64>,
    pending: Option<String>,
    timer: Option<TimeoutHandle>,
}

impl Typing {
    pub fn new(store: Store, commit: impl Fn(Option<u64>, String) + Send + Sync + 'static) -> Self {
        let typing = Self { store, commit: Arc::new(commit), state: ArcStoredValue::default() };
        let left = typing.clone();
        // Another node was selected before the field was left: what was typed still counts. Now, because what the commit
        // reads goes away with the field.
        on_cleanup(move || left.flush());
        typing
    }

    /// The field has the focus.
    pub fn begins(&self) {
        let gesture = self.store.gesture();
        self.state.update_value(|state| state.gesture = Some(gesture));
    }

    /// Something was typed.
    pub fn typed(&self, text: String) {
        let waiting = self.clone();
        let timer = set_timeout_with_handle(move || waiting.flush(), REST).ok();
        self.state.update_value(|state| {
            if let Some(before) = std::mem::replace(&mut state.timer, timer) {
                before.clear();
            }
            state.pending = Some(text);
        });
        if self.state.with_value(|state| state.gesture.is_none()) {
            self.begins();
        }
    }

    /// The field is left.
    pub fn ends(&self) {
        self.flush();
        self.state.update_value(|state| state.gesture = None);
    }

    /// What was typed is taken now.
    pub fn flush(&self) {
        if let Some((gesture, text)) = self.take() {
            (self.commit)(gesture, text);
        }
    }

    fn take(&self) -> Option<(Option<u64>, String)> {
        self.state.try_update_value(|state| {
            if let Some(timer) = state.timer.take() {
                timer.clear();
            }
            state.pending.take().map(|text| (state.gesture, text))
        })?
    }
}
