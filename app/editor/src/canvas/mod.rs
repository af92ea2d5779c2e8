//! The drawing, to be drawn on: one SVG in one transformed layer, of which only what is to be seen is rendered.

mod acts;
mod board;
mod clipboard;
mod crumbs;
mod edge;
pub mod keys;
mod minimap;
mod node;
mod notes;
mod overlay;
mod pad;
mod palette;
mod paper;
mod place;
mod pointer;
mod rename;
mod section;
mod seen;
mod space;
mod tokens;
mod wire;
mod wish;
mod words;
mod zoom;

use drawing::shape::Area;
use engine::ids::NodeId;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use self::edge::{EdgeLabel, EdgeView};
use self::node::NodeView;
use self::notes::notes;
use self::overlay::Overlay;
use self::palette::Palette;
use self::paper::PaperView;
use self::section::SectionView;
use self::zoom::Zoom;
use crate::Store;
use crate::later::{self, Part};

pub use self::board::{Board, Gesture};
pub use self::crumbs::Crumbs;
pub use self::minimap::Minimap;
pub use self::pad::Pad;
pub use self::paper::Writing;
pub use self::rename::Rename;
pub use self::tokens::Tokens;
pub use self::words::EdgeWords;

/// What the second part adds to the canvas: the keyboard, the clipboard, and what other views ask for.
pub fn start(board: Board) {
    keys::listen(board);
    clipboard::listen(board);
    wish::grant(board);
}

/// The canvas.
#[component]
pub fn Canvas(board: Board) -> impl IntoView {
    let store = board.store;
    let seen = seen::seen(board);
    let notes = board::settled(move || {
        store.definition.with(|definition| store.directory.with(|directory| notes(definition, directory)))
    });
    let sections = Memo::new(move |_| {
        store.frames.with(|all| all.iter().map(|frame| frame.section.id.clone()).collect::<Vec<_>>())
    });
    let papers =
        Memo::new(move |_| store.papers.with(|all| all.iter().map(|paper| paper.note.id.clone()).collect::<Vec<_>>()));
    listen(board);
    seen::measure(board);
    seen::reveal(board);
    seen::travel(board);
    let world = move || {
        board
            .viewport
            .with(|viewport| format!("translate({}px, {}px) scale({})", viewport.x, viewport.y, viewport.zoom))
    };
    let ground = move |side: fn(Area) -> i32| move || seen.with(|seen| side(seen.area));
    let class = move || {
        let tool = match board.tool.get() {
            board::Tool::Select => "",
            board::Tool::Hand => " hand",
            board::Tool::Lasso => " lassoing",
            board::Tool::Space => " spacing",
        };
        let doing = board.gesture.with(|gesture| match gesture {
            Gesture::Pan { .. } => " panning",
            Gesture::Move { .. } => " moving",
            Gesture::Wire { .. } => " wiring",
            Gesture::Place { .. } => " placing",
            _ => "",
        });
        let marked =
            if store.standing.with(|standing| *standing == crate::store::Standing::default()) { "" } else { " marked" };
        let gliding = if board.gliding.get() { " gliding" } else { "" };
        format!("canvas{tool}{doing}{marked}{gliding}")
    };
    view! {
        <div class=class node_ref=board.host role="region" aria-label="Drawing"
            on:pointerdown=move |event| pointer::down(board, &event)
            on:pointermove=move |event| pointer::moved(board, &event)
            on:pointerup=move |event| pointer::up(board, &event)
            on:pointercancel=move |_| pointer::cancel(board)
            on:pointerleave=move |_| board.hover.set(None)
            on:dblclick=move |event| rename::double_click(board, &event)
            on:contextmenu=move |event| pad::context_menu(board, &event)>
            <div class="canvas-world" class:travelling=move || board.travelling.get() style:transform=world>
                <svg class="canvas-sheet" width="1" height="1" role="group" aria-roledescription="drawing" aria-label="Steps and connections. Arrow keys walk from step to step; question mark shows all keys.">
                    <defs>
                        <pattern id="canvas-dots" width="20" height="20" patternUnits="userSpaceOnUse">
                            <circle class="canvas-dot" cx="10" cy="10" r="1"></circle>
                        </pattern>
                    </defs>
                    <rect class="canvas-ground" x=ground(|area| area.left) y=ground(|area| area.top)
                        width=ground(Area::width) height=ground(Area::height) fill="url(#canvas-dots)"></rect>
                    <For each=move || sections.get() key=Clone::clone let:id><SectionView board id/></For>
                    <For each=move || papers.get() key=Clone::clone let:id><PaperView board id/></For>
                    <For each=move || seen.with(|seen| seen.edges.clone()) key=Clone::clone let:id>
                        {store.line(&id).map(|line| view! { <EdgeView board id=id.clone() line/> })}
                    </For>
                    <For each=move || seen.with(|seen| seen.nodes.clone()) key=Clone::clone let:id>
                        {store.node(&id).map(|cell| view! { <NodeView board id=id.clone() cell notes/> })}
                    </For>
                    <For each=move || seen.with(|seen| seen.edges.clone()) key=Clone::clone let:id>
                        {store.line(&id).map(|line| view! { <EdgeLabel board id=id.clone() line/> })}
                    </For>
                    {later::part(store, Part::Tokens(board))}
                </svg>
                <svg class="canvas-sheet canvas-over" width="1" height="1" aria-hidden="true">
                    <For each=move || board.lifted.with(|lifted| lifted.edges.clone()) key=Clone::clone let:id>
                        {store.line(&id).map(|line| view! { <EdgeView board id=id.clone() line above=true/> })}
                    </For>
                    <For each=move || board.lifted.with(|lifted| lifted.nodes.clone()) key=Clone::clone let:id>
                        {store.node(&id).map(|cell| view! { <NodeView board id=id.clone() cell notes above=true/> })}
                    </For>
                    <For each=move || board.lifted.with(|lifted| lifted.edges.clone()) key=Clone::clone let:id>
                        {store.line(&id).map(|line| view! { <EdgeLabel board id=id.clone() line above=true/> })}
                    </For>
                    <Overlay board/>
                </svg>
            </div>
            {later::part(store, Part::Over(board))}
            <Palette board/>
            {later::part(store, Part::Minimap(board))}
            <Zoom board/>
            {later::part(store, Part::Menu(board.menu))}
        </div>
    }
}

