//! Names of people and groups, for sentences and screens.

use std::collections::{BTreeMap, BTreeSet};

use engine::Definition;
use engine::ids::{GroupKey, PersonId};
use engine::nodes::Source;
use engine::simulate::{Directory, Group, Someone};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::caller::Caller;
use crate::definitions;
use crate::error::Result;
use crate::ids::OrgRef;
use crate::read::Named;

/// Names of the people and groups of one organisation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    pub people: BTreeMap<PersonId, String>,
    pub groups: BTreeMap<GroupKey, String>,
}

impl Names {
    /// The person's name.
    pub fn of(&self, person: PersonId) -> &str {
        self.people.get(&person).map_or("Somebody who is no longer here", String::as_str)
    }

    /// The person's name inside a sentence that this person reads: `you` when it is about them.
    pub fn to(&self, reader: &Caller, person: PersonId) -> &str {
        if person == reader.person { "you" } else { self.of(person) }
    }

    /// The person with the name.
    pub fn named(&self, person: PersonId) -> Named {
        Named { id: person, name: self.of(person).to_owned() }
    }

    /// The group's name; its key when there is no such group.
    pub fn group<'a>(&'a self, key: &'a GroupKey) -> &'a str {
        self.groups.get(key).map_or(key.as_str(), String::as_str)
    }
}

/// The names of these people, and of all groups.
pub(crate) async fn of(
    conn: &mut PgConnection,
    org: OrgRef,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Names> {
    let ids: Vec<Uuid> = people.into_iter().map(|person| person.0).collect::<BTreeSet<_>>().into_iter().collect();
    let people = sqlx::query!(
        "select id, name from users where shard = $1 and org_id = $2 and id = any($3)",
        org.shard,
        org.id,
        &ids
    )
    .fetch_all(&mut *conn)
    .await?;
    let groups = groups(conn, org).await?;
    Ok(Names {
        people: people.into_iter().map(|row| (PersonId(row.id), row.name)).collect(),
        groups: groups.into_iter().collect(),
    })
}

async fn groups(conn: &mut PgConnection, org: OrgRef) -> Result<Vec<(GroupKey, String)>> {
    let rows = sqlx::query!("select key, name from groups where shard = $1 and org_id = $2", org.shard, org.id)
        .fetch_all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (GroupKey(row.key), row.name)).collect())
}

/// All groups, the people whom a definition names, and the members of the groups that it names, active or not.
pub(crate) async fn named_by(conn: &mut PgConnection, org: OrgRef, definition: &Definition) -> Result<Directory> {
    let (mut ids, mut keys) = (BTreeSet::new(), BTreeSet::new());
    for source in definitions::all_sources(definition) {
        match source {
            Source::Person { id } => drop(ids.insert(id.0)),
            Source::Group { key } => drop(keys.insert(key.as_str().to_owned())),
            _ => {}
        }
    }
    let keys: Vec<String> = keys.into_iter().collect();
    let members = sqlx::query!(
        "select user_id, group_key from group_members where shard = $1 and org_id = $2 and group_key = any($3)",
        org.shard,
        org.id,
        &keys
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut groups_of: BTreeMap<Uuid, Vec<GroupKey>> = BTreeMap::new();
    for member in members {
        ids.insert(member.user_id);
        groups_of.entry(member.user_id).or_default().push(GroupKey(member.group_key));
    }
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let people = sqlx::query!(
        "select id, name, email, active from users where shard = $1 and org_id = $2 and id = any($3)",
        org.shard,
        org.id,
        &ids
    )
    .fetch_all(&mut *conn)
    .await?;
    let groups = groups(conn, org).await?;
    Ok(Directory {
        people: people
            .into_iter()
            .map(|row| Someone {
                groups: groups_of.remove(&row.id).unwrap_or_default(),
                id: PersonId(row.id),
                name: row.name,
                email: row.email,
                manager: None,
                active: row.active,
            })
            .collect(),
        groups: groups.into_iter().map(|(key, name)| Group { key, name }).collect(),
    })
}

/// Everything in a JSON value that may be a person's id.
pub(crate) fn mentioned(value: &Value, found: &mut BTreeSet<PersonId>) {
    match value {
        Value::String(text) if text.len() == 36 => {
            found.extend(Uuid::try_parse(text).map(PersonId));
        }
        Value::Array(values) => values.iter().for_each(|value| mentioned(value, found)),
        Value::Object(fields) => fields.values().for_each(|value| mentioned(value, found)),
        _ => {}
    }
}

/// The active people who may publish definitions, by name.
pub(crate) async fn designers(conn: &mut PgConnection, org: OrgRef) -> Result<Vec<PersonId>> {
    let ids = sqlx::query_scalar!(
        "select id from users where shard = $1 and org_id = $2 and active and not external and (designer or admin) order by name, id",
        org.shard,
        org.id
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(PersonId).collect())
}
