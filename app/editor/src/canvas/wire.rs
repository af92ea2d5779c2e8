//! Drawing a connection, or moving one end of it: to a node, or to empty ground, where a new node is then chosen.

use std::collections::BTreeSet;
use std::sync::Arc;

use drawing::shape::Point;
use engine::edit::{Edit, free_ports, may_connect, targets};
use engine::ids::{EdgeId, NodeId, Port};
use leptos::prelude::*;

use super::board::{Board, End, Wire};
use super::pointer::{at, node_at, wire_from};
use crate::store::Dialog;

/// A new connection from a node; none when it has no way left, which is said.
pub fn begin(board: Board, from: NodeId, port: Option<Port>) -> Option<Wire> {
    let free = board.store.definition.with_untracked(|definition| free_ports(definition, &from));
    if free.is_empty() {
        board.store.refuse("Every way out of this step leads somewhere already. Move the end of a connection instead.");
        return None;
    }
    let start = board.store.with_scene(|scene| scene.node(&from).map(|placed| placed.area.centre()))?;
    let allowed = board.store.definition.with_untracked(|definition| targets(definition, &from, port.as_ref()));
    Some(wire_from(from, port, start, allowed))
}

/// Another end, or another beginning, for an edge.
pub fn reconnect(board: Board, edge: &EdgeId, end: End) -> Option<Wire> {
    let found = board.store.definition.with_untracked(|definition| {
        let found = definition.edges.iter().find(|other| other.id == *edge)?.clone();
        // As if the edge were not there, for the rules.
        let mut without = definition.clone();
        without.edges.retain(|other| other.id != *edge);
        let nodes = without.nodes.iter().map(|node| &node.id);
        let allowed: BTreeSet<NodeId> = match end {
            End::To => targets(&without, &found.from, Some(&found.port)),
            End::From => nodes.filter(|from| may_connect(&without, from, None, &found.to).is_ok()).cloned().collect(),
        };
        Some((found, allowed))
    });
    let (found, allowed) = found?;
    let fixed = if end == End::To { found.from } else { found.to };
    let to = board.store.with_scene(|scene| scene.node(&fixed).map(|placed| placed.area.centre()))?;
    Some(Wire {
        from: fixed,
        port: Some(found.port),
        edge: Some((edge.clone(), end)),
        to,
        over: None,
        allowed: Arc::new(allowed),
    })
}

/// The loose end follows the pointer.
pub fn moved(board: Board, wire: Wire, here: Point) -> Wire {
    let over = node_at(board, here).filter(|node| *node != wire.from || wire.edge.is_some());
    Wire { to: here, over, ..wire }
}

/// The connection is let go.
pub fn finish(board: Board, wire: Wire) {
    let store = board.store;
    match (wire.over, wire.edge) {
        (Some(to), None) => {
            store.make(Edit::Connect { from: wire.from, port: wire.port, to });
        }
        (Some(to), Some((edge, End::To))) => {
            store.make(Edit::Reconnect { edge, from: None, to: Some(to) });
        }
        (Some(from), Some((edge, End::From))) => {
            let port = store.definition.with_untracked(|definition| free_ports(definition, &from).into_iter().next());
            match port {
                Some(port) => {
                    store.make(Edit::Reconnect { edge, from: Some((from, port)), to: None });
                }
                None => store.refuse("Every way out of that step leads somewhere already."),
            }
        }
        // On what stands for steps that are not drawn.
        (None, None) if is_on_box(board, wire.to) => {
            store.refuse("Expand the section first: a connection leads to one of its steps.");
        }
        // On empty ground: a new step, there.
        (None, None) => {
            store.dialog.set(Some(Dialog::Add { after: Some(wire.from), into: None, at: Some(at(wire.to)) }));
        }
        (None, Some(_)) => {}
    }
}

fn is_on_box(board: Board, at: Point) -> bool {
    let here = drawing::shape::Area::around(at, 0, 0);
    board.store.frames.with_untracked(|all| all.iter().any(|frame| frame.is_box && frame.area.touches(here)))
}
