//! The keyboard on the canvas. Arrow keys walk from step to step; with Shift, or after M, they move what is selected.
//! Nothing here happens while somebody types or a dialog is open.

use std::cell::Cell;

use drawing::shape::Area;
use drawing::walk::{Direction, step, ways};
use engine::definition::At;
use engine::edit::{Clip, Edit, copy};
use engine::ids::NodeId;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::board::{Board, Gesture, Tool};
use super::{pointer, wire};
use crate::selection::Selection;
use crate::store::{Dialog, Side};

thread_local! {
    static SPACE: Cell<bool> = const { Cell::new(false) };
}

/// Whether the space bar is held down: then every press pans.
pub fn space_is_down() -> bool {
    SPACE.with(Cell::get)
}

/// Whether a key belongs to a field or a dialog.
fn is_typing(event: &KeyboardEvent) -> bool {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return false };
    element
        .closest("input, textarea, select, dialog, [contenteditable], [role=menu], [role=tree], [role=listbox]")
        .ok()
        .flatten()
        .is_some()
}

/// A key goes up.
pub fn up(event: &KeyboardEvent) {
    if event.key() == " " {
        SPACE.with(|down| down.set(false));
    }
}

/// A key goes down anywhere on the page.
pub fn down(board: Board, event: &KeyboardEvent) {
    let store = board.store;
    let control = event.ctrl_key() || event.meta_key();
    let key = event.key();
    if control && !event.alt_key() && key.eq_ignore_ascii_case("s") {
        event.prevent_default();
        store.save_now.update(|asked| *asked += 1);
        return;
    }
    if control && key == "Enter" && store.dialog.with_untracked(Option::is_none) {
        event.prevent_default();
        store.publish_now.update(|asked| *asked += 1);
        return;
    }
    if is_typing(event) || store.dialog.with_untracked(Option::is_some) {
        return;
    }
    let on_button = event.target().and_then(|target| target.dyn_into::<Element>().ok()).is_some_and(|element| {
        element.closest("button, a, summary, [role=tab]").ok().flatten().is_some()
            && element.closest("[data-node]").ok().flatten().is_none()
    });
    if on_button && matches!(key.as_str(), "Enter" | " ") {
        return;
    }
    let used = if control { with_control(board, &key, event.shift_key()) } else { plain(board, event, &key) };
    if used {
        event.prevent_default();
    }
}

fn with_control(board: Board, key: &str, shift: bool) -> bool {
    let store = board.store;
    match key.to_ascii_lowercase().as_str() {
        "z" if shift => store.redo(),
        "z" => store.undo(),
        "y" => store.redo(),
        "a" => {
            let all = store
                .definition
                .with_untracked(|definition| definition.nodes.iter().map(|node| node.id.clone()).collect::<Vec<_>>());
            store.say(format!("All {} steps are selected.", all.len()));
            store.selection.set(Selection::nodes(all));
        }
        "d" => duplicate(board),
        "f" => store.dialog.set(Some(Dialog::Search)),
        // Copy, cut and paste come as the browser's own events.
        _ => return false,
    }
    true
}

fn plain(board: Board, event: &KeyboardEvent, key: &str) -> bool {
    let store = board.store;
    let only = store.selection.with_untracked(|now| now.only_node().cloned());
    match key {
        "Escape" => escape(board),
        "ArrowRight" | "ArrowLeft" | "ArrowUp" | "ArrowDown" => {
            if event.shift_key() || board.moving_by_keys.get_untracked() {
                nudge(
                    board,
                    key,
                    if event.alt_key() {
                        1
                    } else if board.moving_by_keys.get_untracked() && event.shift_key() {
                        100
                    } else {
                        10
                    },
                );
            } else {
                walk(board, key);
            }
        }
        "Home" => go_home(board),
        "Delete" | "Backspace" => remove(board),
        "Enter" if only.is_some() => {
            store.side.set(Side::Settings);
            focus(".editor-side :is(input, textarea, select)");
        }
        "n" | "N" | "a" | "A" | "Insert" => store.dialog.set(Some(add(board))),
        "e" | "E" | "F2" => match only {
            Some(node) => board.renaming.set(Some(node)),
            None => store.refuse("Select one step to rename it."),
        },
        "r" | "R" => match only {
            Some(node) => store.dialog.set(Some(Dialog::Replace(node))),
            None => store.refuse("Select one step to replace it."),
        },
        "c" | "C" => match only {
            Some(node) => connect(board, node),
            None => store.refuse("Select one step to connect it."),
        },
        "m" | "M" => {
            board.moving_by_keys.update(|on| *on = !*on);
            store.say(if board.moving_by_keys.get_untracked() {
                "Arrow keys move the selection. M again: they walk."
            } else {
                "Arrow keys walk."
            });
        }
        "v" | "V" => board.tool.set(Tool::Select),
        "h" | "H" => toggle(board, Tool::Hand, "The hand: every press pans."),
        "l" | "L" => toggle(board, Tool::Lasso, "The lasso: draw a rectangle around steps."),
        "s" | "S" => toggle(board, Tool::Space, "The space tool: press and drag; everything beyond moves."),
        " " => {
            SPACE.with(|down| down.set(true));
            return on_canvas(event);
        }
        "+" | "=" => board.zoom(1.25),
        "-" => board.zoom(0.8),
        "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" if ways_from(board, only.as_ref()).len() > 1 => {
            let ways = ways_from(board, only.as_ref());
            match key.parse::<usize>().ok().and_then(|no| ways.get(no - 1)) {
                Some(way) => store.go_to(way),
                None => store.say(format!("This step has {} ways.", ways.len())),
            }
        }
        "0" => board.zoom(1.0 / board.viewport.get_untracked().zoom),
        "1" | "!" => board.fit(store.with_scene(drawing::scene::Scene::bounds)),
        "2" => zoom_to_selection(board),
        "/" => store.dialog.set(Some(Dialog::Search)),
        "?" => store.dialog.set(Some(Dialog::Help)),
        "o" | "O" => {
            store.side.set(Side::Outline);
            focus(".editor-side [role=treeitem][tabindex='0']");
        }
        "p" | "P" => store.side.set(Side::Problems),
        "t" | "T" => tidy(board),
        _ => return false,
    }
    true
}

