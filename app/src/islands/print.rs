//! A button that prints the page, which browsers also save as a PDF. Hidden until this runs, because nothing else can do it.

use leptos::prelude::*;
use web_sys::{Element, Event};

use super::dom;

/// Offers to print.
#[island]
pub fn Print() -> impl IntoView {
    Effect::new(|_| {
        for button in dom::all("[data-print]") {
            let _ = button.remove_attribute("hidden");
        }
        dom::listen(&document(), "click", |event: Event| {
            if dom::target::<Element>(&event).is_some_and(|at| at.closest("[data-print]").is_ok_and(|at| at.is_some()))
            {
                // A browser that cannot print says so itself.
                let _ = window().print();
            }
        });
    });
}
