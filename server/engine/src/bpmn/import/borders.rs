//! Events on the border of a step: a timer that ends the step is its timeout, everything else is lost.

use std::collections::BTreeMap;

use super::drawing::{Drawing, Step, What};
use super::elements::{details, local, title};
use super::kinds;
use super::report::Report;
use crate::bpmn::xml::{Element, Space};
use crate::nodes::Kind;
use crate::nodes::approval::{Then, Timeout};

/// Gives each event on a border to its step. Ways that leave it leave the step by `timed_out`, or lead from nothing.
pub(super) fn attach<'a>(
    drawing: &mut Drawing,
    places: &mut BTreeMap<&'a str, usize>,
    events: &[&'a Element],
    report: &mut Report,
) {
    for event in events {
        let id = event.get("id").unwrap_or_default();
        let host = event.get("attachedToRef").and_then(|id| places.get(local(id))).copied();
        let is_ours = event.our("part") == Some("timeout");
        let taken = host.is_some_and(|host| end_after(&mut drawing.steps[host], event, is_ours));
        if let Some(host) = host.filter(|_| taken) {
            let mut rest = (*event).clone();
            rest.children.retain(|child| !child.is("timerEventDefinition"));
            details(&rest, report);
            places.insert(id, host);
        } else {
            report.lose(event, why(event));
            // A step that is lost takes the ways that leave it with it.
            places.insert(id, drawing.steps.len());
            let (id, name) = (id.to_owned(), String::new());
            drawing.steps.push(Step {
                id,
                name,
                line: event.line,
                what: What::Lost,
                at: None,
                pinned: false,
                ours: false,
                our_id: None,
            });
        }
    }
}

/// Makes the event the step's timeout, where it can be one.
fn end_after(step: &mut Step, event: &Element, is_ours: bool) -> bool {
    let Some((after, then)) = kinds::timeout(event) else {
        // Our own settings say the time, even where it is one that nobody would draw.
        return is_ours && matches!(&step.what, What::Does(Kind::Approval(approval)) if approval.timeout.is_some());
    };
    match &mut step.what {
        What::Does(Kind::Approval(approval)) if is_ours || approval.timeout.is_none() => {
            approval.timeout = Some(Timeout { after, then: Then::Leave });
            then == Then::Leave
        }
        What::Does(Kind::Signal(signal)) if signal.timeout.is_none() => {
            signal.timeout = Some(after);
            true
        }
        _ => false,
    }
}

fn why(event: &Element) -> String {
    let (title, definition) = (title(event), kinds::event(event));
    match definition.filter(|definition| definition.space == Space::Model).map(|definition| definition.name.as_str()) {
        Some("timerEventDefinition") if event.get("cancelActivity") == Some("false") => format!(
            "The timer {title} goes off while the step goes on; set reminders or an escalation with the step instead."
        ),
        Some("timerEventDefinition") => format!(
            "The timer {title} cannot become a timeout: its step has none, has one already, or the time cannot be read."
        ),
        _ => format!("{title} is set off by something that does not happen to a step here."),
    }
}
