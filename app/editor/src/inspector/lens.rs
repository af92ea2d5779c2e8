//! One value inside the definition's JSON: read where it is, and written by the edit that belongs there. The editors of all
//! settings are made of lenses, so that none of them knows which node, field or head key it edits.

use std::sync::Arc;

use engine::definition::Definition;
use engine::edit::Edit;
use engine::ids::NodeId;
use leptos::prelude::*;
use serde_json::{Map, Value, json};

use super::controls::Chosen;
use crate::Store;

/// What a lens looks into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The settings of a node.
    Node(NodeId),
    /// The process itself.
    Process,
    /// The question at this place of the form.
    Field(usize),
}

impl Target {
    fn whole(&self, definition: &Definition) -> Value {
        match self {
            Self::Node(id) => definition.node(id).and_then(|node| serde_json::to_value(&node.does).ok()),
            Self::Process => Some(json!({
                "key": definition.key,
                "name": definition.name,
                "description": definition.description,
                "title": definition.title,
                "time_zone": definition.time_zone,
                "starters": definition.starters,
                "viewers": definition.viewers,
            })),
            Self::Field(at) => definition.form.fields.get(*at).and_then(|field| serde_json::to_value(field).ok()),
        }
        .unwrap_or_default()
    }
}

/// A place in the JSON of a [`Target`].
#[derive(Clone)]
pub struct Lens {
    pub store: Store,
    target: Target,
    whole: ArcMemo<Value>,
    /// JSON pointer; its first part is the setting's key.
    path: String,
}

impl Lens {
    pub fn of(store: Store, target: Target) -> Self {
        let looked = target.clone();
        let whole = ArcMemo::new(move |_| store.definition.with(|definition| looked.whole(definition)));
        Self { store, target, whole, path: String::new() }
    }

    /// The member of this name, or the item at this place.
    pub fn at(&self, key: impl std::fmt::Display) -> Self {
        Self { path: format!("{}/{key}", self.path), ..self.clone() }
    }

    /// A name for the element that edits it.
    pub fn id(&self) -> String {
        match &self.target {
            Target::Node(_) => format!("set{}", self.path.replace('/', "-")),
            Target::Process => format!("process{}", self.path.replace('/', "-")),
            Target::Field(at) => format!("field-{at}{}", self.path.replace('/', "-")),
        }
    }

    /// Reads the value; null where there is none.
    pub fn with<T>(&self, read: impl FnOnce(&Value) -> T) -> T {
        self.whole.with(|whole| read(whole.pointer(&self.path).unwrap_or(&Value::Null)))
    }

    pub fn get(&self) -> Value {
        self.with(Clone::clone)
    }

    /// The value as it is written: a text as itself, a number in digits, nothing as an empty text.
    pub fn text(&self) -> String {
        self.with(written)
    }

    /// The text as a signal.
    pub fn written(&self) -> Signal<String> {
        let lens = self.clone();
        Signal::derive(move || lens.text())
    }

    /// A part of it that views are built anew for when it changes.
    pub fn shape<T: PartialEq + Send + Sync + 'static>(&self, read: fn(&Value) -> T) -> Memo<T> {
        let lens = self.clone();
        Memo::new(move |_| lens.with(read))
    }

    /// Writes the value, as a step of its own.
    pub fn set(&self, value: Value) {
        self.put(None, value);
    }

    /// Writes the value, as a part of a gesture.
    pub fn set_in(&self, gesture: Option<u64>, value: Value) {
        self.put(gesture, value);
    }

    /// What writes a text here.
    pub fn chooser(&self) -> Chosen {
        let to = self.clone();
        Arc::new(move |text| to.set(text.into()))
    }

    /// Writes the value; false when that was refused.
    pub fn put(&self, gesture: Option<u64>, value: Value) -> bool {
        let mut whole = self.store.definition.with_untracked(|definition| self.target.whole(definition));
        if !put(&mut whole, &self.path, value) {
            return false;
        }
        let key = self.path.split('/').nth(1).unwrap_or_default().to_owned();
        let setting = || whole.get(&key).cloned().unwrap_or_default();
        let edit = match &self.target {
            Target::Node(node) => Edit::Set { node: node.clone(), value: setting(), key },
            Target::Process => Edit::Head { value: setting(), key },
            Target::Field(at) => {
                let at = *at;
                let before = self.store.definition.with_untracked(|definition| definition.form.fields.get(at).cloned());
                let Some(before) = before else { return false };
                let Ok(field) = serde_json::from_value(whole) else {
                    self.store.refuse("That cannot be a limit of this field.");
                    return false;
                };
                Edit::SetField { key: before.key, field }
            }
        };
        make_here(self.store, gesture, edit)
    }
}

/// Makes an edit, and leaves selected what is selected.
pub fn make_here(store: Store, gesture: Option<u64>, edit: Edit) -> bool {
    let selected = store.selection.get_untracked();
    let made = store.make_in(gesture, edit);
    if store.selection.with_untracked(|now| *now != selected) {
        store.selection.set(selected);
    }
    made
}

fn written(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Puts a value at a JSON pointer; a member that is missing is made. False when the way there does not exist.
fn put(whole: &mut Value, path: &str, value: Value) -> bool {
    let Some((way, last)) = path.rsplit_once('/') else {
        *whole = value;
        return true;
    };
    match whole.pointer_mut(way) {
        Some(Value::Object(members)) => {
            members.insert(last.to_owned(), value);
            true
        }
        Some(Value::Array(items)) => {
            let place = last.parse().ok().and_then(|at: usize| items.get_mut(at));
            place.map(|place| *place = value).is_some()
        }
        Some(place @ Value::Null) => {
            *place = Value::Object(Map::from_iter([(last.to_owned(), value)]));
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_put_where_the_pointer_says() {
        let mut whole = json!({ "approvers": [{ "from": "group", "key": "legal" }], "proof": null });
        assert!(put(&mut whole, "/approvers/0/key", json!("finance")));
        assert!(put(&mut whole, "/meaning", json!("Released")));
        assert!(put(&mut whole, "/proof/of", json!("link")));
        assert!(!put(&mut whole, "/approvers/3", json!({})));
        assert!(!put(&mut whole, "/gone/0/key", json!({})));
        let expected = json!({ "approvers": [{ "from": "group", "key": "finance" }], "proof": { "of": "link" }, "meaning": "Released" });
        assert_eq!(whole, expected);
    }
}
