//! The menu of what is under the pointer, or under the focus with the menu key: a step, a connection, or the paper.

use std::collections::BTreeSet;

use engine::definition::{At, Definition};
use engine::edit::{Edit, can_replace, copy};
use engine::ids::{EdgeId, NodeId};
use engine::nodes::Kind;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::shortcuts::{Does, keys_of};
use crate::Store;
use crate::icon::icon;
use crate::selection::Selection;
use crate::store::{Dialog, Side, Wish};

/// Where the menu was asked for, and what is there.
#[derive(Clone, Debug, PartialEq)]
pub struct MenuAt {
    /// In the browser's window, in CSS pixels.
    pub x: f64,
    pub y: f64,
    pub node: Option<NodeId>,
    pub edge: Option<EdgeId>,
    /// On the drawing.
    pub place: At,
}

/// What an entry of the menu does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Rename,
    Settings,
    AddAfter,
    Connect,
    Replace,
    Duplicate,
    Copy,
    Pin,
    Unpin,
    SelectBefore,
    SelectAfter,
    CopyLink,
    RemoveNode,
    AddInto,
    ChangeWords,
    ChangeEnds,
    RemoveEdge,
    AddHere,
    Paste,
    SelectAll,
    Tidy,
    Fit,
}

/// An entry: what it does, its words, its icon, the shortcut of the same.
type Entry = (Act, &'static str, &'static str, Option<Does>);

/// The entries for what is there.
fn entries(definition: &Definition, at: &MenuAt) -> Vec<Entry> {
    if let Some(node) = at.node.as_ref().and_then(|id| definition.node(id)) {
        let (starts, ends) = (matches!(node.does, Kind::Start(_)), matches!(node.does, Kind::End(_)));
        let all: [(bool, Entry); 13] = [
            (true, (Act::Settings, "Settings", "sliders", Some(Does::Settings))),
            (true, (Act::Rename, "Rename", "pencil", Some(Does::Rename))),
            (!ends, (Act::AddAfter, "Add a step after it\u{2026}", "plus", Some(Does::Add))),
            (!ends, (Act::Connect, "Connect with\u{2026}", "arrow", Some(Does::Connect))),
            (
                !can_replace(definition, &node.id).is_empty(),
                (Act::Replace, "Replace by\u{2026}", "swap", Some(Does::Replace)),
            ),
            (!starts, (Act::Duplicate, "Duplicate", "copy", Some(Does::Duplicate))),
            (true, (Act::Copy, "Copy", "copy", Some(Does::Copy))),
            (!node.pinned, (Act::Pin, "Pin where it is", "pin", Some(Does::Pin))),
            (node.pinned, (Act::Unpin, "Unpin", "pin", Some(Does::Pin))),
            (!starts, (Act::SelectBefore, "Select all before it", "back", Some(Does::SelectBefore))),
            (!ends, (Act::SelectAfter, "Select all after it", "forward", Some(Does::SelectAfter))),
            (true, (Act::CopyLink, "Copy a link to it", "link", None)),
            (true, (Act::RemoveNode, "Remove", "trash", Some(Does::Remove))),
        ];
        return all.into_iter().filter(|(fits, _)| *fits).map(|(_, entry)| entry).collect();
    }
    if at.edge.as_ref().is_some_and(|id| definition.edges.iter().any(|edge| edge.id == *id)) {
        return vec![
            (Act::AddInto, "Add a step here\u{2026}", "plus", Some(Does::Add)),
            (Act::ChangeWords, "Change its words", "pencil", Some(Does::Rename)),
            (Act::ChangeEnds, "Change where it leads\u{2026}", "arrow", None),
            (Act::RemoveEdge, "Remove", "trash", Some(Does::Remove)),
        ];
    }
    vec![
        (Act::AddHere, "Add a step here\u{2026}", "plus", Some(Does::Add)),
        (Act::Paste, "Paste here", "paper", Some(Does::Paste)),
        (Act::SelectAll, "Select everything", "blank", Some(Does::SelectAll)),
        (Act::Tidy, "Tidy", "tidy", Some(Does::Tidy)),
        (Act::Fit, "Show everything", "fit", Some(Does::ZoomFit)),
    ]
}

