//! What people read about why: why a command was refused, why somebody is asked, what happens next by itself.

use engine::definition::Definition;
use engine::ids::{NodeId, PersonId};
use engine::narrate::Narrator;
use engine::nodes::approval::{How, Then};
use engine::nodes::source::Why;
use engine::nodes::{Kind, Source};
use engine::{Execution, Rejection};

use crate::caller::Caller;
use crate::store::names::Names;

/// Why a command was refused, with names and times for this person.
pub(crate) fn refused(rejection: &Rejection, caller: &Caller, names: &Names) -> String {
    match rejection {
        Rejection::Superseded { by, decision, at } => {
            let who = if *by == caller.person { "You" } else { names.of(*by) };
            let what = match decision {
                engine::execution::Decision::Approve => "approved this",
                engine::execution::Decision::Reject => "rejected this",
                engine::execution::Decision::RequestChanges => "sent this back for changes",
            };
            format!("{who} {what} at {}.", caller.moment(*at))
        }
        Rejection::TaskClosed { why } => format!("This no longer waits for an answer: {why}"),
        Rejection::TooLate { outcome, at } => format!("This request is closed: {outcome}, at {}.", caller.moment(*at)),
        other => other.to_string(),
    }
}

/// The people that a rejection names.
pub(crate) fn named_in(rejection: &Rejection) -> Option<PersonId> {
    match rejection {
        Rejection::Superseded { by, .. } => Some(*by),
        _ => None,
    }
}

/// Why somebody is asked, said to that person.
pub(crate) fn why_me(why: &Why, definition: &Definition, names: &Names) -> String {
    match why {
        Why::Named => "This step names you.".to_owned(),
        Why::MemberOf { group } => format!("You are a member of {}.", names.group(group)),
        Why::ManagerOf { person, level: 1 } => format!("You are the manager of {}.", names.of(*person)),
        Why::ManagerOf { person, level } => format!("You are {level} levels above {}.", names.of(*person)),
        Why::NamedInField { field } => {
            let label = definition.form.field(field).map_or(field.as_str(), |field| field.label.as_str());
            format!("The request names you under \u{201c}{label}\u{201d}.")
        }
        Why::ByExpression => "A rule of this step chose you.".to_owned(),
        Why::Fallback => "Nobody else could be asked, so it comes to you.".to_owned(),
        Why::DelegatedBy { person } => format!("{} delegated it to you.", names.of(*person)),
        Why::Escalated { .. } => "Nobody answered in time, so it came to you.".to_owned(),
        Why::Requester => "You asked for this.".to_owned(),
    }
}

/// What a timer will do, without its time: `it goes to Finance`.
pub(crate) fn what_happens(
    definition: &Definition,
    node: &NodeId,
    purpose: &str,
    number: i32,
    names: &Names,
) -> String {
    let approval = match definition.node(node).map(|node| &node.does) {
        Some(Kind::Approval(approval)) => Some(approval),
        _ => None,
    };
    match purpose {
        "reminder" => "a reminder is sent".to_owned(),
        "due" => "it becomes overdue".to_owned(),
        "escalation" => {
            let level = usize::try_from(number).unwrap_or(1).max(1) - 1;
            match approval.and_then(|approval| approval.escalations.get(level)) {
                Some(escalation) => {
                    let to = source(&escalation.to, definition, names);
                    match escalation.how {
                        How::Add => format!("it goes to {to} as well"),
                        How::Replace => format!("it goes to {to} instead"),
                        How::Inform => format!("{to} is told"),
                    }
                }
                None => "it is escalated".to_owned(),
            }
        }
        "timeout" => match approval.and_then(|approval| approval.timeout.as_ref()).map(|timeout| timeout.then) {
            Some(Then::Approve) => "it is approved by itself".to_owned(),
            Some(Then::Reject) => "it is rejected by itself".to_owned(),
            _ => "it leaves this step as timed out".to_owned(),
        },
        _ => "it goes on by itself".to_owned(),
    }
}

/// A source of people, in words.
fn source(source: &Source, definition: &Definition, names: &Names) -> String {
    let narrator = Narrator {
        definition,
        person: &|person| names.of(person).to_owned(),
        group: &|group| names.group(group).to_owned(),
        moment: &|at| at.to_rfc3339(),
    };
    narrator.source(source)
}

/// The people whom a definition names itself, in escalations.
pub(crate) fn people_in(definition: &Definition) -> impl Iterator<Item = PersonId> {
    definition
        .nodes
        .iter()
        .filter_map(|node| match &node.does {
            Kind::Approval(approval) => Some(approval),
            _ => None,
        })
        .flat_map(|approval| approval.escalations.iter().map(|escalation| &escalation.to))
        .filter_map(|source| match source {
            Source::Person { id } => Some(*id),
            _ => None,
        })
}

/// The round of the request that an execution is in.
pub(crate) fn revision(execution: &Execution) -> u32 {
    execution.request.as_ref().map_or(0, |request| request.revision)
}
