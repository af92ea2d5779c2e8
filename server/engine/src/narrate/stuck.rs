//! The stuck explainer: what an execution waits for, since when, who can move it, and what happens next by itself.

use super::Narrator;
use super::words::{and, or, stopped};
use crate::execution::{Execution, Phase, Purpose, Status, Step, WaitsFor};
use crate::ids::StepNo;

impl Narrator<'_> {
    /// What an execution waits for, one sentence or two for each place where it stands; gravest first.
    #[must_use]
    pub fn stuck(&self, execution: &Execution) -> Vec<String> {
        match execution.status {
            Status::New => return vec![],
            Status::Closed { outcome, at } => {
                return vec![format!("Closed on {}: {outcome}. Nothing more happens.", (self.moment)(at))];
            }
            Status::Running => {}
        }
        let mut sentences: Vec<String> = execution
            .incidents
            .values()
            .map(|incident| {
                let since = (self.moment)(incident.at);
                let place = self.place_unless_named(&incident.node, &incident.reason);
                let reason = stopped(&incident.reason);
                format!(
                    "Stopped{place} since {since}: {reason} Only an administrator can move it: try again, or cancel the request."
                )
            })
            .collect();
        let steps = execution
            .steps
            .iter()
            .filter(|(_, step)| matches!(step.phase, Phase::Asking | Phase::Revising | Phase::Resolving));
        sentences.extend(steps.map(|(no, step)| self.step_waits(execution, *no, step)));
        for token in execution.tokens.values() {
            if let WaitsFor::Timer(timer) = token.waits_for {
                let until = execution
                    .timers
                    .get(&timer)
                    .map_or_else(String::new, |timer| format!(" until {}", (self.moment)(timer.due_at)));
                sentences.push(format!(
                    "Rests at {}{until}, then goes on by itself. Nobody needs to do anything.",
                    self.at(&token.node)
                ));
            }
        }
        sentences.extend(execution.waits.iter().filter_map(|(no, wait)| self.signal_waits(execution, *no, wait)));
        let mut joins: Vec<_> = execution
            .tokens
            .values()
            .filter(|token| token.waits_for == WaitsFor::OtherBranches)
            .map(|token| self.at(&token.node))
            .collect();
        joins.dedup();
        if !joins.is_empty() && !sentences.is_empty() {
            sentences.push(format!("Another branch is done and waits at {}.", and(&joins)));
        }
        sentences
    }

    fn step_waits(&self, execution: &Execution, no: StepNo, step: &Step) -> String {
        let people = self.actors(execution, no);
        let since = execution
            .tasks_of(no)
            .filter(|(_, task)| task.is_open())
            .map(|(_, task)| task.at)
            .min()
            .unwrap_or(step.since);
        let since = (self.moment)(since);
        let place = self.at(&step.node);
        let waits = match step.phase {
            Phase::Revising => {
                format!("Waits for {} to change the request, sent back from {place} since {since}.", or(&people))
            }
            Phase::Asking if self.all_needed(step) => {
                format!("Waits for {} at {place} since {since}{}.", and(&people), self.overdue(execution, no))
            }
            Phase::Asking => {
                format!("Waits for {} at {place} since {since}{}.", or(&people), self.overdue(execution, no))
            }
            _ => return format!("Looks up who decides {place}."),
        };
        let next = execution
            .timers
            .values()
            .filter(|timer| timer.purpose.step() == Some(no) && !matches!(timer.purpose, Purpose::Due { .. }))
            .min_by_key(|timer| timer.due_at);
        let next = match next {
            Some(timer) => {
                format!(
                    "If nobody answers, {} on {}.",
                    self.by_itself(execution, timer.purpose),
                    (self.moment)(timer.due_at)
                )
            }
            None => "Nothing happens by itself: it waits as long as it takes.".to_owned(),
        };
        format!("{waits} {next}")
    }

    /// Since when the answer is overdue: the timer of the due time has gone, the due time has not.
    fn overdue(&self, execution: &Execution, step: StepNo) -> String {
        let to_come = execution.timers.values().any(|timer| timer.purpose == Purpose::Due { step });
        let due_at = execution.tasks_of(step).filter(|(_, task)| task.is_open()).find_map(|(_, task)| task.due_at);
        match due_at {
            Some(due_at) if !to_come => format!(", overdue since {}", (self.moment)(due_at)),
            _ => String::new(),
        }
    }

    /// Whether each of the open tasks needs an answer.
    fn all_needed(&self, step: &Step) -> bool {
        self.approval(&step.node).is_some_and(|approval| approval.policy == crate::nodes::approval::Policy::All)
    }
}
