//! The names that a simulation's sentences speak with: members by name, groups by name, people outside by address.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::directory::{Directory, outside};
use crate::definition::Definition;
use crate::event::Event;
use crate::ids::{GroupKey, PersonId};
use crate::narrate::Narrator;
use crate::nodes::source::Lookup;

/// What people are called.
#[derive(Clone, Debug, Default)]
pub(super) struct Names(BTreeMap<PersonId, String>);

impl Names {
    pub(super) fn of(directory: &Directory) -> Self {
        Self(directory.people.iter().map(|someone| (someone.id, someone.name.clone())).collect())
    }

    /// Learns the addresses of people outside from the questions to the directory.
    pub(super) fn learn<'e>(&mut self, events: impl IntoIterator<Item = &'e Event>) {
        for event in events {
            let Event::PeopleAsked { lookups, .. } = event else { continue };
            for (lookup, _) in lookups {
                if let Lookup::Email { address } = lookup {
                    self.0.entry(outside(address)).or_insert_with(|| address.clone());
                }
            }
        }
    }

    pub(super) fn person(&self, id: PersonId) -> String {
        self.0.get(&id).map_or_else(|| "somebody who is not in the directory".to_owned(), Clone::clone)
    }

    /// Tells something with these names.
    pub(super) fn narrated<R>(
        &self,
        definition: &Definition,
        directory: &Directory,
        moment: &dyn Fn(DateTime<Utc>) -> String,
        tell: impl FnOnce(&Narrator) -> R,
    ) -> R {
        let person = |id: PersonId| self.person(id);
        let group = |key: &GroupKey| directory.group(key).to_owned();
        tell(&Narrator { definition, person: &person, group: &group, moment })
    }
}
