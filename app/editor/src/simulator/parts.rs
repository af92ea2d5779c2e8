//! What the parts of the panel are made of.

use std::time::Duration;

use engine::definition::Definition;
use engine::ids::{EdgeId, NodeId};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement};

use super::play::{Play, Stage};
use crate::Store;
use crate::icon::Icon;
use crate::selection::Selection;

/// A part that can be folded, with a word beside its title.
pub fn part(title: &'static str, beside: impl Fn() -> String + Send + 'static, open: bool, inside: AnyView) -> AnyView {
    view! {
        <details class="sim-part" open=open>
            <summary><h3>{title}</h3><span class="sim-beside">{beside}</span></summary>
            <div class="sim-inside">{inside}</div>
        </details>
    }
    .into_any()
}

/// A button that looks like a link.
pub fn link(words: impl Into<String>, pressed: impl Fn() + 'static) -> AnyView {
    let words: String = words.into();
    view! { <button type="button" class="sim-link" on:click=move |_| pressed()>{words}</button> }.into_any()
}

/// A button; afterwards the focus is somewhere.
pub fn button(
    class: &'static str,
    icon: &'static str,
    words: impl Into<String>,
    label: Option<String>,
    pressed: impl Fn() + 'static,
) -> AnyView {
    let words: String = words.into();
    let pressed = move |_| {
        pressed();
        keep_focus();
    };
    view! { <button type="button" class=class aria-label=label on:click=pressed><Icon name=icon/>{words}</button> }
        .into_any()
}

/// A step by its name, with the way to it.
pub fn step(store: Store, id: &NodeId) -> AnyView {
    let name = store.definition.with_untracked(|definition| definition.name_of(id).to_owned());
    let id = id.clone();
    link(name, move || store.go_to(&id))
}

/// A connection in words.
pub fn edge_words(definition: &Definition, id: &EdgeId) -> String {
    let Some(edge) = definition.edges.iter().find(|edge| edge.id == *id) else { return String::new() };
    format!("{} \u{2192} {}", definition.name_of(&edge.from), definition.name_of(&edge.to))
}

/// A connection, with the way to it.
pub fn edge(store: Store, id: &EdgeId) -> AnyView {
    let words = store.definition.with_untracked(|definition| edge_words(definition, id));
    let id = id.clone();
    link(words, move || {
        let from = store
            .definition
            .with_untracked(|all| all.edges.iter().find(|edge| edge.id == id).map(|edge| edge.from.clone()));
        store.selection.set(Selection::edge(id.clone()));
        store.reveal.set(from);
    })
}

/// A sentence that something was not possible.
pub fn alert(sentence: RwSignal<Option<String>>) -> AnyView {
    view! {
        <div role="alert">
            {move || sentence.get().map(|sentence| view! { <p class="field-problem"><Icon name="alert"/><span>{sentence}</span></p> })}
        </div>
    }
    .into_any()
}

/// Where it stands: where the focus goes when what had it is gone.
pub const NOW: &str = "sim-now";
/// The whole panel: where it goes when nothing runs.
pub const PANEL: &str = "simulator";

/// Puts the focus on where it stands, when what had it is gone.
pub fn keep_focus() {
    let focus = || {
        let lost =
            document().active_element().is_none_or(|element| element.tag_name() == "BODY" || element.id() == PANEL);
        let element = [NOW, PANEL].into_iter().find_map(|id| document().get_element_by_id(id));
        if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()).filter(|_| lost) {
            let options = FocusOptions::new();
            options.set_prevent_scroll(true);
            // An element that cannot take the focus leaves it where it is.
            let _ = element.focus_with_options(&options);
        }
    };
    set_timeout(focus, Duration::from_millis(30));
}

/// Shows the panel from its beginning.
pub fn to_the_top() {
    if let Some(side) = document().get_element_by_id("editor-side") {
        side.set_scroll_top(0);
    }
}

/// What is read out: the moment, what happened last, and what it waits for.
pub fn spoken(play: Play) -> String {
    if play.stage.get() != Stage::Running {
        return String::new();
    }
    play.view.with(|view| {
        let happened = view.last().map(|frame| frame.inside.cause.clone()).unwrap_or_default();
        format!("{}: {happened} {}", view.clock, view.waits_for.join(" "))
    })
}
