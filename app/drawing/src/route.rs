//! Lines with right angles between nodes. Of all short candidates the cheapest is taken: crossing a node is nearly
//! forbidden, bends, crossings and shared stretches cost. No search, no chance: the same drawing gives the same lines.

use crate::shape::{Area, Point, Side};

/// How far a line goes straight before it may turn.
const STUB: i32 = 18;
/// The distance of a line from the nodes that it passes.
const CLEARANCE: i32 = 10;
/// The radius of a corner.
const CORNER: i32 = 8;
/// How many channels beside nodes are tried in each direction.
const MOST_CHANNELS: usize = 24;

const THROUGH_NODE: i32 = 20_000;
const THROUGH_LABEL: i32 = 120;
const BEND: i32 = 36;
const CROSSING: i32 = 50;
const SHARED: i32 = 4;
const TOO_NEAR: i32 = 60;
const TAKEN_SIDE: i32 = 160;

/// What a line has to mind.
#[derive(Debug, Default)]
pub struct Surroundings {
    /// Outlines of all nodes.
    pub nodes: Vec<Area>,
    /// Names beneath nodes.
    pub labels: Vec<Area>,
    /// The lines drawn so far.
    pub lines: Vec<Routed>,
}

/// A line from a node to a node, by their places in [`Surroundings::nodes`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routed {
    pub from: usize,
    pub to: usize,
    pub points: Vec<Point>,
}

/// A way that a line could take.
struct Candidate {
    leave: Side,
    enter: Side,
    points: Vec<Point>,
    /// What it costs at least: its length and its bends.
    least: i32,
}

/// The best line from one node to another.
pub fn route(around: &Surroundings, from: usize, to: usize, many_ways: bool) -> Vec<Point> {
    let mut candidates = candidates(around, from, to);
    candidates.sort_by_key(|candidate| candidate.least);
    let mut best: Option<(i32, Vec<Point>)> = None;
    for candidate in candidates {
        // None that follows can be cheaper than the best so far.
        if best.as_ref().is_some_and(|(price, _)| *price <= candidate.least) {
            break;
        }
        let price = candidate.least
            + price_of_sides(around, from, to, &candidate, many_ways)
            + price_of_place(around, from, to, &candidate.points);
        if best.as_ref().is_none_or(|(least, _)| price < *least) {
            best = Some((price, candidate.points));
        }
    }
    best.map_or_else(Vec::new, |(_, points)| points)
}

fn candidates(around: &Surroundings, from: usize, to: usize) -> Vec<Candidate> {
    let (source, target) = (around.nodes[from], around.nodes[to]);
    let (across, down) = channels(around, source.and(target).with_margin(160));
    let mut all = Vec::new();
    for leave in Side::ALL {
        for enter in Side::ALL {
            let (start, end) = (source.anchor(leave), target.anchor(enter));
            let (first, last) = (step(start, leave), step(end, enter));
            let mut push = |middle: &[Point]| {
                let points: Vec<Point> = [start, first].iter().chain(middle).chain(&[last, end]).copied().collect();
                let points = straightened(&points);
                let least = least(&points);
                all.push(Candidate { leave, enter, points, least });
            };
            push(&[Point { x: last.x, y: first.y }]);
            push(&[Point { x: first.x, y: last.y }]);
            let half = Point { x: i32::midpoint(first.x, last.x), y: i32::midpoint(first.y, last.y) };
            for x in across.iter().copied().chain([half.x]) {
                push(&[Point { x, y: first.y }, Point { x, y: last.y }]);
            }
            for y in down.iter().copied().chain([half.y]) {
                push(&[Point { x: first.x, y }, Point { x: last.x, y }]);
            }
        }
    }
    all
}

/// The free stretches just beside the nodes of a region: where lines may run down, and where across.
fn channels(around: &Surroundings, region: Area) -> (Vec<i32>, Vec<i32>) {
    let near: Vec<Area> = around.nodes.iter().copied().filter(|node| node.meets(region)).collect();
    let beside = 2 * CLEARANCE;
    let mut across: Vec<i32> = near.iter().flat_map(|node| [node.left - beside, node.right + beside]).collect();
    let mut down: Vec<i32> = near.iter().flat_map(|node| [node.top - beside, node.bottom + beside]).collect();
    let below_labels = around.labels.iter().filter(|label| label.meets(region)).map(|label| label.bottom + CLEARANCE);
    down.extend(below_labels);
    for list in [&mut across, &mut down] {
        list.sort_unstable();
        list.dedup();
        let centre = list.len() / 2;
        let first = centre.saturating_sub(MOST_CHANNELS / 2);
        *list = list.iter().skip(first).take(MOST_CHANNELS).copied().collect();
    }
    (across, down)
}

