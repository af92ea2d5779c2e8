//! The directory as the simulator of a draft needs it: everybody with their manager and groups, by ids and keys.

use std::collections::BTreeMap;

use engine::ids::{GroupKey, PersonId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::caller::Caller;
use crate::drafts::designs;
use crate::error::Result;
use crate::runtime::Runtime;

/// Everybody of the organisation and its groups.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Directory {
    pub me: PersonId,
    /// By name.
    pub people: Vec<Member>,
    /// By name.
    pub groups: Vec<Group>,
}

/// A person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub manager: Option<PersonId>,
    pub groups: Vec<GroupKey>,
    pub active: bool,
}

/// A group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    pub key: GroupKey,
    pub name: String,
}

/// The directory; for designers and administrators.
pub async fn directory(runtime: &Runtime, caller: &Caller) -> Result<Directory> {
    designs(caller)?;
    let (shard, org) = (caller.org.shard, caller.org.id);
    let mut conn = runtime.shards.pool(shard).acquire().await?;
    let groups =
        sqlx::query!("select key, name from groups where shard = $1 and org_id = $2 order by name, key", shard, org)
            .fetch_all(&mut *conn)
            .await?;
    let members = sqlx::query!(
        "select user_id, group_key from group_members where shard = $1 and org_id = $2 order by group_key",
        shard,
        org
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut groups_of: BTreeMap<Uuid, Vec<GroupKey>> = BTreeMap::new();
    for member in members {
        groups_of.entry(member.user_id).or_default().push(GroupKey(member.group_key));
    }
    let people = sqlx::query!(
        "select id, name, email, manager_id, active
        from users
        where shard = $1 and org_id = $2 and not external
        order by name, id",
        shard,
        org
    )
    .fetch_all(&mut *conn)
    .await?;
    Ok(Directory {
        me: caller.person,
        people: people
            .into_iter()
            .map(|row| Member {
                groups: groups_of.remove(&row.id).unwrap_or_default(),
                id: PersonId(row.id),
                name: row.name,
                email: row.email,
                manager: row.manager_id.map(PersonId),
                active: row.active,
            })
            .collect(),
        groups: groups.into_iter().map(|row| Group { key: GroupKey(row.key), name: row.name }).collect(),
    })
}
