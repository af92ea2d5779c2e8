//! A copy of an execution that runs ahead with the engine itself: forecasts, previews and simulations share it.
//! Nothing here has an effect; the directory's answers are handed in.

use chrono::{DateTime, Datelike, Utc};

use crate::apply::apply;
use crate::command::{Command, Rejection};
use crate::decide::decide;
use crate::definition::Definition;
use crate::event::Event;
use crate::execution::{Ask, Decision, Execution, Purpose, TaskState};
use crate::ids::{NodeId, PersonId, TimerNo};
use crate::nodes::Kind;
use crate::nodes::approval::Proof;
use crate::nodes::signal::SignalData;
use crate::nodes::source::Lookup;

/// The latest year that is gone through; far beyond it the calendar itself ends.
const LATEST_YEAR: i32 = 9_999;
/// How often one command may ask the directory before it is said never to rest: notices in a circle ask for ever.
const MOST_QUESTIONS: usize = 500;

/// The directory's answer to a question; none when it has not been looked up yet.
pub(crate) type Answer<'a> = &'a dyn Fn(&Lookup) -> Option<Vec<PersonId>>;

/// Why a command did not happen in the copy. The copy is then of no more use.
#[derive(Debug)]
pub(crate) enum Halt {
    /// The directory's answers that are missing.
    Missing(Vec<Lookup>),
    Refused(Rejection),
    /// It never comes to rest.
    Restless,
}

/// A copy of an execution that runs ahead.
pub(crate) struct Ahead<'a> {
    pub definition: &'a Definition,
    pub state: Execution,
    pub answer: Answer<'a>,
}

impl Ahead<'_> {
    pub(crate) fn next_timer(&self) -> Option<(TimerNo, DateTime<Utc>)> {
        next_timer(&self.state)
    }

    pub(crate) fn about(&self, timer: TimerNo) -> Option<(Purpose, NodeId)> {
        let purpose = self.state.timers.get(&timer)?.purpose;
        self.state.node_of(purpose).map(|node| (purpose, node.clone()))
    }

    /// The first open task approved by the first who may.
    pub(crate) fn approve(&self) -> Option<Command> {
        let revision = self.state.request.as_ref()?.revision;
        let (task, by) =
            self.state.open_tasks().filter(|(_, task)| task.ask == Ask::Decide).find_map(|(no, task)| {
                let decided = |person: &PersonId| {
                    let by_them = |state: &TaskState| matches!(state, TaskState::Decided { by, .. } if by == person);
                    self.state.tasks_of(task.step).any(|(_, other)| by_them(&other.state))
                };
                let by = task.actors().find(|person| !decided(person)).or_else(|| task.actors().next());
                by.map(|by| (no, by))
            })?;
        let proof = self.state.tasks.get(&task).map(|task| proof(self.definition, &task.node)).unwrap_or_default();
        let (decision, comment) = (Decision::Approve, String::new());
        Some(Command::Decide { task, by, decision, comment, revision, proof, shown: None })
    }

    /// The oldest wait for a signal ended by one that brings nothing.
    pub(crate) fn signal(&self) -> Option<Command> {
        let (wait, awaited) = self.state.waits.iter().next()?;
        let (name, data) = (awaited.name.clone(), SignalData::default());
        Some(Command::Signal { wait: Some(*wait), name, key: None, data, by: None })
    }

    /// Makes a command happen, the directory's answers included.
    pub(crate) fn make(&mut self, command: &Command, at: DateTime<Utc>) -> Result<Vec<Event>, Halt> {
        if at.year() > LATEST_YEAR {
            let why = format!("This lies beyond the year {LATEST_YEAR}; nobody looks so far ahead.");
            return Err(Halt::Refused(Rejection::not_allowed(why)));
        }
        let mut all = self.step(command, at)?;
        for _ in 0..MOST_QUESTIONS {
            let Some(resolved) = self.resolved()? else { return Ok(all) };
            all.extend(self.step(&resolved, at)?);
        }
        Err(Halt::Restless)
    }

    fn step(&mut self, command: &Command, at: DateTime<Utc>) -> Result<Vec<Event>, Halt> {
        let events = decide(self.definition, &self.state, command, at).map_err(Halt::Refused)?;
        for event in &events {
            apply(&mut self.state, at, event);
        }
        Ok(events)
    }

    fn resolved(&self) -> Result<Option<Command>, Halt> {
        let Some((no, query)) = self.state.queries.iter().next() else { return Ok(None) };
        let (mut found, mut missing) = (Vec::new(), Vec::new());
        for (lookup, _) in &query.lookups {
            match (self.answer)(lookup) {
                Some(people) => found.push((lookup.clone(), people)),
                None => missing.push(lookup.clone()),
            }
        }
        if missing.is_empty() {
            Ok(Some(Command::PeopleResolved { query: *no, found }))
        } else {
            Err(Halt::Missing(missing))
        }
    }
}

/// The timer that fires next, and its moment.
pub(crate) fn next_timer(state: &Execution) -> Option<(TimerNo, DateTime<Utc>)> {
    state.timers.iter().map(|(no, timer)| (*no, timer.due_at)).min_by_key(|(no, due_at)| (*due_at, *no))
}

/// What a node asks for as proof.
pub(crate) fn proof(definition: &Definition, node: &NodeId) -> Proof {
    match definition.node(node).map(|node| &node.does) {
        Some(Kind::Approval(approval)) => approval.proof,
        _ => Proof::default(),
    }
}
