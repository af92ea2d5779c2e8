//! Reading the text: a definition, or one sentence that says what is wrong with it and where.

use engine::definition::{Definition, LARGEST_DOCUMENT, NotADefinition, SCHEMA};
use serde::Deserialize;
use serde::de::IgnoredAny;

/// Why a text is no definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Line and column, from 1.
    pub at: Option<(usize, usize)>,
    pub sentence: String,
}

impl Wrong {
    fn new(sentence: impl Into<String>) -> Self {
        Self { at: None, sentence: sentence.into() }
    }

    /// The whole of it: `Line 12, column 5: ...`.
    pub fn said(&self) -> String {
        match self.at {
            Some((line, column)) => format!("Line {line}, column {column}: {}", self.sentence),
            None => self.sentence.clone(),
        }
    }
}

/// What every definition document has, whatever its schema.
#[derive(Deserialize)]
struct Outline {
    schema: Option<u64>,
    nodes: Option<IgnoredAny>,
    edges: Option<IgnoredAny>,
}

/// Reads a definition.
///
/// # Errors
/// It is none: too large, no JSON, another kind of JSON, of a newer schema, or with something in it that is not known.
pub fn read(text: &str) -> Result<Definition, Wrong> {
    let plain = text.trim_start_matches('\u{feff}');
    if plain.len() > LARGEST_DOCUMENT {
        return Err(too_large("This text"));
    }
    if plain.trim().is_empty() {
        return Err(Wrong::new("There is nothing here. Undo, or paste the JSON of a process."));
    }
    if plain.trim_start().starts_with('<') {
        return Err(Wrong::new("This is XML, not JSON. Import a BPMN file under Processes."));
    }
    match serde_json::from_str::<Outline>(plain) {
        Ok(Outline { schema: Some(schema), .. }) if schema > u64::from(SCHEMA) => Err(Wrong::new(format!(
            "This process was made by a newer Countersign (schema {schema}); this one reads schema {SCHEMA}. Update this one first."
        ))),
        Ok(Outline { schema: None, .. } | Outline { nodes: None, .. } | Outline { edges: None, .. }) => {
            Err(Wrong::new(
                "This is JSON, but not a process of Countersign: it lacks \u{201c}schema\u{201d}, \u{201c}nodes\u{201d} or \u{201c}edges\u{201d}.",
            ))
        }
        Err(error) if error.is_data() && !plain.trim_start().starts_with('{') => {
            Err(Wrong::new("This is JSON, but not a process of Countersign: a process begins with {."))
        }
        _ => Definition::read(plain).map_err(wrong),
    }
}

/// Why a file or a text of this size is not read.
pub fn too_large(what: &str) -> Wrong {
    Wrong::new(format!(
        "{what} is larger than {} MiB, which is the most that a process may take.",
        LARGEST_DOCUMENT / 1024 / 1024
    ))
}

fn wrong(error: NotADefinition) -> Wrong {
    match error {
        NotADefinition::TooLarge => too_large("This text"),
        NotADefinition::OtherSchema(schema) => {
            Wrong::new(format!("This process has schema {schema}; this Countersign reads schema {SCHEMA}."))
        }
        NotADefinition::Unreadable(message) => {
            let (message, at) = placed(&message);
            Wrong { at, sentence: plain(message) }
        }
    }
}

/// Takes ` at line 3 column 7` from the end of a message.
fn placed(message: &str) -> (&str, Option<(usize, usize)>) {
    let found = message.rsplit_once(" at line ").and_then(|(rest, place)| {
        let (line, column) = place.split_once(" column ")?;
        Some((rest, (line.parse().ok()?, column.parse().ok()?)))
    });
    found.map_or((message, None), |(rest, at)| (rest, Some(at)))
}

