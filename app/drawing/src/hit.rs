//! What is at a place.
use crate::scene::Scene;
use crate::shape::{Area, Point};
use engine::ids::{EdgeId, NodeId};
/// What is at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hit {
    Node(NodeId),
    Edge(EdgeId, Point),
    Label(EdgeId),
}
/// What is at a place.
pub fn hit(scene: &Scene, at: Point, near: i32) -> Option<Hit> {
    let node = scene.nodes().find(|placed| placed.area.with_margin(near).meets(Area::around(at, 1, 1)));
    node.map(|placed| Hit::Node(placed.node.id.clone()))
        .or_else(|| edge(scene, at, near).map(|(id, at)| Hit::Edge(id, at)))
}
/// The edge at a place.
pub fn edge(scene: &Scene, at: Point, near: i32) -> Option<(EdgeId, Point)> {
    scene
        .lines()
        .find(|line| {
            line.points.windows(2).any(|pair| {
                let area = Area {
                    left: pair[0].x.min(pair[1].x),
                    right: pair[0].x.max(pair[1].x),
                    top: pair[0].y.min(pair[1].y),
                    bottom: pair[0].y.max(pair[1].y),
                };
                area.with_margin(near).meets(Area::around(at, 1, 1))
            })
        })
        .map(|line| (line.edge.id.clone(), at))
}
/// The nodes within an area.
pub fn within(scene: &Scene, area: Area) -> Vec<NodeId> {
    scene.nodes().filter(|placed| placed.area.meets(area)).map(|placed| placed.node.id.clone()).collect()
}
