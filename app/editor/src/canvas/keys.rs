//! The keyboard on the canvas: which key does what stands in the table of shortcuts; here it is done.
//! Nothing happens while somebody types or a dialog is open.

use std::cell::Cell;

use engine::ids::NodeId;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::acts;
use super::board::{Board, Gesture, Tool};
use super::pointer;
use crate::finder::menu::select_related;
use crate::finder::shortcuts::{Does, find, is_sign, pressed};
use crate::selection::Selection;
use crate::store::{Dialog, Side};

thread_local! {
    static SPACE: Cell<bool> = const { Cell::new(false) };
}

/// Whether the space bar is held down: then every press pans.
pub fn space_is_down() -> bool {
    SPACE.with(Cell::get)
}

/// Whether a key was pressed within something.
fn within(event: &KeyboardEvent, selector: &str) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    element.and_then(|element| element.closest(selector).ok().flatten()).is_some()
}

/// Hears the keyboard.
pub fn listen(board: Board) {
    let keys = [
        window_event_listener(ev::keydown, move |event| down(board, &event)),
        window_event_listener(ev::keyup, move |event| up(&event)),
    ];
    on_cleanup(move || keys.into_iter().for_each(WindowListenerHandle::remove));
}

/// A key goes up.
fn up(event: &KeyboardEvent) {
    if event.key() == " " {
        SPACE.with(|down| down.set(false));
    }
}

/// A key goes down anywhere on the page.
fn down(board: Board, event: &KeyboardEvent) {
    let store = board.store;
    let key = event.key();
    let control = event.ctrl_key() || event.meta_key();
    let keys = pressed(&key, control, event.shift_key(), event.alt_key());
    if is_sign(&keys) && store.habits.with_untracked(|habits| habits.signs_off) {
        return;
    }
    let does = find(&keys);
    let in_dialog = store.dialog.with_untracked(Option::is_some);
    // These two hold while somebody types, too.
    let always = matches!(does, Some(Does::Save | Does::Publish)) && !in_dialog;
    let typing = within(
        event,
        "input, textarea, select, dialog, [role=dialog], [contenteditable], [role=menu], [role=tree], [role=listbox]",
    );
    if !always && (typing || in_dialog) {
        return;
    }
    let on_button = within(event, "button, a, summary, [role=tab]") && !within(event, "[data-node]");
    if on_button && matches!(key.as_str(), "Enter" | " ") && !always {
        return;
    }
    let used = match (does, key.as_str()) {
        (None | Some(Does::ZoomFit | Does::ZoomSelection), digit)
            if is_digit(digit) && acts::ways_from_selected(board).len() > 1 =>
        {
            acts::take_way(board, &key);
            true
        }
        (Some(does), key) => act(board, does, key, event),
        (None, " ") => {
            SPACE.with(|down| down.set(true));
            within(event, ".canvas")
        }
        (None, _) => false,
    };
    if used {
        event.prevent_default();
    }
}

fn is_digit(key: &str) -> bool {
    matches!(key.as_bytes(), [b'1'..=b'9'])
}

