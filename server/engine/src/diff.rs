//! What differs between two definitions, as a person reads a change: the head, the form, the steps, the connections.
//! Where a step is drawn is kept apart. The order in which nodes and edges are written down means nothing to people.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::aside::{Note, Section};
use crate::definition::{At, Definition, Edge, Node};
use crate::form::Field;
use crate::ids::NodeId;

/// Everything that differs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Of the definition itself: its key, name, description, title, time zone, starters, viewers.
    pub head: Vec<Changed>,
    pub fields: Fields,
    pub nodes: Nodes,
    pub edges: Edges,
    pub notes: Asides<Note>,
    pub sections: Asides<Section>,
}

/// A member that has another value; null where it is not there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    pub key: String,
    pub before: Value,
    pub after: Value,
}

/// The questions of the form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Fields {
    pub added: Vec<Field>,
    pub removed: Vec<Field>,
    pub changed: Vec<FieldChange>,
    /// The keys of those that stand elsewhere among the others, as few as explain the new order.
    pub moved: Vec<String>,
}

/// A question that is asked differently.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    pub key: String,
    pub label: String,
    pub changes: Vec<Changed>,
}

/// The steps.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Nodes {
    pub added: Vec<Node>,
    pub removed: Vec<Node>,
    pub changed: Vec<NodeChange>,
    /// Drawn elsewhere; whatever else changed of them is in `changed`.
    pub moved: Vec<Moved>,
}

/// A step that is different.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NodeChange {
    pub id: NodeId,
    /// Its name now.
    pub name: String,
    /// Its name before, if it had another.
    pub name_before: Option<String>,
    /// Its kind now, as in the catalogue.
    pub kind: String,
    /// Its kind before, if it was another.
    pub kind_before: Option<String>,
    /// Its settings by their keys in the catalogue.
    pub settings: Vec<Changed>,
}

/// A step that is drawn elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    pub id: NodeId,
    pub name: String,
    pub before: At,
    pub after: At,
}

/// The connections.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edges {
    pub added: Vec<Edge>,
    pub removed: Vec<Edge>,
    pub changed: Vec<EdgeChange>,
}

/// A connection that leads otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EdgeChange {
    pub before: Edge,
    pub after: Edge,
}

/// Notes, or sections.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asides<T> {
    pub added: Vec<T>,
    pub removed: Vec<T>,
    /// Before and after; those that are only drawn otherwise are in `layout`.
    pub changed: Vec<(T, T)>,
    /// In another place, of another size, collapsed or not: nothing that is said of them.
    pub layout: Vec<T>,
}

impl<T> Default for Asides<T> {
    fn default() -> Self {
        Self { added: vec![], removed: vec![], changed: vec![], layout: vec![] }
    }
}

impl Difference {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether steps, notes or sections are drawn otherwise and nothing else differs.
    #[must_use]
    pub fn only_layout(&self) -> bool {
        let mut rest = self.clone();
        rest.nodes.moved.clear();
        rest.notes.layout.clear();
        rest.sections.layout.clear();
        !self.is_empty() && rest.is_empty()
    }
}

/// What one has to change to make `before` into `after`.
#[must_use]
pub fn diff(before: &Definition, after: &Definition) -> Difference {
    Difference {
        head: changes(&head(before), &head(after), &HEAD),
        fields: fields(&before.form.fields, &after.form.fields),
        nodes: nodes(&before.nodes, &after.nodes),
        edges: edges(&before.edges, &after.edges),
        notes: asides(&before.notes, &after.notes, |note| note.id.clone(), says),
        sections: asides(&before.sections, &after.sections, |section| section.id.clone(), gathers),
    }
}

const HEAD: [&str; 7] = ["key", "name", "description", "title", "time_zone", "starters", "viewers"];

fn head(definition: &Definition) -> Map<String, Value> {
    let Definition { schema, key, name, description, title, time_zone, starters, viewers, .. } = definition;
    object(&serde_json::json!({
        "schema": schema, "key": key, "name": name, "description": description, "title": title,
        "time_zone": time_zone, "starters": starters, "viewers": viewers,
    }))
}

fn fields(before: &[Field], after: &[Field]) -> Fields {
    let Paired { both, added, removed } = pair(before, after, |field| field.key.clone());
    let changed = both.iter().filter_map(|(old, new)| {
        let changes = changes(&object(old), &object(new), &["label", "help", "required", "input"]);
        (!changes.is_empty()).then(|| FieldChange { key: new.key.clone(), label: new.label.clone(), changes })
    });
    Fields {
        changed: changed.collect(),
        moved: moved(before, &both),
        added: added.into_iter().cloned().collect(),
        removed: removed.into_iter().cloned().collect(),
    }
}

/// The keys outside of a longest run of fields whose order is as it was.
fn moved(before: &[Field], both: &[(&Field, &Field)]) -> Vec<String> {
    let place = |field: &Field| before.iter().position(|other| std::ptr::eq(other, field)).unwrap_or(usize::MAX);
    let places: Vec<usize> = both.iter().map(|(old, _)| place(old)).collect();
    let stay = longest_rise(&places);
    let elsewhere = both.iter().enumerate().filter(|(i, _)| !stay.contains(i));
    elsewhere.map(|(_, (_, new))| new.key.clone()).collect()
}

