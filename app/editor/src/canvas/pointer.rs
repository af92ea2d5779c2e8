//! The pointer on the canvas: mouse, pen and fingers alike. A press becomes a gesture once it has moved a little; letting go
//! makes the one edit that the gesture means; Escape leaves everything as it was.

use drawing::hit::{Hit, Take, hit, within};
use drawing::shape::{Area, Point};
use drawing::snap::{Options, snap};
use drawing::tidy::on_grid;
use drawing::viewport::Spot;
use engine::definition::At;
use engine::edit::{Edit, may_splice};
use engine::ids::{EdgeId, NodeId, NoteId, SectionId};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent, PointerEvent};

use super::board::{Board, End, Gesture, Target, Tool, Wire};
use super::{place, wire};
use crate::habits::{Drag, Wheel};
use crate::selection::Selection;

/// How far a press may wander before it is a drag, in pixels of the screen.
const STILL: f64 = 4.0;
/// How near a line is pressed, in pixels of the screen.
const NEAR: f64 = 14.0;

/// What an event happened on.
fn target(event: &MouseEvent) -> Target {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return Target::Ground;
    };
    let marked = |name: &str| {
        element.closest(&format!("[{name}]")).ok().flatten().and_then(|element| element.get_attribute(name))
    };
    if let Some(id) = marked("data-handle") {
        return Target::Handle(NodeId(id));
    }
    if let Some(id) = marked("data-end-from") {
        return Target::EdgeEnd(EdgeId(id), End::From);
    }
    if let Some(id) = marked("data-end-to") {
        return Target::EdgeEnd(EdgeId(id), End::To);
    }
    if let Some(id) = marked("data-node") {
        return Target::Node(NodeId(id));
    }
    if let Some(id) = marked("data-note") {
        return Target::Note(NoteId(id));
    }
    if let Some(id) = marked("data-section") {
        return Target::Section(SectionId(id));
    }
    marked("data-edge").map_or(Target::Ground, |id| Target::Edge(EdgeId(id)))
}

/// A finger or a button goes down.
pub fn down(board: Board, event: &PointerEvent) {
    super::words::finish(board, true);
    let Spot { x, y } = board.inside(f64::from(event.client_x()), f64::from(event.client_y()));
    if event.pointer_type() == "touch" {
        board.fingers.update_value(|fingers| fingers.push((event.pointer_id(), x, y)));
        if let Some((x, y, apart)) = board.fingers.with_value(|fingers| pinch(fingers)) {
            cancel(board);
            board.gesture.set(Gesture::Pinch { x, y, apart });
            return;
        }
    }
    let pressed = target(event);
    board.presses.update_value(|[last, before]| *before = last.replace(pressed));
    match board.gesture.get_untracked() {
        // From click to click: the second click ends it.
        Gesture::Wire { sticks: true, .. } | Gesture::Place { sticks: true, .. } => {
            event.prevent_default();
            board.presses.set_value([None, None]);
            moved(board, event);
            finish(board);
            return;
        }
        Gesture::Idle | Gesture::Press { .. } => {}
        _ => return,
    }
    let pans = event.button() == 1 || board.tool.get_untracked() == Tool::Hand || super::keys::space_is_down();
    if pans {
        event.prevent_default();
        capture(board, event);
        board.gesture.set(Gesture::Pan { x, y });
        return;
    }
    if event.button() != 0 {
        return;
    }
    let on = target(event);
    let add = event.shift_key() || event.ctrl_key() || event.meta_key();
    if !add {
        take(board, &on);
    }
    board.gesture.set(Gesture::Press { on, x, y, add });
    board.store.held.set(true);
}

/// Selects a node, a note or a section, unless it is selected already.
fn take(board: Board, on: &Target) {
    let selection = board.store.selection;
    let next = selection.with_untracked(|now| match on {
        Target::Node(id) if !now.nodes.contains(id) => Some(Selection::node(id.clone())),
        Target::Note(id) if !now.notes.contains(id) => Some(Selection::note(id.clone())),
        Target::Section(id) if now.section.as_ref() != Some(id) => Some(Selection::section(id.clone())),
        _ => None,
    });
    if let Some(next) = next {
        selection.set(next);
    }
}

/// Further events come here, wherever the pointer goes.
fn capture(board: Board, event: &PointerEvent) {
    if let Some(host) = board.host.get_untracked() {
        // A pointer that is gone already cannot be held; then there is nothing to hold.
        let _ = host.set_pointer_capture(event.pointer_id());
    }
}

