//! Where the nodes of the drawing lead: each to its latest entry in the history.

use std::collections::BTreeMap;

use engine::ids::NodeId;

use super::View;
use super::moments::{Moment, latest};
use super::story::Story;
use super::timeline::SHOWN;

/// The address of the latest entry of each node that has one. It is on this page where this view shows it; else in the
/// timeline, or in the list of all events where the timeline is too short for it.
pub fn of(story: &Story, moments: &[Moment], view: View) -> BTreeMap<NodeId, String> {
    let id = story.detail.id;
    let hidden = moments.len().saturating_sub(SHOWN);
    let (first, last) = story.window;
    let address = |no: usize, moment: &Moment| {
        let seq = moment.seq;
        match view {
            View::Events if (first..=last).contains(&seq) => format!("#t{seq}"),
            View::Timeline if no >= hidden => format!("#{}", moment.id()),
            View::Lanes if no >= hidden => format!("/executions/{id}#{}", moment.id()),
            _ => format!("/executions/{id}?view=events&before={}#t{seq}", seq + 1),
        }
    };
    let found = latest(moments).into_iter();
    found.filter_map(|(node, no)| Some((node.clone(), address(no, moments.get(no)?)))).collect()
}
