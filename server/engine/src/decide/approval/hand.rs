//! How a task passes from hand to hand: claim, release, delegate, disown.

use super::answer::{answered, open_for};
use super::{has_answered, settings};
use crate::command::Rejection;
use crate::decide::Run;
use crate::event::Event;
use crate::execution::{Ask, TaskState};
use crate::ids::{PersonId, TaskNo};
use crate::nodes::approval::Policy;

pub(in crate::decide) fn claimed(run: &mut Run, no: TaskNo, by: PersonId) -> Result<(), Rejection> {
    let task = open_for(run, no, by)?;
    if matches!(task.state, TaskState::Claimed { .. }) {
        return Err(Rejection::not_allowed("You have claimed this task already."));
    }
    run.emit(Event::TaskClaimed { task: no, by });
    Ok(())
}

pub(in crate::decide) fn released(run: &mut Run, no: TaskNo, by: PersonId) -> Result<(), Rejection> {
    let task = open_for(run, no, by)?;
    if !matches!(task.state, TaskState::Claimed { .. }) {
        return Err(Rejection::not_allowed("Nobody has claimed this task."));
    }
    run.emit(Event::TaskReleased { task: no, by });
    Ok(())
}

pub(in crate::decide) fn delegated(
    run: &mut Run,
    no: TaskNo,
    by: PersonId,
    to: PersonId,
    comment: &str,
) -> Result<(), Rejection> {
    let task = open_for(run, no, by)?;
    let step = task.step;
    if task.ask != Ask::Decide {
        return Err(Rejection::not_allowed("Only the requester can change the request."));
    }
    if task.asks(to) {
        return Err(Rejection::invalid("to", "This person is asked already."));
    }
    let Some((approval, _)) = settings(run, step) else {
        return Err(Rejection::unknown("step"));
    };
    if !approval.requester_may_decide && run.request().requester.person == to {
        return Err(Rejection::invalid("to", "Nobody approves their own request."));
    }
    let once_each = matches!(approval.policy, Policy::AtLeast { .. });
    let asked_too = run.state.tasks_of(step).any(|(_, other)| other.is_open() && other.asks(to));
    if once_each && (asked_too || has_answered(run, step, to)) {
        return Err(Rejection::invalid("to", "This person is asked in this step already; another person must answer."));
    }
    run.emit(Event::TaskDelegated { task: no, by, to, comment: comment.trim().to_owned() });
    Ok(())
}

/// A task that somebody else has claimed can be disowned too: who was asked by mistake need not wait.
pub(in crate::decide) fn disowned(run: &mut Run, no: TaskNo, by: PersonId, comment: &str) -> Result<(), Rejection> {
    let Some(task) = run.state.tasks.get(&no) else {
        return Err(Rejection::unknown("task"));
    };
    if let Some(rejection) = answered(task, by) {
        return Err(rejection);
    }
    if !task.asks(by) {
        return Err(Rejection::not_allowed("You are not asked here."));
    }
    if task.ask != Ask::Decide {
        return Err(Rejection::not_allowed("This is your own request; withdraw it if it is not needed."));
    }
    run.emit(Event::TaskDisowned { task: no, by, comment: comment.trim().to_owned() });
    Ok(())
}