fn step(at: Point, side: Side) -> Point {
    let (dx, dy) = side.away();
    Point { x: at.x + dx * STUB, y: at.y + dy * STUB }
}

/// Without points in the middle of a straight stretch.
pub fn straightened(points: &[Point]) -> Vec<Point> {
    let mut out: Vec<Point> = Vec::with_capacity(points.len());
    for &point in points {
        if out.last() == Some(&point) {
            continue;
        }
        if let [.., before, middle] = out.as_slice() {
            let forth = |a: i32, b: i32, c: i32| a == b && b == c;
            let on =
                forth(before.x, middle.x, point.x) && (middle.y - before.y).signum() == (point.y - middle.y).signum();
            let along =
                forth(before.y, middle.y, point.y) && (middle.x - before.x).signum() == (point.x - middle.x).signum();
            if on || along {
                out.pop();
            }
        }
        out.push(point);
    }
    out
}

fn price_of_sides(around: &Surroundings, from: usize, to: usize, candidate: &Candidate, many_ways: bool) -> i32 {
    let (leave, enter) = (candidate.leave, candidate.enter);
    let (source, target) = (around.nodes[from], around.nodes[to]);
    let taken = around
        .lines
        .iter()
        .filter(|line| line.from == from && line.points.first() == Some(&source.anchor(leave)))
        .count();
    let met_entry =
        around.lines.iter().any(|line| line.from == to && line.points.first() == Some(&target.anchor(enter)));
    let met_exit = around.lines.iter().any(|line| line.to == from && line.points.last() == Some(&source.anchor(leave)));
    let liking = |side: Side, best: Side, worst: Side| {
        if side == best {
            0
        } else if side == worst {
            120
        } else {
            14
        }
    };
    let upright = if many_ways { 0 } else { 30 };
    let sideways = |side: Side| if matches!(side, Side::Top | Side::Bottom) { upright } else { 0 };
    liking(leave, Side::Right, Side::Left)
        + liking(enter, Side::Left, Side::Right)
        + sideways(leave)
        + i32::try_from(taken).unwrap_or(4) * TAKEN_SIDE
        + i32::from(met_entry) * TAKEN_SIDE
        + i32::from(met_exit) * TAKEN_SIDE
}

/// What a line costs wherever it is: its bends and its length.
fn least(points: &[Point]) -> i32 {
    let bends = i32::try_from(points.len()).unwrap_or(i32::MAX).saturating_sub(2) * BEND;
    let length: i32 = points.windows(2).map(|pair| distance(pair[0], pair[1])).sum();
    bends + length + backwards(points)
}

/// What a line costs where it is: nodes, names and other lines in its way.
fn price_of_place(around: &Surroundings, from: usize, to: usize, points: &[Point]) -> i32 {
    let stretches: Vec<(Point, Point)> = points.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let mut total = 0;
    for &(a, b) in &stretches {
        let track = covered(a, b);
        for (no, node) in around.nodes.iter().enumerate() {
            // The own nodes may be touched, the others not even brushed.
            let kept = if no == from || no == to { node.with_margin(-2) } else { node.with_margin(CLEARANCE - 1) };
            total += i32::from(track.meets(kept)) * THROUGH_NODE;
        }
        total += around.labels.iter().map(|label| i32::from(track.meets(*label)) * THROUGH_LABEL).sum::<i32>();
        for line in &around.lines {
            for pair in line.points.windows(2) {
                total += clash(a, b, pair[0], pair[1], line.to == to);
            }
        }
    }
    total
}

/// A line that turns back on itself is no line.
fn backwards(points: &[Point]) -> i32 {
    let turns = points.windows(3).filter(|three| {
        let (before, after) =
            ((three[1].x - three[0].x, three[1].y - three[0].y), (three[2].x - three[1].x, three[2].y - three[1].y));
        before.0.signum() * after.0.signum() < 0 || before.1.signum() * after.1.signum() < 0
    });
    i32::try_from(turns.count()).unwrap_or(i32::MAX / THROUGH_NODE) * THROUGH_NODE
}

/// The area that a stretch covers, one pixel to each side.
fn covered(a: Point, b: Point) -> Area {
    Area { left: a.x.min(b.x), top: a.y.min(b.y), right: a.x.max(b.x), bottom: a.y.max(b.y) }.with_margin(1)
}

/// What two stretches cost each other: a crossing, the length that they share, or being too near to be told apart.
/// Lines that come to the same node may run together.
fn clash(a: Point, b: Point, c: Point, d: Point, same_target: bool) -> i32 {
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
        0 => shared * SHARED,
        1..CLEARANCE => shared.min(TOO_NEAR),
        _ => 0,
    }
}

