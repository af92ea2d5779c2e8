//! A list that is edited with buttons: add, remove, one up, one down. Items keep their controls when they change places;
//! what is shown is what stands at that place.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;

use super::controls::{button, focus_later, tool};
use super::lens::Lens;

/// Makes a new item, for a list that has these.
type Fresh = dyn Fn(&[Value]) -> Value + Send + Sync;

/// What a list holds.
pub struct Items {
    /// What one of them is called: `person`.
    pub one: &'static str,
    /// The words of the button that adds one.
    pub add: &'static str,
    /// A new one.
    pub fresh: Arc<Fresh>,
    /// The controls of one.
    pub item: Arc<dyn Fn(Lens) -> AnyView + Send + Sync>,
}

/// The list where the lens looks.
pub fn list(lens: &Lens, items: Items) -> AnyView {
    let Items { one, add, fresh, item } = items;
    let length = lens.shape(|value| value.as_array().map_or(0, Vec::len));
    let id = lens.id();
    let row = {
        let (lens, id) = (lens.clone(), id.clone());
        move |at: usize| {
            let number = at + 1;
            let tools = [
                mover(&lens, &id, at, true, Signal::derive(move || at == 0)),
                mover(&lens, &id, at, false, Signal::derive(move || number >= length.get())),
                remover(&lens, &id, at, one),
            ];
            view! {
                <li class="list-item">
                    <div class="list-body" role="group" aria-label=format!("{one} {number}")>{item(lens.at(at))}</div>
                    <div class="list-tools">{tools.into_iter().collect_view()}</div>
                </li>
            }
            .into_any()
        }
    };
    let adds = {
        let (lens, id) = (lens.clone(), id.clone());
        Arc::new(move || {
            let mut all = items_of(&lens);
            all.push(fresh(&all));
            let last = all.len() - 1;
            if lens.put(None, all.into()) {
                focus_later(["from", "label", "after", "id"].map(|part| format!("{id}-{last}-{part}")).to_vec());
            }
        })
    };
    view! {
        <ol class="list">
            <For each=move || 0..length.get() key=|at| *at children=row/>
        </ol>
        {button("plus", add, format!("{id}-add"), adds)}
    }
    .into_any()
}

fn mover(lens: &Lens, id: &str, at: usize, up: bool, off: Signal<bool>) -> AnyView {
    let (lens, list_id) = (lens.clone(), id.to_owned());
    let (icon, words, side) = if up { ("up", "Move up", "up") } else { ("up", "Move down", "down") };
    let press = Arc::new(move || {
        let mut all = items_of(&lens);
        let to = if up { at.saturating_sub(1) } else { at + 1 };
        if to < all.len() && to != at {
            all.swap(at, to);
            if lens.put(None, all.into()) {
                lens.store.say(format!("Now number {}.", to + 1));
                focus_later(vec![format!("{list_id}-{to}-{side}"), format!("{list_id}-{to}-remove")]);
            }
        }
    });
    tool(icon, format!("{words} (number {})", at + 1), format!("{id}-{at}-{side}"), off, press)
}

fn remover(lens: &Lens, id: &str, at: usize, one: &str) -> AnyView {
    let (lens, list_id) = (lens.clone(), id.to_owned());
    let press = Arc::new(move || {
        let mut all = items_of(&lens);
        if at < all.len() {
            all.remove(at);
            if lens.put(None, all.into()) {
                focus_later(vec![format!("{list_id}-{at}-remove"), format!("{list_id}-add")]);
            }
        }
    });
    let off = Signal::stored(false);
    tool("cross", format!("Remove {one} {}", at + 1), format!("{id}-{at}-remove"), off, press)
}

fn items_of(lens: &Lens) -> Vec<Value> {
    untrack(|| lens.get()).as_array().cloned().unwrap_or_default()
}
