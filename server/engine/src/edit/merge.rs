//! Edits of one gesture become one step: what they change twice is changed once.

use std::collections::BTreeMap;

use super::Step;
use super::step::Change;
use crate::definition::At;

/// Two steps of one gesture as one: what was changed twice is changed once.
pub(super) fn merged(first: Step, then: Step) -> Step {
    let named = first.adds_or_removes();
    let changes = moved_on(&first.changes, &then.changes).unwrap_or_else(|| {
        let mut changes = first.changes;
        then.changes.into_iter().for_each(|change| push(&mut changes, change));
        changes
    });
    let about = if then.about.is_empty() { first.about } else { then.about };
    Step { label: if named { first.label } else { then.label }, changes, about, note: then.note.or(first.note) }
}

/// Moves after moves, put together without looking at each pair: a whole drawing can be dragged.
fn moved_on(first: &[Change], then: &[Change]) -> Option<Vec<Change>> {
    let mut places: BTreeMap<usize, (At, At)> = BTreeMap::new();
    for change in first.iter().chain(then) {
        let Change::Moved { at, before, after } = change else { return None };
        places.entry(*at).and_modify(|(_, to)| *to = *after).or_insert((*before, *after));
    }
    let moves = places.into_iter().filter(|(_, (before, after))| before != after);
    Some(moves.map(|(at, (before, after))| Change::Moved { at, before, after }).collect())
}

/// Adds a change, or makes it a part of an earlier one of the same thing, if nothing between them moves that thing.
fn push(changes: &mut Vec<Change>, change: Change) {
    for place in (0..changes.len()).rev() {
        match joined(&changes[place], &change) {
            Joined::Apart => {}
            Joined::Nothing => {
                changes.remove(place);
                return;
            }
            Joined::To(one) => {
                changes[place] = one;
                return;
            }
            Joined::Stop => break,
        }
    }
    changes.push(change);
}

enum Joined {
    /// Each could come first.
    Apart,
    /// Together they are this.
    To(Change),
    /// Together they change nothing.
    Nothing,
    /// They stay two.
    Stop,
}

fn joined(earlier: &Change, later: &Change) -> Joined {
    use Change::{AllTo, EdgeIn, EdgeOut, EdgeTo, HeadTo, Moved, NodeIn, NodeTo, Note, Section};
    let unless_same = |same: bool, change: Change| if same { Joined::Nothing } else { Joined::To(change) };
    match (earlier, later) {
        (NodeTo { at, before, .. }, NodeTo { at: to, after, .. }) if at == to => {
            unless_same(before == after, NodeTo { at: *at, before: before.clone(), after: after.clone() })
        }
        (NodeTo { at, before, after }, Moved { at: to, after: place, .. }) if at == to => {
            let mut after = after.clone();
            after.at = *place;
            unless_same(*before == after, NodeTo { at: *at, before: before.clone(), after })
        }
        (Moved { at, before, .. }, Moved { at: to, after, .. }) if at == to => {
            unless_same(before == after, Moved { at: *at, before: *before, after: *after })
        }
        (NodeIn { at, .. }, NodeTo { at: to, after, .. }) if at == to => {
            Joined::To(NodeIn { at: *at, node: after.clone() })
        }
        (NodeIn { at, node }, Moved { at: to, after, .. }) if at == to => {
            let mut node = node.clone();
            node.at = *after;
            Joined::To(NodeIn { at: *at, node })
        }
        (EdgeTo { at, before, .. }, EdgeTo { at: to, after, .. }) if at == to => {
            unless_same(before == after, EdgeTo { at: *at, before: before.clone(), after: after.clone() })
        }
        (EdgeIn { at, .. }, EdgeTo { at: to, after, .. }) if at == to => {
            Joined::To(EdgeIn { at: *at, edge: after.clone() })
        }
        (Note { at, before, after }, Note { at: to, before: is, after: last }) => {
            let make = |before, after| Note { at: *at, before, after };
            beside((*at, before, after), (*to, is, last), make)
        }
        (Section { at, before, after }, Section { at: to, before: is, after: last }) => {
            let make = |before, after| Section { at: *at, before, after };
            beside((*at, before, after), (*to, is, last), make)
        }
        (AllTo { .. }, _) | (_, AllTo { .. }) => Joined::Stop,
        (Note { .. } | Section { .. }, _) | (_, Note { .. } | Section { .. }) => Joined::Apart,
        (HeadTo { before, .. }, HeadTo { after, .. }) => {
            unless_same(before == after, HeadTo { before: before.clone(), after: after.clone() })
        }
        (NodeTo { at, .. } | Moved { at, .. }, NodeTo { at: to, .. } | Moved { at: to, .. }) if at != to => {
            Joined::Apart
        }
        (EdgeTo { at, .. }, EdgeTo { at: to, .. }) if at != to => Joined::Apart,
        (HeadTo { .. }, NodeTo { .. } | Moved { .. } | EdgeTo { .. })
        | (NodeTo { .. } | Moved { .. } | NodeIn { .. } | Change::NodeOut { .. }, EdgeTo { .. } | HeadTo { .. })
        | (EdgeTo { .. } | EdgeIn { .. } | EdgeOut { .. }, NodeTo { .. } | Moved { .. } | HeadTo { .. }) => {
            Joined::Apart
        }
        _ => Joined::Stop,
    }
}

/// Two changes of one list: its place, what was there before, and what is after.
fn beside<T: Clone + PartialEq>(
    earlier: (usize, &Option<T>, &Option<T>),
    later: (usize, &Option<T>, &Option<T>),
    make: impl Fn(Option<T>, Option<T>) -> Change,
) -> Joined {
    let (at, before, stays) = earlier;
    let (to, is, after) = later;
    let keeps_places = before.is_some() == stays.is_some() && is.is_some() == after.is_some();
    match (at == to, keeps_places) {
        // What took the place of one that went is another.
        (true, _) if stays.is_some() == is.is_some() => {
            if before == after {
                Joined::Nothing
            } else {
                Joined::To(make(before.clone(), after.clone()))
            }
        }
        (false, true) => Joined::Apart,
        _ => Joined::Stop,
    }
}
