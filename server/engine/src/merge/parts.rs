//! A definition as its document has it: a head, and lists of things that have an id. Lists that are added to the document
//! one day are merged by the same rules.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::definition::Definition;

/// A thing with its properties.
pub(super) type Thing = Map<String, Value>;

/// A definition, taken apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    pub head: Thing,
    pub lists: BTreeMap<String, Vec<Thing>>,
}

/// The key that tells the things of a list apart.
fn key_of(list: &str) -> &'static str {
    if list == "fields" { "key" } else { "id" }
}

/// The id of a thing.
pub(super) fn id_of<'a>(list: &str, thing: &'a Thing) -> &'a str {
    thing.get(key_of(list)).and_then(Value::as_str).unwrap_or_default()
}

/// The kind of a node.
pub(super) fn kind(thing: &Thing) -> Option<&Value> {
    thing.get("does")?.get("kind")
}

/// What can be changed by itself: the settings of a node of one kind (`one_kind`), the beginning of an edge as a whole.
pub(super) fn opened(list: &str, thing: &Thing, one_kind: bool) -> Thing {
    let mut open = thing.clone();
    match list {
        "nodes" if one_kind => {
            if let Some(Value::Object(settings)) = open.remove("does") {
                open.extend(settings.into_iter().map(|(key, value)| (format!("{SETTING}{key}"), value)));
            }
        }
        "edges" => {
            let (from, port) = (open.remove("from"), open.remove("port"));
            open.insert("from".to_owned(), json!([from, port]));
        }
        _ => {}
    }
    open
}

/// Before the key of a node's setting.
pub(super) const SETTING: &str = "does.";

/// The thing that [`opened`] opened.
pub(super) fn closed(list: &str, open: Thing) -> Thing {
    let mut thing = Thing::new();
    for (key, value) in open {
        match (list, key.strip_prefix(SETTING), value) {
            ("nodes", Some(setting), value) => {
                let does = thing.entry("does").or_insert_with(|| json!({}));
                if let Value::Object(settings) = does {
                    settings.insert(setting.to_owned(), value);
                }
            }
            ("edges", _, Value::Array(ends)) if key == "from" => {
                thing.extend(["from", "port"].map(str::to_owned).into_iter().zip(ends));
            }
            (_, _, value) => drop(thing.insert(key, value)),
        }
    }
    thing
}

impl Parts {
    /// Definitions, taken apart alike. What has an id twice in one of them gets a fresh one.
    pub fn of(definitions: [&Definition; 3]) -> [Self; 3] {
        let mut whole = definitions.map(document);
        let is_list = |value: &Value| {
            value
                .as_array()
                .is_some_and(|all| !all.is_empty() && all.iter().all(|one| one.get("id").is_some_and(Value::is_string)))
        };
        let mut lists: BTreeSet<String> = ["nodes", "edges"].map(str::to_owned).into();
        for head in &whole {
            lists.extend(head.iter().filter(|(_, value)| is_list(value)).map(|(key, _)| key.clone()));
        }
        for head in &mut whole {
            if let Some(fields) = head.get_mut("form").and_then(|form| form.get_mut("fields")).map(Value::take) {
                head.insert("fields".to_owned(), fields);
            }
        }
        lists.insert("fields".to_owned());
        whole.map(|mut head| {
            let taken = lists.iter().map(|name| (name.clone(), things(name, head.remove(name))));
            Self { lists: taken.collect(), head }
        })
    }

    /// The lists that every document has not.
    pub fn others(&self) -> impl Iterator<Item = &str> {
        self.lists.keys().map(String::as_str).filter(|name| !["fields", "nodes", "edges"].contains(name))
    }

