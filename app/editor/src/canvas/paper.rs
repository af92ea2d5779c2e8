//! Notes on the canvas: paper with words, written in its place.

use drawing::aside::{PADDING, Paper};
use drawing::markup;
use drawing::shape::{LINE, Point};
use engine::aside::{Colour, Note};
use engine::catalogue::Entry;
use engine::definition::At;
use engine::edit::Edit;
use engine::ids::NoteId;
use leptos::html::Textarea;
use leptos::prelude::*;

use super::board::{Board, Gesture};
use crate::selection::Selection;

/// What the palette says of notes, as if they were steps.
pub const ENTRY: Entry = Entry {
    kind: "note",
    label: "Note",
    help: "Paper for words on the drawing. Nothing that happens depends on it.",
    icon: "comment",
    bpmn: "textAnnotation",
    settings: &[],
};

/// How wide and high the ghost of a note is.
pub const GHOST: (i32, i32) = (drawing::aside::PAPER, LINE + 2 * PADDING);

/// A new note, whose text is then written.
pub fn add(board: Board, at: At) {
    let at = board.store.with_scene(|scene| drawing::aside::free(scene, at));
    let note = Note { id: "".into(), text: String::new(), at, size: None, colour: Colour::default() };
    if board.store.make(Edit::AddNote { note }) {
        let id = board.store.definition.with_untracked(|all| all.notes.last().map(|note| note.id.clone()));
        write(board, id);
    }
}

/// Lets the text of a note be written.
pub fn write(board: Board, note: Option<NoteId>) {
    if let Some(id) = note {
        board.store.selection.set(Selection::note(id.clone()));
        board.writing.set(Some(id));
    }
}

/// Selects a note, brings it into view, and puts the focus there.
pub fn show(board: Board, id: &NoteId) {
    let store = board.store;
    store.look_inside(None);
    store.selection.set(Selection::note(id.clone()));
    let area = store.papers.with_untracked(|all| all.iter().find(|paper| paper.note.id == *id).map(|paper| paper.area));
    if let Some(area) = area {
        board.reveal(area);
    }
    super::focus_marked("data-note", id.0.clone());
}

/// A note.
#[component]
pub fn PaperView(board: Board, id: NoteId) -> impl IntoView {
    let store = board.store;
    let kept = StoredValue::new(id.clone());
    let is_this = move |other: &NoteId| kept.with_value(|id| id == other);
    let paper = Memo::new(move |_| store.papers.with(|all| all.iter().find(|one| is_this(&one.note.id)).cloned()));
    let selected = Memo::new(move |_| store.selection.with(|now| now.notes.iter().any(is_this)));
    let writing = Memo::new(move |_| board.writing.with(|now| now.as_ref().is_some_and(is_this)));
    let by = Memo::new(move |_| {
        board.gesture.with(|gesture| match gesture {
            Gesture::Move { notes, by, .. } if notes.iter().any(is_this) => *by,
            Gesture::Space { from, to, sideways } => paper.with(|paper| {
                let push = super::space::pushed(*from, *to, *sideways);
                let (x, y) = paper.as_ref().map_or((0, 0), |paper| push.moves(paper.area));
                Point { x, y }
            }),
            _ => Point::default(),
        })
    });
    // One note is on the way of the Tab key: the one that is selected, else the first.
    let first = move || {
        store.papers.with(|all| all.first().is_some_and(|one| is_this(&one.note.id)))
            && store.selection.with(|now| now.notes.is_empty())
    };
    let class = move || {
        let colour = paper.with(|paper| paper.as_ref().map_or("", |paper| paper.note.colour.name()));
        format!("note ground-{colour}{}", if selected.get() { " selected" } else { "" })
    };
    let label = move || {
        let text = paper.with(|paper| paper.as_ref().map(|paper| paper.note.text.clone()).unwrap_or_default());
        if text.trim().is_empty() { "Empty note".to_owned() } else { format!("Note: {text}") }
    };
    let focused = move |_| {
        if !selected.get_untracked() && matches!(board.gesture.get_untracked(), Gesture::Idle) {
            store.selection.set(Selection::note(kept.get_value()));
        }
    };
    let inside =
        move || paper.with(|paper| paper.as_ref().map(|paper| drawn(paper, writing.get())).unwrap_or_default());
    view! {
        <g class=class data-note=id.to_string() role="button" aria-label=label aria-pressed=move || selected.get().to_string()
            tabindex=move || if selected.get() || first() { "0" } else { "-1" }
            transform=move || by.with(|by| format!("translate({} {})", by.x, by.y)) on:focus=focused inner_html=inside></g>
    }
}

fn drawn(paper: &Paper, writing: bool) -> String {
    let mut svg = markup::paper(paper, !writing);
    if !writing && paper.note.text.trim().is_empty() {
        markup::line(&mut svg, "paper-empty", markup::written_at(paper, 0), "Double click to write");
    }
    svg
}

/// The field over the note that is written on.
#[component]
pub fn Writing(board: Board) -> impl IntoView {
    let store = board.store;
    let field = NodeRef::<Textarea>::new();
    let opened = StoredValue::new(String::new());
    let finish = move |back: bool| {
        let Some(id) = board.writing.get_untracked() else { return };
        let text = field.get_untracked().map(|field| field.value()).unwrap_or_default();
        board.writing.set(None);
        let note = store.definition.with_untracked(|all| all.note(&id).cloned());
        // A field in which nothing was written changes nothing, whatever has come in the meantime.
        if let Some(note) = note.filter(|_| opened.with_value(|before| text.trim_end() != before)) {
            crate::inspector::lens::make_here(
                store,
                None,
                Edit::SetNote { note: Note { text: text.trim_end().to_owned(), ..note } },
            );
        }
        if back {
            super::focus_marked("data-note", id.0);
        }
    };
    Effect::new(move |_| {
        if board.writing.get().is_some()
            && let Some(field) = field.get()
        {
            // A field that cannot take the focus can still be clicked.
            let _ = field.focus();
        }
    });
    let shown = move || {
        let id = board.writing.get()?;
        let Some(paper) = store.papers.with_untracked(|all| all.iter().find(|one| one.note.id == id).cloned()) else {
            // It went before the field could open.
            board.writing.set(None);
            return None;
        };
        opened.set_value(paper.note.text.clone());
        let area = paper.area;
        let place = move || {
            board.viewport.with(|viewport| {
                let drawing::viewport::Spot { x, y } = viewport.to_screen(Point { x: area.left, y: area.top });
                format!("translate({x}px, {y}px) scale({})", viewport.zoom)
            })
        };
        let length = engine::aside::LONGEST_NOTE.to_string();
        Some(view! {
            <textarea class=format!("note-field ground-{}", paper.note.colour.name()) node_ref=field prop:value=paper.note.text.clone()
                maxlength=length aria-label="Text of the note" placeholder="Write here. Escape ends."
                style:width=format!("{}px", area.width()) style:min-height=format!("{}px", area.height()) style:transform=place
                on:pointerdown=|event| event.stop_propagation()
                on:blur=move |_| finish(false)
                on:keydown=move |event| {
                    event.stop_propagation();
                    if event.key() == "Escape" || (event.key() == "Enter" && (event.ctrl_key() || event.meta_key())) {
                        event.prevent_default();
                        finish(true);
                    }
                }></textarea>
        })
    };
    view! { {shown} }
}
