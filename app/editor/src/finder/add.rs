//! The dialogs in which a kind of step is chosen: to add one, or a pattern of steps, and to replace one.

use engine::catalogue::entries;
use engine::definition::{At, Definition};
use engine::edit::{Edit, can_replace};
use engine::ids::NodeId;
use leptos::prelude::*;

use super::fuzzy::best;
use super::insert::{Place, What, added};
use super::patterns::{Pattern, patterns};
use super::picker::{Choice, Picker};
use super::{close, own, recent};
use crate::Store;
use crate::selection::Selection;
use crate::store::Dialog;

const RECENT: &str = "Used last";
const KINDS: &str = "Steps";
const PATTERNS: &str = "Ready patterns";
const OWN: &str = "Your organisation\u{2019}s patterns";
/// Choices that add nothing: keep what is selected, and look after what is kept.
const KEEP: &str = "keep";
const LOOK_AFTER: &str = "look after";

/// Everything that may be added at a place: what was used last first. When nothing may, the reason. `built_in` of the
/// patterns are no organisation's.
fn offers(
    definition: &Definition,
    place: &Place,
    patterns: &[Pattern],
    built_in: usize,
    recent: &[String],
) -> Result<Vec<Choice>, String> {
    let mut choices = vec![];
    let mut refused = None;
    for entry in entries() {
        match added(definition, place, What::Kind(entry.kind)) {
            Ok(_) => choices.push(Choice {
                key: entry.kind.to_owned(),
                group: KINDS,
                icon: entry.icon.to_owned(),
                label: entry.label.to_owned(),
                help: entry.help.to_owned(),
            }),
            // Why a start cannot be added says nothing of the place.
            Err(refusal) if entry.kind != "start" => refused = refused.or(Some(refusal.to_string())),
            Err(_) => {}
        }
    }
    let fits = |pattern: &Pattern| added(definition, place, What::Pattern(pattern)).is_ok();
    for (no, pattern) in patterns.iter().enumerate().filter(|(_, pattern)| fits(pattern)) {
        choices.push(Choice {
            key: format!("pattern {}", pattern.key),
            group: if no < built_in { PATTERNS } else { OWN },
            icon: pattern.icon.clone(),
            label: pattern.label.clone(),
            help: pattern.help.clone(),
        });
    }
    if choices.is_empty() {
        return Err(refused.unwrap_or_else(|| "Nothing can be added here.".to_owned()));
    }
    for key in recent.iter().rev() {
        if let Some(place) = choices.iter().position(|choice| choice.key == *key) {
            let choice = choices.remove(place);
            choices.insert(0, Choice { group: RECENT, ..choice });
        }
    }
    Ok(choices)
}

/// The choices that fit the words, the best first; all of them as they are when there are none.
fn fitting(choices: &[Choice], query: &str) -> Vec<Choice> {
    if query.trim().is_empty() {
        return choices.to_vec();
    }
    let bpmn = |key: &str| entries().into_iter().find(|entry| entry.kind == key).map_or("", |entry| entry.bpmn);
    let points = |choice: &Choice| best(query, &choice.label, [choice.help.as_str(), bpmn(&choice.key)]);
    let mut fitting: Vec<(i32, &Choice)> =
        choices.iter().filter_map(|choice| Some((points(choice)?, choice))).collect();
    fitting.sort_by_key(|(points, _)| -points);
    fitting.into_iter().map(|(_, choice)| Choice { group: "", ..choice.clone() }).collect()
}

/// What can be done with patterns beside adding them.
fn ways_of_patterns(selected: &[NodeId], any: bool) -> Vec<Choice> {
    let way = |key: &str, icon: &str, label: &str, help: &str| Choice {
        key: key.to_owned(),
        group: OWN,
        icon: icon.to_owned(),
        label: label.to_owned(),
        help: help.to_owned(),
    };
    let keep =
        way(KEEP, "tray", "Save the selected steps as pattern\u{2026}", "For every process of your organisation.");
    let look_after = way(LOOK_AFTER, "list", "Rename or remove patterns\u{2026}", "Those that you saved.");
    [(!selected.is_empty(), keep), (any, look_after)]
        .into_iter()
        .filter(|(fits, _)| *fits)
        .map(|(_, way)| way)
        .collect()
}

