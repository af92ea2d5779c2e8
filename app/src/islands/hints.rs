//! Hints at fields before anything is sent: the browser's own check in our place and our style, and how much room a long
//! text has left. What the server says stays the truth.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, HtmlTextAreaElement};

use super::dom;

/// From leaving a field to its hint.
const AFTER: Duration = Duration::from_millis(300);

/// Shows hints at the fields of a form.
#[island]
pub fn Hints() -> impl IntoView {
    Effect::new(|_| {
        // Later, so that a click under way does not miss a button that moves.
        dom::capture("blur", |event| set_timeout(move || check(&event), AFTER));
        dom::capture("invalid", |event| {
            event.prevent_default();
            check(&event);
            if let Some(first) =
                dom::one(".field [aria-invalid=true]").and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok())
            {
                let _ = first.focus();
            }
        });
        dom::listen(&document(), "input", |event: Event| {
            if let Some(field) = dom::target::<Element>(&event) {
                if field.get_attribute("aria-invalid").is_some() {
                    check(&event);
                }
                room_left(&field);
            }
        });
    });
}

fn check(event: &Event) {
    let Some(field) = dom::target::<Element>(event) else { return };
    let Some(frame) = field.closest(".field").ok().flatten() else { return };
    let text = |name: &str| {
        js_sys::Reflect::get(&field, &name.into()).ok().and_then(|value| value.as_string()).unwrap_or_default()
    };
    let (message, value) = (text("validationMessage"), text("value"));
    // An empty field is only wrong once it is sent.
    if message.is_empty() || (value.is_empty() && event.type_() == "blur") {
        mend(&frame, &field);
    } else {
        say(&frame, &field, &message);
    }
}

fn say(frame: &Element, field: &Element, message: &str) {
    let id = format!("{}-problem", field.id());
    let place = document().get_element_by_id(&id).or_else(|| {
        let place = document().create_element("p").ok()?;
        place.set_id(&id);
        place.set_class_name("field-problem");
        frame.append_child(&place).ok()?;
        Some(place)
    });
    if let Some(place) = place {
        place.set_text_content(Some(message));
        let _ = field.set_attribute("aria-invalid", "true");
        let by = field.get_attribute("aria-describedby").unwrap_or_default();
        if !by.split(' ').any(|known| known == id) {
            let _ = field.set_attribute("aria-describedby", format!("{by} {id}").trim());
        }
        let _ = frame.class_list().add_1("wrong");
    }
}

fn mend(frame: &Element, field: &Element) {
    let _ = field.remove_attribute("aria-invalid");
    let _ = frame.class_list().remove_1("wrong");
    if let Some(place) = document().get_element_by_id(&format!("{}-problem", field.id())) {
        place.remove();
    }
}

/// Says how many characters are left, once that begins to matter.
fn room_left(field: &Element) {
    let (length, most) = if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
        (area.value().chars().count(), area.max_length())
    } else if let Some(line) = field.dyn_ref::<HtmlInputElement>() {
        (line.value().chars().count(), line.max_length())
    } else {
        return;
    };
    let (Ok(most), Ok(Some(frame))) = (usize::try_from(most), field.closest(".field")) else { return };
    let left = most.saturating_sub(length);
    let words = if left * 5 < most { format!("{left} characters left") } else { String::new() };
    let _ = frame.set_attribute("data-room", &words);
}
