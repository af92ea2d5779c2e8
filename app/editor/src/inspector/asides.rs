//! A note, a section, and the section of a step.

use std::sync::Arc;

use engine::aside::{Colour, Note, Section, Size};
use engine::definition::Definition;
use engine::edit::Edit;
use engine::ids::{NodeId, NoteId, SectionId};
use leptos::prelude::*;

use super::controls::{Choices, area, button, choices, fine, icon, labelled, line, select};
use super::lens::make_here;
use super::typing::Typing;
use crate::Store;
use crate::finder::shortcuts::Does;
use crate::store::Wish;

/// The colours, by their names in documents.
const COLOURS: [(&str, &str); 5] =
    [("sand", "Sand"), ("sky", "Sky"), ("mint", "Mint"), ("rose", "Rose"), ("plain", "Plain")];
/// The sizes of notes that are offered; the first is none.
const SIZES: [(&str, &str, Option<Size>); 4] = [
    ("text", "As its text needs", None),
    ("narrow", "Narrow", Some(Size { width: 140, height: 60 })),
    ("wide", "Wide", Some(Size { width: 320, height: 80 })),
    ("large", "Large", Some(Size { width: 480, height: 240 })),
];

fn colour(name: &str) -> Colour {
    Colour::ALL.into_iter().find(|colour| colour.name() == name).unwrap_or_default()
}

/// One note.
pub fn note(store: Store, id: &NoteId) -> AnyView {
    let kept = StoredValue::new(id.clone());
    let find = move |all: &Definition| kept.with_value(|id| all.note(id).cloned());
    let now = move || store.definition.with(find);
    let set = move |gesture: Option<u64>, change: &dyn Fn(&mut Note)| {
        if let Some(mut note) = store.definition.with_untracked(find) {
            change(&mut note);
            make_here(store, gesture, Edit::SetNote { note });
        }
    };
    let text = Memo::new(move |_| now().map(|note| note.text).unwrap_or_default());
    let typing = Typing::new(store, move |gesture, text| set(gesture, &|note| note.text.clone_from(&text)));
    let colour_now = Memo::new(move |_| now().map_or("", |note| note.colour.name()).to_owned());
    let paint = Arc::new(move |name: String| set(None, &|note| note.colour = colour(&name)));
    let sizes: Vec<(&str, &str)> = SIZES.iter().map(|(key, words, _)| (*key, *words)).collect();
    let size_now = Memo::new(move |_| {
        let size = now().and_then(|note| note.size);
        let known = SIZES.iter().find(|(_, _, known)| *known == size);
        known.map_or_else(|| "as the document says".to_owned(), |(key, ..)| (*key).to_owned())
    });
    let resize = Arc::new(move |key: String| {
        if let Some((_, _, size)) = SIZES.iter().find(|(known, ..)| *known == key) {
            set(None, &|note| note.size = *size);
        }
    });
    let remove = Arc::new(move || {
        store.make(Edit::RemoveNotes { notes: vec![kept.get_value()] });
    });
    view! {
        <header class="inspector-head">
            <p class="inspector-kind">{icon("comment")}"Note"</p>
            <p class="field-help">"Words for whoever reads the drawing. Nothing that happens depends on them."</p>
        </header>
        {labelled("note-text", "Text", "", fine(), area("note-text", "", text.into(), typing))}
        {labelled("note-colour", "Colour", "", fine(), select("note-colour", choices(&COLOURS), colour_now.into(), paint))}
        {labelled("note-size", "Size", "", fine(), select("note-size", choices(&sizes), size_now.into(), resize))}
        <div class="inspector-acts">{button("trash", "Remove", "note-remove".to_owned(), remove)}</div>
    }
    .into_any()
}

