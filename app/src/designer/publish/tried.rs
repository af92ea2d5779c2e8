//! The scenarios of a draft, told once more before it is published, and what no scenario comes by.

use engine::Definition;
use engine::ids::NodeId;
use engine::narrate::{and, quoted};
use engine::simulate::{Directory, Run, Scenario, coverage_of, run};
use leptos::prelude::*;
use runtime::{DraftId, read};

use crate::ui::{Badge, Icon, Problem, Tone};
use crate::visit::Desk;

/// The results.
pub async fn tried(desk: &Desk, id: DraftId, definition: &Definition) -> Result<AnyView, Problem> {
    let scenarios = read::scenarios(&desk.runtime, &desk.caller, id).await?;
    if scenarios.is_empty() {
        return Ok(view! {
            <section class="sheet" aria-labelledby="tried-title">
                <h2 id="tried-title">"Scenarios"</h2>
                <p>"None yet. In the editor a request can be played through and kept as a scenario; then it is told again here before each version."</p>
            </section>
        }
        .into_any());
    }
    let directory = directory(desk).await?;
    let told: Vec<(String, Run)> = scenarios
        .into_iter()
        .map(|kept| {
            let run = match serde_json::from_value::<Scenario>(kept.scenario) {
                Ok(scenario) => run(definition, &directory, &scenario),
                Err(error) => {
                    Run { problem: Some(format!("It cannot be read: {error}.")), passed: Some(false), ..Run::default() }
                }
            };
            (kept.name, run)
        })
        .collect();
    let runs: Vec<Run> = told.iter().map(|(_, run)| run.clone()).collect();
    let (failed, all) = (runs.iter().filter(|run| run.passed == Some(false)).count(), runs.len());
    let said = match (failed, all) {
        (0, 1) => "It goes as it should.".to_owned(),
        (0, _) => format!("All {all} go as they should."),
        (failed, all) => format!("{failed} of {all} no longer go as they did."),
    };
    let covered = covered(definition, &runs);
    Ok(view! {
        <section class="sheet" aria-labelledby="tried-title">
            <h2 id="tried-title">"Scenarios"</h2>
            <p class="publish-fine"><Icon name=if failed == 0 { "check" } else { "alert" }/>{said}</p>
            <ul class="tried">{told.into_iter().map(|(name, run)| one(name, run)).collect_view()}</ul>
            {covered}
        </section>
    }
    .into_any())
}

/// The directory as the simulation knows it.
async fn directory(desk: &Desk) -> Result<Directory, Problem> {
    let directory = read::directory(&desk.runtime, &desk.caller).await?;
    let (people, groups) = (directory.people, directory.groups);
    Ok(Directory {
        people: people
            .into_iter()
            .map(|one| engine::simulate::Someone {
                id: one.id,
                name: one.name,
                email: one.email,
                manager: one.manager,
                groups: one.groups,
                active: one.active,
            })
            .collect(),
        groups: groups.into_iter().map(|one| engine::simulate::Group { key: one.key, name: one.name }).collect(),
    })
}

fn one(name: String, run: Run) -> impl IntoView {
    let ended = run.outcome.map_or_else(|| "still open".to_owned(), |outcome| outcome.to_string());
    let (tone, icon, word) = match run.passed {
        Some(true) => (Tone::Good, "check", "As expected"),
        Some(false) => (Tone::Bad, "alert", "Differs"),
        None => (Tone::Calm, "play", "Told"),
    };
    let said = run.problem.unwrap_or_else(|| format!("It ends {ended}, after {} steps.", run.visited.len()));
    view! {
        <li class="import-problem">
            <Badge tone icon text=word/>
            <span class="change-name">{name}</span>
            <span class="quiet">{said}</span>
        </li>
    }
}

fn covered(definition: &Definition, runs: &[Run]) -> AnyView {
    let covered = coverage_of(definition, runs);
    let (nodes, edges) = (covered.nodes, covered.edges);
    let named = |id: &NodeId| quoted(definition.name_of(id));
    let missed: Vec<String> = covered.missing.nodes.iter().map(named).collect();
    let said = format!(
        "Together they come by {} of {} steps and {} of {} connections.",
        nodes.seen, nodes.of, edges.seen, edges.of
    );
    view! {
        <p class="quiet tried-covered">
            {said}
            {(!missed.is_empty()).then(|| format!(" No scenario comes by {}.", and(&missed)))}
        </p>
    }
    .into_any()
}
