//! Where people come from: one source, or several in their order.

use std::sync::Arc;

use engine::form::Input;
use leptos::prelude::*;
use serde_json::{Value, json};

use super::controls::{Choices, Chosen, choices, line, part, select, text_line};
use super::lens::Lens;
use super::list::{Items, list};
use super::people::person;
use super::typing::Typing;
use crate::Store;
use crate::expression::{Expects, Expression};

/// Which sources make sense at a place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Allowed {
    /// Whoever can be named before somebody is asked.
    People,
    /// Somebody has been asked already.
    Escalation,
    /// Who is there whatever the request says.
    Certain,
}

const KINDS: [(&str, &str); 8] = [
    ("group", "A group"),
    ("person", "A person"),
    ("manager_of_requester", "The requester\u{2019}s manager"),
    ("manager_of_assignee", "The manager of who is asked"),
    ("field", "Named in the form"),
    ("email", "An e-mail address"),
    ("expression", "By an expression"),
    ("requester", "The requester"),
];

impl Allowed {
    fn kinds(self) -> Vec<(&'static str, &'static str)> {
        let fits = |kind: &str| match self {
            Self::People => kind != "manager_of_assignee",
            Self::Escalation => true,
            Self::Certain => matches!(kind, "group" | "person" | "email"),
        };
        KINDS.into_iter().filter(|(kind, _)| fits(kind)).collect()
    }
}

/// The fields of the form whose input fits, with their labels.
pub fn fields(store: Store, fits: fn(&Input) -> bool) -> Choices {
    store.definition.with(|definition| {
        let fields = definition.form.fields.iter().filter(|field| fits(&field.input));
        fields.map(|field| (field.key.clone(), field.label.clone())).collect()
    })
}

fn people_fields(store: Store) -> Choices {
    fields(store, |input| matches!(input, Input::Person | Input::Email))
}

/// The groups, with their names.
pub fn groups(store: Store) -> Choices {
    store.directory.with(|all| all.groups.iter().map(|group| (group.key.clone(), group.name.clone())).collect())
}

/// A new source of a kind.
fn fresh(store: Store, kind: &str) -> Value {
    let first = |all: Choices| all.into_iter().next().map_or(String::new(), |(key, _)| key);
    untrack(|| match kind {
        "person" => {
            let me = store.directory.with(|all| all.me.clone());
            json!({ "from": kind, "id": if me.is_empty() { "00000000-0000-0000-0000-000000000000" } else { &me } })
        }
        "group" => json!({ "from": kind, "key": first(groups(store)) }),
        "email" => json!({ "from": kind, "address": "" }),
        "manager_of_requester" => json!({ "from": kind, "levels": 1 }),
        "field" => json!({ "from": kind, "key": first(people_fields(store)) }),
        "expression" => json!({ "from": kind, "cel": "requester.id" }),
        other => json!({ "from": other }),
    })
}

/// Several sources.
pub fn sources(lens: &Lens) -> AnyView {
    let store = lens.store;
    list(
        lens,
        Items {
            one: "person",
            add: "Add somebody",
            fresh: Arc::new(move |before| {
                let there = |kind: &str| before.iter().any(|source| source["from"] == kind);
                let kind = if there("manager_of_requester") { "group" } else { "manager_of_requester" };
                fresh(store, if before.is_empty() { "group" } else { kind })
            }),
            item: Arc::new(|lens| source(&lens, Allowed::People)),
        },
    )
}

/// One source, or none.
pub fn source_or_none(lens: &Lens) -> AnyView {
    let mut kinds = vec![("", "Nobody")];
    kinds.extend(Allowed::Certain.kinds());
    one(lens, kinds)
}

/// One source.
pub fn source(lens: &Lens, allowed: Allowed) -> AnyView {
    one(lens, allowed.kinds())
}

fn one(lens: &Lens, kinds: Vec<(&str, &str)>) -> AnyView {
    let store = lens.store;
    let kind = lens.shape(|source| source["from"].as_str().unwrap_or_default().to_owned());
    let (at, inside) = (lens.clone(), lens.clone());
    let choose: Chosen = Arc::new(move |kind| {
        at.set(if kind.is_empty() { Value::Null } else { fresh(store, &kind) });
    });
    let id = format!("{}-from", lens.id());
    view! {
        <div class="source">
            <label class="hidden" for=id.clone()>"Who"</label>
            {select(&id, choices(&kinds), kind.into(), choose)}
            {move || detail(&inside, &kind.get())}
        </div>
    }
    .into_any()
}

fn detail(lens: &Lens, kind: &str) -> AnyView {
    let store = lens.store;
    let hidden = |id: &str, label: &'static str, control: AnyView| {
        view! { <label class="hidden" for=id.to_owned()>{label}</label>{control} }.into_any()
    };
    let chosen = |lens: &Lens, all: Signal<Choices>, label: &'static str| {
        let choose = lens.chooser();
        hidden(&lens.id(), label, select(&lens.id(), all, lens.written(), choose))
    };
    match kind {
        "person" => {
            let id = lens.at("id");
            hidden(&id.id(), "Person", person(&id))
        }
        "group" => chosen(&lens.at("key"), Signal::derive(move || groups(store)), "Group"),
        "field" => chosen(&lens.at("key"), Signal::derive(move || people_fields(store)), "Field of the form"),
        "email" => {
            let address = lens.at("address");
            hidden(&address.id(), "E-mail address", text_line(&address))
        }
        "manager_of_requester" => {
            let levels = lens.at("levels");
            let to = levels.clone();
            let typing = Typing::new(store, move |gesture, text| match text.trim().parse::<u8>() {
                Ok(count) => to.set_in(gesture, count.into()),
                Err(_) => store.refuse("Enter how many levels, like 1 or 2."),
            });
            part(&levels.id(), "Levels up", line(&levels.id(), "number", None, levels.written(), typing))
        }
        "expression" => {
            let cel = lens.at("cel");
            let (to, value) = (cel.clone(), cel.written());
            let change = Callback::new(move |(gesture, text): (Option<u64>, String)| to.set_in(gesture, text.into()));
            view! { <Expression store id=cel.id() label="Expression" value on_change=change expects=Expects::People/> }
                .into_any()
        }
        _ => ().into_any(),
    }
}
