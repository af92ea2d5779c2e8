//! The graph between the file and the definition: steps and ways by their places in two lists.

use crate::definition::At;
use crate::ids::Port;
use crate::nodes::Kind;

/// The graph.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    pub(super) steps: Vec<Step>,
    pub(super) ways: Vec<Way>,
}

/// A flow node of the file.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) line: u64,
    pub(super) what: What,
    pub(super) at: Option<At>,
    pub(super) pinned: bool,
    /// Whether it came with our settings, and the id that these give it.
    pub(super) ours: bool,
    pub(super) our_id: Option<String>,
}

/// What becomes of a flow node.
#[derive(Debug)]
pub(super) enum What {
    Does(Kind),
    /// An exclusive gateway: a condition, or nothing where ways only meet.
    Choice,
    /// A parallel gateway: a split, a join, both or nothing.
    Parallel,
    /// It is not carried over; whoever came to it goes on to where its only way leads.
    Lost,
}

/// A sequence flow.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) line: u64,
    pub(super) from: usize,
    pub(super) to: usize,
    /// Where it leaves from, once that is known.
    pub(super) port: Option<Port>,
    pub(super) condition: Option<String>,
    /// It is taken when no condition holds.
    pub(super) otherwise: bool,
    pub(super) our_id: Option<String>,
    pub(super) gone: bool,
}

impl Drawing {
    /// The places of the ways that leave a step.
    pub(super) fn from(&self, step: usize) -> Vec<usize> {
        self.places(|way| way.from == step)
    }

    /// The places of the ways that come to a step.
    pub(super) fn to(&self, step: usize) -> Vec<usize> {
        self.places(|way| way.to == step)
    }

    fn places(&self, holds: impl Fn(&Way) -> bool) -> Vec<usize> {
        let there = self.ways.iter().enumerate().filter(|(_, way)| !way.gone && holds(way));
        there.map(|(place, _)| place).collect()
    }

    /// Adds a step of ours beside another, and gives its place.
    pub(super) fn beside(&mut self, step: usize, ending: &str, away: i32, does: Kind) -> usize {
        let host = &self.steps[step];
        let at = host.at.map(|at| At { x: at.x.saturating_add(away), y: at.y });
        let (id, line) = (format!("{}-{ending}", host.id), host.line);
        self.steps.push(Step {
            id,
            name: String::new(),
            line,
            what: What::Does(does),
            at,
            pinned: false,
            ours: false,
            our_id: None,
        });
        self.steps.len() - 1
    }

    /// Adds a way.
    pub(super) fn connect(&mut self, from: usize, to: usize, port: &str) {
        let (id, line) = (format!("{}-on", self.steps[from].id), self.steps[from].line);
        self.ways.push(Way {
            id,
            name: String::new(),
            line,
            from,
            to,
            port: Some(Port::from(port)),
            condition: None,
            otherwise: false,
            our_id: None,
            gone: false,
        });
    }
}
