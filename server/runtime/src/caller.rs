//! Who is calling: a person of an organisation, as the database says at this moment, and by which way.

use std::fmt;

use chrono::{DateTime, Utc};
use engine::ids::{GroupKey, PersonId};
use serde::{Deserialize, Serialize};

use crate::ids::OrgRef;

/// A signed-in person, or the person for whom a program acts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Caller {
    pub org: OrgRef,
    pub org_name: String,
    pub person: PersonId,
    pub name: String,
    pub email: String,
    /// IANA name.
    pub time_zone: String,
    pub roles: Roles,
    pub groups: Vec<GroupKey>,
    /// Somebody outside, known by the e-mail address alone.
    #[serde(default)]
    pub external: bool,
    pub channel: Channel,
}

/// What a person may do beyond asking and answering.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roles {
    /// May publish definitions.
    pub designer: bool,
    /// May do what a designer may, see every request, cancel, and mend incidents.
    pub admin: bool,
}

/// The way by which a command came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Web,
    Api,
    /// A link in a mail.
    Link,
    /// A program, at an address that was handed out.
    Webhook,
    Timer,
    System,
}

impl Channel {
    /// The channel's name in the database and the API.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Api => "api",
            Self::Link => "link",
            Self::Webhook => "webhook",
            Self::Timer => "timer",
            Self::System => "system",
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl Caller {
    /// Whether this person may publish definitions.
    #[must_use]
    pub fn may_design(&self) -> bool {
        self.roles.designer || self.roles.admin
    }

    /// The groups' keys as Postgres takes them.
    pub(crate) fn group_keys(&self) -> Vec<String> {
        self.groups.iter().map(|group| group.0.clone()).collect()
    }

    /// A moment in this person's time zone: `14:05 on 3 March 2026`.
    #[must_use]
    pub fn moment(&self, at: DateTime<Utc>) -> String {
        moment_in(&self.time_zone, at)
    }
}

/// A moment in a time zone, in words; UTC when the zone is unknown.
pub(crate) fn moment_in(zone: &str, at: DateTime<Utc>) -> String {
    let zone: chrono_tz::Tz = zone.parse().unwrap_or(chrono_tz::UTC);
    at.with_timezone(&zone).format("%H:%M on %-d %B %Y").to_string()
}
