//! Puts an organisation's own groups in the place of a template's.

use std::collections::{BTreeMap, BTreeSet};

use engine::Definition;
use engine::ids::GroupKey;
use engine::nodes::{Kind, Source};

/// Replaces groups by their keys; what is not named stays as it is.
pub fn fill(definition: &mut Definition, groups_for: &BTreeMap<String, String>) {
    groups(definition, |group| {
        if let Some(ours) = groups_for.get(&group.0) {
            group.0.clone_from(ours);
        }
    });
    // Two of the template's groups may be one of the organisation's.
    once(&mut definition.starters);
    once(&mut definition.viewers);
    for node in &mut definition.nodes {
        if let Some(sources) = lists(&mut node.does) {
            once_each(sources);
        }
    }
}

/// Shows every group that a definition names.
pub fn groups(definition: &mut Definition, mut each: impl FnMut(&mut GroupKey)) {
    definition.starters.iter_mut().chain(&mut definition.viewers).for_each(&mut each);
    for node in &mut definition.nodes {
        let more: Vec<&mut Source> = match &mut node.does {
            Kind::Approval(approval) => {
                let escalations = approval.escalations.iter_mut().map(|escalation| &mut escalation.to);
                approval.approvers.iter_mut().chain(&mut approval.fallback).chain(escalations).collect()
            }
            other => lists(other).into_iter().flatten().collect(),
        };
        for source in more {
            if let Source::Group { key } = source {
                each(key);
            }
        }
    }
}

/// The list of people that a node asks or tells.
fn lists(kind: &mut Kind) -> Option<&mut Vec<Source>> {
    match kind {
        Kind::Approval(approval) => Some(&mut approval.approvers),
        Kind::Notify(notify) => Some(&mut notify.to),
        Kind::Signal(signal) => Some(&mut signal.link_to),
        _ => None,
    }
}

fn once(groups: &mut Vec<GroupKey>) {
    let mut seen = BTreeSet::new();
    groups.retain(|group| seen.insert(group.clone()));
}

fn once_each(sources: &mut Vec<Source>) {
    let mut seen = Vec::new();
    sources.retain(|source| {
        let new = !seen.contains(source);
        seen.push(source.clone());
        new
    });
}

#[cfg(test)]
mod tests {
    use super::super::Template;
    use super::*;

    #[test]
    fn one_group_for_two_placeholders_is_named_once() {
        let mut definition = Template::find("production-change").unwrap().definition();
        let ours = |group: &str| (group.to_owned(), "engineering".to_owned());
        fill(&mut definition, &[ours("operations"), ours("security")].into());
        let board = definition.nodes.iter().find(|node| node.id.as_str() == "board").unwrap();
        let Kind::Approval(board) = &board.does else { panic!("{board:?}") };
        assert_eq!(board.approvers, [Source::Group { key: GroupKey::from("engineering") }]);
        assert_eq!(definition.viewers, [GroupKey::from("engineering")]);
    }
}
