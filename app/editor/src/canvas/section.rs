//! Sections on the canvas: a ground behind its steps with its name above, or one box in their stead.

use drawing::aside::{Frame, TITLE, around, room};
use drawing::markup::{self, steps};
use drawing::shape::{Area, Point, shortened, text_width};
use engine::edit::Edit;
use engine::ids::SectionId;
use leptos::prelude::*;

use super::board::{Board, Gesture};
use crate::finder::shortcuts::Does;
use crate::selection::Selection;

/// How large the two buttons of a section are on the screen, whatever the scale, and the most on the drawing.
const TOOL: i32 = 26;
const LARGEST_TOOL: f64 = 60.0;

/// A section.
#[component]
pub fn SectionView(board: Board, id: SectionId) -> impl IntoView {
    let store = board.store;
    let kept = StoredValue::new(id.clone());
    let frame = Memo::new(move |_| {
        let found = |all: &Vec<Frame>| all.iter().find(|one| kept.with_value(|id| one.section.id == *id)).cloned();
        store.frames.with(found)
    });
    let selected =
        Memo::new(move |_| store.selection.with(|now| kept.with_value(|id| now.section.as_ref() == Some(id))));
    // Ahead of the definition during a drag.
    let area = Memo::new(move |_| {
        let frame = frame.get()?;
        let moved = if frame.is_box {
            let by = board.gesture.with(|gesture| match gesture {
                Gesture::Move { nodes, by, .. } if frame.section.nodes.iter().any(|id| nodes.contains(id)) => *by,
                Gesture::Space { from, to, sideways } => {
                    let (x, y) = super::space::pushed(*from, *to, *sideways).moves(frame.area);
                    Point { x, y }
                }
                _ => Point::default(),
            });
            frame.area.moved(by.x, by.y)
        } else {
            let cells = frame.section.nodes.iter().filter_map(|id| store.node(id)).map(|cell| {
                let at = cell.at.get();
                cell.placed.with(|placed| {
                    let centre = placed.area.centre();
                    room(placed).moved(at.x - centre.x, at.y - centre.y)
                })
            });
            around(cells).unwrap_or(frame.area)
        };
        Some(moved)
    });
    let wrong = Memo::new(move |_| {
        let nodes = frame.with(|frame| frame.as_ref().map(|frame| frame.section.nodes.clone()).unwrap_or_default());
        store
            .problems
            .with(|all| all.iter().filter(|problem| problem.node.as_ref().is_some_and(|id| nodes.contains(id))).count())
    });
    let stands = move || {
        let nodes = frame.with(|frame| frame.as_ref().map(|frame| frame.section.nodes.clone()).unwrap_or_default());
        store.standing.with(|standing| {
            let any = |of: &[engine::ids::NodeId]| of.iter().any(|id| nodes.contains(id));
            match (any(&standing.stopped), any(&standing.here), any(&standing.passed)) {
                (true, ..) => " incident",
                (_, true, _) => " current",
                (.., true) => " done",
                _ => "",
            }
        })
    };
    let class = move || {
        let (colour, is_box) =
            frame.with(|frame| frame.as_ref().map_or(("", false), |frame| (frame.section.colour.name(), frame.is_box)));
        let marks = if is_box { stands() } else { "" };
        let chosen = if selected.get() { " selected" } else { "" };
        format!("section ground-{colour}{}{chosen}{marks}", if is_box { " folded" } else { "" })
    };
    let label = move || frame.with(|frame| frame.as_ref().map(|frame| said(frame, wrong.get())).unwrap_or_default());
    let first = move || {
        store.frames.with(|all| all.first().is_some_and(|one| kept.with_value(|id| one.section.id == *id)))
            && store.selection.with(|now| now.section.is_none())
    };
    let focused = move |_| {
        if !selected.get_untracked() && matches!(board.gesture.get_untracked(), Gesture::Idle) {
            store.selection.set(Selection::section(kept.get_value()));
        }
    };
    #[allow(clippy::cast_possible_truncation, reason = "it is clamped")]
    let size = Memo::new(move |_| {
        let zoom = board.viewport.with(|viewport| viewport.zoom);
        (f64::from(TOOL) / zoom.min(1.0)).min(LARGEST_TOOL).ceil() as i32
    });
    let inside = move || {
        let (frame, area) = (frame.get()?, area.get()?);
        Some(if frame.is_box { boxed(&frame, area, wrong.get()) } else { titled(&frame, area, size.get()) })
    };
    let ground = move || {
        let area = area.get().filter(|_| frame.with(|frame| frame.as_ref().is_some_and(|frame| !frame.is_box)))?;
        Some(view! {
            <rect class="section-ground" x=area.left y=area.top width=area.width() height=area.height() rx="14"></rect>
        })
    };
    let tools = move || {
        let (frame, area) = (frame.get()?, area.get()?);
        Some(tools(board, &frame, area, size.get()))
    };
    view! {
        <g class=class>
            {ground}
            <g data-section=id.to_string() role="button" aria-label=label aria-pressed=move || selected.get().to_string()
                tabindex=move || if selected.get() || first() { "0" } else { "-1" } on:focus=focused>
                {inside}
            </g>
            {tools}
        </g>
    }
}

