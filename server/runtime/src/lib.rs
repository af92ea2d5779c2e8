//! The engine's shell on Postgres: every line of SQL, the one command path, the timer worker, the directory and sign-in.
//! The engine says what follows; this crate makes it durable, in one transaction a command.
#![allow(clippy::missing_errors_doc, reason = "nearly everything returns `Error`, whose variants say when they come")]

pub mod auth;
mod caller;
mod chain;
mod clock;
mod commands;
mod definitions;
pub mod demo;
mod directory;
pub mod drafts;
mod error;
mod handle;
mod ids;
mod lifecycle;
pub mod links;
mod listen;
pub mod mail;
mod migrate;
mod patience;
pub mod patterns;
pub mod read;
mod replay;
mod runtime;
mod sentences;
pub mod sessions;
pub mod shard;
mod shown;
pub mod signals;
mod store;
mod verify;
mod worker;

pub use caller::{Caller, Channel, Roles};
pub use clock::Clock;
pub use commands::{Act, Preview, Receipt, Started};
pub use definitions::Published;
pub use error::{Error, Result};
pub use ids::{DraftId, ExecutionId, NotAnId, OrgRef, TaskId};
pub use listen::{Change, listen};
pub use migrate::migrate;
pub use read::visible::may_see;
pub use replay::replay;
pub use runtime::Runtime;
pub use verify::{Difference, Report, verify};
pub use worker::{fire_due, work};
