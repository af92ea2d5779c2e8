//! The map: the whole drawing small, with the part that is seen; pressing or dragging on it goes there.

use drawing::shape::{Area, Point};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

use super::board::Board;

/// The map's size on the screen.
const WIDTH: f64 = 180.0;
const HEIGHT: f64 = 110.0;

/// The map.
#[component]
pub fn Minimap(board: Board) -> impl IntoView {
    let store = board.store;
    let whole = Memo::new(move |_| {
        store.changes.track();
        board.size.track();
        store.with_scene(drawing::scene::Scene::bounds).with_margin(40)
    });
    let frame = move || {
        let area = whole.get();
        format!("{} {} {} {}", area.left, area.top, area.width(), area.height())
    };
    let seen = move || {
        let (width, height) = board.size.get();
        board.viewport.with(|viewport| viewport.visible(width, height))
    };
    // One path for all: a thousand nodes cost one element.
    let paths = move |wrong: bool| {
        store.changes.track();
        store.problems.with(|problems| {
            store.with_scene(|scene| {
                let mut d = String::new();
                for placed in scene.nodes() {
                    if problems.iter().any(|problem| problem.node.as_ref() == Some(&placed.node.id)) == wrong {
                        let Area { left, top, .. } = placed.area;
                        let (width, height) = (placed.area.width(), placed.area.height());
                        d.push_str(&format!("M{left} {top}h{width}v{height}h-{width}Z"));
                    }
                }
                d
            })
        })
    };
    let go = move |event: &PointerEvent| {
        let Some(map) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
        let frame = map.get_bounding_client_rect();
        let area = whole.get_untracked();
        let at =
            to_drawing(area, f64::from(event.client_x()) - frame.left(), f64::from(event.client_y()) - frame.top());
        let (width, height) = board.size.get_untracked();
        board.viewport.update(|viewport| {
            viewport.x = width / 2.0 - f64::from(at.x) * viewport.zoom;
            viewport.y = height / 2.0 - f64::from(at.y) * viewport.zoom;
        });
    };
    let map = move || {
        view! {
            <svg class="minimap" width=WIDTH height=HEIGHT viewBox=frame aria-hidden="true"
                on:pointerdown=move |event: PointerEvent| {
                    event.stop_propagation();
                    if let Some(map) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) {
                        // Without it, dragging ends at the map's edge.
                        let _ = map.set_pointer_capture(event.pointer_id());
                    }
                    go(&event);
                }
                on:pointermove=move |event: PointerEvent| {
                    if event.buttons() == 1 {
                        event.stop_propagation();
                        go(&event);
                    }
                }>
                <path class="minimap-nodes" d=move || paths(false)></path>
                <path class="minimap-nodes wrong" d=move || paths(true)></path>
                <rect class="minimap-seen" x=move || seen().left y=move || seen().top width=move || seen().width() height=move || seen().height()></rect>
            </svg>
        }
    };
    view! { <Show when=move || board.minimap.get()>{map()}</Show> }
}

/// A place on the map as one of the drawing; the drawing is in the middle of the map.
#[allow(clippy::cast_possible_truncation, reason = "a drawing is far smaller than i32")]
fn to_drawing(area: Area, x: f64, y: f64) -> Point {
    let (width, height) = (f64::from(area.width()), f64::from(area.height()));
    let scale = (WIDTH / width).min(HEIGHT / height);
    let (left, top) = ((WIDTH - width * scale) / 2.0, (HEIGHT - height * scale) / 2.0);
    Point { x: area.left + ((x - left) / scale) as i32, y: area.top + ((y - top) / scale) as i32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_the_map_is_the_middle_of_the_drawing() {
        let area = Area { left: -100, top: 0, right: 1_900, bottom: 300 };
        assert_eq!(to_drawing(area, WIDTH / 2.0, HEIGHT / 2.0), Point { x: 900, y: 150 });
        assert_eq!(to_drawing(area, 0.0, HEIGHT / 2.0), Point { x: -100, y: 150 });
    }
}
