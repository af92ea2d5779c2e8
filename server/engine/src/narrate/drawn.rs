//! What is drawn, in words: connections, questions, and what the process itself has.

use super::words::quoted;
use crate::definition::{Definition, Edge};
use crate::edit::port_name;
use crate::form::Input;

/// A connection in words: `“Manager”, approved: to “Finance”`.
#[must_use]
pub fn connection(definition: &Definition, edge: &Edge) -> String {
    let (from, to) = (quoted(definition.name_of(&edge.from)), quoted(definition.name_of(&edge.to)));
    match definition.node(&edge.from).map_or_else(String::new, |node| port_name(node, &edge.port)) {
        port if port.is_empty() => format!("{from} to {to}"),
        port => format!("{from}, {port}: to {to}"),
    }
}

/// What a member of the process itself is called.
#[must_use]
pub fn head_label(key: &str) -> &str {
    match key {
        "key" => "Key",
        "name" => "Name",
        "description" => "Description",
        "title" => "Title of a request",
        "time_zone" => "Dates are meant in",
        "starters" => "May ask",
        "viewers" => "May see",
        "schema" => "Schema of the document",
        other => other,
    }
}

/// What kind of answer is asked for, with every limit.
#[must_use]
pub fn input(input: &Input) -> String {
    let limited = |what: String, min: Option<String>, max: Option<String>| match (min, max) {
        (None, None) => what,
        (Some(min), None) => format!("{what}, {min} or more"),
        (None, Some(max)) => format!("{what}, {max} or less"),
        (Some(min), Some(max)) => format!("{what}, from {min} to {max}"),
    };
    let letters = |what: &str, most: &Option<u32>| match most {
        Some(most) => format!("{what} of at most {most} characters"),
        None => what.to_owned(),
    };
    let text = |of: &Option<_>| of.as_ref().map(ToString::to_string);
    match input {
        Input::Text { max_length } => letters("One line", max_length),
        Input::LongText { max_length } => letters("Text", max_length),
        Input::Number { min, max, decimals } => {
            let what = match decimals {
                0 => "Whole number".to_owned(),
                1 => "Number with one digit after the point".to_owned(),
                more => format!("Number with {more} digits after the point"),
            };
            limited(what, text(min), text(max))
        }
        Input::Money { currency, min, max } => limited(format!("Amount in {currency}"), text(min), text(max)),
        Input::Date { earliest, latest } => {
            let day = |of: &Option<_>| of.as_ref().map(ToString::to_string);
            limited("Date".to_owned(), day(earliest), day(latest))
        }
        Input::Choice { options } => {
            let options: Vec<&str> = options.iter().map(|option| option.label.as_str()).collect();
            format!("One of: {}", options.join("; "))
        }
        Input::Person => "A person".to_owned(),
        Input::Email => "E-mail address".to_owned(),
    }
}
