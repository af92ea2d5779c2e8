//! Keys: J and K through the rows of a list, / to its search, ? for help. They do nothing while something is being typed,
//! and can be switched off in the help.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlDialogElement, HtmlElement, HtmlInputElement, KeyboardEvent};

use super::dom::{self, kept, read};

const OFF: &str = "keys-off";

/// Listens to the keys of lists.
#[island]
pub fn Keyboard() -> impl IntoView {
    Effect::new(|_| {
        dom::listen(&document(), "keydown", |event: KeyboardEvent| press(&event));
        dom::listen(&document(), "click", |event: Event| {
            let Some(clicked) = dom::target::<Element>(&event) else { return };
            if clicked.closest("[data-keys-help]").ok().flatten().is_some() {
                help();
            }
        });
        dom::listen(&document(), "change", |event: Event| {
            if let Some(switch) = dom::target::<HtmlInputElement>(&event).filter(|input| input.id() == "keys-on")
                && let Some(kept) = kept()
            {
                let _ = if switch.checked() { kept.remove_item(OFF) } else { kept.set_item(OFF, "1") };
            }
        });
    });
}

fn press(event: &KeyboardEvent) {
    let busy = event.default_prevented()
        || event.ctrl_key()
        || event.meta_key()
        || event.alt_key()
        || is_typing()
        || dom::has("dialog[open]");
    if busy || (read(kept(), OFF).is_some() && event.key() != "?") {
        return;
    }
    let done = match event.key().as_str() {
        "j" => step(1),
        "k" => step(-1),
        "?" => help(),
        "/" => focus("[data-search]"),
        "c" => focus("#comment"),
        "n" => follow("/requests/new"),
        _ => false,
    };
    if done {
        event.prevent_default();
    }
}

fn is_typing() -> bool {
    document().active_element().is_some_and(|active| {
        let tag = active.tag_name();
        let kind = active.get_attribute("type").unwrap_or_default();
        matches!(tag.as_str(), "TEXTAREA" | "SELECT")
            || (tag == "INPUT" && !matches!(kind.as_str(), "checkbox" | "radio" | "submit"))
    })
}

/// To the next or the previous row of the list; Enter then opens it, as with every link.
fn step(by: isize) -> bool {
    let links = dom::all("[data-row] a[data-open]");
    if links.is_empty() {
        return false;
    }
    let active = document().active_element();
    let row = active.and_then(|active| active.closest("[data-row]").ok().flatten());
    let now = row.and_then(|row| links.iter().position(|link| row.contains(Some(link))));
    let next = match now {
        None => 0,
        Some(now) => now.saturating_add_signed(by).min(links.len() - 1),
    };
    let Some(link) = links[next].dyn_ref::<HtmlElement>() else { return false };
    let _ = link.focus();
    true
}

fn focus(selector: &str) -> bool {
    let Some(element) = dom::one(selector).and_then(|element| element.dyn_into::<HtmlElement>().ok()) else {
        return false;
    };
    element.focus().is_ok()
}

fn follow(path: &str) -> bool {
    window().location().set_href(path).is_ok()
}

fn help() -> bool {
    let Some(dialog) = dom::one("#keys-help").and_then(|dialog| dialog.dyn_into::<HtmlDialogElement>().ok()) else {
        return false;
    };
    if let Some(switch) = dom::one("#keys-on").and_then(|switch| switch.dyn_into::<HtmlInputElement>().ok()) {
        switch.set_checked(read(kept(), OFF).is_none());
    }
    dialog.show_modal().is_ok()
}
