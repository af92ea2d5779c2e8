//! The definition as a tree of steps: the same model for the keyboard and for screen readers. Everything that the drawing
//! can do to a chain of steps can be done here without it.

mod actions;
mod keys;
mod order;
mod row;
mod shown;
pub mod tree;

use std::collections::BTreeSet;

use engine::ids::NodeId;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::Store;
use crate::icon::icon;
use crate::selection::Selection;
use crate::store::Dialog;
use row::row;
use shown::{Shown, What};

/// The state of the tree. Cheap to copy; every copy is the same one.
#[derive(Clone, Copy)]
pub struct Tree {
    pub store: Store,
    pub rows: Memo<Vec<Shown>>,
    /// The keys of closed rows.
    pub closed: RwSignal<BTreeSet<String>>,
    /// The key of the row that the keyboard is on.
    pub current: RwSignal<String>,
    /// The key of the row under the pointer.
    pub under: RwSignal<Option<String>>,
    /// The key of the row whose words are being written.
    pub renaming: RwSignal<Option<String>>,
    /// What was typed to find a row, and when, in milliseconds.
    pub typed: StoredValue<(String, f64)>,
    /// Whether the focus was in the tree when something that was in it went away.
    pub focused: StoredValue<bool>,
}

impl Tree {
    fn new(store: Store) -> Self {
        let closed = RwSignal::new(BTreeSet::new());
        let renaming = RwSignal::new(None::<String>);
        let rows = Memo::new(move |last: Option<&Vec<Shown>>| {
            // A name that is being typed would be lost with its row.
            if let Some(last) = last.filter(|_| renaming.with(Option::is_some)) {
                return last.clone();
            }
            store.definition.with(|definition| {
                store.problems.with(|problems| closed.with(|closed| shown::rows(definition, problems, closed)))
            })
        });
        Self {
            store,
            rows,
            closed,
            current: RwSignal::new(String::new()),
            under: RwSignal::new(None),
            renaming,
            typed: StoredValue::new((String::new(), 0.0)),
            focused: StoredValue::new(false),
        }
    }

    /// The row that the keyboard is on, and its place.
    pub fn here(self) -> Option<(usize, Shown)> {
        let current = self.current.get_untracked();
        self.rows.with_untracked(|rows| {
            let place = rows.iter().position(|row| row.key == current)?;
            Some((place, rows[place].clone()))
        })
    }

    /// Goes to a row, selects what it shows, and puts the focus there.
    pub fn go(self, place: usize) {
        let Some(row) = self.rows.with_untracked(|rows| rows.get(place).cloned()) else { return };
        self.current.set(row.key.clone());
        let selection = match &row.what {
            What::Step { id, .. } => Some(Selection::node(id.clone())),
            What::Way(way) => way.edge.clone().map(Selection::edge),
            What::Section(id) => Some(Selection::section(id.clone())),
            What::Note(id) => Some(Selection::note(id.clone())),
            What::Apart | What::List => None,
        };
        if let Some(selection) = selection.filter(|next| self.store.selection.with_untracked(|now| now != next)) {
            self.store.selection.set(selection);
        }
        focus(&row.key);
    }

    /// Goes to the row of a step, opening what it is inside of.
    pub fn go_to(self, id: &NodeId) {
        self.unfold(&format!("s {id}"));
        let place = self.rows.with_untracked(|rows| {
            rows.iter().position(|row| matches!(&row.what, What::Step { id: step, .. } if step == id))
        });
        if let Some(place) = place {
            self.go(place);
        }
    }

    /// Opens all that hides a row.
    fn unfold(self, key: &str) {
        if self.closed.with_untracked(BTreeSet::is_empty)
            || self.rows.with_untracked(|rows| rows.iter().any(|row| row.key == key))
        {
            return;
        }
        let all = self.store.definition.with_untracked(|definition| shown::rows(definition, &[], &BTreeSet::new()));
        let mut at = all.iter().position(|row| row.key == key);
        while let Some(outer) = at.and_then(|at| shown::parent(&all, at)) {
            self.toggle(&all[outer].key, true);
            at = Some(outer);
        }
    }

