//! What people see. Pages are rendered by the server alone; the browser gets the islands, a few hundred lines that make
//! finished pages livelier. Every change is a plain HTML form, so that everything works before or without the islands.

pub mod islands;

// What only the server has.
#[cfg(feature = "ssr")]
mod account;
#[cfg(feature = "ssr")]
mod definitions;
#[cfg(feature = "ssr")]
mod designer;
#[cfg(feature = "ssr")]
mod draft;
#[cfg(feature = "ssr")]
mod drafts;
#[cfg(feature = "ssr")]
mod drawing;
#[cfg(feature = "ssr")]
mod execution;
#[cfg(feature = "ssr")]
mod flash;
#[cfg(feature = "ssr")]
pub mod forms;
#[cfg(feature = "ssr")]
mod inbox;
#[cfg(feature = "ssr")]
mod ledger;
#[cfg(feature = "ssr")]
mod link;
#[cfg(feature = "ssr")]
mod mail;
#[cfg(feature = "ssr")]
mod modules;
#[cfg(feature = "ssr")]
mod moment;
#[cfg(feature = "ssr")]
mod notices;
#[cfg(feature = "ssr")]
mod outbox;
#[cfg(feature = "ssr")]
mod people;
#[cfg(feature = "ssr")]
mod requests;
#[cfg(feature = "ssr")]
mod routes;
#[cfg(feature = "ssr")]
pub mod serve;
#[cfg(feature = "ssr")]
mod setup;
#[cfg(feature = "ssr")]
mod shell;
#[cfg(feature = "ssr")]
mod sign_in;
#[cfg(feature = "ssr")]
mod system;
#[cfg(feature = "ssr")]
mod task;
#[cfg(feature = "ssr")]
mod ui;
#[cfg(feature = "ssr")]
pub mod visit;

/// Brings the islands of a page to life.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
