//! Our settings within a BPMN file, as JSON in elements of our namespace. Where a text is also in BPMN's own place, BPMN's
//! place counts, because that is what other modellers let people change; here is then only what XML cannot hold.

use serde::{Deserialize, Serialize};

use super::names::shown;
use crate::aside::{Colour, Section, Size};
use crate::definition::Definition;
use crate::form::Form;
use crate::ids::{GroupKey, NodeId, NoteId};
use crate::nodes::Kind;

/// What a process says beyond BPMN, in `<cs:process>`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct OurProcess {
    pub(super) key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    pub(super) title: String,
    pub(super) time_zone: String,
    pub(super) starters: Vec<GroupKey>,
    pub(super) viewers: Vec<GroupKey>,
    pub(super) form: Form,
}

/// What a node says beyond BPMN, in `<cs:node>`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct OurNode {
    /// Where XML cannot have it as an id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<NodeId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) pinned: bool,
    pub(super) does: Kind,
}

/// What a note says beyond BPMN, in `<cs:note>`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct OurNote {
    pub(super) id: NoteId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) size: Option<Size>,
    pub(super) colour: Colour,
}

/// All of a section, in `<cs:section>`; its name counts as its category says it.
pub(super) type OurSection = Section;

impl OurProcess {
    pub(super) fn of(definition: &Definition) -> Self {
        Self {
            key: definition.key.clone(),
            name: unless_shown(&definition.name),
            description: unless_shown(&definition.description),
            title: definition.title.clone(),
            time_zone: definition.time_zone.clone(),
            starters: definition.starters.clone(),
            viewers: definition.viewers.clone(),
            form: definition.form.clone(),
        }
    }
}

/// A text, if XML cannot hold all of it.
pub(super) fn unless_shown(text: &str) -> Option<String> {
    (shown(text) != text).then(|| text.to_owned())
}

/// Which of the two counts: what BPMN's own place says, unless it is what XML could hold of ours.
pub(super) fn settled(theirs: &str, ours: Option<String>) -> String {
    ours.filter(|ours| shown(ours) == theirs).unwrap_or_else(|| theirs.to_owned())
}

/// JSON that XML can hold.
pub(super) fn json(value: &impl Serialize) -> String {
    let text = serde_json::to_string(value).expect("settings are plain data with texts as keys");
    text.replace('\u{fffe}', "\\ufffe").replace('\u{ffff}', "\\uffff")
}

/// A text that XML can hold as an attribute: the inside of a JSON string.
pub(super) fn inside(text: &str) -> String {
    let quoted = json(&text);
    quoted[1..quoted.len() - 1].to_owned()
}

/// The text that [`inside`] wrote.
pub(super) fn outside(text: &str) -> String {
    serde_json::from_str(&format!("\"{text}\"")).unwrap_or_else(|_| text.to_owned())
}
