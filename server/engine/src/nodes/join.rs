//! The parallel join: waits until a branch has come by every edge. BPMN: parallel gateway, converging.

use serde::{Deserialize, Serialize};

use crate::catalogue::Entry;

/// The settings of a join: none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Join {}

pub static ENTRY: Entry = Entry {
    kind: "join",
    label: "Parallel join",
    help: "Waits until every branch has come.",
    icon: "join",
    bpmn: "parallelGateway",
    settings: &[],
};