/// Where the ways of the selected node lead, from top to bottom.
fn ways_from(board: Board, node: Option<&NodeId>) -> Vec<NodeId> {
    node.map(|node| board.store.definition.with_untracked(|definition| ways(definition, node))).unwrap_or_default()
}

/// The dialog for another step: into the selected edge, after the selected node, else in the middle of what is to be seen.
fn add(board: Board) -> Dialog {
    board.store.selection.with_untracked(|now| match (&now.edge, now.only_node()) {
        (Some(edge), _) => Dialog::Add { after: None, into: Some(edge.clone()), at: None },
        (None, Some(node)) => Dialog::Add { after: Some(node.clone()), into: None, at: None },
        (None, None) => Dialog::Add { after: None, into: None, at: Some(pointer::at(board.middle())) },
    })
}

fn on_canvas(event: &KeyboardEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|element| element.closest(".canvas").ok().flatten().is_some())
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

fn walk(board: Board, key: &str) {
    let store = board.store;
    let direction = match key {
        "ArrowRight" => Direction::Right,
        "ArrowLeft" => Direction::Left,
        "ArrowUp" => Direction::Up,
        _ => Direction::Down,
    };
    if let Gesture::Wire { wire, sticks } = board.gesture.get_untracked() {
        return walk_wire(board, wire, sticks, direction);
    }
    let from = store.selection.with_untracked(|now| now.nodes.first().cloned());
    let Some(from) = from else { return go_home(board) };
    match store.definition.with_untracked(|definition| step(definition, &from, direction)) {
        Some(next) => store.go_to(&next),
        None => store.say("There is nothing further that way."),
    }
}

fn go_home(board: Board) {
    let start = board.store.definition.with_untracked(|definition| {
        definition.start().or_else(|| definition.nodes.first()).map(|node| node.id.clone())
    });
    if let Some(start) = start {
        board.store.go_to(&start);
    }
}

/// Connecting by the keyboard: arrow keys choose among the steps that it may lead to, Enter connects.
pub fn connect(board: Board, from: NodeId) {
    let Some(wire) = wire::begin(board, from, None) else { return };
    let first = wire.allowed.first().cloned();
    if first.is_none() {
        board.store.refuse("There is no step that this one may lead to. Add one with N.");
        return;
    }
    aim(board, super::board::Wire { over: first, ..wire }, true);
}

fn walk_wire(board: Board, wire: super::board::Wire, sticks: bool, direction: Direction) {
    let back = matches!(direction, Direction::Left | Direction::Up);
    let allowed: Vec<&NodeId> = wire.allowed.iter().collect();
    let now = wire.over.as_ref().and_then(|over| allowed.iter().position(|id| *id == over));
    let next = match (now, back) {
        (None, _) => 0,
        (Some(now), false) => (now + 1) % allowed.len(),
        (Some(now), true) => (now + allowed.len() - 1) % allowed.len(),
    };
    let over = allowed.get(next).map(|id| (*id).clone());
    aim(board, super::board::Wire { over, ..wire }, sticks);
}

fn aim(board: Board, wire: super::board::Wire, sticks: bool) {
    let store = board.store;
    let Some(over) = wire.over.clone() else { return };
    let Some(area) = store.with_scene(|scene| scene.node(&over).map(|placed| placed.area)) else { return };
    board.reveal(area);
    let name = store.definition.with_untracked(|definition| definition.name_of(&over).to_owned());
    store.say(format!("Leads to {name}? Enter connects, arrow keys choose another, Escape cancels."));
    board.gesture.set(Gesture::Wire { wire: super::board::Wire { to: area.centre(), ..wire }, sticks });
}

