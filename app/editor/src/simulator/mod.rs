//! The simulator: the engine itself, on a virtual clock, over the drawing that is edited.

pub mod module;

use leptos::prelude::*;

use crate::Store;

/// The simulator: the engine itself, on a virtual clock, over the drawing that is edited.
#[component]
pub fn Simulator(store: Store) -> impl IntoView {
    let _ = store;
    view! { <p></p> }
}
