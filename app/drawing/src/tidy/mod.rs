//! Tidying up: nodes in columns from left to right and in rows, the main way straight, the ways of a no beneath it.
//! Where nodes stood before plays no part, but for those that are pinned; so tidying twice changes nothing.

mod chains;
mod held;
mod layers;
mod place;

use std::collections::HashSet;

use engine::definition::{At, Definition, Node};
use engine::ids::NodeId;

use crate::graph::Graph;
use crate::label::words;
use crate::shape::{Area, FARTHEST, Outline, Point, TASK_WIDTH, text_width};
use layers::Layers;
pub use place::{Half, between, free, half, on_grid, place};

/// Places are multiples of this.
pub const GRID: i32 = 10;
/// The distance between rows.
pub const ROW: i32 = 120;
/// The least distance between nodes side by side.
pub const GAP: i32 = 50;
/// Half of the room that the name beneath an event or a gateway takes.
const HALF_NAME: i32 = 60;
/// Loose nodes are put side by side, so many in a row.
const LOOSE: usize = 6;

/// The places of nodes after tidying up, of those that move. Pinned nodes stay, and the others lie around them; without
/// any, all nodes stay around the start, and if only some are tidied, their upper left corner stays where it is. No node
/// comes to lie on one that is not tidied.
#[must_use]
pub fn tidy(definition: &Definition, only: Option<&[NodeId]>) -> Vec<(NodeId, At)> {
    let part: Option<HashSet<&NodeId>> = only.map(|ids| ids.iter().collect());
    let graph = Graph::of(definition, |id| part.as_ref().is_none_or(|part| part.contains(id)));
    let layers = Layers::of(&graph);
    let cells = cells(&graph, &layers);
    let columns = columns(&graph, &cells);
    let places: Vec<Point> = cells.iter().map(|(column, row)| Point { x: columns[*column], y: row * ROW }).collect();
    let stays = |node: &&Node| node.pinned || part.as_ref().is_some_and(|part| !part.contains(&node.id));
    let taken: Vec<Area> = definition.nodes.iter().filter(stays).map(place::with_name).collect();
    let to = held::around(&graph, &layers, &places, taken.clone()).unwrap_or_else(|| {
        let there = moved(&places, offset(&graph, &places, only.is_none()));
        moved(&there, held::aside(&graph, &there, &taken))
    });
    let moved = (graph.nodes.iter().zip(to)).filter_map(|(node, at)| {
        let at = At { x: at.x, y: at.y };
        (at != node.at && !node.pinned).then(|| (node.id.clone(), at))
    });
    moved.collect()
}

fn moved(places: &[Point], by: Point) -> Vec<Point> {
    places.iter().map(|at| Point { x: at.x + by.x, y: at.y + by.y }).collect()
}

/// The column and the row of each node; no two have the same.
fn cells(graph: &Graph, layers: &Layers) -> Vec<(usize, i32)> {
    let mut cells: Vec<(usize, i32)> = layers.of.iter().map(|layer| (*layer, 0)).collect();
    let (parts, loose): (Vec<_>, Vec<_>) = parts(graph).into_iter().partition(|part| part.len() > 1);
    let mut free = None;
    for part in parts {
        let rows = chains::rows(graph, layers, &part);
        let (top, bottom) = rows.iter().fold((0, 0), |(top, bottom), (_, row)| (top.min(*row), bottom.max(*row)));
        let by = free.map_or(0, |free: i32| free - top);
        for (no, row) in rows {
            cells[no].1 = row + by;
        }
        free = Some(bottom + by + 1);
    }
    for (count, no) in loose.into_iter().flatten().enumerate() {
        let row = i32::try_from(count / LOOSE).unwrap_or(i32::MAX / ROW / 2);
        cells[no] = (count % LOOSE, free.unwrap_or(0) + row);
    }
    cells
}

/// The parts of a graph that do not hang together, that of the start first; in each the node with which it begins.
fn parts(graph: &Graph) -> Vec<Vec<usize>> {
    let mut parts = Vec::new();
    let mut seen = vec![false; graph.nodes.len()];
    for first in graph.first().into_iter().chain(0..graph.nodes.len()) {
        if seen[first] {
            continue;
        }
        let (mut part, mut open) = (Vec::new(), vec![first]);
        seen[first] = true;
        while let Some(no) = open.pop() {
            part.push(no);
            let near = graph.ways[no].all().map(|(_, to)| to).chain(graph.from[no].iter().copied());
            open.extend(near.filter(|no| !std::mem::replace(&mut seen[*no], true)));
        }
        part.sort_unstable();
        let begin = if Some(first) == graph.first() { Some(first) } else { None };
        let begin = begin.or_else(|| part.iter().copied().find(|no| graph.from[*no].is_empty())).unwrap_or(first);
        part.retain(|no| *no != begin);
        part.insert(0, begin);
        parts.push(part);
    }
    parts
}

/// The middle of each column, so that nodes and the words between them have room.
fn columns(graph: &Graph, cells: &[(usize, i32)]) -> Vec<i32> {
    let count = cells.iter().map(|(column, _)| column + 1).max().unwrap_or(0);
    let mut halves = vec![HALF_NAME; count];
    for (node, (column, _)) in graph.nodes.iter().zip(cells) {
        if Outline::of(&node.does) == Outline::Task {
            halves[*column] = TASK_WIDTH / 2;
        }
    }
    let mut needs = vec![0; count];
    for (no, ways) in graph.ways.iter().enumerate() {
        let (column, row) = cells[no];
        let half = Area::of(graph.nodes[no]).width() / 2;
        for (edge, to) in ways.all().filter(|(_, to)| cells[*to].0 > column) {
            let text = text_width(&words(&graph.nodes[no].does, edge));
            // Beside the line: where it goes straight on, or where it leaves upwards or downwards.
            let need = match text {
                0 => 0,
                text if cells[to].1 == row => half + text + 26,
                text => text + 20,
            };
            needs[column] = needs[column].max(need);
        }
    }
    let mut at = 0;
    (0..count)
        .map(|column| {
            let here = at;
            let next = halves.get(column + 1).copied().unwrap_or(0);
            at += up((halves[column] + GAP).max(needs[column]) + next);
            here
        })
        .collect()
}

/// How far the places have to be moved: the start stays where it is, or the upper left corner.
fn offset(graph: &Graph, places: &[Point], is_whole: bool) -> Point {
    // Not so far away that there is no room left.
    let most = FARTHEST / 2;
    let near = |was: i32, is: i32| ((was - is + GRID / 2).div_euclid(GRID) * GRID).clamp(-most, most);
    if let (true, Some(first)) = (is_whole, graph.first()) {
        let was = Point::of(graph.nodes[first].at);
        return Point { x: near(was.x, places[first].x), y: near(was.y, places[first].y) };
    }
    let corner = |areas: &mut dyn Iterator<Item = Area>| areas.reduce(Area::and).unwrap_or(Area::EMPTY);
    let was = corner(&mut graph.nodes.iter().map(|node| Area::of(node)));
    let is = corner(&mut (graph.nodes.iter().zip(places)).map(|(node, at)| {
        let (centre, area) = (Point::of(node.at), Area::of(node));
        area.moved(at.x - centre.x, at.y - centre.y)
    }));
    Point { x: near(was.left, is.left), y: near(was.top, is.top) }
}

/// The next multiple of the grid.
fn up(length: i32) -> i32 {
    length.div_euclid(GRID) * GRID + if length.rem_euclid(GRID) == 0 { 0 } else { GRID }
}
