//! An expression tried on a sample while it is written: what is wrong with it, else what it gives, in words.

use cel::Value;

use super::{Received, evaluate, kind, named, named_after, problems, reads_signals};
use crate::execution::Request;
use crate::form::Form;
use crate::ids::{GroupKey, PersonId};
use crate::narrate::{and, capital, quoted, stopped};
use crate::simulate::{Expects, Explained};

/// What an expression is tried on, and how people and groups are called.
#[derive(Clone, Copy)]
pub struct Sample<'a> {
    pub request: &'a Request,
    pub received: &'a Received,
    pub person: &'a dyn Fn(PersonId) -> String,
    pub group: &'a dyn Fn(&GroupKey) -> String,
}

impl std::fmt::Debug for Sample<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sample").field("request", self.request).finish_non_exhaustive()
    }
}

/// Reads an expression, checks its names, and tries it on a sample.
#[must_use]
pub fn explain(source: &str, form: &Form, sample: &Sample, expects: Expects) -> Explained {
    let wrong = problems(source, form);
    if !wrong.is_empty() {
        return failed(wrong.iter().map(|problem| sentence(problem)).collect());
    }
    match evaluate(source, sample.request, form, sample.received) {
        Ok(value) => told(&value, sample, expects),
        Err(_) if reads_signals(source) && sample.received.is_empty() => Explained {
            ok: true,
            gives: Some("It depends on what the signals bring; none has come yet.".to_owned()),
            ..Explained::default()
        },
        Err(problem) => failed(vec![untried(source, form, sample, &problem)]),
    }
}

fn told(value: &Value, sample: &Sample, expects: Expects) -> Explained {
    let gives = match (expects, value) {
        (Expects::Condition, Value::Bool(true)) => Ok("It holds for this request.".to_owned()),
        (Expects::Condition, Value::Bool(false)) => Ok("It does not hold for this request.".to_owned()),
        (Expects::Condition, other) => Err(format!("It gives {}; a condition is true or false.", kind(other))),
        (Expects::People, Value::Null) => Ok("Nobody.".to_owned()),
        (Expects::People, Value::List(items)) => {
            items.iter().map(|item| called(item, sample)).collect::<Result<Vec<_>, _>>().map(|names| list(&names))
        }
        (Expects::People, one) => called(one, sample).map(|name| list(&[name])),
    };
    let kind = Some(kind(value).to_owned());
    match gives {
        Ok(gives) => Explained { ok: true, gives: Some(gives), kind, problems: vec![] },
        Err(problem) => Explained { kind, ..failed(vec![problem]) },
    }
}

fn called(value: &Value, sample: &Sample) -> Result<String, String> {
    match named(value) {
        Ok(super::Named::Person(person)) => Ok((sample.person)(person)),
        Ok(super::Named::Group(group)) => Ok((sample.group)(&group)),
        Err(problem) => Err(sentence(&problem)),
    }
}

fn list(names: &[String]) -> String {
    format!("{}.", capital(&and(names)))
}

/// Why it could not be worked out, with the fields that the sample leaves empty: they are most often why.
fn untried(source: &str, form: &Form, sample: &Sample, problem: &str) -> String {
    let mut empty: Vec<String> = named_after(source, "request.")
        .into_iter()
        .filter(|key| !sample.request.data.0.contains_key(key))
        .filter_map(|key| form.field(&key).map(|field| quoted(&field.label)))
        .collect();
    empty.sort_unstable();
    empty.dedup();
    let hint = match empty.as_slice() {
        [] => String::new(),
        [one] => format!(" {one} is empty here: say what then, with request.FIELD == null."),
        many => format!(" {} are empty here: say what then, with request.FIELD == null.", and(many)),
    };
    format!("On this request it cannot be worked out: {}{hint}", stopped(problem))
}

fn failed(problems: Vec<String>) -> Explained {
    Explained { problems, ..Explained::default() }
}

fn sentence(problem: &str) -> String {
    stopped(&capital(problem))
}
