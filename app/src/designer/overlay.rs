//! Two versions in one drawing: the later one, with what the earlier one had in its place beneath. What was added, removed
//! and changed is said by line, pattern and sign.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ::drawing::shape::Area;
use engine::Definition;
use engine::definition::{Edge, Node};
use engine::diff::Difference;
use engine::ids::{EdgeId, NodeId};
use leptos::prelude::*;

use crate::drawing::{Drawing, Mark, Marks, can_be_drawn};
use crate::ui::Icon;

/// The step by which something removed is moved down until it lies on nothing else, and how often that is tried.
const STEP: i32 = 20;
const MOST_STEPS: i32 = 200;
/// How near nodes may come to each other.
const GAP: i32 = 10;

/// One drawing of two versions.
#[derive(Clone, Debug)]
pub struct Overlay {
    pub definition: Definition,
    pub marks: Marks,
}

/// Lays the earlier version beneath the later one.
pub fn overlay(before: &Definition, after: &Definition, difference: &Difference) -> Overlay {
    let mut definition = after.clone();
    let mut nodes: BTreeMap<NodeId, Mark> = BTreeMap::new();
    let mut lines: BTreeMap<EdgeId, Mark> = BTreeMap::new();
    nodes.extend(difference.nodes.added.iter().map(|node| (node.id.clone(), Mark::Added)));
    nodes.extend(difference.nodes.changed.iter().map(|change| (change.id.clone(), Mark::Changed)));
    lines.extend(difference.edges.added.iter().map(|edge| (edge.id.clone(), Mark::Added)));
    for node in &difference.nodes.removed {
        if definition.node(&node.id).is_none() {
            definition.nodes.push(beside(&definition, node));
            nodes.insert(node.id.clone(), Mark::Removed);
        }
    }
    let led_before = difference.edges.changed.iter().map(|change| {
        lines.insert(change.after.id.clone(), Mark::Changed);
        // Its old way is drawn too, under a name that no other line has.
        Edge { id: EdgeId(format!("{} before", change.before.id)), ..change.before.clone() }
    });
    let gone: Vec<Edge> = led_before.chain(difference.edges.removed.iter().cloned()).collect();
    let taken: BTreeSet<EdgeId> = before.edges.iter().chain(&after.edges).map(|edge| edge.id.clone()).collect();
    let still: BTreeSet<EdgeId> = after.edges.iter().map(|edge| edge.id.clone()).collect();
    for edge in gone {
        let named_twice = still.contains(&edge.id) || (edge.id.0.ends_with(" before") && taken.contains(&edge.id));
        if !named_twice && definition.node(&edge.from).is_some() && definition.node(&edge.to).is_some() {
            lines.insert(edge.id.clone(), Mark::Removed);
            definition.edges.push(edge);
        }
    }
    Overlay { definition, marks: Marks::between(nodes, lines) }
}

/// A node of the earlier version where it was, or beneath what lies there now.
fn beside(definition: &Definition, node: &Node) -> Node {
    let mut node = node.clone();
    for _ in 0..MOST_STEPS {
        let area = Area::of(&node).with_margin(GAP);
        if definition.nodes.iter().all(|other| !Area::of(other).meets(area)) {
            break;
        }
        node.at.y = node.at.y.saturating_add(STEP);
    }
    node
}

/// The drawing with its legend.
#[component]
pub fn Compared(
    id: &'static str,
    overlay: Overlay,
    #[prop(optional)] notes: BTreeMap<NodeId, String>,
) -> impl IntoView {
    let Overlay { definition, marks } = overlay;
    if !can_be_drawn(&definition) {
        return view! { <p class="import-undrawn">"It is too large to be drawn here; the list says what differs."</p> }
            .into_any();
    }
    let signs = [Mark::Added, Mark::Changed, Mark::Removed];
    view! {
        <Drawing id definition=Arc::new(definition) marks notes/>
        <ul class="legend" aria-label="Signs of the drawing">
            {signs.into_iter().map(|mark| view! {
                <li class=format!("legend-sign {}", mark.class())>
                    <span class="legend-seal">{mark.icon().map(|name| view! { <Icon name/> })}</span>
                    <svg class="legend-line" viewBox="0 0 40 10" aria-hidden="true" focusable="false">
                        <g class=format!("edge {}", mark.class())><path class="edge-line" d="M0 5H40"></path></g>
                    </svg>
                    {mark.words()}
                </li>
            }).collect_view()}
        </ul>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use engine::diff::diff;

    use super::super::templates::Template;
    use super::*;

    #[test]
    fn what_was_and_what_is_are_on_one_drawing() {
        let before = Template::find("expense").unwrap().definition();
        let mut after = before.clone();
        after.nodes.retain(|node| node.id.as_str() != "told");
        after.edges.retain(|edge| edge.id.as_str() != "told-paid");
        let finance = after.edges.iter_mut().find(|edge| edge.id.as_str() == "finance-yes").unwrap();
        finance.to = NodeId::from("paid");
        let mut new = before.node(&NodeId::from("told")).unwrap().clone();
        new.id = NodeId::from("archive");
        after.nodes.push(new);
        "Accounting".clone_into(&mut after.nodes[4].name);
        let overlay = overlay(&before, &after, &diff(&before, &after));
        let mark = |id: &str| overlay.marks.on(&NodeId::from(id));
        assert_eq!(
            [mark("told"), mark("archive"), mark("finance"), mark("start")],
            [Mark::Removed, Mark::Added, Mark::Changed, Mark::Open]
        );
        let line = |id: &str| overlay.marks.on_line(&EdgeId::from(id));
        assert_eq!(
            [line("finance-yes"), line("finance-yes before"), line("told-paid")],
            [Mark::Changed, Mark::Removed, Mark::Removed]
        );
        let at = |id: &str| overlay.definition.node(&NodeId::from(id)).unwrap().at;
        assert_ne!(at("told"), at("archive"), "nothing lies on anything else");
    }
}
