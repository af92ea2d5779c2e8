//! What is at a place of the drawing, and what a lasso holds.

use engine::ids::{EdgeId, NodeId};

use crate::layout::{Line, Placed};
use crate::path::stretches;
use crate::scene::Scene;
use crate::shape::{Area, Outline, Point};

/// What is at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hit {
    Node(NodeId),
    /// An edge, and the point on it that is nearest.
    Edge(EdgeId, Point),
    /// The words on an edge.
    Label(EdgeId),
}

/// What a lasso takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// Only nodes that lie wholly within.
    Whole,
    /// Nodes that it touches.
    Touching,
}

/// What is at a place: the outline of a node first, then words, then a line at most `tolerance` away, then a node that
/// is as near. Of several the one that is drawn last.
#[must_use]
pub fn hit(scene: &Scene, at: Point, tolerance: i32) -> Option<Hit> {
    let tolerance = tolerance.clamp(0, 1_000);
    let near = Area::around(at, tolerance, tolerance);
    let (mut on, mut beside) = (None, None);
    scene.nodes_at(near, |no, placed| {
        if is_on(placed, at, 0) {
            on = on.max(Some(no));
        } else if is_on(placed, at, tolerance) {
            beside = beside.max(Some(no));
        }
    });
    let node = |no: usize| scene.nodes().nth(no).map(|placed| Hit::Node(placed.node.id.clone()));
    let mut label = None;
    scene.labels_at(Area::around(at, 0, 0), |line| label = Some(Hit::Label(line.edge.id.clone())));
    on.and_then(node).or(label).or_else(|| edge(scene, at, near, tolerance)).or_else(|| beside.and_then(node))
}

/// The nodes that a lasso takes, in the order of the document.
#[must_use]
pub fn within(scene: &Scene, area: Area, take: Take) -> Vec<NodeId> {
    let mut taken = Vec::new();
    scene.nodes_at(area, |no, placed| {
        if take == Take::Touching || area.holds(placed.area) {
            taken.push((no, placed.node.id.clone()));
        }
    });
    taken.sort_unstable_by_key(|(no, _)| *no);
    taken.into_iter().map(|(_, id)| id).collect()
}

fn edge(scene: &Scene, at: Point, near: Area, tolerance: i32) -> Option<Hit> {
    let mut best: Option<(i64, std::cmp::Reverse<usize>, Hit)> = None;
    scene.lines_at(near, |no, line| {
        let Some((away, point)) = nearest(line, at) else { return };
        let rank = (away, std::cmp::Reverse(no));
        if best.as_ref().is_none_or(|(away, no, _)| rank < (*away, *no)) {
            best = Some((rank.0, rank.1, Hit::Edge(line.edge.id.clone(), point)));
        }
    });
    let most = i64::from(tolerance) * i64::from(tolerance);
    best.filter(|(away, ..)| *away <= most).map(|(.., hit)| hit)
}

/// The point of a line that is nearest to another, and the square of how far that is.
#[must_use]
pub fn nearest(line: &Line, at: Point) -> Option<(i64, Point)> {
    let on = |(a, b): (Point, Point)| Point {
        x: at.x.clamp(a.x.min(b.x), a.x.max(b.x)),
        y: at.y.clamp(a.y.min(b.y), a.y.max(b.y)),
    };
    stretches(&line.points).map(on).map(|point| (away(point, at), point)).min_by_key(|(away, _)| *away)
}

/// Whether a place is on a node, or at most `beside` away from it.
fn is_on(placed: &Placed, at: Point, beside: i32) -> bool {
    let centre = placed.area.centre();
    let half = i64::from(placed.area.width() / 2 + beside);
    match placed.outline {
        Outline::Task => placed.area.with_margin(beside).touches(Area::around(at, 0, 0)),
        Outline::Event => away(centre, at) <= half * half,
        Outline::Gateway => i64::from((centre.x - at.x).abs()) + i64::from((centre.y - at.y).abs()) <= half,
    }
}

/// The square of the distance.
fn away(a: Point, b: Point) -> i64 {
    let (x, y) = (i64::from(a.x) - i64::from(b.x), i64::from(a.y) - i64::from(b.y));
    x * x + y * y
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::example;

    fn point(x: i32, y: i32) -> Point {
        Point { x, y }
    }

    #[test]
    fn nodes_are_hit_by_their_outline() {
        let scene = Scene::of(&example());
        for placed in scene.nodes() {
            let node = Some(Hit::Node(placed.node.id.clone()));
            assert_eq!(hit(&scene, placed.area.centre(), 0), node);
            let corner = point(placed.area.right - 1, placed.area.bottom - 1);
            assert_eq!(hit(&scene, corner, 0) == node, placed.outline == Outline::Task, "{:?}", placed.node.id);
        }
        assert_eq!(hit(&scene, point(-5_000, 9), 8), None);
    }

    #[test]
    fn lines_are_hit_where_they_run_and_words_where_they_stand() {
        let scene = Scene::of(&example());
        for line in scene.lines() {
            let (a, b) = stretches(&line.points).max_by_key(|(a, b)| crate::path::distance(*a, *b)).unwrap();
            let middle = point(i32::midpoint(a.x, b.x), i32::midpoint(a.y, b.y));
            let (beside, far) = if a.y == b.y {
                (point(middle.x, middle.y + 5), point(middle.x, middle.y + 9))
            } else {
                (point(middle.x + 5, middle.y), point(middle.x + 9, middle.y))
            };
            let edge = Hit::Edge(line.edge.id.clone(), middle);
            assert_eq!(hit(&scene, middle, 6), Some(edge.clone()));
            assert!(
                matches!(hit(&scene, beside, 6), Some(hit) if hit == edge || hit == Hit::Label(line.edge.id.clone()))
            );
            assert_ne!(hit(&scene, far, 6), Some(edge));
            if let Some(label) = &line.label {
                assert_eq!(hit(&scene, label.area().centre(), 0), Some(Hit::Label(line.edge.id.clone())));
            }
        }
    }

    #[test]
    fn a_finger_need_not_be_exact() {
        let scene = Scene::of(&example());
        let start = scene.nodes().next().unwrap();
        let beside = point(start.area.left - 8, start.area.centre().y);
        assert_eq!(hit(&scene, beside, 4), None);
        assert_eq!(hit(&scene, beside, 12), Some(Hit::Node(start.node.id.clone())));
    }

    #[test]
    fn a_lasso_takes_what_it_holds_or_touches() {
        let scene = Scene::of(&example());
        let ids = |area: Area| scene.nodes().filter(move |placed| placed.area.touches(area));
        let first = scene.nodes().next().unwrap().area;
        let area =
            Area { left: first.left - 1, top: first.top - 200, right: first.right + 160, bottom: first.bottom + 1 };
        assert_eq!(within(&scene, area, Take::Whole).len(), 1);
        assert_eq!(within(&scene, area, Take::Touching).len(), ids(area).count());
        assert!(within(&scene, area, Take::Touching).len() > 1);
        assert_eq!(within(&scene, scene.bounds(), Take::Whole).len(), scene.nodes().count());
    }
}
