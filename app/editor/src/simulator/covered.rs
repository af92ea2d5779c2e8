//! How a request ended, and what it came by: of all steps and connections, and which it missed.

use engine::ids::{EdgeId, NodeId};
use engine::nodes::end::Outcome;
use engine::simulate::{Coverage, Covered, Share};
use engine::span::Span;
use leptos::prelude::*;

use super::parts::{edge, part, step};
use super::play::Play;
use super::told::missing;
use super::zone;
use crate::Store;
use crate::icon::Icon;

/// The card of a request that is closed.
pub fn ended(play: Play, outcome: Outcome) -> AnyView {
    let (class, icon) = match outcome {
        Outcome::Approved | Outcome::Done => ("good", "check"),
        Outcome::Rejected => ("bad", "cross"),
        Outcome::TimedOut | Outcome::Withdrawn | Outcome::Cancelled => ("", "flag"),
    };
    let took = move || {
        let began_at = play.began_at()?;
        play.view.with(|view| zone::seconds_between(&began_at, &view.now))
    };
    let took = move || match took() {
        Some(0) => "It took no time at all.".to_owned(),
        Some(seconds) => format!("It took {}.", Span::seconds(seconds).in_words()),
        None => String::new(),
    };
    view! {
        <div class=format!("sim-end {class}")>
            <Icon name=icon/>
            <p><strong>{format!("The request is closed: {outcome}.")}</strong></p>
            <p>{took}</p>
        </div>
    }
    .into_any()
}

/// What this request came by.
pub fn view(play: Play) -> AnyView {
    let store = play.store;
    let covered = Memo::new(move |_| {
        store.definition.with(|definition| {
            let Coverage { nodes, edges } = play.view.with(|view| view.coverage.clone());
            let all_nodes: Vec<NodeId> = definition.nodes.iter().map(|node| node.id.clone()).collect();
            let all_edges: Vec<EdgeId> = definition.edges.iter().map(|edge| edge.id.clone()).collect();
            let left = Coverage {
                nodes: missing(&all_nodes, &nodes).into_iter().cloned().collect(),
                edges: missing(&all_edges, &edges).into_iter().cloned().collect(),
            };
            let share = |of: usize, left: usize| Share { seen: of - left, of };
            Covered {
                nodes: share(all_nodes.len(), left.nodes.len()),
                edges: share(all_edges.len(), left.edges.len()),
                missing: left,
            }
        })
    });
    let beside = move || covered.with(in_short);
    part("Coverage", beside, false, view! { {move || covered.with(|covered| shown(store, covered))} }.into_any())
}

/// `5 of 9 steps, 4 of 10 connections`.
pub fn in_short(covered: &Covered) -> String {
    let Covered { nodes, edges, .. } = covered;
    format!("{} of {} steps, {} of {} connections", nodes.seen, nodes.of, edges.seen, edges.of)
}

/// What was missed, with the way to each.
pub fn shown(store: Store, covered: &Covered) -> AnyView {
    let Coverage { nodes, edges } = &covered.missing;
    if nodes.is_empty() && edges.is_empty() {
        return view! { <p>"Every step and every connection."</p> }.into_any();
    }
    let list = |head: &'static str, links: Vec<AnyView>| {
        (!links.is_empty()).then(|| {
            let one = |link: AnyView| view! { <li>{link}</li> };
            view! { <p class="sim-word">{head}</p><ul class="sim-list">{links.into_iter().map(one).collect_view()}</ul> }
        })
    };
    view! {
        {list("Steps not reached", nodes.iter().map(|id| step(store, id)).collect())}
        {list("Connections not taken", edges.iter().map(|id| edge(store, id)).collect())}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coverage_is_told_in_short() {
        let covered =
            Covered { nodes: Share { seen: 5, of: 9 }, edges: Share { seen: 4, of: 10 }, ..Covered::default() };
        assert_eq!(in_short(&covered), "5 of 9 steps, 4 of 10 connections");
    }
}
