//! The way that a request would go, if everybody approved.

use engine::forecast::Stop;
use engine::ids::{NodeId, PersonId};
use leptos::prelude::*;
use runtime::Preview;

use crate::moment::Zone;
use crate::ui::{Icon, Outcome};

/// The stops of the way, from the request to its end.
#[component]
pub fn Route(preview: Preview, zone: Zone) -> impl IntoView {
    let Preview { title, route, steps, people, .. } = preview;
    let step = |node: &NodeId| steps.get(node).cloned().unwrap_or_else(|| node.to_string());
    let name = |person: &PersonId| people.get(person).cloned().unwrap_or_else(|| "somebody".to_owned());
    let several = |all: Vec<String>| if all.is_empty() { "nobody".to_owned() } else { all.join(", ") };
    let stops = route.steps.iter().map(|stop| {
        let (icon, what, detail) = match stop {
            Stop::Asks { node, people } => (
                "stamp",
                step(node),
                format!("asks {}", several(people.iter().map(|candidate| name(&candidate.person)).collect())),
            ),
            Stop::Chooses { node, way } => ("branch", step(node), way.clone()),
            Stop::Waits { node, until } => ("clock", step(node), format!("waits until {}", zone.short(*until))),
            Stop::Awaits { node, signal } => {
                ("wait", step(node), format!("waits for the signal \u{201c}{signal}\u{201d} from outside"))
            }
            Stop::Tells { node, people } => {
                ("bell", step(node), format!("tells {}", several(people.iter().map(name).collect())))
            }
        };
        view! {
            <li class="route-stop">
                <span class="route-icon"><Icon name=icon/></span>
                <div><strong>{what}</strong><p>{detail}</p></div>
            </li>
        }
    });
    let stops = stops.collect_view();
    view! {
        <section class="sheet route" aria-labelledby="route-title" id="route">
            <h2 id="route-title">"The route"</h2>
            <p class="route-request">{title}</p>
            <ol class="route-stops">
                <li class="route-stop"><span class="route-icon"><Icon name="play"/></span><div><strong>"You ask"</strong></div></li>
                {stops}
                {route.outcome.map(|outcome| view! {
                    <li class="route-stop"><span class="route-icon"><Icon name="flag"/></span><div><Outcome outcome=Some(outcome.key().to_owned())/></div></li>
                })}
            </ol>
            {route.problem.map(|problem| view! { <p class="field-problem"><Icon name="alert"/>{problem}</p> })}
            <p class="route-note">"If everybody approves. Rejections, changes and deadlines lead elsewhere."</p>
        </section>
    }
}
