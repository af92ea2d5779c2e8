//! One row of the tree: a step, a way, or the heading over what is not reached.

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
                What::Apart => false,
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
    let renamed = move || {
        let id = kept.with_value(|shown| match &shown.what {
            What::Step { id, .. } => Some(id.clone()),
            _ => None,
        })?;
        (tree.renaming.get().as_ref() == Some(&id)).then(|| rename(tree, id))
    };
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
        <li {..level} class="outline-row" class:way=is_way class:apart=shown.what == What::Apart class:current=current role="treeitem"
            id=shown.id() style:--depth=(shown.level - 1).min(9).to_string()
            tabindex=move || if current.get() { "0" } else { "-1" }
            aria-posinset=shown.place.to_string() aria-setsize=shown.of.to_string()
            aria-expanded=shown.open.map(|open| open.to_string()) aria-selected=move || selected.get().to_string()
            aria-label=shown.said()
            on:mouseenter=move |_| tree.under.set(Some(key()))>
            <div class="outline-line" on:click=move |_| go() on:dblclick=move |_| tree.renaming.set(kept.with_value(|shown| match &shown.what {
                What::Step { id, .. } => Some(id.clone()),
                _ => None,
            }))>
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

/// The field in which a step gets another name.
fn rename(tree: Tree, id: engine::ids::NodeId) -> AnyView {
    let store = tree.store;
    let (field, left) = (NodeRef::<leptos::html::Input>::new(), StoredValue::new(false));
    let name = store.definition.with_untracked(|definition| definition.name_of(&id).to_owned());
    let (before, key) = (name.clone(), format!("s {id}"));
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
        let name = field.get_untracked().map(|field| field.value().trim().to_owned()).unwrap_or_default();
        tree.renaming.set(None);
        if keep && !name.is_empty() && name != before {
            store.make(Edit::Rename { node: id.clone(), name });
        }
        if back {
            focus(&key);
        }
    };
    let on_key = done.clone();
    let keys = move |event: web_sys::KeyboardEvent| {
        event.stop_propagation();
        match event.key().as_str() {
            "Enter" | "F2" => on_key(true, true),
            "Escape" => on_key(false, true),
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <input class="input outline-name" type="text" maxlength="120" aria-label="Name" node_ref=field value=name
            on:keydown=keys on:blur=move |_| done(true, false)/>
    }
    .into_any()
}