fn pinch(fingers: &[(i32, f64, f64)]) -> Option<(f64, f64, f64)> {
    let [(_, ax, ay), (_, bx, by)] = fingers else { return None };
    Some((f64::midpoint(*ax, *bx), f64::midpoint(*ay, *by), (ax - bx).hypot(ay - by)))
}

/// The pointer moves.
pub fn moved(board: Board, event: &PointerEvent) {
    let Spot { x, y } = board.inside(f64::from(event.client_x()), f64::from(event.client_y()));
    let here = board.viewport.get_untracked().to_drawing(Spot { x, y });
    board.pointer.set_value(Some(here));
    match board.gesture.get_untracked() {
        Gesture::Idle => hover(board, event),
        Gesture::Press { on, x: from_x, y: from_y, add } => {
            if (x - from_x).hypot(y - from_y) >= STILL {
                // Not before: what is held gets the clicks too.
                capture(board, event);
                let from = board.viewport.get_untracked().to_drawing(Spot { x: from_x, y: from_y });
                begin(board, on, from, (from_x, from_y), Hand { add, finger: event.pointer_type() == "touch" });
                moved_to(board, event, here, (x, y));
            }
        }
        _ => moved_to(board, event, here, (x, y)),
    }
}

fn hover(board: Board, event: &PointerEvent) {
    let over = match target(event) {
        Target::Node(id) | Target::Handle(id) => Some(id),
        _ => None,
    };
    if board.hover.with_untracked(|now| *now != over) {
        board.hover.set(over);
    }
}

/// What presses: with a key that adds to the selection, or a finger.
struct Hand {
    add: bool,
    finger: bool,
}

/// What a press that moves becomes.
fn begin(board: Board, on: Target, from: Point, screen: (f64, f64), Hand { add, finger }: Hand) {
    let drag = board.store.habits.with_untracked(|habits| habits.mode.drag(add, finger));
    let gesture = match (board.tool.get_untracked(), on) {
        (_, Target::Handle(node)) => match wire::begin(board, node, None) {
            Some(wire) => Gesture::Wire { wire, sticks: false },
            None => Gesture::Idle,
        },
        (_, Target::EdgeEnd(edge, end)) => match wire::reconnect(board, &edge, end) {
            Some(wire) => Gesture::Wire { wire, sticks: false },
            None => Gesture::Idle,
        },
        (Tool::Space, _) => Gesture::Space { from, to: from, sideways: true },
        (Tool::Lasso, Target::Ground | Target::Edge(_)) => Gesture::Lasso { from, to: from, add },
        (_, on @ (Target::Node(_) | Target::Note(_) | Target::Section(_))) => {
            take(board, &on);
            let (nodes, notes) = (board.store.chosen(), board.store.chosen_notes());
            Gesture::Move { nodes, notes, from, by: Point::default(), places: vec![], over: None }
        }
        (_, Target::Ground) if drag == Drag::Selects => Gesture::Lasso { from, to: from, add },
        (_, Target::Ground | Target::Edge(_)) => Gesture::Pan { x: screen.0, y: screen.1 },
    };
    board.gesture.set(gesture);
}

fn moved_to(board: Board, event: &PointerEvent, here: Point, screen: (f64, f64)) {
    match board.gesture.get_untracked() {
        Gesture::Pan { x, y } => {
            board.viewport.update(|viewport| *viewport = viewport.panned(screen.0 - x, screen.1 - y));
            board.gesture.set(Gesture::Pan { x: screen.0, y: screen.1 });
        }
        Gesture::Pinch { x, y, apart } => {
            let id = event.pointer_id();
            board.fingers.update_value(|fingers| {
                fingers.iter_mut().filter(|finger| finger.0 == id).for_each(|finger| (finger.1, finger.2) = screen);
            });
            let Some((to_x, to_y, now)) = board.fingers.with_value(|fingers| pinch(fingers)) else { return };
            let factor = if apart > 1.0 { now / apart } else { 1.0 };
            board.viewport.update(|viewport| {
                *viewport = viewport.panned(to_x - x, to_y - y).zoomed_at(Spot { x: to_x, y: to_y }, factor);
            });
            board.gesture.set(Gesture::Pinch { x: to_x, y: to_y, apart: now });
        }
        Gesture::Move { nodes, notes, from, .. } => {
            let free = event.alt_key() || event.ctrl_key() || event.meta_key();
            drag(board, (nodes, notes), from, here, free);
        }
        Gesture::Lasso { from, add, .. } => board.gesture.set(Gesture::Lasso { from, to: here, add }),
        Gesture::Wire { wire, sticks } => {
            board.gesture.set(Gesture::Wire { wire: wire::moved(board, wire, here), sticks });
        }
        Gesture::Place { ghost, sticks } => {
            board.gesture.set(Gesture::Place { ghost: place::moved(board, ghost, here, true), sticks });
        }
        Gesture::Space { from, .. } => {
            let sideways = (here.x - from.x).abs() >= (here.y - from.y).abs();
            board.gesture.set(Gesture::Space { from, to: here, sideways });
            super::space::preview(board, from, here, sideways);
        }
        Gesture::Idle | Gesture::Press { .. } => {}
    }
}

