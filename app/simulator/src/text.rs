//! JSON text to values and back, with sentences for what cannot be read.

use engine::definition::{Definition, SCHEMA};
use engine::narrate::{capital, stopped};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The most text that is read at once, in bytes.
const LARGEST: usize = 32 * 1024 * 1024;

/// Reads a value; `what` names it in the sentence.
pub(crate) fn read<T: DeserializeOwned>(json: &str, what: &str) -> Result<T, String> {
    if json.len() > LARGEST {
        return Err(format!("{what} is larger than {} MB.", LARGEST / 1024 / 1024));
    }
    serde_json::from_str(json).map_err(|error| stopped(&format!("{what} cannot be read: {error}")))
}

/// Writes a value.
pub(crate) fn write(value: &impl Serialize) -> Result<String, String> {
    serde_json::to_string(value).map_err(|error| stopped(&format!("The answer cannot be written: {error}")))
}

/// A sentence of the engine, from its large letter to its full stop.
pub(crate) fn sentence(problem: &impl ToString) -> String {
    stopped(&capital(&problem.to_string()))
}

/// A definition that came inside of another value.
pub(crate) fn of_this_schema(definition: &Definition) -> Result<(), String> {
    if definition.schema == SCHEMA {
        Ok(())
    } else {
        Err(format!("The document has schema {}; this page reads schema {SCHEMA}.", definition.schema))
    }
}
