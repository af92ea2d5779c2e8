//! Lines with right angles between nodes. Of all short candidates the cheapest is taken: crossing a node is nearly
//! forbidden, bends, crossings and shared stretches cost. No search, no chance: the same drawing gives the same lines.

use crate::path::{Track, distance};
use crate::price::{Price, least, of_own_nodes, of_place, of_sides, of_turn};
use crate::shape::{Area, Point, Side};
use crate::surroundings::Surroundings;

/// How far a line goes straight before it may turn.
const STUB: i32 = 18;
/// The distance of a line from the nodes that it passes.
pub const CLEARANCE: i32 = 10;
/// How many channels beside nodes are tried in each direction.
const MOST_CHANNELS: usize = 24;
/// How far around its two nodes a line looks for channels.
const LOOK_AROUND: i32 = 160;
/// How far around its two nodes something can lie that a line has to mind: channels run beside nodes that begin within.
pub const REACH: i32 = LOOK_AROUND + 260;

/// The sides by which a line leaves the one node and comes to the other.
pub type Sides = (Side, Side);

/// The best line from one node to another, by their places in the surroundings.
pub fn route(around: &Surroundings, from: usize, to: usize, many_ways: bool) -> Vec<Point> {
    let (source, target) = (around.nodes[from], around.nodes[to]);
    let (across, down) = channels(around, source.and(target).with_margin(LOOK_AROUND));
    let mut pairs: Vec<(Price, usize, Ends)> = pairs()
        .enumerate()
        .map(|(no, sides)| (of_sides(around, from, to, sides, many_ways), no, Ends::of(source, target, sides)))
        .collect();
    // The cheapest sides first, so that most others need not be looked at.
    pairs.sort_by_key(|(price, no, ends)| (price + ends.shortest(), *no));
    let mut best = Best::default();
    for (price, no, ends) in pairs {
        if price + ends.shortest() > best.price() {
            break;
        }
        let mut place = no * (4 + 2 * MOST_CHANNELS);
        let place_price = |track: &Track, most: Price| of_place(around, from, to, track, most);
        let mut consider = |track: Track| {
            best.consider(place, price, track, place_price);
            place += 1;
        };
        ends.direct().into_iter().for_each(&mut consider);
        let half = ends.half();
        across.iter().copied().chain([half.x]).for_each(|x| consider(ends.by_column(x)));
        down.iter().copied().chain([half.y]).for_each(|y| consider(ends.by_row(y)));
    }
    best.track()
}

/// A line between two nodes that minds nothing but them, for the frames of a drag; by the sides that it had, if it can.
pub fn quick(source: Area, target: Area, had: Option<Sides>) -> Vec<Point> {
    let mut best = Best::default();
    for (no, sides) in pairs().enumerate() {
        let ends = Ends::of(source, target, sides);
        let half = ends.half();
        let [one, other] = ends.direct();
        for (place, track) in [one, other, ends.by_column(half.x), ends.by_row(half.y)].into_iter().enumerate() {
            best.consider(no * 4 + place, of_turn(sides, had), track, |track, _| of_own_nodes(source, target, track));
        }
    }
    best.track()
}

/// The sides by which a line touches its nodes; none when it does not.
pub fn sides_of(source: Area, target: Area, points: &[Point]) -> Option<Sides> {
    let side = |area: Area, at: Point| Side::ALL.into_iter().find(|side| area.anchor(*side) == at);
    Some((side(source, *points.first()?)?, side(target, *points.last()?)?))
}

fn pairs() -> impl Iterator<Item = Sides> {
    Side::ALL.into_iter().flat_map(|leave| Side::ALL.into_iter().map(move |enter| (leave, enter)))
}

/// The cheapest candidate so far. Of those that cost the same the one that is shorter, then the earlier, is taken.
#[derive(Default)]
struct Best(Option<((Price, Price, usize), Track)>);

impl Best {
    fn price(&self) -> Price {
        self.0.as_ref().map_or(Price::MAX, |(rank, _)| rank.0)
    }

    /// Takes a candidate if it is cheaper: by what it costs anywhere, by its sides, and where it is. The last is asked
    /// only if the others leave hope, and need not be exact beyond what they leave.
    fn consider(&mut self, place: usize, sides: Price, track: Track, of_place: impl Fn(&Track, Price) -> Price) {
        let (least, most) = (least(&track), self.price());
        if least + sides > most {
            return;
        }
        let rank = (least + sides + of_place(&track, most - least - sides), least, place);
        if self.0.as_ref().is_none_or(|(other, _)| rank < *other) {
            self.0 = Some((rank, track));
        }
    }

    fn track(self) -> Vec<Point> {
        self.0.map_or_else(Vec::new, |(_, track)| track.to_vec())
    }
}

/// Both ends of a line: where it touches a node, and where it may turn first.
#[derive(Clone, Copy)]
struct Ends {
    start: Point,
    first: Point,
    last: Point,
    end: Point,
}

impl Ends {
    fn of(source: Area, target: Area, (leave, enter): Sides) -> Self {
        let (start, end) = (source.anchor(leave), target.anchor(enter));
        Self { start, first: step(start, leave), last: step(end, enter), end }
    }

