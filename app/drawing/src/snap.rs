//! What is being moved, drawn to what stands near: edges and centres of other nodes, equal distances, else the grid.

use engine::ids::NodeId;

use crate::arrange::{Axis, span};
use crate::scene::Scene;
use crate::shape::{Area, FARTHEST, Point};
use crate::tidy::on_grid;

/// What may draw nodes to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How near something has to be, in pixels of the drawing.
    pub tolerance: i32,
    /// Other nodes: their edges and centres, and the distances between them.
    pub guides: bool,
    /// Multiples of [`crate::tidy::GRID`], where no guide is near.
    pub grid: bool,
    /// The part of the drawing that is seen; nodes outside are not minded.
    pub view: Area,
}

/// How far the nodes go, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapped {
    pub delta: Point,
    pub guides: Vec<Guide>,
}

/// A line that shows to what a node was drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guide {
    pub from: Point,
    pub to: Point,
    pub kind: GuideKind,
}

/// What a guide shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GuideKind {
    Centre,
    Edge,
    /// One of the equal distances.
    Distance,
}

/// Where nodes go that are moved by `delta`. They move as one: what counts is the room that all of them take.
#[must_use]
pub fn snap(scene: &Scene, moving: &[NodeId], delta: Point, options: Options) -> Snapped {
    let nodes: Vec<_> = moving.iter().filter_map(|id| scene.node(id)).collect();
    let Some(all) = nodes.iter().map(|placed| placed.area).reduce(Area::and) else {
        return Snapped { delta, guides: vec![] };
    };
    let within = |by: i32| by.clamp(-2 * FARTHEST, 2 * FARTHEST);
    let delta = Point { x: within(delta.x), y: within(delta.y) };
    let mut others = Vec::new();
    if options.guides {
        scene.nodes_at(options.view, |no, placed| {
            if !moving.contains(&placed.node.id) {
                others.push((no, placed.area));
            }
        });
    }
    others.sort_unstable_by_key(|(no, _)| *no);
    let others: Vec<Area> = others.into_iter().map(|(_, area)| area).collect();
    let moved = all.moved(delta.x, delta.y);
    let lead = nodes[0].area.centre();
    let to_grid = |at: i32| if options.grid { on_grid(at) - at } else { 0 };
    let correct =
        |axis: Axis, lead: i32| nearest(moved, &others, axis, options.tolerance).unwrap_or_else(|| to_grid(lead));
    let delta = Point {
        x: delta.x + correct(Axis::Horizontal, lead.x + delta.x),
        y: delta.y + correct(Axis::Vertical, lead.y + delta.y),
    };
    let there = all.moved(delta.x, delta.y);
    let mut guides = Vec::new();
    for axis in [Axis::Horizontal, Axis::Vertical] {
        lines(there, &others, axis, &mut guides);
        distances(there, &others, axis, &mut guides);
    }
    Snapped { delta, guides }
}

/// The least correction along an axis that a guide asks for: of two that ask for the same, centres come first.
fn nearest(moved: Area, others: &[Area], axis: Axis, tolerance: i32) -> Option<i32> {
    let aligned = others.iter().flat_map(|other| pairs(moved, *other, axis));
    let spaced = wishes(moved, others, axis).into_iter().map(|wish| (GuideKind::Distance, wish.by));
    let near = aligned.map(|(kind, mine, theirs)| (kind, theirs - mine)).chain(spaced);
    near.filter(|(_, by)| by.abs() <= tolerance).min_by_key(|(kind, by)| (by.abs(), *kind, *by)).map(|(_, by)| by)
}

/// The lines of an area that are compared with those of another: centre with centre, edges with edges.
fn pairs(mine: Area, other: Area, axis: Axis) -> [(GuideKind, i32, i32); 5] {
    let ((from, to), (other_from, other_to)) = (span(mine, axis), span(other, axis));
    [
        (GuideKind::Centre, i32::midpoint(from, to), i32::midpoint(other_from, other_to)),
        (GuideKind::Edge, from, other_from),
        (GuideKind::Edge, to, other_to),
        (GuideKind::Edge, from, other_to),
        (GuideKind::Edge, to, other_from),
    ]
}

