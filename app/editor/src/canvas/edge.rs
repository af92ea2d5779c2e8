//! An edge on the canvas: its line, a wide invisible one to press on, and its words.

use drawing::layout::Line;
use drawing::markup;
use engine::ids::EdgeId;
use leptos::prelude::*;

use super::board::Board;

/// An edge's line. While it follows the pointer it is drawn `above` all others, and stays hidden where it was.
#[component]
pub fn EdgeView(board: Board, id: EdgeId, line: ArcRwSignal<Line>, #[prop(optional)] above: bool) -> impl IntoView {
    let store = board.store;
    let lifted = lifted(board, &id);
    let class = {
        let id = id.clone();
        move || {
            let selected = store.selection.with(|now| now.edge.as_ref() == Some(&id));
            let taken = store.standing.with(|standing| standing.taken.contains(&id));
            let wrong = board.wrong.with(|wrong| wrong.edges.contains(&id));
            let open = board.opening.with(|over| over.as_ref() == Some(&id));
            let mut class = "edge".to_owned();
            let marks = [
                (selected, " selected"),
                (taken, " taken"),
                (wrong, " wrong"),
                (open, " open"),
                (lifted.get(), " lifted"),
            ];
            marks.iter().filter(|(on, _)| *on).for_each(|(_, word)| class.push_str(word));
            class
        }
    };
    let inside = move || as_it_is(&line, lifted.get() && !above, |line| markup::edge(line, true));
    view! { <g class=class data-edge=id.to_string() inner_html=inside></g> }
}

/// An edge's words, above all lines.
#[component]
pub fn EdgeLabel(board: Board, id: EdgeId, line: ArcRwSignal<Line>, #[prop(optional)] above: bool) -> impl IntoView {
    let store = board.store;
    let lifted = lifted(board, &id);
    let class = {
        let id = id.clone();
        Memo::new(move |_| match (store.selection.with(|now| now.edge.as_ref() == Some(&id)), lifted.get()) {
            (true, false) => "edge-label selected",
            (false, true) => "edge-label lifted",
            (true, true) => "edge-label selected lifted",
            (false, false) => "edge-label",
        })
    };
    let label = move || {
        as_it_is(&line, lifted.get() && !above, |line| line.label.clone()).map(|label| {
            view! {
                <text class=move || class.get() data-edge=id.to_string() x=label.at.x y=label.at.y text-anchor=label.anchor>{label.text}</text>
            }
        })
    };
    view! { {label} }
}

/// Whether an edge follows the pointer.
fn lifted(board: Board, id: &EdgeId) -> Memo<bool> {
    let id = id.clone();
    Memo::new(move |_| board.lifted.with(|lifted| lifted.edges.contains(&id)))
}

/// Reads a line, from now on or once.
fn as_it_is<T>(line: &ArcRwSignal<Line>, once: bool, read: impl FnOnce(&Line) -> T) -> T {
    if once { line.with_untracked(read) } else { line.with(read) }
}
