//! Expressions (CEL): compiled and checked when a definition is published, worked out when the execution comes by.
//! They see `request.FIELD` (numbers and amounts as numbers, dates as `YYYY-MM-DD` texts, an empty field as null),
//! `requester.id` and `requester.groups`, and `signals.NAME.FIELD`, what the latest signal of a name brought (`has(signals.NAME)`
//! says whether one came; a name with dots or dashes goes in brackets: `signals["goods.arrived"]`).
//! They have no clock and no randomness.

mod explain;

use std::collections::{BTreeMap, HashMap};
use std::str::FromStr;
use std::sync::Arc;

use cel::common::ast::{EntryExpr, Expr};
use cel::extractors::This;
use cel::objects::{Key, Map};
use cel::{Context, ExecutionError, IdedExpr, Program, Value};
use regex::Regex;
use rust_decimal::prelude::ToPrimitive;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::execution::Request;
use crate::form::{Answer, Form, Input};
use crate::ids::{GroupKey, PersonId};
use crate::nodes::signal::SignalData;

pub use explain::{Sample, explain};

/// The longest expression, in bytes.
pub const LONGEST: usize = 2_000;
/// How many brackets may be opened, in texts too, and how many in one another. The library reads by recursion, over 100 kB
/// of stack a bracket in development; its own limit is looser, and a stack that overflows ends the process.
const MOST_BRACKETS: usize = 40;
const MOST_NESTED: usize = 8;
/// How many steps an expression may build on one another.
const DEEPEST: usize = 40;
/// How many loops (`map`, `all`, ...) may stand in or follow on one another: three over long lists would run for hours.
const MOST_LOOPS: usize = 2;
/// How long a list or an object of a signal may be: loops over longer ones, which come from outside, would run for hours.
const LONGEST_LIST: usize = 1_000;

/// What the latest signal of each name brought.
pub type Received = BTreeMap<String, SignalData>;

/// Somebody whom an expression names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    Person(PersonId),
    Group(GroupKey),
}

/// Whether a condition holds for a request.
///
/// # Errors
/// In plain words: it cannot be compiled, it fails, or it is neither true nor false.
pub fn holds(source: &str, request: &Request, form: &Form, received: &Received) -> Result<bool, String> {
    match evaluate(source, request, form, received)? {
        Value::Bool(answer) => Ok(answer),
        other => Err(format!("it gives {}, not true or false", kind(&other))),
    }
}

/// The people and groups that an expression names: a person's id, `group:KEY`, or a list of these; null is nobody.
///
/// # Errors
/// In plain words: it cannot be compiled, it fails, or it gives something else.
pub fn people(source: &str, request: &Request, form: &Form, received: &Received) -> Result<Vec<Named>, String> {
    match evaluate(source, request, form, received)? {
        Value::Null => Ok(vec![]),
        Value::List(items) => items.iter().map(named).collect(),
        one => named(&one).map(|named| vec![named]),
    }
}

fn named(value: &Value) -> Result<Named, String> {
    let Value::String(text) = value else {
        return Err(format!("it gives {}, not a person or a group", kind(value)));
    };
    match text.strip_prefix("group:") {
        Some(key) => Ok(Named::Group(GroupKey::from(key))),
        None => Uuid::from_str(text)
            .map(|id| Named::Person(PersonId(id)))
            .map_err(|_| format!("\"{text}\" is neither a person's id nor group:KEY")),
    }
}

/// What is wrong with an expression for a form; nothing when it can be used.
#[must_use]
pub fn problems(source: &str, form: &Form) -> Vec<String> {
    let program = match compile(source) {
        Ok(program) => program,
        Err(problem) => return vec![problem],
    };
    let mut problems = Vec::new();
    let mut known = vec!["request", "requester", "signals"];
    loop_names(program.expression(), &mut known);
    for name in program.references().variables() {
        if !known.contains(&name) {
            problems
                .push(format!("\"{name}\" is not known; write request.FIELD, requester.groups or signals.NAME.FIELD"));
        }
    }
    for field in named_after(source, "request.") {
        if form.field(&field).is_none() {
            problems.push(format!("the form has no field \"{field}\""));
        }
    }
    problems.sort_unstable();
    problems.dedup();
    problems
}

