//! Names that XML, BPMN and definitions accept: ids without blanks, each there once, and texts without what XML cannot hold.

use std::collections::BTreeSet;

/// The longest id of a node or edge, in characters.
const LONGEST_ID: usize = 60;

/// The ids that are taken.
#[derive(Debug, Default)]
pub(super) struct Taken(BTreeSet<String>);

impl Taken {
    /// Takes an id as XML accepts it, as near to the wanted one as can be.
    pub(super) fn xml_id(&mut self, wanted: &str) -> String {
        let mut id: String = wanted.chars().map(|c| if is_name_char(c) { c } else { '_' }).collect();
        if !id.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            id.insert(0, '_');
        }
        self.take(id, usize::MAX)
    }

    /// Takes an id of a node or edge, as near to the wanted one as can be.
    pub(super) fn id(&mut self, wanted: &str, otherwise: &str) -> String {
        let wanted = wanted.trim();
        self.take(first(if wanted.is_empty() { otherwise } else { wanted }, LONGEST_ID), LONGEST_ID)
    }

    /// Takes an id of ours as it is, if nothing else has it.
    pub(super) fn as_it_is(&mut self, id: &str, otherwise: &str) -> String {
        self.take(if id.is_empty() { otherwise } else { id }.to_owned(), usize::MAX)
    }

    fn take(&mut self, id: String, longest: usize) -> String {
        if self.0.insert(id.clone()) {
            return id;
        }
        let mut number = 2_u32;
        loop {
            let end = format!("-{number}");
            let numbered = first(&id, longest - end.len()) + &end;
            if self.0.insert(numbered.clone()) {
                return numbered;
            }
            number += 1;
        }
    }
}

fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// Whether XML 1.0 can hold a character.
pub(super) fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// A text without the characters that XML cannot hold.
pub(super) fn shown(text: &str) -> String {
    text.chars().filter(|c| is_xml_char(*c)).collect()
}

/// The first characters of a text.
pub(super) fn first(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// Words on one line, without blanks at its ends.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lower-case letters and digits with `between` for everything else, beginning with a letter; empty when nothing is left.
pub(super) fn slug(text: &str, between: char, most: usize) -> String {
    let mut slug = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_lowercase() || (c.is_ascii_digit() && !slug.is_empty()) {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with(between) {
            slug.push(between);
        }
    }
    first(&slug, most).trim_end_matches(between).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_mended_and_there_once() {
        let mut taken = Taken::default();
        assert_eq!(taken.xml_id("On call"), "On_call");
        assert_eq!(taken.xml_id("On-call"), "On-call");
        assert_eq!(taken.xml_id("On?call"), "On_call-2");
        assert_eq!(taken.xml_id("1"), "_1");
        assert_eq!(taken.xml_id(""), "_");
        let long = "x".repeat(80);
        assert_eq!(taken.id(&long, "n").len(), 60);
        assert_eq!(taken.id(&long, "n").len(), 60);
        assert_eq!(taken.id(" ", "n"), "n");
    }

    #[test]
    fn slugs_have_letters_and_digits() {
        assert_eq!(slug("  1. Einkauf: Größe 3 ", '-', 60), "einkauf-gr-e-3");
        assert_eq!(slug("???", '-', 60), "");
    }
}
