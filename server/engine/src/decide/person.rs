//! What people do with the request as a whole: comment, nudge, withdraw, cancel.

use chrono::TimeDelta;

use super::{Run, comment_fits, flow};
use crate::command::Rejection;
use crate::event::Event;
use crate::execution::ClosedBecause;
use crate::ids::PersonId;
use crate::nodes::end::Outcome;

/// How long a requester waits between two nudges.
const NUDGE_PAUSE: TimeDelta = TimeDelta::hours(4);

pub(super) fn commented(run: &mut Run, by: PersonId, text: &str) -> Result<(), Rejection> {
    let text = said("comment", text, "Write something first.")?;
    run.emit(Event::Commented { by, text });
    Ok(())
}

pub(super) fn nudged(run: &mut Run, by: PersonId) -> Result<(), Rejection> {
    only_requester(run, by, "Only the requester can nudge.")?;
    if let Some(next) = run.state.nudged_at.map(|at| at + NUDGE_PAUSE).filter(|next| run.now < *next) {
        let wait = crate::span::Span::seconds((next - run.now).num_seconds().max(60)).in_words();
        return Err(Rejection::not_allowed(format!("You nudged not long ago. You can nudge again in {wait}.")));
    }
    let mut people: Vec<PersonId> =
        run.state.open_tasks().flat_map(|(_, task)| task.actors()).filter(|person| *person != by).collect();
    people.sort_unstable();
    people.dedup();
    if people.is_empty() {
        return Err(Rejection::not_allowed("Nobody else is holding this request now."));
    }
    run.emit(Event::Nudged { by, people });
    Ok(())
}

pub(super) fn withdrawn(run: &mut Run, by: PersonId, reason: &str) -> Result<(), Rejection> {
    only_requester(run, by, "Only the requester can withdraw a request.")?;
    comment_fits("reason", reason)?;
    run.emit(Event::Withdrawn { by, reason: reason.trim().to_owned() });
    flow::close(run, ClosedBecause::Withdrawn, Outcome::Withdrawn);
    Ok(())
}

pub(super) fn cancelled(run: &mut Run, by: PersonId, reason: &str) -> Result<(), Rejection> {
    let reason = said("reason", reason, "Say why you cancel the request.")?;
    run.emit(Event::Cancelled { by, reason });
    flow::close(run, ClosedBecause::Cancelled, Outcome::Cancelled);
    Ok(())
}

fn only_requester(run: &Run, by: PersonId, otherwise: &str) -> Result<(), Rejection> {
    if run.request().requester.person == by { Ok(()) } else { Err(Rejection::not_allowed(otherwise)) }
}

/// A text that must say something.
fn said(field: &str, text: &str, otherwise: &str) -> Result<String, Rejection> {
    comment_fits(field, text)?;
    match text.trim() {
        "" => Err(Rejection::invalid(field, otherwise)),
        text => Ok(text.to_owned()),
    }
}