/// The names of the signals that an expression reads, as far as they are written `signals.NAME`.
#[must_use]
pub fn signals_named(source: &str) -> Vec<String> {
    named_after(source, "signals.")
}

/// Whether an expression reads signals at all, however it writes them.
#[must_use]
pub fn reads_signals(source: &str) -> bool {
    compile(source).is_ok_and(|program| program.references().has_variable("signals"))
}

fn compile(source: &str) -> Result<Program, String> {
    if source.trim().is_empty() {
        return Err("the expression is empty".to_owned());
    }
    if source.len() > LONGEST {
        return Err(format!("the expression is longer than {LONGEST} characters"));
    }
    if source.matches(['(', '[', '{']).count() > MOST_BRACKETS {
        return Err(format!("it opens more than {MOST_BRACKETS} brackets"));
    }
    if nested(source) > MOST_NESTED {
        return Err(format!("more than {MOST_NESTED} brackets stand in one another"));
    }
    let program = Program::compile(source).map_err(|errors| {
        let first = errors.errors.first().map_or_else(|| errors.to_string(), |error| error.msg.clone());
        format!("it cannot be read: {first}")
    })?;
    within_limits(program.expression(), 0, 0)?;
    Ok(program)
}

/// How many brackets stand in one another, outside of quoted texts.
fn nested(source: &str) -> usize {
    let (mut open, mut most) = (0_usize, 0);
    for c in without_texts(source).chars() {
        match c {
            '(' | '[' | '{' => open += 1,
            ')' | ']' | '}' => open = open.saturating_sub(1),
            _ => {}
        }
        most = most.max(open);
    }
    most
}

fn within_limits(expression: &IdedExpr, depth: usize, loops: usize) -> Result<(), String> {
    if depth > DEEPEST {
        return Err(format!("it is nested more than {DEEPEST} deep"));
    }
    if loops > MOST_LOOPS {
        return Err(format!("more than {MOST_LOOPS} loops stand in or follow on one another"));
    }
    let loops = loops + usize::from(matches!(expression.expr, Expr::Comprehension(_)));
    parts(expression).into_iter().try_for_each(|part| within_limits(part, depth + 1, loops))
}

/// The names that an expression's loops give to what they go through.
fn loop_names<'a>(expression: &'a IdedExpr, names: &mut Vec<&'a str>) {
    if let Expr::Comprehension(each) = &expression.expr {
        names.extend([each.iter_var.as_str(), each.accu_var.as_str()]);
        names.extend(each.iter_var2.as_deref());
    }
    for part in parts(expression) {
        loop_names(part, names);
    }
}

/// The expressions that an expression is made of.
fn parts(expression: &IdedExpr) -> Vec<&IdedExpr> {
    match &expression.expr {
        Expr::Unspecified | Expr::Ident(_) | Expr::Literal(_) => vec![],
        Expr::Call(call) => call.target.iter().map(AsRef::as_ref).chain(&call.args).collect(),
        Expr::Select(select) => vec![&select.operand],
        Expr::List(list) => list.elements.iter().collect(),
        Expr::Map(map) => map.entries.iter().flat_map(|made| entry_parts(&made.expr)).collect(),
        Expr::Struct(made) => made.entries.iter().flat_map(|made| entry_parts(&made.expr)).collect(),
        Expr::Comprehension(each) => {
            vec![&each.iter_range, &each.accu_init, &each.loop_cond, &each.loop_step, &each.result]
        }
    }
}

fn entry_parts(entry: &EntryExpr) -> Vec<&IdedExpr> {
    match entry {
        EntryExpr::StructField(field) => vec![&field.value],
        EntryExpr::MapEntry(entry) => vec![&entry.key, &entry.value],
    }
}

/// The `x` of every `ROOT.x`, outside of quoted texts.
fn named_after(source: &str, root: &str) -> Vec<String> {
    let mut fields = Vec::new();
    let code = without_texts(source);
    for (at, _) in code.match_indices(root) {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.')) {
            continue;
        }
        let field: String = code[at + root.len()..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        fields.push(field);
    }
    fields
}