/// Selects what leads to the selected steps, or what they lead to, with them.
pub fn select_related(store: Store, before: bool) {
    let nodes = store.selection.with_untracked(|now| now.nodes.clone());
    if nodes.is_empty() {
        return store.refuse("Select a step first.");
    }
    let nodes = store.definition.with_untracked(|definition| related(definition, nodes, before));
    store.say(if nodes.len() == 1 {
        "1 step is selected.".to_owned()
    } else {
        format!("{} steps are selected.", nodes.len())
    });
    store.selection.set(Selection::nodes(nodes));
}

/// The steps that lead to steps, or that these lead to; and the steps themselves.
fn related(definition: &Definition, ids: BTreeSet<NodeId>, before: bool) -> BTreeSet<NodeId> {
    let (mut seen, mut open) = (BTreeSet::new(), Vec::from_iter(ids));
    while let Some(id) = open.pop() {
        if seen.insert(id.clone()) {
            let ends = definition
                .edges
                .iter()
                .map(|edge| if before { (&edge.to, &edge.from) } else { (&edge.from, &edge.to) });
            open.extend(ends.filter(|(here, _)| **here == id).map(|(_, there)| there.clone()));
        }
    }
    seen
}

fn run(store: Store, act: Act, at: &MenuAt) {
    let definition = store.definition;
    match (act, at.node.clone(), at.edge.clone()) {
        (Act::Rename, Some(node), _) => store.wish.set(Some(Wish::Rename(node))),
        (Act::Settings, Some(node), _) => {
            store.selection.set(Selection::node(node));
            store.side.set(Side::Settings);
        }
        (Act::AddAfter, Some(node), _) => {
            store.dialog.set(Some(Dialog::Add { after: Some(node), into: None, at: None }));
        }
        (Act::Connect, Some(node), _) => store.wish.set(Some(Wish::Connect(node))),
        (Act::Replace, Some(node), _) => store.dialog.set(Some(Dialog::Replace(node))),
        (Act::Duplicate, Some(node), _) => {
            let clip = definition.with_untracked(|definition| copy(definition, std::slice::from_ref(&node)));
            let place = definition.with_untracked(|definition| definition.node(&node).map(|node| node.at));
            let at = place.map_or(at.place, |at| At { x: at.x + 20, y: at.y + 90 });
            store.make(Edit::Paste { clip, at });
        }
        (Act::Copy, Some(node), _) => {
            let clip = definition.with_untracked(|definition| copy(definition, &[node]));
            copy_text(store, &clip.text(), "Copied.");
        }
        // Of several that are selected, all.
        (Act::Pin | Act::Unpin, Some(_), _) => crate::pin::toggle(store),
        (Act::SelectBefore | Act::SelectAfter, Some(_), _) => select_related(store, act == Act::SelectBefore),
        (Act::CopyLink, Some(node), _) => {
            let page = window().location().href().unwrap_or_default();
            let page = page.split('#').next().unwrap_or_default();
            copy_text(store, &format!("{page}#{}", crate::link::fragment(&node)), "The link is copied.");
        }
        (Act::RemoveNode, Some(node), _) => {
            store.make(Edit::Remove { nodes: vec![node], edges: vec![] });
        }
        (Act::AddInto, _, Some(edge)) => {
            store.dialog.set(Some(Dialog::Add { after: None, into: Some(edge), at: Some(at.place) }));
        }
        (Act::ChangeWords, _, Some(edge)) => store.wish.set(Some(Wish::Words(edge))),
        (Act::ChangeEnds, _, Some(edge)) => {
            store.selection.set(Selection::edge(edge));
            store.side.set(Side::Settings);
        }
        (Act::RemoveEdge, _, Some(edge)) => {
            store.make(Edit::Remove { nodes: vec![], edges: vec![edge] });
        }
        (Act::AddHere, ..) => store.dialog.set(Some(Dialog::Add { after: None, into: None, at: Some(at.place) })),
        (Act::Paste, ..) => store.wish.set(Some(Wish::PasteAt(at.place))),
        (Act::SelectAll, ..) => {
            let all = definition.with_untracked(|all| all.nodes.iter().map(|node| node.id.clone()).collect::<Vec<_>>());
            store.selection.set(Selection::nodes(all));
        }
        (Act::Tidy, ..) => store.wish.set(Some(Wish::Tidy)),
        (Act::Fit, ..) => store.wish.set(Some(Wish::Fit)),
        // What it was asked for is gone.
        _ => {}
    }
}

