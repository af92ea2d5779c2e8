//! Names of people and groups, for reading a definition out.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use engine::Definition;
use engine::ids::{GroupKey, NodeId, PersonId};
use engine::narrate::Narrator;
use engine::nodes::Kind;
use runtime::{Caller, Runtime, read};

use crate::moment::Zone;

/// What the narrator needs to know of the organisation.
#[derive(Debug)]
pub struct Names {
    people: BTreeMap<PersonId, String>,
    groups: BTreeMap<GroupKey, String>,
    zone: Zone,
}

impl Names {
    /// The names of everybody and every group.
    pub async fn load(runtime: &Runtime, caller: &Caller, zone: Zone) -> runtime::Result<Self> {
        let people = read::people(runtime, caller).await?.into_iter().map(|row| (row.id, row.name)).collect();
        let groups = read::groups(runtime, caller).await?.into_iter().map(|row| (row.key, row.name)).collect();
        Ok(Self { people, groups, zone })
    }

    /// Nobody's names: people and groups are called by their keys.
    #[cfg(test)]
    pub fn none(zone: Zone) -> Self {
        Self { people: BTreeMap::new(), groups: BTreeMap::new(), zone }
    }

    /// A group's name; its key when it is not there.
    pub fn group(&self, key: &GroupKey) -> String {
        self.groups.get(key).cloned().unwrap_or_else(|| key.0.clone())
    }

    /// Tells something of a definition with these names.
    pub fn narrated<R>(&self, definition: &Definition, tell: impl FnOnce(&Narrator) -> R) -> R {
        let person =
            |id: PersonId| self.people.get(&id).cloned().unwrap_or_else(|| "somebody who is no longer here".to_owned());
        let group = |key: &GroupKey| self.group(key);
        let moment = |at: DateTime<Utc>| self.zone.short(at);
        tell(&Narrator { definition, person: &person, group: &group, moment: &moment })
    }
}

/// Who is asked, beneath the names of approvals on the drawing.
pub fn notes(narrator: &Narrator) -> BTreeMap<NodeId, String> {
    let approvers = narrator.definition.nodes.iter().filter_map(|node| match &node.does {
        Kind::Approval(approval) => Some((node.id.clone(), narrator.short_sources(&approval.approvers))),
        Kind::Notify(notify) => Some((node.id.clone(), narrator.short_sources(&notify.to))),
        Kind::Signal(signal) => Some((node.id.clone(), signal.name.clone())),
        _ => None,
    });
    approvers.filter(|(_, words)| !words.is_empty()).collect()
}
