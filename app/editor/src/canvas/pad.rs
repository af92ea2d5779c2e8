//! The pad beside what is selected: quick append, connect, rename, replace, remove; for an edge, a step into it.

use engine::catalogue::entries;
use engine::edit::{Edit, can_follow};
use engine::ids::{EdgeId, NodeId, NoteId, SectionId};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};

use super::board::{Board, Gesture};
use super::{acts, palette, place, pointer, wire, words};
use crate::finder::menu::MenuAt;
use crate::icon::Icon;
use crate::selection::Selection;
use crate::store::Dialog;

/// The pad's height on the screen, in pixels.
const PAD: f64 = 72.0;

/// The pad.
#[component]
pub fn Pad(board: Board) -> impl IntoView {
    let store = board.store;
    let shown = move || {
        if board.busy() || board.renaming.with(Option::is_some) {
            return None;
        }
        let selection = store.selection.get();
        if selection.edge.is_some() && board.wording.with(|edge| *edge == selection.edge) {
            return None;
        }
        match (selection.only_node(), &selection.edge) {
            (Some(node), _) => Some(beside_node(board, node.clone())?.into_any()),
            (None, Some(edge)) => Some(beside_edge(board, edge.clone())?.into_any()),
            (None, None) => None,
        }
    };
    view! { {shown} }
}

fn beside_node(board: Board, id: NodeId) -> Option<impl IntoView> {
    let store = board.store;
    let cell = store.node(&id)?;
    let half = cell.placed.with(|placed| (placed.area.width() / 2, placed.area.height() / 2));
    let at = cell.at.get();
    let place = move || {
        let height = board.size.get().height;
        board.viewport.with(|viewport| {
            let top = viewport.to_screen(drawing::shape::Point { x: at.x - half.0, y: at.y - half.1 });
            let bottom = viewport.to_screen(drawing::shape::Point { x: at.x, y: at.y + half.1 });
            // Above, where the ways seldom lead; below when there is no room.
            let y = if top.y > PAD + 10.0 || bottom.y + PAD > height { top.y - PAD - 8.0 } else { bottom.y + 30.0 };
            (format!("{}px", top.x.max(4.0)), format!("{}px", y.max(4.0)))
        })
    };
    let follows = store.definition.with(|definition| can_follow(definition, &id));
    let quick = entries().into_iter().filter(|entry| follows.contains(&entry.kind));
    let node = StoredValue::new(id);
    let action = move |icon: &'static str, label: &'static str, act: fn(Board, NodeId)| {
        view! {
            <button type="button" class="pad-item" aria-label=label title=label on:click=move |_| act(board, node.get_value())><Icon name=icon/></button>
        }
    };
    Some(view! {
        <div class="pad" role="toolbar" aria-label="What can be done with this step" style:left=move || place().0 style:top=move || place().1
            on:pointerdown=|event| event.stop_propagation()>
            <div class="pad-row pad-append">
                {quick.map(|entry| view! {
                    <button type="button" class="pad-item" aria-label=format!("Then: {}", entry.label.to_ascii_lowercase()) title=format!("Then: {}", entry.label.to_ascii_lowercase())
                        on:click=move |_| { place::append(board, node.get_value(), entry.kind); }><Icon name=entry.icon/></button>
                }).collect_view()}
            </div>
            <div class="pad-row">
                {action("forward", "Connect (C)", |board, node| {
                    if let Some(wire) = wire::begin(board, node, None) {
                        board.gesture.set(Gesture::Wire { wire, sticks: true });
                        board.store.say("Choose the step that it leads to. Escape cancels.");
                    }
                })}
                {action("pencil", "Rename (E)", |board, node| board.renaming.set(Some(node)))}
                {action("retry", "Replace (R)", |board, node| board.store.dialog.set(Some(Dialog::Replace(node))))}
                {action("copy", "Duplicate (Ctrl+D)", |board, _| acts::duplicate(board))}
                {action("trash", "Remove (Delete)", |board, node| { board.store.make(Edit::Remove { nodes: vec![node], edges: vec![] }); })}
            </div>
        </div>
    })
}

fn beside_edge(board: Board, id: EdgeId) -> Option<impl IntoView> {
    let store = board.store;
    let line = store.line(&id)?;
    let middle = palette::middle(&line.with(|line| line.points.clone()));
    let place = move || {
        board.viewport.with(|viewport| {
            let drawing::viewport::Spot { x, y } = viewport.to_screen(middle);
            (format!("{}px", x + 8.0), format!("{}px", y + 8.0))
        })
    };
    let (add, word, remove) = (id.clone(), id.clone(), id);
    Some(view! {
        <div class="pad" role="toolbar" aria-label="What can be done with this connection" style:left=move || place().0 style:top=move || place().1
            on:pointerdown=|event| event.stop_propagation()>
            <div class="pad-row">
                <button type="button" class="pad-item" aria-label="Add a step here (N)" title="Add a step here (N)"
                    on:click=move |_| store.dialog.set(Some(Dialog::Add { after: None, into: Some(add.clone()), at: None }))><Icon name="plus"/></button>
                <button type="button" class="pad-item" aria-label="Change its words (E)" title="Change its words (E)"
                    on:click=move |_| words::begin(board, word.clone())><Icon name="pencil"/></button>
                <button type="button" class="pad-item" aria-label="Remove (Delete)" title="Remove (Delete)"
                    on:click=move |_| { store.make(Edit::Remove { nodes: vec![], edges: vec![remove.clone()] }); }><Icon name="trash"/></button>
            </div>
        </div>
    })
}

/// A right click, the menu key or a long press.
pub fn context_menu(board: Board, event: &MouseEvent) {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    if element.closest("input, .pad, .palette").ok().flatten().is_some() {
        return;
    }
    event.prevent_default();
    pointer::cancel(board);
    let marked = |name: &str| {
        element.closest(&format!("[{name}]")).ok().flatten().and_then(|element| element.get_attribute(name))
    };
    let (node, edge) = (marked("data-node").map(NodeId), marked("data-edge").map(EdgeId));
    let (note, section) = (marked("data-note").map(NoteId), marked("data-section").map(SectionId));
    let (mut x, mut y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    // By the menu key: beside what has the focus.
    let on_something = node.is_some() || note.is_some() || section.is_some();
    if on_something && x < 1.0 && y < 1.0 {
        let frame = element.get_bounding_client_rect();
        (x, y) = (frame.right(), frame.bottom());
    }
    if let Some(node) = &node {
        if !board.store.selection.with_untracked(|now| now.nodes.contains(node)) {
            board.store.selection.set(Selection::node(node.clone()));
        }
    } else if let Some(edge) = &edge {
        board.store.selection.set(Selection::edge(edge.clone()));
    } else if let Some(note) = &note {
        board.store.selection.set(Selection::note(note.clone()));
    } else if let Some(section) = &section {
        board.store.selection.set(Selection::section(section.clone()));
    }
    let place = pointer::at(board.place(x, y));
    board.menu.set(Some(MenuAt { x, y, node, edge, note, section, place }));
}