/// Does it; false leaves the key to the browser.
fn act(board: Board, does: Does, key: &str, event: &KeyboardEvent) -> bool {
    let store = board.store;
    match does {
        Does::Save => store.save_now.update(|asked| *asked += 1),
        Does::Publish => store.publish_now.update(|asked| *asked += 1),
        Does::Undo => store.undo(),
        Does::Redo => store.redo(),
        Does::SelectAll => acts::select_all(board),
        Does::SelectBefore => select_related(store, true),
        Does::SelectAfter => select_related(store, false),
        Does::Duplicate => acts::duplicate(board),
        Does::Search => store.dialog.set(Some(Dialog::Search)),
        Does::Help => store.dialog.set(Some(Dialog::Help)),
        Does::Add => store.dialog.set(Some(acts::add(board))),
        Does::Note => super::paper::add(board, pointer::at(board.middle())),
        Does::Section => super::section::make(board),
        Does::Fold | Does::Inside | Does::Dissolve => match super::section::chosen(board) {
            Some(id) => super::section::does(board, &id, does),
            None if does == Does::Inside => super::crumbs::out(board),
            None => store.refuse("Select a section, or a step in one."),
        },
        Does::Rename | Does::Settings if acts::write(board) => {}
        Does::Rename => match store.selection.with_untracked(|now| now.edge.clone()) {
            Some(edge) => super::words::begin(board, edge),
            None => {
                with_one(board, "Select a step or a connection to rename it.", |node| board.renaming.set(Some(node)));
            }
        },
        Does::Replace => with_one(board, "Select one step to replace it.", |node| {
            store.dialog.set(Some(Dialog::Replace(node)));
        }),
        Does::Connect => with_one(board, "Select one step to connect it.", |node| acts::connect(board, node)),
        Does::Settings if acts::enter(board) => {}
        Does::Settings if store.selection.with_untracked(|now| now.only_node().is_some()) => {
            store.side.set(Side::Settings);
            focus(".editor-side :is(input, textarea, select)");
        }
        // Copy, cut and paste come as the browser's own events.
        Does::Settings | Does::Copy | Does::Cut | Does::Paste => return false,
        Does::Pin => crate::pin::toggle(store),
        Does::Remove => acts::remove(board),
        Does::Walk if !board.moving_by_keys.get_untracked() => acts::walk(board, key),
        Does::Move if key.eq_ignore_ascii_case("m") => acts::move_by_keys(board),
        Does::Walk => acts::nudge(board, key, 10),
        Does::Move => {
            let far = if board.moving_by_keys.get_untracked() { 100 } else { 10 };
            acts::nudge(board, key, if event.alt_key() { 1 } else { far });
        }
        Does::Start => acts::go_home(board),
        Does::Select => board.tool.set(Tool::Select),
        Does::Hand => toggle(board, Tool::Hand, "The hand: every press pans."),
        Does::Lasso => toggle(board, Tool::Lasso, "The lasso: draw a rectangle around steps."),
        Does::Space => toggle(board, Tool::Space, "The space tool: press and drag; everything beyond moves."),
        Does::Escape => escape(board),
        Does::ZoomIn => board.zoom(1.25),
        Does::ZoomOut => board.zoom(0.8),
        Does::ZoomFull => board.zoom(1.0 / board.viewport.get_untracked().zoom),
        Does::ZoomFit => board.fit(store.with_scene(drawing::scene::Scene::bounds)),
        Does::ZoomSelection => acts::zoom_to_selection(board),
        Does::Tidy => acts::tidy(board),
        Does::Outline => {
            store.side.set(Side::Outline);
            focus(".editor-side [role=treeitem][tabindex='0']");
        }
        Does::Problems => store.side.set(Side::Problems),
    }
    true
}

/// Does something with the node that is selected alone; without one, says so.
fn with_one(board: Board, otherwise: &'static str, act: impl FnOnce(NodeId)) {
    match board.store.selection.with_untracked(|now| now.only_node().cloned()) {
        Some(node) => act(node),
        None => board.store.refuse(otherwise),
    }
}

fn toggle(board: Board, tool: Tool, said: &'static str) {
    let on = board.tool.get_untracked() != tool;
    board.tool.set(if on { tool } else { Tool::Select });
    board.store.say(if on { said } else { "Select." });
}

fn escape(board: Board) {
    if !matches!(board.gesture.get_untracked(), Gesture::Idle) {
        pointer::cancel(board);
        board.store.say("Cancelled.");
    } else if board.moving_by_keys.get_untracked() || board.tool.get_untracked() != Tool::Select {
        board.moving_by_keys.set(false);
        board.tool.set(Tool::Select);
    } else if board.store.selection.with_untracked(Selection::is_empty) {
        super::crumbs::out(board);
    } else {
        board.store.selection.set(Selection::default());
    }
}

/// Puts the focus on the first element of a kind, once it is there.
pub fn focus(selector: &'static str) {
    request_animation_frame(move || {
        let found = document().query_selector(selector).ok().flatten();
        if let Some(element) = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
            // An element that cannot take the focus leaves it where it is.
            let _ = element.focus();
        }
    });
}
