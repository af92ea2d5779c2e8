//! The palette: every kind of the catalogue, to be dragged onto the drawing, or clicked and then put down.

use engine::catalogue::{Entry, entries};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::PointerEvent;

use super::board::{Board, Gesture, Ghost};
use super::{paper, place, pointer};
use crate::icon::Icon;

/// The palette.
#[component]
pub fn Palette(board: Board) -> impl IntoView {
    let kinds = entries().into_iter().filter(|entry| entry.kind != "start");
    let has_start = Memo::new(move |_| board.store.definition.with(|definition| definition.start().is_some()));
    let start = entries().into_iter().find(|entry| entry.kind == "start");
    view! {
        <div class="palette" role="toolbar" aria-label="Add a step" aria-orientation="vertical" on:pointerdown=|event| event.stop_propagation()>
            {move || start.filter(|_| !has_start.get()).map(|entry| item(board, entry))}
            {kinds.chain([&paper::ENTRY]).map(|entry| item(board, entry)).collect_view()}
        </div>
    }
}

fn item(board: Board, entry: &'static Entry) -> impl IntoView {
    let chosen = move || {
        board.gesture.with(|gesture| matches!(gesture, Gesture::Place { ghost, .. } if ghost.kind == entry.kind))
    };
    view! {
        <button type="button" class="palette-item" aria-pressed=move || chosen().to_string() title=entry.help
            on:pointerdown=move |event| pressed(board, entry.kind, &event)
            on:click=move |event: web_sys::MouseEvent| {
                // By the keyboard or a screen reader: after what is selected, else in the middle.
                if event.detail() == 0 {
                    put(board, entry.kind);
                }
            }>
            <Icon name=entry.icon/><span class="palette-label">{entry.label}</span>
        </button>
    }
}

fn put(board: Board, kind: &'static str) {
    if kind == paper::ENTRY.kind {
        return paper::add(board, pointer::at(board.middle()));
    }
    let selected = board.store.selection.get_untracked();
    if let Some(edge) = selected.edge {
        place::insert(board, edge, kind);
    } else if let Some(node) = selected.only_node() {
        place::append(board, node.clone(), kind);
    } else {
        board.store.make(engine::edit::Edit::Add { kind: kind.to_owned(), at: pointer::at(board.middle()) });
    }
    super::reveal_selected(board);
}

/// The middle of a line.
pub fn middle(points: &[drawing::shape::Point]) -> drawing::shape::Point {
    let length = |pair: &[drawing::shape::Point]| (pair[0].x - pair[1].x).abs() + (pair[0].y - pair[1].y).abs();
    let whole: i32 = points.windows(2).map(length).sum();
    let mut left = whole / 2;
    for pair in points.windows(2) {
        let here = length(pair);
        if here >= left && here > 0 {
            let along = |a: i32, b: i32| a + (b - a) * left / here;
            return drawing::shape::Point { x: along(pair[0].x, pair[1].x), y: along(pair[0].y, pair[1].y) };
        }
        left -= here;
    }
    points.first().copied().unwrap_or(drawing::shape::Point { x: 0, y: 0 })
}

/// A press on the palette: dragged onto the canvas, or clicked: then the next click on the canvas puts it down.
fn pressed(board: Board, kind: &'static str, event: &PointerEvent) {
    if event.button() != 0 {
        return;
    }
    event.prevent_default();
    let toggled_off =
        board.gesture.with_untracked(|gesture| matches!(gesture, Gesture::Place { ghost, .. } if ghost.kind == kind));
    if toggled_off {
        pointer::cancel(board);
        return;
    }
    let begun = (f64::from(event.client_x()), f64::from(event.client_y()));
    let ghost = Ghost { kind, at: board.place(begun.0, begun.1), over: None, legal: false, inside: false };
    board.gesture.set(Gesture::Place { ghost, sticks: false });
    follow(board, begun);
}

/// Follows the pointer beyond the palette until it is let go.
fn follow(board: Board, begun: (f64, f64)) {
    let moved = window_event_listener(leptos::ev::pointermove, move |event| {
        if let Gesture::Place { ghost, sticks: false } = board.gesture.get_untracked() {
            let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
            let inside = is_over_sheet(x, y);
            let ghost = place::moved(board, ghost, board.place(x, y), inside);
            board.gesture.set(Gesture::Place { ghost, sticks: false });
        }
    });
    let ended = StoredValue::new(Some(moved));
    let up = Closure::once_into_js(move |event: PointerEvent| {
        if let Some(Some(moved)) = ended.try_update_value(Option::take) {
            moved.remove();
        }
        let Gesture::Place { ghost, sticks: false } = board.gesture.get_untracked() else { return };
        let still = (f64::from(event.client_x()) - begun.0).hypot(f64::from(event.client_y()) - begun.1) < 6.0;
        if still {
            board.gesture.set(Gesture::Place { ghost, sticks: true });
            board.store.say("Click where the step goes. Escape cancels.");
        } else if ghost.inside {
            pointer::finish(board);
        } else {
            pointer::cancel(board);
        }
    });
    let options = web_sys::AddEventListenerOptions::new();
    options.set_once(true);
    let heard = window().add_event_listener_with_callback_and_add_event_listener_options(
        "pointerup",
        up.unchecked_ref(),
        &options,
    );
    if heard.is_err() {
        pointer::cancel(board);
    }
}

/// Whether a place of the window is on the drawing itself, not on what lies over it.
fn is_over_sheet(x: f64, y: f64) -> bool {
    #[allow(clippy::cast_possible_truncation, reason = "pixels of a window")]
    let element = document().element_from_point(x as f32, y as f32);
    element.is_some_and(|element| element.closest(".canvas-sheet").ok().flatten().is_some())
}
