//! How the requests of a version stand: the switch above the drawing with what its signs mean, and the same as a table.

use std::cmp::Reverse;

use chrono::TimeDelta;
use engine::definition::{Definition, Node};
use leptos::prelude::*;
use runtime::read::{AtNode, Longest, MOST_SAMPLED, Standing};

use crate::drawing::{Count, Counts};
use crate::moment::span;
use crate::ui::{Ago, Badge, Empty, Icon, Tone};

/// What the drawing shows. Steps that requests pass at once, and where none waits, have nothing to show.
pub fn counts(standing: &Standing) -> Counts {
    let count = |at: &AtNode| Count {
        waiting: at.waiting,
        stopped: at.stopped,
        median: at.median.filter(|_| takes_time(at)).map(span),
    };
    Counts::new(standing.nodes.iter().map(|(node, at)| (node.clone(), count(at))))
}

fn takes_time(at: &AtNode) -> bool {
    at.waiting > 0 || at.median.is_some_and(|median| median >= TimeDelta::seconds(1))
}

/// Over what the medians are taken, in words.
fn sample(standing: &Standing) -> String {
    match standing.sampled {
        0 => "No request has left a step yet, so there are no times".to_owned(),
        1 => "Times are those of the only request so far".to_owned(),
        MOST_SAMPLED.. => format!("Times are those of the last {MOST_SAMPLED} requests"),
        all => format!("Times are those of all {all} requests so far"),
    }
}

/// The switch, an address each; when it is on, what the signs mean.
pub fn head(key: &str, version: i32, standing: Option<&Standing>) -> AnyView {
    let here = format!("/definitions/{key}?version={version}");
    let Some(standing) = standing else {
        return view! {
            <p class="standing-head">
                <a class="button plain small" href=format!("{here}&counts=1")><Icon name="pulse"/>"Show counts"</a>
                <span class="quiet">"How many requests wait at each step, and how long it takes"</span>
            </p>
        }
        .into_any();
    };
    let stopped = standing.nodes.values().any(|at| at.stopped > 0);
    view! {
        <div class="standing-head">
            <a class="button plain small" href=here><Icon name="pulse"/>"Hide counts"</a>
            <ul class="standing-legend" aria-label="What the signs mean">
                <li><Icon name="paper"/>"requests that wait there now"</li>
                {stopped.then(|| view! { <li><Icon name="alert"/>"of them stopped"</li> })}
                <li><Icon name="clock"/>"half took no longer"</li>
                <li><span class="standing-band" aria-hidden="true"></span>"the wider, the more wait"</li>
            </ul>
        </div>
    }
    .into_any()
}

/// The same as a table, the fullest step first.
pub fn table(definition: &Definition, standing: &Standing) -> AnyView {
    let nodes = definition.nodes.iter().filter_map(|node| Some((node, standing.nodes.get(&node.id)?)));
    let mut rows: Vec<(&Node, &AtNode)> = nodes.filter(|(_, at)| takes_time(at)).collect();
    rows.sort_by_key(|(node, at)| (Reverse(at.waiting), node.at.x, node.at.y));
    let inside = if rows.is_empty() {
        let text = "Once somebody asks, the steps where requests are show here, with how long they take.";
        view! { <Empty icon="pulse" title="Nothing waits" text/> }.into_any()
    } else {
        view! {
            <table class="standing-table">
                <thead>
                    <tr>
                        <th scope="col">"Step"</th>
                        <th scope="col" class="number">"Waiting now"</th>
                        <th scope="col" class="number">"Half took no longer than"</th>
                        <th scope="col">"Waiting longest"</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|(node, at)| row(node, at)).collect_view()}</tbody>
            </table>
        }
        .into_any()
    };
    view! {
        <section class="sheet standing" aria-labelledby="standing-title">
            <h2 id="standing-title">"How its requests stand"</h2>
            <div id="standing" data-live>
                {inside}
                <p class="quiet standing-about">{sample(standing)}", working hours or not. Steps that a request passes at once are left out."</p>
            </div>
        </section>
    }
    .into_any()
}

fn row(node: &Node, at: &AtNode) -> AnyView {
    let stopped = (at.stopped > 0).then(|| {
        view! { <Badge tone=Tone::Seal icon="alert" text=format!("{} stopped", at.stopped)/> }
    });
    let visits = match at.left {
        0 => None,
        1 => Some("1 request".to_owned()),
        more => Some(format!("{more} requests")),
    };
    view! {
        <tr>
            <th scope="row">{node.name.clone()}<span class="standing-kind">{node.does.entry().label}</span></th>
            <td class="number"><span class="standing-waiting">{at.waiting}</span>{stopped}</td>
            <td class="number">
                {at.median.map_or_else(|| "\u{2013}".to_owned(), span)}
                {visits.map(|visits| view! { <span class="standing-kind">{visits}</span> })}
            </td>
            <td>{at.longest.as_ref().map_or_else(|| "\u{2013}".into_any(), longest)}</td>
        </tr>
    }
    .into_any()
}

fn longest(longest: &Longest) -> AnyView {
    let request = match &longest.request {
        Some((id, title)) => view! { <a href=format!("/executions/{id}")>{title.clone()}</a> }.into_any(),
        None => view! { <span class="quiet">"A request that you may not see"</span> }.into_any(),
    };
    view! { {request}<span class="standing-kind">"came there "<Ago at=longest.since/></span> }.into_any()
}
