//! An edge on the canvas: its line, a wide invisible one to press on, and its words.

use drawing::layout::Line;
use drawing::markup;
use engine::ids::EdgeId;
use leptos::prelude::*;

use super::board::Board;

/// An edge's line.
#[component]
pub fn EdgeView(board: Board, id: EdgeId, line: ArcRwSignal<Line>) -> impl IntoView {
    let store = board.store;
    let class = {
        let id = id.clone();
        move || {
            let selected = store.selection.with(|now| now.edge.as_ref() == Some(&id));
            let taken = store.standing.with(|standing| standing.taken.contains(&id));
            let wrong = board.wrong.with(|wrong| wrong.edges.contains(&id));
            let open = board.opening.with(|over| over.as_ref() == Some(&id));
            let mut class = "edge".to_owned();
            for (on, word) in [(selected, " selected"), (taken, " taken"), (wrong, " wrong"), (open, " open")] {
                if on {
                    class.push_str(word);
                }
            }
            class
        }
    };
    view! { <g class=class data-edge=id.to_string() inner_html=move || line.with(|line| markup::edge(line, true))></g> }
}

/// An edge's words, above all lines.
#[component]
pub fn EdgeLabel(board: Board, id: EdgeId, line: ArcRwSignal<Line>) -> impl IntoView {
    let store = board.store;
    let selected = {
        let id = id.clone();
        Memo::new(move |_| store.selection.with(|now| now.edge.as_ref() == Some(&id)))
    };
    let label = move || {
        line.with(|line| line.label.clone()).map(|label| {
            let class = if selected.get() { "edge-label selected" } else { "edge-label" };
            view! {
                <text class=class data-edge=id.to_string() x=label.at.x y=label.at.y text-anchor=label.anchor>{label.text}</text>
            }
        })
    };
    view! { {label} }
}
