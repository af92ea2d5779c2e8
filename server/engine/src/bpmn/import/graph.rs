//! What the graph becomes without the steps that are not carried over, and without gateways where ways only meet.

use super::drawing::{Drawing, Way, What};
use super::report::{Report, quoted};
use crate::ids::Port;
use crate::nodes::approval::{APPROVED, REJECTED};
use crate::nodes::split::BRANCH;
use crate::nodes::{Join, Kind, NEXT, Split};

/// How far beside its join a split is drawn, where a gateway was both.
const BESIDE: i32 = 70;

/// Settles what every gateway is.
pub(super) fn settle(drawing: &mut Drawing, report: &mut Report) {
    one_start(drawing, report);
    for step in 0..drawing.steps.len() {
        if matches!(drawing.steps[step].what, What::Lost) {
            go_around(drawing, step, report);
        }
    }
    let mut again = true;
    while again {
        again = false;
        for step in 0..drawing.steps.len() {
            if only_meets(drawing, step) {
                go_around(drawing, step, report);
                drawing.steps[step].what = What::Lost;
                again = true;
            }
        }
    }
    for step in 0..drawing.steps.len() {
        match drawing.steps[step].what {
            What::Choice => answers(drawing, step),
            What::Parallel => split_or_join(drawing, step),
            _ => {}
        }
    }
}

fn one_start(drawing: &mut Drawing, report: &mut Report) {
    let starts = drawing.steps.iter_mut().filter(|step| matches!(step.what, What::Does(Kind::Start(_))));
    for other in starts.skip(1) {
        let why = "A definition has one start, and the first is kept.";
        report.add("startEvent", Some(&other.id), other.line, why);
        other.what = What::Lost;
    }
}

/// Whether a gateway has nothing to decide or to wait for.
fn only_meets(drawing: &Drawing, step: usize) -> bool {
    match drawing.steps[step].what {
        What::Choice => drawing.from(step).len() <= 1,
        What::Parallel => drawing.from(step).len() <= 1 && drawing.to(step).len() <= 1,
        _ => false,
    }
}

/// Leads every way that comes to a step on to where its only way leads; if there are more or none, the ways end.
fn go_around(drawing: &mut Drawing, step: usize, report: &mut Report) {
    let (to, from) = (drawing.to(step), drawing.from(step));
    let only = match from[..] {
        [way] if drawing.ways[way].to != step && !to.is_empty() => Some(way),
        _ => None,
    };
    let name = match drawing.steps[step].name.as_str() {
        "" => quoted(&drawing.steps[step].id),
        name => quoted(name),
    };
    if let Some(only) = only {
        let on = drawing.ways[only].to;
        drawing.ways[only].gone = true;
        if let Some(condition) = &drawing.ways[only].condition {
            let why = format!("The only way on from {name} needs no condition: {}.", quoted(condition));
            report.add("conditionExpression", Some(&drawing.ways[only].id), drawing.ways[only].line, why);
        }
        for way in to {
            drawing.ways[way].to = on;
        }
        return;
    }
    for way in to.into_iter().chain(from) {
        let way = &mut drawing.ways[way];
        if !way.gone {
            way.gone = true;
            let why = format!("It leads to or from {name}, which is not there any more.");
            report.add("sequenceFlow", Some(&way.id), way.line, why);
        }
    }
}

/// A gateway right behind approvals that only asks how they went becomes the two ways out of each.
fn answers(drawing: &mut Drawing, step: usize) {
    let (to, from) = (drawing.to(step), drawing.from(step));
    let [first, second] = from[..] else { return };
    let ports = match (says(drawing, step, first), says(drawing, step, second)) {
        (Some(true), Some(false)) => [APPROVED, REJECTED],
        (Some(false), Some(true)) => [REJECTED, APPROVED],
        _ => return,
    };
    if !to.iter().all(|way| ends_an_approval(drawing, *way)) {
        return;
    }
    for before in to {
        let task = drawing.ways[before].from;
        drawing.ways[before].gone = true;
        for (way, port) in [first, second].into_iter().zip(ports) {
            let (from, port) = (task, Some(Port::from(port)));
            let way = Way { from, port, condition: None, otherwise: false, ..drawing.ways[way].clone() };
            drawing.ways.push(way);
        }
    }
    drawing.ways[first].gone = true;
    drawing.ways[second].gone = true;
    drawing.steps[step].what = What::Lost;
}

/// Whether a way is the only one by which an approval of another modeller ends.
fn ends_an_approval(drawing: &Drawing, way: usize) -> bool {
    let way = &drawing.ways[way];
    let task = &drawing.steps[way.from];
    let open = drawing.from(way.from).into_iter().filter(|way| drawing.ways[*way].port.is_none()).count();
    let is_approval = matches!(task.what, What::Does(Kind::Approval(_))) && !task.ours;
    is_approval && open == 1 && way.port.is_none() && way.condition.is_none()
}

/// Whether a way is for yes or for no, by its name, else by its condition, as far as these speak of approving.
fn says(drawing: &Drawing, gateway: usize, way: usize) -> Option<bool> {
    let (way, gateway) = (&drawing.ways[way], drawing.steps[gateway].name.to_lowercase());
    let condition = way.condition.as_deref().unwrap_or_default();
    let text = if way.name.is_empty() { condition } else { &way.name }.to_lowercase();
    let about = |text: &str| text.contains("approv") || text.contains("accept");
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let yes = match *words.last()? {
        "approved" | "approve" | "accepted" | "accept" | "granted" => true,
        "rejected" | "reject" | "declined" | "decline" | "denied" | "refused" => false,
        "yes" | "true" if about(&gateway) || about(condition) => true,
        "no" | "false" if about(&gateway) || about(condition) => false,
        _ => return None,
    };
    let not = text.contains('!') || words.contains(&"not");
    Some(yes != not)
}

fn split_or_join(drawing: &mut Drawing, step: usize) {
    let from = drawing.from(step);
    let (joins, splits) = (drawing.to(step).len() > 1, from.len() > 1);
    if !splits {
        drawing.steps[step].what = What::Does(Kind::Join(Join {}));
        return;
    }
    let mut at = step;
    if joins {
        drawing.steps[step].what = What::Does(Kind::Join(Join {}));
        at = drawing.beside(step, "split", BESIDE, Kind::Split(Split {}));
        drawing.connect(step, at, NEXT);
    } else {
        drawing.steps[step].what = What::Does(Kind::Split(Split {}));
    }
    for way in from {
        drawing.ways[way].from = at;
        drawing.ways[way].port = Some(Port::from(BRANCH));
    }
}
