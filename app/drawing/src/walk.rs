//! Walking.
use engine::definition::Definition;
use engine::ids::NodeId;
/// A direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Right,
    Left,
    Up,
    Down,
}
/// A step.
pub fn step(definition: &Definition, from: &NodeId, direction: Direction) -> Option<NodeId> {
    match direction {
        Direction::Right => definition.edges.iter().find(|edge| edge.from == *from).map(|edge| edge.to.clone()),
        Direction::Left => definition.edges.iter().find(|edge| edge.to == *from).map(|edge| edge.from.clone()),
        _ => None,
    }
}
