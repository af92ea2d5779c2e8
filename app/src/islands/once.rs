//! A form with `data-once` is sent once: a second click while the first is under way does nothing.
//! The form's key would make the second harmless anyway; this makes it visible.

use leptos::prelude::*;
use web_sys::{Event, HtmlFormElement};

use super::dom;

const SENDING: &str = "data-sending";

/// Guards forms against a double click.
#[island]
pub fn Once() -> impl IntoView {
    Effect::new(|_| {
        dom::listen(&document(), "submit", |event: Event| {
            let Some(form) = dom::target::<HtmlFormElement>(&event) else { return };
            if event.default_prevented() || !form.has_attribute("data-once") {
                return;
            }
            if form.has_attribute(SENDING) {
                event.prevent_default();
            } else {
                let _ = form.set_attribute(SENDING, "");
                let _ = form.set_attribute("aria-busy", "true");
            }
        });
        // Come back to from the browser's memory, the form may be sent again.
        dom::listen(&window(), "pageshow", |_: Event| {
            for form in dom::all("form[data-sending]") {
                let _ = form.remove_attribute(SENDING);
                let _ = form.remove_attribute("aria-busy");
            }
        });
    });
}
