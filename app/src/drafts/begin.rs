//! What a new draft begins with: a template, a document that was sent, or a published version to go on from or to copy.

use std::collections::{BTreeMap, BTreeSet};

use engine::Definition;
use engine::check::is_key;
use engine::definition::LARGEST_DOCUMENT;
use runtime::drafts::NewDraft;
use runtime::read;
use runtime::{Caller, Error, Result, Runtime};

use crate::designer::{filled, key_of};
use crate::forms::wrong;

/// The longest key.
const LONGEST_KEY: usize = 60;
/// The longest name, in characters.
const LONGEST_NAME: usize = 120;

/// What the form says.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    /// The template, where one is to begin with, and the organisation's groups by the template's.
    pub template: String,
    pub groups: BTreeMap<String, String>,
    /// The document, where there is no template and no version to begin with.
    pub document: String,
    /// The document is to become the next version of its key, if there is such a process.
    pub update: bool,
    /// The key of the process to begin with.
    pub from: String,
    /// Its version; the newest when it is empty.
    pub version: String,
    /// A new process is made of it.
    pub copy: bool,
    /// Key and name of the new process.
    pub as_key: String,
    pub name: String,
}

/// The draft that is wanted.
pub(super) async fn begin(runtime: &Runtime, caller: &Caller, wanted: &Wanted) -> Result<NewDraft> {
    if !wanted.template.is_empty() {
        let definition = filled(caller, runtime, &wanted.template, &wanted.groups).await?;
        return of_template(runtime, caller, wanted, definition).await;
    }
    if wanted.from.is_empty() {
        of_document(runtime, caller, wanted).await
    } else {
        of_version(runtime, caller, wanted).await
    }
}

async fn of_version(runtime: &Runtime, caller: &Caller, wanted: &Wanted) -> Result<NewDraft> {
    let version = match wanted.version.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| Error::NotFound)?),
    };
    let found = read::definition(runtime, caller, &wanted.from, version).await?;
    let scenarios_of = Some((wanted.from.clone(), found.version));
    if !wanted.copy && wanted.as_key.trim().is_empty() {
        let newest = found.versions.first().map(|newest| newest.version);
        return Ok(NewDraft { document: found.document, based_on: newest, scenarios_of });
    }
    let taken = taken(runtime, caller).await?;
    let name = match wanted.name.trim() {
        "" => format!("Copy of {}", found.definition.name),
        name => name.to_owned(),
    };
    let mut definition = (*found.definition).clone();
    definition.key = key(&wanted.as_key, &found.definition.key, &taken)?;
    definition.name = name;
    Ok(NewDraft { document: written(&definition)?, based_on: None, scenarios_of })
}

async fn of_document(runtime: &Runtime, caller: &Caller, wanted: &Wanted) -> Result<NewDraft> {
    // Browsers send the line ends of a text as CR and LF.
    let document = wanted.document.replace("\r\n", "\n");
    let Ok(mut definition) = Definition::read(&document) else {
        // The runtime says what is wrong with it.
        return Ok(NewDraft { document, ..NewDraft::default() });
    };
    if wanted.update {
        match read::definition(runtime, caller, &definition.key, None).await {
            Ok(found) => return Ok(NewDraft { document, based_on: Some(found.version), scenarios_of: None }),
            Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    let taken = taken(runtime, caller).await?;
    let key = key(&wanted.as_key, &definition.key, &taken)?;
    let name = wanted.name.trim();
    if key == definition.key && (name.is_empty() || name == definition.name) {
        return Ok(NewDraft { document, ..NewDraft::default() });
    }
    definition.key = key;
    if !name.is_empty() {
        name.clone_into(&mut definition.name);
    }
    Ok(NewDraft { document: written(&definition)?, ..NewDraft::default() })
}

async fn of_template(
    runtime: &Runtime,
    caller: &Caller,
    wanted: &Wanted,
    mut definition: Definition,
) -> Result<NewDraft> {
    let name = name(&wanted.name, &definition.name)?;
    // A name of its own deserves a key of its own.
    let usual = if name == definition.name { definition.key.clone() } else { key_of(&name) };
    definition.key = key(&wanted.as_key, &usual, &taken(runtime, caller).await?)?;
    definition.name = name;
    Ok(NewDraft { document: written(&definition)?, ..NewDraft::default() })
}

/// The name that was chosen, or the usual one.
fn name(chosen: &str, usual: &str) -> Result<String> {
    let chosen = chosen.trim();
    if chosen.chars().count() > LONGEST_NAME || chosen.chars().any(char::is_control) {
        return Err(wrong("name", format!("Give it a name of at most {LONGEST_NAME} characters.")));
    }
    Ok(if chosen.is_empty() { usual.to_owned() } else { chosen.to_owned() })
}

/// The keys of all processes, and of drafts.
async fn taken(runtime: &Runtime, caller: &Caller) -> Result<BTreeSet<String>> {
    let published = read::definitions(runtime, caller).await?.into_iter().map(|row| row.key);
    let drawn = read::drafts(runtime, caller).await?.into_iter().map(|row| row.key);
    Ok(published.chain(drawn).collect())
}

/// The key that was chosen, if it is free; else the one like it that is.
fn key(chosen: &str, usual: &str, taken: &BTreeSet<String>) -> Result<String> {
    let chosen = chosen.trim();
    if chosen.is_empty() {
        return Ok(free(usual, taken));
    }
    if !is_key(chosen) {
        return Err(wrong(
            "as_key",
            "A key is lower-case letters, digits and dashes, at most 60, and begins with a letter.",
        ));
    }
    if taken.contains(chosen) {
        return Err(wrong(
            "as_key",
            format!("There is a process or a draft with the key \u{201c}{chosen}\u{201d} already."),
        ));
    }
    Ok(chosen.to_owned())
}

fn free(usual: &str, taken: &BTreeSet<String>) -> String {
    if !taken.contains(usual) {
        return usual.to_owned();
    }
    let numbered = |no: usize| {
        let ending = format!("-{no}");
        let kept: String = usual.chars().take(LONGEST_KEY - ending.len()).collect();
        format!("{kept}{ending}")
    };
    (2..=taken.len() + 2).map(numbered).find(|key| !taken.contains(key)).unwrap_or_else(|| usual.to_owned())
}

/// The document in lines, unless that makes it too large.
fn written(definition: &Definition) -> Result<String> {
    let lines = serde_json::to_string_pretty(definition).map_err(|error| Error::Internal(error.into()))?;
    if lines.len() <= LARGEST_DOCUMENT {
        return Ok(lines);
    }
    serde_json::to_string(definition).map_err(|error| Error::Internal(error.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_taken_is_numbered_and_stays_a_key() {
        let taken = BTreeSet::from(["buy".to_owned(), "buy-2".to_owned(), "a".repeat(60)]);
        assert_eq!(free("sell", &taken), "sell");
        assert_eq!(free("buy", &taken), "buy-3");
        let long = free(&"a".repeat(60), &taken);
        assert!(is_key(&long) && long.ends_with("-2") && long.len() == 60, "{long}");
        assert_eq!(key(" lend ", "buy", &taken).unwrap(), "lend");
        for (chosen, said) in [("buy", "already"), ("Not a key", "lower-case")] {
            let error = key(chosen, "x", &taken).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }
}
