//! What a person chooses becomes the engine's command: the task or the wait that it means, and the words for it.

use chrono::{DateTime, Utc};

use super::scenario::{Choice, Why};
use super::simulation::Simulation;
use crate::ahead::{next_timer, proof};
use crate::command::Command;
use crate::execution::{Ask, Decision, Task};
use crate::ids::{NodeId, PersonId, TaskNo};
use crate::narrate::quoted;

impl Simulation {
    /// Makes the commands of a choice; `place` is its place among the choices.
    pub(super) fn act(&mut self, choice: &Choice, place: usize) -> Result<(), Why> {
        if !self.state.is_running() {
            let how = super::frame::outcome(&self.state).map(|outcome| format!(": {outcome}")).unwrap_or_default();
            return Err(Why::new(format!("The request is closed already{how}.")));
        }
        match choice {
            Choice::SkipToTimer {} => match next_timer(&self.state) {
                Some((_, due_at)) => self.fire_next(due_at, place),
                None => Err(Why::new("Nothing happens by itself from here on; somebody has to answer.")),
            },
            Choice::SkipTo { moment } => self.skip_to(*moment, place),
            Choice::Decide { node, by, decision, comment } => {
                let (command, cause) = self.decision(node, *by, *decision, comment)?;
                self.make(&command, self.now, cause, Some(place))
            }
            Choice::Resubmit { data } => {
                let Some((task, by)) = self.sent_back() else {
                    return Err(Why::new("Nobody asks the requester for changes now."));
                };
                let data = self.read(data)?;
                let cause = format!("{} changes the request and sends it again.", self.names.person(by));
                let command = Command::Resubmit { task, by, data, comment: String::new() };
                self.make(&command, self.now, cause, Some(place))
            }
            Choice::Signal { node, data } => {
                let Some((wait, awaited)) = self.state.waits.iter().find(|(_, wait)| wait.node == *node) else {
                    return Err(self.not_here(node, "does not wait for its signal now"));
                };
                let name = awaited.name.clone();
                let cause = format!("The signal {} comes.", quoted(&name));
                let command = Command::Signal { wait: Some(*wait), name, key: None, data: data.clone(), by: None };
                self.make(&command, self.now, cause, Some(place))
            }
        }
    }

    /// The next timer fires.
    fn fire_next(&mut self, due_at: DateTime<Utc>, place: usize) -> Result<(), Why> {
        let Some((timer, _)) = next_timer(&self.state) else { return Ok(()) };
        let Some(set) = self.state.timers.get(&timer).copied() else { return Ok(()) };
        let iso = |at: DateTime<Utc>| at.to_rfc3339();
        let cause = self.narrated(&iso, |narrator| format!("{}.", narrator.purpose(&self.state, set.purpose)));
        self.make(&Command::FireTimer { timer }, due_at.max(self.now), cause, Some(place))
    }

    /// Everything happens that falls due until a moment, which is then.
    fn skip_to(&mut self, moment: DateTime<Utc>, place: usize) -> Result<(), Why> {
        if moment < self.now {
            return Err(Why::new("That moment has passed; time only goes on. Rewind to go back."));
        }
        let mut fired = false;
        while let Some((_, due_at)) = next_timer(&self.state).filter(|(_, due_at)| *due_at <= moment) {
            self.fire_next(due_at, place)?;
            fired = true;
        }
        if moment > self.now || !fired {
            self.keep(moment, "Time goes on.".to_owned(), Some(place), vec![])?;
        }
        Ok(())
    }

    /// Somebody's answer to the first open task of a node that asks them.
    fn decision(
        &self,
        node: &NodeId,
        by: PersonId,
        decision: Decision,
        comment: &str,
    ) -> Result<(Command, String), Why> {
        let here = |task: &Task| task.node == *node && task.ask == Ask::Decide;
        let mut open = self.state.open_tasks().filter(|(_, task)| here(task)).peekable();
        if open.peek().is_none() {
            return Err(self.not_here(node, "asks nobody for a decision now"));
        }
        let (name, place) = (self.names.person(by), quoted(self.definition.name_of(node)));
        let Some((task, _)) = open.find(|(_, task)| task.actors().any(|person| person == by)) else {
            return Err(Why::new(format!("{place} does not ask {name} now.")));
        };
        let revision = self.state.request.as_ref().map_or(1, |request| request.revision);
        let (proof, comment) = (proof(&self.definition, node), comment.to_owned());
        let command = Command::Decide { task, by, decision, comment, revision, proof, shown: None };
        let cause = match decision {
            Decision::Approve => format!("{name} approves {place}."),
            Decision::Reject => format!("{name} rejects {place}."),
            Decision::RequestChanges => format!("{name} asks for changes at {place}."),
        };
        Ok((command, cause))
    }

    /// The oldest task that asks the requester for a changed request.
    fn sent_back(&self) -> Option<(TaskNo, PersonId)> {
        let (task, revise) = self.state.open_tasks().find(|(_, task)| task.ask == Ask::Revise)?;
        revise.actors().next().map(|by| (task, by))
    }

    fn not_here(&self, node: &NodeId, what: &str) -> Why {
        match self.definition.node(node) {
            Some(node) => Why::new(format!("{} {what}.", quoted(&node.name))),
            None => Why::new(format!("The process has no step {} any more.", quoted(node.as_str()))),
        }
    }
}
