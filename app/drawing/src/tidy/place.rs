//! Where a new node goes, so that it lies on no other.

use engine::definition::{At, Definition, Node};
use engine::ids::NodeId;
use engine::nodes::Kind;

use super::{GAP, GRID, ROW, up};
use crate::shape::{Area, LINE, Outline, Point};

/// The distance that is kept from other nodes.
pub(super) const MARGIN: i32 = 10;

/// Half the width and half the height of what is put somewhere.
pub type Half = (i32, i32);

/// The room that a node of a kind takes, without its name.
#[must_use]
pub fn half(kind: &Kind) -> Half {
    Outline::of(kind).half()
}

/// The place of a node that is appended to another: to its right, or beneath what is there already. Beside a node that is
/// not there: at the origin.
#[must_use]
pub fn place(definition: &Definition, beside: &NodeId, half: Half) -> At {
    let at = definition.node(beside).map(|node| {
        let area = Area::of(node);
        At { x: on_grid(area.right + GAP + half.0), y: area.centre().y }
    });
    free(definition, at.unwrap_or_default(), half)
}

/// The nearest place beneath this one where it lies on no node; this one itself if it is free.
#[must_use]
pub fn free(definition: &Definition, at: At, half: Half) -> At {
    among(definition.nodes.iter().map(with_name).collect(), at, half)
}

fn among(taken: Vec<Area>, at: At, (half_width, half_height): Half) -> At {
    let at = Point::of(at);
    At { x: at.x, y: at.y + beneath(&taken, Area::around(at, half_width, half_height)) }
}

/// How far an area has to go down, by whole rows, so that it lies on none of those that are taken.
pub(super) fn beneath(taken: &[Area], area: Area) -> i32 {
    let area = area.with_margin(MARGIN);
    let is_free = |by: &i32| taken.iter().all(|other| !other.meets(area.moved(0, *by)));
    // A node lies in the way of two rows at most, and its name in that of a third.
    (0..).map(|row| row * ROW).take(3 * taken.len() + 1).find(is_free).unwrap_or(0)
}

/// The place of what is put in the middle of an edge, and of all nodes to the right that make room for it: none of them
/// when one is pinned.
#[must_use]
pub fn between(definition: &Definition, from: &NodeId, to: &NodeId, half: Half) -> (At, Vec<(NodeId, At)>) {
    let (Some(source), Some(target)) = (definition.node(from), definition.node(to)) else {
        return (free(definition, At::default(), half), vec![]);
    };
    let (source, target) = (Area::of(source), Area::of(target));
    let (room, need) = (target.left - source.right, 2 * (half.0 + GAP));
    let (left, right) = (source.centre(), target.centre());
    let is_beyond = |node: &Node| Point::of(node.at).x >= right.x;
    let stays = definition.nodes.iter().any(|node| node.pinned && is_beyond(node));
    if (0..need).contains(&room) && (left.y - right.y).abs() < ROW && !stays {
        let by = up(need - room);
        let taken = definition.nodes.iter().map(|node| with_name(node).moved(if is_beyond(node) { by } else { 0 }, 0));
        let at = among(taken.collect(), At { x: on_grid(source.right + GAP + half.0), y: left.y }, half);
        let moved = definition.nodes.iter().filter(|node| is_beyond(node)).map(|node| {
            let at = Point::of(node.at);
            (node.id.clone(), At { x: at.x + by, y: at.y })
        });
        return (at, moved.collect());
    }
    let x = on_grid(i32::midpoint(source.right.min(target.right), target.left.max(source.left)));
    let y = if room >= need { left.y } else { on_grid(i32::midpoint(left.y, right.y)) };
    (free(definition, At { x, y }, half), vec![])
}

/// The room that a node takes, with the name beneath it.
pub(super) fn with_name(node: &Node) -> Area {
    let area = Area::of(node);
    let lines = if Outline::of(&node.does) == Outline::Task || node.name.is_empty() { 0 } else { 2 };
    Area { bottom: area.bottom + lines * LINE, ..area }
}

/// The nearest multiple of the grid.
pub fn on_grid(at: i32) -> i32 {
    (at + GRID / 2).div_euclid(GRID) * GRID
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Scene;

    fn purchase() -> Definition {
        Definition::read(include_str!("../../../../server/runtime/src/demo/purchase.json")).unwrap()
    }

    fn lies_on_another(definition: &Definition) -> bool {
        let scene = Scene::of(definition);
        let areas: Vec<Area> = scene.nodes().map(|placed| placed.area).collect();
        areas.iter().enumerate().any(|(no, area)| areas[no + 1..].iter().any(|other| other.meets(*area)))
    }

    #[test]
    fn an_appended_node_is_to_the_right_and_lies_on_no_other() {
        let mut definition = purchase();
        let kind = definition.nodes[1].does.clone();
        for no in 0..40 {
            let source = definition.nodes[no % 10].clone();
            let at = place(&definition, &source.id, half(&kind));
            assert_eq!(at.x % GRID, 0);
            let gap = at.x - 84 - Area::of(&source).right;
            assert!((GAP - GRID / 2..=GAP + GRID / 2).contains(&gap) && at.y >= source.at.y, "{source:?} {at:?}");
            let id = NodeId(format!("new-{no}"));
            definition.nodes.push(Node { id, name: "New".into(), at, pinned: false, does: kind.clone() });
            assert!(!lies_on_another(&definition));
        }
        assert_eq!(place(&definition, &"nowhere".into(), half(&kind)).x, 0);
    }

    #[test]
    fn a_node_in_an_edge_makes_room_for_itself() {
        let definition = purchase();
        let kind = definition.nodes[1].does.clone();
        for edge in &definition.edges {
            let mut after = definition.clone();
            let (at, moved) = between(&definition, &edge.from, &edge.to, half(&kind));
            for node in &mut after.nodes {
                node.at = moved.iter().find(|(id, _)| *id == node.id).map_or(node.at, |(_, at)| *at);
            }
            after.nodes.push(Node { id: "new".into(), name: "New".into(), at, pinned: false, does: kind.clone() });
            assert!(!lies_on_another(&after), "{edge:?}");
        }
        let (at, moved) = between(&definition, &"start".into(), &"manager".into(), half(&kind));
        let manager = moved.iter().find(|(id, _)| id.as_str() == "manager").unwrap();
        assert_eq!((at.y, manager.1.y, moved.len()), (0, 0, 9));
        assert!(at.x + 84 + GAP <= manager.1.x - 84);
        let mut pinned = definition.clone();
        pinned.nodes.last_mut().unwrap().pinned = true;
        let (at, moved) = between(&pinned, &"start".into(), &"manager".into(), half(&kind));
        assert!(at.y > 0 && moved.is_empty(), "what is pinned makes no room");
    }
}
