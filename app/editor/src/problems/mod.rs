//! What is wrong, with what to do, and the way to it.

use engine::check::{Problem, Severity};
use engine::definition::Definition;
use engine::ids::{EdgeId, NodeId};
use leptos::prelude::*;

use crate::Store;
use crate::icon::icon;
use crate::selection::Selection;
use crate::store::Side;

/// Where a problem leads.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Way {
    Node(NodeId),
    Edge(EdgeId),
    Form,
    Process,
}

/// Where a problem leads, and what that is called.
fn way(definition: &Definition, problem: &Problem) -> (Way, String) {
    if let Some(node) = problem.node.as_ref().and_then(|id| definition.node(id)) {
        return (Way::Node(node.id.clone()), node.name.clone());
    }
    let edge = problem.edge.as_ref().and_then(|id| definition.edges.iter().find(|edge| edge.id == *id));
    if let Some(edge) = edge {
        let names = format!("{} \u{2192} {}", definition.name_of(&edge.from), definition.name_of(&edge.to));
        return (Way::Edge(edge.id.clone()), names);
    }
    match problem.field.as_ref().and_then(|key| definition.form.field(key)) {
        Some(field) => (Way::Form, format!("Form: {}", field.label)),
        None => (Way::Process, "The process".to_owned()),
    }
}

fn go(store: Store, way: Way) {
    match way {
        Way::Node(id) => {
            store.go_to(&id);
            store.side.set(Side::Settings);
        }
        Way::Edge(id) => {
            let from = store.definition.with_untracked(|definition| {
                definition.edges.iter().find(|edge| edge.id == id).map(|edge| edge.from.clone())
            });
            store.reveal.set(from);
            store.selection.set(Selection::edge(id));
            store.side.set(Side::Settings);
        }
        Way::Form => store.side.set(Side::Form),
        Way::Process => {
            store.selection.set(Selection::default());
            store.side.set(Side::Settings);
        }
    }
}

/// How many problems there are: errors and warnings.
fn counts(problems: &[Problem]) -> (usize, usize) {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    (errors, problems.len() - errors)
}

/// The counts in words.
fn in_words((errors, warnings): (usize, usize)) -> String {
    let many = |count: usize, word: &str| match count {
        1 => format!("1 {word}"),
        count => format!("{count} {word}s"),
    };
    match (errors, warnings) {
        (0, 0) => "Nothing is wrong.".to_owned(),
        (0, warnings) => format!("{}. It can be published.", many(warnings, "warning")),
        (errors, 0) => format!("{}. It cannot be published yet.", many(errors, "error")),
        (errors, warnings) => {
            format!("{} and {}. It cannot be published yet.", many(errors, "error"), many(warnings, "warning"))
        }
    }
}

/// What is wrong, with what to do, and the way to it.
#[component]
pub fn Problems(store: Store) -> impl IntoView {
    let count = Memo::new(move |_| store.problems.with(|problems| counts(problems)));
    let group = move |severity: Severity| {
        let found: Vec<_> = store.problems.with(|problems| {
            store.definition.with_untracked(|definition| {
                let these = problems.iter().filter(|problem| problem.severity == severity);
                these.map(|problem| (way(definition, problem), problem.message.clone())).collect()
            })
        });
        let (title, class, symbol) = match severity {
            Severity::Error => ("Errors: in the way of publishing", "editor-problem-group errors", "alert"),
            Severity::Warning => ("Warnings: allowed, but look at them", "editor-problem-group warnings", "alert"),
        };
        let row = |((way, name), message): ((Way, String), String)| {
            view! {
                <li>
                    <button class="editor-problem" type="button" on:click=move |_| go(store, way.clone())>
                        {icon(symbol)}
                        <span class="editor-problem-name">{name}</span>
                        <span class="editor-problem-message">{message}</span>
                    </button>
                </li>
            }
        };
        (!found.is_empty()).then(|| {
            view! {
                <section class=class>
                    <h3>{title} " (" {found.len()} ")"</h3>
                    <ul class="editor-problems">{found.into_iter().map(row).collect_view()}</ul>
                </section>
            }
            .into_any()
        })
    };
    let nothing = move || {
        (count.get() == (0, 0))
            .then(|| view! { <p class="editor-problem-none">{icon("check")} "It can be published as it is."</p> })
    };
    view! {
        <div class="editor-problem-list">
            <p class="editor-problem-count" role="status">{move || in_words(count.get())}</p>
            {nothing}
            {move || group(Severity::Error)}
            {move || group(Severity::Warning)}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use engine::check::check;

    use super::*;

    #[test]
    fn every_problem_leads_to_what_it_is_about() {
        let mut definition =
            Definition::read(include_str!("../../../drawing/src/example.json")).expect("the example can be read");
        definition.edges.retain(|edge| edge.id.as_str() != "e7");
        definition.edges[4].to = "yes".into();
        definition.title = "{nothing}".to_owned();
        definition.form.fields[0].label = " ".to_owned();
        let ways: Vec<(Way, String)> = check(&definition).iter().map(|problem| way(&definition, problem)).collect();
        for expected in [
            (Way::Node("board".into()), "Board of directors".to_owned()),
            (Way::Form, "Form:  ".to_owned()),
            (Way::Process, "The process".to_owned()),
        ] {
            assert!(ways.contains(&expected), "{expected:?} in {ways:?}");
        }
        let edge = Problem { node: None, edge: Some("e1".into()), ..check(&definition)[0].clone() };
        assert_eq!(way(&definition, &edge), (Way::Edge("e1".into()), "Asked \u{2192} How much?".to_owned()));
        let gone = Problem { node: Some("gone".into()), field: None, ..edge };
        assert_eq!(way(&definition, &Problem { edge: None, ..gone }).0, Way::Process);
    }

    #[test]
    fn counts_are_said_in_words() {
        assert_eq!(in_words((0, 0)), "Nothing is wrong.");
        assert_eq!(in_words((1, 0)), "1 error. It cannot be published yet.");
        assert_eq!(in_words((2, 1)), "2 errors and 1 warning. It cannot be published yet.");
        assert_eq!(in_words((0, 2)), "2 warnings. It can be published.");
    }
}
