//! `decide`: an execution, a command and a moment give the events that follow, or the reason why not.
//! It works on a copy of the state, so that every later event sees what the earlier ones did.

mod approval;
mod flow;
mod people;
mod person;
mod signal;
mod timer;

pub use signal::well_formed as well_formed_signal;

use chrono::{DateTime, Utc};

use crate::apply::apply;
use crate::command::{Command, LONGEST_COMMENT, Rejection};
use crate::definition::Definition;
use crate::event::Event;
use crate::execution::{Execution, Purpose, Request, Status, Timer};
use crate::ids::{TimerNo, TokenNo};

/// The events that follow from a command at a moment; none of them has happened yet.
///
/// # Errors
/// The command is not possible in this state, or not for this person: see [`Rejection`].
pub fn decide(
    definition: &Definition,
    execution: &Execution,
    command: &Command,
    now: DateTime<Utc>,
) -> Result<Vec<Event>, Rejection> {
    match (&execution.status, command) {
        (Status::New, Command::Start { .. }) | (Status::Running, _) => {}
        (Status::New, _) => return Err(Rejection::unknown("request")),
        (Status::Closed { outcome, at }, _) => return Err(closed(execution, command, *outcome, *at)),
    }
    let mut run = Run { definition, state: execution.clone(), now, events: Vec::new() };
    match command {
        Command::Start { requester, data } => flow::start(&mut run, requester, data)?,
        Command::Decide { task, by, decision, comment, revision, proof, shown } => {
            comment_fits("comment", comment)?;
            let answer = approval::Answer {
                by: *by,
                decision: *decision,
                comment,
                revision: *revision,
                proof: *proof,
                shown: shown.as_deref(),
            };
            approval::decided(&mut run, *task, &answer)?;
        }
        Command::Resubmit { task, by, data, comment } => {
            comment_fits("comment", comment)?;
            approval::resubmitted(&mut run, *task, *by, data, comment)?;
        }
        Command::Claim { task, by } => approval::claimed(&mut run, *task, *by)?,
        Command::Release { task, by } => approval::released(&mut run, *task, *by)?,
        Command::Delegate { task, by, to, comment } => {
            comment_fits("comment", comment)?;
            approval::delegated(&mut run, *task, *by, *to, comment)?;
        }
        Command::Disown { task, by, comment } => {
            comment_fits("comment", comment)?;
            approval::disowned(&mut run, *task, *by, comment)?;
        }
        Command::Signal { wait, name, key, data, by } => {
            signal::received(&mut run, *wait, name, key.as_deref(), data, *by)?;
        }
        Command::Comment { by, text } => person::commented(&mut run, *by, text)?,
        Command::Nudge { by } => person::nudged(&mut run, *by)?,
        Command::Withdraw { by, reason } => person::withdrawn(&mut run, *by, reason)?,
        Command::Cancel { by, reason } => person::cancelled(&mut run, *by, reason)?,
        Command::RetryIncident { incident, by } => flow::retried(&mut run, *incident, *by)?,
        Command::FireTimer { timer } => timer::fired(&mut run, *timer)?,
        Command::PeopleResolved { query, found } => people::resolved(&mut run, *query, found)?,
    }
    Ok(run.events)
}

/// A closed execution accepts nothing; who comes late to a task is told who was first.
fn closed(
    execution: &Execution,
    command: &Command,
    outcome: crate::nodes::end::Outcome,
    at: DateTime<Utc>,
) -> Rejection {
    match command {
        Command::Decide { task, by, .. } => match execution.tasks.get(task) {
            Some(task) => approval::answered(task, *by).unwrap_or(Rejection::TooLate { outcome, at }),
            None => Rejection::unknown("task"),
        },
        Command::Start { .. } => Rejection::not_allowed("This request has started already."),
        _ => Rejection::TooLate { outcome, at },
    }
}

/// A comment or reason of a length that can be kept.
pub(crate) fn comment_fits(field: &str, text: &str) -> Result<(), Rejection> {
    let length = text.chars().count();
    if length > LONGEST_COMMENT {
        return Err(Rejection::invalid(field, format!("At most {LONGEST_COMMENT} characters; this has {length}.")));
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(Rejection::invalid(field, "This has characters that cannot be shown."));
    }
    Ok(())
}

/// One command being decided.
pub(crate) struct Run<'a> {
    pub definition: &'a Definition,
    pub state: Execution,
    pub now: DateTime<Utc>,
    pub events: Vec<Event>,
}

impl Run<'_> {
    /// The event happens: it is taken into the state at once.
    pub(crate) fn emit(&mut self, event: Event) {
        apply(&mut self.state, self.now, &event);
        self.events.push(event);
    }

    /// The request; every running execution has one.
    pub(crate) fn request(&self) -> &Request {
        self.state.request.as_ref().expect("a running execution was started with its request")
    }

    /// A new timer; a moment that has passed counts as now.
    pub(crate) fn set_timer(&mut self, due_at: DateTime<Utc>, purpose: Purpose) {
        let timer = TimerNo(self.state.next.timer);
        self.emit(Event::TimerSet { timer, set: Timer { due_at: due_at.max(self.now), purpose } });
    }

    /// Cancels the timers for which this holds.
    pub(crate) fn cancel_timers(&mut self, which: impl Fn(Purpose) -> bool) {
        let timers: Vec<TimerNo> =
            self.state.timers.iter().filter(|(_, timer)| which(timer.purpose)).map(|(no, _)| *no).collect();
        for timer in timers {
            self.emit(Event::TimerCancelled { timer });
        }
    }

    /// An obstacle at a token that only a person can mend.
    pub(crate) fn incident(&mut self, token: TokenNo, reason: String) {
        let Some(node) = self.state.tokens.get(&token).map(|token| token.node.clone()) else { return };
        let incident = crate::ids::IncidentNo(self.state.next.incident);
        self.emit(Event::IncidentRaised { incident, token, node, reason });
    }
}
