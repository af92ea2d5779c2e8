//! The engine with its expressions as a module of its own for the browser, fetched by the designer only: JSON text in, JSON
//! text out. What is thrown is a text, a whole sentence for whoever draws. The functions do the same outside a browser.

mod ask;
mod sim;
mod text;

pub use ask::{Runs, Told};

use wasm_bindgen::prelude::wasm_bindgen;

/// What is wrong with a definition document: a list of `engine::check::Problem`.
#[wasm_bindgen]
pub fn check(definition: &str) -> Result<String, String> {
    ask::check(definition)
}

/// An expression tried on a request: takes `{expression, expects, definition, directory, scenario, signals?}`, gives
/// `engine::simulate::Explained`.
#[wasm_bindgen]
pub fn explain(json: &str) -> Result<String, String> {
    ask::explain(json)
}

/// Who a step would ask and why: takes `{definition, directory, scenario, node}`, gives `engine::simulate::Resolved`.
#[wasm_bindgen]
pub fn resolve(json: &str) -> Result<String, String> {
    ask::resolve(json)
}

/// Saved scenarios told again: takes `{definition, directory, scenarios: [{id, name, scenario}]}`, gives [`Runs`].
#[wasm_bindgen]
pub fn run_all(json: &str) -> Result<String, String> {
    ask::run_all(json)
}

/// A request that is being tried out.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Sim(sim::Sim);

#[wasm_bindgen]
impl Sim {
    /// Takes `{definition, directory, scenario, time_zone?}`; makes the scenario's choices as far as they fit.
    #[wasm_bindgen(constructor)]
    pub fn new(json: &str) -> Result<Sim, String> {
        sim::Sim::new(json).map(Sim)
    }

    /// Everything that the panel shows: `engine::simulate::View`.
    pub fn view(&self) -> Result<String, String> {
        self.0.view()
    }

    /// Makes a choice: `engine::simulate::Choice`. One that is refused changes nothing.
    pub fn choose(&mut self, json: &str) -> Result<(), String> {
        self.0.choose(json)
    }

    /// Goes back to a frame, counted from 0; the choices after it are dropped.
    pub fn rewind(&mut self, frame: usize) {
        self.0.rewind(frame);
    }

    /// The story so far, to be saved: `engine::simulate::Scenario`.
    pub fn scenario(&self) -> Result<String, String> {
        self.0.scenario()
    }
}