    fn by_way_of(&self, middle: &[Point]) -> Track {
        let mut track = Track::through(&[self.start, self.first]);
        middle.iter().chain(&[self.last, self.end]).for_each(|point| track.push(*point));
        track
    }

    /// With one corner in the middle.
    fn direct(&self) -> [Track; 2] {
        [Point { x: self.last.x, y: self.first.y }, Point { x: self.first.x, y: self.last.y }]
            .map(|corner| self.by_way_of(&[corner]))
    }

    fn by_column(&self, x: i32) -> Track {
        self.by_way_of(&[Point { x, y: self.first.y }, Point { x, y: self.last.y }])
    }

    fn by_row(&self, y: i32) -> Track {
        self.by_way_of(&[Point { x: self.first.x, y }, Point { x: self.last.x, y }])
    }

    fn half(&self) -> Point {
        Point { x: i32::midpoint(self.first.x, self.last.x), y: i32::midpoint(self.first.y, self.last.y) }
    }

    /// No line between them is shorter.
    fn shortest(&self) -> Price {
        Price::from(distance(self.start, self.end))
    }
}

fn step(at: Point, side: Side) -> Point {
    let (dx, dy) = side.away();
    Point { x: at.x + dx * STUB, y: at.y + dy * STUB }
}

/// The free stretches just beside the nodes of a region: where lines may run down, and where across.
fn channels(around: &Surroundings, region: Area) -> (Vec<i32>, Vec<i32>) {
    let beside = 2 * CLEARANCE;
    let (mut across, mut down) = (Vec::new(), Vec::new());
    around.nodes_at(region, |no| {
        let node = around.nodes[no];
        if node.meets(region) {
            across.extend([node.left - beside, node.right + beside]);
            down.extend([node.top - beside, node.bottom + beside]);
        }
    });
    around.labels_at(region, |label| {
        if label.meets(region) {
            down.push(label.bottom + CLEARANCE);
        }
    });
    for list in [&mut across, &mut down] {
        list.sort_unstable();
        list.dedup();
        let first = (list.len() / 2).saturating_sub(MOST_CHANNELS / 2);
        *list = list.iter().skip(first).take(MOST_CHANNELS).copied().collect();
    }
    (across, down)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::{covered, stretches};

    fn task(x: i32, y: i32) -> Area {
        Area::around(Point { x, y }, 84, 32)
    }

    fn points(of: &[(i32, i32)]) -> Vec<Point> {
        of.iter().map(|&(x, y)| Point { x, y }).collect()
    }

    fn three() -> Surroundings {
        Surroundings::of(vec![task(100, 100), task(340, 100), task(580, 100)], vec![])
    }

    fn clear(around: &Surroundings, line: &[Point], from: usize, to: usize) -> bool {
        let others = |no: usize| no != from && no != to;
        stretches(line)
            .map(|(a, b)| covered(a, b))
            .all(|track| around.nodes.iter().enumerate().all(|(no, node)| !others(no) || !track.meets(*node)))
    }

    #[test]
    fn neighbours_are_joined_by_a_straight_line() {
        let around = Surroundings::of(vec![task(100, 100), task(340, 100)], vec![]);
        assert_eq!(route(&around, 0, 1, false), points(&[(184, 100), (256, 100)]));
    }

    #[test]
    fn a_node_in_between_is_passed_around() {
        let around = three();
        let line = route(&around, 0, 2, false);
        assert!(clear(&around, &line, 0, 2), "{line:?}");
        assert!(line.len() > 2);
    }

    #[test]
    fn the_way_back_runs_outside_the_nodes() {
        let around = three();
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
        let mut around = Surroundings::of(vec![gateway, task(340, 100), task(340, 240)], vec![]);
        let first = route(&around, 0, 1, true);
        around.add(0, 1, &first);
        let second = route(&around, 0, 2, true);
        assert_eq!(first, points(&[(126, 100), (256, 100)]));
        assert_eq!(second, points(&[(100, 126), (100, 240), (256, 240)]));
    }

    #[test]
    fn during_a_drag_a_line_keeps_its_sides_while_it_can() {
        let gateway = Area::around(Point { x: 100, y: 100 }, 26, 26);
        assert_eq!(quick(gateway, task(340, 100), None), points(&[(126, 100), (256, 100)]));
        let had = sides_of(gateway, task(340, 240), &points(&[(100, 126), (100, 240), (256, 240)]));
        assert_eq!(had, Some((Side::Bottom, Side::Left)));
        assert_eq!(quick(gateway, task(360, 250), had), points(&[(100, 126), (100, 250), (276, 250)]));
        let behind = quick(gateway, task(340, -200), had);
        assert_ne!(behind[0], Point { x: 100, y: 126 }, "the lower side is no longer a good one");
    }

    #[test]
    fn a_line_from_a_node_to_itself_or_to_one_beneath_it_is_a_line() {
        let around = Surroundings::of(vec![task(0, 0), task(10, 5)], vec![]);
        for (from, to) in [(0, 0), (0, 1), (1, 0)] {
            assert!(route(&around, from, to, false).len() >= 2);
            assert!(quick(around.nodes[from], around.nodes[to], None).len() >= 2);
        }
    }
}
