//! Snapping.
use crate::scene::Scene;
use crate::shape::{Area, Point};
use engine::definition::At;
use engine::ids::NodeId;
/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guide {
    pub from: Point,
    pub to: Point,
}
/// Options.
#[derive(Clone, Debug)]
pub struct Options {
    pub tolerance: i32,
    pub seen: Area,
    pub grid: i32,
}
impl Default for Options {
    fn default() -> Self {
        Self { tolerance: 6, seen: Area { left: 0, top: 0, right: 0, bottom: 0 }, grid: 10 }
    }
}
/// Snapped.
#[derive(Clone, Debug)]
pub struct Snapped {
    pub delta: Point,
    pub guides: Vec<Guide>,
}
/// Snaps.
pub fn snap(_: &Scene, _: &[NodeId], delta: Point, options: &Options) -> Snapped {
    let to_grid = |value: i32| (value + options.grid / 2).div_euclid(options.grid) * options.grid;
    Snapped { delta: Point { x: to_grid(delta.x), y: to_grid(delta.y) }, guides: vec![] }
}
/// An axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    Across,
    Down,
}
/// Pushes.
pub fn push(scene: &Scene, line: i32, axis: Axis, by: i32) -> Vec<(NodeId, At)> {
    scene
        .nodes()
        .filter(|placed| match axis {
            Axis::Across => placed.node.at.x > line,
            Axis::Down => placed.node.at.y > line,
        })
        .map(|placed| {
            let at = placed.node.at;
            (
                placed.node.id.clone(),
                match axis {
                    Axis::Across => At { x: at.x + by, ..at },
                    Axis::Down => At { y: at.y + by, ..at },
                },
            )
        })
        .collect()
}