/// A message of the reader in plain words.
fn plain(message: &str) -> String {
    let quoted = |text: &str| text.split('`').nth(1).unwrap_or_default().to_owned();
    let after = |text: &str, word: &str| {
        let list = text.split_once(word).map(|(_, list)| list.trim_start_matches("one of ").replace('`', ""));
        list.filter(|list| list != "no fields" && !list.is_empty())
    };
    if message.starts_with("missing field") {
        return format!("\u{201c}{}\u{201d} is missing.", quoted(message));
    }
    for (begins, what) in
        [("unknown field", "is not known here"), ("unknown variant", "is not one of the possible values")]
    {
        if message.starts_with(begins) {
            let known = after(message, "expected ").map(|list| format!(" Possible: {list}.")).unwrap_or_default();
            return format!("\u{201c}{}\u{201d} {what}.{known}", quoted(message));
        }
    }
    if message.starts_with("duplicate field") {
        return format!("\u{201c}{}\u{201d} is there twice.", quoted(message));
    }
    if message.starts_with("EOF") {
        return "The text ends too early: a quote or a bracket is not closed.".to_owned();
    }
    if message.starts_with("trailing comma") {
        return "There is a comma too many before the closing bracket.".to_owned();
    }
    if message.starts_with("trailing characters") {
        return "The process ends before this; what follows does not belong to it.".to_owned();
    }
    if let Some((found, expected)) =
        message.strip_prefix("invalid type: ").and_then(|rest| rest.split_once(", expected "))
    {
        return format!("This is {found}, where {expected} belongs.");
    }
    if message.starts_with("expected ") || message.starts_with("key must be a string") {
        return format!("This is not JSON: {}.", message.replace('`', "\u{2009}"));
    }
    let mut letters = message.chars();
    let sentence: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    if sentence.ends_with('.') { sentence } else { format!("{sentence}.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = include_str!("../../../drawing/src/example.json");

    #[test]
    fn what_is_wrong_is_said_in_a_sentence_with_its_place() {
        assert!(read(EXAMPLE).is_ok() && read(&format!("\u{feff}{EXAMPLE}")).is_ok());
        let said = |text: &str| read(text).unwrap_err().said();
        let changed = |from: &str, to: &str| {
            assert!(EXAMPLE.contains(from), "{from}");
            said(&EXAMPLE.replacen(from, to, 1))
        };
        assert!(said(" \n").starts_with("There is nothing here."));
        assert!(said("<definitions/>").contains("BPMN"));
        assert!(said("[1, 2]").contains("begins with {"), "{}", said("[1, 2]"));
        assert!(said("{\"name\": \"left-pad\", \"version\": \"1.0.0\"}").contains("not a process of Countersign"));
        assert!(changed("\"schema\": 1", "\"schema\": 9").contains("newer Countersign (schema 9)"));
        assert!(changed("\"schema\": 1,", "\"schema\": 9, \"lanes\": [],").contains("newer"), "whatever else is new");
        assert_eq!(
            changed("\"schema\": 1", "\"schema\": 0"),
            "This process has schema 0; this Countersign reads schema 1."
        );
        assert_eq!(
            changed("\"name\": \"Example\",", "\"name\": \"Example\""),
            "Line 5, column 3: This is not JSON: expected \u{2009},\u{2009} or \u{2009}}\u{2009}."
        );
        assert!(changed("\"key\": \"example\",", "").ends_with("\u{201c}key\u{201d} is missing."));
        assert!(
            changed("\"title\"", "\"titel\"")
                .starts_with("Line 5, column 9: \u{201c}titel\u{201d} is not known here. Possible: schema, key")
        );
        assert!(
            changed("\"kind\": \"approval\"", "\"kind\": \"teleport\"")
                .contains("\u{201c}teleport\u{201d} is not one of the possible values. Possible: start, approval")
        );
        assert!(changed("\"x\": 60", "\"x\": \"60\"").contains("This is string \"60\", where i32 belongs."));
        assert!(said(&EXAMPLE[..EXAMPLE.len() / 2]).contains("ends too early"));
        assert!(said(&format!("{EXAMPLE}{{}}")).contains("what follows does not belong"));
        assert!(said(&" ".repeat(LARGEST_DOCUMENT + 1)).contains("larger than 1 MiB"));
    }
}
