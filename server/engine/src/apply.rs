//! Folding events into state. Cannot fail for events that `decide` made; replay is this and nothing else.

use chrono::{DateTime, Utc};

use crate::event::{Event, Transition};
use crate::execution::{
    About, Execution, Incident, KeptSignal, Phase, Query, Request, SignalWait, Status, Step, Task, TaskState, Token,
    WaitsFor,
};
use crate::ids::{NodeId, PersonId, TaskNo, TokenNo, WaitNo};
use crate::nodes::approval::How;
use crate::nodes::source::{Candidate, Why};

/// The execution after these transitions.
pub fn fold<'a>(history: impl IntoIterator<Item = &'a Transition>) -> Execution {
    let mut execution = Execution::default();
    for transition in history {
        for event in &transition.events {
            apply(&mut execution, transition.at, event);
        }
    }
    execution
}

/// Takes one event, which happened at `at`, into the state.
pub fn apply(execution: &mut Execution, at: DateTime<Utc>, event: &Event) {
    match event {
        Event::ExecutionStarted { .. }
        | Event::Withdrawn { .. }
        | Event::Cancelled { .. }
        | Event::ExecutionClosed { .. } => {
            life(execution, at, event);
        }
        Event::NodeEntered { .. }
        | Event::NodeLeft { .. }
        | Event::TokenEnded { .. }
        | Event::BranchArrived { .. }
        | Event::BranchEnded { .. } => {
            flow(execution, at, event);
        }
        Event::PeopleAsked { .. } | Event::PeopleFound { .. } | Event::PeopleTold { .. } => people(execution, event),
        Event::StepOpened { .. } | Event::RoundBegan { .. } | Event::StepFinished { .. } => step(execution, at, event),
        Event::SignalAwaited { .. }
        | Event::SignalReceived { .. }
        | Event::SignalMatched { .. }
        | Event::SignalMissed { .. } => signal(execution, at, event),
        Event::TimerSet { timer, set } => {
            execution.timers.insert(*timer, *set);
            execution.next.timer = execution.next.timer.max(timer.0 + 1);
            if let crate::execution::Purpose::Wait { token } = set.purpose {
                wait(execution, token, WaitsFor::Timer(*timer));
            }
        }
        Event::TimerFired { timer, .. } | Event::TimerCancelled { timer } => drop(execution.timers.remove(timer)),
        Event::IncidentRaised { incident, token, node, reason } => {
            let raised = Incident { node: node.clone(), token: *token, reason: reason.clone(), at };
            execution.incidents.insert(*incident, raised);
            execution.next.incident = execution.next.incident.max(incident.0 + 1);
            wait(execution, *token, WaitsFor::Incident(*incident));
            for step in
                execution.steps.values_mut().filter(|step| step.token == *token && step.phase != Phase::Finished)
            {
                step.phase = Phase::Blocked;
            }
        }
        Event::IncidentRetried { incident, .. } => {
            if let Some(incident) = execution.incidents.remove(incident) {
                let signal = execution.waits.iter().find(|(_, wait)| wait.token == incident.token);
                let rests_on = signal.map_or(WaitsFor::Nothing, |(no, _)| WaitsFor::Signal(*no));
                wait(execution, incident.token, rests_on);
            }
        }
        Event::IncidentDropped { incident } => drop(execution.incidents.remove(incident)),
        Event::Nudged { .. } => execution.nudged_at = Some(at),
        Event::Commented { .. }
        | Event::EscalationFoundNobody { .. }
        | Event::TaskReminded { .. }
        | Event::TaskDisowned { .. }
        | Event::TaskBecameOverdue { .. } => {}
        _ => task(execution, at, event),
    }
}

fn life(execution: &mut Execution, at: DateTime<Utc>, event: &Event) {
    match event {
        Event::ExecutionStarted { requester, title, data } => {
            execution.status = Status::Running;
            execution.request = Some(Request {
                requester: requester.clone(),
                title: title.clone(),
                data: data.clone(),
                revision: 1,
                at,
            });
        }
        Event::ExecutionClosed { outcome } => {
            execution.status = Status::Closed { outcome: *outcome, at };
            execution.queries.clear();
        }
        _ => {}
    }
}