/// The wheel. One that a listener may stop has to be asked for.
fn listen(board: Board) {
    let store = board.store;
    Effect::new(move |_| {
        let Some(host) = board.host.get() else { return };
        let turned =
            wasm_bindgen::closure::Closure::<dyn FnMut(web_sys::WheelEvent)>::new(move |event: web_sys::WheelEvent| {
                pointer::wheel(board, &event);
            });
        let options = web_sys::AddEventListenerOptions::new();
        options.set_passive(false);
        let heard = host.add_event_listener_with_callback_and_add_event_listener_options(
            "wheel",
            turned.as_ref().unchecked_ref(),
            &options,
        );
        if heard.is_err() {
            store.refuse("The wheel cannot be used in this browser.");
        }
        // As long as the page.
        turned.forget();
    });
}

/// Puts the focus on a node of the canvas, once it is drawn.
pub fn focus_node(id: &NodeId) {
    focus_marked("data-node", id.0.clone());
}

/// Puts the focus on what is marked with this, once it is drawn.
pub fn focus_marked(mark: &'static str, id: String) {
    focus_within(mark, id, PATIENCE);
}

/// For how many frames something that is to get the focus is waited for.
const PATIENCE: u8 = 30;

fn focus_within(mark: &'static str, id: String, frames: u8) {
    request_animation_frame(move || {
        // What is being typed keeps the focus.
        let typing = |element: web_sys::Element| element.matches(".canvas-rename, .note-field") == Ok(true);
        if document().active_element().is_some_and(typing) {
            return;
        }
        let Ok(all) = document().query_selector_all(&format!(".canvas [{mark}]")) else { return };
        let found = (0..all.length()).filter_map(|no| all.get(no)?.dyn_into::<web_sys::SvgElement>().ok());
        match found.into_iter().find(|node| node.get_attribute(mark).as_deref() == Some(id.as_str())) {
            Some(node) => {
                let options = web_sys::FocusOptions::new();
                options.set_prevent_scroll(true);
                // A node that cannot take the focus leaves it where it is.
                let _ = node.focus_with_options(&options);
            }
            None if frames > 0 => focus_within(mark, id, frames - 1),
            None => {}
        }
    });
}

/// Brings what was made into view.
pub fn reveal_selected(board: Board) {
    let store: Store = board.store;
    if let Some(id) = store.selection.with_untracked(|now| now.nodes.first().cloned()) {
        store.reveal.set(Some(id));
    }
}
