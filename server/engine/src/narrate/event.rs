//! One event as a line. `before` is the execution just before it.

use chrono::{DateTime, Utc};

use super::step::proven;
use super::words::{and, capital, length, or, ordinal, quoted, stopped, was};
use super::{Line, Narrator, Tone};
use crate::event::Event;
use crate::execution::{About, Execution, Purpose, Timer, WaitsFor};
use crate::ids::{EdgeId, NodeId, PersonId, Port, TaskNo, TokenNo};
use crate::nodes::end::Outcome;
use crate::nodes::{Approval, Kind, condition};

impl Narrator<'_> {
    /// One event in words; `before` is the execution just before it happened.
    #[must_use]
    pub fn event(&self, before: &Execution, at: DateTime<Utc>, event: &Event) -> Line {
        match event {
            Event::ExecutionStarted { requester, title, .. } => {
                let who = self.name(requester.person);
                Line::new("Asked", "send", format!("{who} asked for {}.", quoted(title))).by(requester.person)
            }
            Event::NodeEntered { node, edge, .. } => self.entered(node, edge.as_ref()),
            Event::NodeLeft { node, port, .. } => self.left(node, port),
            Event::TokenEnded { token } => {
                let node = before.tokens.get(token).map(|token| token.node.clone());
                let place = node.as_ref().map_or(String::new(), |node| format!(" at {}", self.at(node)));
                Line::new("Path ended", "dot", format!("A path ended{place}.")).noise().node(node)
            }
            Event::BranchArrived { token } => self.arrived(before, *token),
            Event::BranchEnded { node, outcome } => {
                let line = Line::new("Branch ended", "flag", format!("One branch ended at {}.", self.at(node)));
                let line = line.tone(tone_of(*outcome)).node(Some(node.clone()));
                if before.tokens.is_empty() { line.noise() } else { line }
            }
            Event::PeopleAsked { about, .. } => self.looked_up(before, *about),
            Event::PeopleFound { query, people } => {
                let names = self.names(people.iter().map(|candidate| candidate.person));
                let node = before.queries.get(query).and_then(|query| node_of(before, query.about));
                Line::new("Found", "people", format!("The directory named {}.", and(&names))).noise().node(node)
            }
            Event::PeopleTold { node, people, message } => self.told(node, people, message),
            Event::StepOpened { node, .. } => {
                Line::new("Step began", "play", format!("{} began.", self.at(node))).noise().node(Some(node.clone()))
            }
            Event::RoundBegan { step, round, people } => self.round(before, *step, *round, people),
            Event::StepFinished { step, port } => self.finished(before, at, *step, port),
            Event::TaskOpened { step, ask, candidates, .. } => self.opened(before, *step, *ask, candidates),
            Event::TimerSet { set, .. } => {
                let what = format!("{}, set for {}.", capital(&self.timer(before, *set)), (self.moment)(set.due_at));
                Line::new("Timer set", "clock", what).noise().node(owner(before, set.purpose))
            }
            Event::TimerFired { timer, due_at } => {
                let late = if at > *due_at {
                    format!("{} after it was due", length(at - *due_at))
                } else {
                    "on time".to_owned()
                };
                let (what, node) = self.known_timer(before, before.timers.get(timer));
                Line::new("Timer fired", "clock", format!("{} came, {late}.", capital(&what))).noise().node(node)
            }
            Event::TimerCancelled { timer } => {
                let (what, node) = self.known_timer(before, before.timers.get(timer));
                Line::new("Timer ended", "clock", format!("{} is no longer needed.", capital(&what))).noise().node(node)
            }
            Event::Commented { by, text } => {
                Line::new("Comment", "comment", format!("{} commented.", self.name(*by))).by(*by).said(text)
            }
            Event::Nudged { by, people } => {
                let sentence =
                    format!("{} asked {} to hurry.", self.name(*by), and(&self.names(people.iter().copied())));
                Line::new("Nudged", "bell", sentence).by(*by)
            }
            Event::EscalationFoundNobody { step, .. } => {
                let node = before.steps.get(step).map(|step| step.node.clone());
                let place = node.as_ref().map_or(String::new(), |node| format!(" {}", self.at(node)));
                Line::new(
                    "No one there",
                    "alert",
                    format!("Nobody answered{place} in time, and there was nobody it could go to."),
                )
                .tone(Tone::Attention)
                .node(node)
            }
            Event::IncidentRaised { node, reason, .. } => {
                let place = self.place_unless_named(node, reason);
                Line::new("Stopped", "alert", format!("It stopped{place}: {}", stopped(reason)))
                    .tone(Tone::Bad)
                    .node(Some(node.clone()))
            }
            Event::IncidentRetried { incident, by } => {
                let node = before.incidents.get(incident).map(|incident| incident.node.clone());
                let place = node.as_ref().map_or_else(|| "it".to_owned(), |node| self.at(node));
                Line::new("Tried again", "retry", format!("{} had {place} tried again.", self.name(*by)))
                    .by(*by)
                    .node(node)
            }
            Event::IncidentDropped { incident } => {
                let node = before.incidents.get(incident).map(|incident| incident.node.clone());
                Line::new("Problem gone", "alert", "The problem stands in the way no more.".to_owned())
                    .noise()
                    .node(node)
            }
            Event::Withdrawn { by, reason } => {
                let sentence = format!("{} withdrew the request.", self.name(*by));
                Line::new("Withdrawn", "back", sentence).by(*by).said(reason).tone(Tone::Attention)
            }
            Event::Cancelled { by, reason } => {
                let sentence = format!("{} cancelled the request.", self.name(*by));
                Line::new("Cancelled", "cross", sentence).by(*by).said(reason).tone(Tone::Bad)
            }
            Event::ExecutionClosed { outcome } => {
                Line::new("Closed", "flag", format!("The request is closed: {outcome}.")).tone(tone_of(*outcome))
            }
            _ => self.task(before, at, event),
        }
    }

    fn task(&self, before: &Execution, at: DateTime<Utc>, event: &Event) -> Line {
        match event {
            Event::TaskClaimed { task, by } => Line::new("Claimed", "hand", format!("{} took it on.", self.name(*by)))
                .by(*by)
                .node(node_of_task(before, *task)),
            Event::TaskReleased { task, by } => {
                Line::new("Released", "hand", format!("{} gave it back to the others.", self.name(*by)))
                    .by(*by)
                    .node(node_of_task(before, *task))
            }
            Event::TaskDelegated { task, by, to, comment } => {
                let sentence = format!("{} handed it over to {}.", self.name(*by), self.name(*to));
                Line::new("Delegated", "forward", sentence).by(*by).said(comment).node(node_of_task(before, *task))
            }
            Event::TaskEscalated { task, level, how, to } => self.escalated(before, at, *task, *level, *how, to),
            Event::TaskReminded { task, number, people } => {
                let again = if *number > 1 { format!(" for the {} time", ordinal(*number)) } else { String::new() };
                let sentence =
                    format!("{} {} reminded{again}.", and(&self.names(people.iter().copied())), was(people.len()));
                Line::new("Reminded", "bell", sentence).node(node_of_task(before, *task))
            }
            Event::TaskBecameOverdue { task } => {
                let people: Vec<PersonId> =
                    before.tasks.get(task).map(|task| task.actors().collect()).unwrap_or_default();
                let sentence = format!("The answer of {} is overdue.", or(&self.names(people)));
                Line::new("Overdue", "clock", sentence).tone(Tone::Attention).node(node_of_task(before, *task))
            }
            Event::DecisionMade { task, by, decision, comment, proof, meaning, .. } => {
                let line = self.decided(before, *task, *by, *decision, comment);
                proven(line, *proof, meaning)
            }
            Event::TaskDisowned { task, by, comment } => {
                let sentence = format!("{} says that it is not for them.", self.name(*by));
                Line::new("Not for them", "back", sentence)
                    .by(*by)
                    .said(comment)
                    .tone(Tone::Attention)
                    .node(node_of_task(before, *task))
            }
            Event::TaskClosed { task, because } => self.closed(before, *task, *because),
            Event::Resubmitted { task, by, data, comment, .. } => {
                let changed = self.changed(before, data);
                let what = if changed.is_empty() {
                    "left everything as it was".to_owned()
                } else {
                    format!("changed {}", and(&changed))
                };
                let sentence = format!("{} {what} and submitted it again.", self.name(*by));
                Line::new("Submitted again", "send", sentence).by(*by).said(comment).node(node_of_task(before, *task))
            }
            _ => self.signal(before, event),
        }
    }

    fn entered(&self, node: &NodeId, edge: Option<&EdgeId>) -> Line {
        let sentence = match edge {
            Some(_) => format!("It came to {}.", self.at(node)),
            None => format!("It began at {}.", self.at(node)),
        };
        Line::new("Arrived", "arrow", sentence).noise().node(Some(node.clone()))
    }

    fn left(&self, node: &NodeId, port: &Port) -> Line {
        let kind = self.definition.node(node).map(|node| &node.does);
        let line = match kind {
            Some(Kind::Condition(choice)) => {
                let otherwise = port.as_str() == condition::DEFAULT;
                let way = if otherwise { "otherwise" } else { choice.label_of(port).unwrap_or(port.as_str()) };
                let to = self.definition.edges_from(node, port).next().map(|edge| self.at(&edge.to));
                let sentence = match to {
                    Some(to) => format!("{} led to {to} ({way}).", self.at(node)),
                    None => format!("{}: {way}.", self.at(node)),
                };
                Line::new("Way chosen", "branch", sentence).tone(Tone::Quiet)
            }
            Some(Kind::Split(_)) => {
                let ways: Vec<String> = self.definition.edges_from(node, port).map(|edge| self.at(&edge.to)).collect();
                Line::new("Branched", "split", format!("It goes {} ways at once: {}.", ways.len(), and(&ways)))
                    .tone(Tone::Quiet)
            }
            Some(Kind::Join(_)) => {
                Line::new("Joined", "join", format!("All branches have come together at {}.", self.at(node)))
                    .tone(Tone::Quiet)
            }
            Some(Kind::Wait(_)) => {
                Line::new("Wait over", "clock", format!("The wait at {} is over.", self.at(node))).tone(Tone::Quiet)
            }
            _ => Line::new("Left", "arrow", format!("It left {}.", self.at(node))).noise(),
        };
        line.node(Some(node.clone()))
    }

    fn arrived(&self, before: &Execution, token: TokenNo) -> Line {
        let Some(here) = before.tokens.get(&token) else { return Line::default().noise() };
        let waiting = |edge: &EdgeId| {
            let came = before
                .tokens
                .values()
                .filter(|other| other.node == here.node && other.waits_for == WaitsFor::OtherBranches);
            here.via.as_ref() == Some(edge) || came.into_iter().any(|other| other.via.as_ref() == Some(edge))
        };
        let complete = self.definition.edges_to(&here.node).all(|edge| waiting(&edge.id));
        let node = Some(here.node.clone());
        if complete {
            return Line::new("Arrived", "join", format!("The last branch came to {}.", self.at(&here.node)))
                .noise()
                .node(node);
        }
        let sentence = format!("Waits for the other branches at {}.", self.at(&here.node));
        Line::new("One branch done", "join", sentence).tone(Tone::Quiet).node(node)
    }

    fn looked_up(&self, before: &Execution, about: About) -> Line {
        let node = node_of(before, about);
        let place = node.as_ref().map_or_else(|| "this step".to_owned(), |node| self.at(node));
        let sentence = match about {
            About::Approvers { .. } => format!("The directory was asked who decides {place}."),
            About::Fallback { .. } => format!("Nobody was found for {place}, so the fallback was looked up."),
            About::Escalation { .. } => format!("The directory was asked to whom {place} goes next."),
            About::Notice { .. } => format!("The directory was asked who is told at {place}."),
            About::SignalLink { .. } => format!("The directory was asked who gets a link for {place}."),
        };
        Line::new("Looked up", "people", sentence).noise().node(node)
    }

    fn told(&self, node: &NodeId, people: &[PersonId], message: &str) -> Line {
        let names = self.names(people.iter().copied());
        let sentence = if people.is_empty() {
            format!("There was nobody to tell at {}.", self.at(node))
        } else {
            format!("{} {} told.", and(&names), was(people.len()))
        };
        Line::new("Told", "bell", sentence).said(message).tone(Tone::Quiet).node(Some(node.clone()))
    }

    /// What a timer is for, in lower case: `the reminder at “Budget”`.
    fn timer(&self, state: &Execution, timer: Timer) -> String {
        let place = owner(state, timer.purpose).map_or(String::new(), |node| format!(" at {}", self.at(&node)));
        match timer.purpose {
            Purpose::Reminder { number, .. } => format!("the {} reminder{place}", ordinal(number)),
            Purpose::Due { .. } => format!("the due time{place}"),
            Purpose::Escalation { level, .. } => format!("the {} escalation{place}", ordinal(level)),
            Purpose::Timeout { .. } => format!("the final timeout{place}"),
            Purpose::Wait { .. } => format!("the end of the wait{place}"),
            Purpose::SignalTimeout { .. } => format!("the timeout of the signal{place}"),
        }
    }

    fn known_timer(&self, state: &Execution, timer: Option<&Timer>) -> (String, Option<NodeId>) {
        timer.map_or_else(
            || ("a timer".to_owned(), None),
            |timer| (self.timer(state, *timer), owner(state, timer.purpose)),
        )
    }

    /// ` at “Budget”`, unless the reason says so itself.
    pub(super) fn place_unless_named(&self, node: &NodeId, reason: &str) -> String {
        if reason.contains(self.definition.name_of(node)) { String::new() } else { format!(" at {}", self.at(node)) }
    }

    pub(super) fn approval(&self, node: &NodeId) -> Option<&Approval> {
        match &self.definition.node(node)?.does {
            Kind::Approval(approval) => Some(approval),
            _ => None,
        }
    }
}

/// The node that a timer belongs to.
pub(super) fn owner(state: &Execution, purpose: Purpose) -> Option<NodeId> {
    state.node_of(purpose).cloned()
}

fn node_of(state: &Execution, about: About) -> Option<NodeId> {
    match about {
        About::Approvers { step } | About::Fallback { step } | About::Escalation { step, .. } => {
            state.steps.get(&step).map(|step| step.node.clone())
        }
        About::Notice { token } => state.tokens.get(&token).map(|token| token.node.clone()),
        About::SignalLink { wait } => state.waits.get(&wait).map(|wait| wait.node.clone()),
    }
}

pub(super) fn node_of_task(state: &Execution, task: TaskNo) -> Option<NodeId> {
    state.tasks.get(&task).map(|task| task.node.clone())
}

/// How an outcome feels.
#[must_use]
pub(super) fn tone_of(outcome: Outcome) -> Tone {
    match outcome {
        Outcome::Done | Outcome::Approved => Tone::Good,
        Outcome::TimedOut | Outcome::Withdrawn => Tone::Attention,
        Outcome::Rejected | Outcome::Cancelled => Tone::Bad,
    }
}
