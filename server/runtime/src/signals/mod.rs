//! Signals from outside. Sent to one request, or by name and key; one that comes before anything waits for it is kept
//! and matched later. Who waits and who sends under one name and key take turns at a row, so that neither misses the other.

mod kept;
mod send;
mod waits;
mod webhooks;

pub use send::{Signal, Signalled, deliver_kept, send_signal, signal_execution};
pub use waits::{WaitRow, waits_of};
pub use webhooks::{HookAddress, HookCall, HookDone, HookRow, WrongHook, call_hook, hooks_of, make_hook, revoke_hook};

pub(crate) use kept::{Kept, early, take};
pub(crate) use waits::{name_of, show};
pub(crate) use webhooks::use_address;
