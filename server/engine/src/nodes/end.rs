//! The end: a branch ends here, with an outcome. BPMN: end event; terminate end event when it closes all branches.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::catalogue::{Entry, FieldKind, Setting};

/// The settings of an end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    pub outcome: Outcome,
    /// Whether the other branches end too.
    #[serde(default)]
    pub closes_all: bool,
}

/// How an execution ended. Where branches end differently, the latest in this order counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Done,
    Approved,
    TimedOut,
    Rejected,
    Withdrawn,
    Cancelled,
}

impl Outcome {
    /// The outcome's name in the database and the API.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Approved => "approved",
            Self::TimedOut => "timed_out",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
            Self::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TimedOut => "timed out",
            other => other.key(),
        })
    }
}

pub static ENTRY: Entry = Entry {
    kind: "end",
    label: "End",
    help: "The branch ends here, with an outcome.",
    icon: "flag",
    bpmn: "endEvent",
    settings: &[
        Setting { key: "outcome", label: "Outcome", help: "What the requester is told.", kind: FieldKind::Outcome },
        Setting {
            key: "closes_all",
            label: "Ends everything",
            help: "On: other branches end too.",
            kind: FieldKind::Flag,
        },
    ],
};
