//! Auto-layout.
use engine::definition::{At, Definition};
use engine::ids::NodeId;
use engine::nodes::Kind;
/// Tidies.
pub fn tidy(_: &Definition, _: Option<&[NodeId]>) -> Vec<(NodeId, At)> {
    vec![]
}
/// Places.
pub fn place(definition: &Definition, beside: &NodeId, _: &Kind) -> At {
    let at = definition.node(beside).map_or(At { x: 0, y: 0 }, |node| node.at);
    let mut place = At { x: at.x + 220, y: at.y };
    while definition.nodes.iter().any(|node| (node.at.x - place.x).abs() < 180 && (node.at.y - place.y).abs() < 90) {
        place.y += 110;
    }
    place
}