/// The dialog to add a step at a place.
pub fn add(store: Store, place: Place) -> AnyView {
    own::fetch(store);
    let built_in = StoredValue::new(patterns());
    let all = Memo::new(move |_| {
        let own = store.own.get().into_iter().filter_map(Pattern::own);
        built_in.get_value().into_iter().chain(own).collect::<Vec<_>>()
    });
    let (selected, place) = (StoredValue::new(own::selected(store)), StoredValue::new(place));
    let offered = Memo::new(move |_| {
        let built_in = built_in.with_value(Vec::len);
        let mut offered = store.definition.with_untracked(|definition| {
            all.with(|all| place.with_value(|place| offers(definition, place, all, built_in, &recent::read())))
        })?;
        let any = store.own.with(|own| own.iter().any(|own| own.may_change));
        offered.extend(selected.with_value(|selected| ways_of_patterns(selected, any)));
        Ok::<_, String>(offered)
    });
    if let Err(sentence) = offered.get_untracked() {
        return view! { <p class="finder-none">{sentence}</p> }.into_any();
    }
    let query = RwSignal::new(String::new());
    let choices = Memo::new(move |_| {
        offered.with(|offered| offered.as_ref().map_or_else(|_| vec![], |offered| fitting(offered, &query.get())))
    });
    let pick = Callback::new(move |key: String| {
        match key.as_str() {
            KEEP => return store.dialog.set(Some(Dialog::NamePattern { nodes: selected.get_value(), of: None })),
            LOOK_AFTER => return store.dialog.set(Some(Dialog::Patterns)),
            _ => recent::remember(&key),
        }
        let made = all.with_untracked(|patterns| {
            let pattern = key.strip_prefix("pattern ").and_then(|key| patterns.iter().find(|one| one.key == key));
            let what = pattern.map_or(What::Kind(&key), What::Pattern);
            store.definition.with_untracked(|definition| place.with_value(|place| added(definition, place, what)))
        });
        match made {
            Ok((edits, new)) => {
                close(store);
                if store.make_all(&edits) {
                    shown(store, &new);
                }
            }
            Err(refusal) => store.refuse(refusal.to_string()),
        }
    });
    let nothing = "No such step. Try \u{201c}approval\u{201d}, \u{201c}wait\u{201d} or \u{201c}end\u{201d}.";
    view! { <Picker label="Which step?" nothing=nothing query choices pick/> }.into_any()
}

/// Selects what is new and tells its name; the canvas brings it into view unless another view has the focus.
fn shown(store: Store, new: &[NodeId]) {
    let Some(first) = new.first() else { return };
    let name = store.definition.with_untracked(|definition| definition.name_of(first).to_owned());
    store.selection.set(Selection::node(first.clone()));
    if !super::in_panel() {
        store.reveal.set(Some(first.clone()));
    }
    store.say(match new.len() {
        1 => format!("\u{201c}{name}\u{201d} is added."),
        many => format!("{many} steps are added, from \u{201c}{name}\u{201d} on."),
    });
}

/// The dialog to replace a step by another kind.
pub fn replace(store: Store, node: NodeId) -> AnyView {
    let kinds = store.definition.with_untracked(|definition| can_replace(definition, &node));
    if kinds.is_empty() {
        return view! { <p class="finder-none">"This step cannot be of another kind."</p> }.into_any();
    }
    let offered: Vec<Choice> = entries()
        .into_iter()
        .filter(|entry| kinds.contains(&entry.kind))
        .map(|entry| Choice {
            key: entry.kind.to_owned(),
            group: KINDS,
            icon: entry.icon.to_owned(),
            label: entry.label.to_owned(),
            help: entry.help.to_owned(),
        })
        .collect();
    let query = RwSignal::new(String::new());
    let choices = Memo::new(move |_| fitting(&offered, &query.get()));
    let pick = Callback::new(move |kind: String| {
        close(store);
        store.make(Edit::Replace { node: node.clone(), kind });
    });
    view! { <Picker label="By which kind?" nothing="It cannot become such a step." query choices pick/> }.into_any()
}

/// A place below the whole drawing, for what is added without one.
pub fn below(store: Store) -> At {
    let bounds = store.with_scene(drawing::scene::Scene::bounds);
    At { x: i32::midpoint(bounds.left, bounds.right), y: bounds.bottom + 60 }
}