/// `Section Finance, 5 steps, collapsed, 2 problems`.
fn said(frame: &Frame, wrong: usize) -> String {
    let state = if frame.section.collapsed { "collapsed" } else { "open" };
    let steps = steps(frame.steps);
    let problems = match wrong {
        0 => String::new(),
        1 => ", 1 problem".to_owned(),
        many => format!(", {many} problems"),
    };
    format!("Section {}, {steps}, {state}{problems}", frame.section.name)
}

/// The name above the steps, on a ground of its own that is pressed and dragged.
fn titled(frame: &Frame, area: Area, tool: i32) -> AnyView {
    let room = area.width() - 2 * tool - 24;
    let letters = usize::try_from(room * 10 / 68).unwrap_or(1).max(4);
    let name = shortened(&frame.section.name, letters);
    let width = (text_width(&name) + 28).min(room + 16).max(60);
    view! {
        <rect class="section-title" x=area.left y=area.top width=width height=TITLE rx="14"></rect>
        <text class="section-name" x=area.left + 14 y=area.top + 20>{name}</text>
    }
    .into_any()
}

fn boxed(frame: &Frame, area: Area, wrong: usize) -> AnyView {
    let sign = (wrong > 0).then(|| {
        view! {
            <g class="problem-sign error" aria-hidden="true">
                <circle cx=area.left cy=area.top r="10"></circle>
                <text x=area.left y=area.top + 4 text-anchor="middle">{wrong.min(99)}</text>
            </g>
        }
    });
    view! { <g inner_html=markup::boxed(frame, area)></g>{sign} }.into_any()
}

/// The buttons: collapse or expand, and look inside. The keyboard has keys for both, so that it need not come by here.
fn tools(board: Board, frame: &Frame, area: Area, size: i32) -> AnyView {
    let (name, id) = (frame.section.name.clone(), frame.section.id.clone());
    let (word, icon) = if frame.is_box { ("Expand", "plus") } else { ("Collapse", "minus") };
    // Larger ones reach out of the section rather than over its steps.
    let top = if frame.is_box { area.bottom - TOOL - 5 } else { area.top + TITLE - 1 - size };
    let icon_size = size * 14 / TOOL;
    let tool = move |no: i32, icon: &'static str, words: String, act: fn(Board, &SectionId)| {
        let (id, x) = (id.clone(), area.right - 6 - (2 - no) * size);
        view! {
            <g class="section-tool" role="button" tabindex="-1" aria-label=words.clone()
                on:pointerdown=|event| event.stop_propagation() on:dblclick=|event| event.stop_propagation()
                on:click=move |_| act(board, &id)>
                <title>{words.clone()}</title>
                <rect class="section-hit" x=x y=top width=size height=size rx="6"></rect>
                <svg class="node-icon" x=x + (size - icon_size) / 2 y=top + (size - icon_size) / 2 width=icon_size height=icon_size aria-hidden="true"><use href=format!("/icons.svg#{icon}")></use></svg>
            </g>
        }
    };
    view! {
        {tool(0, icon, format!("{word} {name} (F)"), fold)}
        {tool(1, "search", format!("Look inside {name} (I)"), super::crumbs::look)}
    }
    .into_any()
}

