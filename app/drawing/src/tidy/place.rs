//! Where a new node goes, so that it lies on no other.

use engine::definition::{At, Definition, Node};
use engine::ids::NodeId;
use engine::nodes::Kind;

use super::{GAP, GRID, ROW};
use crate::graph::Graph;
use crate::shape::{Area, LINE, Outline, Point};

/// The distance that is kept from other nodes.
const MARGIN: i32 = 10;

/// The place of a node that is appended to another: to its right, or beneath what is there already. Beside a node that is
/// not there: at the origin.
#[must_use]
pub fn place(definition: &Definition, beside: &NodeId, kind: &Kind) -> At {
    let (half, _) = Outline::of(kind).half();
    let at = definition.node(beside).map(|node| {
        let area = Area::of(node);
        At { x: on_grid(area.right + GAP + half), y: area.centre().y }
    });
    free(definition, at.unwrap_or_default(), kind)
}

/// The nearest place beneath this one where a node of a kind lies on no other; this one itself if it is free.
#[must_use]
pub fn free(definition: &Definition, at: At, kind: &Kind) -> At {
    let (half_width, half_height) = Outline::of(kind).half();
    let taken: Vec<Area> = definition.nodes.iter().map(with_name).collect();
    let at = Point::of(at);
    // A node lies in the way of two rows at most.
    let rows = (0..).map(|row| Point { x: at.x, y: at.y + row * ROW }).take(2 * taken.len() + 1);
    let is_free = |at: &Point| {
        let area = Area::around(*at, half_width + MARGIN, half_height + MARGIN);
        taken.iter().all(|other| !other.meets(area))
    };
    let at = rows.into_iter().find(is_free).unwrap_or(at);
    At { x: at.x, y: at.y }
}

/// The places of a node that is put in the middle of an edge, and of all nodes to the right that make room for it.
#[must_use]
pub fn between(definition: &Definition, from: &NodeId, to: &NodeId, kind: &Kind) -> (At, Vec<(NodeId, At)>) {
    let (Some(source), Some(target)) = (definition.node(from), definition.node(to)) else {
        return (free(definition, At::default(), kind), vec![]);
    };
    let (half, _) = Outline::of(kind).half();
    let (source, target) = (Area::of(source), Area::of(target));
    let (room, need) = (target.left - source.right, 2 * (half + GAP));
    let (left, right) = (source.centre(), target.centre());
    if (0..need).contains(&room) && (left.y - right.y).abs() < ROW {
        let by = on_grid(need - room + GRID / 2);
        let moved = definition.nodes.iter().filter(|node| Point::of(node.at).x >= right.x);
        let moved = moved.map(|node| {
            let at = Point::of(node.at);
            (node.id.clone(), At { x: at.x + by, y: at.y })
        });
        let at = At { x: on_grid(source.right + GAP + half), y: left.y };
        return (at, moved.collect());
    }
    let middle = At {
        x: on_grid(i32::midpoint(source.right.min(target.right), target.left.max(source.left))),
        y: on_grid(i32::midpoint(left.y, right.y)),
    };
    let middle = if room >= need { At { y: left.y, ..middle } } else { middle };
    (free(definition, middle, kind), vec![])
}

/// The nodes as they are read: each after those that lead to it, the main way first.
#[must_use]
pub fn reading_order(definition: &Definition) -> Vec<NodeId> {
    let graph = Graph::of(definition, |_| true);
    super::layers::order(&graph).into_iter().map(|no| graph.nodes[no].id.clone()).collect()
}

/// The room that a node takes, with the name beneath it.
fn with_name(node: &Node) -> Area {
    let area = Area::of(node);
    let lines = if Outline::of(&node.does) == Outline::Task || node.name.is_empty() { 0 } else { 2 };
    Area { bottom: area.bottom + lines * LINE, ..area }
}

/// The nearest multiple of the grid.
pub fn on_grid(at: i32) -> i32 {
    (at + GRID / 2).div_euclid(GRID) * GRID
}
