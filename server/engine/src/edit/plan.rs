//! From an edit to the step that does it: the rules, and what else changes with it.

use super::{Edit, Refusal, Step};
use crate::definition::Definition;

/// The step that an edit becomes.
///
/// # Errors
/// The rules forbid it, in a sentence.
pub fn plan(definition: &Definition, edit: &Edit) -> Result<Step, Refusal> {
    let _ = (definition, edit);
    Err(Refusal::new("Not yet."))
}
