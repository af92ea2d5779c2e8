//! How tokens move: from node to node within one transition, until each rests or ends.

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, LocalResult, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use super::{Run, approval, people, signal};
use crate::command::Rejection;
use crate::definition::Node;
use crate::event::Event;
use crate::execution::{About, ClosedBecause, Phase, Purpose, Requester, WaitsFor};
use crate::expression;
use crate::form::{Answer, Data};
use crate::ids::{EdgeId, IncidentNo, NodeId, PersonId, Port, TaskNo, TokenNo, WaitNo};
use crate::nodes::end::Outcome;
use crate::nodes::{Condition, End, Kind, NEXT, condition, split, wait::Until};
use crate::text;

/// The most nodes that one command may pass before the execution is stopped with an incident.
const MOST_MOVES: usize = 2_000;
/// The most places where an execution may stand at once: a drawing that forks into itself would fill any memory.
const MOST_BRANCHES: usize = 2_000;

pub(super) fn start(run: &mut Run, requester: &Requester, data: &Data) -> Result<(), Rejection> {
    let Some(start) = run.definition.start().map(|node| node.id.clone()) else {
        return Err(Rejection::not_allowed("This definition has no start."));
    };
    let title = text::title(&run.definition.title, data);
    run.emit(Event::ExecutionStarted { requester: requester.clone(), title, data: data.clone() });
    let token = TokenNo(run.state.next.token);
    run.emit(Event::NodeEntered { token, node: start, edge: None });
    advance(run, VecDeque::from([token]));
    Ok(())
}

/// Leaves the token's node by a port and goes on as far as it goes.
pub(super) fn leave(run: &mut Run, token: TokenNo, port: &Port) {
    let moved = step_out(run, token, port);
    advance(run, moved);
}

/// An administrator has the obstacle tried again.
pub(super) fn retried(run: &mut Run, incident: IncidentNo, by: PersonId) -> Result<(), Rejection> {
    let Some(token) = run.state.incidents.get(&incident).map(|incident| incident.token) else {
        return Err(Rejection::unknown("incident"));
    };
    run.emit(Event::IncidentRetried { incident, by });
    let blocked =
        run.state.steps.iter().find(|(_, step)| step.token == token && step.phase == Phase::Blocked).map(|(no, _)| *no);
    let awaited = run.state.waits.iter().find(|(_, wait)| wait.token == token).map(|(no, _)| *no);
    match (blocked, awaited) {
        (Some(step), _) => approval::ask_directory(run, step),
        (None, Some(wait)) => signal::ask_directory(run, wait),
        (None, None) => advance(run, VecDeque::from([token])),
    }
    Ok(())
}

/// Lets each token act until all rest.
fn advance(run: &mut Run, mut moving: VecDeque<TokenNo>) {
    let definition = run.definition;
    let mut moves = 0;
    while let Some(token) = moving.pop_front() {
        let Some(node) = run.state.tokens.get(&token).and_then(|here| definition.node(&here.node)) else { continue };
        moves += 1;
        if moves > MOST_MOVES {
            run.incident(token, format!("\"{}\" was passed again and again without anybody being asked.", node.name));
            continue;
        }
        moving.extend(act(run, token, node));
    }
    close_when_done(run);
}

/// What a node does with a token that has just come; gives the tokens that move on.
fn act(run: &mut Run, token: TokenNo, node: &Node) -> VecDeque<TokenNo> {
    match &node.does {
        Kind::Start(_) => step_out(run, token, &Port::from(NEXT)),
        Kind::Approval(_) => {
            approval::opened(run, token, &node.id);
            VecDeque::new()
        }
        Kind::Condition(condition) => choose(run, token, condition),
        Kind::Split(_) => divide(run, token, &node.id),
        Kind::Join(_) => gather(run, token, &node.id),
        Kind::Wait(wait) => rest(run, token, &wait.until),
        Kind::Signal(awaited) => {
            let came_early = signal::awaited(run, token, node, awaited);
            if came_early { step_out(run, token, &Port::from(NEXT)) } else { VecDeque::new() }
        }
        Kind::Notify(notify) => {
            people::ask(run, About::Notice { token }, &notify.to, token);
            VecDeque::new()
        }
        Kind::End(end) => finish(run, token, &node.id, end),
    }
}

/// Leaves by a port; gives the token again when there is a way on.
fn step_out(run: &mut Run, token: TokenNo, port: &Port) -> VecDeque<TokenNo> {
    let Some(node) = run.state.tokens.get(&token).map(|here| here.node.clone()) else { return VecDeque::new() };
    let Some(edge) = run.definition.edges_from(&node, port).next() else {
        let name = run.definition.name_of(&node).to_owned();
        run.incident(token, format!("\"{name}\" has no way on for \"{port}\"."));
        return VecDeque::new();
    };
    run.emit(Event::NodeLeft { token, node, port: port.clone() });
    run.emit(Event::NodeEntered { token, node: edge.to.clone(), edge: Some(edge.id.clone()) });
    VecDeque::from([token])
}