/// A place at which distances would be equal: how far it is away, and the pairs of areas between which they are.
struct Wish {
    by: i32,
    gaps: [(Area, Area); 2],
}

/// Where the distances to the neighbours in the same row or column would be equal: between two, or going on from two.
fn wishes(moved: Area, others: &[Area], axis: Axis) -> Vec<Wish> {
    let before = |of: Area| neighbour(of, others, axis, |other, of| of.0 - other.1);
    let after = |of: Area| neighbour(of, others, axis, |other, of| other.0 - of.1);
    let gap = |one: Area, other: Area| span(other, axis).0 - span(one, axis).1;
    let (left, right) = (before(moved), after(moved));
    let mut wishes = Vec::new();
    if let (Some(left), Some(right)) = (left, right) {
        let by = gap(moved, right) - gap(left, moved);
        if by % 2 == 0 {
            wishes.push(Wish { by: by / 2, gaps: [(left, moved), (moved, right)] });
        }
    }
    if let Some((left, further)) = left.and_then(|left| Some((left, before(left)?))) {
        wishes.push(Wish { by: gap(further, left) - gap(left, moved), gaps: [(further, left), (left, moved)] });
    }
    if let Some((right, further)) = right.and_then(|right| Some((right, after(right)?))) {
        wishes.push(Wish { by: gap(moved, right) - gap(right, further), gaps: [(moved, right), (right, further)] });
    }
    wishes
}

/// The nearest area beside another in the same row or column, by the distance between their spans, if there is room between.
fn neighbour(of: Area, others: &[Area], axis: Axis, away: impl Fn((i32, i32), (i32, i32)) -> i32) -> Option<Area> {
    let across = across(axis);
    let is_beside = |other: &&Area| {
        let ((from, to), (other_from, other_to)) = (span(of, across), span(**other, across));
        from < other_to && other_from < to && **other != of
    };
    let near = others.iter().filter(is_beside).map(|other| (away(span(*other, axis), span(of, axis)), *other));
    near.filter(|(away, _)| *away > 0).min_by_key(|(away, _)| *away).map(|(_, other)| other)
}

/// The lines on which the area and others are, each as long as all that are on it.
fn lines(there: Area, others: &[Area], axis: Axis, guides: &mut Vec<Guide>) {
    let mut found: Vec<(GuideKind, i32, Area)> = Vec::new();
    for other in others {
        for (kind, mine, theirs) in pairs(there, *other, axis) {
            if mine != theirs {
                continue;
            }
            match found.iter_mut().find(|(other, at, _)| (*other, *at) == (kind, mine)) {
                Some((_, _, all)) => *all = all.and(*other),
                None => found.push((kind, mine, there.and(*other))),
            }
        }
    }
    guides.extend(found.into_iter().map(|(kind, at, all)| {
        let (from, to) = span(all, across(axis));
        Guide { from: point(axis, at, from), to: point(axis, at, to), kind }
    }));
}

/// The equal distances, if they are.
fn distances(there: Area, others: &[Area], axis: Axis, guides: &mut Vec<Guide>) {
    for (one, other) in wishes(there, others, axis).into_iter().filter(|wish| wish.by == 0).flat_map(|wish| wish.gaps) {
        let (a, b) = (span(one, across(axis)), span(other, across(axis)));
        let middle = i32::midpoint(a.0.max(b.0), a.1.min(b.1));
        let (from, to) = (span(one, axis).1, span(other, axis).0);
        let guide = Guide { from: point(axis, from, middle), to: point(axis, to, middle), kind: GuideKind::Distance };
        if !guides.contains(&guide) {
            guides.push(guide);
        }
    }
}

