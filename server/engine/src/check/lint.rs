//! What is allowed but hardly meant: a step that is forgotten, an answer that ends as its opposite, the same thing twice.
//! All of it is a warning.

use chrono::{DateTime, Utc};

use super::Problem;
use crate::definition::{Definition, Edge, Node};
use crate::ids::Port;
use crate::nodes::approval::{APPROVED, Due, REJECTED};
use crate::nodes::end::Outcome;
use crate::nodes::wait::Until;
use crate::nodes::{Approval, Condition, Kind, NEXT, Source};
use crate::{email, text};

/// The warnings of one node.
pub(super) fn check(definition: &Definition, node: &Node) -> Vec<Problem> {
    match &node.does {
        Kind::Approval(approval) => [
            forgotten(node, approval),
            twice(node, &approval.approvers, "asks", "approvers"),
            unfilled(node, &approval.instructions, "instructions"),
            unfilled(node, &approval.meaning, "meaning"),
            opposite(definition, node, REJECTED, Outcome::Approved),
            opposite(definition, node, APPROVED, Outcome::Rejected),
        ]
        .into_iter()
        .flatten()
        .collect(),
        Kind::Condition(settings) => same_cases(node, settings),
        Kind::Notify(notify) => twice(node, &notify.to, "tells", "to").into_iter().collect(),
        Kind::Signal(signal) => [
            twice(node, &signal.link_to, "sends a link to", "link_to"),
            unfilled(node, &signal.instructions, "instructions"),
        ]
        .into_iter()
        .flatten()
        .collect(),
        _ => vec![],
    }
}

/// Waits for a moment that has passed; only who knows the time can say so.
#[must_use]
pub fn in_the_past(definition: &Definition, now: DateTime<Utc>) -> Vec<Problem> {
    let passed =
        |node: &&Node| matches!(&node.does, Kind::Wait(wait) if matches!(wait.until, Until::Moment(at) if at <= now));
    definition
        .nodes
        .iter()
        .filter(passed)
        .map(|node| {
            let message = format!("\"{}\" waits for a moment that has passed, so it does not wait.", node.name);
            Problem::warning(message).at(&node.id).field("until")
        })
        .collect()
}

/// Nothing ever reminds anybody of this step.
fn forgotten(node: &Node, approval: &Approval) -> Option<Problem> {
    let quiet = approval.due == Due::NoDeadline
        && approval.reminders.is_none()
        && approval.escalations.is_empty()
        && approval.timeout.is_none();
    quiet.then(|| {
        let message =
            format!("\"{}\" can wait for ever: it has no deadline, reminder, escalation or final timeout.", node.name);
        Problem::warning(message).field("due")
    })
}

fn twice(node: &Node, sources: &[Source], does: &str, field: &str) -> Option<Problem> {
    let same = |one: &Source, other: &Source| match (one, other) {
        (Source::Email { address: one }, Source::Email { address: other }) => {
            email::normal(one) == email::normal(other)
        }
        (Source::Expression { cel: one }, Source::Expression { cel: other }) => one.trim() == other.trim(),
        _ => one == other,
    };
    let again = (1..sources.len()).find(|&place| sources[..place].iter().any(|other| same(&sources[place], other)))?;
    let message = format!("\"{}\" {does} the same people twice. Remove number {}.", node.name, again + 1);
    Some(Problem::warning(message).field(field))
}

/// A text that is shown as it is written, with a field in braces as if it were filled in.
fn unfilled(node: &Node, shown: &str, setting: &str) -> Option<Problem> {
    let field = text::fields(shown).next()?;
    let message = format!(
        "The {setting} of \"{}\" are shown as they are written: \"{{{field}}}\" is not filled in here.",
        node.name
    );
    let message = if setting == "meaning" {
        message.replacen(" are shown as they are", " is shown as it is", 1)
    } else {
        message
    };
    Some(Problem::warning(message).field(setting))
}

/// An answer that leads, with nobody in between, to the end of the opposite answer.
fn opposite(definition: &Definition, node: &Node, port: &str, outcome: Outcome) -> Option<Problem> {
    let (first, next) = (definition.edges_from(&node.id, &Port::from(port)).next()?, Port::from(NEXT));
    let mut at: &Edge = first;
    for _ in 0..definition.nodes.len() {
        let target = definition.node(&at.to)?;
        match &target.does {
            Kind::End(end) if end.outcome == outcome => {
                let message =
                    format!("\"{}\": {port} leads to \"{}\", which ends as {outcome}.", node.name, target.name);
                return Some(Problem::warning(message).on(&first.id));
            }
            Kind::Notify(_) | Kind::Wait(_) => at = definition.edges_from(&target.id, &next).next()?,
            _ => return None,
        }
    }
    None
}

fn same_cases(node: &Node, settings: &Condition) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (place, case) in settings.cases.iter().enumerate() {
        let before = settings.cases[..place].iter().find(|other| other.when.trim() == case.when.trim());
        if let Some(before) = before.filter(|_| !case.when.trim().is_empty()) {
            let message = format!(
                "\"{}\": the case \"{}\" asks the same as \"{}\" before it, and never comes.",
                node.name, case.label, before.label
            );
            problems.push(Problem::warning(message).field("cases"));
        }
    }
    problems
}
