//! What an answer does: it decides as soon as the result is certain.

use super::{ask, clock, close_tasks, finish, has_answered, settings};
use crate::command::Rejection;
use crate::decide::Run;
use crate::event::Event;
use crate::execution::{Ask, ClosedBecause, Decision, Task, TaskState};
use crate::form::Data;
use crate::ids::{PersonId, Port, StepNo, TaskNo};
use crate::nodes::Approval;
use crate::nodes::approval::{APPROVED, CHANGES_REQUESTED, Policy, Proof, REJECTED};
use crate::nodes::source::{Candidate, Why};
use crate::shown::digest;
use crate::text;

/// How often a step may be sent back.
const MOST_ROUNDS: u32 = 50;

/// Why a task takes no answer any more; none while it is open.
pub(in crate::decide) fn answered(task: &Task, person: PersonId) -> Option<Rejection> {
    match &task.state {
        TaskState::Offered | TaskState::Claimed { .. } => None,
        TaskState::Decided { by, at, decision, .. } => {
            Some(Rejection::Superseded { by: *by, decision: *decision, at: *at })
        }
        TaskState::Revised { .. } => {
            Some(Rejection::TaskClosed { why: "The request was submitted again already.".to_owned() })
        }
        TaskState::Closed { .. } if !task.asks(person) => Some(Rejection::not_allowed("You are not asked here.")),
        TaskState::Closed { reason, .. } => Some(Rejection::TaskClosed {
            why: match reason {
                ClosedBecause::Decided => "Others have decided; your answer is no longer needed.",
                ClosedBecause::ChangesRequested => {
                    "It was sent back to the requester; you are asked again when it returns."
                }
                ClosedBecause::TimedOut => "The time to answer is over.",
                ClosedBecause::Withdrawn => "The requester has withdrawn the request.",
                ClosedBecause::Cancelled => "An administrator has cancelled the request.",
                ClosedBecause::Ended => "The request has ended on another branch.",
            }
            .to_owned(),
        }),
    }
}

/// The task, if it is open and this person may act on it.
pub(super) fn open_for<'a>(run: &'a Run, task: TaskNo, by: PersonId) -> Result<&'a Task, Rejection> {
    let Some(task) = run.state.tasks.get(&task) else {
        return Err(Rejection::unknown("task"));
    };
    if let Some(rejection) = answered(task, by) {
        return Err(rejection);
    }
    if !task.asks(by) {
        let own = run.request().requester.person == by;
        return Err(Rejection::not_allowed(if own {
            "Nobody approves their own request."
        } else {
            "You are not asked here."
        }));
    }
    match task.state {
        TaskState::Claimed { by: claimer, .. } if claimer != by => Err(Rejection::not_allowed(
            "Somebody else has claimed this task. It is open to you again when they release it.",
        )),
        _ => Ok(task),
    }
}

/// What somebody answers, how they proved who they are, and what they saw.
pub(in crate::decide) struct Answer<'a> {
    pub by: PersonId,
    pub decision: Decision,
    pub comment: &'a str,
    pub revision: u32,
    pub proof: Proof,
    pub shown: Option<&'a str>,
}

