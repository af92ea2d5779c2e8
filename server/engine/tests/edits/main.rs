//! Edits of drawings: the rules, the consequences, undo, copying, and random stories of all of them.

#![allow(clippy::unwrap_used, reason = "a story that cannot go on fails its test")]

#[path = "../common/edits.rs"]
mod common;

mod asides;
mod consequences;
mod drawn;
mod fields;
mod history;
mod merge;
mod offers;
mod paste;
mod properties;
mod rules;
mod settings;
