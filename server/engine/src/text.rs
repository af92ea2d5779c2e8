//! Texts with form fields in braces, and what is wrong with one.

use std::collections::BTreeSet;

use crate::form::{Data, Form};

/// The longest title, in characters.
pub const LONGEST_TITLE: usize = 160;

/// Puts the answers in place of `{field}`; a field left empty becomes a dash.
#[must_use]
pub fn fill(template: &str, data: &Data) -> String {
    let mut out = String::new();
    for (plain, field) in parts(template) {
        out.push_str(plain);
        if let Some(field) = field {
            out.push_str(&data.0.get(field).map_or_else(|| "–".to_owned(), ToString::to_string));
        }
    }
    out
}

/// The title of a request: one line, at most [`LONGEST_TITLE`] characters.
#[must_use]
pub fn title(template: &str, data: &Data) -> String {
    let line: String = fill(template, data).split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST_TITLE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// The fields that a text names.
pub(crate) fn fields(template: &str) -> impl Iterator<Item = &str> {
    parts(template).filter_map(|(_, field)| field)
}

/// The fields that a text names but the form does not have.
#[must_use]
pub fn unknown_fields(template: &str, form: &Form) -> BTreeSet<String> {
    fields(template).filter(|field| form.field(field).is_none()).map(str::to_owned).collect()
}

/// The text as pairs of plain text and the field that follows it.
fn parts(template: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let mut rest = Some(template);
    std::iter::from_fn(move || {
        let text = rest?;
        let found = text
            .split_once('{')
            .and_then(|(plain, after)| after.split_once('}').map(|(field, after)| (plain, field, after)));
        let Some((plain, field, after)) = found else {
            rest = None;
            return Some((text, None));
        };
        rest = Some(after);
        Some((plain, Some(field.trim())))
    })
}
