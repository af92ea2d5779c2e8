//! What a line costs: its length and its bends, the sides that it takes, and what is in its way.

use crate::path::{covered, distance, stretches};
use crate::route::{CLEARANCE, Sides};
use crate::shape::{Area, Point, Side};
use crate::surroundings::Surroundings;

/// A price; about what a line of so many pixels costs.
pub type Price = i64;

const THROUGH_NODE: Price = 20_000;
const THROUGH_LABEL: Price = 120;
const BEND: Price = 36;
const CROSSING: Price = 50;
const SHARED: Price = 4;
const TOO_NEAR: Price = 60;
const TAKEN_SIDE: Price = 160;
/// Another side than the line had, while a node is being dragged.
const OTHER_SIDE: Price = 60;

/// What a line costs wherever it is: its bends and its length.
pub fn least(points: &[Point]) -> Price {
    let bends = count(points.len()).saturating_sub(2) * BEND;
    let length: Price = stretches(points).map(|(a, b)| Price::from(distance(a, b))).sum();
    bends + length + backwards(points)
}

/// A line that turns back on itself is no line.
fn backwards(points: &[Point]) -> Price {
    let turns = points.windows(3).filter(|three| {
        let (before, after) =
            ((three[1].x - three[0].x, three[1].y - three[0].y), (three[2].x - three[1].x, three[2].y - three[1].y));
        before.0.signum() * after.0.signum() < 0 || before.1.signum() * after.1.signum() < 0
    });
    count(turns.count()) * THROUGH_NODE
}

/// What it costs to leave and to come by these sides: those in the direction of reading are the best, taken ones the worst.
pub fn of_sides(around: &Surroundings, from: usize, to: usize, (leave, enter): Sides, many_ways: bool) -> Price {
    let (source, target) = (around.nodes[from], around.nodes[to]);
    let upright = if many_ways || matches!(leave, Side::Left | Side::Right) { 0 } else { 30 };
    liking((leave, enter))
        + upright
        + count(around.leaving(from, source.anchor(leave))) * TAKEN_SIDE
        + Price::from(around.leaving(to, target.anchor(enter)) > 0) * TAKEN_SIDE
        + Price::from(around.is_met(from, source.anchor(leave))) * TAKEN_SIDE
}

/// What it costs to turn to other sides than a line had.
pub fn of_turn(sides: Sides, had: Option<Sides>) -> Price {
    let other = |had: Sides| Price::from(had.0 != sides.0) * OTHER_SIDE + Price::from(had.1 != sides.1) * OTHER_SIDE;
    liking(sides) + had.map_or(0, other)
}

fn liking((leave, enter): Sides) -> Price {
    let liking = |side: Side, best: Side, worst: Side| match side {
        _ if side == best => 0,
        _ if side == worst => 120,
        _ => 14,
    };
    liking(leave, Side::Right, Side::Left) + liking(enter, Side::Left, Side::Right)
}

/// What a line costs where it is: nodes, names and other lines in its way. Beyond `most` it need not be exact.
pub fn of_place(around: &Surroundings, from: usize, to: usize, points: &[Point], most: Price) -> Price {
    let mut total = 0;
    for (a, b) in stretches(points) {
        let track = covered(a, b);
        around.nodes_at(track.with_margin(CLEARANCE), |no| {
            // The own nodes may be touched, the others not even brushed.
            let margin = if no == from || no == to { -2 } else { CLEARANCE - 1 };
            total += Price::from(track.meets(around.nodes[no].with_margin(margin))) * THROUGH_NODE;
        });
        if total > most {
            break;
        }
        around.labels_at(track, |label| total += Price::from(track.meets(label)) * THROUGH_LABEL);
        around.stretches_at(track.with_margin(CLEARANCE), |other| {
            total += clash((a, b), (other.from, other.to), other.node == to);
        });
        if total > most {
            break;
        }
    }
    total
}

/// What a line costs that minds nothing but its own nodes.
pub fn of_own_nodes(source: Area, target: Area, points: &[Point]) -> Price {
    let through = stretches(points).flat_map(|(a, b)| {
        let track = covered(a, b);
        [source, target].map(|node| Price::from(track.meets(node.with_margin(-2))))
    });
    through.sum::<Price>() * THROUGH_NODE
}

/// What two stretches cost each other: a crossing, the length that they share, or being too near to be told apart.
/// Lines that come to the same node may run together.
fn clash((a, b): (Point, Point), (c, d): (Point, Point), same_target: bool) -> Price {
    let overlap = |a: i32, b: i32, c: i32, d: i32| a.max(b).min(c.max(d)) - a.min(b).max(c.min(d));
    let (upright, other_upright) = (a.x == b.x, c.x == d.x);
    if upright != other_upright {
        return if !same_target && covered(a, b).meets(covered(c, d)) { CROSSING } else { 0 };
    }
    let (shared, gap) = if upright {
        (overlap(a.y, b.y, c.y, d.y), (a.x - c.x).abs())
    } else {
        (overlap(a.x, b.x, c.x, d.x), (a.y - c.y).abs())
    };
    match gap {
        _ if shared <= 0 => 0,
        0 if same_target => 0,
        0 => Price::from(shared) * SHARED,
        1..CLEARANCE => Price::from(shared).min(TOO_NEAR),
        _ => 0,
    }
}

fn count(of: usize) -> Price {
    Price::try_from(of).unwrap_or(Price::MAX / THROUGH_NODE)
}
