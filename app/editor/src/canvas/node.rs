//! A node on the canvas: the same outline, icon and words as on the server's drawing, around its centre.

use drawing::icon;
use drawing::layout::Placed;
use drawing::shape::{GATEWAY, LINE, Outline, shortened};
use engine::check::Severity;
use engine::ids::NodeId;
use engine::nodes::Kind;
use leptos::prelude::*;

use super::board::Board;
use crate::store::NodeCell;

/// Letters of the line beneath a task's name.
const NOTE_LETTERS: usize = 19;

/// A node.
#[component]
pub fn NodeView(board: Board, id: NodeId, cell: NodeCell, notes: Memo<super::notes::Notes>) -> impl IntoView {
    let store = board.store;
    let NodeCell { placed, at } = cell;
    let selected = {
        let id = id.clone();
        Memo::new(move |_| store.selection.with(|now| now.nodes.contains(&id)))
    };
    let worst = {
        let id = id.clone();
        Memo::new(move |_| board.wrong.with(|wrong| wrong.nodes.get(&id).copied()))
    };
    let note = {
        let id = id.clone();
        Memo::new(move |_| notes.with(|notes| notes.get(&id).cloned()))
    };
    let stands = {
        let id = id.clone();
        Memo::new(move |_| {
            store.standing.with(|standing| {
                if standing.stopped.contains(&id) {
                    " incident"
                } else if standing.here.contains(&id) {
                    " current"
                } else if standing.passed.contains(&id) {
                    " done"
                } else {
                    ""
                }
            })
        })
    };
    let aim = {
        let id = id.clone();
        Memo::new(move |_| {
            board.aiming.with(|aim| match aim {
                Some(aim) if aim.over.as_ref() == Some(&id) && aim.allowed.contains(&id) => " aim",
                Some(aim) if aim.from != id && !aim.allowed.contains(&id) => " dim",
                _ if store.is_beside(&id) => " beside",
                _ => "",
            })
        })
    };
    let class = {
        let placed = placed.clone();
        move || {
            let kind = placed.with(|placed| placed.node.does.entry().kind);
            let selected = if selected.get() { " selected" } else { "" };
            format!("node {kind}{selected}{}{}", stands.get(), aim.get())
        }
    };
    // One node is on the way of the Tab key: the one that is selected, else the first.
    let tabindex = {
        let id = id.clone();
        move || if board.entrance.with(|entrance| entrance.as_ref() == Some(&id)) { "0" } else { "-1" }
    };
    let label = {
        let placed = placed.clone();
        move || {
            let said = placed.with(|Placed { node, .. }| {
                let pinned = if node.pinned { ", pinned" } else { "" };
                format!("{}, {}{pinned}", node.name, node.does.entry().label.to_ascii_lowercase())
            });
            let said = match stands.get() {
                " incident" => format!("{said}, stopped here"),
                " current" => format!("{said}, the request is here"),
                " done" => format!("{said}, passed"),
                _ => said,
            };
            match worst.get() {
                Some(Severity::Error) => format!("{said}, needs mending"),
                Some(Severity::Warning) => format!("{said}, with a warning"),
                None => said,
            }
        }
    };
    let inside = {
        let placed = placed.clone();
        move || placed.with(|placed| drawn(placed, note.get()))
    };
    let badge = move || {
        let placed = placed.get();
        worst.get().map(|severity| badge(&placed, severity))
    };
    view! {
        <g class=class data-node=id.to_string() tabindex=tabindex role="button" aria-pressed=move || selected.get().to_string() aria-label=label
            transform=move || { let at = at.get(); format!("translate({} {})", at.x, at.y) }>
            {inside}
            {badge}
        </g>
    }
}

fn drawn(placed: &Placed, note: Option<String>) -> AnyView {
    let (x, y) = (placed.area.width() / 2, placed.area.height() / 2);
    let outline = match placed.outline {
        Outline::Task => view! {
            <rect class="shape" x=-x y=-y width=2 * x height=2 * y rx="9"></rect>
        }
        .into_any(),
        Outline::Gateway => {
            let d = format!("M0 {}L{GATEWAY} 0L0 {GATEWAY}L{} 0Z", -GATEWAY, -GATEWAY);
            view! { <path class="shape" d=d></path> }.into_any()
        }
        Outline::Event => {
            let ring =
                matches!(placed.node.does, Kind::Wait(_)).then(|| view! { <circle class="ring" r=x - 4></circle> });
            view! { <circle class="shape" r=x></circle>{ring} }.into_any()
        }
    };
    let left = if placed.outline == Outline::Task { -x + 13 } else { -icon::SIDE / 2 };
    let place = icon::transform(left, -icon::SIDE / 2);
    view! {
        {outline}
        <path class="node-icon" d=icon::path(&placed.node.does) transform=place></path>
        {words(placed, note)}
        {placed.node.pinned.then(|| pin(placed))}
    }
    .into_any()
}

fn words(placed: &Placed, note: Option<String>) -> impl IntoView + use<> {
    let centre = placed.area.centre();
    let lines = i32::try_from(placed.name.len()).unwrap_or(2);
    let task = placed.outline == Outline::Task;
    let note =
        note.filter(|note| task && lines == 1 && *note != placed.node.name).map(|note| shortened(&note, NOTE_LETTERS));
    let (x, first, anchor) = if task {
        let rows = lines + i32::from(note.is_some());
        (-placed.area.width() / 2 + 43, -(rows - 1) * LINE / 2 + 5, "start")
    } else {
        (placed.name_at.x - centre.x, placed.name_at.y - centre.y, placed.name_anchor)
    };
    let name = placed.name.clone();
    view! {
        {(0..).zip(name).map(|(no, line)| view! { <text class="node-name" x=x y=first + no * LINE text-anchor=anchor>{line}</text> }).collect_view()}
        {note.map(|note| view! { <text class="node-note" x=x y=first + LINE text-anchor=anchor>{note}</text> })}
    }
}

/// The middle of a sign at the upper right corner, from the node's centre.
fn corner(placed: &Placed) -> (i32, i32) {
    let inset = if placed.outline == Outline::Task { 0 } else { 6 };
    (placed.area.width() / 2 - inset, inset - placed.area.height() / 2)
}

/// The sign that tidying leaves it where it is.
fn pin(placed: &Placed) -> impl IntoView + use<> {
    let (x, y) = corner(placed);
    view! {
        <g class="node-pin" aria-hidden="true">
            <circle cx=x cy=y r="9"></circle>
            <svg x=x - 7 y=y - 7 width="14" height="14"><use href="/icons.svg#pin"></use></svg>
        </g>
    }
}

/// The sign of a problem at the upper left corner.
fn badge(placed: &Placed, severity: Severity) -> impl IntoView + use<> {
    let (x, y) = corner(placed);
    let x = -x;
    let (class, sign) = match severity {
        Severity::Error => ("problem-sign error", "!"),
        Severity::Warning => ("problem-sign warning", "?"),
    };
    view! {
        <g class=class aria-hidden="true">
            <circle cx=x cy=y r="9"></circle>
            <text x=x y=y + 4 text-anchor="middle">{sign}</text>
        </g>
    }
}
