//! The approval: people are asked, by one policy, with a due time, reminders, escalations and a final timeout.
//! BPMN: user task with timer boundary events. The rules are in `decide/approval.rs`.
//!
//! | from | command | to |
//! |---|---|---|
//! | looking for people | people resolved | asking, or an incident when there is nobody |
//! | asking | decide | asking, or left by `approved` / `rejected` as soon as the result is certain |
//! | asking | decide: changes requested | with the requester; after resubmission asking again, next round |
//! | asking | final timeout | left by `timed_out`, or approved or rejected where the node says so |

use std::fmt;

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
    /// How an approver proves who they are.
    #[serde(default, skip_serializing_if = "Proof::is_default")]
    pub proof: Proof,
    /// What a signature means (`Reviewed and released`), recorded with each answer where the proof is a password.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub meaning: String,
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

/// How somebody who answers proves who they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// Signed in to the application.
    #[default]
    SignIn,
    /// The link in the mail is enough.
    Link,
    /// The link, and a six-digit code that is mailed once it is opened.
    LinkAndCode,
    /// Signed in, and the password entered again: a signature, with its meaning.
    Password,
}

impl Proof {
    /// The proof's name in the database and the API.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Link => "link",
            Self::LinkAndCode => "link_and_code",
            Self::Password => "password",
        }
    }

    /// Whether this is enough where `needed` is asked for.
    #[must_use]
    pub const fn satisfies(self, needed: Self) -> bool {
        match needed {
            Self::Link => true,
            Self::LinkAndCode => !matches!(self, Self::Link),
            Self::SignIn => matches!(self, Self::SignIn | Self::Password),
            Self::Password => matches!(self, Self::Password),
        }
    }

    /// Whether somebody without an account can give it.
    #[must_use]
    pub const fn without_account(self) -> bool {
        matches!(self, Self::Link | Self::LinkAndCode)
    }

    /// Whether it is what a document means that says nothing.
    #[must_use]
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What to do to give it, as a whole sentence.
impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SignIn => "Sign in to answer this.",
            Self::Link => "Open this by the link in your mail to answer it.",
            Self::LinkAndCode => "This step asks for the code that was sent to you by mail.",
            Self::Password => "This step asks for your password again.",
        })
    }
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
        Setting { key: "proof", label: "Proof", help: "How an approver proves who they are.", kind: FieldKind::Proof },
        Setting {
            key: "meaning",
            label: "Meaning of the signature",
            help: "Recorded with each answer that is signed with the password.",
            kind: FieldKind::Text,
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
