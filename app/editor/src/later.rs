//! The editor's second part, fetched once the canvas can be worked on: what stands beside the canvas, the dialogs, the
//! menu and the engine's checks. It shares memory and functions with the first, which reaches it by [`Later`] alone. A fetch that failed is said,
//! and tried again when somebody asks or the connection is back.

use engine::check::{self, Problem};
use engine::definition::Definition;
use engine::simulate::Directory;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

use crate::Store;
use crate::canvas::{Board, Crumbs, EdgeWords, Minimap, Pad, Rename, Tokens, Writing};
use crate::finder::Finder;
use crate::finder::menu::{ContextMenu, MenuAt};
use crate::form::FormBuilder;
use crate::icon::Icon;
use crate::inspector::Inspector;
use crate::outline::Outline;
use crate::problems::Problems;
use crate::save::{Banner, Others, Saver};
use crate::simulator::Simulator;
use crate::store::Side;
use crate::text::DocumentText;

/// How long the second part is waited for.
const HANGS: std::time::Duration = std::time::Duration::from_secs(20);
const FAILED: &str = "This part of the editor could not be loaded. Check the connection, then try again.";

/// What stands elsewhere than beside the canvas, and is not needed at once.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    Dialogs,
    Menu(RwSignal<Option<MenuAt>>),
    Banner(Saver),
    /// Who else has the draft open.
    Others(Saver),
    Minimap(Board),
    /// What moves in a simulation.
    Tokens(Board),
    /// What stands over the drawing: what can be done with what is selected, what is written in its place, and where one is.
    Over(Board),
}

/// The way into the second part.
#[derive(Clone, Copy, Debug)]
pub struct Later {
    side: fn(Store, Side) -> AnyView,
    part: fn(Store, Part) -> AnyView,
    start: fn(Saver, Board),
    /// What the engine finds wrong.
    pub check: fn(&Definition, Option<&Directory>) -> Vec<Problem>,
}

/// How far the second part is.
#[derive(Clone, Copy, Debug)]
pub enum Load {
    Waiting,
    Failed,
    Here(Later),
}

#[wasm_split(later, wasm_split_path = leptos::wasm_split, fallible)]
#[allow(clippy::unnecessary_wraps, reason = "the error is that of the fetch, which is written around it")]
fn later() -> Result<Later, SplitLoaderError> {
    Ok(Later {
        side: |store, side| match side {
            Side::Settings => view! { <Inspector store/> }.into_any(),
            Side::Form => view! { <FormBuilder store/> }.into_any(),
            Side::Outline => view! { <Outline store/> }.into_any(),
            Side::Text => view! { <DocumentText store/> }.into_any(),
            Side::Problems => view! { <Problems store/> }.into_any(),
            Side::Simulator => view! { <Simulator store/> }.into_any(),
        },
        part: |store, part| match part {
            Part::Dialogs => view! { <Finder store/> }.into_any(),
            Part::Menu(at) => view! { <ContextMenu store at/> }.into_any(),
            Part::Banner(saver) => view! { <Banner saver/> }.into_any(),
            Part::Others(saver) => view! { <Others saver/> }.into_any(),
            Part::Minimap(board) => view! { <Minimap board/> }.into_any(),
            Part::Tokens(board) => view! { <Tokens board/> }.into_any(),
            Part::Over(board) => view! {
                <Pad board/>
                <Rename board/>
                <EdgeWords board/>
                <Writing board/>
                <Crumbs board/>
            }
            .into_any(),
        },
        start: |saver, board| {
            saver.store.hear_first();
            saver.start();
            crate::habits::recall(saver.store);
            crate::canvas::start(board);
        },
        check: |definition, known| {
            let mut problems = check::check(definition);
            problems.extend(check::in_the_past(definition, now()));
            problems.extend(known.into_iter().flat_map(|directory| check::whom(definition, directory)));
            problems
        },
    })
}