/// One section.
pub fn section(store: Store, id: &SectionId) -> AnyView {
    let kept = StoredValue::new(id.clone());
    let find = move |all: &Definition| kept.with_value(|id| all.section(id).cloned());
    let now = move || store.definition.with(find);
    let set = move |gesture: Option<u64>, change: &dyn Fn(&mut Section)| {
        if let Some(mut section) = store.definition.with_untracked(find) {
            change(&mut section);
            make_here(store, gesture, Edit::SetSection { section });
        }
    };
    let name = Memo::new(move |_| now().map(|section| section.name).unwrap_or_default());
    let typing = Typing::new(store, move |gesture, name| set(gesture, &|section| section.name.clone_from(&name)));
    let colour_now = Memo::new(move |_| now().map_or("", |section| section.colour.name()).to_owned());
    let paint = Arc::new(move |name: String| set(None, &|section| section.colour = colour(&name)));
    let does = move |does: Does| Arc::new(move || store.wish.set(Some(Wish::Section(kept.get_value(), does))));
    let collapsed = Memo::new(move |_| now().is_some_and(|section| section.collapsed));
    let members = move || {
        let nodes = now().map(|section| section.nodes).unwrap_or_default();
        let item = |id: NodeId| {
            let name = store.definition.with_untracked(|all| all.name_of(&id).to_owned());
            let (go, out) = (id.clone(), id);
            let words = format!("Take \u{201c}{name}\u{201d} out");
            view! {
                <li>
                    <button type="button" class="text-link" on:click=move |_| store.go_to(&go)>{name}</button>
                    <button type="button" class="tool" aria-label=words.clone() title=words on:click=move |_| leave(store, &out)>{icon("cross")}</button>
                </li>
            }
        };
        nodes.into_iter().map(item).collect_view()
    };
    view! {
        <header class="inspector-head">
            <p class="inspector-kind">{icon("tray")}"Section"</p>
            <p class="field-help">"Steps that belong together. Nothing that happens depends on it."</p>
        </header>
        {labelled("section-name", "Name", "", fine(), line("section-name", "text", None, name.into(), typing))}
        {labelled("section-colour", "Colour", "", fine(), select("section-colour", choices(&COLOURS), colour_now.into(), paint))}
        <div class="inspector-acts">
            {button("search", "Look inside", "section-inside".to_owned(), does(Does::Inside))}
            {move || {
                let (symbol, words) = if collapsed.get() { ("plus", "Expand") } else { ("minus", "Collapse") };
                button(symbol, words, "section-fold".to_owned(), does(Does::Fold))
            }}
            {button("trash", "Dissolve", "section-dissolve".to_owned(), does(Does::Dissolve))}
        </div>
        {super::node::section("Its steps", view! { <ul class="several members">{members}</ul> }.into_any())}
    }
    .into_any()
}

/// Takes a step out of its section, which goes with its last one.
pub fn leave(store: Store, node: &NodeId) {
    let section = store.definition.with_untracked(|all| all.section_of(node).cloned());
    let Some(mut section) = section else { return };
    section.nodes.retain(|id| id != node);
    let edit =
        if section.nodes.is_empty() { Edit::Dissolve { section: section.id } } else { Edit::SetSection { section } };
    make_here(store, None, edit);
}

/// Which section a step is in; nothing where there is none.
pub fn belongs(store: Store, id: &NodeId) -> AnyView {
    let kept = StoredValue::new(id.clone());
    let any = Memo::new(move |_| store.definition.with(|all| !all.sections.is_empty()));
    let all = Signal::derive(move || {
        let named = |section: &Section| (section.id.0.clone(), section.name.clone());
        let sections = store.definition.with(|all| all.sections.iter().map(named).collect::<Choices>());
        [vec![(String::new(), "None".to_owned())], sections].concat()
    });
    let now = Memo::new(move |_| {
        let section = |all: &Definition| kept.with_value(|id| all.section_of(id).map(|section| section.id.0.clone()));
        store.definition.with(section).unwrap_or_default()
    });
    let choose = move |chosen: String| {
        let node = kept.get_value();
        let section = store.definition.with_untracked(|all| all.section(&SectionId(chosen)).cloned());
        match section {
            Some(mut section) => {
                section.nodes.push(node);
                make_here(store, None, Edit::SetSection { section });
            }
            None => leave(store, &node),
        }
    };
    let shown = move || {
        any.get().then(|| {
            labelled("node-section", "Section", "", fine(), select("node-section", all, now.into(), Arc::new(choose)))
        })
    };
    shown.into_any()
}
