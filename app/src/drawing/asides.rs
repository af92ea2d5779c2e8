//! Notes and sections on a drawing that is read: sections are open whatever the designer sees, because marks and numbers
//! belong to steps; but for the drawing that the editor takes the place of.

use engine::definition::Definition;
use leptos::prelude::*;

use drawing::aside::{Frame, Paper};
use drawing::markup;

/// The ground of a section, with its name; or its box.
pub(super) fn drawn_frame(frame: &Frame) -> AnyView {
    let area = frame.area;
    let colour = frame.section.colour.name();
    if frame.is_box {
        let class = format!("section folded ground-{colour}");
        return view! { <g class=class inner_html=markup::boxed(frame, area)></g> }.into_any();
    }
    let class = format!("section-ground ground-{colour}");
    view! {
        <rect class=class x=area.left y=area.top width=area.width() height=area.height() rx="14"></rect>
        <text class="section-name" x=area.left + 14 y=area.top + 21>{frame.section.name.clone()}</text>
    }
    .into_any()
}

/// A note.
pub(super) fn drawn_paper(paper: &Paper) -> impl IntoView + use<> {
    let class = format!("ground-{}", paper.note.colour.name());
    view! { <g class=class inner_html=markup::paper(paper, true)></g> }
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
