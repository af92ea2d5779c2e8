//! Renaming in place: a field over the node.

use engine::edit::Edit;
use engine::ids::{EdgeId, NodeId};
use leptos::html::Input;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};

use super::board::{Board, Gesture};
use crate::store::Dialog;

/// A double click on a node or a section renames it, on a note it writes there, on an edge it changes its words; on the ground it adds a step there.
pub fn double_click(board: Board, event: &MouseEvent) {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let marked = |name: &str| {
        element.closest(&format!("[{name}]")).ok().flatten().and_then(|element| element.get_attribute(name))
    };
    if element.closest(".canvas-sheet").ok().flatten().is_none()
        || board.gesture.with_untracked(|gesture| *gesture != Gesture::Idle)
        || board.presses.with_value(|[last, before]| last.is_none() || last != before)
    {
        return;
    }
    if let Some(note) = marked("data-note") {
        super::paper::write(board, Some(note.as_str().into()));
    } else if let Some(section) = marked("data-section") {
        super::section::name(board, &section.as_str().into());
    } else if let Some(node) = marked("data-node") {
        board.renaming.set(Some(NodeId(node)));
    } else if let Some(edge) = marked("data-edge") {
        super::words::begin(board, EdgeId(edge));
    } else {
        let at = board.place(f64::from(event.client_x()), f64::from(event.client_y()));
        board.store.dialog.set(Some(Dialog::Add { after: None, into: None, at: Some(super::pointer::at(at)) }));
    }
}

/// The field over the node that is renamed.
#[component]
pub fn Rename(board: Board) -> impl IntoView {
    let store = board.store;
    let field = NodeRef::<Input>::new();
    let opened = StoredValue::new(String::new());
    let finish = move |keep: bool| {
        let Some(node) = board.renaming.get_untracked() else { return };
        board.renaming.set(None);
        let name = field.get_untracked().map(|field| field.value()).unwrap_or_default();
        // A field in which nothing was written changes nothing, whatever has come in the meantime.
        if keep && opened.with_value(|before| name.trim() != before) {
            store.make(Edit::Rename { node: node.clone(), name: name.trim().to_owned() });
        }
        super::focus_node(&node);
    };
    Effect::new(move |_| {
        if board.renaming.get().is_some()
            && let Some(field) = field.get()
        {
            // A field that cannot take the focus can still be clicked.
            let _ = field.focus();
            field.select();
        }
    });
    let shown = move || {
        let node = board.renaming.get()?;
        let Some(area) = store.with_scene(|scene| scene.node(&node).map(|placed| placed.area)) else {
            // It went before the field could open.
            board.renaming.set(None);
            return None;
        };
        let name = store.definition.with_untracked(|definition| definition.name_of(&node).to_owned());
        opened.set_value(name.clone());
        let place = move || {
            board.viewport.with(|viewport| {
                let centre = area.centre();
                let drawing::viewport::Spot { x, y } = viewport.to_screen(centre);
                (format!("{}px", x - 100.0), format!("{}px", y - 18.0))
            })
        };
        Some(view! {
            <input class="canvas-rename" node_ref=field prop:value=name maxlength="120" aria-label="Name of the step"
                style:left=move || place().0 style:top=move || place().1
                on:pointerdown=|event| event.stop_propagation()
                on:blur=move |_| finish(true)
                on:keydown=move |event| match event.key().as_str() {
                    "Enter" => {
                        event.prevent_default();
                        event.stop_propagation();
                        finish(true);
                    }
                    "Escape" => {
                        event.stop_propagation();
                        finish(false);
                    }
                    _ => {}
                }/>
        })
    };
    view! { {shown} }
}
