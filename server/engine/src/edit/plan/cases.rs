//! The cases of a condition: each has a port that nothing else has; an edge follows the port of its case.

use serde_json::Value;

use super::super::Refusal;
use super::super::names::{case_port, quoted};
use crate::ids::Port;
use crate::nodes::Condition;
use crate::nodes::condition::{Case, DEFAULT};

/// The longest port, in characters.
const LONGEST_PORT: usize = 60;

/// Gives a port to each case that has none. The ports given are told too.
pub(super) fn with_ports(cases: &Value, before: &Condition) -> (Value, Vec<Port>) {
    let mut cases = cases.clone();
    let Value::Array(list) = &mut cases else { return (cases, vec![]) };
    let port_of = |case: &Value| case.get("port").and_then(Value::as_str).unwrap_or_default().trim().to_owned();
    let mut taken: Vec<String> = before.cases.iter().map(|case| case.port.0.clone()).collect();
    taken.extend(list.iter().map(port_of));
    let mut given = vec![];
    for case in list.iter_mut().filter(|case| port_of(case).is_empty()) {
        if let Value::Object(case) = case {
            let port = case_port(&taken);
            taken.push(port.0.clone());
            case.insert("port".to_owned(), Value::String(port.0.clone()));
            given.push(port);
        }
    }
    (cases, given)
}

pub(super) fn allowed(condition: &Condition) -> Result<(), Refusal> {
    for (place, case) in condition.cases.iter().enumerate() {
        let port = case.port.as_str();
        if port == DEFAULT {
            return Err(Refusal::new(
                "The way “default” is for when no case holds. Give the way of this case another name.",
            ));
        }
        if port.chars().count() > LONGEST_PORT {
            return Err(Refusal::new(format!("The name of a way has at most {LONGEST_PORT} characters. Shorten it.")));
        }
        if condition.cases[..place].iter().any(|other| other.port == case.port) {
            return Err(Refusal::new(format!("Two cases have the way {}. Give one of them another.", quoted(port))));
        }
    }
    Ok(())
}

/// The ports that were renamed, before and after: the case is in the same place of as many, or says the same.
pub(super) fn renamed(before: &Condition, now: &Condition, given: &[Port]) -> Vec<(Port, Port)> {
    let there = |port: &Port, cases: &[Case]| cases.iter().any(|case| case.port == *port);
    let as_many = before.cases.len() == now.cases.len();
    let mut pairs: Vec<(Port, Port)> = vec![];
    for (place, old) in before.cases.iter().enumerate().filter(|(_, old)| !there(&old.port, &now.cases)) {
        let is_new = |case: &Case| !there(&case.port, &before.cases) && !given.contains(&case.port);
        let is_it = |(at, case): &(usize, &Case)| {
            if as_many { *at == place } else { case.label == old.label && case.when == old.when }
        };
        let taken = |case: &Case| pairs.iter().any(|(_, port)| *port == case.port);
        let mut cases = now.cases.iter().enumerate();
        if let Some((_, case)) = cases.find(|case| is_it(case) && is_new(case.1) && !taken(case.1)) {
            pairs.push((old.port.clone(), case.port.clone()));
        }
    }
    pairs
}
