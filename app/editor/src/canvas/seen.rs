//! Which part of the drawing is rendered: what is to be seen, and a good margin around it, so that panning a little costs nothing.

use drawing::shape::Area;
use drawing::viewport::{Size, Viewport};
use engine::ids::{EdgeId, NodeId};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::board::Board;

/// The smallest scale at which names can be read.
const LEGIBLE: f64 = 0.55;

/// How long after its last move the view has arrived.
const ARRIVED: std::time::Duration = std::time::Duration::from_millis(160);

/// What is rendered.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// The part of the drawing that is rendered.
    pub area: Area,
    pub nodes: Vec<NodeId>,
    pub edges: Vec<EdgeId>,
}

/// What has to be rendered now.
pub fn seen(board: Board) -> Memo<Seen> {
    let store = board.store;
    // Changes only when the viewport leaves the area that was rendered.
    let area = Memo::new(move |last: Option<&Area>| {
        let size = board.size.get();
        let visible = board.viewport.with(|viewport| viewport.visible(size));
        let roomy = visible.with_margin(visible.width().max(visible.height()) / 4);
        match last {
            Some(last) if last.and(visible) == *last && last.width() <= 3 * roomy.width() => *last,
            _ => roomy,
        }
    });
    Memo::new(move |_| {
        store.changes.track();
        store.present.track();
        let area = area.get();
        let (nodes, edges) = store.with_scene(|scene| scene.visible(area));
        Seen { area, nodes, edges }
    })
}

/// Keeps the canvas' size, and shows everything at the beginning.
pub fn measure(board: Board) {
    Effect::new(move |_| {
        let Some(host) = board.host.get() else { return };
        let begun = StoredValue::new(false);
        let measured = {
            let host = host.clone();
            move || {
                let (width, height) = (f64::from(host.client_width()), f64::from(host.client_height()));
                if width < 1.0 || height < 1.0 {
                    return;
                }
                board.size.set(Size { width, height });
                if !begun.get_value() {
                    begun.set_value(true);
                    begin(board);
                }
            }
        };
        // Told for the first time when the browser has laid out the page, which is not asked for sooner.
        let watch = Closure::<dyn FnMut()>::new(measured);
        if let Ok(observer) = web_sys::ResizeObserver::new(watch.as_ref().unchecked_ref()) {
            observer.observe(&host);
        }
        // As long as the page.
        watch.forget();
    });
}

/// The first view: everything, where it can still be read; else the beginning, and the rest by panning.
fn begin(board: Board) {
    let bounds = board.store.with_scene(drawing::scene::Scene::bounds);
    board.fit(bounds);
    board.viewport.update(|viewport| {
        let height = board.size.get_untracked().height;
        if viewport.zoom < LEGIBLE {
            viewport.zoom = LEGIBLE;
            viewport.x = board.aside() + 40.0 - f64::from(bounds.left) * LEGIBLE;
            // Where it begins, and as much above it as there is.
            let first = board
                .store
                .definition
                .with_untracked(|definition| definition.start().map_or(bounds.top, |node| node.at.y));
            let above = (f64::from(first - bounds.top) * LEGIBLE + 80.0).min(height / 2.0);
            viewport.y = above - f64::from(first) * LEGIBLE;
        }
    });
}

/// While the view is moved, the browser moves the picture that it has; it draws a sharp one of another scale when that has ended.
pub fn travel(board: Board) {
    let last = StoredValue::new(None::<TimeoutHandle>);
    Effect::watch(
        move || board.viewport.get(),
        move |_, from, _| {
            // From where it is before the canvas is measured, the view does not travel.
            if from.is_none_or(|from| *from == Viewport::default()) {
                return;
            }
            board.travelling.set(true);
            let timer = set_timeout_with_handle(move || board.travelling.set(false), ARRIVED).ok();
            last.update_value(|last| std::mem::replace(last, timer).into_iter().for_each(|timer| timer.clear()));
        },
        false,
    );
}

/// Brings into view what is asked for.
pub fn reveal(board: Board) {
    let store = board.store;
    Effect::new(move |_| {
        let Some(id) = store.reveal.get() else { return };
        store.uncover(&id);
        if let Some(area) = store.with_scene(|scene| scene.node(&id).map(|placed| placed.area)) {
            board.reveal(area);
            super::focus_node(&id);
        }
        store.reveal.set(None);
    });
}
