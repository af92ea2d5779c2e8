//! Another kind in the same place: what both kinds have is kept, the main way stays the main way.

use super::super::Refusal;
use super::super::draft::Draft;
use super::super::names::{self, no_kind, quoted};
use super::super::offers::{fresh, main_port};
use super::super::ways::{self, Ways};
use super::Told;
use crate::definition::{Definition, Edge, Node};
use crate::ids::{EdgeId, NodeId, Port};
use crate::nodes::approval::{Then, Timeout};
use crate::nodes::condition::Case;
use crate::nodes::{Kind, Source, split};
use crate::span::Span;

/// Whether a node can become of another kind.
pub(in super::super) fn may_replace(definition: &Definition, id: &NodeId, kind: &str) -> bool {
    replace(&mut Draft::of(definition), id, kind).is_ok()
}

pub(super) fn replace(draft: &mut Draft, id: &NodeId, kind: &str) -> Result<Told, Refusal> {
    let old = draft.node(id)?;
    let name = quoted(&old.name);
    let (new, _) = fresh(kind).ok_or_else(|| no_kind(kind))?;
    allowed(&draft.now, &old, kind)?;
    let does = with_branches(&draft.now, &old, with_shared(new, shared(&old.does)));
    let does = with_outcome(&draft.now, id, does);
    let main = ways::way_on(&draft.now, &old).map(|edge| edge.id.clone());
    let ports = ports_for(&draft.now, &old, &does, main.as_ref());
    let waited = old.does.waits();
    let new_name = if names::has_default_name(&old) {
        names::node_name(&draft.now, &names::default_name(&does), Some(id))
    } else {
        old.name.clone()
    };
    draft.set_node(Node { name: new_name, does, ..old });
    draft.turn_ports(id, |edge| ports.iter().find(|(other, _)| *other == *edge).map(|(_, port)| port.clone()));
    if waited && Ways::of(&draft.now, None).in_circle(id) {
        return Err(Refusal::new(format!(
            "{name} is what the circle around it waits for. Put an approval or a wait into the circle first."
        )));
    }
    let label = draft.node(id)?.does.entry().label;
    Ok(Told::new(format!("Change {name} to {}", quoted(label)), vec![id.clone()]))
}

fn allowed(definition: &Definition, old: &Node, kind: &str) -> Result<(), Refusal> {
    let name = quoted(&old.name);
    if old.does.entry().kind == kind {
        return Err(Refusal::new(format!("{name} is of this kind already.")));
    }
    if matches!(old.does, Kind::Start(_)) {
        return Err(Refusal::new("The start stays the start: every process begins with one."));
    }
    if kind == "start" && (definition.start().is_some() || definition.edges_to(&old.id).next().is_some()) {
        return Err(Refusal::new(format!("{name} cannot be the start: there is one already, or a way leads to it.")));
    }
    Ok(())
}

/// What kinds have in common.
#[derive(Default)]
struct Shared {
    people: Vec<Source>,
    text: String,
    timeout: Option<Span>,
}

fn shared(kind: &Kind) -> Shared {
    match kind {
        Kind::Approval(approval) => Shared {
            people: approval.approvers.clone(),
            text: approval.instructions.clone(),
            timeout: approval.timeout.as_ref().filter(|end| end.then == Then::Leave).map(|end| end.after),
        },
        Kind::Notify(notify) => Shared { people: notify.to.clone(), text: notify.message.clone(), timeout: None },
        Kind::Signal(signal) => {
            Shared { people: signal.link_to.clone(), text: signal.instructions.clone(), timeout: signal.timeout }
        }
        _ => Shared::default(),
    }
}

fn with_shared(mut kind: Kind, shared: Shared) -> Kind {
    let Shared { people, text, timeout } = shared;
    match &mut kind {
        Kind::Approval(approval) => {
            // Who asks does not approve; told as a default, they are not meant here.
            approval.approvers = people.into_iter().filter(|source| *source != Source::Requester).collect();
            approval.instructions = text;
            approval.timeout = timeout.map(|after| Timeout { after, then: Then::Leave });
        }
        Kind::Notify(notify) => {
            if !people.is_empty() {
                notify.to = people;
            }
            notify.message = text;
        }
        Kind::Signal(signal) => (signal.link_to, signal.instructions, signal.timeout) = (people, text, timeout),
        _ => {}
    }
    kind
}

/// A condition in the place of a split has a case for each branch but the last, which is its way for everything else.
fn with_branches(definition: &Definition, old: &Node, mut kind: Kind) -> Kind {
    if let (Kind::Split(_), Kind::Condition(condition)) = (&old.does, &mut kind) {
        let branches = definition.edges_from(&old.id, &Port::from(split::BRANCH)).count();
        condition.cases = (1..branches.max(2))
            .map(|no| Case { port: Port(format!("case-{no}")), label: format!("Case {no}"), when: String::new() })
            .collect();
    }
    kind
}

fn with_outcome(definition: &Definition, id: &NodeId, mut kind: Kind) -> Kind {
    if let (Kind::End(end), Some(edge)) = (&mut kind, definition.edges_to(id).next()) {
        end.outcome = ways::outcome(definition, &edge.from, &edge.port);
    }
    kind
}

/// The port of each edge that stays.
fn ports_for(definition: &Definition, old: &Node, new: &Kind, main: Option<&EdgeId>) -> Vec<(Edge, Port)> {
    let (new_main, there) = (main_port(new), new.ports());
    let is_split = matches!(old.does, Kind::Split(_));
    let mut free: Vec<Port> = match new {
        Kind::Condition(_) if is_split => there.iter().map(|(port, _)| port.clone()).collect(),
        _ => vec![],
    };
    let mut kept: Vec<(Edge, Port)> = vec![];
    for edge in definition.edges.iter().filter(|edge| edge.from == old.id) {
        let port = if is_split && !free.is_empty() {
            Some(free.remove(0))
        } else if Some(&edge.id) == main || matches!(new, Kind::Split(_)) {
            new_main.clone()
        } else {
            let stays = |port: &Port| Some(port) != new_main.as_ref() && there.iter().any(|(other, _)| other == port);
            Some(edge.port.clone()).filter(stays)
        };
        let twice = |port: &Port| match port.as_str() {
            split::BRANCH => kept.iter().any(|(other, _)| other.to == edge.to),
            _ => kept.iter().any(|(_, other)| other == port),
        };
        if let Some(port) = port.filter(|port| !twice(port)) {
            kept.push((edge.clone(), port));
        }
    }
    kept
}