/// The indices of a longest rising run, by patience (Schensted 1961).
fn longest_rise(places: &[usize]) -> BTreeSet<usize> {
    let (mut tops, mut under): (Vec<usize>, Vec<Option<usize>>) = (Vec::new(), Vec::with_capacity(places.len()));
    for (i, place) in places.iter().enumerate() {
        let pile = tops.partition_point(|top| places[*top] < *place);
        under.push(pile.checked_sub(1).map(|left| tops[left]));
        if pile == tops.len() { tops.push(i) } else { tops[pile] = i }
    }
    let mut rise = BTreeSet::new();
    let mut at = tops.last().copied();
    while let Some(i) = at {
        rise.insert(i);
        at = under[i];
    }
    rise
}

fn nodes(before: &[Node], after: &[Node]) -> Nodes {
    let Paired { both, added, removed } = pair(before, after, |node| node.id.clone());
    let changed = both.iter().filter(|(old, new)| old.name != new.name || old.does != new.does);
    let moved = both.iter().filter(|(old, new)| old.at != new.at).map(|(old, new)| Moved {
        id: new.id.clone(),
        name: new.name.clone(),
        before: old.at,
        after: new.at,
    });
    Nodes {
        changed: changed.map(|(old, new)| node_change(old, new)).collect(),
        moved: moved.collect(),
        added: added.into_iter().cloned().collect(),
        removed: removed.into_iter().cloned().collect(),
    }
}

fn node_change(before: &Node, after: &Node) -> NodeChange {
    let (old, new) = (before.does.entry(), after.does.entry());
    let settings = |node: &Node| {
        let mut settings = object(&node.does);
        settings.remove("kind");
        settings
    };
    let order: Vec<&str> = new.settings.iter().chain(old.settings).map(|setting| setting.key).collect();
    NodeChange {
        id: after.id.clone(),
        name: after.name.clone(),
        name_before: (before.name != after.name).then(|| before.name.clone()),
        kind: new.kind.to_owned(),
        kind_before: (old.kind != new.kind).then(|| old.kind.to_owned()),
        settings: changes(&settings(before), &settings(after), &order),
    }
}

fn edges(before: &[Edge], after: &[Edge]) -> Edges {
    let Paired { both, added, removed } = pair(before, after, |edge| edge.id.clone());
    let changed = both.iter().filter(|(old, new)| old != new);
    Edges {
        changed: changed.map(|(old, new)| EdgeChange { before: (*old).clone(), after: (*new).clone() }).collect(),
        added: added.into_iter().cloned().collect(),
        removed: removed.into_iter().cloned().collect(),
    }
}

/// Whether two notes say the same, wherever they are drawn.
fn says(one: &Note, other: &Note) -> bool {
    (&one.text, one.colour) == (&other.text, other.colour)
}

/// Whether two sections are the same, collapsed or not.
fn gathers(one: &Section, other: &Section) -> bool {
    let steps = |section: &Section| section.nodes.iter().cloned().collect::<BTreeSet<NodeId>>();
    (&one.name, one.colour, steps(one)) == (&other.name, other.colour, steps(other))
}

fn asides<T: Clone + PartialEq, K: Ord>(
    before: &[T],
    after: &[T],
    key: impl Fn(&T) -> K,
    same: fn(&T, &T) -> bool,
) -> Asides<T> {
    let Paired { both, added, removed } = pair(before, after, key);
    let (layout, changed): (Vec<_>, Vec<_>) =
        both.into_iter().filter(|(old, new)| old != new).partition(|(old, new)| same(old, new));
    Asides {
        added: added.into_iter().cloned().collect(),
        removed: removed.into_iter().cloned().collect(),
        changed: changed.into_iter().map(|(old, new)| (old.clone(), new.clone())).collect(),
        layout: layout.into_iter().map(|(_, new)| new.clone()).collect(),
    }
}

/// Two lists side by side.
struct Paired<'a, T> {
    both: Vec<(&'a T, &'a T)>,
    added: Vec<&'a T>,
    removed: Vec<&'a T>,
}

/// Pairs what has the same key; where a drawing has one twice, the first with the first, the second with the second.
fn pair<'a, T, K: Ord>(before: &'a [T], after: &'a [T], key: impl Fn(&T) -> K) -> Paired<'a, T> {
    let mut old: BTreeMap<K, std::collections::VecDeque<usize>> = BTreeMap::new();
    for (i, one) in before.iter().enumerate() {
        old.entry(key(one)).or_default().push_back(i);
    }
    let (mut both, mut added) = (Vec::new(), Vec::new());
    for one in after {
        match old.get_mut(&key(one)).and_then(std::collections::VecDeque::pop_front) {
            Some(i) => both.push((&before[i], one)),
            None => added.push(one),
        }
    }
    let left: BTreeSet<usize> = old.into_values().flatten().collect();
    Paired { both, added, removed: left.into_iter().map(|i| &before[i]).collect() }
}

fn object(of: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(of) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    }
}

/// The members that differ: those in `order` first, then any others.
fn changes(before: &Map<String, Value>, after: &Map<String, Value>, order: &[&str]) -> Vec<Changed> {
    let others = before.keys().chain(after.keys()).map(String::as_str);
    let mut told = BTreeSet::new();
    let differing = order.iter().copied().chain(others).filter(|key| told.insert((*key).to_owned()));
    let value = |of: &Map<String, Value>, key: &str| of.get(key).cloned().unwrap_or(Value::Null);
    let change = |key: &str| {
        let (before, after) = (value(before, key), value(after, key));
        (before != after).then(|| Changed { key: key.to_owned(), before, after })
    };
    differing.filter_map(change).collect()
}
