//! Questions that need no simulation to go on: one text in, one text out.

use engine::definition::Definition;
use engine::expression::Received;
use engine::ids::NodeId;
use engine::simulate::{self, Covered, Directory, Expects, Run, Scenario};
use serde::{Deserialize, Serialize};

use crate::text::{of_this_schema, read, sentence, write};

pub(crate) fn check(definition: &str) -> Result<String, String> {
    let definition = Definition::read(definition).map_err(|error| sentence(&error))?;
    write(&engine::check::check(&definition))
}

#[derive(Deserialize)]
struct Explain {
    expression: String,
    expects: Expects,
    definition: Definition,
    directory: Directory,
    scenario: Scenario,
    #[serde(default)]
    signals: Received,
}

pub(crate) fn explain(json: &str) -> Result<String, String> {
    let Explain { expression, expects, definition, directory, scenario, signals } = read(json, "The question")?;
    of_this_schema(&definition)?;
    let explained = simulate::explain(&expression, &definition, &directory, &scenario, &signals, expects);
    write(&explained.map_err(|why| why.sentence)?)
}

#[derive(Deserialize)]
struct Resolve {
    definition: Definition,
    directory: Directory,
    scenario: Scenario,
    node: NodeId,
}

pub(crate) fn resolve(json: &str) -> Result<String, String> {
    let Resolve { definition, directory, scenario, node } = read(json, "The question")?;
    of_this_schema(&definition)?;
    write(&simulate::resolve(&definition, &directory, &scenario, &node).map_err(|why| why.sentence)?)
}

#[derive(Deserialize)]
struct RunAll {
    definition: Definition,
    directory: Directory,
    scenarios: Vec<Saved>,
}

/// A scenario as the server keeps it; what else the server says of it is passed over.
#[derive(Deserialize)]
struct Saved {
    id: String,
    name: String,
    scenario: serde_json::Value,
}

/// What [`crate::run_all`] gives.
#[derive(Debug, Serialize, Deserialize)]
pub struct Runs {
    /// In the order of the scenarios.
    pub runs: Vec<Told>,
    /// What they reach together.
    pub coverage: Covered,
}

/// One scenario told again.
#[derive(Debug, Serialize, Deserialize)]
pub struct Told {
    pub id: String,
    pub name: String,
    pub run: Run,
}

pub(crate) fn run_all(json: &str) -> Result<String, String> {
    let RunAll { definition, directory, scenarios } = read(json, "The question")?;
    of_this_schema(&definition)?;
    let tell = |saved: Saved| {
        let run = match serde_json::from_value::<Scenario>(saved.scenario) {
            Ok(scenario) => simulate::run(&definition, &directory, &scenario),
            Err(error) => Run {
                problem: Some(sentence(&format!("the scenario cannot be read: {error}"))),
                passed: Some(false),
                ..Run::default()
            },
        };
        Told { id: saved.id, name: saved.name, run }
    };
    let runs: Vec<Told> = scenarios.into_iter().map(tell).collect();
    let coverage = simulate::coverage_of(&definition, runs.iter().map(|told| &told.run));
    write(&Runs { runs, coverage })
}