pub(in crate::decide) fn decided(run: &mut Run, no: TaskNo, answer: &Answer) -> Result<(), Rejection> {
    let Answer { by, decision, comment, revision, proof, shown } = *answer;
    let task = open_for(run, no, by)?;
    let (step, round, node) = (task.step, task.round, task.node.clone());
    if task.ask != Ask::Decide {
        return Err(Rejection::invalid("decision", "This task asks for a changed request, not for a decision."));
    }
    let Some((approval, _)) = settings(run, step) else {
        return Err(Rejection::unknown("step"));
    };
    if !proof.satisfies(approval.proof) {
        return Err(Rejection::ProofNeeded { proof: approval.proof });
    }
    let current = run.request().revision;
    if revision != current || shown.is_some_and(|shown| shown != digest(run.definition, &node, run.request())) {
        return Err(Rejection::Changed { shown: revision, current });
    }
    if matches!(approval.policy, Policy::AtLeast { .. }) && has_answered(run, step, by) {
        return Err(Rejection::not_allowed("You have answered in this step already; another person must."));
    }
    let comment = comment.trim();
    match decision {
        Decision::Reject if comment.is_empty() && !approval.reject_without_comment => {
            return Err(Rejection::invalid("comment", "Say why you reject it; the requester reads this."));
        }
        Decision::RequestChanges if comment.is_empty() => {
            return Err(Rejection::invalid("comment", "Say what should change; the requester reads this."));
        }
        Decision::RequestChanges if round >= MOST_ROUNDS => {
            return Err(Rejection::not_allowed(format!("It was sent back {MOST_ROUNDS} times; approve or reject it.")));
        }
        _ => {}
    }
    let meaning = if proof == Proof::Password { approval.meaning.trim() } else { "" };
    run.emit(Event::DecisionMade {
        task: no,
        by,
        decision,
        comment: comment.to_owned(),
        revision,
        proof,
        meaning: meaning.to_owned(),
        shown: shown.map(str::to_owned),
    });
    if decision == Decision::RequestChanges {
        send_back(run, step);
    } else {
        weigh(run, step, approval);
    }
    Ok(())
}

/// Goes on as soon as the result is certain.
fn weigh(run: &mut Run, step: StepNo, approval: &Approval) {
    let (mut approvals, mut rejections, mut asked) = (0, 0, 0);
    for (_, task) in run.state.tasks_of(step).filter(|(_, task)| task.ask == Ask::Decide) {
        asked += 1;
        match &task.state {
            TaskState::Decided { decision: Decision::Approve, .. } => approvals += 1,
            TaskState::Decided { decision: Decision::Reject, .. } => rejections += 1,
            _ => {}
        }
    }
    let (approved, rejected) = match approval.policy {
        Policy::Any => (approvals > 0, rejections > 0),
        Policy::All => (approvals == asked, rejections > 0),
        Policy::AtLeast { count } => (approvals >= count, asked - rejections < count),
        Policy::InOrder => return weigh_in_order(run, step, approval, asked as usize, rejections > 0),
    };
    if rejected {
        finish(run, step, ClosedBecause::Decided, REJECTED);
    } else if approved {
        finish(run, step, ClosedBecause::Decided, APPROVED);
    }
}

fn weigh_in_order(run: &mut Run, step: StepNo, approval: &Approval, asked: usize, rejected: bool) {
    if rejected {
        return finish(run, step, ClosedBecause::Decided, REJECTED);
    }
    let next = run.state.steps.get(&step).and_then(|step| step.people.get(asked)).cloned();
    match next {
        None => finish(run, step, ClosedBecause::Decided, APPROVED),
        Some(next) => {
            run.cancel_timers(|purpose| purpose.step() == Some(step));
            ask(run, step, approval, vec![next]);
            clock::start(run, step, approval);
        }
    }
}

/// The requester is asked for a changed request.
fn send_back(run: &mut Run, step: StepNo) {
    close_tasks(run, step, ClosedBecause::ChangesRequested);
    run.cancel_timers(|purpose| purpose.step() == Some(step));
    let requester = Candidate { person: run.request().requester.person, why: Why::Requester };
    let task = TaskNo(run.state.next.task);
    run.emit(Event::TaskOpened { task, step, ask: Ask::Revise, candidates: vec![requester], due_at: None });
}

pub(in crate::decide) fn resubmitted(
    run: &mut Run,
    no: TaskNo,
    by: PersonId,
    data: &Data,
    comment: &str,
) -> Result<(), Rejection> {
    let task = open_for(run, no, by)?;
    let (step, node) = (task.step, task.node.clone());
    if task.ask != Ask::Revise {
        return Err(Rejection::invalid("task", "This task asks for a decision, not for a changed request."));
    }
    let title = text::title(&run.definition.title, data);
    run.emit(Event::Resubmitted { task: no, by, title, data: data.clone(), comment: comment.trim().to_owned() });
    let goes_elsewhere = run.definition.edges_from(&node, &Port::from(CHANGES_REQUESTED)).next().is_some();
    if goes_elsewhere {
        finish(run, step, ClosedBecause::ChangesRequested, CHANGES_REQUESTED);
    } else {
        super::ask_directory(run, step);
    }
    Ok(())
}
