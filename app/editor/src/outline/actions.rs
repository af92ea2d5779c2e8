//! What can be done with a row, as buttons, and the field that says where a way leads.

use engine::aside::Section;
use engine::definition::Definition;
use engine::edit::Edit;
use engine::ids::NodeId;
use engine::nodes::Kind;
use leptos::prelude::*;

use super::order::moved;
use super::shown::{Shown, What};
use super::tree::{Way, main_way};
use super::{Tree, focus};
use crate::finder::shortcuts::Does;
use crate::icon::icon;
use crate::selection::Selection;
use crate::store::{Dialog, Side, Wish};

/// What can be done with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Rename,
    Add,
    Earlier,
    Later,
    Replace,
    Settings,
    Show,
    Fold,
    Inside,
    Remove,
}

impl Act {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Rename => ("Rename", "pencil"),
            Self::Add => ("Add a step after it", "plus"),
            Self::Earlier => ("Move it one step earlier", "up"),
            Self::Later => ("Move it one step later", "down"),
            Self::Replace => ("Replace it by another kind", "swap"),
            Self::Settings => ("Settings", "sliders"),
            Self::Show => ("Show it in the drawing", "target"),
            Self::Fold => ("Collapse or expand it", "swap"),
            Self::Inside => ("Look inside", "search"),
            Self::Remove => ("Remove", "trash"),
        }
    }
}

/// The acts that fit a row.
fn fitting(definition: &Definition, shown: &Shown) -> Vec<Act> {
    match &shown.what {
        What::Step { id, .. } => {
            let Some(node) = definition.node(id) else { return vec![] };
            let starts = matches!(node.does, Kind::Start(_));
            let moves = !starts && main_way(&node.does).is_some();
            let all = [
                (Act::Rename, true),
                (Act::Add, !matches!(node.does, Kind::End(_))),
                (Act::Earlier, moves),
                (Act::Later, moves),
                (Act::Replace, !starts),
                (Act::Settings, true),
                (Act::Show, true),
                (Act::Remove, true),
            ];
            all.into_iter().filter(|(_, fits)| *fits).map(|(act, _)| act).collect()
        }
        What::Way(way) if way.edge.is_some() => vec![Act::Add, Act::Settings, Act::Remove],
        What::Way(_) => vec![Act::Add],
        What::Section(_) => vec![Act::Rename, Act::Fold, Act::Inside, Act::Settings, Act::Show, Act::Remove],
        What::Note(_) => vec![Act::Rename, Act::Settings, Act::Show, Act::Remove],
        What::Apart | What::List => vec![],
    }
}

/// Does it.
pub fn act(tree: Tree, shown: &Shown, act: Act) {
    let store = tree.store;
    match (&shown.what, act) {
        (_, Act::Rename) if shown.has_words() => tree.renaming.set(Some(shown.key.clone())),
        (What::Section(_) | What::Note(_), Act::Settings) => store.side.set(Side::Settings),
        (What::Section(id), Act::Remove) => {
            store.make(Edit::Dissolve { section: id.clone() });
        }
        (What::Section(id), Act::Fold) => {
            let section = store.definition.with_untracked(|all| all.section(id).cloned());
            if let Some(section) = section {
                let collapsed = !section.collapsed;
                store.make(Edit::SetSection { section: Section { collapsed, ..section } });
                focus(&shown.key);
            }
        }
        (What::Section(id), Act::Inside) => store.wish.set(Some(Wish::Section(id.clone(), Does::Inside))),
        (What::Section(id), Act::Show) => store.wish.set(Some(Wish::SeeSection(id.clone()))),
        (What::Note(id), Act::Remove) => {
            store.make(Edit::RemoveNotes { notes: vec![id.clone()] });
        }
        (What::Note(id), Act::Show) => store.wish.set(Some(Wish::See(id.clone()))),
        (What::Step { id, .. }, Act::Add) => {
            store.dialog.set(Some(Dialog::Add { after: Some(id.clone()), into: None, at: None }));
        }
        (What::Way(way), Act::Add) => store.dialog.set(Some(match &way.edge {
            Some(edge) => Dialog::Add { after: None, into: Some(edge.clone()), at: None },
            None => Dialog::Continue { from: way.from.clone(), port: way.port.clone() },
        })),
        (What::Step { id, .. }, Act::Earlier | Act::Later) => {
            match store.definition.with_untracked(|definition| moved(definition, id, act == Act::Later)) {
                Ok(edits) => {
                    if store.make_all(&edits) {
                        store.selection.set(Selection::node(id.clone()));
                        let word = if act == Act::Later { "later" } else { "earlier" };
                        store.say(format!("\u{201c}{}\u{201d} is one step {word}.", shown.label));
                        focus(&shown.key);
                    }
                }
                Err(sentence) => store.refuse(sentence),
            }
        }
        (What::Step { id, .. }, Act::Replace) => store.dialog.set(Some(Dialog::Replace(id.clone()))),
        (What::Step { id, .. }, Act::Settings) => {
            store.selection.set(Selection::node(id.clone()));
            store.side.set(Side::Settings);
        }
        (What::Way(way), Act::Settings) => {
            store.selection.set(way.edge.clone().map(Selection::edge).unwrap_or_default());
            store.side.set(Side::Settings);
        }
        (What::Step { id, .. }, Act::Show) => store.go_to(id),
        (What::Step { id, .. }, Act::Remove) => remove(tree, id, &shown.label),
        (What::Way(way), Act::Remove) => lead(tree, way, None),
        _ => {}
    }
}

