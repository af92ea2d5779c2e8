//! The questions of the form. A new key is followed everywhere; what names a question that goes is left, and `check` says so.

use super::super::draft::Draft;
use super::super::names::{field_key, quoted};
use super::super::{Refusal, rules};
use super::{Told, follow};
use crate::check::is_name;
use crate::form::Field;

pub(super) fn add(draft: &mut Draft, at: usize, field: &Field) -> Result<Told, Refusal> {
    if draft.now.form.fields.len() >= rules::MOST_FIELDS {
        return Err(Refusal::new(format!("A form has at most {} questions. Remove one first.", rules::MOST_FIELDS)));
    }
    let mut field = field.clone();
    if field.key.is_empty() {
        field.key = field_key(&draft.now.form);
    }
    allowed(draft, &field.key, None)?;
    let label = format!("Add the question {}", called(&field));
    draft.head(|now| now.form.fields.insert(at.min(now.form.fields.len()), field));
    Ok(Told::new(label, vec![]))
}

pub(super) fn set(draft: &mut Draft, key: &str, field: &Field) -> Result<Told, Refusal> {
    let at = place(draft, key)?;
    if field.key != key {
        allowed(draft, &field.key, Some(at))?;
    }
    draft.head(|now| {
        now.form.fields[at] = field.clone();
        if field.key != key {
            now.title = follow::text(&now.title, key, &field.key);
        }
    });
    if field.key != key {
        follow::nodes(draft, key, &field.key);
    }
    Ok(Told::new(format!("Change the question {}", called(field)), vec![]))
}

pub(super) fn shift(draft: &mut Draft, key: &str, to: usize) -> Result<Told, Refusal> {
    let at = place(draft, key)?;
    let label = format!("Move the question {}", called(&draft.now.form.fields[at]));
    draft.head(|now| {
        let field = now.form.fields.remove(at);
        now.form.fields.insert(to.min(now.form.fields.len()), field);
    });
    Ok(Told::new(label, vec![]))
}

pub(super) fn remove(draft: &mut Draft, key: &str) -> Result<Told, Refusal> {
    let at = place(draft, key)?;
    let label = format!("Remove the question {}", called(&draft.now.form.fields[at]));
    draft.head(|now| drop(now.form.fields.remove(at)));
    Ok(Told::new(label, vec![]))
}

fn place(draft: &Draft, key: &str) -> Result<usize, Refusal> {
    let at = draft.now.form.fields.iter().position(|field| field.key == key);
    at.ok_or_else(|| Refusal::new(format!("The form has no question {} any more.", quoted(key))))
}

fn allowed(draft: &Draft, key: &str, but: Option<usize>) -> Result<(), Refusal> {
    if !is_name(key) {
        return Err(Refusal::new(format!(
            "{} cannot be a question’s key. Use lower-case letters, digits and underscores, a letter first, at most 60.",
            quoted(key)
        )));
    }
    let mut others = draft.now.form.fields.iter().enumerate().filter(|(at, _)| Some(*at) != but);
    if others.any(|(_, field)| field.key == key) {
        return Err(Refusal::new(format!("The form has a question {} already. Choose another key.", quoted(key))));
    }
    Ok(())
}

fn called(field: &Field) -> String {
    quoted(if field.label.trim().is_empty() { &field.key } else { &field.label })
}