/// Nodes and notes follow the pointer, snapped unless `free`.
fn drag(board: Board, (nodes, notes): (Vec<NodeId>, Vec<NoteId>), from: Point, here: Point, free: bool) {
    let delta = Point { x: here.x - from.x, y: here.y - from.y };
    let snapped = board.store.with_scene(|scene| {
        let tolerance = board.viewport.with_untracked(|viewport| viewport.length(6.0));
        let options = Options { tolerance, guides: !free, grid: !free, view: board.seen() };
        snap(scene, &nodes, delta, options)
    });
    let (mut delta, guides) = (snapped.delta, snapped.guides);
    // What is no node that is drawn has no lines to be drawn to: it keeps to the grid.
    if !free && nodes.iter().all(|id| board.store.with_scene(|scene| scene.node(id).is_none())) {
        delta = Point { x: on_grid(delta.x), y: on_grid(delta.y) };
    }
    let places = board.store.places(&nodes, delta);
    board.store.show_moved(&places);
    let over = match nodes.as_slice() {
        [only] if notes.is_empty() => over_edge(board, only, here),
        _ => None,
    };
    board.guides.set(guides);
    board.gesture.set(Gesture::Move { nodes, notes, from, by: delta, places, over });
}

/// The edge under a lone node that could be put into it.
fn over_edge(board: Board, node: &NodeId, here: Point) -> Option<EdgeId> {
    let lone = board
        .store
        .definition
        .with_untracked(|definition| definition.edges.iter().all(|edge| edge.from != *node && edge.to != *node));
    let over = if lone { edge_at(board, here) } else { None };
    over.filter(|edge| board.store.definition.with_untracked(|definition| may_splice(definition, node, edge).is_ok()))
}

/// The edge at a place.
pub fn edge_at(board: Board, here: Point) -> Option<EdgeId> {
    let near = board.viewport.with_untracked(|viewport| viewport.length(NEAR));
    board.store.with_scene(|scene| match hit(scene, here, near) {
        Some(Hit::Edge(id, _) | Hit::Label(id)) => Some(id),
        _ => None,
    })
}

/// The node at a place.
pub fn node_at(board: Board, here: Point) -> Option<NodeId> {
    board.store.with_scene(|scene| match hit(scene, here, 4) {
        Some(Hit::Node(id)) => Some(id),
        _ => None,
    })
}

/// A finger or a button goes up.
pub fn up(board: Board, event: &PointerEvent) {
    let id = event.pointer_id();
    board.fingers.update_value(|fingers| fingers.retain(|finger| finger.0 != id));
    // What sticks is ended by the next press; what comes from the palette is followed there.
    if matches!(board.gesture.get_untracked(), Gesture::Wire { sticks: true, .. } | Gesture::Place { .. }) {
        return;
    }
    finish(board);
}

/// Ends the gesture with the edit that it means.
pub fn finish(board: Board) {
    let gesture = board.gesture.get_untracked();
    let store = board.store;
    idle(board);
    match gesture {
        Gesture::Press { on, add, .. } => press(board, on, add),
        Gesture::Move { nodes, notes, by, places, over, .. } => {
            let splice = over.and_then(|edge| Some((edge, places.first()?.clone())));
            let done = match splice {
                Some((edge, (node, at))) => store.make(Edit::Splice { node, edge, at }),
                None => by != Point::default() && store.move_all(places, store.note_places(&notes, by), None),
            };
            if !done {
                store.show_as_is(&nodes);
            }
        }
        Gesture::Lasso { from, to, add } => {
            let area = Area {
                left: from.x.min(to.x),
                top: from.y.min(to.y),
                right: from.x.max(to.x),
                bottom: from.y.max(to.y),
            };
            let found = store.with_scene(|scene| within(scene, area, Take::Touching));
            let papers = store.papers.with_untracked(|all| {
                let touched = all.iter().filter(|paper| paper.area.touches(area));
                touched.map(|paper| paper.note.id.clone()).collect::<Vec<_>>()
            });
            store.selection.update(|now| {
                if !add {
                    *now = Selection::default();
                }
                (now.edge, now.section) = (None, None);
                now.nodes.extend(found);
                now.notes.extend(papers);
            });
            store.say(match store.selection.with_untracked(|now| now.nodes.len()) {
                0 => "Nothing is selected.".to_owned(),
                1 => "1 step is selected.".to_owned(),
                many => format!("{many} steps are selected."),
            });
            board.tool.set(Tool::Select);
        }
        Gesture::Wire { wire, .. } => wire::finish(board, wire),
        Gesture::Place { ghost, .. } => place::finish(board, ghost),
        Gesture::Space { from, to, sideways } => super::space::finish(board, from, to, sideways),
        Gesture::Idle | Gesture::Pan { .. } | Gesture::Pinch { .. } => {}
    }
}

