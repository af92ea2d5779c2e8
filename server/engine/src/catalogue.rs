//! What people read about each node kind: label, help, icon and settings.
//! The palette, the inspector, validation and the timeline speak from here.

use serde::Serialize;

/// One node kind as people see it.
#[derive(Debug, Serialize)]
pub struct Entry {
    /// The kind's name in the document.
    pub kind: &'static str,
    pub label: &'static str,
    pub help: &'static str,
    /// Name of the icon.
    pub icon: &'static str,
    /// The BPMN 2.0 element of the same meaning.
    pub bpmn: &'static str,
    pub settings: &'static [Setting],
}

/// One setting of a kind.
#[derive(Debug, Serialize)]
pub struct Setting {
    pub key: &'static str,
    pub label: &'static str,
    pub help: &'static str,
    pub kind: FieldKind,
}

/// How a setting is edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    Text,
    LongText,
    Flag,
    Source,
    Sources,
    Policy,
    Proof,
    Span,
    Due,
    Reminders,
    Escalations,
    Timeout,
    Cases,
    Moment,
    Outcome,
}

/// All kinds, in the order of the palette.
#[must_use]
pub fn entries() -> [&'static Entry; 9] {
    use crate::nodes::{approval, condition, end, join, notify, signal, split, start, wait};
    [
        &start::ENTRY,
        &approval::ENTRY,
        &condition::ENTRY,
        &split::ENTRY,
        &join::ENTRY,
        &wait::ENTRY,
        &signal::ENTRY,
        &notify::ENTRY,
        &end::ENTRY,
    ]
}

/// A port's name as people read it.
#[must_use]
pub fn port_label(port: &str) -> &str {
    match port {
        "approved" => "approved",
        "rejected" => "rejected",
        "changes_requested" => "changes requested",
        "timed_out" => "timed out",
        "default" => "otherwise",
        "next" | "branch" => "",
        other => other,
    }
}
