//! A simulation in words: what happened, what it waits for and what will happen by itself, on the reader's clock.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::frame::{Frame, outcome};
use super::scenario::{Expected, Scenario};
use super::simulation::{Simulation, iso};
use super::told::{Answered, Coming, Coverage, Planned, Said, Shown, View};
use crate::ahead::Ahead;
use crate::apply::apply;
use crate::event::Event;
use crate::execution::{Execution, Purpose};
use crate::forecast::by_itself;
use crate::form::Answer;
use crate::ids::NodeId;
use crate::narrate::{Line, Tone};
use crate::nodes::source::Lookup;

impl Simulation {
    /// What happens by itself from now on if nobody answers: the engine's forecast in words.
    #[must_use]
    pub fn schedule(&self) -> Vec<Planned> {
        let answer = |lookup: &Lookup| Some(self.directory.find(lookup));
        let ahead = Ahead { definition: &self.definition, state: self.state.clone(), answer: &answer };
        let coming: Vec<(_, NodeId, Purpose, Vec<Event>)> = by_itself(ahead, self.now)
            .unwrap_or_default()
            .into_iter()
            .map(|upcoming| (upcoming.at, upcoming.node, upcoming.purpose, upcoming.events))
            .collect();
        let mut names = self.names.clone();
        names.learn(coming.iter().flat_map(|(.., events)| events));
        let lines =
            names.narrated(&self.definition, &self.directory, &iso, |narrator| narrator.ahead(&self.state, &coming));
        let planned = coming.into_iter().zip(lines).map(|((at, node, purpose, _), (_, line))| Planned {
            at,
            node,
            purpose: purpose.key().to_owned(),
            sentence: line.sentence,
        });
        planned.collect()
    }

    /// The nodes and edges that were come by.
    #[must_use]
    pub fn coverage(&self) -> Coverage {
        Coverage::of(self.frames().iter().flat_map(|frame| &frame.events))
    }

    /// The story so far, with how it stands now as what is expected of the next run.
    #[must_use]
    pub fn scenario(&self) -> Scenario {
        let expected = Expected { outcome: outcome(&self.state), visited: self.coverage().nodes };
        Scenario { expected: Some(expected), choices: self.choices.clone(), ..self.begun.clone() }
    }

    /// Everything that a panel shows; `zone` is the reader's time zone, by its IANA name.
    #[must_use]
    pub fn view(&self, zone: &str) -> View {
        let zone: Tz = zone.parse().unwrap_or(Tz::UTC);
        let clock = |at: DateTime<Utc>| clock(at, zone);
        let lines = self.lines(&clock);
        let frames = self.frames().iter().zip(lines);
        let coming = self.schedule().into_iter();
        View {
            now: self.now,
            clock: clock(self.now),
            frames: frames
                .map(|(frame, lines)| Shown {
                    clock: clock(frame.at),
                    frame: frame.clone(),
                    lines: lines.iter().map(said).collect(),
                })
                .collect(),
            waits_for: self.narrated(&clock, |narrator| narrator.stuck(&self.state)),
            schedule: coming.map(|planned| Coming { clock: clock(planned.at), planned }).collect(),
            answers: self.answers(),
            coverage: self.coverage(),
            outcome: outcome(&self.state),
            problem: None,
        }
    }

    /// The events of each frame as lines.
    fn lines(&self, moment: &dyn Fn(DateTime<Utc>) -> String) -> Vec<Vec<Line>> {
        self.narrated(moment, |narrator| {
            let mut state = Execution::default();
            let tell = |frame: &Frame| {
                let line = |event| {
                    let line = narrator.event(&state, frame.at, event);
                    apply(&mut state, frame.at, event);
                    line
                };
                frame.events.iter().map(line).collect()
            };
            self.frames().iter().map(tell).collect()
        })
    }

    fn answers(&self) -> Vec<Answered> {
        let Some(request) = &self.state.request else { return vec![] };
        let fields = self.definition.form.fields.iter();
        let answered = fields.filter_map(|field| {
            let words = match request.data.0.get(&field.key)? {
                Answer::Person(person) => self.names.person(*person),
                other => other.to_string(),
            };
            Some(Answered { field: field.key.clone(), label: field.label.clone(), words })
        });
        answered.collect()
    }
}

/// A moment on a clock: `Thu 26 Nov 2026, 14:05`.
fn clock(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%a %-d %b %Y, %H:%M").to_string()
}

fn said(line: &Line) -> Said {
    let tone = match line.tone {
        Tone::Neutral => "neutral",
        Tone::Good => "good",
        Tone::Bad => "bad",
        Tone::Attention => "attention",
        Tone::Quiet => "quiet",
    };
    Said {
        sentence: line.whole(),
        label: line.label.to_owned(),
        icon: line.icon.to_owned(),
        tone: tone.to_owned(),
        noise: line.noise,
        node: line.node.clone(),
    }
}
