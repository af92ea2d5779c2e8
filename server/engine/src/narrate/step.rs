//! The events of an approval as lines: who is asked, who answered what, and what happened when nobody did.

use chrono::{DateTime, Utc};

use super::event::node_of_task;
use super::words::{and, is, length, or, ordinal, quoted, was};
use super::{Line, Narrator, Tone};
use crate::execution::{Ask, ClosedBecause, Decision, Execution, Task, TaskState};
use crate::form::Data;
use crate::ids::{PersonId, Port, StepNo, TaskNo};
use crate::nodes::approval::{APPROVED, CHANGES_REQUESTED, How, Policy, Proof, REJECTED};
use crate::nodes::source::{Candidate, Source, Why};

impl Narrator<'_> {
    pub(super) fn round(&self, before: &Execution, step: StepNo, round: u32, people: &[Candidate]) -> Line {
        let Some(step) = before.steps.get(&step) else { return Line::default().noise() };
        let names = self.names(people.iter().map(|candidate| candidate.person));
        let how = match (self.approval(&step.node).map(|approval| approval.policy), people.len()) {
            (_, 0 | 1) | (None, _) => and(&names),
            (Some(Policy::Any), _) => format!("{}; one answer is enough", or(&names)),
            (Some(Policy::All), _) => format!("{}; all must approve", and(&names)),
            (Some(Policy::AtLeast { count }), _) => format!("{}; {count} must approve", and(&names)),
            (Some(Policy::InOrder), _) => format!("{}, one after the other", and(&names)),
        };
        let again = if round > 1 { format!(" again, for the {} time", ordinal(round)) } else { String::new() };
        Line::new("Asks", "stamp", format!("{} asks{again}: {how}.", self.at(&step.node))).node(Some(step.node.clone()))
    }

    pub(super) fn opened(&self, before: &Execution, step: StepNo, ask: Ask, candidates: &[Candidate]) -> Line {
        let Some(owner) = before.steps.get(&step) else { return Line::default().noise() };
        let names = self.names(candidates.iter().map(|candidate| candidate.person));
        let line = match ask {
            Ask::Revise => Line::new(
                "Sent back",
                "pencil",
                format!("{} {} asked to change the request.", and(&names), is(names.len())),
            )
            .noise(),
            Ask::Decide => {
                let line = Line::new("Asked", "stamp", format!("Now {} {} asked.", or(&names), is(names.len())));
                let in_order = self.approval(&owner.node).is_some_and(|approval| approval.policy == Policy::InOrder);
                if in_order && before.tasks_of(step).next().is_some() { line } else { line.noise() }
            }
        };
        line.node(Some(owner.node.clone()))
    }

    pub(super) fn finished(&self, before: &Execution, at: DateTime<Utc>, no: StepNo, port: &Port) -> Line {
        let Some(step) = before.steps.get(&no) else { return Line::default().noise() };
        let place = self.at(&step.node);
        let result = match port.as_str() {
            APPROVED => "approved",
            REJECTED => "rejected",
            CHANGES_REQUESTED => {
                return Line::new("Step left", "pencil", format!("{place} was left for changes."))
                    .noise()
                    .node(Some(step.node.clone()));
            }
            _ => "timed out",
        };
        let tasks: Vec<&Task> =
            before.tasks_of(no).filter(|(_, task)| task.ask == Ask::Decide).map(|(_, task)| task).collect();
        let timed_out = |task: &&&Task| matches!(task.state, TaskState::Closed { reason: ClosedBecause::TimedOut, .. });
        let line = if tasks.iter().any(|task| timed_out(&task)) {
            let who = if tasks.iter().all(|task| timed_out(&task)) { "Nobody" } else { "Not everybody" };
            let sentence =
                format!("{who} answered in {}, so {place} counts as {result} by itself.", length(at - step.since));
            Line::new("Time is over", "clock", sentence).tone(if port.as_str() == APPROVED {
                Tone::Good
            } else {
                Tone::Bad
            })
        } else {
            let decided = |decision: Decision| {
                tasks
                    .iter()
                    .filter(
                        |task| matches!(&task.state, TaskState::Decided { decision: made, .. } if *made == decision),
                    )
                    .count()
            };
            let asked = step.people.len().max(tasks.len());
            let (label, count, icon, tone) = match port.as_str() {
                APPROVED => ("Approved", decided(Decision::Approve), "check", Tone::Good),
                _ => ("Rejected", decided(Decision::Reject), "cross", Tone::Bad),
            };
            if tasks.len() < 2 {
                Line::new(label, icon, format!("{place} is {result}.")).noise()
            } else {
                Line::new(label, icon, format!("{place} is {result}: {count} of {asked} {result} it.")).tone(tone)
            }
        };
        line.node(Some(step.node.clone()))
    }

    pub(super) fn escalated(
        &self,
        before: &Execution,
        at: DateTime<Utc>,
        no: TaskNo,
        level: u32,
        how: How,
        to: &[PersonId],
    ) -> Line {
        let Some(task) = before.tasks.get(&no) else { return Line::default().noise() };
        let asked = self.names(task.actors());
        let since = length(at - task.at);
        let nobody = match asked.as_slice() {
            [one] => format!("{one} did not answer in {since}"),
            _ => format!("Nobody answered in {since}"),
        };
        let source =
            self.approval(&task.node).and_then(|approval| approval.escalations.get((level as usize).saturating_sub(1)));
        let as_what = source
            .and_then(|escalation| self.role(&escalation.to, before, task))
            .map_or(String::new(), |role| format!(" ({role})"));
        let told = was(to.len());
        let to = format!("{}{as_what}", and(&self.names(to.iter().copied())));
        let sentence = match how {
            How::Add => format!("{nobody}, so it also went to {to}."),
            How::Replace => format!("{nobody}, so it went to {to} instead."),
            How::Inform => format!("{nobody}, so {to} {told} told."),
        };
        Line::new("Escalated", "up", sentence).tone(Tone::Attention).node(Some(task.node.clone()))
    }

    /// What a source makes of the people who come from it: `head of sales` is what a group's name says.
    fn role(&self, source: &Source, before: &Execution, task: &Task) -> Option<String> {
        match source {
            Source::Group { key } => Some((self.group)(key)),
            Source::ManagerOfRequester { .. } => {
                before.request.as_ref().map(|request| format!("above {}", self.name(request.requester.person)))
            }
            Source::ManagerOfAssignee => Some(format!("manager of {}", or(&self.names(task.actors())))),
            _ => None,
        }
    }

    pub(super) fn decided(
        &self,
        before: &Execution,
        no: TaskNo,
        by: PersonId,
        decision: Decision,
        comment: &str,
    ) -> Line {
        let task = before.tasks.get(&no);
        let why = task
            .and_then(|task| task.candidates.iter().find(|candidate| candidate.person == by))
            .map(|candidate| &candidate.why);
        let on_behalf = match why {
            Some(Why::DelegatedBy { person }) => format!(" for {}", self.name(*person)),
            _ => String::new(),
        };
        let name = self.name(by);
        let (label, icon, tone, what) = match decision {
            Decision::Approve => ("Approved", "check", Tone::Good, "approved"),
            Decision::Reject => ("Rejected", "cross", Tone::Bad, "rejected"),
            Decision::RequestChanges => ("Sent back", "pencil", Tone::Attention, "asked for changes"),
        };
        Line::new(label, icon, format!("{name} {what}{on_behalf}."))
            .by(by)
            .said(comment)
            .tone(tone)
            .node(task.map(|task| task.node.clone()))
    }

    pub(super) fn closed(&self, before: &Execution, no: TaskNo, because: ClosedBecause) -> Line {
        let names = before.tasks.get(&no).map(|task| self.names(task.actors())).unwrap_or_default();
        let why = match because {
            ClosedBecause::Decided => "the result is certain",
            ClosedBecause::ChangesRequested => "the request was sent back",
            ClosedBecause::TimedOut => "the time is over",
            ClosedBecause::Withdrawn => "the request was withdrawn",
            ClosedBecause::Cancelled => "the request was cancelled",
            ClosedBecause::Ended => "the request has ended",
        };
        let sentence = format!("{} need not answer any more: {why}.", or(&names));
        Line::new("Ask ended", "dot", sentence).noise().node(node_of_task(before, no))
    }

    /// The labels of the fields whose answers differ.
    pub(super) fn changed(&self, before: &Execution, data: &Data) -> Vec<String> {
        let Some(request) = &before.request else { return vec![] };
        let fields = self.definition.form.fields.iter();
        fields
            .filter(|field| request.data.0.get(&field.key) != data.0.get(&field.key))
            .map(|field| quoted(&field.label))
            .collect()
    }
}

/// The line of a decision, with how it was proven who decided where that was not by signing in.
pub(super) fn proven(mut line: Line, proof: Proof, meaning: &str) -> Line {
    let how = match proof {
        Proof::SignIn => return line,
        Proof::Link => "by a link in a mail".to_owned(),
        Proof::LinkAndCode => "by a link in a mail and a code".to_owned(),
        Proof::Password if meaning.is_empty() => "signed with the password again".to_owned(),
        Proof::Password => format!("signed with the password again: {}", quoted(meaning)),
    };
    let comma = if proof == Proof::Password { "," } else { "" };
    line.sentence = format!("{}{comma} {how}.", line.sentence.trim_end_matches('.'));
    line
}