fn flow(execution: &mut Execution, at: DateTime<Utc>, event: &Event) {
    match event {
        Event::NodeEntered { token, node, edge } => {
            let here = Token { node: node.clone(), via: edge.clone(), since: at, waits_for: WaitsFor::Nothing };
            execution.tokens.insert(*token, here);
            execution.next.token = execution.next.token.max(token.0 + 1);
            execution.visited.entry(node.clone()).or_default().times += 1;
        }
        Event::NodeLeft { node, port, .. } => {
            execution.visited.entry(node.clone()).or_default().left_by = Some(port.0.clone());
        }
        Event::TokenEnded { token } => drop(execution.tokens.remove(token)),
        Event::BranchArrived { token } => wait(execution, *token, WaitsFor::OtherBranches),
        Event::BranchEnded { outcome, .. } => execution.ended = execution.ended.max(Some(*outcome)),
        _ => {}
    }
}

fn people(execution: &mut Execution, event: &Event) {
    match event {
        Event::PeopleAsked { query, about, lookups } => {
            execution.queries.insert(*query, Query { about: *about, lookups: lookups.clone() });
            execution.next.query = execution.next.query.max(query.0 + 1);
            match about {
                About::Notice { token } => wait(execution, *token, WaitsFor::People(*query)),
                About::SignalLink { wait } => {
                    if let Some(wait) = execution.waits.get_mut(wait) {
                        wait.asked = Some(*query);
                    }
                }
                About::Approvers { .. } | About::Fallback { .. } | About::Escalation { .. } => {}
            }
        }
        Event::PeopleFound { query, people } => {
            let asked = execution.queries.remove(query);
            if let Some(Query { about: About::SignalLink { wait }, .. }) = asked
                && let Some(wait) = execution.waits.get_mut(&wait)
            {
                wait.people = people.iter().map(|candidate| candidate.person).collect();
            }
        }
        _ => {}
    }
}

fn signal(execution: &mut Execution, at: DateTime<Utc>, event: &Event) {
    match event {
        Event::SignalAwaited { wait: no, token, node, name, key } => {
            let awaited = SignalWait {
                token: *token,
                node: node.clone(),
                name: name.clone(),
                key: key.clone(),
                since: at,
                asked: None,
                people: vec![],
            };
            execution.waits.insert(*no, awaited);
            execution.next.wait = execution.next.wait.max(no.0 + 1);
            wait(execution, *token, WaitsFor::Signal(*no));
        }
        Event::SignalReceived { wait: None, name, key, data, .. } => {
            execution.kept.push(KeptSignal { name: name.clone(), key: key.clone(), data: data.clone(), at });
        }
        Event::SignalReceived { wait: Some(no), name, data, .. } => {
            execution.received.insert(name.clone(), data.clone());
            end_wait(execution, *no);
        }
        Event::SignalMatched { wait: no, name, key } => {
            let early = execution.kept.iter().position(|kept| kept.name == *name && kept.key == *key);
            if let Some(early) = early {
                let early = execution.kept.remove(early);
                execution.received.insert(early.name, early.data);
            }
            end_wait(execution, *no);
        }
        Event::SignalMissed { wait: no } => end_wait(execution, *no),
        _ => {}
    }
}

fn end_wait(execution: &mut Execution, no: WaitNo) {
    if let Some(over) = execution.waits.remove(&no) {
        wait(execution, over.token, WaitsFor::Nothing);
    }
}

