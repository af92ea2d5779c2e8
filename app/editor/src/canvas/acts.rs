//! What can be done on the canvas without a pointer: walking, moving, connecting, removing, copying, tidying.

use std::collections::BTreeSet;

use drawing::shape::Area;
use drawing::walk::{Direction, home, step, ways};
use engine::definition::At;
use engine::edit::{Clip, Edit, copy};
use engine::ids::{NodeId, NoteId};
use leptos::prelude::*;

use super::board::{Board, Gesture, Wire};
use super::{pointer, section, wire};
use crate::selection::Selection;
use crate::store::Dialog;

/// Where the ways of the selected node lead, from top to bottom.
pub fn ways_from_selected(board: Board) -> Vec<NodeId> {
    let node = board.store.selection.with_untracked(|now| now.only_node().cloned());
    node.map(|node| board.store.definition.with_untracked(|definition| ways(definition, &node))).unwrap_or_default()
}

/// Goes where the way of this number leads.
pub fn take_way(board: Board, key: &str) {
    let ways = ways_from_selected(board);
    match key.parse::<usize>().ok().and_then(|no| ways.get(no.checked_sub(1)?)) {
        Some(way) => board.store.go_to(way),
        None => board.store.say(format!("This step has {} ways.", ways.len())),
    }
}

/// Selects every node.
pub fn select_all(board: Board) {
    let store = board.store;
    let ids = |definition: &engine::Definition| definition.nodes.iter().map(|node| node.id.clone()).collect::<Vec<_>>();
    let all = store.definition.with_untracked(ids);
    store.say(format!("All {} steps are selected.", all.len()));
    store.selection.set(Selection::nodes(all));
}

/// Arrow keys move instead of walk, or walk again.
pub fn move_by_keys(board: Board) {
    board.moving_by_keys.update(|on| *on = !*on);
    let moves = board.moving_by_keys.get_untracked();
    board.store.say(if moves { "Arrow keys move the selection. M again: they walk." } else { "Arrow keys walk." });
}

/// The dialog for another step: into the selected edge, after the selected node, else in the middle of what is to be seen.
pub fn add(board: Board) -> Dialog {
    board.store.selection.with_untracked(|now| match (&now.edge, now.only_node()) {
        (Some(edge), _) => Dialog::Add { after: None, into: Some(edge.clone()), at: None },
        (None, Some(node)) => Dialog::Add { after: Some(node.clone()), into: None, at: None },
        (None, None) => Dialog::Add { after: None, into: None, at: Some(pointer::at(board.middle())) },
    })
}

/// To the next node in a direction; while a connection is drawn, to the next that it may lead to.
pub fn walk(board: Board, key: &str) {
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
    let selection = store.selection.get_untracked();
    let back = matches!(direction, Direction::Left | Direction::Up);
    if let Some(id) = selection.section {
        return section::walk(board, &id, back);
    }
    if let Some(note) = selection.notes.first().filter(|_| selection.nodes.is_empty()) {
        return walk_notes(board, note, back);
    }
    let Some(from) = selection.nodes.first().cloned() else { return go_home(board) };
    match store.definition.with_untracked(|definition| step(definition, &from, direction)) {
        Some(next) => section::go(board, &next),
        None => store.say("There is nothing further that way."),
    }
}

/// To the next note, or to the one before, in the order in which they were written.
fn walk_notes(board: Board, from: &NoteId, back: bool) {
    let next = board.store.papers.with_untracked(|all| {
        let here = all.iter().position(|paper| paper.note.id == *from)?;
        let next = if back { here.checked_sub(1)? } else { here + 1 };
        all.get(next).map(|paper| paper.note.id.clone())
    });
    match next {
        Some(id) => super::paper::show(board, &id),
        None => board.store.say("There is no further note that way."),
    }
}

/// Lets the selected note be written, or the selected section be named. False when it is neither.
pub fn write(board: Board) -> bool {
    let selection = board.store.selection.get_untracked();
    match (selection.only_note(), &selection.section) {
        (Some(note), _) => super::paper::write(board, Some(note.clone())),
        (None, Some(id)) => section::name(board, id),
        (None, None) => return false,
    }
    true
}

