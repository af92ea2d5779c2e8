//! The approval: people are asked, by one policy, with a due time, reminders, escalations and a final timeout.
//! BPMN: user task with timer boundary events. The rules are in `decide/approval.rs`.
//!
//! | from | command | to |
//! |---|---|---|
//! | looking for people | people resolved | asking, or an incident when there is nobody |
//! | asking | decide | asking, or left by `approved` / `rejected` as soon as the result is certain |
//! | asking | decide: changes requested | with the requester; after resubmission asking again, next round |
//! | asking | final timeout | left by `timed_out`, or approved or rejected where the node says so |

use serde::{Deserialize, Serialize};

use super::Source;
use crate::catalogue::{Entry, FieldKind, Setting};
use crate::ids::Port;
use crate::span::Span;

pub const APPROVED: &str = "approved";
pub const REJECTED: &str = "rejected";
pub const CHANGES_REQUESTED: &str = "changes_requested";
pub const TIMED_OUT: &str = "timed_out";

/// The settings of an approval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    pub approvers: Vec<Source>,
    pub policy: Policy,
    /// Shown to the approvers above the request.
    #[serde(default)]
    pub instructions: String,
    /// Whether the requester may be one of the approvers.
    #[serde(default)]
    pub requester_may_decide: bool,
    /// Whether a rejection may come without a comment.
    #[serde(default)]
    pub reject_without_comment: bool,
    /// Who is asked when the approvers turn out to be nobody.
    #[serde(default)]
    pub fallback: Option<Source>,
    pub due: Due,
    #[serde(default)]
    pub reminders: Option<Reminders>,
    #[serde(default)]
    pub escalations: Vec<Escalation>,
    #[serde(default)]
    pub timeout: Option<Timeout>,
}

/// How many of the people asked must agree. A single rejection decides under `any`, `all` and `in_order`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case", deny_unknown_fields)]
pub enum Policy {
    /// One task, offered to all; the first answer decides.
    Any,
    /// Everybody is asked at once; all must approve.
    All,
    /// Everybody is asked at once; rejected as soon as `count` approvals cannot be reached.
    AtLeast { count: u32 },
    /// One after the other, in the order of the sources.
    InOrder,
}

/// When an answer is expected. "No deadline" is said, never assumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    NoDeadline,
    /// This long after the step began.
    Within(Span),
}

/// Reminders to whoever has not answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reminders {
    /// How long after the step began.
    pub after: Span,
    /// The time between reminders; needed when there is more than one.
    #[serde(default)]
    pub every: Option<Span>,
    /// How many in all.
    pub times: u32,
}

/// One level of escalation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalation {
    /// How long after the step began.
    pub after: Span,
    pub how: How,
    pub to: Source,
}

/// What an escalation does to the open tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// They may decide too.
    Add,
    /// They decide in place of whoever was asked.
    Replace,
    /// They are told, no more.
    Inform,
}

/// The end of waiting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timeout {
    /// How long after the step began.
    pub after: Span,
    pub then: Then,
}

/// What a final timeout does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Then {
    /// The node is left by `timed_out`.
    Leave,
    Approve,
    Reject,
}

impl Approval {
    pub(super) fn ports(&self) -> Vec<(Port, bool)> {
        let times_out = self.timeout.as_ref().is_some_and(|timeout| timeout.then == Then::Leave);
        let mut ports =
            vec![(Port::from(APPROVED), true), (Port::from(REJECTED), true), (Port::from(CHANGES_REQUESTED), false)];
        if times_out {
            ports.push((Port::from(TIMED_OUT), true));
        }
        ports
    }
}

pub static ENTRY: Entry = Entry {
    kind: "approval",
    label: "Approval",
    help: "Asks people to approve, reject or send back, and waits as long as it takes.",
    icon: "stamp",
    bpmn: "userTask",
    settings: &[
        Setting { key: "approvers", label: "Approvers", help: "Who is asked.", kind: FieldKind::Sources },
        Setting { key: "policy", label: "Policy", help: "How many of them must approve.", kind: FieldKind::Policy },
        Setting {
            key: "instructions",
            label: "Instructions",
            help: "Shown to the approvers above the request.",
            kind: FieldKind::LongText,
        },
        Setting {
            key: "requester_may_decide",
            label: "The requester may decide",
            help: "Off: nobody approves their own request.",
            kind: FieldKind::Flag,
        },
        Setting {
            key: "reject_without_comment",
            label: "A rejection needs no reason",
            help: "Off: who rejects says why.",
            kind: FieldKind::Flag,
        },
        Setting {
            key: "fallback",
            label: "Fallback",
            help: "Who is asked when the approvers turn out to be nobody.",
            kind: FieldKind::Source,
        },
        Setting {
            key: "due",
            label: "Due",
            help: "When an answer is expected, or that there is no deadline.",
            kind: FieldKind::Due,
        },
        Setting {
            key: "reminders",
            label: "Reminders",
            help: "To whoever has not answered.",
            kind: FieldKind::Reminders,
        },
        Setting {
            key: "escalations",
            label: "Escalations",
            help: "Who is added, takes over or is told when nobody answers.",
            kind: FieldKind::Escalations,
        },
        Setting {
            key: "timeout",
            label: "Final timeout",
            help: "What happens when nobody has answered by then.",
            kind: FieldKind::Timeout,
        },
    ],
};
