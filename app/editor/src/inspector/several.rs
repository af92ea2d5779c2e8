//! Several nodes at once.

use std::sync::Arc;

use drawing::arrange::{Axis, Line, align, distribute};
use drawing::scene::Scene;
use engine::definition::At;
use engine::edit::Edit;
use engine::ids::{NodeId, NoteId};
use leptos::prelude::*;

use super::controls::{Pressed, button, icon, tool};
use super::lens::make_here;
use super::node::duplicate;
use crate::Store;
use crate::store::Wish;

/// The lines on which nodes can be put: icon, words; those of rows are the icons of columns, turned.
const LINES: [(Line, &str, &str); 6] = [
    (Line::Left, "align-start", "Align to the left"),
    (Line::Centre, "align-centre", "Align the centres in a column"),
    (Line::Right, "align-end", "Align to the right"),
    (Line::Top, "align-start", "Align to the top"),
    (Line::Middle, "align-centre", "Align the middles in a row"),
    (Line::Bottom, "align-end", "Align to the bottom"),
];

/// Where nodes would go, by one of several ways.
type Places = fn(&Scene, &[NodeId], usize) -> Vec<(NodeId, At)>;

/// The buttons that put nodes on a line or at equal distances.
fn arranged(store: Store) -> AnyView {
    let go = move |places: Places, which: usize| -> Pressed {
        Arc::new(move || {
            let chosen: Vec<NodeId> = store.selection.with_untracked(|now| now.nodes.iter().cloned().collect());
            let places = store.with_scene(|scene| places(scene, &chosen, which));
            if places.is_empty() {
                store.say("They are in their places already.");
            } else {
                make_here(store, None, Edit::Move { places });
            }
        })
    };
    let lines = (0..LINES.len()).map(|which| {
        let (_, name, words) = LINES[which];
        let press = go(|scene, chosen, which| align(scene, chosen, LINES[which].0), which);
        tool(name, words, format!("align-{which}"), Signal::stored(false), press)
    });
    let few = Signal::derive(move || store.selection.with(|now| now.nodes.len() < 3));
    let spread = [(0, "Equal distances across"), (1, "Equal distances down")].map(|(which, words)| {
        let press =
            go(|scene, chosen, which| distribute(scene, chosen, [Axis::Horizontal, Axis::Vertical][which]), which);
        tool("spread", words, format!("spread-{which}"), few, press)
    });
    view! {
        <div class="arrange" role="group" aria-label="Arrange">
            {lines.collect_view()}
            {spread.into_iter().collect_view()}
        </div>
    }
    .into_any()
}

/// How many there are, and what can be done with all of them.
pub fn several(store: Store) -> AnyView {
    let chosen = move || -> Vec<NodeId> { store.selection.with_untracked(|now| now.nodes.iter().cloned().collect()) };
    let names = move || {
        let nodes: Vec<NodeId> = store.selection.with(|now| now.nodes.iter().cloned().collect());
        store.definition.with(|all| {
            let item = |id: NodeId| {
                let name = all.name_of(&id).to_owned();
                view! { <li><button type="button" class="text-link" on:click=move |_| store.go_to(&id)>{name}</button></li> }
            };
            nodes.into_iter().take(50).map(item).collect::<Vec<_>>()
        })
    };
    let count = move || {
        let (steps, notes) = store.selection.with(|now| (now.nodes.len(), now.notes.len()));
        let counted = |count: usize, one: &str| if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") };
        match (steps, notes) {
            (0, notes) => counted(notes, "note"),
            (steps, 0) => counted(steps, "step"),
            (steps, notes) => format!("{}, {}", counted(steps, "step"), counted(notes, "note")),
        }
    };
    let double = Arc::new(move || duplicate(store, &chosen()));
    let gather = Arc::new(move || store.wish.set(Some(Wish::MakeSection)));
    let remove = Arc::new(move || {
        let notes: Vec<NoteId> = store.selection.with_untracked(|now| now.notes.iter().cloned().collect());
        let edits = [
            (!notes.is_empty()).then_some(Edit::RemoveNotes { notes }),
            (!chosen().is_empty()).then(|| Edit::Remove { nodes: chosen(), edges: vec![] }),
        ];
        store.make_all(&edits.into_iter().flatten().collect::<Vec<_>>());
    });
    view! {
        <header class="inspector-head"><p class="inspector-kind">{icon("tray")}{count}</p></header>
        <div class="inspector-acts">
            {button("tray", "Make a section", "several-section".to_owned(), gather)}
            {crate::pin::button(store)}
            {button("copy", "Duplicate", "several-duplicate".to_owned(), double)}
            {button("trash", "Delete", "several-delete".to_owned(), remove)}
        </div>
        {arranged(store)}
        <ul class="several">{names}</ul>
    }
    .into_any()
}