/// The moment, as the browser knows it.
#[allow(clippy::cast_possible_truncation, reason = "milliseconds have no fraction")]
fn now() -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or_default()
}

/// Whether something is asked for that only the second part has.
fn is_asked_for(board: Board) -> bool {
    board.store.dialog.with(Option::is_some)
        || board.menu.with(Option::is_some)
        || board.wording.with(Option::is_some)
        || board.writing.with(Option::is_some)
        || board.renaming.with(Option::is_some)
        || board.store.wish.with(Option::is_some)
        || board.store.inside.with(Option::is_some)
        || board.store.save_now.get() > 0
        || board.store.publish_now.get() > 0
}

/// Fetches the second part after the first frame; and again when the connection is back, or something of it is asked for.
pub fn begin(saver: Saver, board: Board) {
    request_animation_frame(move || set_timeout(move || fetch(board), std::time::Duration::ZERO));
    let online = window_event_listener_untyped("online", move |_| again(board));
    // Keys that are pressed before anybody hears them are pressed again then, where they were.
    let early = StoredValue::new_local(Vec::<web_sys::Event>::new());
    let pressed = window_event_listener_untyped("keydown", move |event| {
        if matches!(board.store.later.get_untracked(), Load::Waiting) {
            early.update_value(|all| all.push(event));
        }
    });
    on_cleanup(move || [online, pressed].into_iter().for_each(WindowListenerHandle::remove));
    Effect::new(move |_| match board.store.later.get() {
        Load::Here(later) => {
            untrack(|| (later.start)(saver, board));
            for event in early.try_update_value(std::mem::take).unwrap_or_default() {
                // What nobody listens to any more is passed over.
                let _ = event.target().map(|target| target.dispatch_event(&event));
            }
        }
        Load::Failed => early.update_value(Vec::clear),
        Load::Waiting => {}
    });
    Effect::new(move |_| {
        if is_asked_for(board) {
            again(board);
        }
    });
}

fn again(board: Board) {
    if matches!(board.store.later.get_untracked(), Load::Failed) {
        board.store.later.set(Load::Waiting);
        fetch(board);
    }
}

fn fetch(board: Board) {
    spawn_local(async move {
        match later().await {
            Ok(later) => board.store.arrived(later),
            Err(_) => failed(board),
        }
    });
    // A connection that hangs is none. What comes after all is taken.
    set_timeout(move || failed(board), HANGS);
}

fn failed(board: Board) {
    let store = board.store;
    if !matches!(store.later.get_untracked(), Load::Waiting) {
        return;
    }
    store.later.set(Load::Failed);
    // What was asked for would open by itself, long after.
    if untrack(|| is_asked_for(board)) {
        store.dialog.set(None);
        board.menu.set(None);
        board.wording.set(None);
        board.writing.set(None);
        board.renaming.set(None);
        store.wish.set(None);
        store.save_now.set(0);
        store.publish_now.set(0);
        store.look_inside(None);
        store.refuse(FAILED);
    }
}

/// What stands beside the canvas.
pub fn side(board: Board) -> AnyView {
    let store = board.store;
    let inside = move || match store.later.get() {
        Load::Here(later) => (later.side)(store, store.side.get()),
        Load::Waiting => view! { <div class="editor-later" role="status"><p>"Loading\u{2026}"</p></div> }.into_any(),
        Load::Failed => view! {
            <div class="editor-later" role="alert">
                <p><Icon name="alert"/><span>{FAILED}</span></p>
                <button class="button small" type="button" on:click=move |_| again(board)>"Try again"</button>
            </div>
        }
        .into_any(),
    };
    inside.into_any()
}

/// What else comes later; nothing before it is there.
pub fn part(store: Store, part: Part) -> AnyView {
    let inside = move || match store.later.get() {
        Load::Here(later) => Some((later.part)(store, part)),
        Load::Waiting | Load::Failed => None,
    };
    inside.into_any()
}
