//! What a simulation tells, as plain data: whoever shows it needs neither the engine's rules nor its expressions.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::frame::Frame;
use crate::ids::{EdgeId, NodeId, PersonId};
use crate::nodes::end::Outcome;

/// The nodes and edges that were come by, each once, in the order of the first visit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    pub nodes: Vec<NodeId>,
    pub edges: Vec<EdgeId>,
}

/// A scenario told again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// None: it is still open, or could not be told to its end.
    pub outcome: Option<Outcome>,
    pub visited: Vec<NodeId>,
    pub edges: Vec<EdgeId>,
    /// Where the scenario no longer fits, or what came out differently; whole sentences.
    pub problem: Option<String>,
    /// None: it was told to its end, and nothing was expected of it.
    pub passed: Option<bool>,
}

/// How many of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    pub seen: usize,
    pub of: usize,
}

/// What a set of runs reaches of a definition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Covered {
    pub nodes: Share,
    pub edges: Share,
    /// What none of them comes by.
    pub missing: Coverage,
}

/// Something that will happen by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    pub at: DateTime<Utc>,
    pub node: NodeId,
    /// `reminder`, `due`, `escalation`, `timeout`, `wait` or `signal_timeout`.
    pub purpose: String,
    pub sentence: String,
}

/// Who a step would ask or tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolved {
    /// Everybody whom an approval would ask, by all its rules, in order.
    pub asked: Vec<Found>,
    /// Each setting that finds people, by itself.
    pub sources: Vec<FromSource>,
    /// Why an approval would stop here.
    pub problem: Option<String>,
}

/// Somebody who is found, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    pub person: PersonId,
    pub name: String,
    /// `Maria Costa, manager of Jonas Weber`.
    pub why: String,
}

/// What one source gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FromSource {
    /// The setting's key in the catalogue.
    pub setting: String,
    /// Its place among the sources of the setting, from 0.
    pub place: usize,
    /// The source in words.
    pub source: String,
    pub people: Vec<Found>,
    /// Why it gives nobody, or on what it depends beyond this request.
    pub note: Option<String>,
}

/// What an expression should give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expects {
    /// True or false.
    Condition,
    /// A person's id, `group:KEY`, a list of these, or null.
    People,
}

/// An expression tried on a sample.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    /// It can be used; nothing is wrong with it on the sample.
    pub ok: bool,
    /// What is wrong, in whole sentences.
    pub problems: Vec<String>,
    /// What it gives on the sample, as a sentence.
    pub gives: Option<String>,
    /// What kind of value that is: `true or false`, `a number`, `a text`.
    pub kind: Option<String>,
}

/// Everything that a panel shows of a simulation, in the reader's words and time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct View {
    pub now: DateTime<Utc>,
    /// The moment on the reader's clock.
    pub clock: String,
    /// The last is where it stands.
    pub frames: Vec<Shown>,
    /// What it waits for, in sentences; or how it ended.
    pub waits_for: Vec<String>,
    /// What happens by itself if nobody answers.
    pub schedule: Vec<Coming>,
    /// The request's answers, in the form's order.
    pub answers: Vec<Answered>,
    pub coverage: Coverage,
    /// None while it is open.
    pub outcome: Option<Outcome>,
    /// Why a saved choice no longer fits; the frames go as far as the choices did.
    pub problem: Option<String>,
}

/// A frame in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    /// Its moment on the reader's clock.
    pub clock: String,
    pub frame: Frame,
    /// One for each event, in order.
    pub lines: Vec<Said>,
}

/// One event in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub sentence: String,
    /// Two words at most.
    pub label: String,
    /// Name of the icon.
    pub icon: String,
    /// `neutral`, `good`, `bad`, `attention` or `quiet`.
    pub tone: String,
    /// Belongs to the full list of events only.
    pub noise: bool,
    pub node: Option<NodeId>,
}

/// Something to come, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coming {
    /// Its moment on the reader's clock.
    pub clock: String,
    pub planned: Planned,
}

/// One answer of the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    pub field: String,
    pub label: String,
    pub words: String,
}
