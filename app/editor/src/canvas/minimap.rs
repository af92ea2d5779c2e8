//! The map: the whole drawing small, with the part that is seen; pressing or dragging on it goes there.

use drawing::shape::Area;
use drawing::viewport::{Size, Spot};
use engine::ids::NodeId;
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
        store.present.track();
        board.size.track();
        store.with_scene(drawing::scene::Scene::bounds).with_margin(40)
    });
    let frame = move || {
        let area = whole.get();
        format!("{} {} {} {}", area.left, area.top, area.width(), area.height())
    };
    let seen = move || {
        let size = board.size.get();
        board.viewport.with(|viewport| viewport.visible(size))
    };
    // One path for all: a thousand nodes cost one element.
    let paths = move |wrong: bool| {
        store.changes.track();
        store.present.track();
        board.wrong.with(|found| {
            store.with_scene(|scene| {
                let mut d = String::new();
                let is_wrong = |id: &NodeId| found.nodes.contains_key(id);
                let nodes = scene.nodes().map(|placed| (placed.area, is_wrong(&placed.node.id)));
                let boxes = scene.frames().iter().filter(|frame| frame.is_box);
                let boxes = boxes.map(|frame| (frame.area, frame.section.nodes.iter().any(is_wrong)));
                for (area, _) in nodes.chain(boxes).filter(|(_, is_wrong)| *is_wrong == wrong) {
                    let (Area { left, top, .. }, width, height) = (area, area.width(), area.height());
                    d.push_str(&format!("M{left} {top}h{width}v{height}h-{width}Z"));
                }
                d
            })
        })
    };
    let go = move |event: &PointerEvent| {
        let Some(map) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
        let frame = map.get_bounding_client_rect();
        let spot = Spot { x: f64::from(event.client_x()) - frame.left(), y: f64::from(event.client_y()) - frame.top() };
        let at = drawing::minimap::Minimap::of(whole.get_untracked(), Size { width: WIDTH, height: HEIGHT })
            .to_drawing(spot);
        let Size { width, height } = board.size.get_untracked();
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
