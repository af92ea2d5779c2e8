//! The editor's frame: the bar, the canvas and the panel beside it.

use engine::check::Severity;
use leptos::prelude::*;

use crate::Store;
use crate::canvas::{Board, Canvas};
use crate::icon::Icon;
use crate::later::{self, Part};
use crate::save::{SaveState, Saver};
use crate::store::{Dialog, Side};

/// The tabs of the panel.
const SIDES: [(Side, &str, &str); 6] = [
    (Side::Settings, "sliders", "Settings"),
    (Side::Form, "paper", "Form"),
    (Side::Outline, "list", "Outline"),
    (Side::Text, "code", "JSON"),
    (Side::Problems, "alert", "Problems"),
    (Side::Simulator, "play", "Simulate"),
];

/// The editor.
#[component]
pub fn Editor(saver: Saver) -> impl IntoView {
    let store = saver.store;
    let board = Board::new(store);
    crate::link::follow(store);
    later::begin(saver, board);
    view! {
        <div class="editor">
            <Bar saver/>
            {later::part(store, Part::Banner(saver))}
            <div class="editor-desk">
                <Canvas board/>
                <aside class="editor-panel" aria-label="Panel">
                    <Tabs store/>
                    <div class="editor-side" id="editor-side" role="tabpanel" aria-labelledby=move || format!("tab-{}", name(store.side.get()))
                        on:scroll=move |event| store.scrolled.set_value(event_target::<web_sys::Element>(&event).scroll_top())>{later::side(board)}</div>
                </aside>
            </div>
            <Toast store/>
            {later::part(store, Part::Dialogs)}
        </div>
    }
}

fn name(side: Side) -> &'static str {
    match side {
        Side::Settings => "settings",
        Side::Form => "form",
        Side::Outline => "outline",
        Side::Text => "text",
        Side::Problems => "problems",
        Side::Simulator => "simulator",
    }
}

/// The tabs: arrow keys go from one to the next.
#[component]
fn Tabs(store: Store) -> impl IntoView {
    let errors = move || {
        store.problems.with(|problems| problems.iter().filter(|problem| problem.severity == Severity::Error).count())
    };
    let all = move || store.problems.with(Vec::len);
    let turn = move |event: leptos::ev::KeyboardEvent| {
        let now = SIDES.iter().position(|(side, ..)| *side == store.side.get_untracked()).unwrap_or(0);
        let next = match event.key().as_str() {
            "ArrowRight" => (now + 1) % SIDES.len(),
            "ArrowLeft" => (now + SIDES.len() - 1) % SIDES.len(),
            "Home" => 0,
            "End" => SIDES.len() - 1,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        store.side.set(SIDES[next].0);
        crate::canvas::keys::focus(".editor-tab[aria-selected=true]");
    };
    let tab = move |(side, icon, label): (Side, &'static str, &'static str)| {
        let chosen = move || store.side.get() == side;
        view! {
            <button type="button" class="editor-tab" role="tab" id=format!("tab-{}", name(side)) aria-controls="editor-side"
                aria-selected=move || chosen().to_string() tabindex=move || if chosen() { "0" } else { "-1" } title=label
                on:click=move |_| store.side.set(side)>
                <Icon name=icon/><span class="editor-tab-label">{label}</span>
                {(side == Side::Problems).then(|| view! {
                    {move || (all() > 0).then(|| view! { <span class="editor-count" class:error=move || { errors() > 0 }>{all}</span> })}
                })}
            </button>
        }
    };
    view! { <div class="editor-tabs" role="tablist" aria-label="Views" on:keydown=turn>{SIDES.map(tab).collect_view()}</div> }
}

/// The bar: what is edited, how saving stands, the way back and the way to publish.
#[component]
fn Bar(saver: Saver) -> impl IntoView {
    let store = saver.store;
    let title = move || store.definition.with(|definition| definition.name.clone());
    let ways = Memo::new(move |_| store.ways_back());
    let undo = move || ways.with(|ways| ways.0.clone());
    let redo = move || ways.with(|ways| ways.1.clone());
    let said = |word: &'static str, what: Option<String>| {
        what.map_or_else(|| format!("{word}: nothing"), |what| format!("{word}: {what}"))
    };
    view! {
        <header class="editor-bar">
            <a class="editor-back" href="/definitions" aria-label="To the processes" title="To the processes"><Icon name="back"/></a>
            <h1 class="editor-title">{title}</h1>
            <SaveState saver/>
            {later::part(store, Part::Others(saver))}
            <div class="editor-ways" role="toolbar" aria-label="Draft">
                <button type="button" class="canvas-tool" aria-disabled=move || undo().is_none().to_string()
                    aria-label=move || said("Undo", undo()) title=move || said("Undo (Ctrl+Z)", undo()) on:click=move |_| store.undo()><Icon name="undo"/></button>
                <button type="button" class="canvas-tool" aria-disabled=move || redo().is_none().to_string()
                    aria-label=move || said("Redo", redo()) title=move || said("Redo (Ctrl+Shift+Z)", redo()) on:click=move |_| store.redo()><Icon name="redo"/></button>
                <button type="button" class="canvas-tool" aria-label="Find a step (/)" title="Find a step (/)" on:click=move |_| store.dialog.set(Some(Dialog::Search))><Icon name="search"/></button>
                <button type="button" class="canvas-tool" aria-label="Keys (?)" title="Keys (?)" on:click=move |_| store.dialog.set(Some(Dialog::Help))>"?"</button>
                <a class="button small editor-publish" href=saver.publish_path()
                    on:click=move |event| {
                        event.prevent_default();
                        store.publish_now.update(|asked| *asked += 1);
                    }>"Publish\u{2026}"</a>
            </div>
        </header>
    }
}

/// What was said last: shown for a while, and read out.
#[component]
fn Toast(store: Store) -> impl IntoView {
    let shown = RwSignal::new(false);
    Effect::new(move |timer: Option<Option<TimeoutHandle>>| {
        timer.flatten().into_iter().for_each(|timer| timer.clear());
        let said = store.said.get();
        shown.set(!said.text.is_empty());
        let wait = if said.refused { 9_000 } else { 3_500 };
        set_timeout_with_handle(move || shown.set(false), std::time::Duration::from_millis(wait)).ok()
    });
    let class = move || {
        let refused = store.said.with(|said| said.refused);
        format!("editor-toast{}{}", if refused { " refused" } else { "" }, if shown.get() { " shown" } else { "" })
    };
    view! {
        <p class=class role="status" aria-live="polite" aria-atomic="true">{move || store.said.with(|said| said.text.clone())}</p>
    }
}

/// Mounts it.
#[cfg(target_arch = "wasm32")]
pub fn mount() {
    use leptos::mount::mount_to;
    use wasm_bindgen::JsCast;

    use crate::api::Opening;

    let document = document();
    let Some(place) = document.get_element_by_id("editor") else { return };
    let Some(opening) = document.get_element_by_id("opening").and_then(|element| element.text_content()) else {
        return;
    };
    let Ok(opening) = serde_json::from_str::<Opening>(&opening) else { return };
    let Some(definition) = opening.definition() else { return };
    place.set_inner_html("");
    mount_to(place.unchecked_into(), move || {
        view! { <Editor saver=Saver::new(opening, definition)/> }
    })
    .forget();
}
