//! What people see. Pages are rendered by the server alone; the browser gets the islands, a few hundred lines that make
//! finished pages livelier. Every change is a plain HTML form, so that everything works before or without the islands.

pub mod islands;

/// Declares what only the server has.
macro_rules! on_the_server {
    ($($(#[$doc:meta])* $seen:vis mod $name:ident;)*) => {$(
        $(#[$doc])*
        #[cfg(feature = "ssr")]
        $seen mod $name;
    )*};
}

on_the_server! {
    mod account;
    mod definitions;
    mod drawing;
    mod execution;
    mod flash;
    pub mod forms;
    mod inbox;
    mod moment;
    mod notices;
    mod people;
    mod requests;
    mod routes;
    pub mod serve;
    mod setup;
    mod shell;
    mod sign_in;
    mod system;
    mod task;
    mod ui;
    pub mod visit;
}

/// Brings the islands of a page to life.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