/// A press without a drag: selects.
fn press(board: Board, on: Target, add: bool) {
    let selection = board.store.selection;
    match on {
        Target::Ground if !add => selection.set(Selection::default()),
        Target::Ground => {}
        Target::Edge(id) | Target::EdgeEnd(id, _) => selection.set(Selection::edge(id)),
        Target::Note(id) if add => selection.update(|now| {
            (now.edge, now.section) = (None, None);
            if !now.notes.remove(&id) {
                now.notes.insert(id);
            }
        }),
        Target::Note(id) => {
            selection.set(Selection::note(id.clone()));
            super::focus_marked("data-note", id.0);
        }
        Target::Section(id) => {
            selection.set(Selection::section(id.clone()));
            super::focus_marked("data-section", id.0);
        }
        Target::Node(id) if add => selection.update(|now| {
            (now.edge, now.section) = (None, None);
            if !now.nodes.remove(&id) {
                now.nodes.insert(id);
            }
        }),
        Target::Node(id) => {
            selection.set(Selection::node(id.clone()));
            super::focus_node(&id);
        }
        // A click on the dot: drawn from click to click.
        Target::Handle(id) => {
            if let Some(wire) = wire::begin(board, id, None) {
                board.gesture.set(Gesture::Wire { wire, sticks: true });
                board.store.say("Choose the step that it leads to. Escape cancels.");
            }
        }
    }
}

/// Leaves everything as it was.
pub fn cancel(board: Board) {
    match board.gesture.get_untracked() {
        Gesture::Move { nodes, .. } => board.store.show_as_is(&nodes),
        Gesture::Space { .. } => super::space::cancel(board),
        _ => {}
    }
    idle(board);
}

fn idle(board: Board) {
    board.gesture.set(Gesture::Idle);
    board.guides.update(Vec::clear);
    board.store.held.set(false);
}

/// The wheel zooms or pans, as whoever edits likes it.
pub fn wheel(board: Board, event: &web_sys::WheelEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    // What is open there scrolls by itself.
    if target.is_some_and(|element| element.closest(".canvas-words").is_ok_and(|found| found.is_some())) {
        return;
    }
    event.prevent_default();
    let spot = board.inside(f64::from(event.client_x()), f64::from(event.client_y()));
    // Lines and pages, as some mice count.
    let unit = match event.delta_mode() {
        1 => 16.0,
        2 => 400.0,
        _ => 1.0,
    };
    let control = event.ctrl_key() || event.meta_key();
    let does = board.store.habits.with_untracked(|habits| habits.mode.wheel(control, event.shift_key()));
    if does == Wheel::Zooms {
        let factor = (-event.delta_y() * unit / 300.0).clamp(-1.0, 1.0).exp();
        board.viewport.update(|viewport| *viewport = viewport.zoomed_at(spot, factor));
    } else {
        let (dx, dy) = if event.shift_key() && event.delta_x() == 0.0 {
            (event.delta_y(), 0.0)
        } else {
            (event.delta_x(), event.delta_y())
        };
        board.viewport.update(|viewport| *viewport = viewport.panned(-dx * unit, -dy * unit));
    }
}

/// Places as edits want them.
pub fn at(point: Point) -> At {
    At { x: point.x, y: point.y }
}

/// A wire that has not been drawn anywhere yet.
pub fn wire_from(
    from: NodeId,
    port: Option<engine::ids::Port>,
    to: Point,
    allowed: std::collections::BTreeSet<NodeId>,
) -> Wire {
    Wire { from, port, edge: None, to, over: None, allowed: std::sync::Arc::new(allowed) }
}
