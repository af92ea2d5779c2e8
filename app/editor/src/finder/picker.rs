//! A field to type in and a list that follows: arrow keys choose, Enter takes. The focus stays in the field.

use leptos::html::Input;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::icon::icon;

/// Something to choose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    pub key: String,
    pub group: &'static str,
    pub icon: String,
    pub label: String,
    pub help: String,
}

/// The field and its list. `choices` gives what fits the words; `pick` takes the chosen one's key.
#[component]
pub fn Picker(
    label: &'static str,
    /// Said when nothing fits.
    nothing: &'static str,
    query: RwSignal<String>,
    choices: Memo<Vec<Choice>>,
    pick: Callback<String>,
) -> impl IntoView {
    let (at, field) = (RwSignal::new(0_usize), NodeRef::<Input>::new());
    let empty = Memo::new(move |_| choices.with(Vec::is_empty));
    let chosen = move || choices.with(|all| at.get().min(all.len().saturating_sub(1)));
    let take = move |place: usize| {
        if let Some(key) = choices.with_untracked(|all| all.get(place).map(|choice| choice.key.clone())) {
            pick.run(key);
        }
    };
    let down = move |event: web_sys::KeyboardEvent| {
        let last = choices.with_untracked(Vec::len).saturating_sub(1);
        let now = at.get_untracked().min(last);
        let next = match event.key().as_str() {
            "ArrowDown" => {
                if now == last {
                    0
                } else {
                    now + 1
                }
            }
            "ArrowUp" => {
                if now == 0 {
                    last
                } else {
                    now - 1
                }
            }
            "PageDown" => (now + 8).min(last),
            "PageUp" => now.saturating_sub(8),
            "Enter" => {
                event.prevent_default();
                return take(now);
            }
            _ => return,
        };
        event.prevent_default();
        at.set(next);
        request_animation_frame(|| show(".finder [aria-selected=true]"));
    };
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            // A field that cannot take the focus leaves it where it is.
            let _ = field.focus();
        }
    });
    let list = move || {
        let mut group = "";
        let row = |(place, choice): (usize, Choice)| {
            let heading = (choice.group != group).then(|| {
                group = choice.group;
                view! { <li class="finder-group" role="presentation">{group}</li> }
            });
            let is = move || (chosen() == place).to_string();
            view! {
                {heading}
                <li class="finder-choice" role="option" id=format!("finder-{place}") aria-selected=is
                    on:mousemove=move |_| at.set(place) on:click=move |_| take(place)>
                    {icon(&choice.icon)}
                    <span class="finder-label">{choice.label}</span>
                    <span class="finder-help">{choice.help}</span>
                </li>
            }
        };
        choices.get().into_iter().enumerate().map(row).collect_view().into_any()
    };
    let count = move || match choices.with(Vec::len) {
        0 => nothing.to_owned(),
        many => format!("{} of {many}", chosen() + 1),
    };
    view! {
        <div class="finder-field">
            {icon("search")}
            <input class="input" type="text" node_ref=field role="combobox" aria-expanded=move || (!empty.get()).to_string() aria-controls="finder-list"
                aria-autocomplete="list" aria-label=label placeholder=label autocomplete="off" spellcheck="false"
                aria-activedescendant=move || (!empty.get()).then(|| format!("finder-{}", chosen()))
                prop:value=move || query.get()
                on:input=move |event| {
                    at.set(0);
                    query.set(event_target_value(&event));
                }
                on:keydown=down/>
        </div>
        <ul class="finder-list" id="finder-list" role="listbox" aria-label=label hidden=move || empty.get()>{list}</ul>
        <p class="finder-count" role="status">{count}</p>
    }
    .into_any()
}

/// Scrolls an element into view by as little as needed.
pub fn show(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<web_sys::Element>().ok()) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
