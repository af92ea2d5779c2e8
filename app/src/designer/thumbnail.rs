//! A drawing so small that only its shape can be seen: for cards.

use ::drawing::layout::Layout;
use engine::Definition;
use leptos::prelude::*;

use crate::drawing::{Marks, can_be_drawn, drawn_line, outline_only};
use crate::ui::Icon;

/// A chain in the size of a card. It says nothing that the card does not say in words.
#[component]
pub fn Thumbnail<'a>(definition: &'a Definition) -> impl IntoView + use<> {
    if !can_be_drawn(definition) || definition.nodes.is_empty() {
        return view! { <div class="thumbnail none" aria-hidden="true"><Icon name="route"/></div> }.into_any();
    }
    let layout = Layout::of(definition);
    let area = layout.view;
    let marks = Marks::default();
    view! {
        <div class="thumbnail" aria-hidden="true">
            <svg viewBox=format!("{} {} {} {}", area.left, area.top, area.width(), area.height()) focusable="false">
                {layout.lines.iter().map(|line| drawn_line(line, &marks)).collect_view()}
                {layout.nodes.iter().map(outline_only).collect_view()}
            </svg>
        </div>
    }
    .into_any()
}