/// Goes to where the process begins.
pub fn go_home(board: Board) {
    if let Some(start) = board.store.definition.with_untracked(home) {
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
    aim(board, Wire { over: first, ..wire }, true);
}

fn walk_wire(board: Board, wire: Wire, sticks: bool, direction: Direction) {
    let back = matches!(direction, Direction::Left | Direction::Up);
    let allowed: Vec<&NodeId> = wire.allowed.iter().collect();
    let now = wire.over.as_ref().and_then(|over| allowed.iter().position(|id| *id == over));
    let next = match (now, back) {
        (None, _) => 0,
        (Some(now), false) => (now + 1) % allowed.len(),
        (Some(now), true) => (now + allowed.len() - 1) % allowed.len(),
    };
    let over = allowed.get(next).map(|id| (*id).clone());
    aim(board, Wire { over, ..wire }, sticks);
}

fn aim(board: Board, wire: Wire, sticks: bool) {
    let store = board.store;
    let Some(over) = wire.over.clone() else { return };
    let Some(area) = store.with_scene(|scene| scene.node(&over).map(|placed| placed.area)) else { return };
    board.reveal(area);
    let name = store.definition.with_untracked(|definition| definition.name_of(&over).to_owned());
    store.say(format!("Leads to {name}? Enter connects, arrow keys choose another, Escape cancels."));
    board.gesture.set(Gesture::Wire { wire: Wire { to: area.centre(), ..wire }, sticks });
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
pub fn nudge(board: Board, key: &str, by: i32) {
    let store = board.store;
    let (dx, dy) = match key {
        "ArrowRight" => (by, 0),
        "ArrowLeft" => (-by, 0),
        "ArrowUp" => (0, -by),
        _ => (0, by),
    };
    let by = drawing::shape::Point { x: dx, y: dy };
    let (places, notes) = (store.places(&store.chosen(), by), store.note_places(&store.chosen_notes(), by));
    let first = places.first().map(|(_, at)| *at).or(notes.first().map(|(_, at)| *at));
    let Some(at) = first else { return };
    if store.move_all(places, notes, Some(NUDGES)) {
        store.say(format!("Moved to {}, {}.", at.x, at.y));
    }
}

/// The gesture of all moves by key.
const NUDGES: u64 = u64::MAX;

/// Removes what is selected, and goes to what came before.
pub fn remove(board: Board) {
    let store = board.store;
    let selection = store.selection.get_untracked();
    if let Some(id) = &selection.section {
        return section::dissolve(board, id);
    }
    if !selection.notes.is_empty() {
        let (nodes, notes) = (selection.nodes.into_iter().collect(), selection.notes.into_iter().collect());
        if take_out(board, nodes, notes) {
            store.selection.set(Selection::default());
            store.say("What was selected is removed.");
        }
        return;
    }
    let (nodes, edges): (Vec<NodeId>, Vec<_>) =
        (selection.nodes.into_iter().collect(), selection.edge.into_iter().collect());
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

/// Removes nodes and notes as one step.
pub fn take_out(board: Board, nodes: Vec<NodeId>, notes: Vec<NoteId>) -> bool {
    let edits = [
        (!notes.is_empty()).then_some(Edit::RemoveNotes { notes }),
        (!nodes.is_empty()).then_some(Edit::Remove { nodes, edges: vec![] }),
    ];
    board.store.make_all(&edits.into_iter().flatten().collect::<Vec<_>>())
}

/// Makes the selection fit.
pub fn zoom_to_selection(board: Board) {
    let selection = board.store.selection.get_untracked();
    let area = board.store.with_scene(|scene| {
        let nodes = selection.nodes.iter().filter_map(|id| scene.node(id)).map(|placed| placed.area);
        let notes = scene.papers().iter().filter(|paper| selection.notes.contains(&paper.note.id));
        let frames = scene.frames().iter().filter(|frame| selection.section.as_ref() == Some(&frame.section.id));
        nodes.chain(notes.map(|paper| paper.area)).chain(frames.map(|frame| frame.area)).reduce(Area::and)
    });
    match area {
        Some(area) => board.fit(area),
        None => board.store.refuse("Select a step to zoom to it."),
    }
}

/// The copied nodes and notes.
pub fn clip(board: Board) -> Option<Clip> {
    let (nodes, notes) = (board.store.chosen(), board.store.chosen_notes());
    let copied = |definition: &engine::Definition| copy(definition, &nodes).with_notes(definition, &notes);
    (!nodes.is_empty() || !notes.is_empty()).then(|| board.store.definition.with_untracked(copied))
}

/// A copy beside what is selected.
pub fn duplicate(board: Board) {
    let Some(clip) = clip(board) else {
        board.store.refuse("Select a step to duplicate it.");
        return;
    };
    let corner = |pick: fn(&At) -> i32| {
        let places = clip.nodes.iter().map(|node| &node.at).chain(clip.notes.iter().map(|note| &note.at));
        places.map(pick).min().unwrap_or(0)
    };
    let at = At { x: corner(|at| at.x) + 40, y: corner(|at| at.y) + 90 };
    put(board, clip, at);
}

/// Pastes; notes that come alone are selected.
pub fn put(board: Board, clip: Clip, at: At) {
    let notes = if clip.nodes.is_empty() { clip.notes.len() } else { 0 };
    if board.store.make(Edit::Paste { clip, at }) && notes > 0 {
        let last = board.store.definition.with_untracked(|all| {
            all.notes.iter().rev().take(notes).map(|note| note.id.clone()).collect::<BTreeSet<_>>()
        });
        board.store.selection.set(Selection { notes: last, ..Selection::default() });
    }
}

/// Everything, or what is selected, in good order.
pub fn tidy(board: Board) {
    let store = board.store;
    let chosen = store.chosen();
    let only = (chosen.len() > 1).then_some(chosen.as_slice());
    let places = store.definition.with_untracked(|definition| drawing::tidy::tidy(definition, only));
    let moved: Vec<_> = store.definition.with_untracked(|definition| {
        places.into_iter().filter(|(id, at)| definition.node(id).is_some_and(|node| node.at != *at)).collect()
    });
    if moved.is_empty() {
        store.say("It is tidy already.");
        return;
    }
    let notes = store.definition.with_untracked(|definition| drawing::aside::follow(definition, &moved));
    board.glide(moved.len());
    if store.move_all(moved, notes, None) {
        store.say("Tidied. Undo brings it back.");
        if only.is_none() {
            board.fit(store.with_scene(drawing::scene::Scene::bounds));
        }
    }
}
