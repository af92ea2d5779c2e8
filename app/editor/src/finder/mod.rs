//! Dialogs for the keyboard: add a step, find a step, replace a step, the sheet of shortcuts; and the menu of what is
//! under the pointer. One `<dialog>`, shown as `store.dialog` says; the focus returns to where it was.

mod add;
mod fuzzy;
mod help;
pub mod insert;
pub mod menu;
pub mod own;
mod patterns;
mod picker;
mod recent;
mod search;
pub mod shortcuts;

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::Store;
use crate::icon::icon;
use crate::store::Dialog;
use insert::Place;
pub use picker::show;

/// The dialogs.
#[component]
pub fn Finder(store: Store) -> impl IntoView {
    let frame = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(frame) = frame.get() else { return };
        match (store.dialog.with(Option::is_some), frame.open()) {
            // A dialog that is open already, or not in the page, stays as it is.
            (true, false) => drop(frame.show_modal()),
            (false, true) => frame.close(),
            _ => {}
        }
    });
    let title = move || match store.dialog.get() {
        Some(Dialog::Add { .. } | Dialog::Continue { .. }) => "Add a step",
        Some(Dialog::Replace(_)) => "Replace this step",
        Some(Dialog::NamePattern { of: None, .. }) => "Save as pattern",
        Some(Dialog::NamePattern { .. }) => "Rename the pattern",
        Some(Dialog::Patterns) => "Your organisation\u{2019}s patterns",
        Some(Dialog::Search) => "Find a step",
        Some(Dialog::Help) => "Keyboard shortcuts",
        None => "",
    };
    let inside = move || match store.dialog.get()? {
        Dialog::Add { after, into, at } => {
            let place = match (after, into, at) {
                (_, Some(edge), _) => Place::Into(edge),
                (Some(node), _, Some(at)) => Place::Beside(node, at),
                (Some(node), ..) => Place::After(node),
                (None, None, at) => Place::At(at.unwrap_or_else(|| add::below(store))),
            };
            Some(add::add(store, place))
        }
        Dialog::Continue { from, port } => Some(add::add(store, Place::By(from, port))),
        Dialog::Replace(node) => Some(add::replace(store, node)),
        Dialog::NamePattern { nodes, of } => Some(own::name(store, nodes, of)),
        Dialog::Patterns => Some(own::all(store)),
        Dialog::Search => Some(search::search(store)),
        Dialog::Help => Some(help::help(store)),
    };
    let on_backdrop = move |event: web_sys::MouseEvent| {
        let frame = frame.get_untracked();
        if event.target().zip(frame).is_some_and(|(target, frame)| target == ****frame) {
            store.dialog.set(None);
        }
    };
    let wide = move || store.dialog.with(|dialog| matches!(dialog, Some(Dialog::Help)));
    view! {
        <dialog class="finder" class:wide=wide node_ref=frame aria-labelledby="finder-title"
            on:close=move |_| store.dialog.set(None) on:mousedown=on_backdrop>
            <div class="finder-box">
                <div class="finder-head">
                    <h2 id="finder-title">{title}</h2>
                    <button class="button quiet small" type="button" aria-label="Close" on:click=move |_| store.dialog.set(None)>
                        {icon("cross")}
                    </button>
                </div>
                {inside}
            </div>
        </dialog>
    }
    .into_any()
}

/// Closes the dialog at once, so that the focus is where it was before what comes next.
fn close(store: Store) {
    let open = document().query_selector("dialog.finder[open]").ok().flatten();
    if let Some(open) = open.and_then(|open| open.dyn_into::<web_sys::HtmlDialogElement>().ok()) {
        open.close();
    }
    store.dialog.set(None);
}

/// Whether the focus is in the panel beside the canvas.
fn in_panel() -> bool {
    let focused = document().active_element();
    focused.is_some_and(|element| element.closest(".editor-panel").ok().flatten().is_some())
}
