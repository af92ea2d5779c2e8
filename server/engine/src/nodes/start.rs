//! The start: where every execution begins. BPMN: start event.

use serde::{Deserialize, Serialize};

use crate::catalogue::Entry;

/// The settings of a start: none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {}

pub static ENTRY: Entry = Entry {
    kind: "start",
    label: "Start",
    help: "Somebody submits the form.",
    icon: "play",
    bpmn: "startEvent",
    settings: &[],
};
