//! The settings of each node: what is empty, contradictory or names something that is not there.

use super::{Problem, Severity};
use crate::definition::{Definition, Node};
use crate::expression;
use crate::form::Input;
use crate::nodes::approval::{Due, Policy};
use crate::nodes::wait::Until;
use crate::nodes::{Approval, Condition, Kind, Notify, Source, condition};
use crate::span::Span;
use crate::text;

pub(super) fn check(definition: &Definition, node: &Node) -> Vec<Problem> {
    match &node.does {
        Kind::Approval(approval) => check_approval(definition, node, approval),
        Kind::Condition(cases) => check_condition(definition, node, cases),
        Kind::Wait(wait) => match &wait.until {
            Until::DateField { field, .. } => {
                has_field(definition, field, "date", |input| matches!(input, Input::Date { .. }))
                    .map(|problem| problem.field("until"))
                    .into_iter()
                    .collect()
            }
            Until::After(_) | Until::Moment(_) => vec![],
        },
        Kind::Notify(notify) => check_notify(definition, node, notify),
        Kind::Start(_) | Kind::Split(_) | Kind::Join(_) | Kind::End(_) => vec![],
    }
}

fn check_condition(definition: &Definition, node: &Node, settings: &Condition) -> Vec<Problem> {
    let mut problems = Vec::new();
    if settings.cases.is_empty() {
        problems.push(Problem::error(format!("\"{}\" has no case to choose by. Add one.", node.name)).field("cases"));
    }
    for (place, case) in settings.cases.iter().enumerate() {
        let twice = settings.cases[..place].iter().any(|other| other.port == case.port);
        if twice || case.port.as_str() == condition::DEFAULT || case.port.as_str().is_empty() {
            problems.push(
                Problem::error(format!("\"{}\" has two ways with the name \"{}\".", node.name, case.port))
                    .field("cases"),
            );
        }
        for problem in expression::problems(&case.when, &definition.form) {
            problems.push(
                Problem::error(format!("The case \"{}\" of \"{}\": {problem}.", case.label, node.name)).field("cases"),
            );
        }
    }
    problems
}

fn check_notify(definition: &Definition, node: &Node, notify: &Notify) -> Vec<Problem> {
    let mut problems: Vec<Problem> =
        notify.to.iter().flat_map(|source| check_source(definition, node, source, "to")).collect();
    if notify.to.is_empty() {
        problems.push(Problem::error(format!("\"{}\" tells nobody. Say who is told.", node.name)).field("to"));
    }
    if notify.message.trim().is_empty() {
        problems
            .push(Problem::error(format!("\"{}\" has nothing to say. Write a message.", node.name)).field("message"));
    }
    for field in text::unknown_fields(&notify.message, &definition.form) {
        problems.push(
            Problem::error(format!("The message names the field \"{field}\", which the form does not have."))
                .field("message"),
        );
    }
    problems
}

fn check_approval(definition: &Definition, node: &Node, approval: &Approval) -> Vec<Problem> {
    let name = &node.name;
    let mut problems: Vec<Problem> =
        approval.approvers.iter().flat_map(|source| check_source(definition, node, source, "approvers")).collect();
    if approval.approvers.is_empty() {
        problems.push(Problem::error(format!("\"{name}\" asks nobody. Say who approves.")).field("approvers"));
    }
    if approval.approvers.contains(&Source::ManagerOfAssignee) {
        problems.push(
            Problem::error(format!("\"{name}\": the manager of who is asked can only be escalated to."))
                .field("approvers"),
        );
    }
    if approval.approvers.contains(&Source::Requester) && !approval.requester_may_decide {
        problems.push(
            Problem::error(format!("\"{name}\" asks the requester, but nobody approves their own request."))
                .field("approvers"),
        );
    }
    if let Policy::AtLeast { count } = approval.policy {
        let all_named = approval.approvers.iter().all(|source| matches!(source, Source::Person { .. }));
        if count == 0 {
            problems.push(Problem::error(format!("\"{name}\" needs at least one approval.")).field("policy"));
        } else if all_named && approval.approvers.len() < count as usize {
            let asked = approval.approvers.len();
            problems.push(
                Problem::error(format!("\"{name}\" needs {count} approvals but asks only {asked} people."))
                    .field("policy"),
            );
        }
    }
    if let Some(fallback) = &approval.fallback {
        problems.extend(check_source(definition, node, fallback, "fallback"));
        if !matches!(fallback, Source::Person { .. } | Source::Group { .. }) {
            problems.push(
                Problem::error(format!("The fallback of \"{name}\" must be a person or a group.")).field("fallback"),
            );
        }
    }
    problems.extend(check_times(name, approval));
    for escalation in &approval.escalations {
        problems.extend(check_source(definition, node, &escalation.to, "escalations"));
    }
    problems
}

