//! What the server and the editor tell each other.

use engine::check::Problem;
use engine::definition::{Definition, SCHEMA};
use serde::{Deserialize, Serialize};

/// What the page brings along.
#[derive(Clone, Debug, Deserialize)]
pub struct Opening {
    /// The draft.
    pub id: String,
    pub revision: i64,
    pub document: String,
    /// The published version that the draft began from.
    pub based_on: Option<i32>,
    /// As JSON of their own, for [`Opening::problems`].
    pub problems: String,
    /// Where the simulator's script is.
    pub simulator: String,
    /// Where its wasm is; empty: beside the script.
    #[serde(default)]
    pub simulator_wasm: String,
}

impl Opening {
    /// What the server found in the document.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn problems(&self) -> Result<Vec<Problem>, serde_json::Error> {
        serde_json::from_str(&self.problems)
    }

    /// The document, read by way of a buffer, as serde reads what stands under a tag anyway: one reader for all parts of it
    /// instead of two, which are a large part of the module. None when this editor cannot read it.
    pub fn definition(&self) -> Option<Definition> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Buffered {
            #[serde(flatten)]
            definition: Definition,
        }
        let read = serde_json::from_str::<Buffered>(&self.document).ok();
        read.map(|read| read.definition).filter(|definition| definition.schema == SCHEMA)
    }
}

/// The people and groups of the organisation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Directory {
    /// Whoever edits.
    pub me: String,
    pub people: Vec<Someone>,
    pub groups: Vec<Group>,
}

impl Directory {
    /// The same by the engine's types, which the simulator and the checks take: both are one document.
    ///
    /// # Errors
    /// An id is none.
    pub fn as_engine(&self) -> Result<engine::simulate::Directory, serde_json::Error> {
        serde_json::to_value(self).and_then(serde_json::from_value)
    }
}

/// A person of the organisation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Someone {
    pub id: String,
    pub name: String,
    pub email: String,
    pub manager: Option<String>,
    pub groups: Vec<String>,
    pub active: bool,
}

/// A group of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub key: String,
    pub name: String,
}

/// Somebody else who has the draft open.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Other {
    pub name: String,
    pub since: String,
    pub editing: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opening(document: &str) -> Opening {
        Opening {
            id: String::new(),
            revision: 1,
            document: document.to_owned(),
            based_on: None,
            problems: "[]".to_owned(),
            simulator: String::new(),
            simulator_wasm: String::new(),
        }
    }

    #[test]
    fn a_document_is_read_as_everywhere_and_what_is_unknown_in_it_is_not_dropped() {
        let example = include_str!("../../drawing/src/example.json");
        assert_eq!(opening(example).definition(), Definition::read(example).ok());
        let unknown = example.replacen('{', r#"{ "colour": "red","#, 1);
        assert_eq!((opening(&unknown).definition(), Definition::read(&unknown).ok()), (None, None));
        let newer = example.replacen(r#""schema": 1"#, r#""schema": 2"#, 1);
        assert_ne!(newer, example);
        assert_eq!(opening(&newer).definition(), None);
    }
}