const fn across(axis: Axis) -> Axis {
    match axis {
        Axis::Horizontal => Axis::Vertical,
        Axis::Vertical => Axis::Horizontal,
    }
}

const fn point(axis: Axis, along: i32, across: i32) -> Point {
    match axis {
        Axis::Horizontal => Point { x: along, y: across },
        Axis::Vertical => Point { x: across, y: along },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::grid;
    use engine::definition::At;

    const VIEW: Area = Area { left: -2_000, top: -2_000, right: 4_000, bottom: 4_000 };
    const ALL: Options = Options { tolerance: 6, guides: true, grid: true, view: VIEW };

    /// Approvals at these places; the last is moved.
    fn snapped(places: &[(i32, i32)], delta: (i32, i32), options: Options) -> Snapped {
        let mut definition = grid(30);
        definition.nodes.truncate(places.len());
        for (node, (x, y)) in definition.nodes.iter_mut().zip(places) {
            node.at = At { x: *x, y: *y };
        }
        let moving = definition.nodes.last().unwrap().id.clone();
        snap(&Scene::of(&definition), &[moving], Point { x: delta.0, y: delta.1 }, options)
    }

    #[test]
    fn centres_draw_and_show_a_line_through_both() {
        let found = snapped(&[(0, 0), (300, 200)], (3, -197), ALL);
        assert_eq!(found.delta, Point { x: 0, y: -200 });
        let centre = found.guides.iter().find(|guide| guide.kind == GuideKind::Centre).unwrap();
        assert_eq!((centre.from, centre.to), (Point { x: -84, y: 0 }, Point { x: 384, y: 0 }));
    }

    #[test]
    fn edges_draw_those_of_other_sizes() {
        let found = snapped(&[(0, 0), (400, 200)], (-229, 95), ALL);
        assert_eq!(found.delta.x, -232, "its left edge at the right one of the other");
        assert!(found.guides.iter().any(|guide| guide.kind == GuideKind::Edge && guide.from.x == 84));
        assert_eq!(found.delta.y, 100, "the grid");
    }

    #[test]
    fn equal_distances_draw_between_two_and_beyond_two() {
        let between = snapped(&[(0, 0), (600, 10), (300, 400)], (4, -393), ALL);
        assert_eq!(between.delta.x, 0);
        assert_eq!(between.guides.iter().filter(|guide| guide.kind == GuideKind::Distance).count(), 2);
        let beyond = snapped(&[(0, 0), (250, 10), (400, 400)], (97, -387), ALL);
        assert_eq!(beyond.delta.x, 100);
        let gaps: Vec<i32> = (beyond.guides.iter().filter(|guide| guide.kind == GuideKind::Distance))
            .map(|guide| guide.to.x - guide.from.x)
            .collect();
        assert_eq!(gaps, [82, 82]);
        let before = snapped(&[(0, 0), (250, 10), (400, 400)], (-647, -387), ALL);
        assert_eq!(before.delta.x, -650);
    }

    #[test]
    fn without_guides_there_is_the_grid_and_without_both_nothing() {
        let grid = Options { guides: false, ..ALL };
        assert_eq!(
            snapped(&[(0, 0), (300, 200)], (3, -197), grid),
            Snapped { delta: Point { x: 0, y: -200 }, guides: vec![] }
        );
        let none = Options { grid: false, ..grid };
        assert_eq!(snapped(&[(0, 0), (300, 200)], (3, -197), none).delta, Point { x: 3, y: -197 });
        let unseen = Options { view: Area::around(Point { x: 9_000, y: 9_000 }, 5, 5), grid: false, ..ALL };
        assert_eq!(snapped(&[(0, 0), (300, 200)], (3, -197), unseen).delta, Point { x: 3, y: -197 });
    }

    #[test]
    fn nothing_moves_as_it_is_told() {
        let delta = Point { x: 7, y: 9 };
        let found = snap(&Scene::of(&grid(30)), &["nobody".into()], delta, ALL);
        assert_eq!(found, Snapped { delta, guides: vec![] });
    }
}
