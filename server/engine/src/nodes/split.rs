//! The parallel split: every edge that leaves becomes a branch of its own. BPMN: parallel gateway, diverging.

use serde::{Deserialize, Serialize};

use crate::catalogue::Entry;

pub const BRANCH: &str = "branch";

/// The settings of a split: none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {}

pub static ENTRY: Entry = Entry {
    kind: "split",
    label: "Parallel split",
    help: "Goes every way at once.",
    icon: "split",
    bpmn: "parallelGateway",
    settings: &[],
};
