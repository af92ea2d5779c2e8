//! The editor of definitions, as a wasm module of its own: mounted on the page of a draft, which shows the drawing before.
//! One model (`store`), changed by `engine::edit` alone; the canvas, the outline and the JSON text are views of it.

#![allow(
    clippy::large_types_passed_by_value,
    reason = "the store and what is built on it are handles of signals, large only where they remember who made them"
)]

pub mod api;
mod canvas;
mod expression;
mod finder;
mod form;
mod frame;
mod habits;
mod icon;
mod inside;
mod inspector;
mod later;
mod link;
mod outline;
mod pin;
mod problems;
pub mod save;
mod selection;
mod simulator;
mod store;
mod text;

pub use finder::menu::{ContextMenu, MenuAt};
pub use frame::Editor;
pub use store::Store;

/// Mounts the editor in the page's `#editor`, with what the page's `#opening` says.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen(start)]
pub fn start() {
    frame::mount();
}
