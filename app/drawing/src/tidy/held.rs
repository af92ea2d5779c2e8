//! Places among nodes that stay where they are: pinned ones, and those that are not tidied. What is tidied depends on them
//! and on the ways alone, so that tidying twice changes nothing.

use super::layers::{Layers, order};
use super::place::{MARGIN, beneath, with_name};
use super::up;
use crate::graph::Graph;
use crate::shape::{Area, Point, Side};

/// The places around pinned nodes: each node keeps its distance from the pinned one before it, nodes before all of them
/// that from the first; and goes beneath what is there. None where nothing is pinned.
pub fn around(graph: &Graph, layers: &Layers, places: &[Point], mut taken: Vec<Area>) -> Option<Vec<Point>> {
    let by_pin = |no: usize| {
        let at = Point::of(graph.nodes[no].at);
        Point { x: at.x - places[no].x, y: at.y - places[no].y }
    };
    let order = order(graph);
    let first = order.iter().copied().find(|no| graph.nodes[*no].pinned)?;
    let mut by = vec![by_pin(first); places.len()];
    for &no in &order {
        if graph.nodes[no].pinned {
            by[no] = by_pin(no);
            continue;
        }
        let before = || graph.from[no].iter().copied().filter(|from| layers.is_forward(*from, no));
        let in_row = before().find(|from| places[*from].y == places[no].y).or_else(|| before().next());
        // To the right of all that lead to it.
        if let Some((in_row, x)) = in_row.zip(before().map(|from| by[from].x).max()) {
            by[no] = Point { x, y: by[in_row].y };
        }
    }
    let mut to: Vec<Point> = places.iter().zip(&by).map(|(at, by)| Point { x: at.x + by.x, y: at.y + by.y }).collect();
    let mut free: Vec<usize> = order.into_iter().filter(|no| !graph.nodes[*no].pinned).collect();
    // The main way first: what branches off makes room.
    free.sort_by_key(|no| (places[*no].y.abs(), places[*no].x));
    for no in free {
        let area = room(graph, no, to[no]);
        let down = beneath(&taken, area);
        to[no].y += down;
        taken.push(area.moved(0, down));
    }
    Some(to)
}

/// How far all nodes have to go together so that none lies on what is taken: in the direction where that is least.
pub fn aside(graph: &Graph, places: &[Point], taken: &[Area]) -> Point {
    let block: Vec<Area> = places.iter().enumerate().map(|(no, at)| room(graph, no, *at).with_margin(MARGIN)).collect();
    let ways = [Side::Bottom, Side::Top, Side::Right, Side::Left].map(|side| (side, far(&block, taken, side)));
    let least = ways.into_iter().min_by_key(|(_, far)| *far);
    let (x, y) = least.map_or((0, 0), |(side, far)| (side.away().0 * far, side.away().1 * far));
    Point { x, y }
}

/// How far a block has to go to a side until it lies on nothing.
fn far(block: &[Area], taken: &[Area], side: Side) -> i32 {
    let (x, y) = side.away();
    let mut far = 0;
    loop {
        let met = block.iter().map(|area| area.moved(x * far, y * far)).flat_map(|area| {
            taken.iter().filter(move |other| other.meets(area)).map(move |other| match side {
                Side::Right => other.right - area.left,
                Side::Bottom => other.bottom - area.top,
                Side::Top => area.bottom - other.top,
                Side::Left => area.right - other.left,
            })
        });
        match met.max() {
            Some(more) => far = up(far + more),
            None => return far,
        }
    }
}

/// The room that a node takes at a place.
fn room(graph: &Graph, no: usize, at: Point) -> Area {
    let was = Point::of(graph.nodes[no].at);
    with_name(graph.nodes[no]).moved(at.x - was.x, at.y - was.y)
}
