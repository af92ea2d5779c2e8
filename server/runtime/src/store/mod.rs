//! One file a table or two. Functions on a connection; the caller owns the transaction.
//! Locks are taken in the order execution, task, timer.

pub(crate) mod command_keys;
pub(crate) mod definitions;
pub(crate) mod executions;
pub(crate) mod incidents;
pub(crate) mod mails;
pub(crate) mod names;
pub(crate) mod notices;
pub(crate) mod participants;
pub(crate) mod partitions;
pub(crate) mod prune;
pub(crate) mod tasks;
pub(crate) mod timers;
pub(crate) mod transitions;
