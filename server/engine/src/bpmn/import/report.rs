//! The report of what was not carried over.

use super::Loss;
use crate::bpmn::names::{first, one_line, shown};
use crate::bpmn::xml::{Attribute, Element};

/// Losses under way.
#[derive(Debug, Default)]
pub(super) struct Report(Vec<Loss>);

impl Report {
    /// An element without a meaning here.
    pub(super) fn lose(&mut self, element: &Element, why: impl Into<String>) {
        self.add(&element.shown, element.get("id"), element.line, why);
    }

    /// An attribute without a meaning here.
    pub(super) fn lose_attribute(&mut self, of: &Element, attribute: &Attribute, why: impl Into<String>) {
        self.add(&attribute.shown, of.get("id"), of.line, why);
    }

    pub(super) fn add(&mut self, element: &str, id: Option<&str>, line: u64, why: impl Into<String>) {
        let (element, id) = (first(element, 120), id.filter(|id| !id.is_empty()).map(|id| first(id, 120)));
        self.0.push(Loss { element, id, line, why: capital(&why.into()) });
    }

    /// All of it in the order of the file.
    pub(super) fn finish(mut self) -> Vec<Loss> {
        self.0.sort_by_key(|loss| loss.line);
        self.0
    }
}

fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |letter| letter.to_uppercase().chain(letters).collect())
}

/// A text of the file within a sentence.
pub(super) fn quoted(text: &str) -> String {
    let line = shown(&one_line(text));
    let short = first(&line, 80);
    if short.len() < line.len() { format!("\u{201c}{short}…\u{201d}") } else { format!("\u{201c}{line}\u{201d}") }
}
