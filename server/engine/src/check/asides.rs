//! Notes and sections: what they name is there, a step is in one section, and there is not too much of them.
//! What they say is nobody's business here; only too much of it is an error.

use std::collections::BTreeMap;

use super::Problem;
use crate::aside::{LONGEST_NAME, LONGEST_NOTE, MOST_NOTES, MOST_SECTIONS, Section};
use crate::definition::Definition;
use crate::ids::NodeId;

pub(super) fn check(definition: &Definition) -> Vec<Problem> {
    let mut problems = vec![];
    if definition.notes.len() > MOST_NOTES {
        problems.push(Problem::error(format!("A definition has at most {MOST_NOTES} notes.")));
    }
    if definition.sections.len() > MOST_SECTIONS {
        problems.push(Problem::error(format!("A definition has at most {MOST_SECTIONS} sections.")));
    }
    if definition.notes.iter().any(|note| note.text.chars().count() > LONGEST_NOTE) {
        problems.push(Problem::error(format!("A note has at most {LONGEST_NOTE} characters.")));
    }
    if !problems.is_empty() {
        return problems;
    }
    let mut within: BTreeMap<&NodeId, &Section> = BTreeMap::new();
    for section in &definition.sections {
        let name = &section.name;
        if name.trim().is_empty() || name.chars().count() > LONGEST_NAME {
            let message = format!("A section needs a name of at most {LONGEST_NAME} characters.");
            problems.push(Problem::warning(message));
        }
        if section.nodes.is_empty() {
            problems.push(Problem::warning(format!("The section \"{name}\" has no steps. Dissolve it.")));
        }
        for id in &section.nodes {
            if definition.node(id).is_none() {
                let message = format!("The section \"{name}\" names the step \"{id}\", which is not there.");
                problems.push(Problem::warning(message));
            } else if let Some(other) = within.insert(id, section) {
                let message = format!(
                    "\"{}\" is in the sections \"{}\" and \"{name}\"; a step is in one at most.",
                    definition.name_of(id),
                    other.name
                );
                problems.push(Problem::warning(message).at(id));
            }
        }
    }
    problems
}
