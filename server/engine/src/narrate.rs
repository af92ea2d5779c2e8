//! History in plain words: each event as a sentence that somebody reads who knows nothing of tokens and nodes.
//! Names, groups and moments are put into words by whoever asks; there is no clock and no zone here.

mod ahead;
mod drawn;
mod event;
mod settings;
mod signal;
mod step;
mod stuck;
mod why;
mod words;

use std::fmt;

use chrono::{DateTime, Utc};

pub use drawn::{connection, head_label, input};
pub use words::{and, capital, length, or, quoted, stopped};

use crate::apply::apply;
use crate::definition::Definition;
use crate::event::Transition;
use crate::execution::Execution;
use crate::ids::{GroupKey, NodeId, PersonId};

/// Puts one definition's executions into words.
#[derive(Clone, Copy)]
pub struct Narrator<'a> {
    pub definition: &'a Definition,
    /// A person's name.
    pub person: &'a dyn Fn(PersonId) -> String,
    /// A group's name.
    pub group: &'a dyn Fn(&GroupKey) -> String,
    /// A moment as the reader's clock shows it.
    pub moment: &'a dyn Fn(DateTime<Utc>) -> String,
}

impl fmt::Debug for Narrator<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Narrator").field("definition", &self.definition.key).finish_non_exhaustive()
    }
}

/// How a line feels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Neutral,
    Good,
    Bad,
    /// Late, escalated or sent back.
    Attention,
    /// Of the engine itself: which way, which branch.
    Quiet,
}

/// One event in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// A whole sentence, without what the person wrote.
    pub sentence: String,
    /// What the person wrote, or the message that was sent.
    pub said: Option<String>,
    /// Two words at most: `Approved`.
    pub label: &'static str,
    /// Name of the icon.
    pub icon: &'static str,
    pub tone: Tone,
    /// Belongs to the full list of events only.
    pub noise: bool,
    /// Who did it; none when it happened by itself.
    pub who: Option<PersonId>,
    /// The node that it is about.
    pub node: Option<NodeId>,
}

impl Line {
    /// The sentence with what was written: `Ana Duarte approved: “Within budget.”`
    #[must_use]
    pub fn whole(&self) -> String {
        match &self.said {
            Some(said) => format!("{}: {}", self.sentence.trim_end_matches('.'), quoted(said)),
            None => self.sentence.clone(),
        }
    }
}

/// One transition in words: as many lines as it has events, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub lines: Vec<Line>,
}

impl Narrator<'_> {
    /// A whole history from its first transition on, told in order.
    pub fn history<'t>(&self, history: impl IntoIterator<Item = &'t Transition>) -> Vec<Told> {
        let mut state = Execution::default();
        let tell = |transition: &Transition| {
            let lines = transition.events.iter().map(|event| {
                let line = self.event(&state, transition.at, event);
                apply(&mut state, transition.at, event);
                line
            });
            Told { seq: transition.seq, at: transition.at, lines: lines.collect() }
        };
        history.into_iter().map(tell).collect()
    }

    /// A person's name.
    #[must_use]
    pub fn name(&self, person: PersonId) -> String {
        (self.person)(person)
    }

    fn names(&self, people: impl IntoIterator<Item = PersonId>) -> Vec<String> {
        people.into_iter().map(|person| self.name(person)).collect()
    }

    /// The node's name in quotes.
    fn at(&self, node: &NodeId) -> String {
        quoted(self.definition.name_of(node))
    }
}

impl Line {
    fn new(label: &'static str, icon: &'static str, sentence: String) -> Self {
        Self { sentence, label, icon, ..Self::default() }
    }

    pub(super) fn by(mut self, person: PersonId) -> Self {
        self.who = Some(person);
        self
    }

    pub(super) fn said(mut self, text: &str) -> Self {
        self.said = Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned);
        self
    }

    pub(super) fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    pub(super) fn node(mut self, node: Option<NodeId>) -> Self {
        self.node = node;
        self
    }

    pub(super) fn noise(mut self) -> Self {
        self.noise = true;
        self.tone = Tone::Quiet;
        self
    }
}
