//! A drawing that is wider than its frame begins where the execution stands.

use leptos::prelude::*;

use super::dom;

/// Scrolls the drawing to the node that is marked as current or stopped.
#[island]
pub fn Here() -> impl IntoView {
    Effect::new(|_| {
        let Some(frame) = dom::one(".drawing-frame") else { return };
        let Some(node) = dom::one(".node.incident, .node.current") else { return };
        let (outer, inner) = (frame.get_bounding_client_rect(), node.get_bounding_client_rect());
        let middle = inner.left() + inner.width() / 2.0 - outer.left() - outer.width() / 2.0;
        #[allow(clippy::cast_possible_truncation, reason = "a place on a screen")]
        frame.set_scroll_left(frame.scroll_left() + middle as i32);
    });
}
