//! Edges that come, and edges that begin or end elsewhere.

use super::super::draft::Draft;
use super::super::names::quoted;
use super::super::offers::may_connect;
use super::super::{Refusal, rules};
use super::Told;
use crate::definition::Edge;
use crate::ids::{EdgeId, NodeId, Port};

pub(super) fn connect(draft: &mut Draft, from: &NodeId, port: Option<&Port>, to: &NodeId) -> Result<Told, Refusal> {
    let port = may_connect(&draft.now, from, port, to)?;
    draft.connect(from, port, to);
    let (from, to) = (quoted(draft.now.name_of(from)), quoted(draft.now.name_of(to)));
    Ok(Told::new(format!("Connect {from} with {to}"), vec![]))
}

pub(super) fn reconnect(
    draft: &mut Draft,
    edge: &EdgeId,
    from: Option<&(NodeId, Port)>,
    to: Option<&NodeId>,
) -> Result<Told, Refusal> {
    let old = draft.edge(edge)?;
    let (from, port) = from.map_or((&old.from, &old.port), |(from, port)| (from, port));
    let to = to.unwrap_or(&old.to);
    let now = Edge { id: old.id.clone(), from: from.clone(), port: port.clone(), to: to.clone() };
    if now != old {
        let (from, to) = (draft.node(from)?, draft.node(to)?);
        let port = rules::port_for(&draft.now, &from, Some(port), Some(&old.id))?;
        rules::lead(&draft.now, &from, &port, &to, Some(&old.id))?;
        draft.set_edge(now);
    }
    Ok(Told::new("Move a connection", vec![]))
}