fn without_texts(source: &str) -> String {
    let (mut out, mut quote, mut escaped) = (String::new(), None, false);
    for c in source.chars() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(q) if c == q => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None => out.push(c),
        }
    }
    out
}

fn evaluate(source: &str, request: &Request, form: &Form, received: &Received) -> Result<Value, String> {
    let program = compile(source)?;
    let mut context = Context::default();
    context.add_function("matches", fits).map_err(|error| error.to_string())?;
    context.add_variable_from_value("request", facts(request, form));
    let groups: Vec<Value> = request.requester.groups.iter().map(|group| text(group.as_str())).collect();
    let requester =
        HashMap::from([("id", text(&request.requester.person.to_string())), ("groups", Value::List(groups.into()))]);
    context.add_variable_from_value("requester", map(requester));
    if program.references().has_variable("signals") {
        context.add_variable_from_value("signals", signals(received)?);
    }
    program.execute(&context).map_err(|error| error.to_string())
}

/// `matches` of the language: whether a text fits a pattern. The library's own would bring all that only makes patterns faster.
fn fits(This(text): This<Arc<String>>, pattern: Arc<String>) -> Result<bool, ExecutionError> {
    let pattern = Regex::new(&pattern)
        .map_err(|_| ExecutionError::function_error("matches", format!("\"{pattern}\" is not a pattern")))?;
    Ok(pattern.is_match(&text))
}

/// The answers as values; a field that is empty is null, so that every field of the form is known.
fn facts(request: &Request, form: &Form) -> Value {
    let mut facts: HashMap<&str, Value> = HashMap::new();
    for field in &form.fields {
        facts.insert(
            &field.key,
            request.data.0.get(&field.key).map_or(Value::Null, |answer| value(answer, &field.input)),
        );
    }
    map(facts)
}

fn value(answer: &Answer, input: &Input) -> Value {
    match answer {
        Answer::Text(words) => text(words),
        Answer::Number(number) if matches!(input, Input::Number { decimals: 0, .. }) => {
            number.to_i64().map_or(Value::Null, Value::Int)
        }
        Answer::Number(number) | Answer::Money { amount: number, .. } => {
            number.to_f64().map_or(Value::Null, Value::Float)
        }
        Answer::Date(date) => text(&date.to_string()),
        Answer::Choice { value, .. } => text(value),
        Answer::Person(person) => text(&person.to_string()),
    }
}

fn signals(received: &Received) -> Result<Value, String> {
    let signals = received.iter().map(|(name, data)| {
        let values = members(&data.0).map_err(|problem| format!("what the signal \"{name}\" brought {problem}"))?;
        Ok((name.as_str(), values))
    });
    signals.collect::<Result<_, String>>().map(map)
}

fn members(object: &serde_json::Map<String, Json>) -> Result<Value, String> {
    short_enough(object.len())?;
    object.iter().map(|(key, value)| Ok((key.as_str(), json(value)?))).collect::<Result<_, String>>().map(map)
}

fn json(value: &Json) -> Result<Value, String> {
    Ok(match value {
        Json::Null => Value::Null,
        Json::Bool(answer) => Value::Bool(*answer),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Value::Int(whole),
            None => number.as_f64().map_or(Value::Null, Value::Float),
        },
        Json::String(words) => text(words),
        Json::Array(items) => {
            short_enough(items.len())?;
            Value::List(items.iter().map(json).collect::<Result<Vec<_>, _>>()?.into())
        }
        Json::Object(object) => members(object)?,
    })
}

fn short_enough(length: usize) -> Result<(), String> {
    if length > LONGEST_LIST {
        return Err(format!("has a list of {length}; at most {LONGEST_LIST} can be worked with"));
    }
    Ok(())
}

fn text(words: &str) -> Value {
    Value::String(words.to_owned().into())
}

fn map(entries: HashMap<&str, Value>) -> Value {
    let entries: HashMap<Key, Value> = entries.into_iter().map(|(key, value)| (Key::from(key), value)).collect();
    Value::Map(Map { map: entries.into() })
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "true or false",
        Value::Int(_) | Value::UInt(_) | Value::Float(_) => "a number",
        Value::String(_) => "a text",
        Value::List(_) => "a list",
        Value::Null => "nothing",
        _ => "something else",
    }
}
