//! What is wrong with a draft, the gravest first, each with the way to where it can be mended.

use engine::Definition;
use engine::check::{Problem, Severity};
use engine::narrate::connection;
use leptos::prelude::*;
use runtime::DraftId;

use crate::ui::{Badge, Icon, Tone};

/// The problems; or that there are none.
pub fn wrong(definition: &Definition, problems: &[Problem], id: DraftId) -> AnyView {
    let mut problems: Vec<&Problem> = problems.iter().collect();
    problems.sort_by_key(|problem| problem.severity);
    let none = problems.is_empty();
    let items: Vec<AnyView> = problems.into_iter().map(|problem| item(definition, problem, id)).collect();
    view! {
        <section class="sheet" aria-labelledby="problems-title">
            <h2 id="problems-title">"Checks"</h2>
            {if none {
                view! { <p class="publish-fine"><Icon name="check"/>"Nothing is wrong, and nothing is worth another look."</p> }.into_any()
            } else {
                view! { <ol class="import-problems">{items}</ol> }.into_any()
            }}
        </section>
    }
    .into_any()
}

fn item(definition: &Definition, problem: &Problem, id: DraftId) -> AnyView {
    let (tone, word) = match problem.severity {
        Severity::Error => (Tone::Bad, "To mend"),
        Severity::Warning => (Tone::Warn, "To look at"),
    };
    let node =
        problem.node.as_ref().map(|node| (format!("/drafts/{id}#node-{node}"), definition.name_of(node).to_owned()));
    let edge = problem.edge.as_ref().map(|edge| {
        let drawn = definition.edges.iter().find(|other| other.id == *edge);
        let words = drawn.map_or_else(|| format!("Connection {edge}"), |edge| connection(definition, edge));
        (format!("/drafts/{id}#edge-{edge}"), words)
    });
    let field = problem.field.as_ref().map(|field| {
        let words = definition.form.field(field).map_or_else(
            || format!("Setting \u{201c}{}\u{201d}", field.replace('_', " ")),
            |field| format!("Question \u{201c}{}\u{201d}", field.label),
        );
        (format!("/drafts/{id}"), words)
    });
    let (there, place) = node.or(edge).or(field).unwrap_or_else(|| (format!("/drafts/{id}"), "The process".to_owned()));
    view! {
        <li class="import-problem">
            <Badge tone icon="alert" text=word/>
            <span>{problem.message.clone()}</span>
            <a class="publish-place" href=there>{place}</a>
        </li>
    }
    .into_any()
}
