//! A place that both changed, in words: what it is, and what each made of it.

use serde_json::Value;

use super::parts::SETTING;
use super::{Merged, Place};
use crate::definition::{Definition, Node};
use crate::edit::port_name;
use crate::form::Field;
use crate::ids::{EdgeId, GroupKey, NodeId, Port};
use crate::narrate::{Narrator, and, capital, connection, head_label, input, quoted};

/// A place as people read it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Told {
    /// `“Manager”: Due`.
    pub what: String,
    pub mine: String,
    pub theirs: String,
}

/// Tells of a place; both narrators know their own definition.
#[must_use]
pub fn told(place: &Place, merged: &Merged, mine: &Narrator, theirs: &Narrator) -> Told {
    let what = what(place, merged, mine.definition, theirs.definition);
    if (place.list.as_str(), place.key.as_str()) == ("nodes", "at") {
        return Told { what, mine: "Where you put them.".to_owned(), theirs: "Where they put them.".to_owned() };
    }
    if place.key.is_empty() {
        let kept = |by: &str| format!("Kept, as {by} changed it.");
        let removed = "Removed.".to_owned();
        return if is_there(place, mine.definition) {
            Told { what, mine: kept("you"), theirs: removed }
        } else {
            Told { what, mine: removed, theirs: kept("they") }
        };
    }
    let value = |narrator: &Narrator| match value(place, narrator) {
        text if text.is_empty() => "Nothing.".to_owned(),
        text => text,
    };
    Told { what, mine: value(mine), theirs: value(theirs) }
}

fn is_there(place: &Place, definition: &Definition) -> bool {
    match place.list.as_str() {
        "nodes" => node(definition, place).is_some(),
        "edges" => definition.edges.iter().any(|edge| edge.id.as_str() == place.id),
        _ => field(definition, place).is_some(),
    }
}

fn what(place: &Place, merged: &Merged, mine: &Definition, theirs: &Definition) -> String {
    let name = |id: &NodeId| quoted(if mine.node(id).is_some() { mine.name_of(id) } else { theirs.name_of(id) });
    match (place.list.as_str(), place.key.as_str()) {
        ("nodes", "at") => {
            let names: Vec<String> = merged.drawn.iter().map(name).collect();
            format!("Where {} {} drawn", and(&names), if names.len() == 1 { "is" } else { "are" })
        }
        ("nodes", "") => name(&NodeId::from(place.id.as_str())),
        ("nodes", key) => {
            let kind = node(mine, place).map(|node| node.does.entry());
            let setting = key.strip_prefix(SETTING).and_then(|key| kind?.settings.iter().find(|one| one.key == key));
            let label = match key {
                "name" => "Name",
                "does" => "Kind of step",
                other => setting.map_or(other.trim_start_matches(SETTING), |setting| setting.label),
            };
            format!("{}: {label}", name(&NodeId::from(place.id.as_str())))
        }
        ("edges", _) => {
            let id = EdgeId::from(place.id.as_str());
            let found =
                [mine, theirs].into_iter().find_map(|of| Some((of, of.edges.iter().find(|edge| edge.id == id)?)));
            found.map_or_else(|| place.id.clone(), |(of, edge)| format!("The connection {}", connection(of, edge)))
        }
        ("ways", leaves) => {
            let (id, leaves) = (NodeId::from(place.id.as_str()), Port::from(leaves));
            match mine.node(&id).map_or_else(String::new, |node| port_name(node, &leaves)) {
                way if way.is_empty() => format!("The way on from {}", name(&id)),
                way => format!("The way from {}, {way}", name(&id)),
            }
        }
        ("fields", "order") => "The order of the questions".to_owned(),
        ("fields", key) => {
            let named =
                field(mine, place).or_else(|| field(theirs, place)).map_or(place.id.as_str(), |field| &field.label);
            let label = match key {
                "" => return format!("The question {}", quoted(named)),
                "label" => "Question",
                "help" => "Help",
                "required" => "Needed",
                "input" => "Answer",
                other => other,
            };
            format!("The question {}: {label}", quoted(named))
        }
        ("", key) => format!("The process: {}", head_label(key)),
        (list, key) => format!("{} {}: {key}", capital(list), place.id),
    }
}

/// What a property is in one of the definitions.
fn value(place: &Place, narrator: &Narrator) -> String {
    let definition = narrator.definition;
    match (place.list.as_str(), place.key.as_str()) {
        ("nodes", key) => node(definition, place).map_or_else(String::new, |node| setting(narrator, node, key)),
        ("edges", _) => {
            let edge = definition.edges.iter().find(|edge| edge.id.as_str() == place.id);
            edge.map_or_else(String::new, |edge| connection(definition, edge))
        }
        ("ways", leaves) => {
            let (id, leaves) = (NodeId::from(place.id.as_str()), Port::from(leaves));
            let edge = definition.edges_from(&id, &leaves).next();
            edge.map_or_else(String::new, |edge| format!("To {}.", quoted(definition.name_of(&edge.to))))
        }
        ("fields", "order") => {
            let labels: Vec<&str> = definition.form.fields.iter().map(|field| field.label.as_str()).collect();
            labels.join(", ")
        }
        ("fields", key) => field(definition, place).map_or_else(String::new, |field| match key {
            "input" => input(&field.input),
            "required" => if field.required { "Yes" } else { "No, optional" }.to_owned(),
            "help" => field.help.clone(),
            _ => field.label.clone(),
        }),
        (_, key) => {
            let whole = serde_json::to_value(definition).unwrap_or_default();
            spoken(whole.get(key).unwrap_or(&Value::Null), narrator)
        }
    }
}

fn setting(narrator: &Narrator, node: &Node, key: &str) -> String {
    let entry = node.does.entry();
    match key.strip_prefix(SETTING) {
        None if key == "name" => quoted(&node.name),
        None => entry.label.to_owned(),
        Some(key) => {
            let label = entry.settings.iter().find(|setting| setting.key == key).map(|setting| setting.label);
            let told = narrator.settings(node).into_iter().find(|(told, _)| Some(*told) == label);
            told.map_or_else(String::new, |(_, words)| words)
        }
    }
}

/// A text, or the groups of the process.
fn spoken(value: &Value, narrator: &Narrator) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(keys) => {
            let names = keys.iter().filter_map(Value::as_str).map(|key| (narrator.group)(&GroupKey::from(key)));
            names.collect::<Vec<_>>().join(", ")
        }
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn node<'a>(definition: &'a Definition, place: &Place) -> Option<&'a Node> {
    definition.node(&NodeId::from(place.id.as_str()))
}

fn field<'a>(definition: &'a Definition, place: &Place) -> Option<&'a Field> {
    definition.form.field(&place.id)
}
