//! A node on the canvas: the same outline, icon and words as on the server's drawing, around its centre.

use drawing::layout::Placed;
use drawing::markup::{self, Extras};
use drawing::shape::{Outline, Point};
use engine::check::Severity;
use engine::ids::NodeId;
use leptos::prelude::*;

use super::board::Board;
use crate::store::NodeCell;

/// A node. While it follows the pointer it is drawn `above` all others, and stays hidden where it was.
#[component]
pub fn NodeView(
    board: Board,
    id: NodeId,
    cell: NodeCell,
    notes: RwSignal<super::notes::Notes>,
    #[prop(optional)] above: bool,
) -> impl IntoView {
    let NodeCell { placed, at } = cell;
    let state = {
        let id = id.clone();
        Memo::new(move |_| State::of(board, &id))
    };
    let class = {
        let placed = placed.clone();
        move || {
            let kind = placed.with(|placed| placed.node.does.entry().kind);
            let State { selected, lifted, stands, aim, .. } = state.get();
            let (selected, lifted) = (if selected { " selected" } else { "" }, if lifted { " lifted" } else { "" });
            format!("node {kind}{selected}{lifted}{stands}{aim}")
        }
    };
    let label = {
        let placed = placed.clone();
        move || placed.with(|placed| said(placed, state.get()))
    };
    let place = move || {
        let at = if state.get().lifted && !above { at.get_untracked() } else { at.get() };
        format!("translate({} {})", at.x, at.y)
    };
    let inside = {
        let id = id.clone();
        move || placed.with(|placed| notes.with(|notes| drawn(placed, notes.get(&id), state.get().worst)))
    };
    if above {
        // Nothing that keys come to, or that is read out.
        return view! { <g class=class transform=place inner_html=inside></g> }.into_any();
    }
    view! {
        <g class=class data-node=id.to_string() tabindex=move || if state.get().entrance { "0" } else { "-1" } role="button"
            aria-pressed=move || state.get().selected.to_string() aria-label=label
            transform=place inner_html=inside></g>
    }
    .into_any()
}

/// What is to be seen of a node besides what it is.
#[derive(Clone, Copy, Debug, PartialEq)]
struct State {
    selected: bool,
    lifted: bool,
    /// One node is on the way of the Tab key: the one that is selected, else the first.
    entrance: bool,
    worst: Option<Severity>,
    /// Classes of where a simulation stands, and of what the pointer is about to do.
    stands: &'static str,
    aim: &'static str,
}

impl State {
    fn of(board: Board, id: &NodeId) -> Self {
        let store = board.store;
        Self {
            selected: store.selection.with(|now| now.nodes.contains(id)),
            lifted: board.lifted.with(|lifted| lifted.nodes.contains(id)),
            entrance: board.entrance.with(|entrance| entrance.as_ref() == Some(id)),
            worst: board.wrong.with(|wrong| wrong.nodes.get(id).copied()),
            stands: store.standing.with(|standing| {
                if standing.stopped.contains(id) {
                    " incident"
                } else if standing.here.contains(id) {
                    " current"
                } else if standing.passed.contains(id) {
                    " done"
                } else {
                    ""
                }
            }),
            aim: board.aiming.with(|aim| match aim {
                Some(aim) if aim.over.as_ref() == Some(id) && aim.allowed.contains(id) => " aim",
                Some(aim) if aim.from != *id && !aim.allowed.contains(id) => " dim",
                _ if store.is_beside(id) => " beside",
                _ => "",
            }),
        }
    }
}

/// What is said of a node to those who do not see it.
fn said(placed: &Placed, state: State) -> String {
    let node = &placed.node;
    let pinned = if node.pinned { ", pinned" } else { "" };
    let stands = match state.stands {
        " incident" => ", stopped here",
        " current" => ", the request is here",
        " done" => ", passed",
        _ => "",
    };
    let worst = match state.worst {
        Some(Severity::Error) => ", needs mending",
        Some(Severity::Warning) => ", with a warning",
        None => "",
    };
    format!("{}, {}{pinned}{stands}{worst}", node.name, node.does.entry().label.to_ascii_lowercase())
}

/// A node around its centre, with its signs: that tidying leaves it where it is, and that something is wrong with it.
fn drawn(placed: &Placed, note: Option<&String>, worst: Option<Severity>) -> String {
    let mut svg = markup::node(placed, Point::default(), Extras { note: note.map(String::as_str), hatch: None });
    // At the upper right corner, and at the upper left one.
    let inset = if placed.outline == Outline::Task { 0 } else { 6 };
    let (x, y) = (placed.area.width() / 2 - inset, inset - placed.area.height() / 2);
    if placed.node.pinned {
        let (left, top) = (x - 7, y - 7);
        svg.push_str(&format!(
            r#"<g class="node-pin" aria-hidden="true"><circle cx="{x}" cy="{y}" r="9"></circle><svg x="{left}" y="{top}" width="14" height="14"><use href="/icons.svg#pin"></use></svg></g>"#
        ));
    }
    if let Some(severity) = worst {
        let (class, sign) = match severity {
            Severity::Error => ("error", "!"),
            Severity::Warning => ("warning", "?"),
        };
        let (x, below) = (-x, y + 4);
        svg.push_str(&format!(
            r#"<g class="problem-sign {class}" aria-hidden="true"><circle cx="{x}" cy="{y}" r="9"></circle><text x="{x}" y="{below}" text-anchor="middle">{sign}</text></g>"#
        ));
    }
    svg
}
