//! What happens when no answer comes: reminders, due, escalations, final timeout.

use super::{finish, settings};
use crate::decide::{Run, people};
use crate::event::Event;
use crate::execution::{About, Ask, ClosedBecause, Decision, Purpose, Task, TaskState};
use crate::ids::{PersonId, StepNo, TaskNo};
use crate::nodes::Approval;
use crate::nodes::approval::{APPROVED, Due, How, Policy, REJECTED, TIMED_OUT, Then};
use crate::nodes::source::Candidate;
use chrono::{DateTime, Utc};

/// Sets the timers of a round, all measured from now.
pub(super) fn start(run: &mut Run, step: StepNo, approval: &Approval) {
    let now = run.now;
    if let Some(reminders) = approval.reminders.as_ref().filter(|reminders| reminders.times > 0) {
        run.set_timer(now + reminders.after.delta(), Purpose::Reminder { step, number: 1 });
    }
    if let Due::Within(span) = approval.due {
        run.set_timer(now + span.delta(), Purpose::Due { step });
    }
    for (level, escalation) in (1..).zip(&approval.escalations) {
        run.set_timer(now + escalation.after.delta(), Purpose::Escalation { step, level });
    }
    if let Some(timeout) = &approval.timeout {
        run.set_timer(now + timeout.after.delta(), Purpose::Timeout { step });
    }
}

/// The step's tasks that wait for a decision, each with who must act.
fn waiting(run: &Run, step: StepNo) -> Vec<(TaskNo, Vec<PersonId>)> {
    let open = |task: &Task| task.is_open() && task.ask == Ask::Decide;
    run.state.tasks_of(step).filter(|(_, task)| open(task)).map(|(no, task)| (no, task.actors().collect())).collect()
}

/// After a time without the server the next reminder is a full interval from now: people are not showered.
pub(in crate::decide) fn reminded(run: &mut Run, step: StepNo, number: u32, due_at: DateTime<Utc>) {
    for (task, people) in waiting(run, step) {
        run.emit(Event::TaskReminded { task, number, people });
    }
    let reminders = settings(run, step).and_then(|(approval, _)| approval.reminders.as_ref());
    if let Some((every, times)) = reminders.and_then(|reminders| reminders.every.map(|every| (every, reminders.times)))
        && number < times
    {
        let next = due_at + every.delta();
        let next = if next > run.now { next } else { run.now + every.delta() };
        run.set_timer(next, Purpose::Reminder { step, number: number + 1 });
    }
}

pub(in crate::decide) fn overdue(run: &mut Run, step: StepNo) {
    for (task, _) in waiting(run, step) {
        run.emit(Event::TaskBecameOverdue { task });
    }
}

pub(in crate::decide) fn escalation_due(run: &mut Run, step: StepNo, level: u32) {
    let Some((approval, token)) = settings(run, step) else { return };
    if let Some(escalation) = approval.escalations.get(level as usize - 1) {
        people::ask(run, About::Escalation { step, level }, std::slice::from_ref(&escalation.to), token);
    }
}

/// The directory has said to whom it escalates.
pub(in crate::decide) fn escalated(run: &mut Run, step: StepNo, level: u32, found: &[Candidate]) {
    let Some((approval, _)) = settings(run, step) else { return };
    let Some(how) = approval.escalations.get(level as usize - 1).map(|escalation| escalation.how) else { return };
    let requester = run.request().requester.person;
    let once_each = matches!(approval.policy, Policy::AtLeast { .. });
    let to: Vec<PersonId> = found
        .iter()
        .map(|candidate| candidate.person)
        .filter(|person| how == How::Inform || approval.requester_may_decide || *person != requester)
        .filter(|person| how == How::Inform || !once_each || !super::has_answered(run, step, *person))
        .collect();
    if to.is_empty() {
        return run.emit(Event::EscalationFoundNobody { step, level });
    }
    let how = if how == How::Replace && to.len() < still_needed(run, step, approval) { How::Add } else { how };
    for (task, _) in waiting(run, step) {
        run.emit(Event::TaskEscalated { task, level, how, to: to.clone() });
    }
}

/// How many more people must approve where each answers once. Fewer cannot take over: they would wait for somebody for ever.
fn still_needed(run: &Run, step: StepNo, approval: &Approval) -> usize {
    let Policy::AtLeast { count } = approval.policy else { return 0 };
    let approved = |task: &Task| matches!(&task.state, TaskState::Decided { decision: Decision::Approve, .. });
    (count as usize).saturating_sub(run.state.tasks_of(step).filter(|(_, task)| approved(task)).count())
}

pub(in crate::decide) fn timed_out(run: &mut Run, step: StepNo) {
    let Some((approval, _)) = settings(run, step) else { return };
    let port = match approval.timeout.as_ref().map(|timeout| timeout.then) {
        Some(Then::Leave) => TIMED_OUT,
        Some(Then::Approve) => APPROVED,
        Some(Then::Reject) => REJECTED,
        None => return,
    };
    finish(run, step, ClosedBecause::TimedOut, port);
}
