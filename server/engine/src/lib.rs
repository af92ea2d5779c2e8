//! The rules of the workflow engine: pure functions over a definition, an execution, a command and a moment.
//! No clock, no randomness, no I/O and no async here; the shell in `runtime` brings all of them.

#[cfg(feature = "decide")]
mod ahead;
mod apply;
pub mod aside;
#[cfg(feature = "bpmn")]
pub mod bpmn;
pub mod catalogue;
pub mod check;
pub mod command;
pub mod definition;
pub mod diff;
pub mod edit;
pub mod effect;
pub mod email;
pub mod event;
pub mod execution;
pub mod form;
pub mod ids;
pub mod merge;
pub mod narrate;
pub mod nodes;
pub mod retry;
pub mod shown;
pub mod simulate;
pub mod span;
pub mod text;

#[cfg(feature = "decide")]
mod decide;
#[cfg(feature = "decide")]
pub mod expression;
#[cfg(feature = "decide")]
pub mod forecast;

pub use apply::{apply, fold};
pub use command::{Command, Rejection};
#[cfg(feature = "decide")]
pub use decide::{decide, well_formed_signal};
pub use definition::Definition;
pub use effect::{Effect, effects};
pub use event::{Event, Transition};
pub use execution::Execution;
