//! What is drawn above nodes and lines while something is being done: guides, the lasso, a wire, a ghost, the ends of an edge.

use drawing::shape::{Area, EVENT, GATEWAY, Point, TASK_HEIGHT, TASK_WIDTH};
use leptos::prelude::*;

use super::board::{Board, Gesture, Ghost, Wire};

/// Half the size that a finger needs to press something, in pixels of the screen.
const FINGER: f64 = 14.0;

/// The radius around what is pressed, in the drawing: as large as a finger needs, but not as large as a node.
fn reach(board: Board) -> i32 {
    board.viewport.with(|viewport| viewport.length(FINGER)).clamp(6, 40)
}

/// Above everything else in the drawing.
#[component]
pub fn Overlay(board: Board) -> impl IntoView {
    let guides = move || {
        board.guides.with(|guides| {
            guides
                .iter()
                .map(|guide| view! { <line class="guide" x1=guide.from.x y1=guide.from.y x2=guide.to.x y2=guide.to.y></line> })
                .collect_view()
        })
    };
    let doing = move || {
        board.gesture.with(|gesture| match gesture {
            Gesture::Lasso { from, to, .. } => lasso(*from, *to).into_any(),
            Gesture::Wire { wire, .. } => wired(board, wire).into_any(),
            Gesture::Place { ghost, .. } if ghost.inside => ghostly(ghost).into_any(),
            _ => ().into_any(),
        })
    };
    view! {
        <g class="overlay" aria-hidden="true">{guides}{doing}<Ends board/><Handle board/></g>
    }
}

fn lasso(from: Point, to: Point) -> impl IntoView {
    let area =
        Area { left: from.x.min(to.x), top: from.y.min(to.y), right: from.x.max(to.x), bottom: from.y.max(to.y) };
    view! { <rect class="lasso" x=area.left y=area.top width=area.width() height=area.height()></rect> }
}

fn wired(board: Board, wire: &Wire) -> impl IntoView + use<> {
    let from = board.store.with_scene(|scene| scene.node(&wire.from).map(|placed| placed.area));
    let legal = wire.over.as_ref().is_none_or(|over| wire.allowed.contains(over));
    let to = wire.to;
    from.map(|area| {
        let centre = area.centre();
        let start =
            if to.x >= centre.x { Point { x: area.right, y: centre.y } } else { Point { x: area.left, y: centre.y } };
        let class = if legal { "wire" } else { "wire no" };
        view! {
            <line class=class x1=start.x y1=start.y x2=to.x y2=to.y></line>
            <circle class=class cx=to.x cy=to.y r="4"></circle>
            {(!legal).then(|| view! { <text class="wire-no" x=to.x + 10 y=to.y - 8>"\u{2715}"</text> })}
        }
    })
}

fn ghostly(ghost: &Ghost) -> impl IntoView + use<> {
    let class = if ghost.legal { "ghost" } else { "ghost no" };
    let (x, y) = (ghost.at.x, ghost.at.y);
    let outline = match ghost.kind {
        "note" => {
            let (width, height) = super::paper::GHOST;
            view! { <rect class=class x=x y=y width=width height=height rx="3"></rect> }.into_any()
        }
        "approval" | "notify" => view! {
            <rect class=class x=x - TASK_WIDTH / 2 y=y - TASK_HEIGHT / 2 width=TASK_WIDTH height=TASK_HEIGHT rx="9"></rect>
        }
        .into_any(),
        "condition" | "split" | "join" => {
            let d = format!("M{x} {}L{} {y}L{x} {}L{} {y}Z", y - GATEWAY, x + GATEWAY, y + GATEWAY, x - GATEWAY);
            view! { <path class=class d=d></path> }.into_any()
        }
        _ => view! { <circle class=class cx=x cy=y r=EVENT></circle> }.into_any(),
    };
    view! { {outline}{(!ghost.legal).then(|| view! { <text class="wire-no" x=x + 14 y=y - 14>"\u{2715}"</text> })} }
}

/// The two ends of the selected edge, to be moved.
#[component]
fn Ends(board: Board) -> impl IntoView {
    let store = board.store;
    move || {
        let id = store.selection.with(|now| now.edge.clone())?;
        let line = store.line(&id)?.get();
        let (first, last) = (*line.points.first()?, *line.points.last()?);
        Some(view! {
            <g data-end-from=id.to_string()>
                <circle class="handle-hit" cx=first.x cy=first.y r=move || reach(board)></circle>
                <circle class="end-handle" cx=first.x cy=first.y r="6"></circle>
            </g>
            <g data-end-to=id.to_string()>
                <circle class="handle-hit" cx=last.x cy=last.y r=move || reach(board)></circle>
                <circle class="end-handle" cx=last.x cy=last.y r="6"></circle>
            </g>
        })
    }
}

/// The dot beside a node, from which a connection is drawn.
#[component]
fn Handle(board: Board) -> impl IntoView {
    let store = board.store;
    move || {
        if board.busy() {
            return None;
        }
        let id = board.hover.get().or_else(|| store.selection.with(|now| now.only_node().cloned()))?;
        let free = store.definition.with(|definition| !engine::edit::free_ports(definition, &id).is_empty());
        let cell = store.node(&id).filter(|_| free)?;
        let half = cell.placed.with(|placed| placed.area.width() / 2);
        let at = cell.at.get();
        Some(view! {
            <g class="handle" data-handle=id.to_string()>
                // Away from the node, which is pressed to move it.
                <circle class="handle-hit" cx=move || at.x + half - 6 + reach(board) cy=at.y r=move || reach(board)></circle>
                <circle class="handle-dot" cx=at.x + half + 8 cy=at.y r="6"></circle>
            </g>
        })
    }
}