fn remove(tree: Tree, id: &NodeId, name: &str) {
    if tree.store.make(Edit::Remove { nodes: vec![id.clone()], edges: vec![] }) {
        tree.store.say(format!("\u{201c}{name}\u{201d} is removed."));
    }
}

/// Lets a way lead to a step, or nowhere.
fn lead(tree: Tree, way: &Way, to: Option<NodeId>) {
    let store = tree.store;
    let edit = match (&way.edge, to) {
        (Some(edge), Some(to)) => Edit::Reconnect { edge: edge.clone(), from: None, to: Some(to) },
        (None, Some(to)) => Edit::Connect { from: way.from.clone(), port: Some(way.port.clone()), to },
        (Some(edge), None) => Edit::Remove { nodes: vec![], edges: vec![edge.clone()] },
        (None, None) => return,
    };
    let key = tree.current.get_untracked();
    if store.make(edit) {
        // The way stays where the keyboard is, whatever the edit was about.
        let edge = store.definition.with_untracked(|definition| {
            let same = |edge: &&engine::definition::Edge| edge.from == way.from && edge.port == way.port;
            definition.edges.iter().find(same).map(|edge| edge.id.clone())
        });
        if key.starts_with('w') {
            store.selection.set(way.edge.clone().or(edge).map(Selection::edge).unwrap_or_default());
            tree.current.set(key);
        }
    }
}

/// The buttons of a row; with the field of where its way leads on the row that the keyboard is on.
pub fn actions(tree: Tree, shown: &Shown, current: bool) -> AnyView {
    let mut acts = tree.store.definition.with_untracked(|definition| fitting(definition, shown));
    if !current {
        // Over a row that is only pointed at there is room for a few.
        acts.retain(|act| matches!(act, Act::Rename | Act::Add | Act::Remove));
    }
    let button = |one: Act| {
        let (words, symbol) = one.words();
        let words = match (&shown.what, one) {
            (What::Way(_), Act::Add) => "Add a step here",
            (What::Way(_), Act::Remove) => "Remove this connection",
            (What::Section(_), Act::Remove) => "Dissolve it; its steps stay",
            (What::Note(_), Act::Rename) => "Write on it",
            _ => words,
        };
        let shown = shown.clone();
        let run = move |event: web_sys::MouseEvent| {
            event.stop_propagation();
            act(tree, &shown, one);
        };
        view! { <button class="outline-act" type="button" aria-label=words title=words on:click=run>{icon(symbol)}</button> }
    };
    let goes = shown.way().filter(|_| current).map(|way| goes_to(tree, way.clone()));
    let buttons = acts.into_iter().map(button).collect_view();
    view! { <div class="outline-acts" class:floats=!current>{goes} {buttons}</div> }.into_any()
}

fn goes_to(tree: Tree, way: Way) -> AnyView {
    let choices = tree.store.definition.with_untracked(|definition| targets(definition, &way.from));
    let options = choices.into_iter().map(|(id, name)| {
        let chosen = way.to.as_ref() == Some(&id);
        view! { <option value=id.0 selected=chosen>{name}</option> }
    });
    let nowhere = way.to.is_none();
    let options = options.collect_view();
    let change = move |event: web_sys::Event| {
        let value = event_target_value(&event);
        lead(tree, &way, (!value.is_empty()).then_some(NodeId(value)));
    };
    view! {
        <label class="outline-goes">
            <span>"Goes to"</span>
            <select class="input" on:change=change on:keydown=|event| event.stop_propagation()>
                <option value="" selected=nowhere>"nowhere yet"</option>
                {options}
            </select>
        </label>
    }
    .into_any()
}

/// The steps that a way of a step may lead to, by name; a name that is there twice with its id.
fn targets(definition: &Definition, from: &NodeId) -> Vec<(NodeId, String)> {
    let fits = |node: &&engine::definition::Node| node.id != *from && !matches!(node.does, Kind::Start(_));
    let mut names = std::collections::HashMap::<&str, usize>::new();
    definition.nodes.iter().for_each(|node| *names.entry(&node.name).or_default() += 1);
    let named = |node: &engine::definition::Node| match names.get(node.name.as_str()) {
        Some(1) => node.name.clone(),
        _ => format!("{} ({})", node.name, node.id),
    };
    definition.nodes.iter().filter(fits).map(|node| (node.id.clone(), named(node))).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::shown::rows;
    use super::super::tree::tests::definition;
    use super::*;

    #[test]
    fn only_what_fits_a_row_is_offered() {
        let drawn = definition("start > a; a approved> yes; b approved> yes; b rejected> yes");
        let rows = rows(&drawn, &[], &BTreeSet::new());
        let acts = |label: &str| {
            let row = rows.iter().find(|row| row.label == label).expect("a row");
            fitting(&drawn, row)
        };
        assert!(!acts("start").contains(&Act::Replace) && !acts("start").contains(&Act::Later));
        assert!(acts("a").contains(&Act::Later) && acts("a").contains(&Act::Add));
        assert!(!acts("yes").contains(&Act::Add), "nothing follows an end");
        assert_eq!(acts("rejected"), [Act::Add], "a way that leads nowhere");
        assert_eq!(acts("Not reached from the start"), []);
    }

    #[test]
    fn a_way_leads_to_any_step_but_the_start_and_its_own() {
        let mut drawn = definition("start > a; a approved> yes; b approved> yes");
        drawn.nodes[2].name = "b".to_owned();
        let names: Vec<String> = targets(&drawn, &NodeId::from("a")).into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["b (yes)", "b (b)"]);
    }
}