/// The line as an SVG path with rounded corners.
pub fn path(points: &[Point]) -> String {
    let Some(first) = points.first() else { return String::new() };
    let mut out = format!("M{} {}", first.x, first.y);
    for three in points.windows(3) {
        let (before, corner, after) = (three[0], three[1], three[2]);
        let radius = CORNER.min(distance(before, corner) / 2).min(distance(corner, after) / 2);
        let (enter, leave) = (towards(corner, before, radius), towards(corner, after, radius));
        out.push_str(&format!("L{} {}Q{} {} {} {}", enter.x, enter.y, corner.x, corner.y, leave.x, leave.y));
    }
    if let Some(last) = points.last() {
        out.push_str(&format!("L{} {}", last.x, last.y));
    }
    out
}

/// The head of the arrow at the end of a line, as an SVG path.
pub fn head(points: &[Point]) -> String {
    let [.., before, tip] = points else { return String::new() };
    let (dx, dy) = ((tip.x - before.x).signum(), (tip.y - before.y).signum());
    let back = Point { x: tip.x - dx * 9, y: tip.y - dy * 9 };
    format!("M{} {}L{} {}L{} {}Z", tip.x, tip.y, back.x - dy * 4, back.y + dx * 4, back.x + dy * 4, back.y - dx * 4)
}

pub fn distance(a: Point, b: Point) -> i32 {
    (a.x - b.x).abs() + (a.y - b.y).abs()
}

fn towards(from: Point, to: Point, by: i32) -> Point {
    Point { x: from.x + (to.x - from.x).signum() * by, y: from.y + (to.y - from.y).signum() * by }
}

#[cfg(test)]
mod tests {
    use crate::*;

    fn task(x: i32, y: i32) -> Area {
        Area::around(Point { x, y }, 84, 32)
    }

    fn points(of: &[(i32, i32)]) -> Vec<Point> {
        of.iter().map(|&(x, y)| Point { x, y }).collect()
    }

    fn clear(around: &Surroundings, line: &[Point], from: usize, to: usize) -> bool {
        let stretches = line.windows(2).map(|pair| covered(pair[0], pair[1]));
        let others = |no: usize| no != from && no != to;
        stretches
            .into_iter()
            .all(|track| around.nodes.iter().enumerate().all(|(no, node)| !others(no) || !track.meets(*node)))
    }

    #[test]
    fn neighbours_are_joined_by_a_straight_line() {
        let around = Surroundings { nodes: vec![task(100, 100), task(340, 100)], ..Surroundings::default() };
        assert_eq!(route(&around, 0, 1, false), points(&[(184, 100), (256, 100)]));
    }

    #[test]
    fn a_node_in_between_is_passed_around() {
        let around =
            Surroundings { nodes: vec![task(100, 100), task(340, 100), task(580, 100)], ..Surroundings::default() };
        let line = route(&around, 0, 2, false);
        assert!(clear(&around, &line, 0, 2), "{line:?}");
        assert!(line.len() > 2);
    }

    #[test]
    fn the_way_back_runs_outside_the_nodes() {
        let around =
            Surroundings { nodes: vec![task(100, 100), task(340, 100), task(580, 100)], ..Surroundings::default() };
        let line = route(&around, 2, 0, false);
        assert!(clear(&around, &line, 2, 0), "{line:?}");
        assert!(
            line.iter().all(|point| point.y <= 68 || point.y >= 132 || point.x >= 664 || point.x <= 16),
            "{line:?}"
        );
    }

    #[test]
    fn two_ways_out_leave_by_different_sides() {
        let gateway = Area::around(Point { x: 100, y: 100 }, 26, 26);
        let mut around =
            Surroundings { nodes: vec![gateway, task(340, 100), task(340, 240)], ..Surroundings::default() };
        let first = route(&around, 0, 1, true);
        around.lines.push(Routed { from: 0, to: 1, points: first.clone() });
        let second = route(&around, 0, 2, true);
        assert_eq!(first, points(&[(126, 100), (256, 100)]));
        assert_eq!(second, points(&[(100, 126), (100, 240), (256, 240)]));
    }

    #[test]
    fn corners_are_round_and_the_head_points_forward() {
        let line = points(&[(0, 0), (40, 0), (40, 30)]);
        assert_eq!(path(&line), "M0 0L32 0Q40 0 40 8L40 30");
        assert_eq!(head(&line), "M40 30L36 21L44 21Z");
        assert_eq!(path(&[]), "");
    }

    #[test]
    fn needless_points_go() {
        assert_eq!(straightened(&points(&[(0, 0), (5, 0), (5, 0), (9, 0), (9, 4)])), points(&[(0, 0), (9, 0), (9, 4)]));
    }
}