    pub fn list(&self, name: &str) -> &[Thing] {
        self.lists.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// What is new here and has an id that somebody else gave to something else gets a fresh one. Two questions of one key are
    /// one question, because texts and conditions mean it by that key.
    pub fn give_fresh_ids(&mut self, base: &Self, theirs: &Self) {
        // Nodes first: edges of nodes that get another id are other edges.
        let mut names: Vec<String> = self.lists.keys().filter(|name| *name != "fields").cloned().collect();
        names.sort_by_key(|name| name != "nodes");
        for name in names {
            let known: BTreeSet<&str> = base.list(&name).iter().map(|thing| id_of(&name, thing)).collect();
            let others: BTreeMap<&str, &Thing> =
                theirs.list(&name).iter().map(|thing| (id_of(&name, thing), thing)).collect();
            let mut taken: BTreeSet<String> = known.iter().chain(others.keys()).map(|id| (*id).to_owned()).collect();
            taken.extend(self.list(&name).iter().map(|thing| id_of(&name, thing).to_owned()));
            let mut renamed = BTreeMap::new();
            for thing in self.lists.get_mut(&name).into_iter().flatten() {
                let id = id_of(&name, thing).to_owned();
                if !known.contains(id.as_str()) && others.get(id.as_str()).is_some_and(|other| *other != thing) {
                    let new = fresh(&id, "-", &mut taken);
                    thing.insert(key_of(&name).to_owned(), json!(new));
                    renamed.insert(id, new);
                }
            }
            if name == "nodes" {
                self.lead_to(&renamed);
            }
        }
    }

    /// Edges follow nodes that have another id.
    fn lead_to(&mut self, renamed: &BTreeMap<String, String>) {
        for edge in self.lists.get_mut("edges").into_iter().flatten() {
            for end in ["from", "to"] {
                if let Some(new) = edge.get(end).and_then(Value::as_str).and_then(|id| renamed.get(id)) {
                    let new = json!(new);
                    edge.insert(end.to_owned(), new);
                }
            }
        }
    }

    /// Put together again.
    ///
    /// # Errors
    /// It is no definition.
    pub fn definition(&self) -> Result<Definition, serde_json::Error> {
        let mut whole = self.head.clone();
        for (name, things) in &self.lists {
            let things = Value::Array(things.iter().cloned().map(Value::Object).collect());
            match (name.as_str(), whole.get_mut("form")) {
                ("fields", Some(Value::Object(form))) => drop(form.insert(name.clone(), things)),
                _ => drop(whole.insert(name.clone(), things)),
            }
        }
        serde_json::from_value(Value::Object(whole))
    }
}

fn document(definition: &Definition) -> Thing {
    match serde_json::to_value(definition) {
        Ok(Value::Object(document)) => document,
        _ => Thing::new(),
    }
}

fn things(list: &str, value: Option<Value>) -> Vec<Thing> {
    let Some(Value::Array(values)) = value else { return vec![] };
    let mut things: Vec<Thing> = values
        .into_iter()
        .filter_map(|value| if let Value::Object(thing) = value { Some(thing) } else { None })
        .collect();
    let mut taken: BTreeSet<String> = things.iter().map(|thing| id_of(list, thing).to_owned()).collect();
    let mut seen = BTreeSet::new();
    for thing in &mut things {
        let id = id_of(list, thing).to_owned();
        if !seen.insert(id.clone()) {
            let between = if list == "fields" { "_" } else { "-" };
            thing.insert(key_of(list).to_owned(), json!(fresh(&id, between, &mut taken)));
        }
    }
    things
}

/// An id that nothing has, from one that something has: `approval-3` of `approval-2`, `e18` of `e17`, `wait-2` of `wait`.
fn fresh(id: &str, between: &str, taken: &mut BTreeSet<String>) -> String {
    let stem = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let stem = if stem.len() == id.len() { format!("{id}{between}") } else { stem.to_owned() };
    let number =
        id.get(stem.len()..).and_then(|digits| digits.parse::<u64>().ok()).filter(|number| *number < 1_000_000_000);
    let mut next = number.map_or(2, |number| number + 1);
    loop {
        let new = format!("{stem}{next}");
        if taken.insert(new.clone()) {
            return new;
        }
        next += 1;
    }
}
