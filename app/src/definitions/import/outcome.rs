//! What a text becomes: a draft with what was lost on the way, or a sentence that says why not.

use engine::bpmn::{self, Loss};
use engine::definition::{Definition, LARGEST_DOCUMENT};

/// A text that was read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Draft {
    pub(super) definition: Definition,
    /// The document, to be mended and published.
    pub(super) document: String,
    /// What was lost; nothing where the text was a document already.
    pub(super) losses: Option<Vec<Loss>>,
}

/// Reads a document or a BPMN file.
///
/// # Errors
/// A sentence that says what is wrong with it, and where.
pub(super) fn draft(text: &str) -> Result<Draft, String> {
    if text.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
        let imported = bpmn::import(text.trim_start()).map_err(|error| error.to_string())?;
        let document = written(&imported.definition)?;
        return Ok(Draft { definition: imported.definition, document, losses: Some(imported.losses) });
    }
    let text = text.trim_start_matches('\u{feff}');
    let definition = Definition::read(text).map_err(|error| format!("This is no definition: {error}."))?;
    Ok(Draft { definition, document: text.to_owned(), losses: None })
}

/// The document in lines, unless that makes it too large.
fn written(definition: &Definition) -> Result<String, String> {
    let lines = serde_json::to_string_pretty(definition).map_err(|error| error.to_string())?;
    if lines.len() <= LARGEST_DOCUMENT {
        return Ok(lines);
    }
    serde_json::to_string(definition).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = include_str!("../../../drawing/src/example.json");

    #[test]
    fn documents_and_files_become_drafts() {
        let document = draft(EXAMPLE).unwrap();
        assert_eq!((document.document.as_str(), &document.losses), (EXAMPLE, &None));
        let file = draft(&format!(
            "\u{feff}\n{}",
            bpmn::export(&document.definition).replacen("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "", 1)
        ));
        let file = file.unwrap();
        assert_eq!(file.definition, document.definition);
        assert_eq!(file.losses, Some(vec![]));
        assert_eq!(Definition::read(&file.document).unwrap(), document.definition);
    }

    #[test]
    fn everything_else_is_refused_with_a_sentence() {
        for text in ["", "hello", "{", "{\"schema\": 1}", "<a>", "<a/>", "<!DOCTYPE a><a/>"] {
            let said = draft(text).unwrap_err();
            assert!(said.ends_with('.') && said.len() > 20, "{text}: {said}");
        }
    }
}