/// Copies a text, and says so, or that the browser forbids it.
pub fn copy_text(store: Store, text: &str, said: &'static str) {
    let promise = window().navigator().clipboard().write_text(text);
    wasm_bindgen_futures::spawn_local(async move {
        match wasm_bindgen_futures::JsFuture::from(promise).await {
            Ok(_) => store.say(said),
            Err(_) => {
                store.refuse("The browser does not let this page copy. Allow it in the page\u{2019}s permissions.");
            }
        }
    });
}

/// The menu; it is open while `at` says where.
#[component]
pub fn ContextMenu(store: Store, at: RwSignal<Option<MenuAt>>) -> impl IntoView {
    let list = NodeRef::<html::Ul>::new();
    let before = StoredValue::new_local(None::<web_sys::HtmlElement>);
    // Back to where the focus was; `to` does more with it, as a dialog does.
    let leave = move || {
        at.set(None);
        if let Some(element) = before.try_update_value(Option::take).flatten() {
            let _ = element.focus();
        }
    };
    Effect::new(move |_| {
        let (Some(menu), Some(asked)) = (list.get(), at.get()) else { return };
        if before.with_value(Option::is_none) {
            let focused =
                document().active_element().and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
            before.set_value(focused);
        }
        let limit = |side: Result<wasm_bindgen::JsValue, _>| side.ok().and_then(|side| side.as_f64()).unwrap_or(0.0);
        let (width, height) = (limit(window().inner_width()), limit(window().inner_height()));
        let room = menu.get_bounding_client_rect();
        for (name, value) in
            [("left", asked.x.min(width - room.width() - 8.0)), ("top", asked.y.min(height - room.height() - 8.0))]
        {
            // A place that cannot be set leaves the menu in the corner.
            let _ = web_sys::HtmlElement::style(&menu).set_property(name, &format!("{}px", value.max(8.0)));
        }
        focus(&menu, 0);
    });
    let keys = move |event: web_sys::KeyboardEvent| {
        let Some(menu) = list.get_untracked() else { return };
        let items = menu.query_selector_all("[role=menuitem]").map_or(0, |items| items.length());
        let now = focused(&menu);
        let key = event.key();
        event.stop_propagation();
        match key.as_str() {
            "ArrowDown" => focus(&menu, (now + 1) % items.max(1)),
            "ArrowUp" => focus(&menu, (now + items.saturating_sub(1)) % items.max(1)),
            "Home" => focus(&menu, 0),
            "End" => focus(&menu, items.saturating_sub(1)),
            "Escape" | "Tab" => leave(),
            letter if letter.chars().count() == 1 && letter != " " => by_letter(&menu, now, letter),
            _ => return,
        }
        event.prevent_default();
    };
    let entry = move |(act, words, symbol, does): Entry| {
        let chosen = move |_| {
            let asked = at.get_untracked();
            leave();
            if let Some(asked) = asked {
                run(store, act, &asked);
            }
        };
        let last = matches!(act, Act::RemoveNode | Act::RemoveEdge);
        view! {
            <li role="none" class:apart=last>
                <button class="menu-entry" type="button" role="menuitem" tabindex="-1" on:click=chosen>
                    {icon(symbol)}
                    <span>{words}</span>
                    {does.map(|does| view! { <kbd aria-hidden="true">{keys_of(does)}</kbd> })}
                </button>
            </li>
        }
        .into_any()
    };
    let name = move || {
        at.with(|asked| {
            let node = asked.as_ref().and_then(|asked| asked.node.clone());
            node.map(|id| store.definition.with_untracked(|definition| definition.name_of(&id).to_owned()))
        })
        .unwrap_or_else(|| "Menu".to_owned())
    };
    let open = move || {
        at.get().map(|asked| {
            let entries = store.definition.with_untracked(|definition| entries(definition, &asked));
            view! {
                <div class="menu-ground" on:pointerdown=move |_| leave() on:contextmenu=move |event| event.prevent_default()></div>
                <ul class="menu" role="menu" node_ref=list aria-label=name on:keydown=keys
                    on:pointerdown=|event| event.stop_propagation() on:contextmenu=move |event| event.prevent_default()>
                    {entries.into_iter().map(entry).collect_view()}
                </ul>
            }
            .into_any()
        })
    };
    open.into_any()
}

