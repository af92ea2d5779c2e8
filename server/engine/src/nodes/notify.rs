//! The notice: tells people something and goes on. BPMN: send task.

use serde::{Deserialize, Serialize};

use super::Source;
use crate::catalogue::{Entry, FieldKind, Setting};

/// The settings of a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notify {
    pub to: Vec<Source>,
    /// What is said, with form fields in braces.
    pub message: String,
}

pub static ENTRY: Entry = Entry {
    kind: "notify",
    label: "Notice",
    help: "Tells people something and goes on.",
    icon: "bell",
    bpmn: "sendTask",
    settings: &[
        Setting { key: "to", label: "To", help: "Who is told.", kind: FieldKind::Sources },
        Setting {
            key: "message",
            label: "Message",
            help: "Form fields go in braces: {amount}.",
            kind: FieldKind::LongText,
        },
    ],
};
