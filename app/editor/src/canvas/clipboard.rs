//! Copy, cut and paste.

use drawing::markup;
use engine::definition::At;
use engine::edit::Clip;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::board::Board;
use super::{acts, pointer};

/// Hears the browser's own events.
pub fn listen(board: Board) {
    let events = [
        window_event_listener_untyped("copy", move |event| clip_event(board, &event, false)),
        window_event_listener_untyped("cut", move |event| clip_event(board, &event, true)),
        window_event_listener_untyped("paste", move |event| paste_event(board, &event)),
    ];
    on_cleanup(move || events.into_iter().for_each(WindowListenerHandle::remove));
}

/// Reads the clipboard, where the browser lets us.
pub fn paste_here(board: Board, at: At) {
    let clipboard = window().navigator().clipboard();
    if clipboard.is_undefined() {
        board.store.refuse("Press Ctrl+V to paste; this browser does not let the menu do it.");
        return;
    }
    spawn_local(async move {
        let text = JsFuture::from(clipboard.read_text()).await.ok().and_then(|text| text.as_string());
        match text {
            Some(text) => paste(board, &text, Some(at)),
            None => board.store.refuse("The browser did not let us read what was copied. Press Ctrl+V instead."),
        }
    });
}

fn outside_of_fields() -> bool {
    let active = document().active_element();
    active.is_none_or(|element| element.closest("input, textarea, select, dialog").ok().flatten().is_none())
        && web_sys::window()
            .and_then(|window| window.get_selection().ok().flatten())
            .is_none_or(|selection| selection.is_collapsed())
}

fn clip_event(board: Board, event: &web_sys::Event, cut: bool) {
    let Some(event) = event.dyn_ref::<web_sys::ClipboardEvent>().filter(|_| outside_of_fields()) else { return };
    let Some(clip) = acts::clip(board) else { return };
    let Some(data) = event.clipboard_data() else { return };
    if data.set_data("text/plain", &clip.text()).is_err() {
        board.store.refuse("The browser did not let us copy.");
        return;
    }
    event.prevent_default();
    let words = match (clip.nodes.len(), clip.notes.len()) {
        (0, 1) => "1 note".to_owned(),
        (0, notes) => format!("{notes} notes"),
        (steps, _) => markup::steps(steps),
    };
    if cut {
        let nodes = clip.nodes.into_iter().map(|node| node.id).collect();
        acts::take_out(board, nodes, clip.notes.into_iter().map(|note| note.id).collect());
    }
    board.store.say(format!("{words} {}.", if cut { "cut" } else { "copied" }));
}

fn paste_event(board: Board, event: &web_sys::Event) {
    let Some(event) = event.dyn_ref::<web_sys::ClipboardEvent>().filter(|_| outside_of_fields()) else { return };
    let text = event.clipboard_data().and_then(|data| data.get_data("text/plain").ok()).unwrap_or_default();
    if !text.trim().is_empty() {
        event.prevent_default();
        paste(board, &text, None);
    }
}

/// Puts a text that was copied at the pointer, else in the middle of what is to be seen.
fn paste(board: Board, text: &str, at: Option<At>) {
    match Clip::read(text) {
        Ok(clip) => {
            let place = at.unwrap_or_else(|| {
                let seen = board.seen();
                let here = board.pointer.get_value().filter(|here| {
                    here.x > seen.left && here.x < seen.right && here.y > seen.top && here.y < seen.bottom
                });
                pointer::at(here.unwrap_or_else(|| board.middle()))
            });
            acts::put(board, clip, place);
        }
        Err(refusal) => board.store.refuse(refusal.to_string()),
    }
}
