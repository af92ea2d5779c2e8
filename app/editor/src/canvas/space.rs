//! The space tool: everything beyond a line moves, to make room or to take it away.

use drawing::arrange::{Axis, push};
use drawing::shape::Point;
use engine::definition::At;
use engine::edit::Edit;
use engine::ids::NodeId;
use leptos::prelude::*;

use super::board::{Board, Tool};

fn places(board: Board, from: Point, to: Point, sideways: bool) -> Vec<(NodeId, At)> {
    let (line, axis, by) =
        if sideways { (from.x, Axis::Horizontal, to.x - from.x) } else { (from.y, Axis::Vertical, to.y - from.y) };
    // On the grid, so that what was aligned stays so.
    let by = by / 10 * 10;
    board.store.with_scene(|scene| push(scene, line, axis, by))
}

/// Shows what would move.
pub fn preview(board: Board, from: Point, to: Point, sideways: bool) {
    cancel(board);
    board.store.show_moved(&places(board, from, to, sideways));
}

/// Moves it.
pub fn finish(board: Board, from: Point, to: Point, sideways: bool) {
    let places = places(board, from, to, sideways);
    if places.is_empty() || !board.store.make(Edit::Move { places }) {
        cancel(board);
    }
    board.tool.set(Tool::Select);
}

/// Shows everything where it is.
pub fn cancel(board: Board) {
    let all: Vec<NodeId> = board.store.with_scene(|scene| scene.nodes().map(|placed| placed.node.id.clone()).collect());
    board.store.show_as_is(&all);
}
