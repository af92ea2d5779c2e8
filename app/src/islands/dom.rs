//! The browser's document in few words.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, Event, EventTarget, Storage};

/// Calls back for as long as the page lives.
pub(super) fn listen<E: JsCast + 'static>(target: &EventTarget, event: &str, mut call: impl FnMut(E) + 'static) {
    let closure = Closure::<dyn FnMut(Event)>::new(move |event: Event| call(event.unchecked_into()));
    // A page that cannot be listened to stays as the server made it.
    let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    closure.forget();
}

/// The same for events that do not bubble (`blur`, `invalid`, `toggle`).
pub(super) fn capture(event: &str, mut call: impl FnMut(Event) + 'static) {
    let closure = Closure::<dyn FnMut(Event)>::new(move |event: Event| call(event));
    let _ = document().add_event_listener_with_callback_and_bool(event, closure.as_ref().unchecked_ref(), true);
    closure.forget();
}

/// All elements that match, in the order of the page.
pub(super) fn all(selector: &str) -> Vec<Element> {
    all_in(document().query_selector_all(selector).ok())
}

/// All elements below one that match.
pub(super) fn all_below(element: &Element, selector: &str) -> Vec<Element> {
    all_in(element.query_selector_all(selector).ok())
}

fn all_in(list: Option<web_sys::NodeList>) -> Vec<Element> {
    let Some(list) = list else { return vec![] };
    (0..list.length()).filter_map(|at| list.item(at)?.dyn_into().ok()).collect()
}

/// The first element that matches.
pub(super) fn one(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

/// Whether the page has such an element.
pub(super) fn has(selector: &str) -> bool {
    one(selector).is_some()
}

/// The element that an event is about.
pub(super) fn target<T: JsCast>(event: &Event) -> Option<T> {
    event.target()?.dyn_into().ok()
}

/// What the browser keeps for this site; nothing where it keeps nothing.
pub(super) fn kept() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// What the browser keeps for this tab.
pub(super) fn kept_here() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

/// A value that is kept.
pub(super) fn read(storage: Option<Storage>, key: &str) -> Option<String> {
    storage?.get_item(key).ok().flatten()
}
