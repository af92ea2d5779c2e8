//! What a form leaves for the next page: a message, what is wrong with which field, and what was typed.

use std::collections::BTreeMap;

use engine::form::FieldError;
use serde::{Deserialize, Serialize};

/// Read and cleared by the page that comes next.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Flash {
    /// What was done, in one sentence.
    pub done: Option<String>,
    /// Why nothing was done, in one sentence.
    pub refused: Option<String>,
    /// Which form it was, when a page has several.
    pub form: String,
    pub problems: Vec<FieldError>,
    /// What was typed, by field name.
    pub entered: BTreeMap<String, String>,
}

impl Flash {
    /// What is wrong with a field.
    pub fn problem(&self, field: &str) -> Option<String> {
        let problems: Vec<&str> = self
            .problems
            .iter()
            .filter(|problem| problem.field == field)
            .map(|problem| problem.problem.as_str())
            .collect();
        (!problems.is_empty()).then(|| problems.join(" "))
    }

    /// What was typed into a field.
    pub fn typed(&self, field: &str) -> Option<String> {
        self.entered.get(field).cloned()
    }

    /// What one form of a page left; nothing when it was another form.
    pub fn of(&self, form: &str) -> Self {
        if self.form == form { self.clone() } else { Self::default() }
    }
}
