//! The organisation's people as a simulation knows them; it answers each question as the shell's directory does.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::email;
use crate::execution::Requester;
use crate::ids::{GroupKey, PersonId};
use crate::nodes::source::Lookup;

/// How far up a chain of managers is looked.
const HIGHEST: usize = 20;

/// Everybody and every group, as `GET /drafts/{id}/directory` gives them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    pub people: Vec<Someone>,
    #[serde(default)]
    pub groups: Vec<Group>,
}

/// A member of the organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Someone {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    #[serde(default)]
    pub manager: Option<PersonId>,
    #[serde(default)]
    pub groups: Vec<GroupKey>,
    #[serde(default = "active")]
    pub active: bool,
}

fn active() -> bool {
    true
}

/// A group by its key, and its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub key: GroupKey,
    pub name: String,
}

impl Directory {
    /// The member with this id, active or not.
    #[must_use]
    pub fn person(&self, id: PersonId) -> Option<&Someone> {
        self.people.iter().find(|someone| someone.id == id)
    }

    /// A group's name; its key when it is not there.
    #[must_use]
    pub fn group<'a>(&'a self, key: &'a GroupKey) -> &'a str {
        self.groups.iter().find(|group| group.key == *key).map_or(key.as_str(), |group| group.name.as_str())
    }

    /// An active member with their groups, as somebody who asks.
    #[must_use]
    pub fn requester(&self, id: PersonId) -> Option<Requester> {
        let someone = self.person(id).filter(|someone| someone.active)?;
        Some(Requester { person: id, groups: someone.groups.clone() })
    }

    /// The active people whom a lookup means, in order: members by name, managers nearest first.
    #[must_use]
    pub fn find(&self, lookup: &Lookup) -> Vec<PersonId> {
        match lookup {
            Lookup::Person { id } => {
                self.person(*id).filter(|someone| someone.active).map(|someone| someone.id).into_iter().collect()
            }
            Lookup::Group { key } => {
                let in_it = |someone: &&Someone| someone.active && someone.groups.contains(key);
                let mut members: Vec<&Someone> = self.people.iter().filter(in_it).collect();
                members.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
                members.into_iter().map(|someone| someone.id).collect()
            }
            Lookup::ManagersOf { id, levels } => self.managers(*id, usize::from(*levels)),
            Lookup::Email { address } => {
                match self.people.iter().find(|someone| email::normal(&someone.email) == *address) {
                    Some(someone) if someone.active => vec![someone.id],
                    Some(_) => vec![],
                    None => vec![outside(address)],
                }
            }
        }
    }

    /// Who has left is passed over: their own manager stands in. A circle ends where it began.
    fn managers(&self, of: PersonId, levels: usize) -> Vec<PersonId> {
        let (mut found, mut seen, mut at) = (Vec::new(), BTreeSet::from([of]), of);
        for _ in 0..HIGHEST {
            let Some(up) = self.person(at).and_then(|someone| someone.manager) else { break };
            if !seen.insert(up) {
                break;
            }
            found.extend(self.person(up).filter(|someone| someone.active).map(|someone| someone.id));
            at = up;
        }
        found.truncate(levels);
        found
    }
}

/// The id of somebody outside the organisation in a simulation: the same for the same address. The shell's own ids differ,
/// because they are made of the organisation as well.
#[must_use]
pub fn outside(address: &str) -> PersonId {
    let digest = Sha256::new().chain_update(b"outside\0").chain_update(address.as_bytes()).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    PersonId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}
