//! The wait for a signal: a message from outside, sent by a program or by a person with a link.
//! BPMN: message intermediate catch event; with a timeout, a timer beside it. The rules are in `decide/signal.rs`.
//!
//! | from | command | to |
//! |---|---|---|
//! | entered | | left by `next` at once when the signal came early, else waiting |
//! | waiting | signal of the name and key | left by `next` |
//! | waiting | timeout | left by `timed_out` |
//! | anywhere else | signal | kept until it is waited for |

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{NEXT, Source};
use crate::catalogue::{Entry, FieldKind, Setting};
use crate::ids::Port;
use crate::span::Span;

pub const TIMED_OUT: &str = "timed_out";
/// The longest name, in characters.
pub const LONGEST_NAME: usize = 63;
/// The longest key, in characters.
pub const LONGEST_KEY: usize = 200;
/// The most that a signal may bring, as JSON, in bytes.
pub const LARGEST_DATA: usize = 256 * 1024;
/// The most signals that an execution keeps.
pub const MOST_KEPT: usize = 100;

/// The settings of a wait for a signal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signal {
    /// What the signal is called: lower-case letters, digits, `_`, `.` and `-`, beginning with a letter.
    pub name: String,
    /// What tells it from others of its name, with form fields in braces; empty: it must be sent to this very request.
    #[serde(default)]
    pub key: String,
    /// How long it is waited for before the node is left by `timed_out`; none: as long as it takes.
    #[serde(default)]
    pub timeout: Option<Span>,
    /// Who is mailed a link with which they send it.
    #[serde(default)]
    pub link_to: Vec<Source>,
    /// Shown on the link's page.
    #[serde(default)]
    pub instructions: String,
    /// Whether an address may be made with which a program sends it.
    #[serde(default)]
    pub webhook: bool,
}

/// What a signal brings along.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SignalData(pub Map<String, Value>);

impl Signal {
    pub(super) fn ports(&self) -> Vec<(Port, bool)> {
        let mut ports = vec![(Port::from(NEXT), true)];
        if self.timeout.is_some() {
            ports.push((Port::from(TIMED_OUT), true));
        }
        ports
    }
}

/// Whether a text can be a signal's name.
#[must_use]
pub fn is_name(name: &str) -> bool {
    name.len() <= LONGEST_NAME
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.' | '-'))
}

pub static ENTRY: Entry = Entry {
    kind: "signal",
    label: "Wait for a signal",
    help: "Goes on when a message comes from outside: from a program, or from a person with a link.",
    icon: "wait",
    bpmn: "intermediateCatchEvent",
    settings: &[
        Setting {
            key: "name",
            label: "Signal",
            help: "What the sender calls it: payment, goods.arrived.",
            kind: FieldKind::Text,
        },
        Setting {
            key: "key",
            label: "Key",
            help: "What tells it from others of its name, with form fields in braces: {order}. Empty: it is sent to this request.",
            kind: FieldKind::Text,
        },
        Setting {
            key: "timeout",
            label: "Timeout",
            help: "How long it is waited for; empty: as long as it takes.",
            kind: FieldKind::Span,
        },
        Setting {
            key: "link_to",
            label: "Link to",
            help: "Who is mailed a link with which they send it.",
            kind: FieldKind::Sources,
        },
        Setting {
            key: "instructions",
            label: "Instructions",
            help: "Shown on the link's page.",
            kind: FieldKind::LongText,
        },
        Setting {
            key: "webhook",
            label: "Address for programs",
            help: "On: an address can be made with which a program sends it.",
            kind: FieldKind::Flag,
        },
    ],
};