fn step(execution: &mut Execution, at: DateTime<Utc>, event: &Event) {
    match event {
        Event::StepOpened { step, token, node } => {
            let opened = Step {
                node: node.clone(),
                token: *token,
                round: 0,
                since: at,
                people: vec![],
                phase: Phase::Resolving,
            };
            execution.steps.insert(*step, opened);
            execution.next.step = execution.next.step.max(step.0 + 1);
            wait(execution, *token, WaitsFor::Step(*step));
        }
        Event::RoundBegan { step: no, round, people } => {
            let Some(step) = execution.steps.get_mut(no) else { return };
            (step.round, step.since, step.people, step.phase) = (*round, at, people.clone(), Phase::Asking);
            let token = step.token;
            wait(execution, token, WaitsFor::Step(*no));
        }
        Event::StepFinished { step, .. } => {
            if let Some(step) = execution.steps.get_mut(step) {
                step.phase = Phase::Finished;
            }
        }
        _ => {}
    }
}

fn task(execution: &mut Execution, at: DateTime<Utc>, event: &Event) {
    match event {
        Event::TaskOpened { task, step, ask, candidates, due_at } => {
            let Some(owner) = execution.steps.get_mut(step) else { return };
            if *ask == crate::execution::Ask::Revise {
                owner.phase = Phase::Revising;
            }
            let (node, round): (NodeId, u32) = (owner.node.clone(), owner.round);
            let opened = Task {
                step: *step,
                node,
                round,
                ask: *ask,
                candidates: candidates.clone(),
                at,
                due_at: *due_at,
                escalations: 0,
                state: TaskState::Offered,
            };
            execution.tasks.insert(*task, opened);
            execution.next.task = execution.next.task.max(task.0 + 1);
        }
        Event::TaskClaimed { task, by } => set(execution, *task, TaskState::Claimed { by: *by, at }),
        Event::TaskReleased { task, .. } => set(execution, *task, TaskState::Offered),
        Event::TaskClosed { task, because } => set(execution, *task, TaskState::Closed { reason: *because, at }),
        Event::DecisionMade { task, by, decision, comment, revision, .. } => {
            let decided =
                TaskState::Decided { by: *by, at, decision: *decision, comment: comment.clone(), revision: *revision };
            set(execution, *task, decided);
        }
        Event::Resubmitted { task, by, title, data, .. } => {
            set(execution, *task, TaskState::Revised { by: *by, at });
            let step = execution.tasks.get(task).map(|task| task.step);
            if let Some(step) = step.and_then(|step| execution.steps.get_mut(&step)) {
                step.phase = Phase::Resolving;
            }
            if let Some(request) = &mut execution.request {
                request.title.clone_from(title);
                request.data = data.clone();
                request.revision += 1;
            }
        }
        Event::TaskDelegated { task, by, to, .. } => delegated(execution, *task, *by, *to),
        Event::TaskEscalated { task, level, how, to } => escalated(execution, *task, *level, *how, to),
        _ => {}
    }
}

fn delegated(execution: &mut Execution, task: TaskNo, by: PersonId, to: PersonId) {
    let Some(task) = execution.tasks.get_mut(&task) else { return };
    task.candidates.retain(|candidate| candidate.person != by && candidate.person != to);
    task.candidates.push(Candidate { person: to, why: Why::DelegatedBy { person: by } });
    task.state = TaskState::Offered;
}

fn escalated(execution: &mut Execution, task: TaskNo, level: u32, how: How, to: &[PersonId]) {
    let Some(task) = execution.tasks.get_mut(&task) else { return };
    task.escalations += 1;
    if how == How::Replace {
        task.candidates.clear();
        task.state = TaskState::Offered;
    }
    if how != How::Inform {
        let known: Vec<PersonId> = task.candidates.iter().map(|candidate| candidate.person).collect();
        let new = to.iter().filter(|person| !known.contains(person));
        task.candidates.extend(new.map(|person| Candidate { person: *person, why: Why::Escalated { level } }));
    }
}

fn set(execution: &mut Execution, task: TaskNo, state: TaskState) {
    if let Some(task) = execution.tasks.get_mut(&task) {
        task.state = state;
    }
}

fn wait(execution: &mut Execution, token: TokenNo, waits_for: WaitsFor) {
    if let Some(token) = execution.tokens.get_mut(&token) {
        token.waits_for = waits_for;
    }
}
