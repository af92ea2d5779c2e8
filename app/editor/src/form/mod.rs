//! The form of the process: its questions as a list, each opened to its settings; beside it the form as a requester sees it.

mod drag;
mod field;
mod keys;
mod limits;
mod uses;

use std::sync::Arc;

use engine::edit::Edit;
use engine::form::{Field, Input};
use leptos::prelude::*;

use crate::Store;
use crate::inspector::controls::{button, focus_later, icon};
use crate::inspector::lens::make_here;
use crate::inspector::people::people_list;
use crate::inspector::{questions, requester};

/// The types of field: the type's name, its words, its icon.
const TYPES: [(&str, &str, &str); 8] = [
    ("text", "Text", "pencil"),
    ("long_text", "Long text", "paper"),
    ("number", "Number", "pulse"),
    ("money", "Amount", "stamp"),
    ("date", "Date", "clock"),
    ("choice", "Choice", "branch"),
    ("person", "Person", "person"),
    ("email", "E-mail", "mail"),
];

/// Words and icon of a type.
fn words_of(input: &Input) -> (&'static str, &'static str) {
    let name = serde_json::to_value(input).ok().and_then(|input| input["type"].as_str().map(str::to_owned));
    let found = TYPES.into_iter().find(|(key, ..)| name.as_deref() == Some(*key));
    found.map_or(("Field", "dot"), |(_, words, icon)| (words, icon))
}

/// A new field of a type, at its default.
fn fresh(kind: &str, taken: &[Field]) -> Option<Field> {
    let label = TYPES.into_iter().find(|(key, ..)| *key == kind).map(|(_, words, _)| words)?;
    let input = match kind {
        "money" => serde_json::json!({ "type": kind, "currency": "EUR" }),
        "choice" => serde_json::json!({ "type": kind, "options": [
            { "value": "first", "label": "First" }, { "value": "second", "label": "Second" }
        ] }),
        _ => serde_json::json!({ "type": kind }),
    };
    let input = serde_json::from_value(input).ok()?;
    let key = keys::free(&keys::slug(label), taken.iter().map(|field| field.key.as_str()));
    Some(Field { key, label: label.to_owned(), help: String::new(), required: false, input })
}

/// The form and how it looks.
#[component]
pub fn FormBuilder(store: Store) -> impl IntoView {
    // Which field is open, by its place.
    let open = RwSignal::new(None::<usize>);
    let count = Memo::new(move |_| store.definition.with(|all| all.form.fields.len()));
    let list = NodeRef::<leptos::html::Ol>::new();
    let moved = drag::Drag::new(store, list, open);
    view! {
        <div class="form-builder">
            {people_list(store.directory)}
            <div class="form-desk">
            <div class="form-fields">
                {palette(store, open)}
                <ol class="field-list" node_ref=list>
                    <For each=move || 0..count.get() key=|at| *at children=move |at| field::field(store, at, open, moved)/>
                </ol>
                {move || (count.get() == 0).then(|| view! {
                    <p class="quiet form-empty">"The form asks nothing yet. Add a field above."</p>
                })}
            </div>
            <section class="form-preview" aria-label="How a requester sees it">
                <header>
                    <h2>"As a requester sees it"</h2>
                    <p class="field-help">"What you enter here is the sample request that titles, approvers and expressions are tried on."</p>
                </header>
                <div class="form-paper">
                    {questions(store, "preview")}
                </div>
                <details><summary>"Who asks in the sample"</summary>{requester(store, "preview-requester")}</details>
            </section>
            </div>
        </div>
    }
}

fn palette(store: Store, open: RwSignal<Option<usize>>) -> AnyView {
    let one = |(kind, words, icon): (&'static str, &'static str, &'static str)| {
        button(icon, words, format!("form-add-{kind}"), Arc::new(move || add(store, kind, open)))
    };
    view! {
        <div class="form-palette" role="group" aria-label="Add a field">
            <p class="form-palette-title">{icon("plus")}"Add a field"</p>
            {TYPES.map(one).into_iter().collect_view()}
        </div>
    }
    .into_any()
}

/// Adds a field after the one that is open, else at the end, and opens it.
fn add(store: Store, kind: &str, open: RwSignal<Option<usize>>) {
    let Some(field) = store.definition.with_untracked(|all| fresh(kind, &all.form.fields)) else { return };
    let count = store.definition.with_untracked(|all| all.form.fields.len());
    let at = open.get_untracked().map_or(count, |at| (at + 1).min(count));
    if make_here(store, None, Edit::AddField { at, field }) {
        open.set(Some(at));
        focus_later(vec![format!("field-{at}-label")]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_a_field_to_begin_with_that_the_engine_takes() {
        let mut fields: Vec<Field> = Vec::new();
        for (kind, words, _) in TYPES {
            let field = fresh(kind, &fields).unwrap();
            assert_eq!(words_of(&field.input).0, words);
            fields.push(field);
        }
        assert_eq!(fresh("text", &fields).unwrap().key, "text_2");
        let form = engine::form::Form { fields };
        let text = include_str!("../../../drawing/src/example.json");
        let mut definition = engine::Definition::read(text).unwrap();
        definition.form = form;
        let wrong: Vec<_> = engine::check::check(&definition).into_iter().filter(|one| one.node.is_none()).collect();
        assert!(wrong.iter().all(|one| one.field.as_deref() == Some("title")), "{wrong:?}");
    }
}
