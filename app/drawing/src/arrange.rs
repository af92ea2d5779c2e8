//! Arranging nodes: in a line, at equal distances, or further apart. Only those that move are given.

use engine::definition::At;
use engine::ids::{NodeId, NoteId};

use crate::layout::Placed;
use crate::scene::Scene;
use crate::shape::{Area, FARTHEST, Point};

/// The line on which nodes are put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    Left,
    Centre,
    Right,
    Top,
    Middle,
    Bottom,
}

/// A direction of the drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    Horizontal,
    Vertical,
}

/// Puts nodes on a line: the outermost of theirs, or the middle of them all.
#[must_use]
pub fn align(scene: &Scene, ids: &[NodeId], on: Line) -> Vec<(NodeId, At)> {
    let nodes = nodes(scene, ids);
    let Some(all) = nodes.iter().map(|placed| placed.area).reduce(Area::and) else { return vec![] };
    let centre = all.centre();
    let by = |area: Area| match on {
        Line::Left => (all.left - area.left, 0),
        Line::Centre => (centre.x - area.centre().x, 0),
        Line::Right => (all.right - area.right, 0),
        Line::Top => (0, all.top - area.top),
        Line::Middle => (0, centre.y - area.centre().y),
        Line::Bottom => (0, all.bottom - area.bottom),
    };
    nodes.into_iter().filter_map(|placed| moved(placed, by(placed.area))).collect()
}

/// Puts nodes at equal distances between the two outermost.
#[must_use]
pub fn distribute(scene: &Scene, ids: &[NodeId], axis: Axis) -> Vec<(NodeId, At)> {
    let mut nodes = nodes(scene, ids);
    nodes.sort_by_key(|placed| span(placed.area, axis));
    let [first, inner @ .., last] = nodes.as_slice() else { return vec![] };
    let Ok(gaps) = i32::try_from(inner.len() + 1) else { return vec![] };
    let taken: i32 = inner.iter().map(|placed| length(placed.area, axis)).sum();
    let free = span(last.area, axis).0 - span(first.area, axis).1 - taken;
    let mut before = 0;
    (1..)
        .zip(inner)
        .filter_map(|(no, placed)| {
            let to = span(first.area, axis).1 + free * no / gaps + before;
            before += length(placed.area, axis);
            moved(placed, along(axis, to - span(placed.area, axis).0))
        })
        .collect()
}

/// Makes room beyond a line, or takes it away: all whose centre is beyond it moves.
#[derive(Clone, Copy, Debug)]
pub struct Push {
    pub line: i32,
    pub axis: Axis,
    pub by: i32,
}

impl Push {
    /// How far something moves, right and down.
    #[must_use]
    pub fn moves(self, area: Area) -> (i32, i32) {
        let is_beyond = match self.axis {
            Axis::Horizontal => area.centre().x >= self.line,
            Axis::Vertical => area.centre().y >= self.line,
        };
        if is_beyond { along(self.axis, self.by) } else { (0, 0) }
    }

    /// The nodes that move; a collapsed section goes as a whole, where its box stands.
    #[must_use]
    pub fn nodes(self, scene: &Scene) -> Vec<(NodeId, At)> {
        let boxed = scene.boxed().filter_map(|(id, area, at)| {
            let (dx, dy) = self.moves(area);
            ((dx, dy) != (0, 0)).then(|| (id.clone(), At { x: at.x + dx, y: at.y + dy }))
        });
        scene.nodes().filter_map(|placed| moved(placed, self.moves(placed.area))).chain(boxed).collect()
    }

    /// The notes that move.
    #[must_use]
    pub fn notes(self, scene: &Scene) -> Vec<(NoteId, At)> {
        let all = scene.papers().iter().map(|paper| (&paper.note, self.moves(paper.area)));
        let moving = all.filter(|(_, by)| *by != (0, 0));
        moving.map(|(note, (dx, dy))| (note.id.clone(), At { x: note.at.x + dx, y: note.at.y + dy })).collect()
    }
}

fn nodes<'a>(scene: &'a Scene, ids: &[NodeId]) -> Vec<&'a Placed> {
    ids.iter().filter_map(|id| scene.node(id)).collect()
}

/// From where to where an area goes along an axis.
pub(crate) fn span(area: Area, axis: Axis) -> (i32, i32) {
    match axis {
        Axis::Horizontal => (area.left, area.right),
        Axis::Vertical => (area.top, area.bottom),
    }
}

fn length(area: Area, axis: Axis) -> i32 {
    span(area, axis).1 - span(area, axis).0
}

fn along(axis: Axis, by: i32) -> (i32, i32) {
    match axis {
        Axis::Horizontal => (by, 0),
        Axis::Vertical => (0, by),
    }
}

