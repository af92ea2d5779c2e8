//! The steps that were done and undone. One stack for every view.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::merge::merged;
use super::{Edit, Refusal, Step, plan, rules};
use crate::definition::Definition;

/// The most steps that are kept; the oldest go first.
pub const MOST_STEPS: usize = 5_000;
/// The most that is kept as JSON, in bytes; the oldest steps go first.
pub const MOST_BYTES: usize = 20 * 1024 * 1024;

/// What was done, and what was undone since.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct History {
    done: VecDeque<Kept>,
    undone: Vec<Kept>,
    /// The gesture that the last step belongs to; another edit of the same gesture is part of the same step.
    /// It does not outlive the page, whose gestures are counted anew.
    #[serde(skip)]
    gesture: Option<u64>,
}

/// A step with its length as JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Kept {
    step: Step,
    bytes: usize,
}

impl History {
    /// Makes an edit; edits of the same gesture (typing in a field, a drag) in a row become one step. One that changes nothing
    /// is no step of its own.
    ///
    /// # Errors
    /// The rules forbid it; nothing is changed.
    pub fn make(&mut self, definition: &mut Definition, edit: &Edit, gesture: Option<u64>) -> Result<&Step, Refusal> {
        let mut step = plan(definition, edit)?;
        if !step.apply(definition) {
            return Err(Refusal::new("This cannot be done here. Load the page again."));
        }
        if gesture.is_some() && self.gesture == gesture {
            if let Some(last) = self.done.pop_back() {
                step = merged(last.step, step);
            }
        } else {
            self.settle();
        }
        self.gesture = gesture;
        if !step.changes.is_empty() {
            self.undone.clear();
        }
        let bytes = rules::bytes(&step);
        self.make_room(bytes);
        Ok(&self.done.push_back_mut(Kept { step, bytes }).step)
    }

    /// Puts what was done earlier before it: what it has was done since, on the document as that left it.
    pub fn follow(&mut self, mut earlier: Self) {
        if self.done.is_empty() && self.undone.is_empty() {
            earlier.gesture = None;
            *self = earlier;
        } else {
            earlier.done.append(&mut self.done);
            self.done = earlier.done;
            self.make_room(0);
        }
    }

    /// Undoes the last step. A history of another document undoes nothing, and is forgotten.
    pub fn undo(&mut self, definition: &mut Definition) -> Option<&Step> {
        self.settle();
        self.gesture = None;
        let kept = self.done.pop_back()?;
        if !kept.step.undo(definition) {
            *self = Self::default();
            return None;
        }
        Some(&self.undone.push_mut(kept).step)
    }

    /// Does again what was undone last.
    pub fn redo(&mut self, definition: &mut Definition) -> Option<&Step> {
        self.settle();
        self.gesture = None;
        let kept = self.undone.pop()?;
        if !kept.step.apply(definition) {
            *self = Self::default();
            return None;
        }
        Some(&self.done.push_back_mut(kept).step)
    }

    /// What [`History::undo`] would undo, in words.
    #[must_use]
    pub fn undoes(&self) -> Option<&str> {
        let mut steps = self.done.iter().rev().map(|kept| &kept.step);
        steps.find(|step| !step.changes.is_empty()).map(|step| step.label.as_str())
    }

    /// What [`History::redo`] would do again, in words.
    #[must_use]
    pub fn redoes(&self) -> Option<&str> {
        self.undone.last().map(|kept| kept.step.label.as_str())
    }

    /// The same history with its newest steps only, as long as its JSON is at most about this many bytes.
    #[must_use]
    pub fn newest(&self, bytes: usize) -> Self {
        let mut short = self.clone();
        while short.bytes() > bytes && short.done.pop_front().is_some() {}
        if short.bytes() > bytes {
            short.undone.clear();
        }
        short
    }

    /// Forgets a last step that in the end changed nothing: typed and deleted, dragged there and back.
    fn settle(&mut self) {
        while self.done.back().is_some_and(|kept| kept.step.changes.is_empty()) {
            self.done.pop_back();
        }
    }

    fn make_room(&mut self, bytes: usize) {
        while self.done.len() >= MOST_STEPS || self.bytes().saturating_add(bytes) > MOST_BYTES {
            if self.done.pop_front().is_none() {
                break;
            }
        }
    }

    fn bytes(&self) -> usize {
        self.done.iter().chain(&self.undone).fold(0, |sum, kept| sum.saturating_add(kept.bytes))
    }
}
