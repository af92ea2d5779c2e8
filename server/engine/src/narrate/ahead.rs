//! What happens by itself if nobody does anything, in words.

use chrono::{DateTime, Utc};

use super::event::{owner, tone_of};
use super::signal::will_miss;
use super::words::{and, capital, is, or, ordinal, quoted, stopped};
use super::{Line, Narrator, Tone};
use crate::apply::apply;
use crate::event::Event;
use crate::execution::{Ask, Execution, Purpose};
use crate::ids::{NodeId, StepNo};
use crate::nodes::approval::{APPROVED, How, REJECTED, Then};

/// One thing to come: when, where, why, and all that follows at that moment.
pub type Coming = (DateTime<Utc>, NodeId, Purpose, Vec<Event>);

impl Narrator<'_> {
    /// A forecast in words, one line for each moment; `now` is the execution as it stands.
    #[must_use]
    pub fn ahead(&self, now: &Execution, coming: &[Coming]) -> Vec<(DateTime<Utc>, Line)> {
        let mut state = now.clone();
        let tell = |(at, node, purpose, events): &Coming| {
            let line = self.coming(&state, node, *purpose, events);
            for event in events {
                apply(&mut state, *at, event);
            }
            (*at, line)
        };
        coming.iter().map(tell).collect()
    }

    /// One thing to come; `before` is the execution just before it.
    fn coming(&self, before: &Execution, node: &NodeId, purpose: Purpose, events: &[Event]) -> Line {
        let line = match purpose {
            Purpose::Reminder { number, .. } => self.will_remind(events, number),
            Purpose::Due { .. } => {
                Line::new("Overdue", "clock", "The answer becomes overdue.".to_owned()).tone(Tone::Attention)
            }
            Purpose::Escalation { .. } => self.will_escalate(before, events),
            Purpose::Timeout { .. } => will_end(events),
            Purpose::SignalTimeout { .. } => will_miss(before, purpose),
            Purpose::Wait { .. } => Line::new("Goes on", "clock", format!("The wait at {} is over.", self.at(node))),
        };
        let mut line = line.node(Some(node.clone()));
        for follows in events.iter().filter_map(|event| self.follows(event)) {
            line.sentence.push(' ');
            line.sentence.push_str(&follows);
        }
        line
    }

    fn will_remind(&self, events: &[Event], number: u32) -> Line {
        let mut people: Vec<_> = events
            .iter()
            .filter_map(|event| match event {
                Event::TaskReminded { people, .. } => Some(people),
                _ => None,
            })
            .flatten()
            .copied()
            .collect();
        people.sort_unstable();
        people.dedup();
        let again = if number > 1 { format!(" for the {} time", ordinal(number)) } else { String::new() };
        let verb = is(people.len());
        Line::new("Reminder", "bell", format!("{} {verb} reminded{again}.", and(&self.names(people))))
    }

    fn will_escalate(&self, before: &Execution, events: &[Event]) -> Line {
        let found = events.iter().find_map(|event| match event {
            Event::TaskEscalated { task, how, to, .. } => Some((task, how, to)),
            _ => None,
        });
        let Some((task, how, to)) = found else {
            let sentence = "It should go to somebody else, but there is nobody.".to_owned();
            return Line::new("Escalation", "up", sentence).tone(Tone::Attention);
        };
        let (count, to) = (to.len(), and(&self.names(to.iter().copied())));
        let instead_of = before
            .tasks
            .get(task)
            .map_or_else(|| "whoever was asked".to_owned(), |task| or(&self.names(task.actors())));
        let sentence = match how {
            How::Add => format!("It goes to {to} as well."),
            How::Replace => format!("It goes to {to} instead of {instead_of}."),
            How::Inform => format!("{to} {} told.", is(count)),
        };
        Line::new("Escalation", "up", sentence).tone(Tone::Attention)
    }

    /// What comes of it at once, beyond the thing itself.
    fn follows(&self, event: &Event) -> Option<String> {
        match event {
            Event::RoundBegan { people, .. } => {
                let names = self.names(people.iter().map(|candidate| candidate.person));
                Some(format!("Then {} {} asked.", and(&names), is(names.len())))
            }
            Event::TaskOpened { ask: Ask::Revise, candidates, .. } => Some(format!(
                "{} may change the request.",
                and(&self.names(candidates.iter().map(|candidate| candidate.person)))
            )),
            Event::PeopleTold { people, message, .. } if !people.is_empty() => Some(format!(
                "{} {} told: {}",
                and(&self.names(people.iter().copied())),
                is(people.len()),
                quoted(message)
            )),
            Event::IncidentRaised { node, reason, .. } => {
                Some(format!("It stops{}: {}", self.place_unless_named(node, reason), stopped(reason)))
            }
            Event::ExecutionClosed { outcome } => Some(format!("The request is closed: {outcome}.")),
            _ => None,
        }
    }

    /// What a step's next timer will do, from the definition alone: `Ana Duarte is reminded`.
    #[must_use]
    pub fn by_itself(&self, state: &Execution, purpose: Purpose) -> String {
        let approval = owner(state, purpose).and_then(|node| self.approval(&node));
        match purpose {
            Purpose::Reminder { step, .. } => {
                let people = self.actors(state, step);
                format!("{} {} reminded", and(&people), is(people.len()))
            }
            Purpose::Due { .. } => "it becomes overdue".to_owned(),
            Purpose::Escalation { level, .. } => {
                let escalation =
                    approval.and_then(|approval| approval.escalations.get((level as usize).saturating_sub(1)));
                escalation.map_or_else(
                    || "it is escalated".to_owned(),
                    |escalation| {
                        let to = self.source(&escalation.to);
                        match escalation.how {
                            How::Add => format!("it goes to {to} as well"),
                            How::Replace => format!("it goes to {to} instead"),
                            How::Inform => format!("{to} is told"),
                        }
                    },
                )
            }
            Purpose::Timeout { .. } => {
                match approval.and_then(|approval| approval.timeout.as_ref()).map(|timeout| timeout.then) {
                    Some(Then::Approve) => "it is approved by itself".to_owned(),
                    Some(Then::Reject) => "it is rejected by itself".to_owned(),
                    _ => "it leaves this step as timed out".to_owned(),
                }
            }
            Purpose::Wait { .. } => "it goes on by itself".to_owned(),
            Purpose::SignalTimeout { .. } => "it goes on without the signal".to_owned(),
        }
    }

    /// A timer of an execution as people know it: `Ana Duarte is reminded`.
    #[must_use]
    pub fn purpose(&self, state: &Execution, purpose: Purpose) -> String {
        capital(&self.by_itself(state, purpose))
    }

    /// The names of whoever must act in a step.
    pub(super) fn actors(&self, state: &Execution, step: StepNo) -> Vec<String> {
        let mut people: Vec<_> =
            state.tasks_of(step).filter(|(_, task)| task.is_open()).flat_map(|(_, task)| task.actors()).collect();
        let mut seen = Vec::new();
        people.retain(|person| {
            if seen.contains(person) {
                false
            } else {
                seen.push(*person);
                true
            }
        });
        self.names(people)
    }
}

/// How a final timeout ends the step.
fn will_end(events: &[Event]) -> Line {
    let port = events.iter().find_map(|event| match event {
        Event::StepFinished { port, .. } => Some(port.as_str()),
        _ => None,
    });
    let outcome = events.iter().find_map(|event| match event {
        Event::ExecutionClosed { outcome } => Some(*outcome),
        _ => None,
    });
    let (sentence, tone) = match port {
        Some(APPROVED) => ("It is approved by itself.", Tone::Good),
        Some(REJECTED) => ("It is rejected by itself.", Tone::Bad),
        _ => ("The time to answer is over.", Tone::Attention),
    };
    Line::new("Time is over", "flag", sentence.to_owned()).tone(outcome.map_or(tone, tone_of))
}
