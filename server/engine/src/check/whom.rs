//! Whom a definition names, looked up: people and groups that are not there any more, that nobody is active in, or that are
//! too few. Only what is named outright is counted; whom managers, fields and expressions give is known later.

use std::collections::BTreeSet;

use super::Problem;
use crate::definition::{Definition, Node};
use crate::email;
use crate::ids::{GroupKey, PersonId};
use crate::nodes::approval::Policy;
use crate::nodes::{Approval, Kind, Source};
use crate::simulate::Directory;

/// What is wrong with whom a definition names. The directory may be a part of the whole, with all that are named and all
/// members of the groups that are named.
#[must_use]
pub fn whom(definition: &Definition, directory: &Directory) -> Vec<Problem> {
    let is_there = |key: &GroupKey| directory.groups.iter().any(|group| group.key == *key);
    let mut problems = Vec::new();
    for (field, groups) in [("starters", &definition.starters), ("viewers", &definition.viewers)] {
        let missing = groups.iter().filter(|key| !is_there(key));
        problems.extend(missing.map(|key| no_group(key.as_str()).field(field)));
    }
    for node in &definition.nodes {
        let found = named(node)
            .into_iter()
            .filter_map(|(field, source)| Some(source_of(node, source, directory)?.field(field)));
        let few = match &node.does {
            Kind::Approval(approval) => too_few(node, approval, directory),
            _ => None,
        };
        problems.extend(found.chain(few).map(|problem| problem.at(&node.id)));
    }
    problems
}

/// Every source of people that a node names, with the setting that names it.
#[must_use]
pub fn named(node: &Node) -> Vec<(&'static str, &Source)> {
    match &node.does {
        Kind::Approval(approval) => {
            let mut named = all("approvers", &approval.approvers);
            named.extend(approval.fallback.iter().map(|source| ("fallback", source)));
            named.extend(approval.escalations.iter().map(|escalation| ("escalations", &escalation.to)));
            named
        }
        Kind::Notify(notify) => all("to", &notify.to),
        Kind::Signal(signal) => all("link_to", &signal.link_to),
        _ => vec![],
    }
}

fn all<'a>(field: &'static str, sources: &'a [Source]) -> Vec<(&'static str, &'a Source)> {
    sources.iter().map(|source| (field, source)).collect()
}

fn no_group(key: &str) -> Problem {
    Problem::error(format!("There is no group \u{201c}{key}\u{201d}."))
}

fn source_of(node: &Node, source: &Source, directory: &Directory) -> Option<Problem> {
    match source {
        Source::Group { key } => {
            let Some(group) = directory.groups.iter().find(|group| group.key == *key) else {
                return Some(no_group(key.as_str()));
            };
            let empty = !directory.people.iter().any(|someone| someone.active && someone.groups.contains(key));
            let message =
                || format!("\"{}\" names the group \"{}\", in which nobody is active.", node.name, group.name);
            empty.then(|| Problem::warning(message()))
        }
        Source::Person { id } => match directory.person(*id) {
            None => Some(Problem::error(format!("There is no person {id} in this organisation."))),
            Some(someone) if !someone.active => Some(Problem::warning(format!(
                "\"{}\" names \"{}\", whose account is deactivated. Name somebody else.",
                node.name, someone.name
            ))),
            Some(_) => None,
        },
        _ => None,
    }
}

/// Fewer people than must approve, where all are known and at least one is in a group or has left.
fn too_few(node: &Node, approval: &Approval, directory: &Directory) -> Option<Problem> {
    let Policy::AtLeast { count } = approval.policy else { return None };
    let (mut members, mut outside) = (BTreeSet::<PersonId>::new(), BTreeSet::new());
    for source in &approval.approvers {
        match source {
            Source::Group { key } => {
                let active = directory.people.iter().filter(|someone| someone.active && someone.groups.contains(key));
                members.extend(active.map(|someone| someone.id));
            }
            Source::Person { id } => {
                members.extend(directory.person(*id).filter(|someone| someone.active).map(|someone| someone.id));
            }
            Source::Email { address } => drop(outside.insert(email::normal(address))),
            _ => return None,
        }
    }
    let asked = members.len() + outside.len();
    // Fewer names than approvals is an error that needs no directory.
    let by_names = approval.approvers.iter().all(|source| !matches!(source, Source::Group { .. }))
        && approval.approvers.len() < count as usize;
    let people = if asked == 1 { "person" } else { "people" };
    (asked > 0 && asked < count as usize && !by_names).then(|| {
        let message =
            format!("\"{}\" needs {count} approvals, but only {asked} active {people} can be asked.", node.name);
        Problem::warning(message).field("policy")
    })
}
