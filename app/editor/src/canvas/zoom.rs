//! Zoom, tools and undo, at the foot of the canvas.

use leptos::prelude::*;

use super::board::{Board, Tool};
use crate::icon::Icon;
use crate::store::Wish;

/// The bar at the foot of the canvas.
#[component]
pub fn Zoom(board: Board) -> impl IntoView {
    let store = board.store;
    let tool = move |tool: Tool, icon: &'static str, label: &'static str| {
        view! {
            <button type="button" class="canvas-tool" aria-pressed=move || (board.tool.get() == tool).to_string() aria-label=label title=label
                on:click=move |_| board.tool.set(tool)><Icon name=icon/></button>
        }
    };
    let percent = move || board.viewport.with(|viewport| format!("{:.0} %", viewport.zoom * 100.0));
    view! {
        <div class="canvas-foot" role="toolbar" aria-label="View" on:pointerdown=|event| event.stop_propagation()>
            <div class="canvas-group">
                {tool(Tool::Select, "cursor", "Select (V)")}
                {tool(Tool::Hand, "hand", "Hand (H)")}
                {tool(Tool::Lasso, "lasso", "Lasso (L)")}
                {tool(Tool::Space, "space", "Space tool (S)")}
            </div>
            <div class="canvas-group">
                <button type="button" class="canvas-tool" aria-label="Smaller (-)" title="Smaller (-)" on:click=move |_| board.zoom(0.8)><Icon name="minus"/></button>
                <button type="button" class="canvas-tool wide" aria-label="Actual size (0)" title="Actual size (0)"
                    on:click=move |_| board.zoom(1.0 / board.viewport.get_untracked().zoom)>{percent}</button>
                <button type="button" class="canvas-tool" aria-label="Larger (+)" title="Larger (+)" on:click=move |_| board.zoom(1.25)><Icon name="plus"/></button>
                <button type="button" class="canvas-tool" aria-label="Show everything (1)" title="Show everything (1)"
                    on:click=move |_| board.fit(store.with_scene(drawing::scene::Scene::bounds))><Icon name="fit"/></button>
                <button type="button" class="canvas-tool" aria-label="Tidy up (T)" title="Tidy up (T)" on:click=move |_| store.wish.set(Some(Wish::Tidy))><Icon name="tidy"/></button>
                <button type="button" class="canvas-tool" aria-label="Map" title="Map" aria-pressed=move || board.minimap.get().to_string()
                    on:click=move |_| board.minimap.update(|on| *on = !*on)><Icon name="map"/></button>
            </div>
        </div>
    }
}
