//! Where one is: the process, and the section that is looked into.

use engine::ids::SectionId;
use leptos::prelude::*;

use super::board::Board;

/// The breadcrumbs; shown while one looks inside of a section.
#[component]
pub fn Crumbs(board: Board) -> impl IntoView {
    let store = board.store;
    let shown = move || {
        let inside = store.inside.get()?;
        let name = store.definition.with(|all| all.section(&inside).map(|section| section.name.clone()))?;
        Some(view! {
            <nav class="crumbs" aria-label="Where you are" on:pointerdown=|event| event.stop_propagation()>
                <ol>
                    <li>
                        <button type="button" class="text-link" title="Back to the whole process (Esc)" on:click=move |_| out(board)>
                            {move || store.definition.with(|all| all.name.clone())}
                        </button>
                    </li>
                    <li aria-current="page">{name}</li>
                </ol>
            </nav>
        })
    };
    view! { {shown} }
}

/// Looks inside of a section, which fills the canvas.
pub fn look(board: Board, id: &SectionId) {
    let store = board.store;
    if store.inside.with_untracked(Option::is_none) {
        board.outside.set_value(Some(board.viewport.get_untracked()));
    }
    store.look_inside(Some(id.clone()));
    board.fit(store.with_scene(drawing::scene::Scene::bounds));
    store.say("Only this section is shown. Escape leads back.");
}

/// Back to the whole process as it was seen before, with the section selected.
pub fn out(board: Board) {
    let Some(id) = board.store.inside.get_untracked() else { return };
    board.store.look_inside(None);
    if let Some(before) = board.outside.try_update_value(Option::take).flatten() {
        board.viewport.set(before);
    }
    super::section::show(board, &id);
    board.store.say("The whole process again.");
}
