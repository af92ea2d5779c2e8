//! Which part of the drawing is rendered: what is to be seen, and a good margin around it, so that panning a little costs nothing.

use std::collections::HashSet;
use std::hash::Hash;

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

/// The fewest nodes that come in a frame; and which part of those that are there. Each frame in which something comes is painted
/// as a whole, so that the more is there, the more has to come at once.
const FEWEST: usize = 8;
const PART: usize = 8;

/// What is rendered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// The part of the drawing that is rendered.
    pub area: Area,
    pub nodes: Vec<NodeId>,
    pub edges: Vec<EdgeId>,
}

/// What is rendered now. What has to be there comes a part in each frame, so that none is long: what is selected and what is next
/// to the middle first.
pub fn seen(board: Board) -> RwSignal<Seen> {
    let wanted = wanted(board);
    let shown = RwSignal::new(Seen::default());
    let more = StoredValue::new(false);
    Effect::new(move |_| {
        wanted.track();
        // While more is to come, the next frame sees to it.
        if !more.get_value() {
            come(board, wanted, shown, more);
        }
    });
    shown
}

fn come(board: Board, wanted: Memo<Seen>, shown: RwSignal<Seen>, more: StoredValue<bool>) {
    let store = board.store;
    let middle = board.middle();
    let far = |id: &NodeId| {
        let chosen = store.selection.with_untracked(|now| now.nodes.contains(id));
        store.with_scene(|scene| {
            let centre = scene.node(id).map(|placed| placed.area.centre()).unwrap_or_default();
            (!chosen, (centre.x - middle.x).abs().max((centre.y - middle.y).abs()))
        })
    };
    let ends = |id: &EdgeId| {
        store.with_scene(|scene| scene.line(id).map(|line| [line.edge.from.clone(), line.edge.to.clone()]))
    };
    let (next, is_more) = wanted.with_untracked(|wanted| {
        shown.with_untracked(|shown| toward(shown, wanted, (shown.nodes.len() / PART).max(FEWEST), far, ends))
    });
    if shown.with_untracked(|now| *now != next) {
        shown.set(next);
    }
    more.set_value(is_more);
    if is_more {
        request_animation_frame(move || come(board, wanted, shown, more));
    }
}

/// What is rendered next, and whether that is not all yet; the first time, all comes. What goes does so in a step of its own, and
/// what comes is put at the end: anything else makes the list of views take out and put in again most of what it has.
fn toward<K: Ord>(
    shown: &Seen,
    wanted: &Seen,
    few: usize,
    far: impl Fn(&NodeId) -> K,
    ends: impl Fn(&EdgeId) -> Option<[NodeId; 2]>,
) -> (Seen, bool) {
    if shown.nodes.is_empty() && shown.edges.is_empty() {
        return (wanted.clone(), false);
    }
    let (mut nodes, mut missing) =
        (among(&shown.nodes, &wanted.nodes, true), among(&wanted.nodes, &shown.nodes, false));
    let (mut edges, fresh) = (among(&shown.edges, &wanted.edges, true), among(&wanted.edges, &shown.edges, false));
    let mut more = !missing.is_empty() || !fresh.is_empty();
    if nodes.len() == shown.nodes.len() && edges.len() == shown.edges.len() && more {
        if missing.len() > few {
            missing.sort_by_cached_key(far);
        }
        let late: HashSet<NodeId> = missing.split_off(few.min(missing.len())).into_iter().collect();
        nodes.extend(missing);
        // An edge comes after both of its nodes.
        let may_come = |id: &EdgeId| ends(id).is_none_or(|ends| !ends.iter().any(|end| late.contains(end)));
        let before = edges.len();
        edges.extend(fresh.iter().filter(|id| may_come(id)).take(2 * few).cloned());
        more = !late.is_empty() || edges.len() - before < fresh.len();
    }
    (Seen { area: wanted.area, nodes, edges }, more)
}

/// Those of a list that are, or are not, among others.
fn among<T: Clone + Eq + Hash>(all: &[T], others: &[T], are: bool) -> Vec<T> {
    let others: HashSet<&T> = others.iter().collect();
    all.iter().filter(|one| others.contains(one) == are).cloned().collect()
}

/// What has to be rendered.
fn wanted(board: Board) -> Memo<Seen> {
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
        // Nothing is to be seen before the browser says how large the canvas is.
        if board.size.with(|size| size.width < 1.0) {
            return Seen::default();
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn all(nodes: &[&str], edges: &[&str]) -> Seen {
        Seen {
            nodes: nodes.iter().map(|id| NodeId::from(*id)).collect(),
            edges: edges.iter().map(|id| EdgeId::from(*id)).collect(),
            ..Seen::default()
        }
    }

    /// An edge `ab` leads from `a` to `b`; a node is as far as its letter.
    fn next(shown: &Seen, wanted: &Seen, few: usize) -> (Seen, bool) {
        let ends = |id: &EdgeId| Some([NodeId::from(&id.as_str()[..1]), NodeId::from(&id.as_str()[1..])]);
        toward(shown, wanted, few, Clone::clone, ends)
    }

    #[test]
    fn all_comes_a_few_at_a_time_the_nearest_first_and_nothing_stays_that_is_not_wanted() {
        let wanted = all(&["d", "c", "b", "a"], &["ab", "bc", "cd"]);
        assert_eq!(next(&Seen::default(), &wanted, 1), (wanted.clone(), false), "the first time");
        let (none, more) = next(&all(&["x", "a"], &["ax"]), &wanted, 1);
        assert_eq!((&none, more), (&all(&["a"], &[]), true), "what goes does so first");
        let (one, more) = next(&none, &wanted, 1);
        assert_eq!((&one, more), (&all(&["a", "b"], &["ab"]), true));
        let (two, more) = next(&one, &wanted, 1);
        assert_eq!((&two, more), (&all(&["a", "b", "c"], &["ab", "bc"]), true));
        let (three, more) = next(&two, &wanted, 1);
        assert_eq!((&three, more), (&all(&["a", "b", "c", "d"], &["ab", "bc", "cd"]), false));
        assert_eq!(next(&three, &wanted, 1), (three.clone(), false), "in the order in which it came");
    }

    #[test]
    fn edges_come_a_few_at_a_time_too() {
        let wanted = all(&["a", "b"], &["ab", "ba", "aa"]);
        let (shown, more) = next(&all(&["a", "b"], &[]), &wanted, 1);
        assert_eq!((shown.edges.len(), more), (2, true));
        assert_eq!(next(&shown, &wanted, 1), (wanted.clone(), false));
    }
}
