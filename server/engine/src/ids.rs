//! Names of things. People and groups are known by ids that never change; inside an execution everything is an ordinal.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A person of the organisation, by the id that never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(pub Uuid);

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(name: &str) -> Self {
                Self(name.to_owned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

names! {
    /// A group of people, by its key (`finance`), which never changes.
    GroupKey,
    /// A node of a definition.
    NodeId,
    /// An edge of a definition.
    EdgeId,
    /// A note on the drawing.
    NoteId,
    /// A section of the drawing.
    SectionId,
    /// The named outcome by which a node is left (`approved`, `next`).
    Port,
}

macro_rules! ordinals {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ordinals! {
    /// A place where the execution stands; parallel branches have one each.
    TokenNo,
    /// One visit to an approval node.
    StepNo,
    /// One ask of one or more people.
    TaskNo,
    /// One durable wake-up.
    TimerNo,
    /// One question to the directory.
    QueryNo,
    /// One obstacle that needs a person.
    IncidentNo,
    /// One wait for a signal.
    WaitNo,
}
