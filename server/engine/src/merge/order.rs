//! The order of what two people made of one list.

use std::collections::{BTreeMap, BTreeSet};

use super::Side;

/// Whose order leads: of whoever changed it. None when both did, each otherwise.
pub(super) fn first(base: &[String], mine: &[String], theirs: &[String]) -> Option<Side> {
    let [in_base, in_mine, in_theirs] = [base, mine, theirs].map(|list| list.iter().collect::<BTreeSet<_>>());
    let common = |list: &'_ [String]| -> Vec<String> {
        let everywhere = |id: &&String| in_base.contains(id) && in_mine.contains(id) && in_theirs.contains(id);
        list.iter().filter(everywhere).cloned().collect()
    };
    let (base, mine, theirs) = (common(base), common(mine), common(theirs));
    if theirs == base || theirs == mine {
        Some(Side::Mine)
    } else if mine == base {
        Some(Side::Theirs)
    } else {
        None
    }
}

/// Those of `first` in their order, each of the others behind the one that it follows in `then`.
pub(super) fn woven(first: &[String], then: &[String], stays: impl Fn(&str) -> bool) -> Vec<String> {
    let known: BTreeSet<&String> = first.iter().collect();
    let mut behind: BTreeMap<Option<&String>, Vec<&String>> = BTreeMap::new();
    let mut last = None;
    for id in then.iter().filter(|id| stays(id)) {
        if known.contains(id) {
            last = Some(id);
        } else {
            behind.entry(last).or_default().push(id);
        }
    }
    let mut woven = behind.remove(&None).unwrap_or_default();
    for id in first.iter().filter(|id| stays(id)) {
        woven.push(id);
        woven.extend(behind.remove(&Some(id)).unwrap_or_default());
    }
    woven.into_iter().cloned().collect()
}
