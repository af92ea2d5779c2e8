//! The condition: the first case that holds says the way, else the default. BPMN: exclusive gateway.

use serde::{Deserialize, Serialize};

use crate::catalogue::{Entry, FieldKind, Setting};
use crate::ids::Port;

pub const DEFAULT: &str = "default";

/// The settings of a condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Asked from the first to the last.
    pub cases: Vec<Case>,
}

/// One way out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The port by which the node is left when the case holds.
    pub port: Port,
    pub label: String,
    /// A CEL expression that is true or false.
    pub when: String,
}

impl Condition {
    pub(super) fn ports(&self) -> Vec<(Port, bool)> {
        let cases = self.cases.iter().map(|case| (case.port.clone(), true));
        cases.chain([(Port::from(DEFAULT), true)]).collect()
    }

    /// The label of a port, for people.
    #[must_use]
    pub fn label_of(&self, port: &Port) -> Option<&str> {
        self.cases.iter().find(|case| case.port == *port).map(|case| case.label.as_str())
    }
}

pub static ENTRY: Entry = Entry {
    kind: "condition",
    label: "Condition",
    help: "Goes the way of the first case that holds.",
    icon: "branch",
    bpmn: "exclusiveGateway",
    settings: &[Setting {
        key: "cases",
        label: "Cases",
        help: "Asked from the first to the last; none holds: otherwise.",
        kind: FieldKind::Cases,
    }],
};
