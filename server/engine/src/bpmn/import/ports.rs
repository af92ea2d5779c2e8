//! By which port every way leaves its step, and the cases of conditions.

use std::collections::BTreeSet;

use super::comparisons;
use super::drawing::{Drawing, What};
use super::report::{Report, quoted};
use crate::bpmn::names::{first, one_line, shown, slug};
use crate::ids::Port;
use crate::nodes::condition::{Case, DEFAULT};
use crate::nodes::split::BRANCH;
use crate::nodes::{Condition, Kind, Split};

/// How far beside a step the ways that leave it all at once are drawn.
const BESIDE: i32 = 110;
/// The longest label of a case, in characters.
const LONGEST_LABEL: usize = 60;

/// Gives every way a port.
pub(super) fn assign(drawing: &mut Drawing, report: &mut Report) {
    for step in 0..drawing.steps.len() {
        let open: Vec<usize> = drawing.from(step).into_iter().filter(|way| drawing.ways[*way].port.is_none()).collect();
        match &drawing.steps[step].what {
            What::Choice => {
                drawing.steps[step].what = What::Does(Kind::Condition(Condition { cases: vec![] }));
                cases(drawing, step, &open, report);
            }
            What::Does(Kind::Condition(_)) => {
                renew(drawing, step);
                cases(drawing, step, &open, report);
            }
            What::Does(Kind::Split(_)) => {
                for way in open {
                    drawing.ways[way].port = Some(Port::from(BRANCH));
                }
            }
            What::Does(_) if open.len() > 1 => fork(drawing, step, open, report),
            What::Does(_) => {
                for way in open {
                    lead_on(drawing, step, way, report);
                }
            }
            What::Parallel | What::Lost => {}
        }
    }
}

/// The first port of a step by which no way leaves yet.
fn free_port(drawing: &Drawing, step: usize) -> Option<Port> {
    let What::Does(does) = &drawing.steps[step].what else { return None };
    let taken: BTreeSet<&Port> =
        drawing.from(step).into_iter().filter_map(|way| drawing.ways[way].port.as_ref()).collect();
    let timed_out = Port::from(crate::nodes::approval::TIMED_OUT);
    does.ports().into_iter().map(|(port, _)| port).find(|port| !taken.contains(port) && *port != timed_out)
}

fn lead_on(drawing: &mut Drawing, step: usize, way: usize, report: &mut Report) {
    let port = free_port(drawing, step);
    let way = &mut drawing.ways[way];
    if let Some(condition) = way.condition.take() {
        let why = format!("A step with one way on needs no condition: {}.", quoted(&condition));
        report.add("conditionExpression", Some(&way.id), way.line, why);
    }
    if port.is_none() {
        way.gone = true;
        report.add("sequenceFlow", Some(&way.id), way.line, "The step that it leaves has no such way on.");
    }
    way.port = port;
}

/// In BPMN several ways that leave a step are taken at once; here a split, or a condition, stands between.
fn fork(drawing: &mut Drawing, step: usize, ways: Vec<usize>, report: &mut Report) {
    let Some(port) = free_port(drawing, step) else {
        for way in ways {
            lead_on(drawing, step, way, report);
        }
        return;
    };
    let conditional = ways.iter().any(|way| drawing.ways[*way].condition.is_some() || drawing.ways[*way].otherwise);
    let does = if conditional { Kind::Condition(Condition { cases: vec![] }) } else { Kind::Split(Split {}) };
    let at = drawing.beside(step, "ways", BESIDE, does);
    drawing.connect(step, at, port.as_str());
    for way in &ways {
        drawing.ways[*way].from = at;
        if !conditional {
            drawing.ways[*way].port = Some(Port::from(BRANCH));
        }
    }
    if conditional {
        let name = quoted(&drawing.steps[step].name);
        let why =
            format!("Of the ways that leave {name} every one whose condition holds was taken; here it is the first.");
        report.add("sequenceFlow", Some(&drawing.ways[ways[0]].id), drawing.ways[ways[0]].line, why);
        cases(drawing, at, &ways, report);
    }
}

/// What other modellers have changed in the names and conditions of ways that are ours.
fn renew(drawing: &mut Drawing, step: usize) {
    let ways = drawing.from(step);
    let What::Does(Kind::Condition(condition)) = &mut drawing.steps[step].what else { return };
    for way in ways.into_iter().map(|way| &drawing.ways[way]) {
        let Some(case) = condition.cases.iter_mut().find(|case| Some(&case.port) == way.port.as_ref()) else {
            continue;
        };
        if let Some(text) = way.condition.as_ref().filter(|text| **text != shown(&case.when)) {
            case.when.clone_from(text);
        }
        if one_line(&shown(&case.label)) != way.name {
            case.label.clone_from(&way.name);
        }
    }
}

/// Adds a case for each way but the one that is taken otherwise.
fn cases(drawing: &mut Drawing, step: usize, ways: &[usize], report: &mut Report) {
    let otherwise = otherwise(drawing, step, ways);
    for (number, way) in (1..).zip(ways) {
        if Some(*way) == otherwise {
            drawing.ways[*way].port = Some(Port::from(DEFAULT));
            continue;
        }
        let case = case(drawing, step, *way, number, report);
        drawing.ways[*way].port = Some(case.port.clone());
        if let What::Does(Kind::Condition(condition)) = &mut drawing.steps[step].what {
            condition.cases.push(case);
        }
    }
}

fn otherwise(drawing: &Drawing, step: usize, ways: &[usize]) -> Option<usize> {
    if drawing
        .from(step)
        .iter()
        .any(|way| drawing.ways[*way].port.as_ref().is_some_and(|port| port.as_str() == DEFAULT))
    {
        return None;
    }
    let mut free = ways.iter().copied().filter(|way| drawing.ways[*way].condition.is_none());
    let only = free.next().filter(|_| free.next().is_none());
    ways.iter().copied().find(|way| drawing.ways[*way].otherwise).or(only)
}

fn case(drawing: &Drawing, step: usize, way: usize, number: usize, report: &mut Report) -> Case {
    let taken: BTreeSet<&str> = match &drawing.steps[step].what {
        What::Does(Kind::Condition(condition)) => condition.cases.iter().map(|case| case.port.as_str()).collect(),
        _ => BTreeSet::new(),
    };
    let way = &drawing.ways[way];
    let written = way.condition.as_deref().unwrap_or_default();
    let when = comparisons::read(written);
    if when.is_none() {
        let name = match drawing.steps[step].name.as_str() {
            "" => quoted(&drawing.steps[step].id),
            name => quoted(name),
        };
        let why = match written.trim() {
            "" => format!("A way that leaves {name} has no condition; write one."),
            text => format!("The condition {} is no simple comparison; write it anew.", quoted(text)),
        };
        let element = if written.is_empty() { "sequenceFlow" } else { "conditionExpression" };
        report.add(element, Some(&way.id), way.line, why);
    }
    let plain = slug(&way.name, '-', 40);
    let plain = if plain.is_empty() || plain == DEFAULT { format!("way-{number}") } else { plain };
    let mut port = plain.clone();
    let mut count = 2;
    while taken.contains(port.as_str()) {
        port = format!("{plain}-{count}");
        count += 1;
    }
    let label = [way.name.as_str(), when.as_deref().unwrap_or_default()].into_iter().find(|text| !text.is_empty());
    let label = label.map_or_else(|| format!("Way {number}"), |label| first(label, LONGEST_LABEL));
    Case { port: Port(port), label, when: when.unwrap_or_default() }
}