/// Collapses or expands a section, and selects it.
pub fn fold(board: Board, id: &SectionId) {
    let store = board.store;
    let Some(section) = store.definition.with_untracked(|all| all.section(id).cloned()) else { return };
    let section = engine::aside::Section { collapsed: !section.collapsed, ..section };
    let said = if section.collapsed { "is collapsed" } else { "is open" };
    let said = format!("\u{201c}{}\u{201d} {said}.", section.name);
    store.look_inside(None);
    if store.make(Edit::SetSection { section }) {
        store.selection.set(Selection::section(id.clone()));
        store.say(said);
        super::focus_marked("data-section", id.0.clone());
    }
}

/// A section of what is selected.
pub fn make(board: Board) {
    let store = board.store;
    let nodes = store.chosen();
    if nodes.is_empty() {
        store.refuse("Select the steps that belong together first.");
        return;
    }
    if store.make(Edit::AddSection { name: String::new(), nodes }) {
        let id = store.definition.with_untracked(|all| all.sections.last().map(|section| section.id.clone()));
        if let Some(id) = id {
            store.say("A section is made. Give it a name.");
            name(board, &id);
        }
    }
}

/// Puts the focus on the field of a section's name.
pub fn name(board: Board, id: &SectionId) {
    board.store.selection.set(Selection::section(id.clone()));
    board.store.side.set(crate::store::Side::Settings);
    super::keys::focus("#section-name");
}

/// Takes a section away; its steps stay.
pub fn dissolve(board: Board, id: &SectionId) {
    let (store, id) = (board.store, id.clone());
    if store.make(Edit::Dissolve { section: id }) {
        store.say("The section is dissolved. Its steps stay.");
    }
}

/// The section that is selected, or that the selected step is in.
pub fn chosen(board: Board) -> Option<SectionId> {
    let store = board.store;
    store.selection.with_untracked(|now| {
        now.section.clone().or_else(|| {
            let node = now.nodes.first()?;
            store.definition.with_untracked(|all| all.section_of(node).map(|section| section.id.clone()))
        })
    })
}

/// From a collapsed section on, or back, along the first way that leads there.
pub fn walk(board: Board, id: &SectionId, back: bool) {
    let store = board.store;
    let next = store.definition.with_untracked(|all| {
        let within = |node: &engine::ids::NodeId| all.section_of(node).is_some_and(|section| section.id == *id);
        let mut ends = all.edges.iter().map(|edge| if back { (&edge.to, &edge.from) } else { (&edge.from, &edge.to) });
        ends.find(|(here, there)| within(here) && !within(there)).map(|(_, there)| there.clone())
    });
    match next {
        Some(next) => go(board, &next),
        None => store.say("There is nothing further that way."),
    }
}

/// To a node, or to the box that hides it.
pub fn go(board: Board, node: &engine::ids::NodeId) {
    let store = board.store;
    let hidden = store.with_scene(|scene| scene.boxed().any(|(id, ..)| id == node));
    let section = store.definition.with_untracked(|all| all.section_of(node).map(|section| section.id.clone()));
    match section.filter(|_| hidden) {
        Some(id) => show(board, &id),
        None => store.go_to(node),
    }
}

/// Selects a section, brings it into view, and puts the focus there.
pub fn show(board: Board, id: &SectionId) {
    let store = board.store;
    store.look_inside(None);
    store.selection.set(Selection::section(id.clone()));
    if let Some(frame) = store.frame(id) {
        board.reveal(frame.area);
    }
    super::focus_marked("data-section", id.0.clone());
}

/// Does with a section what a key or an entry of a menu means.
pub fn does(board: Board, id: &SectionId, does: Does) {
    match does {
        Does::Fold => fold(board, id),
        Does::Inside if board.store.inside.with_untracked(|now| now.as_ref() == Some(id)) => super::crumbs::out(board),
        Does::Inside => super::crumbs::look(board, id),
        Does::Dissolve => dissolve(board, id),
        Does::Rename => name(board, id),
        _ => show(board, id),
    }
}
