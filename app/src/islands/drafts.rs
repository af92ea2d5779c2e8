//! Drafts: what is typed into an element with `data-draft` is kept in this browser until the server took it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlFormElement, HtmlTextAreaElement};

use super::dom::{self, kept, kept_here, read};

/// Where this tab remembers which draft was sent last.
const SENT: &str = "draft-sent";

/// Keeps drafts.
#[island]
pub fn Drafts() -> impl IntoView {
    Effect::new(|_| {
        forget_what_was_taken();
        for field in dom::all("textarea[data-draft]") {
            if let (Some(key), Ok(field)) = (key_of(&field), field.dyn_into::<HtmlTextAreaElement>())
                && field.value().is_empty()
                && let Some(draft) = read(kept(), &key)
            {
                field.set_value(&draft);
            }
        }
        dom::listen(&document(), "input", |event: Event| {
            let Some(field) = dom::target::<HtmlTextAreaElement>(&event) else { return };
            let (Some(key), Some(kept)) = (key_of(&field), kept()) else { return };
            // A full or forbidden store keeps no drafts; typing goes on.
            let _ = if field.value().trim().is_empty() {
                kept.remove_item(&key)
            } else {
                kept.set_item(&key, &field.value())
            };
        });
        dom::listen(&document(), "submit", |event: Event| {
            let field = dom::target::<HtmlFormElement>(&event)
                .and_then(|form| form.query_selector("textarea[data-draft]").ok().flatten());
            if let (Some(key), Some(here)) = (field.and_then(|field| key_of(&field)), kept_here()) {
                let _ = here.set_item(SENT, &key);
            }
        });
    });
}

/// The page that follows says whether the server took what was sent.
fn forget_what_was_taken() {
    let Some(key) = read(kept_here(), SENT) else { return };
    if dom::has("[data-done]")
        && let Some(kept) = kept()
    {
        let _ = kept.remove_item(&key);
    }
    if let Some(here) = kept_here() {
        let _ = here.remove_item(SENT);
    }
}

fn key_of(field: &web_sys::Element) -> Option<String> {
    field.get_attribute("data-draft").map(|name| format!("draft:{name}"))
}
