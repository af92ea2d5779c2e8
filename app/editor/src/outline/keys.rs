//! The keyboard in the tree, as the ARIA pattern of trees has it; and the shortcuts that make sense here.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use super::actions::{Act, act};
use super::shown::{Shown, What, beginning, parent};
use super::tree::Leads;
use super::{Tree, focus};
use crate::finder::shortcuts::{Does, find, pressed};
use crate::store::{Dialog, Side, Wish};

/// Letters in a row belong together for this long, in milliseconds.
const TYPING: f64 = 700.0;

/// A key goes down in the tree.
pub fn down(tree: Tree, event: &KeyboardEvent) {
    let Some((place, row)) = tree.here() else { return };
    let on_row = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|target| target.get_attribute("role").as_deref() == Some("treeitem"));
    if !on_row {
        // A button of the row: Escape leads back to it.
        if event.key() == "Escape" {
            event.prevent_default();
            focus(&row.key);
        }
        return;
    }
    let (key, control) = (event.key(), event.ctrl_key() || event.meta_key());
    let keys = pressed(&key, control, event.shift_key(), event.alt_key());
    if walk(tree, place, &row, &keys) || shortcut(tree, &row, &keys) || letter(tree, place, event) {
        event.prevent_default();
        event.stop_propagation();
    }
}

fn walk(tree: Tree, place: usize, row: &Shown, keys: &str) -> bool {
    let last = tree.rows.with_untracked(Vec::len).saturating_sub(1);
    match keys {
        "ArrowDown" => tree.go((place + 1).min(last)),
        "ArrowUp" => tree.go(place.saturating_sub(1)),
        "Home" => tree.go(0),
        "End" => tree.go(last),
        "ArrowRight" => match (row.open, &row.what) {
            (Some(false), _) => tree.toggle(&row.key, true),
            (Some(true), _) => tree.go((place + 1).min(last)),
            (None, What::Way(way)) if way.leads == Leads::There => jump(tree, row),
            (None, _) => {}
        },
        "ArrowLeft" if row.open == Some(true) => tree.toggle(&row.key, false),
        "ArrowLeft" => {
            if let Some(outer) = tree.rows.with_untracked(|rows| parent(rows, place)) {
                tree.go(outer);
            }
        }
        "Alt+ArrowUp" => act(tree, row, Act::Earlier),
        "Alt+ArrowDown" => act(tree, row, Act::Later),
        "Insert" => act(tree, row, Act::Add),
        "*" => tree.closed.update(std::collections::BTreeSet::clear),
        _ => return false,
    }
    true
}

fn jump(tree: Tree, row: &Shown) {
    if let Some(id) = row.node() {
        tree.go_to(id);
    }
}

/// The shortcuts of the drawing that are no letter: letters find a row here.
fn shortcut(tree: Tree, row: &Shown, keys: &str) -> bool {
    let store = tree.store;
    if keys.chars().count() == 1 && keys.chars().all(char::is_alphanumeric) {
        return false;
    }
    match find(keys) {
        Some(Does::Rename) => act(tree, row, Act::Rename),
        Some(Does::Remove) => act(tree, row, Act::Remove),
        Some(Does::Settings) => match &row.what {
            What::Way(way) if way.leads == Leads::There => jump(tree, row),
            What::Way(way) if way.leads == Leads::Nowhere => act(tree, row, Act::Add),
            _ => act(tree, row, Act::Settings),
        },
        Some(Does::Section) => store.wish.set(Some(Wish::MakeSection)),
        Some(Does::Dissolve) if matches!(row.what, What::Section(_)) => act(tree, row, Act::Remove),
        Some(Does::Undo) => store.undo(),
        Some(Does::Redo) => store.redo(),
        Some(Does::Search) => store.dialog.set(Some(Dialog::Search)),
        Some(Does::Help) => store.dialog.set(Some(Dialog::Help)),
        Some(Does::Problems) => store.side.set(Side::Problems),
        _ => return false,
    }
    true
}

fn letter(tree: Tree, place: usize, event: &KeyboardEvent) -> bool {
    let key = event.key();
    if key.chars().count() != 1 || key == " " || event.ctrl_key() || event.meta_key() || event.alt_key() {
        return false;
    }
    let now = event.time_stamp();
    let typed =
        tree.typed.with_value(|(typed, at)| if now - at < TYPING { format!("{typed}{key}") } else { key.clone() });
    let found = tree.rows.with_untracked(|rows| beginning(rows, place, &typed));
    tree.typed.set_value((typed, now));
    if let Some(found) = found {
        tree.go(found);
    }
    true
}
