//! Names, settings and what stands at the head of the document.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::super::Refusal;
use super::super::draft::Draft;
use super::super::names::{self, quoted};
use super::{Told, cases, follow};
use crate::catalogue::FieldKind;
use crate::definition::Node;
use crate::ids::{GroupKey, NodeId, Port};
use crate::nodes::Kind;

pub(super) fn rename(draft: &mut Draft, id: &NodeId, name: &str) -> Result<Told, Refusal> {
    let node = draft.node(id)?;
    draft.set_node(Node { name: name.to_owned(), ..node });
    Ok(Told::new(format!("Rename to {}", quoted(name)), vec![id.clone()]))
}

/// Another value for a setting; edges whose port there is no more go, those whose port has another name follow it.
pub(super) fn set(draft: &mut Draft, id: &NodeId, key: &str, value: &Value) -> Result<Told, Refusal> {
    let old = draft.node(id)?;
    let entry = old.does.entry();
    let Some(setting) = entry.settings.iter().find(|setting| setting.key == key) else {
        return Err(Refusal::new(format!("{} has no setting {}.", quoted(&old.name), quoted(key))));
    };
    let (value, given) = match &old.does {
        Kind::Condition(condition) => cases::with_ports(value, condition),
        _ => (value.clone(), vec![]),
    };
    // By way of its text: what writes that is there anyway, and a second writer for all settings is much of the editor's module.
    let text = serde_json::to_string_pretty(&old.does);
    let Ok(Value::Object(mut does)) = text.and_then(|text| serde_json::from_str(&text)) else {
        return Err(Refusal::new(format!("{} cannot be changed in this way.", quoted(&old.name))));
    };
    match value {
        Value::Null => drop(does.remove(key)),
        value => drop(does.insert(key.to_owned(), value)),
    }
    let does: Kind = serde_json::from_value(Value::Object(does)).map_err(|error| {
        let (label, shape) = (quoted(setting.label), shape(setting.kind));
        Refusal::new(format!("{label} of {} is {shape}. What was given is not ({error}).", quoted(&old.name)))
    })?;
    let renamed = match (&old.does, &does) {
        (Kind::Condition(before), Kind::Condition(now)) => {
            cases::allowed(now)?;
            cases::renamed(before, now, &given)
        }
        _ => vec![],
    };
    let ports = |kind: &Kind| kind.ports().into_iter().map(|(port, _)| port).collect::<Vec<Port>>();
    let (before, now) = (ports(&old.does), ports(&does));
    let label = format!("Change {} of {}", quoted(setting.label), quoted(&old.name));
    let signals = match (&old.does, &does) {
        (Kind::Signal(before), Kind::Signal(now)) => Some((before.name.clone(), now.name.clone())),
        _ => None,
    };
    draft.set_node(Node { name: end_name(draft, &old, &does), does, ..old });
    if let Some((before, now)) = signals {
        follow::signals(draft, &before, &now);
    }
    draft.turn_ports(id, |edge| match renamed.iter().find(|(port, _)| *port == edge.port) {
        Some((_, port)) => Some(port.clone()),
        None => Some(edge.port.clone()).filter(|port| now.contains(port) || !before.contains(port)),
    });
    Ok(Told::new(label, vec![id.clone()]))
}

/// An end that nobody named is called by its outcome.
fn end_name(draft: &Draft, old: &Node, does: &Kind) -> String {
    match (&old.does, does) {
        (Kind::End(before), Kind::End(now)) if before.outcome != now.outcome && names::has_default_name(old) => {
            names::node_name(&draft.now, names::end_name(now.outcome), Some(&old.id))
        }
        _ => old.name.clone(),
    }
}

/// How a setting is written, for whoever writes it by hand.
fn shape(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text | FieldKind::LongText => "a text",
        FieldKind::Flag => "on or off: true or false",
        FieldKind::Source => "a way to find people, like {\"from\": \"group\", \"key\": \"finance\"}",
        FieldKind::Sources => "a list of ways to find people, like [{\"from\": \"group\", \"key\": \"finance\"}]",
        FieldKind::Policy => "{\"of\": \"any\"}, \"all\", \"in_order\", or {\"of\": \"at_least\", \"count\": 2}",
        FieldKind::Proof => "\"sign_in\", \"link\", \"link_and_code\" or \"password\"",
        FieldKind::Span => "a length of time, like \"P2D\" (two days) or \"PT4H\" (four hours)",
        FieldKind::Due => "\"no_deadline\", or a length of time, like {\"within\": \"P2D\"}",
        FieldKind::Reminders => "like {\"after\": \"P1D\", \"every\": \"P1D\", \"times\": 3}",
        FieldKind::Escalations => {
            "a list like [{\"after\": \"P3D\", \"how\": \"add\", \"to\": {\"from\": \"group\", \"key\": \"finance\"}}]"
        }
        FieldKind::Timeout => "like {\"after\": \"P9D\", \"then\": \"leave\"}",
        FieldKind::Cases => "a list like [{\"label\": \"large\", \"when\": \"request.amount > 1000.0\"}]",
        FieldKind::Moment => {
            "like {\"after\": \"P1D\"}, {\"moment\": \"2026-03-31T09:00:00Z\"} or {\"date_field\": {\"field\": \"day\", \"at\": \"09:00:00\"}}"
        }
        FieldKind::Outcome => "\"done\", \"approved\", \"rejected\", \"timed_out\", \"withdrawn\" or \"cancelled\"",
    }
}

pub(super) fn head(draft: &mut Draft, key: &str, value: &Value) -> Result<Told, Refusal> {
    match key {
        "key" => put(draft, text(key, value)?, |now| &mut now.key),
        "name" => put(draft, text(key, value)?, |now| &mut now.name),
        "description" => put(draft, text(key, value)?, |now| &mut now.description),
        "title" => put(draft, text(key, value)?, |now| &mut now.title),
        "time_zone" => put(draft, text(key, value)?, |now| &mut now.time_zone),
        "starters" => put(draft, groups(key, value)?, |now| &mut now.starters),
        "viewers" => put(draft, groups(key, value)?, |now| &mut now.viewers),
        other => return Err(Refusal::new(format!("A process has no setting {}.", quoted(other)))),
    }
    Ok(Told::new(format!("Change {} of the process", quoted(&key.replace('_', " "))), vec![]))
}

fn put<T>(draft: &mut Draft, value: T, place: impl Fn(&mut crate::definition::Definition) -> &mut T) {
    draft.head(|now| *place(now) = value);
}

fn text(key: &str, value: &Value) -> Result<String, Refusal> {
    read(key, value, "a text")
}

fn groups(key: &str, value: &Value) -> Result<Vec<GroupKey>, Refusal> {
    read(key, value, "a list of groups, like [\"sales\"]")
}

fn read<T: DeserializeOwned>(key: &str, value: &Value, shape: &str) -> Result<T, Refusal> {
    T::deserialize(value).map_err(|_| Refusal::new(format!("{} is {shape}.", quoted(key))))
}
