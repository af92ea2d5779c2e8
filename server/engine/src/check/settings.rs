//! The settings of each node: what is empty, contradictory or names something that is not there.

use super::{Problem, Severity};
use crate::definition::{Definition, Node};
use crate::email;
#[cfg(feature = "decide")]
use crate::expression;
use crate::form::Input;
use crate::nodes::approval::{Due, Policy, Proof};
use crate::nodes::signal::{LONGEST_NAME, is_name};
use crate::nodes::wait::Until;
use crate::nodes::{Approval, Condition, Kind, Notify, Signal, Source, condition};
use crate::span::Span;
use crate::text;

/// The longest meaning of a signature, in characters.
const LONGEST_MEANING: usize = 500;

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
        Kind::Signal(signal) => check_signal(definition, node, signal),
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
        for problem in expression_problems(definition, &case.when) {
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

fn check_signal(definition: &Definition, node: &Node, signal: &Signal) -> Vec<Problem> {
    let name = &node.name;
    let mut problems: Vec<Problem> =
        signal.link_to.iter().flat_map(|source| check_source(definition, node, source, "link_to")).collect();
    if !is_name(&signal.name) {
        let message = format!(
            "\"{name}\": a signal's name is lower-case letters, digits, dots, dashes and underscores, at most {LONGEST_NAME}, and begins with a letter."
        );
        problems.push(Problem::error(message).field("name"));
    }
    for field in text::unknown_fields(&signal.key, &definition.form) {
        problems.push(
            Problem::error(format!("The key names the field \"{field}\", which the form does not have.")).field("key"),
        );
    }
    for field in text::fields(&signal.key).filter_map(|key| definition.form.field(key)).filter(|field| !field.required)
    {
        let message = format!(
            "\"{name}\" tells its signal by \"{}\", which may be left empty; then it stops. Make it required.",
            field.key
        );
        problems.push(Problem::warning(message).field("key"));
    }
    if signal.timeout.is_some_and(|timeout| timeout < Span::seconds(1)) {
        problems.push(Problem::error(format!("\"{name}\" leaves no time for its signal.")).field("timeout"));
    }
    if signal.link_to.contains(&Source::ManagerOfAssignee) {
        problems
            .push(Problem::error(format!("\"{name}\" asks nobody whose manager could get a link.")).field("link_to"));
    }
    problems
}

/// Who answers from outside has no account, and a signature says what it means.
fn check_proof(definition: &Definition, name: &str, approval: &Approval) -> Vec<Problem> {
    let sources = approval.approvers.iter().chain(&approval.fallback);
    let mut sources = sources.chain(approval.escalations.iter().map(|escalation| &escalation.to));
    let outside = |source: &Source| match source {
        Source::Email { .. } => true,
        Source::Field { key } => definition.form.field(key).is_some_and(|field| field.input == Input::Email),
        _ => false,
    };
    let mut problems = Vec::new();
    if !approval.proof.without_account() && sources.any(outside) {
        let message = format!(
            "\"{name}\": an approver outside the organisation cannot sign in; choose the link, or the link and a code, as the proof."
        );
        problems.push(Problem::error(message).field("proof"));
    }
    let (signs, meaning) = (approval.proof == Proof::Password, approval.meaning.trim());
    if signs && meaning.is_empty() {
        problems.push(
            Problem::error(format!(
                "\"{name}\" asks for a signature. Say what it means, like \"Reviewed and released\"."
            ))
            .field("meaning"),
        );
    }
    if !signs && !meaning.is_empty() {
        problems.push(
            Problem::warning(format!("\"{name}\" has a meaning of the signature, but asks for none.")).field("meaning"),
        );
    }
    if approval.meaning.chars().count() > LONGEST_MEANING {
        problems.push(
            Problem::error(format!(
                "The meaning of the signature of \"{name}\" has at most {LONGEST_MEANING} characters."
            ))
            .field("meaning"),
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
        let all_named =
            approval.approvers.iter().all(|source| matches!(source, Source::Person { .. } | Source::Email { .. }));
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
        if !matches!(fallback, Source::Person { .. } | Source::Group { .. } | Source::Email { .. }) {
            problems.push(
                Problem::error(format!("The fallback of \"{name}\" must be a person, a group or an e-mail address."))
                    .field("fallback"),
            );
        }
    }
    problems.extend(check_proof(definition, name, approval));
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
        Source::Email { address } => email::read(address)
            .err()
            .map(|problem| Problem::error(format!("\"{}\" names \"{address}\". {problem}", node.name)))
            .into_iter()
            .collect(),
        Source::Field { key } => {
            let names_people = |input: &Input| matches!(input, Input::Person | Input::Email);
            let missing = has_field(definition, key, "person or an e-mail address", names_people);
            let optional = definition.form.field(key).is_some_and(|field| !field.required);
            let unset = (optional && setting == "approvers" && missing.is_none()).then(|| {
                Problem::warning(format!("\"{}\" asks the person in \"{key}\", which may be left empty. Make it required or name a fallback.", node.name))
            });
            missing.into_iter().chain(unset).collect()
        }
        Source::Expression { cel } => expression_problems(definition, cel)
            .into_iter()
            .map(|problem| Problem::error(format!("The expression of \"{}\": {problem}.", node.name)))
            .collect(),
        _ => vec![],
    };
    let covered = |problem: &Problem| problem.severity == Severity::Warning && has_fallback(node);
    problems.into_iter().filter(|problem| !covered(problem)).map(|problem| problem.field(setting)).collect()
}

/// Without the expression library, nothing.
#[cfg(not(feature = "decide"))]
fn expression_problems(_: &Definition, _: &str) -> Vec<String> {
    vec![]
}

/// What is wrong with an expression, signals that no step waits for included.
#[cfg(feature = "decide")]
fn expression_problems(definition: &Definition, source: &str) -> Vec<String> {
    let awaited = |name: &str| {
        let waits = |node: &Node| matches!(&node.does, Kind::Signal(signal) if signal.name == name);
        definition.nodes.iter().any(waits)
    };
    let mut problems = expression::problems(source, &definition.form);
    let unknown = expression::signals_named(source).into_iter().filter(|name| !awaited(name));
    problems.extend(unknown.map(|name| format!("no step waits for the signal \"{name}\"")));
    problems
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