/// Enter while a connection is drawn by keys.
pub fn enter(board: Board) -> bool {
    let wiring = matches!(board.gesture.get_untracked(), Gesture::Wire { sticks: true, .. });
    if wiring {
        pointer::finish(board);
    }
    wiring
}

/// Moves the selection by a number of pixels; a run of key presses is one step of the history.
fn nudge(board: Board, key: &str, by: i32) {
    let store = board.store;
    let (dx, dy) = match key {
        "ArrowRight" => (by, 0),
        "ArrowLeft" => (-by, 0),
        "ArrowUp" => (0, -by),
        _ => (0, by),
    };
    let nodes: Vec<NodeId> = store.selection.with_untracked(|now| now.nodes.iter().cloned().collect());
    let places = store.places(&nodes, drawing::shape::Point { x: dx, y: dy });
    if places.is_empty() {
        return;
    }
    let at = places[0].1;
    if store.make_in(Some(NUDGES), Edit::Move { places }) {
        store.say(format!("Moved to {}, {}.", at.x, at.y));
    }
}

/// The gesture of all moves by key.
const NUDGES: u64 = u64::MAX;

fn remove(board: Board) {
    let store = board.store;
    let (nodes, edges): (Vec<NodeId>, Vec<_>) =
        store.selection.with_untracked(|now| (now.nodes.iter().cloned().collect(), now.edge.iter().cloned().collect()));
    if nodes.is_empty() && edges.is_empty() {
        return;
    }
    let before = store.definition.with_untracked(|definition| {
        nodes.first().and_then(|node| step(definition, node, Direction::Left)).filter(|id| !nodes.contains(id))
    });
    let count = nodes.len();
    if store.make(Edit::Remove { nodes, edges }) {
        store.say(match count {
            0 => "The connection is removed.".to_owned(),
            1 => "The step is removed.".to_owned(),
            many => format!("{many} steps are removed."),
        });
        match before {
            Some(before) => store.go_to(&before),
            None => store.selection.set(Selection::default()),
        }
    }
}

fn zoom_to_selection(board: Board) {
    let areas = board.store.selection.with_untracked(|now| {
        board.store.with_scene(|scene| {
            now.nodes.iter().filter_map(|id| scene.node(id)).map(|placed| placed.area).reduce(Area::and)
        })
    });
    match areas {
        Some(area) => board.fit(area),
        None => board.store.refuse("Select a step to zoom to it."),
    }
}

/// The copied nodes.
pub fn clip(board: Board) -> Option<Clip> {
    let nodes: Vec<NodeId> = board.store.selection.with_untracked(|now| now.nodes.iter().cloned().collect());
    if nodes.is_empty() {
        None
    } else {
        Some(board.store.definition.with_untracked(|definition| copy(definition, &nodes)))
    }
}

/// A copy beside what is selected.
pub fn duplicate(board: Board) {
    let Some(clip) = clip(board) else {
        board.store.refuse("Select a step to duplicate it.");
        return;
    };
    let corner = |pick: fn(&At) -> i32| clip.nodes.iter().map(|node| pick(&node.at)).min().unwrap_or(0);
    let at = At { x: corner(|at| at.x) + 40, y: corner(|at| at.y) + 90 };
    board.store.make(Edit::Paste { clip, at });
}

/// Puts a text that was copied at the pointer, else in the middle of what is to be seen.
pub fn paste(board: Board, text: &str, at: Option<At>) {
    match Clip::read(text) {
        Ok(clip) => {
            let place = at.unwrap_or_else(|| {
                let seen = board.seen();
                let here = board.pointer.get_value().filter(|here| {
                    here.x > seen.left && here.x < seen.right && here.y > seen.top && here.y < seen.bottom
                });
                pointer::at(here.unwrap_or_else(|| board.middle()))
            });
            board.store.make(Edit::Paste { clip, at: place });
        }
        Err(refusal) => board.store.refuse(refusal.to_string()),
    }
}

/// Everything, or what is selected, in good order.
pub fn tidy(board: Board) {
    let store = board.store;
    let chosen: Vec<NodeId> = store.selection.with_untracked(|now| now.nodes.iter().cloned().collect());
    let only = (chosen.len() > 1).then_some(chosen.as_slice());
    let places = store.definition.with_untracked(|definition| drawing::tidy::tidy(definition, only));
    let moved: Vec<_> = store.definition.with_untracked(|definition| {
        places.into_iter().filter(|(id, at)| definition.node(id).is_some_and(|node| node.at != *at)).collect()
    });
    if moved.is_empty() {
        store.say("It is tidy already.");
        return;
    }
    let keep = store.selection.get_untracked();
    board.glide(moved.len());
    if store.make(Edit::Move { places: moved }) {
        store.selection.set(keep);
        store.say("Tidied. Undo brings it back.");
        if only.is_none() {
            board.fit(store.with_scene(drawing::scene::Scene::bounds));
        }
    }
}