    /// Opens or closes a row.
    pub fn toggle(self, key: &str, open: bool) {
        self.closed.update(|closed| {
            if open {
                closed.remove(key);
            } else {
                closed.insert(key.to_owned());
            }
        });
    }
}

/// Puts the focus on a row once it is drawn.
pub fn focus(key: &str) {
    let id = shown::id(key);
    request_animation_frame(move || {
        if let Some(row) = document().get_element_by_id(&id).and_then(|row| row.dyn_into::<web_sys::HtmlElement>().ok())
        {
            let _ = row.focus();
        }
    });
}

/// The definition as a tree of steps.
#[component]
pub fn Outline(store: Store) -> impl IntoView {
    let tree = Tree::new(store);
    follow_selection(tree);
    keep_a_row(tree);
    let empty = move || tree.rows.with(Vec::is_empty);
    let first = move |_| store.dialog.set(Some(Dialog::Add { after: None, into: None, at: None }));
    view! {
        <div class="outline">
            <p class="outline-hint" id="outline-hint">
                "Arrow keys walk and open, " <kbd>"F2"</kbd> " renames, " <kbd>"Enter"</kbd> " opens the settings, "
                <kbd>"Insert"</kbd> " adds, " <kbd>"Alt"</kbd> " with arrows moves, " <kbd>"Del"</kbd> " removes."
            </p>
            <ul class="outline-tree" role="tree" aria-label="Steps" aria-multiselectable="true" aria-describedby="outline-hint"
                hidden=empty
                on:keydown=move |event| keys::down(tree, &event)
                on:focusin=move |_| tree.focused.set_value(true)
                on:focusout=move |event| {
                    // What is taken out of the page while it has the focus leaves it to nothing.
                    if event.related_target().is_some() {
                        tree.focused.set_value(false);
                    }
                }
                on:mouseleave=move |_| tree.under.set(None)>
                <For each=move || tree.rows.get() key=Clone::clone children=move |shown| row(tree, shown)/>
            </ul>
            <button class="button plain" type="button" hidden=move || !empty() on:click=first>{icon("plus")} "Add the first step"</button>
        </div>
    }
    .into_any()
}

/// What is selected elsewhere is gone to, without the focus.
fn follow_selection(tree: Tree) {
    Effect::new(move |_| {
        let key = tree.store.selection.with(|now| match (now.only_node(), &now.edge) {
            (Some(node), _) => Some(format!("s {node}")),
            (None, Some(edge)) => tree.rows.with_untracked(|rows| {
                let leads = |row: &&Shown| matches!(&row.what, What::Way(way) if way.edge.as_ref() == Some(edge));
                rows.iter().find(leads).map(|row| row.key.clone())
            }),
            _ => match (&now.section, now.only_note()) {
                (Some(id), _) => Some(format!("g {id}")),
                (None, Some(id)) => Some(format!("n {id}")),
                (None, None) => None,
            },
        });
        let Some(key) = key.filter(|key| tree.current.with_untracked(|current| current != key)) else { return };
        tree.unfold(&key);
        tree.current.set(key.clone());
        let id = shown::id(&key);
        request_animation_frame(move || crate::finder::show(&format!("#{id}")));
    });
}

/// When the row that the keyboard is on goes away, the one before takes its place; a focus that was in it comes along.
fn keep_a_row(tree: Tree) {
    Effect::new(move |last: Option<usize>| {
        let place = tree.rows.with(|rows| {
            let current = tree.current.get_untracked();
            rows.iter().position(|row| row.key == current)
        });
        let place = place.unwrap_or_else(|| {
            let place = last.unwrap_or(0).saturating_sub(1);
            let key = tree.rows.with_untracked(|rows| rows.get(place).or(rows.first()).map(|row| row.key.clone()));
            tree.current.set(key.unwrap_or_default());
            place
        });
        request_animation_frame(move || {
            let nothing = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
            let dialog = tree.store.dialog.try_with_untracked(Option::is_some).unwrap_or(true);
            if nothing && !dialog && tree.focused.try_get_value() == Some(true) {
                focus(&tree.current.get_untracked());
            }
        });
        place
    });
}
