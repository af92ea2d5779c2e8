//! One question of the form in the list: its row, and its settings when it is open.

use std::sync::Arc;

use engine::edit::Edit;
use engine::form::Field;
use leptos::prelude::*;
use serde_json::Value;

use super::drag::Drag;
use super::keys::{follows, free, slug};
use super::limits::limits;
use super::uses::uses;
use super::words_of;
use crate::Store;
use crate::inspector::controls::{
    button, fine, flag, focus_later, icon, labelled, line, problem_list, problems_of, text_line, tool,
};
use crate::inspector::lens::{Lens, Target, make_here};
use crate::inspector::typing::Typing;

fn at_place(store: Store, at: usize) -> Option<Field> {
    store.definition.with_untracked(|all| all.form.fields.get(at).cloned())
}

/// The field at a place.
pub fn field(store: Store, at: usize, open: RwSignal<Option<usize>>, drag: Drag) -> AnyView {
    let lens = Lens::of(store, Target::Field(at));
    let row = Memo::new(move |_| {
        store.definition.with(|all| {
            let field = all.form.fields.get(at)?;
            Some((field.label.clone(), field.key.clone(), field.required, words_of(&field.input)))
        })
    });
    let problems = Signal::derive(move || {
        let key = row.with(|row| row.as_ref().map(|(_, key, ..)| key.clone()));
        let here = |one: &engine::check::Problem| one.node.is_none() && one.edge.is_none() && one.field == key;
        store.problems.with(|all| problems_of(all, here))
    });
    let last = Signal::derive(move || store.definition.with(|all| at + 1 >= all.form.fields.len()));
    let is_open = move || open.get() == Some(at);
    let toggle = move |_| open.update(|now| *now = if *now == Some(at) { None } else { Some(at) });
    let move_to = move |to: usize, side: &'static str| {
        let Some(field) = at_place(store, at) else { return };
        if make_here(store, None, Edit::MoveField { key: field.key, to }) {
            open.update(|now| *now = super::drag::moved(*now, at, to));
            store.say(format!("{} is now number {}.", field.label, to + 1));
            focus_later(vec![format!("field-{to}-{side}"), format!("field-{to}-open")]);
        }
    };
    let (up, down) = (Arc::new(move || move_to(at.saturating_sub(1), "up")), Arc::new(move || move_to(at + 1, "down")));
    let head = move || {
        row.get().map(|(label, key, required, (words, icon_name))| {
            view! {
                {icon(icon_name)}
                <span class="field-row-label">{label}</span>
                <span class="field-row-more">{words}{required.then_some(", required")}" \u{b7} "<code>{key}</code></span>
            }
        })
    };
    let wrong = move || problems.with(|all| !all.is_empty());
    view! {
        <li class="field-item" class:open=is_open class:wrong=wrong class:dragged=move || drag.is(at) data-place=at.to_string()>
            <div class="field-bar">
                <span class="grip" title="Drag to another place" aria-hidden="true"
                    on:pointerdown=move |event| drag.begin(at, &event)
                    on:pointermove=move |event| drag.goes(&event)
                    on:pointerup=move |_| drag.drop()
                    on:pointercancel=move |_| drag.cancel()>{icon("grip")}</span>
                <button type="button" class="field-open" id=format!("field-{at}-open") aria-expanded=move || is_open().to_string()
                    on:click=toggle>{head}{move || wrong().then(|| view! { <span class="field-row-wrong">{icon("alert")}<span class="hidden">"has a problem"</span></span> })}</button>
                {tool("up", "Move up", format!("field-{at}-up"), Signal::derive(move || at == 0), up)}
                {tool("up", "Move down", format!("field-{at}-down"), last, down)}
            </div>
            {move || is_open().then(|| settings(store, at, &lens, problems, open))}
        </li>
    }
    .into_any()
}

type Problems = Signal<Vec<(engine::check::Severity, String)>>;

fn settings(store: Store, at: usize, lens: &Lens, problems: Problems, open: RwSignal<Option<usize>>) -> AnyView {
    let (label, key, help, input) = (lens.at("label"), lens.at("key"), lens.at("help"), lens.at("input"));
    let kind = input.shape(|input| input["type"].as_str().unwrap_or_default().to_owned());
    let required = lens.at("required");
    let on = {
        let required = required.clone();
        Signal::derive(move || required.with(|value| value.as_bool().unwrap_or(false)))
    };
    let to = required.clone();
    let require = Arc::new(move |on: bool| to.set(Value::Bool(on)));
    let id = |lens: &Lens| lens.id();
    view! {
        <div class="field-settings">
            {problem_list(&format!("field-{at}"), problems)}
            {labelled(&id(&label), "Label", "", fine(), line(&id(&label), "text", None, label.written(), rename(store, at)))}
            {labelled(&id(&key), "Key", "How expressions and texts name it; it follows the label until you change it here.",
                fine(), text_line(&key))}
            {labelled(&id(&help), "Help", "One sentence beneath the label.", fine(), text_line(&help))}
            {flag(&id(&required), "An answer is needed", "", on, require)}
            {move || limits(&input, &kind.get())}
            {remover(store, at, open)}
        </div>
    }
    .into_any()
}

/// Another label; the key goes with it until it was set by hand.
fn rename(store: Store, at: usize) -> Typing {
    Typing::new(store, move |gesture, label| {
        let Some(before) = at_place(store, at) else { return };
        let mut field = Field { label, ..before.clone() };
        if follows(&before.key, &before.label) {
            field.key = store.definition.with_untracked(|all| {
                let others = all.form.fields.iter().map(|other| other.key.as_str()).filter(|key| *key != before.key);
                free(&slug(&field.label), others)
            });
        }
        make_here(store, gesture, Edit::SetField { key: before.key, field });
    })
}

/// Removes the field; where it is used that is said before.
fn remover(store: Store, at: usize, open: RwSignal<Option<usize>>) -> AnyView {
    let asked = RwSignal::new(None::<Vec<String>>);
    let remove = move || {
        let Some(field) = at_place(store, at) else { return };
        if make_here(store, None, Edit::RemoveField { key: field.key }) {
            open.set(None);
            focus_later(vec![format!("field-{at}-open"), "form-add-text".to_owned()]);
        }
    };
    let ask = move || {
        let Some(field) = at_place(store, at) else { return };
        let places = store.definition.with_untracked(|all| uses(all, &field.key));
        if places.is_empty() {
            remove();
        } else {
            asked.set(Some(places));
            focus_later(vec![format!("field-{at}-keep")]);
        }
    };
    let keep = move || {
        asked.set(None);
        focus_later(vec![format!("field-{at}-remove")]);
    };
    let shown = move || match asked.get() {
        None => button("trash", "Remove this field", format!("field-{at}-remove"), Arc::new(ask)),
        Some(places) => {
            let places = places.into_iter().map(|place| view! { <li>{place}</li> }).collect::<Vec<_>>();
            view! {
                <div class="field-asked" role="group" aria-label="Remove this field">
                    <p>"It is used here, and has to be taken out there too:"</p>
                    <ul>{places}</ul>
                    <div class="inspector-acts">
                        {button("back", "Keep it", format!("field-{at}-keep"), Arc::new(keep))}
                        {button("trash", "Remove it all the same", format!("field-{at}-sure"), Arc::new(remove))}
                    </div>
                </div>
            }
            .into_any()
        }
    };
    shown.into_any()
}
