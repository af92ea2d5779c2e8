//! The theme at once, without a new page: takes over the form of the account menu. The choice is kept in a cookie, so that
//! the server renders the next page in the right colours from its first byte.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlButtonElement, HtmlDocument, SubmitEvent};

use super::dom;

/// Changes the theme without a new page.
#[island]
pub fn ThemeToggle() -> impl IntoView {
    Effect::new(|_| {
        let Some(form) = document().get_element_by_id("themes") else { return };
        dom::listen(&form, "submit", |event: SubmitEvent| {
            let Some(button) = event.submitter().and_then(|button| button.dyn_into::<HtmlButtonElement>().ok()) else {
                return;
            };
            event.prevent_default();
            choose(&button.value());
        });
    });
}

fn choose(theme: &str) {
    let Some(page) = document().document_element() else { return };
    let chosen = matches!(theme, "light" | "dark");
    let _ = if chosen { page.set_attribute("data-theme", theme) } else { page.remove_attribute("data-theme") };
    let life = if chosen { 31_536_000 } else { 0 };
    let _ = document()
        .unchecked_into::<HtmlDocument>()
        .set_cookie(&format!("theme={theme}; Path=/; Max-Age={life}; SameSite=Lax"));
    for button in dom::all("#themes button") {
        let pressed = button.get_attribute("value").as_deref() == Some(theme);
        let _ = button.set_attribute("aria-pressed", if pressed { "true" } else { "false" });
    }
}
