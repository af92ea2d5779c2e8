//! Notes and sections on a drawing that is read: sections are open whatever the designer sees, because marks and numbers
//! belong to steps.

use engine::definition::Definition;
use leptos::prelude::*;

use drawing::aside::{Frame, PADDING, Paper};
use drawing::shape::LINE;

/// The ground of a section, with its name.
pub(super) fn drawn_frame(frame: &Frame) -> impl IntoView + use<> {
    let area = frame.area;
    let class = format!("section-ground ground-{}", frame.section.colour.name());
    view! {
        <rect class=class x=area.left y=area.top width=area.width() height=area.height() rx="14"></rect>
        <text class="section-name" x=area.left + 14 y=area.top + 21>{frame.section.name.clone()}</text>
    }
}

/// A note.
pub(super) fn drawn_paper(paper: &Paper) -> impl IntoView + use<> {
    let area = paper.area;
    let class = format!("note-paper ground-{}", paper.note.colour.name());
    let line = |(no, line): (i32, &String)| {
        view! { <text class="paper-text" x=area.left + PADDING y=area.top + PADDING + 13 + no * LINE>{line.clone()}</text> }
    };
    let lines = (0..).zip(&paper.lines).map(line).collect_view();
    view! {
        <rect class=class x=area.left y=area.top width=area.width() height=area.height() rx="3"></rect>
        {lines}
    }
}

/// Sections and notes in words, for those who cannot see them.
pub(super) fn said(definition: &Definition) -> Vec<String> {
    let sections = definition.sections.iter().map(|section| {
        let steps: Vec<&str> = section.nodes.iter().map(|id| definition.name_of(id)).collect();
        format!("Section {}: {}.", section.name, steps.join(", "))
    });
    let notes = definition.notes.iter().map(|note| format!("Note: {}", note.text));
    sections.chain(notes).collect()
}
