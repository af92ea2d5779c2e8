//! The editor's frame: the bar, the palette, the canvas and the panel beside it.

use leptos::prelude::*;

use crate::Store;
use crate::canvas::Canvas;
use crate::finder::Finder;
use crate::form::FormBuilder;
use crate::inspector::Inspector;
use crate::outline::Outline;
use crate::problems::Problems;
use crate::simulator::Simulator;
use crate::store::Side;
use crate::text::DocumentText;

/// The tabs of the panel.
const SIDES: [(Side, &str); 6] = [
    (Side::Settings, "Settings"),
    (Side::Form, "Form"),
    (Side::Outline, "Outline"),
    (Side::Text, "JSON"),
    (Side::Problems, "Problems"),
    (Side::Simulator, "Simulate"),
];

/// The editor.
#[component]
pub fn Editor(store: Store) -> impl IntoView {
    let inside = move || match store.side.get() {
        Side::Settings => view! { <Inspector store/> }.into_any(),
        Side::Form => view! { <FormBuilder store/> }.into_any(),
        Side::Outline => view! { <Outline store/> }.into_any(),
        Side::Text => view! { <DocumentText store/> }.into_any(),
        Side::Problems => view! { <Problems store/> }.into_any(),
        Side::Simulator => view! { <Simulator store/> }.into_any(),
    };
    let tab = move |(side, label): (Side, &'static str)| {
        view! {
            <button class="editor-tab" role="tab" aria-selected=move || (store.side.get() == side).to_string()
                on:click=move |_| store.side.set(side)>{label}</button>
        }
    };
    view! {
        <div class="editor">
            <Canvas store/>
            <aside class="editor-panel" aria-label="Panel">
                <div class="editor-tabs" role="tablist">{SIDES.map(tab).collect_view()}</div>
                <div class="editor-side" role="tabpanel">{inside}</div>
            </aside>
            <Finder store/>
        </div>
    }
}

/// Mounts it.
#[cfg(target_arch = "wasm32")]
pub fn mount() {
    use engine::definition::Definition;
    use wasm_bindgen::JsCast;

    use crate::api::Opening;

    let document = leptos::prelude::document();
    let Some(place) = document.get_element_by_id("editor") else { return };
    let Some(opening) = document.get_element_by_id("opening").and_then(|element| element.text_content()) else {
        return;
    };
    let Ok(opening) = serde_json::from_str::<Opening>(&opening) else { return };
    let Ok(definition) = Definition::read(&opening.document) else { return };
    place.set_inner_html("");
    leptos::mount::mount_to(place.unchecked_into(), move || {
        let store = Store::new(opening, definition, engine::edit::History::default());
        view! { <Editor store/> }
    })
    .forget();
}
