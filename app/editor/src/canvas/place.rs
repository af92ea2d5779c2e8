//! A new node on its way from the palette to its place: alone, into an edge, or after a node it is dropped on.

use drawing::shape::Point;
use engine::edit::{Edit, can_follow, may_insert};
use engine::ids::EdgeId;
use leptos::prelude::*;

use super::board::{Board, Ghost};
use super::paper;
use super::pointer::{at, edge_at, node_at};
use crate::finder::insert::{Place, What, added};

/// The grid on which new nodes are put.
const GRID: i32 = 10;

/// The ghost follows the pointer and says whether it may be put down.
pub fn moved(board: Board, ghost: Ghost, here: Point, inside: bool) -> Ghost {
    if ghost.kind == paper::ENTRY.kind {
        return Ghost { at: snapped(here), over: None, legal: inside, inside, ..ghost };
    }
    let over = if inside { edge_at(board, here) } else { None };
    let on = node_at(board, here);
    let legal = inside
        && board.store.definition.with_untracked(|definition| match (&over, &on) {
            (_, Some(node)) => can_follow(definition, node).contains(&ghost.kind),
            (Some(edge), None) => may_insert(definition, edge, ghost.kind).is_ok(),
            (None, None) => true,
        });
    Ghost { at: snapped(here), over: over.filter(|_| on.is_none()), legal, inside, ..ghost }
}

fn snapped(point: Point) -> Point {
    let to_grid = |value: i32| (value + GRID / 2).div_euclid(GRID) * GRID;
    Point { x: to_grid(point.x), y: to_grid(point.y) }
}

/// The node is put down.
pub fn finish(board: Board, ghost: Ghost) {
    if !ghost.inside {
        return;
    }
    if ghost.kind == paper::ENTRY.kind {
        return paper::add(board, at(ghost.at));
    }
    let (store, kind) = (board.store, ghost.kind.to_owned());
    match (ghost.over, node_at(board, ghost.at)) {
        (_, Some(from)) => {
            append(board, from, ghost.kind);
        }
        (Some(edge), None) => {
            insert(board, edge, ghost.kind);
        }
        (None, None) => {
            store.make(Edit::Add { kind, at: at(ghost.at) });
        }
    }
}

/// A node in the middle of an edge; what follows makes room.
pub fn insert(board: Board, edge: EdgeId, kind: &str) -> bool {
    let planned =
        board.store.definition.with_untracked(|definition| added(definition, &Place::Into(edge), What::Kind(kind)));
    match planned {
        Ok((edits, new)) => {
            board.glide(edits.len());
            let made = board.store.make_all(&edits);
            if let Some(id) = new.first().filter(|_| made) {
                board.store.go_to(id);
            }
            made
        }
        Err(refusal) => {
            board.store.refuse(refusal.to_string());
            false
        }
    }
}

/// A node after another, where there is room for it.
pub fn append(board: Board, from: engine::ids::NodeId, kind: &str) -> bool {
    let Some((does, _)) = engine::edit::fresh(kind) else { return false };
    let place = board
        .store
        .definition
        .with_untracked(|definition| drawing::tidy::place(definition, &from, drawing::tidy::half(&does)));
    let made = board.store.make(Edit::Append { from, port: None, kind: kind.to_owned(), at: place });
    if made {
        super::reveal_selected(board);
    }
    made
}
