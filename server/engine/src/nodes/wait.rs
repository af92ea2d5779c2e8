//! The wait: for a length of time, or until a date. BPMN: timer intermediate catch event.

use chrono::{DateTime, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use crate::catalogue::{Entry, FieldKind, Setting};
use crate::span::Span;

/// The settings of a wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wait {
    pub until: Until,
}

/// When the waiting ends. A moment that has passed ends it at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Until {
    /// This long after the node was entered.
    After(Span),
    Moment(DateTime<Utc>),
    /// The date in a field of the form, at a time of day in the definition's zone.
    /// A time that the clocks skip means the first moment after the gap; one that comes twice means the first.
    DateField {
        field: String,
        at: NaiveTime,
    },
}

pub static ENTRY: Entry = Entry {
    kind: "wait",
    label: "Wait",
    help: "Goes on after a time or on a date.",
    icon: "clock",
    bpmn: "intermediateCatchEvent",
    settings: &[Setting {
        key: "until",
        label: "Until",
        help: "A length of time, a moment, or a date from the form.",
        kind: FieldKind::Moment,
    }],
};
