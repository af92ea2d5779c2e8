//! Looking ahead with the engine itself on a virtual clock: what happens if nobody answers, and which way a
//! request would go if everybody approved. Nothing here has an effect; the directory's answers are handed in.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::ahead::{Ahead, Halt};
use crate::command::Command;
use crate::definition::Definition;
use crate::event::Event;
use crate::execution::{Execution, Purpose, Requester};
use crate::form::Data;
use crate::ids::{NodeId, PersonId};
use crate::nodes::end::Outcome;
use crate::nodes::source::{Candidate, Lookup};
use crate::nodes::{Kind, condition};

/// How many things a forecast tells at most.
pub const FARTHEST: usize = 40;
/// How far a forecast looks ahead.
const HORIZON: TimeDelta = TimeDelta::days(5 * 366);
/// How many answers a preview gives at most before it says that the route has no end in sight.
const LONGEST_ROUTE: usize = 500;

/// What the directory answers, by question.
pub type Answers = BTreeMap<Lookup, Vec<PersonId>>;

/// Something that will happen by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upcoming {
    pub at: DateTime<Utc>,
    pub node: NodeId,
    pub purpose: Purpose,
    /// All that follows at that moment.
    pub events: Vec<Event>,
}

/// What happens from `now` on if nobody does anything.
///
/// # Errors
/// The directory's answers that are missing: look them up and call again.
pub fn forecast(
    definition: &Definition,
    execution: &Execution,
    now: DateTime<Utc>,
    answers: &Answers,
) -> Result<Vec<Upcoming>, Vec<Lookup>> {
    let answer = |lookup: &Lookup| answers.get(lookup).cloned();
    by_itself(Ahead { definition, state: execution.clone(), answer: &answer }, now)
}

/// What happens to a copy from `now` on if nobody does anything.
pub(crate) fn by_itself(mut ahead: Ahead, now: DateTime<Utc>) -> Result<Vec<Upcoming>, Vec<Lookup>> {
    let mut upcoming = Vec::new();
    while upcoming.len() < FARTHEST {
        let Some((timer, at)) = ahead.next_timer() else { break };
        let at = at.max(now);
        if at > now + HORIZON {
            break;
        }
        let Some((purpose, node)) = ahead.about(timer) else { break };
        let events = match ahead.make(&Command::FireTimer { timer }, at) {
            Ok(events) => events,
            Err(Halt::Missing(missing)) => return Err(missing),
            Err(Halt::Refused(_) | Halt::Restless) => break,
        };
        upcoming.push(Upcoming { at, node, purpose, events });
    }
    Ok(upcoming)
}

/// The way that a request would go if everybody approved and every signal came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    pub steps: Vec<Stop>,
    /// How it ends; none when it does not come to an end.
    pub outcome: Option<Outcome>,
    /// What would stop it.
    pub problem: Option<String>,
}

/// One stop on the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stop", rename_all = "snake_case")]
pub enum Stop {
    /// People are asked; those of a later round or of a fallback appear as they are found.
    Asks {
        node: NodeId,
        people: Vec<Candidate>,
    },
    /// A condition chose a way, by this label.
    Chooses {
        node: NodeId,
        way: String,
    },
    Waits {
        node: NodeId,
        until: DateTime<Utc>,
    },
    /// A signal of this name is waited for; the preview takes it as come, with nothing in it.
    Awaits {
        node: NodeId,
        signal: String,
    },
    Tells {
        node: NodeId,
        people: Vec<PersonId>,
    },
}

/// Works out the way of a request before it is made.
///
/// # Errors
/// The directory's answers that are missing: look them up and call again.
pub fn preview(
    definition: &Definition,
    requester: &Requester,
    data: &Data,
    now: DateTime<Utc>,
    answers: &Answers,
) -> Result<Preview, Vec<Lookup>> {
    let answer = |lookup: &Lookup| answers.get(lookup).cloned();
    let mut ahead = Ahead { definition, state: Execution::default(), answer: &answer };
    let mut preview = Preview::default();
    let mut at = now;
    let mut command = Command::Start { requester: requester.clone(), data: data.clone() };
    for _ in 0..LONGEST_ROUTE {
        let events = match ahead.make(&command, at) {
            Ok(events) => events,
            Err(Halt::Missing(missing)) => return Err(missing),
            Err(Halt::Refused(_) | Halt::Restless) => break,
        };
        for event in &events {
            preview.note(definition, &ahead.state, event);
        }
        if !ahead.state.is_running() || preview.problem.is_some() {
            break;
        }
        match ahead.approve().or_else(|| ahead.signal()) {
            Some(next) => command = next,
            None => match ahead.next_timer() {
                Some((timer, due_at)) => (command, at) = (Command::FireTimer { timer }, due_at.max(at)),
                None => break,
            },
        }
    }
    if let crate::execution::Status::Closed { outcome, .. } = ahead.state.status {
        preview.outcome = Some(outcome);
    } else if preview.problem.is_none() {
        preview.problem = Some("This route comes to no end.".to_owned());
    }
    Ok(preview)
}

impl Preview {
    fn note(&mut self, definition: &Definition, state: &Execution, event: &Event) {
        match event {
            Event::RoundBegan { step, people, .. } => {
                if let Some(step) = state.steps.get(step) {
                    self.steps.push(Stop::Asks { node: step.node.clone(), people: people.clone() });
                }
            }
            Event::NodeLeft { node, port, .. } => {
                if let Some(Kind::Condition(choice)) = definition.node(node).map(|node| &node.does) {
                    let way =
                        if port.as_str() == condition::DEFAULT { Some("otherwise") } else { choice.label_of(port) };
                    self.steps.push(Stop::Chooses { node: node.clone(), way: way.unwrap_or(port.as_str()).to_owned() });
                }
            }
            Event::TimerSet { set, .. } => {
                if let Purpose::Wait { token } = set.purpose {
                    let node = state.tokens.get(&token).map(|token| token.node.clone());
                    self.steps.extend(node.map(|node| Stop::Waits { node, until: set.due_at }));
                }
            }
            Event::SignalAwaited { node, name, .. } => {
                self.steps.push(Stop::Awaits { node: node.clone(), signal: name.clone() });
            }
            Event::PeopleTold { node, people, .. } => {
                self.steps.push(Stop::Tells { node: node.clone(), people: people.clone() });
            }
            Event::IncidentRaised { node, .. } if !state.received.is_empty() && is_condition(definition, node) => {
                let name = definition.name_of(node);
                self.problem = Some(format!("What follows \"{name}\" depends on what the signals bring."));
            }
            Event::IncidentRaised { reason, .. } => self.problem = Some(reason.clone()),
            _ => {}
        }
    }
}

fn is_condition(definition: &Definition, node: &NodeId) -> bool {
    definition.node(node).is_some_and(|node| matches!(node.does, Kind::Condition(_)))
}
