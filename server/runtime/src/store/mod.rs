//! One file a table or two. Functions on a connection; the caller owns the transaction.
//! Locks are taken in the order execution, task, timer; draft, definition.

pub(crate) mod command_keys;
pub(crate) mod definitions;
pub(crate) mod design_keys;
pub(crate) mod drafts;
pub(crate) mod executions;
pub(crate) mod incidents;
pub(crate) mod mails;
pub(crate) mod names;
pub(crate) mod notices;
pub(crate) mod participants;
pub(crate) mod partitions;
pub(crate) mod patterns;
pub(crate) mod prune;
pub(crate) mod publications;
pub(crate) mod scenarios;
pub(crate) mod tasks;
pub(crate) mod timers;
pub(crate) mod transitions;
