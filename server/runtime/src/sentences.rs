//! What people read about why: why a command was refused, why somebody is asked, what happens next by itself.

use engine::definition::Definition;
use engine::ids::{NodeId, PersonId};
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
                        How::Add => format!("{to} can answer too"),
                        How::Replace => format!("it goes to {to}"),
                        How::Inform => format!("{to} will be told"),
                    }
                }
                None => "it is escalated".to_owned(),
            }
        }
        "timeout" => match approval.and_then(|approval| approval.timeout.as_ref()).map(|timeout| timeout.then) {
            Some(Then::Approve) => "it counts as approved".to_owned(),
            Some(Then::Reject) => "it counts as rejected".to_owned(),
            _ => "it leaves this step as timed out".to_owned(),
        },
        _ => "the wait ends and it goes on".to_owned(),
    }
}

/// A source of people, in words.
pub(crate) fn source(source: &Source, definition: &Definition, names: &Names) -> String {
    match source {
        Source::Person { id } => names.of(*id).to_owned(),
        Source::Group { key } => names.group(key).to_owned(),
        Source::ManagerOfRequester { levels: 1 } => "the requester's manager".to_owned(),
        Source::ManagerOfRequester { .. } => "the requester's managers".to_owned(),
        Source::ManagerOfAssignee => "the manager of whoever was asked".to_owned(),
        Source::Field { key } => {
            let label = definition.form.field(key).map_or(key.as_str(), |field| field.label.as_str());
            format!("the person under \u{201c}{label}\u{201d}")
        }
        Source::Expression { .. } => "whoever the rule of this step chooses".to_owned(),
        Source::Requester => "the requester".to_owned(),
    }
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

/// Several names of whom one is enough: `Ana, Bo or Cem`.
pub(crate) fn any_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    listed(names, "or")
}

/// Several names of whom each counts: `Ana, Bo and Cem`.
pub(crate) fn all_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    listed(names, "and")
}

fn listed<'a>(names: impl IntoIterator<Item = &'a str>, joined_by: &str) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    match names.as_slice() {
        [] => "nobody".to_owned(),
        [one] => (*one).to_owned(),
        [several @ .., last] if several.len() < 4 => format!("{} {joined_by} {last}", several.join(", ")),
        [first, second, rest @ ..] => format!("{first}, {second} {joined_by} {} others", rest.len()),
    }
}

/// The round of the request that an execution is in.
pub(crate) fn revision(execution: &Execution) -> u32 {
    execution.request.as_ref().map_or(0, |request| request.revision)
}
