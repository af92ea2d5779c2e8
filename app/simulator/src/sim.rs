//! A simulation behind JSON text.

use engine::definition::Definition;
use engine::simulate::{Directory, Scenario, Simulation, View};
use serde::Deserialize;

use crate::text::{of_this_schema, read, write};

#[derive(Debug)]
pub(crate) struct Sim {
    simulation: Simulation,
    time_zone: String,
    /// Why the scenario's choices did not all fit; gone with the first choice or step back after it.
    problem: Option<String>,
}

#[derive(Deserialize)]
struct Opening {
    definition: Definition,
    directory: Directory,
    scenario: Scenario,
    /// The reader's, by its IANA name; the definition's when it is left out.
    #[serde(default)]
    time_zone: Option<String>,
}

impl Sim {
    pub(crate) fn new(json: &str) -> Result<Self, String> {
        let Opening { definition, directory, scenario, time_zone } = read(json, "The simulation")?;
        of_this_schema(&definition)?;
        let time_zone = time_zone.unwrap_or_else(|| definition.time_zone.clone());
        let (simulation, misfit) =
            Simulation::as_far_as_it_goes(definition, directory, scenario).map_err(|why| why.sentence)?;
        Ok(Self { simulation, time_zone, problem: misfit.map(|why| why.sentence) })
    }

    pub(crate) fn view(&self) -> Result<String, String> {
        write(&View { problem: self.problem.clone(), ..self.simulation.view(&self.time_zone) })
    }

    pub(crate) fn choose(&mut self, json: &str) -> Result<(), String> {
        let choice = read(json, "The choice")?;
        self.simulation.choose(choice).map_err(|why| why.sentence)?;
        self.problem = None;
        Ok(())
    }

    pub(crate) fn rewind(&mut self, frame: usize) {
        self.simulation.rewind(frame);
        self.problem = None;
    }

    pub(crate) fn scenario(&self) -> Result<String, String> {
        write(&self.simulation.scenario())
    }
}