/// A node in another place; none if it is the same.
fn moved(placed: &Placed, (dx, dy): (i32, i32)) -> Option<(NodeId, At)> {
    let at = Point::of(placed.node.at);
    let within = |at: i32, by: i32| at.saturating_add(by).clamp(-FARTHEST, FARTHEST);
    let to = At { x: within(at.x, dx), y: within(at.y, dy) };
    (to != placed.node.at).then(|| (placed.node.id.clone(), to))
}

#[cfg(test)]
mod tests {
    use engine::aside::{Colour, Note};

    use super::*;
    use crate::examples::example;

    fn scene(places: &[(i32, i32)]) -> (Scene, Vec<NodeId>) {
        let mut definition = example();
        definition.nodes.truncate(places.len());
        for (node, (x, y)) in definition.nodes.iter_mut().zip(places) {
            node.at = At { x: *x, y: *y };
        }
        (Scene::of(&definition), definition.nodes.iter().map(|node| node.id.clone()).collect())
    }

    fn after(scene: &Scene, moved: &[(NodeId, At)]) -> Vec<Area> {
        let area = |placed: &Placed| {
            let at = moved.iter().find(|(id, _)| *id == placed.node.id).map_or(placed.node.at, |(_, at)| *at);
            placed.area.moved(at.x - placed.node.at.x, at.y - placed.node.at.y)
        };
        scene.nodes().map(area).collect()
    }

    #[test]
    fn nodes_are_put_on_a_line() {
        let (scene, ids) = scene(&[(0, 0), (100, 30), (300, 70)]);
        let tops = |on: Line| after(&scene, &align(&scene, &ids, on));
        assert!(tops(Line::Top).iter().all(|area| area.top == tops(Line::Top)[0].top));
        assert!(tops(Line::Bottom).iter().all(|area| area.bottom == tops(Line::Bottom)[0].bottom));
        assert!(tops(Line::Right).iter().all(|area| area.right == tops(Line::Right)[0].right));
        assert!(tops(Line::Left).iter().all(|area| area.left == tops(Line::Left)[0].left));
        assert!(tops(Line::Centre).iter().all(|area| area.centre().x == tops(Line::Centre)[0].centre().x));
        assert!(tops(Line::Middle).iter().all(|area| area.centre().y == tops(Line::Middle)[0].centre().y));
        assert_eq!(align(&scene, &ids[..1], Line::Top), []);
        assert_eq!(align(&scene, &[], Line::Top), []);
    }

    #[test]
    fn nodes_are_put_at_equal_distances() {
        let (scene, ids) = scene(&[(0, 0), (700, 0), (220, 0), (1_000, 0)]);
        let mut areas = after(&scene, &distribute(&scene, &ids, Axis::Horizontal));
        areas.sort_by_key(|area| area.left);
        let gaps: Vec<i32> = areas.windows(2).map(|pair| pair[1].left - pair[0].right).collect();
        assert!(gaps.iter().max().unwrap() - gaps.iter().min().unwrap() <= 1, "{gaps:?}");
        assert_eq!((areas[0].centre().x, areas[3].centre().x), (0, 1_000));
        assert_eq!(distribute(&scene, &ids[..2], Axis::Horizontal), []);
    }

    #[test]
    fn room_is_made_beyond_a_line() {
        let (scene, ids) = scene(&[(0, 0), (200, 50), (400, -50)]);
        let push = |line: i32, axis: Axis, by: i32| Push { line, axis, by }.nodes(&scene);
        let right = push(150, Axis::Horizontal, 100);
        assert_eq!(right, [(ids[1].clone(), At { x: 300, y: 50 }), (ids[2].clone(), At { x: 500, y: -50 })]);
        assert_eq!(push(50, Axis::Vertical, -20), [(ids[1].clone(), At { x: 200, y: 30 })]);
        assert_eq!(push(-999, Axis::Vertical, 0), []);
        assert_eq!(push(300, Axis::Horizontal, i32::MAX)[0].1.x, FARTHEST);
    }

    #[test]
    fn notes_beyond_the_line_move_too() {
        let mut definition = example();
        for (id, x) in [("near", 0), ("far", 400)] {
            let at = At { x, y: 0 };
            definition.notes.push(Note {
                id: id.into(),
                text: id.to_owned(),
                at,
                size: None,
                colour: Colour::default(),
            });
        }
        let push = Push { line: 300, axis: Axis::Horizontal, by: 50 };
        assert_eq!(push.notes(&Scene::of(&definition)), [("far".into(), At { x: 450, y: 0 })]);
        assert_eq!(Push { by: 0, ..push }.notes(&Scene::of(&definition)), []);
    }
}
