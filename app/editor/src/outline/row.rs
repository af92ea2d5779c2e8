//! One row of the tree: a step, a way, or the heading over what is not reached.

use engine::aside::{Note, Section};
use engine::definition::Definition;
use engine::edit::Edit;
use leptos::prelude::*;

use super::actions::actions;
use super::shown::{Shown, What};
use super::tree::Leads;
use super::{Tree, focus};
use crate::icon::icon;

/// A row.
pub fn row(tree: Tree, shown: Shown) -> AnyView {
    let store = tree.store;
    let kept = StoredValue::new(shown.clone());
    let key = move || kept.with_value(|shown| shown.key.clone());
    let current = Memo::new(move |_| tree.current.with(|current| kept.with_value(|shown| shown.key == *current)));
    let under =
        Memo::new(move |_| tree.under.with(|under| kept.with_value(|shown| under.as_ref() == Some(&shown.key))));
    let selected = Memo::new(move |_| {
        store.selection.with(|now| {
            kept.with_value(|shown| match &shown.what {
                What::Step { id, .. } => now.nodes.contains(id),
                What::Way(way) => way.edge.is_some() && now.edge == way.edge,
                What::Section(id) => now.section.as_ref() == Some(id),
                What::Note(id) => now.notes.contains(id),
                What::Apart | What::List => false,
            })
        })
    });
    let go = move || {
        let place = tree.rows.with_untracked(|rows| rows.iter().position(|row| row.key == key()));
        if let Some(place) = place {
            tree.go(place);
        }
    };
    let fold = move |event: web_sys::MouseEvent| {
        event.stop_propagation();
        let (key, open) = kept.with_value(|shown| (shown.key.clone(), shown.open == Some(true)));
        tree.toggle(&key, !open);
    };
    let level = leptos::attr::custom::custom_attribute("aria-level", shown.level.to_string());
    let is_way = matches!(shown.what, What::Way(_));
    let chevron = shown.open.map(|open| {
        view! { <span class="outline-fold" class:open=open aria-hidden="true" on:click=fold>{icon("down")}</span> }
    });
    let elsewhere = matches!(&shown.what, What::Way(way) if way.leads == Leads::There);
    let jump = move |_: web_sys::MouseEvent| {
        if let Some(id) = kept.with_value(|shown| shown.node().cloned()).filter(|_| elsewhere) {
            tree.go_to(&id);
        }
    };
    let renamed = move || (tree.renaming.get() == Some(key())).then(|| kept.with_value(|shown| rename(tree, shown)));
    let note = if elsewhere {
        view! { <span class="outline-note outline-jump" on:click=jump>{shown.note.clone()}</span> }.into_any()
    } else {
        view! { <span class="outline-note">{shown.note.clone()}</span> }.into_any()
    };
    let wrong = (shown.errors + shown.warnings > 0).then(|| {
        let kind = if shown.errors > 0 { "errors" } else { "warnings" };
        view! {
            <span class=format!("outline-wrong {kind}") title="Problems; the list has them">
                {icon("alert")} {shown.errors + shown.warnings}
            </span>
        }
    });
    view! {
        <li {..level} class="outline-row" class:way=is_way class:apart=matches!(shown.what, What::Apart | What::List) class:unreached=shown.what == What::Apart class:current=current role="treeitem"
            id=shown.id() style:--depth=(shown.level - 1).min(9).to_string()
            tabindex=move || if current.get() { "0" } else { "-1" }
            aria-posinset=shown.place.to_string() aria-setsize=shown.of.to_string()
            aria-expanded=shown.open.map(|open| open.to_string()) aria-selected=move || selected.get().to_string()
            aria-label=shown.said()
            on:mouseenter=move |_| tree.under.set(Some(key()))>
            <div class="outline-line" on:click=move |_| go() on:dblclick=move |_| tree.renaming.set(kept.with_value(|shown| shown.has_words().then(|| shown.key.clone())))>
                <span class="outline-place">{chevron}</span>
                {(!shown.icon.is_empty()).then(|| icon(shown.icon))}
                <span class="outline-label">{shown.label.clone()}</span>
                {note}
                {wrong}
            </div>
            {renamed}
            {move || (current.get() || under.get()).then(|| kept.with_value(|shown| actions(tree, shown, current.get())))}
        </li>
    }
    .into_any()
}

/// What is written on a row: the name of a step or section, the text of a note.
fn words(definition: &Definition, what: &What) -> String {
    match what {
        What::Step { id, .. } => definition.name_of(id).to_owned(),
        What::Section(id) => definition.section(id).map(|section| section.name.clone()).unwrap_or_default(),
        What::Note(id) => definition.note(id).map(|note| note.text.clone()).unwrap_or_default(),
        _ => String::new(),
    }
}

/// The edit that writes other words there.
fn written(definition: &Definition, what: &What, words: String) -> Option<Edit> {
    match what {
        What::Step { id, .. } => Some(Edit::Rename { node: id.clone(), name: words }),
        What::Section(id) => {
            let section = definition.section(id)?.clone();
            Some(Edit::SetSection { section: Section { name: words, ..section } })
        }
        What::Note(id) => {
            let note = definition.note(id)?.clone();
            Some(Edit::SetNote { note: Note { text: words, ..note } })
        }
        _ => None,
    }
}

/// The field in which a step or a section gets another name, and a note another text.
fn rename(tree: Tree, shown: &Shown) -> AnyView {
    let store = tree.store;
    let (field, left) = (NodeRef::<leptos::html::Textarea>::new(), StoredValue::new(false));
    let (what, key) = (shown.what.clone(), shown.key.clone());
    let before = store.definition.with_untracked(|definition| words(definition, &what));
    let now = before.clone();
    let is_note = matches!(what, What::Note(_));
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
            field.select();
        }
    });
    let done = move |keep: bool, back: bool| {
        if left.try_get_value() != Some(false) {
            return;
        }
        left.set_value(true);
        let words = field.get_untracked().map(|field| field.value().trim().to_owned()).unwrap_or_default();
        tree.renaming.set(None);
        if keep && (is_note || !words.is_empty()) && words != before {
            let edit = store.definition.with_untracked(|definition| written(definition, &what, words));
            edit.map(|edit| crate::inspector::lens::make_here(store, None, edit));
        }
        if back {
            focus(&key);
        }
    };
    let on_key = done.clone();
    let keys = move |event: web_sys::KeyboardEvent| {
        event.stop_propagation();
        match event.key().as_str() {
            // A note has lines; what has one line ends with it.
            "Enter" if is_note && event.shift_key() => return,
            "Enter" | "F2" => on_key(true, true),
            "Escape" => on_key(false, true),
            _ => return,
        }
        event.prevent_default();
    };
    let (label, most, rows) = if is_note { ("Text", "2000", "4") } else { ("Name", "120", "1") };
    view! {
        <textarea class="input outline-name" rows=rows maxlength=most aria-label=label node_ref=field prop:value=now
            on:keydown=keys on:blur=move |_| done(true, false)></textarea>
    }
    .into_any()
}
