//! What is wrong with a definition, all of it at once, each with the node or edge and what to do.
//! A definition with errors is not published; warnings are told. Expressions and time zones are looked at with the feature
//! `decide` only, which brings their libraries.

mod asides;
mod graph;
mod lint;
mod settings;
mod tokens;
mod whom;

use serde::{Deserialize, Serialize};

use crate::definition::{Definition, MOST_NODES};
use crate::form::{Form, Input};
use crate::ids::{EdgeId, NodeId};
use crate::text;

pub use lint::in_the_past;
pub use whom::{named, whom};

/// How grave a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Error,
    Warning,
}

/// Something wrong in a definition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub severity: Severity,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node: Option<NodeId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edge: Option<EdgeId>,
    /// The setting or form field to mend.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    pub message: String,
}

impl Problem {
    fn error(message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, node: None, edge: None, field: None, message: message.into() }
    }
    fn warning(message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(message) }
    }
    fn at(mut self, node: &NodeId) -> Self {
        self.node = Some(node.clone());
        self
    }
    fn on(mut self, edge: &EdgeId) -> Self {
        self.edge = Some(edge.clone());
        self
    }
    fn field(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }
}

/// Every problem of a definition; empty when there is none.
#[must_use]
pub fn check(definition: &Definition) -> Vec<Problem> {
    if definition.nodes.len() > MOST_NODES || definition.edges.len() > 4 * MOST_NODES {
        return vec![Problem::error(format!("A definition has at most {MOST_NODES} nodes."))];
    }
    let mut problems = head(definition);
    problems.extend(form(&definition.form));
    let drawn = graph::check(definition);
    let connected = publishable(&drawn);
    problems.extend(drawn);
    for node in &definition.nodes {
        let found = settings::check(definition, node).into_iter().chain(lint::check(definition, node));
        problems.extend(found.map(|problem| problem.at(&node.id)));
    }
    if connected {
        problems.extend(tokens::check(definition));
    }
    problems.extend(asides::check(definition));
    problems
}

/// Whether a definition may be published.
#[must_use]
pub fn publishable(problems: &[Problem]) -> bool {
    problems.iter().all(|problem| problem.severity != Severity::Error)
}

fn head(definition: &Definition) -> Vec<Problem> {
    let mut problems = Vec::new();
    if !is_key(&definition.key) {
        problems.push(
            Problem::error("The key is lower-case letters, digits and dashes, at most 60, and begins with a letter.")
                .field("key"),
        );
    }
    if definition.name.trim().is_empty() || definition.name.chars().count() > 120 {
        problems.push(Problem::error("The definition needs a name of at most 120 characters.").field("name"));
    }
    if definition.title.trim().is_empty() {
        problems.push(Problem::error("Requests need a title, like \"{what} for {amount}\".").field("title"));
    }
    for field in text::unknown_fields(&definition.title, &definition.form) {
        problems.push(
            Problem::error(format!("The title names the field \"{field}\", which the form does not have."))
                .field("title"),
        );
    }
    #[cfg(feature = "decide")]
    if definition.time_zone.parse::<chrono_tz::Tz>().is_err() {
        problems.push(
            Problem::error(format!("\"{}\" is not a time zone; write it like Europe/Berlin.", definition.time_zone))
                .field("time_zone"),
        );
    }
    problems
}

fn form(form: &Form) -> Vec<Problem> {
    let mut problems = Vec::new();
    if form.fields.len() > 200 {
        problems.push(Problem::error("A form has at most 200 fields."));
    }
    for (place, field) in form.fields.iter().enumerate() {
        let mut wrong = |message: String| problems.push(Problem::error(message).field(&field.key));
        if !is_name(&field.key) {
            wrong(format!(
                "The field key \"{}\" must be lower-case letters, digits and underscores, and begin with a letter.",
                field.key
            ));
        }
        if form.fields[..place].iter().any(|other| other.key == field.key) {
            wrong(format!("The form has the field \"{}\" twice.", field.key));
        }
        if field.label.trim().is_empty() {
            wrong(format!("The field \"{}\" needs a label.", field.key));
        }
        match &field.input {
            Input::Choice { options } if options.is_empty() => {
                wrong(format!("\"{}\" has no options to choose from.", field.label));
            }
            Input::Choice { options } => {
                let twice = options
                    .iter()
                    .enumerate()
                    .find(|(i, option)| options[..*i].iter().any(|other| other.value == option.value));
                if let Some((_, option)) = twice {
                    wrong(format!("\"{}\" has the option \"{}\" twice.", field.label, option.value));
                }
            }
            Input::Number { min: Some(min), max: Some(max), .. }
            | Input::Money { min: Some(min), max: Some(max), .. }
                if min > max =>
            {
                wrong(format!("The least of \"{}\" is more than the most.", field.label));
            }
            Input::Date { earliest: Some(earliest), latest: Some(latest) } if earliest > latest => {
                wrong(format!("The earliest date of \"{}\" is after the latest.", field.label));
            }
            Input::Money { currency, .. }
                if currency.len() != 3 || !currency.bytes().all(|c| c.is_ascii_uppercase()) =>
            {
                wrong(format!("\"{currency}\" is not a currency; write it like EUR."));
            }
            _ => {}
        }
    }
    problems
}

/// Whether a text can be a definition's key.
#[must_use]
pub fn is_key(key: &str) -> bool {
    key.len() <= 60
        && key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

pub(crate) fn is_name(key: &str) -> bool {
    key.len() <= 60
        && key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
