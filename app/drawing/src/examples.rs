//! Definitions to test with.

use engine::aside::{Colour, Section};
use engine::definition::{At, Definition, Edge, Node};
use engine::ids::{EdgeId, NodeId};

/// A small process: six nodes, seven edges.
pub fn example() -> Definition {
    Definition::read(include_str!("example.json")).unwrap()
}

/// The small process with its two approvals in a section that is collapsed.
pub fn folded() -> Definition {
    let nodes = vec![NodeId::from("lead"), NodeId::from("board")];
    let (id, name) = ("section-1".into(), "Who decides".to_owned());
    Definition { sections: vec![Section { id, name, colour: Colour::Sky, nodes, collapsed: true }], ..example() }
}

/// Approvals in rows of twenty, each connected to the next and to the one beneath.
pub fn grid(count: i32) -> Definition {
    let mut definition = example();
    let (lead, approved) = (definition.nodes[2].clone(), definition.edges[3].clone());
    definition.nodes = (0..count)
        .map(|no| Node { id: NodeId(no.to_string()), at: At { x: no % 20 * 240, y: no / 20 * 140 }, ..lead.clone() })
        .collect();
    let edge = |from: i32, to: i32| Edge {
        id: EdgeId(format!("{from}-{to}")),
        from: NodeId(from.to_string()),
        to: NodeId(to.to_string()),
        ..approved.clone()
    };
    definition.edges = (0..count - 20).flat_map(|no| [edge(no, no + 1), edge(no, no + 20)]).collect();
    definition
}