fn check_times(name: &str, approval: &Approval) -> Vec<Problem> {
    let mut problems = Vec::new();
    let end = approval.timeout.as_ref().map(|timeout| timeout.after);
    let mut too_late = |what: &str, after: Span, field: &str| {
        if end.is_some_and(|end| after >= end) {
            problems.push(
                Problem::warning(format!("{what} of \"{name}\" comes after its final timeout and never happens."))
                    .field(field),
            );
        }
    };
    if let Due::Within(span) = approval.due {
        too_late("The due time", span, "due");
    }
    for (level, escalation) in (1..).zip(&approval.escalations) {
        too_late(&format!("Escalation {level}"), escalation.after, "escalations");
    }
    if let Some(reminders) = &approval.reminders {
        too_late("The first reminder", reminders.after, "reminders");
        if reminders.times > 1 && reminders.every.is_none_or(|every| every < Span::seconds(1)) {
            problems.push(
                Problem::error(format!("\"{name}\" reminds {} times; say how often.", reminders.times))
                    .field("reminders"),
            );
        }
        if reminders.times > 100 {
            problems.push(Problem::error(format!("\"{name}\" reminds more than 100 times.")).field("reminders"));
        }
    }
    let spans = [
        approval.timeout.as_ref().map(|timeout| timeout.after),
        match approval.due {
            Due::Within(span) => Some(span),
            Due::NoDeadline => None,
        },
    ];
    if spans.into_iter().flatten().any(|span| span < Span::seconds(1)) {
        problems.push(Problem::error(format!("\"{name}\" leaves no time to answer.")).field("due"));
    }
    problems
}

fn check_source(definition: &Definition, node: &Node, source: &Source, setting: &str) -> Vec<Problem> {
    let problems = match source {
        Source::Group { key } if key.as_str().is_empty() => {
            vec![Problem::error(format!("\"{}\" names no group.", node.name))]
        }
        Source::ManagerOfRequester { levels } if !(1..=10).contains(levels) => {
            vec![Problem::error(format!(
                "\"{}\" goes up {levels} levels of managers; 1 to 10 are possible.",
                node.name
            ))]
        }
        Source::Field { key } => {
            let missing = has_field(definition, key, "person", |input| matches!(input, Input::Person));
            let optional = definition.form.field(key).is_some_and(|field| !field.required);
            let unset = (optional && setting == "approvers" && missing.is_none()).then(|| {
                Problem::warning(format!("\"{}\" asks the person in \"{key}\", which may be left empty. Make it required or name a fallback.", node.name))
            });
            missing.into_iter().chain(unset).collect()
        }
        Source::Expression { cel } => expression::problems(cel, &definition.form)
            .into_iter()
            .map(|problem| Problem::error(format!("The expression of \"{}\": {problem}.", node.name)))
            .collect(),
        _ => vec![],
    };
    let covered = |problem: &Problem| problem.severity == Severity::Warning && has_fallback(node);
    problems.into_iter().filter(|problem| !covered(problem)).map(|problem| problem.field(setting)).collect()
}

fn has_fallback(node: &Node) -> bool {
    matches!(&node.does, Kind::Approval(approval) if approval.fallback.is_some())
}

fn has_field(definition: &Definition, key: &str, what: &str, fits: impl Fn(&Input) -> bool) -> Option<Problem> {
    match definition.form.field(key) {
        None => Some(Problem::error(format!("The form has no field \"{key}\"."))),
        Some(field) if !fits(&field.input) => Some(Problem::error(format!("The field \"{key}\" is not a {what}."))),
        Some(_) => None,
    }
}
