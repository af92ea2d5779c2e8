//! The steps that were done and undone. One stack for every view.

use serde::{Deserialize, Serialize};

use super::{Edit, Refusal, Step, plan};
use crate::definition::Definition;

/// What was done, and what was undone since.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
    /// The gesture that the last step belongs to; another edit of the same gesture is part of the same step.
    gesture: Option<u64>,
}

impl History {
    /// Makes an edit; edits of the same gesture (typing in a field, a drag) in a row become one step.
    ///
    /// # Errors
    /// The rules forbid it; nothing is changed.
    pub fn make(&mut self, definition: &mut Definition, edit: &Edit, gesture: Option<u64>) -> Result<&Step, Refusal> {
        let step = plan(definition, edit)?;
        step.apply(definition);
        self.gesture = gesture;
        self.undone.clear();
        self.done.push(step);
        Ok(self.done.last().expect("just pushed"))
    }

    /// Undoes the last step.
    pub fn undo(&mut self, definition: &mut Definition) -> Option<&Step> {
        let step = self.done.pop()?;
        step.undo(definition);
        self.gesture = None;
        self.undone.push(step);
        self.undone.last()
    }

    /// Does again what was undone last.
    pub fn redo(&mut self, definition: &mut Definition) -> Option<&Step> {
        let step = self.undone.pop()?;
        step.apply(definition);
        self.gesture = None;
        self.done.push(step);
        self.done.last()
    }

    /// What [`History::undo`] would undo, in words.
    #[must_use]
    pub fn undoes(&self) -> Option<&str> {
        self.done.last().map(|step| step.label.as_str())
    }

    /// What [`History::redo`] would do again, in words.
    #[must_use]
    pub fn redoes(&self) -> Option<&str> {
        self.undone.last().map(|step| step.label.as_str())
    }
}
