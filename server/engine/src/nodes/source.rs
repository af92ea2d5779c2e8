//! Where people come from: named, by address, a group, a manager, a field of the form, or an expression.

use serde::{Deserialize, Serialize};

use crate::ids::{GroupKey, PersonId};

/// A way to find people, as the definition says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case", deny_unknown_fields)]
pub enum Source {
    Person {
        id: PersonId,
    },
    Group {
        key: GroupKey,
    },
    /// Whoever has this e-mail address: a member, or somebody outside the organisation.
    Email {
        address: String,
    },
    /// The requester's manager; with `levels` 2 the manager's manager also, and so on, nearest first.
    ManagerOfRequester {
        #[serde(default = "one")]
        levels: u8,
    },
    /// The manager of whoever is asked now; for escalations.
    ManagerOfAssignee,
    /// The person, or the e-mail address, in a field of the form.
    Field {
        key: String,
    },
    /// A CEL expression that gives a person's id, `group:KEY`, or a list of these.
    Expression {
        cel: String,
    },
    /// Who asked; for notices.
    Requester,
}

fn one() -> u8 {
    1
}

/// A question that the directory can answer: who is meant? Members are active ones.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "look", rename_all = "snake_case")]
pub enum Lookup {
    Person {
        id: PersonId,
    },
    Group {
        key: GroupKey,
    },
    /// The active member with this address, else somebody outside the organisation; in the form of [`crate::email::normal`].
    Email {
        address: String,
    },
    /// Managers of a person, nearest first, at most `levels` of them.
    ManagersOf {
        id: PersonId,
        levels: u8,
    },
}

/// Why somebody is asked or told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Why {
    Named,
    MemberOf {
        group: GroupKey,
    },
    /// Manager of somebody, `level` 1 being the nearest.
    ManagerOf {
        person: PersonId,
        level: u8,
    },
    NamedInField {
        field: String,
    },
    ByExpression,
    Fallback,
    DelegatedBy {
        person: PersonId,
    },
    Escalated {
        level: u32,
    },
    Requester,
}

/// Somebody who may act, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    pub person: PersonId,
    pub why: Why,
}