fn choose(run: &mut Run, token: TokenNo, condition: &Condition) -> VecDeque<TokenNo> {
    for case in &condition.cases {
        match expression::holds(&case.when, run.request(), &run.definition.form, &run.state.received) {
            Ok(true) => return step_out(run, token, &case.port),
            Ok(false) => {}
            Err(problem) => {
                run.incident(token, format!("The condition \"{}\" could not be worked out: {problem}", case.label));
                return VecDeque::new();
            }
        }
    }
    step_out(run, token, &Port::from(condition::DEFAULT))
}

fn divide(run: &mut Run, token: TokenNo, node: &NodeId) -> VecDeque<TokenNo> {
    let port = Port::from(split::BRANCH);
    if run.state.tokens.len() + run.definition.edges_from(node, &port).count() > MOST_BRANCHES {
        let name = run.definition.name_of(node).to_owned();
        run.incident(token, format!("\"{name}\" would open more than {MOST_BRANCHES} branches at once."));
        return VecDeque::new();
    }
    run.emit(Event::NodeLeft { token, node: node.clone(), port: port.clone() });
    run.emit(Event::TokenEnded { token });
    let definition = run.definition;
    let mut branches = VecDeque::new();
    for edge in definition.edges_from(node, &port) {
        let branch = TokenNo(run.state.next.token);
        run.emit(Event::NodeEntered { token: branch, node: edge.to.clone(), edge: Some(edge.id.clone()) });
        branches.push_back(branch);
    }
    branches
}

/// Waits at the join until a branch has come by every edge, then goes on as one.
fn gather(run: &mut Run, token: TokenNo, node: &NodeId) -> VecDeque<TokenNo> {
    run.emit(Event::BranchArrived { token });
    let waiting: BTreeMap<EdgeId, TokenNo> = run
        .state
        .tokens
        .iter()
        .rev()
        .filter(|(_, here)| here.node == *node && here.waits_for == WaitsFor::OtherBranches)
        .filter_map(|(no, here)| here.via.clone().map(|edge| (edge, *no)))
        .collect();
    if !run.definition.edges_to(node).all(|edge| waiting.contains_key(&edge.id)) {
        return VecDeque::new();
    }
    for other in waiting.values().filter(|other| **other != token) {
        run.emit(Event::TokenEnded { token: *other });
    }
    step_out(run, token, &Port::from(NEXT))
}

fn rest(run: &mut Run, token: TokenNo, until: &Until) -> VecDeque<TokenNo> {
    let until = match until {
        Until::After(span) => run.now + span.delta(),
        Until::Moment(moment) => *moment,
        Until::DateField { field, at } => {
            if let Some(Answer::Date(date)) = run.request().data.0.get(field) {
                local_moment(&run.definition.time_zone, date.and_time(*at))
            } else {
                run.incident(token, format!("There is no date in the field \"{field}\" to wait for."));
                return VecDeque::new();
            }
        }
    };
    if until <= run.now {
        return step_out(run, token, &Port::from(NEXT));
    }
    run.set_timer(until, Purpose::Wait { token });
    VecDeque::new()
}

/// A local time as a moment. Skipped by the clocks: the first moment after the gap; twice there: the first.
#[must_use]
pub(super) fn local_moment(zone: &str, local: NaiveDateTime) -> DateTime<Utc> {
    let zone: Tz = zone.parse().unwrap_or(Tz::UTC);
    for minutes in 0..=180 {
        match zone.from_local_datetime(&(local + TimeDelta::minutes(minutes))) {
            LocalResult::Single(moment) | LocalResult::Ambiguous(moment, _) => return moment.to_utc(),
            LocalResult::None => {}
        }
    }
    local.and_utc()
}

fn finish(run: &mut Run, token: TokenNo, node: &NodeId, end: &End) -> VecDeque<TokenNo> {
    run.emit(Event::TokenEnded { token });
    run.emit(Event::BranchEnded { node: node.clone(), outcome: end.outcome });
    if end.closes_all {
        close(run, ClosedBecause::Ended, end.outcome);
    }
    VecDeque::new()
}

fn close_when_done(run: &mut Run) {
    if run.state.is_running() && run.state.tokens.is_empty() {
        let outcome = run.state.ended.unwrap_or(Outcome::Done);
        close(run, ClosedBecause::Ended, outcome);
    }
}

/// Ends everything: tasks, timers, tokens, and the execution.
pub(super) fn close(run: &mut Run, because: ClosedBecause, outcome: Outcome) {
    let tasks: Vec<TaskNo> = run.state.open_tasks().map(|(no, _)| no).collect();
    for task in tasks {
        run.emit(Event::TaskClosed { task, because });
    }
    let waits: Vec<WaitNo> = run.state.waits.keys().copied().collect();
    for wait in waits {
        run.emit(Event::SignalMissed { wait });
    }
    run.cancel_timers(|_| true);
    let incidents: Vec<IncidentNo> = run.state.incidents.keys().copied().collect();
    for incident in incidents {
        run.emit(Event::IncidentDropped { incident });
    }
    let tokens: Vec<TokenNo> = run.state.tokens.keys().copied().collect();
    for token in tokens {
        run.emit(Event::TokenEnded { token });
    }
    run.emit(Event::ExecutionClosed { outcome });
}
