//! The node kinds: each file holds one kind's settings, its catalogue entry and its rules.

use serde::{Deserialize, Serialize};

pub mod approval;
pub mod condition;
pub mod end;
pub mod join;
pub mod notify;
pub mod signal;
pub mod source;
pub mod split;
pub mod start;
pub mod wait;

pub use approval::Approval;
pub use condition::Condition;
pub use end::End;
pub use join::Join;
pub use notify::Notify;
pub use signal::Signal;
pub use source::Source;
pub use split::Split;
pub use start::Start;
pub use wait::Wait;

use crate::catalogue::Entry;
use crate::ids::Port;

/// What a node does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    Start(Start),
    Approval(Box<Approval>),
    Condition(Condition),
    Split(Split),
    Join(Join),
    Wait(Wait),
    Signal(Signal),
    Notify(Notify),
    End(End),
}

impl Kind {
    /// The catalogue's entry for this kind.
    #[must_use]
    pub fn entry(&self) -> &'static Entry {
        match self {
            Self::Start(_) => &start::ENTRY,
            Self::Approval(_) => &approval::ENTRY,
            Self::Condition(_) => &condition::ENTRY,
            Self::Split(_) => &split::ENTRY,
            Self::Join(_) => &join::ENTRY,
            Self::Wait(_) => &wait::ENTRY,
            Self::Signal(_) => &signal::ENTRY,
            Self::Notify(_) => &notify::ENTRY,
            Self::End(_) => &end::ENTRY,
        }
    }

    /// The ports that a node with these settings is left by: each with whether an edge must be drawn for it.
    #[must_use]
    pub fn ports(&self) -> Vec<(Port, bool)> {
        match self {
            Self::Start(_) | Self::Join(_) | Self::Wait(_) | Self::Notify(_) => vec![(Port::from(NEXT), true)],
            Self::Approval(approval) => approval.ports(),
            Self::Condition(condition) => condition.ports(),
            Self::Signal(signal) => signal.ports(),
            Self::Split(_) => vec![(Port::from(split::BRANCH), true)],
            Self::End(_) => vec![],
        }
    }

    /// Whether an execution can come to rest here, waiting for a person, a moment or a signal.
    #[must_use]
    pub fn waits(&self) -> bool {
        matches!(self, Self::Approval(_) | Self::Wait(_) | Self::Signal(_))
    }
}

/// The port of a node that has only one way on.
pub const NEXT: &str = "next";
