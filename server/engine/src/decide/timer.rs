//! What a timer does when its moment has come.

use super::{Run, approval, flow, signal};
use crate::command::Rejection;
use crate::event::Event;
use crate::execution::Purpose;
use crate::ids::{Port, TimerNo};
use crate::nodes::NEXT;

pub(super) fn fired(run: &mut Run, timer: TimerNo) -> Result<(), Rejection> {
    let Some(set) = run.state.timers.get(&timer).copied() else {
        return Err(Rejection::unknown("timer"));
    };
    if run.now < set.due_at {
        return Err(Rejection::not_allowed("The timer is not due yet."));
    }
    run.emit(Event::TimerFired { timer, due_at: set.due_at });
    match set.purpose {
        Purpose::Wait { token } => flow::leave(run, token, &Port::from(NEXT)),
        Purpose::SignalTimeout { wait } => signal::timed_out(run, wait),
        Purpose::Reminder { step, number } => approval::reminded(run, step, number, set.due_at),
        Purpose::Due { step } => approval::overdue(run, step),
        Purpose::Escalation { step, level } => approval::escalation_due(run, step, level),
        Purpose::Timeout { step } => approval::timed_out(run, step),
    }
    Ok(())
}
