//! The settings of what is selected: a node, an edge, several nodes; of the process when nothing is.

use std::collections::HashMap;

use engine::catalogue::Entry;
use engine::ids::{EdgeId, NodeId, NoteId, SectionId};
use leptos::html::Div;
use leptos::prelude::*;
use web_sys::Element;

mod asides;
mod asked;
mod cases;
pub mod controls;
mod edge;
mod leads;
pub mod lens;
mod list;
mod node;
pub mod people;
mod preview;
mod process;
pub mod sample;
mod setting;
mod several;
mod sources;
mod span;
mod times;
pub mod typing;

use crate::Store;
pub use asides::leave;
pub use asked::{one as question, questions, requester};
pub use list::{Items, list};
pub use preview::failed;
pub use sources::groups;

/// What the panel is about. A part of the panel lives as long as this stays the same.
#[derive(Clone)]
enum Shown {
    Process,
    Node(NodeId, &'static Entry),
    Edge(EdgeId),
    Note(NoteId),
    Section(SectionId),
    Several,
}

impl Shown {
    fn now(store: Store) -> Self {
        store.selection.with(|now| match (&now.edge, now.only_node()) {
            (_, Some(id)) => {
                let entry = store.definition.with(|all| all.node(id).map(|node| node.does.entry()));
                entry.map_or(Self::Process, |entry| Self::Node(id.clone(), entry))
            }
            (Some(edge), None) => Self::Edge(edge.clone()),
            (None, None) if now.section.is_some() => now.section.clone().map_or(Self::Process, Self::Section),
            (None, None) if now.only_note().is_some() => now.only_note().cloned().map_or(Self::Process, Self::Note),
            (None, None) if now.is_empty() => Self::Process,
            (None, None) => Self::Several,
        })
    }

    /// What the panel's place is kept by: a node's kind.
    const fn kind(&self) -> &'static str {
        match self {
            Self::Process => "process",
            Self::Node(_, entry) => entry.kind,
            Self::Edge(_) => "edge",
            Self::Note(_) => "note",
            Self::Section(_) => "section",
            Self::Several => "several",
        }
    }
}

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Node(id, entry), Self::Node(other, kind)) => id == other && entry.kind == kind.kind,
            (Self::Edge(id), Self::Edge(other)) => id == other,
            (Self::Note(id), Self::Note(other)) => id == other,
            (Self::Section(id), Self::Section(other)) => id == other,
            (Self::Process, Self::Process) | (Self::Several, Self::Several) => true,
            _ => false,
        }
    }
}

/// The panel of settings.
#[component]
pub fn Inspector(store: Store) -> impl IntoView {
    let shown = Memo::new(move |last: Option<&Shown>| match last {
        Some(last) if store.held.get() => last.clone(),
        _ => Shown::now(store),
    });
    let root = NodeRef::<Div>::new();
    let places = StoredValue::new(HashMap::<&'static str, i32>::new());
    let before = StoredValue::new(None::<&'static str>);
    let scroller =
        move || -> Option<Element> { root.try_get_untracked().flatten()?.closest(".editor-side").ok().flatten() };
    let inside = move || {
        let shown = shown.get();
        // How far what was shown so far was scrolled is kept for the next of its kind. To ask the browser would lay out the page.
        if let Some(kind) = before.get_value() {
            places.update_value(|all| {
                all.insert(kind, store.scrolled.get_value());
            });
        }
        before.set_value(Some(shown.kind()));
        match shown {
            Shown::Process => process::process(store),
            Shown::Node(id, entry) => node::node(store, &id, entry),
            Shown::Edge(id) => edge::edge(store, &id),
            Shown::Note(id) => asides::note(store, &id),
            Shown::Section(id) => asides::section(store, &id),
            Shown::Several => several::several(store),
        }
    };
    Effect::new(move |_| {
        let place = places.with_value(|all| all.get(shown.get().kind()).copied().unwrap_or(0));
        // With the next frame: to say it now would lay out the page once more.
        request_animation_frame(move || {
            if let Some(scroller) = scroller() {
                scroller.set_scroll_top(place);
            }
        });
    });
    view! {
        <div class="inspector" node_ref=root>
            {people::people_list(store.directory)}
            {inside}
        </div>
    }
}
