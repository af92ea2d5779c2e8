//! The space tool: everything beyond a line moves, to make room or to take it away.

use drawing::arrange::{Axis, Push};
use drawing::shape::Point;
use engine::ids::NodeId;
use leptos::prelude::*;

use super::board::{Board, Tool};

/// What the gesture means so far.
pub fn pushed(from: Point, to: Point, sideways: bool) -> Push {
    let (line, axis, by) =
        if sideways { (from.x, Axis::Horizontal, to.x - from.x) } else { (from.y, Axis::Vertical, to.y - from.y) };
    // On the grid, so that what was aligned stays so.
    Push { line, axis, by: by / 10 * 10 }
}

/// Shows what would move.
pub fn preview(board: Board, from: Point, to: Point, sideways: bool) {
    cancel(board);
    let push = pushed(from, to, sideways);
    board.store.show_moved(&board.store.with_scene(|scene| push.nodes(scene)));
}

/// Moves it.
pub fn finish(board: Board, from: Point, to: Point, sideways: bool) {
    let push = pushed(from, to, sideways);
    let (nodes, notes) = board.store.with_scene(|scene| (push.nodes(scene), push.notes(scene)));
    if (nodes.is_empty() && notes.is_empty()) || !board.store.move_all(nodes, notes, None) {
        cancel(board);
    }
    board.tool.set(Tool::Select);
}

/// Shows everything where it is.
pub fn cancel(board: Board) {
    let all: Vec<NodeId> = board.store.with_scene(|scene| scene.nodes().map(|placed| placed.node.id.clone()).collect());
    board.store.show_as_is(&all);
}
