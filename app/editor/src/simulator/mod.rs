//! The simulator: the engine itself, on a virtual clock, over the drawing that is edited. All that computes is in the
//! simulator's module (`module`, `sim`); `play` says which story it tells, the rest shows it. Nothing here asks the server
//! for anything but the saved scenarios (`shelf`).

mod covered;
mod follow;
pub mod module;
mod parts;
mod play;
mod run;
mod setup;
mod shelf;
mod shelf_view;
mod sim;
mod tasks;
mod time;
mod timeline;
mod told;
mod zone;

use leptos::prelude::*;

use self::parts::{PANEL, keep_focus, link, spoken, to_the_top};
pub use self::play::Kept;
use self::play::{Play, Stage};
use self::shelf::Shelf;
use crate::Store;
use crate::icon::Icon;
use crate::inspector::people::people_list;

/// The simulator's panel.
#[component]
pub fn Simulator(store: Store) -> impl IntoView {
    let play = Play::new(store);
    let shelf = Shelf::new(play);
    let stage = Memo::new(move |_| play.stage.get());
    Effect::new(move |before: Option<()>| {
        stage.track();
        // What had the focus is gone with the stage before.
        if before.is_some() {
            to_the_top();
            keep_focus();
        }
    });
    let inside = move || match stage.get() {
        Stage::SetUp => setup::view(play),
        Stage::Loading => skeleton(),
        Stage::Failed(sentence) => halted(play, sentence, true),
        Stage::Unfit(sentence) => halted(play, sentence, false),
        Stage::Running => run::view(play, shelf),
    };
    view! {
        <div class="simulator" id=PANEL tabindex="-1">
            {people_list(store.directory)}
            {inside}
            {shelf_view::view(play, shelf)}
            <p class="hidden" role="status">{move || spoken(play)}</p>
        </div>
    }
}

/// What stands there while the module is on its way.
fn skeleton() -> AnyView {
    view! {
        <div class="sim-skeleton" role="status">
            <p>"Loading the simulator\u{2026}"</p>
            <div aria-hidden="true"></div><div aria-hidden="true"></div><div aria-hidden="true"></div>
        </div>
    }
    .into_any()
}

/// Why it does not go on: the module is not there, or the request cannot begin on the drawing as it is.
fn halted(play: Play, sentence: String, failed: bool) -> AnyView {
    let (head, rest) = if failed {
        ("The simulator is not there.", "Check the connection.")
    } else {
        ("The request cannot begin any more.", "It is tried again with your next change of the process.")
    };
    view! {
        <div class="sim-note bad" role="alert">
            <Icon name="alert"/>
            <div>
                <p><strong>{head}</strong>" "{sentence}" "{rest}</p>
                <p class="sim-ways">
                    {failed.then(|| link("Try again", move || play.retry()))}
                    {link("Back to the request", move || play.end())}
                </p>
            </div>
        </div>
    }
    .into_any()
}
