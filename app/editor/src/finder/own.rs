//! The organisation's own patterns: steps that were selected and kept under a name, for every process. The server keeps them.

use engine::edit::{Clip, copy};
use engine::ids::NodeId;
use engine::nodes::Kind;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use serde_json::json;
use web_sys::SubmitEvent;

use super::close;
use crate::Store;
use crate::icon::icon;
use crate::save::fetch;
use crate::store::Dialog;

const PATH: &str = "/patterns";

/// A pattern as the server tells it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Own {
    pub id: String,
    pub name: String,
    pub description: String,
    pub clip: Clip,
    pub author: String,
    /// Whether whoever edits may rename and remove it.
    pub may_change: bool,
}

/// Fetches them; what was fetched before is shown meanwhile.
pub fn fetch(store: Store) {
    spawn_local(async move {
        match fetch::read::<Vec<Own>>("GET", PATH, None).await {
            Ok(own) => store.own.set(own),
            Err(why) => store.refuse(format!("The patterns could not be loaded. {}", why.sentence())),
        }
    });
}

/// The steps that would be kept as a pattern: what is selected, but a start.
pub fn selected(store: Store) -> Vec<NodeId> {
    store.definition.with_untracked(|definition| {
        let is_kept = |id: &&NodeId| definition.node(id).is_some_and(|node| !matches!(node.does, Kind::Start(_)));
        store.selection.with_untracked(|now| now.nodes.iter().filter(is_kept).cloned().collect())
    })
}

/// The dialog that gives a name: to selected steps, or another one to a pattern that is kept already.
pub fn name(store: Store, nodes: Vec<NodeId>, of: Option<String>) -> AnyView {
    let old = of.as_ref().and_then(|id| store.own.with_untracked(|own| own.iter().find(|one| one.id == *id).cloned()));
    let (first_name, first_words) = old.map(|old| (old.name, old.description)).unwrap_or_default();
    let (title, words) = (RwSignal::new(first_name), RwSignal::new(first_words));
    let (trouble, busy) = (RwSignal::new(None::<String>), RwSignal::new(false));
    let count = nodes.len();
    let clip = of.is_none().then(|| store.definition.with_untracked(|definition| copy(definition, &nodes)));
    let path = format!("{PATH}/{}", of.unwrap_or_else(fetch::random_id));
    let keep = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let name = title.get_untracked().trim().to_owned();
        let (path, renames) = (path.clone(), clip.is_none());
        let body = json!({ "name": name, "description": words.get_untracked(), "clip": clip }).to_string();
        busy.set(true);
        spawn_local(async move {
            let answer = fetch::read::<Vec<Own>>("PUT", &path, Some(&body)).await;
            busy.set(false);
            match answer {
                Ok(own) => {
                    store.own.set(own);
                    if renames {
                        store.dialog.set(Some(Dialog::Patterns));
                    } else {
                        close(store);
                        store.say(format!("\u{201c}{name}\u{201d} is kept. It is offered wherever a step is added."));
                    }
                }
                Err(why) => {
                    trouble.set(Some(why.sentence()));
                    crate::canvas::keys::focus("#pattern-name");
                }
            }
        });
    };
    crate::canvas::keys::focus("#pattern-name");
    let what = match count {
        0 => "Whoever draws processes here sees it by this name.".to_owned(),
        1 => "The selected step is kept with its settings, for every process of your organisation.".to_owned(),
        many => format!(
            "The {many} selected steps are kept with their settings and connections, for every process of your organisation."
        ),
    };
    let problem = move || {
        trouble.get().map(|sentence| view! { <p class="field-problem">{icon("alert")}<span>{sentence}</span></p> })
    };
    view! {
        <form class="finder-form" on:submit=keep>
            <p class="field-help">{what}</p>
            <div class="field">
                <label class="field-label" for="pattern-name">"Name"</label>
                <input class="input" id="pattern-name" maxlength="80" autocomplete="off" aria-describedby="pattern-problem"
                    aria-invalid=move || trouble.with(Option::is_some).to_string()
                    prop:value=move || title.get() on:input=move |event| title.set(event_target_value(&event))/>
                <div id="pattern-problem" role="alert">{problem}</div>
            </div>
            <div class="field">
                <label class="field-label" for="pattern-words">"What it is for"<span class="field-optional">"optional"</span></label>
                <input class="input" id="pattern-words" maxlength="300" autocomplete="off"
                    prop:value=move || words.get() on:input=move |event| words.set(event_target_value(&event))/>
            </div>
            <p class="finder-ways"><button class="button" type="submit" disabled=move || busy.get()>"Save"</button></p>
        </form>
    }
    .into_any()
}

/// The dialog with all of them, to rename and to remove.
pub fn all(store: Store) -> AnyView {
    fetch(store);
    crate::canvas::keys::focus(".finder-own button");
    let rows = move || store.own.get().into_iter().map(|own| row(store, own)).collect_view().into_any();
    let none = move || {
        store.own.with(Vec::is_empty).then(
            || view! { <p class="finder-none">"There are none yet. Select steps and save them as a pattern."</p> },
        )
    };
    view! { {none}<ul class="finder-own">{rows}</ul> }.into_any()
}

fn verb(sure: bool) -> &'static str {
    if sure { "Really remove" } else { "Remove" }
}

fn row(store: Store, own: Own) -> AnyView {
    let Own { id, name, description, author, may_change, .. } = own;
    let sure = RwSignal::new(false);
    let (rename, label, removed) = (id.clone(), StoredValue::new(name.clone()), name.clone());
    let remove = move |_| {
        if !sure.get_untracked() {
            return sure.set(true);
        }
        let (path, name) = (format!("{PATH}/{id}"), removed.clone());
        spawn_local(async move {
            match fetch::ask("DELETE", &path, None, false).await {
                Ok(_) => {
                    store.say(format!("The pattern \u{201c}{name}\u{201d} is removed. Processes that it was put into keep their steps."));
                    fetch(store);
                    crate::canvas::keys::focus(".finder-own button, .finder-head button");
                }
                Err(why) => store.refuse(why.sentence()),
            }
        });
    };
    let ways = may_change.then(|| {
        view! {
            <span class="finder-ways">
                <button class="button small plain" type="button" aria-label=format!("Rename \u{201c}{}\u{201d}", label.get_value())
                    on:click=move |_| store.dialog.set(Some(Dialog::NamePattern { nodes: vec![], of: Some(rename.clone()) }))>"Rename"</button>
                <button class="button small plain" type="button" on:click=remove on:blur=move |_| sure.set(false)
                    aria-label=move || format!("{} \u{201c}{}\u{201d}", verb(sure.get()), label.get_value())>
                    {move || verb(sure.get())}
                </button>
            </span>
        }
    });
    view! {
        <li>
            <span class="finder-label">{name}</span>
            <span class="finder-help">{description}" By "{author}"."</span>
            {ways}
        </li>
    }
    .into_any()
}
