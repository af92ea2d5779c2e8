//! The rules of an approval: who is asked, what an answer does, and what happens when none comes.

mod answer;
mod clock;
mod hand;

pub(super) use answer::{Answer, answered, decided, resubmitted};
pub(super) use clock::{escalated, escalation_due, overdue, reminded, timed_out};
pub(super) use hand::{claimed, delegated, disowned, released};

use super::{Run, flow, people};
use crate::definition::Definition;
use crate::event::Event;
use crate::execution::{About, Ask, ClosedBecause, Task};
use crate::ids::{NodeId, PersonId, Port, StepNo, TaskNo, TokenNo};
use crate::nodes::approval::{Due, Policy};
use crate::nodes::source::Candidate;
use crate::nodes::{Approval, Kind};

/// A token has come to an approval.
pub(super) fn opened(run: &mut Run, token: TokenNo, node: &NodeId) {
    let step = StepNo(run.state.next.step);
    run.emit(Event::StepOpened { step, token, node: node.clone() });
    ask_directory(run, step);
}

/// Looks for the people of the next round.
pub(super) fn ask_directory(run: &mut Run, step: StepNo) {
    let Some((approval, token)) = settings(run, step) else { return };
    people::ask(run, About::Approvers { step }, &approval.approvers, token);
}

/// The directory has said who may be asked. Too few is never yes and never silently enough.
pub(super) fn approvers_found(run: &mut Run, step: StepNo, mut people: Vec<Candidate>, fallback_left: bool) {
    let Some((approval, token)) = settings(run, step) else { return };
    let requester = run.request().requester.person;
    let found = people.len();
    if !approval.requester_may_decide {
        people.retain(|candidate| candidate.person != requester);
    }
    let needed = match approval.policy {
        Policy::AtLeast { count } => count.max(1) as usize,
        _ => 1,
    };
    if people.len() >= needed {
        return begin_round(run, step, people);
    }
    if let (true, Some(fallback)) = (fallback_left, &approval.fallback) {
        return people::ask(run, About::Fallback { step }, std::slice::from_ref(fallback), token);
    }
    let name = node_name(run.definition, run, step);
    let own = if found > people.len() { " Nobody approves their own request." } else { "" };
    let reason = match people.len() {
        0 => format!("\"{name}\" has nobody to ask.{own}"),
        few => format!("\"{name}\" needs {needed} people who approve, and there are only {few}.{own}"),
    };
    run.incident(token, reason);
}

fn begin_round(run: &mut Run, step: StepNo, people: Vec<Candidate>) {
    let Some((approval, _)) = settings(run, step) else { return };
    let round = run.state.steps.get(&step).map_or(1, |step| step.round + 1);
    run.emit(Event::RoundBegan { step, round, people: people.clone() });
    match approval.policy {
        Policy::Any => ask(run, step, approval, people),
        Policy::All | Policy::AtLeast { .. } => people.into_iter().for_each(|one| ask(run, step, approval, vec![one])),
        Policy::InOrder => people.into_iter().take(1).for_each(|one| ask(run, step, approval, vec![one])),
    }
    clock::start(run, step, approval);
}

/// Opens a task for these people, of whom one answers.
fn ask(run: &mut Run, step: StepNo, approval: &Approval, candidates: Vec<Candidate>) {
    let task = TaskNo(run.state.next.task);
    let due_at = match approval.due {
        Due::Within(span) => Some(run.now + span.delta()),
        Due::NoDeadline => None,
    };
    run.emit(Event::TaskOpened { task, step, ask: Ask::Decide, candidates, due_at });
}

/// The step has its result: its other tasks and timers end, and its token goes on.
fn finish(run: &mut Run, step: StepNo, because: ClosedBecause, port: &str) {
    let Some((_, token)) = settings(run, step) else { return };
    close_tasks(run, step, because);
    run.cancel_timers(|purpose| purpose.step() == Some(step));
    run.emit(Event::StepFinished { step, port: Port::from(port) });
    flow::leave(run, token, &Port::from(port));
}

fn close_tasks(run: &mut Run, step: StepNo, because: ClosedBecause) {
    let tasks: Vec<TaskNo> = run.state.tasks_of(step).filter(|(_, task)| task.is_open()).map(|(no, _)| no).collect();
    for task in tasks {
        run.emit(Event::TaskClosed { task, because });
    }
}

/// The settings of a step's node, and its token.
fn settings<'a>(run: &Run<'a>, step: StepNo) -> Option<(&'a Approval, TokenNo)> {
    let step = run.state.steps.get(&step)?;
    match &run.definition.node(&step.node)?.does {
        Kind::Approval(approval) => Some((approval, step.token)),
        _ => None,
    }
}

fn node_name<'a>(definition: &'a Definition, run: &Run, step: StepNo) -> &'a str {
    let node = run.state.steps.get(&step).and_then(|step| definition.node(&step.node));
    node.map_or("This step", |node| node.name.as_str())
}

/// Whether this person has answered a task of the step's round already.
fn has_answered(run: &Run, step: StepNo, person: PersonId) -> bool {
    let answers = |task: &Task| matches!(&task.state, crate::execution::TaskState::Decided { by, .. } if *by == person);
    run.state.tasks_of(step).any(|(_, task)| answers(task))
}