fn items(menu: &web_sys::Element) -> Vec<web_sys::HtmlElement> {
    let found = menu.query_selector_all("[role=menuitem]").ok();
    let each = found.iter().flat_map(|list| (0..list.length()).filter_map(|place| list.get(place)));
    each.filter_map(|item| item.dyn_into().ok()).collect()
}

fn focus(menu: &web_sys::Element, place: u32) {
    if let Some(item) = items(menu).get(place as usize) {
        let _ = item.focus();
    }
}

/// The place of the entry that has the focus.
fn focused(menu: &web_sys::Element) -> u32 {
    let active = document().active_element();
    let place = items(menu).iter().position(|item| active.as_ref().is_some_and(|active| active == &**item));
    place.and_then(|place| u32::try_from(place).ok()).unwrap_or(0)
}

/// The next entry that begins with a letter.
fn by_letter(menu: &web_sys::Element, now: u32, letter: &str) {
    let items = items(menu);
    let begins = |item: &web_sys::HtmlElement| {
        item.text_content().is_some_and(|words| words.to_lowercase().starts_with(&letter.to_lowercase()))
    };
    let order = (1..=items.len()).map(|step| (now as usize + step) % items.len());
    if let Some(item) = order.map(|place| &items[place]).find(|item| begins(item)) {
        let _ = item.focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Definition {
        Definition::read(include_str!("../../../drawing/src/example.json")).expect("the example can be read")
    }

    fn at(node: Option<&str>, edge: Option<&str>) -> MenuAt {
        MenuAt { x: 0.0, y: 0.0, node: node.map(NodeId::from), edge: edge.map(EdgeId::from), place: At::default() }
    }

    #[test]
    fn the_entries_are_those_of_what_is_there() {
        let acts = |at: &MenuAt| entries(&example(), at).into_iter().map(|entry| entry.0).collect::<Vec<_>>();
        let of_end = acts(&at(Some("yes"), None));
        assert!(of_end.contains(&Act::Rename) && of_end.contains(&Act::RemoveNode));
        assert!(!of_end.contains(&Act::AddAfter) && !of_end.contains(&Act::Connect), "nothing follows an end");
        assert!(!acts(&at(Some("start"), None)).contains(&Act::Duplicate), "there is one start");
        assert_eq!(acts(&at(None, Some("e1"))), [Act::AddInto, Act::ChangeWords, Act::ChangeEnds, Act::RemoveEdge]);
        assert_eq!(acts(&at(None, None))[0], Act::AddHere);
        assert_eq!(acts(&at(Some("gone"), Some("gone")))[0], Act::AddHere, "what is gone is paper");
    }

    #[test]
    fn all_before_and_all_after_follow_the_connections() {
        let ids = |of: &[&str], before| {
            let of = of.iter().map(|id| NodeId::from(*id)).collect();
            related(&example(), of, before).into_iter().map(|id| id.0).collect::<Vec<_>>()
        };
        assert_eq!(ids(&["lead"], true), ["lead", "size", "start"]);
        assert_eq!(ids(&["lead"], false), ["lead", "no", "yes"]);
        assert_eq!(ids(&["lead", "no"], false), ["lead", "no", "yes"], "of several, all");
        assert_eq!(ids(&[], false), [""; 0]);
    }
}
