//! The directory as everybody of the organisation may read it.

use std::collections::BTreeMap;

use engine::ids::{GroupKey, PersonId};
use serde::{Deserialize, Serialize};

use super::Named;
use crate::caller::{Caller, Roles};
use crate::error::Result;
use crate::runtime::Runtime;

/// A person of the organisation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonRow {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub time_zone: String,
    pub active: bool,
    pub manager: Option<Named>,
    pub roles: Roles,
    /// Names of the groups, by name.
    pub groups: Vec<String>,
}

/// A group of the organisation with its active members, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRow {
    pub key: GroupKey,
    pub name: String,
    pub members: Vec<Named>,
}

/// Everybody of the organisation, by name.
pub async fn people(runtime: &Runtime, caller: &Caller) -> Result<Vec<PersonRow>> {
    let mut conn = runtime.shards.pool(caller.org.shard).acquire().await?;
    let mut groups: BTreeMap<uuid::Uuid, Vec<String>> = BTreeMap::new();
    for row in members(&mut conn, caller).await? {
        groups.entry(row.user_id).or_default().push(row.group);
    }
    let rows = sqlx::query!(
        r#"select u.id, u.name, u.email, u.time_zone, u.active, u.designer, u.admin, m.id as "manager_id?", m.name as "manager_name?"
        from users u
        left join users m on m.shard = u.shard and m.id = u.manager_id and m.shard = $1
        where u.shard = $1 and u.org_id = $2 and not u.external
        order by u.name, u.id"#,
        caller.org.shard,
        caller.org.id
    )
    .fetch_all(&mut *conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| PersonRow {
            groups: groups.remove(&row.id).unwrap_or_default(),
            id: PersonId(row.id),
            name: row.name,
            email: row.email,
            time_zone: row.time_zone,
            active: row.active,
            manager: row.manager_id.zip(row.manager_name).map(|(id, name)| Named { id: PersonId(id), name }),
            roles: Roles { designer: row.designer, admin: row.admin },
        })
        .collect())
}

/// The groups of the organisation, by name.
pub async fn groups(runtime: &Runtime, caller: &Caller) -> Result<Vec<GroupRow>> {
    let mut conn = runtime.shards.pool(caller.org.shard).acquire().await?;
    let mut groups: BTreeMap<String, GroupRow> = BTreeMap::new();
    let rows =
        sqlx::query!("select key, name from groups where shard = $1 and org_id = $2", caller.org.shard, caller.org.id)
            .fetch_all(&mut *conn)
            .await?;
    for row in rows {
        groups.insert(row.key.clone(), GroupRow { key: GroupKey(row.key), name: row.name, members: vec![] });
    }
    for row in members(&mut conn, caller).await?.into_iter().filter(|row| row.active) {
        if let Some(group) = groups.get_mut(&row.group_key) {
            group.members.push(Named { id: PersonId(row.user_id), name: row.name });
        }
    }
    let mut groups: Vec<GroupRow> = groups.into_values().collect();
    groups.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(groups)
}

struct Member {
    user_id: uuid::Uuid,
    name: String,
    active: bool,
    group_key: String,
    group: String,
}

async fn members(conn: &mut sqlx::PgConnection, caller: &Caller) -> Result<Vec<Member>> {
    Ok(sqlx::query_as!(
        Member,
        r#"select m.user_id, u.name, u.active, m.group_key, g.name as "group"
        from group_members m
        join groups g on g.shard = m.shard and g.org_id = m.org_id and g.key = m.group_key
        join users u on u.shard = m.shard and u.id = m.user_id
        where m.shard = $1 and g.shard = $1 and u.shard = $1 and m.org_id = $2
        order by g.name, u.name, u.id"#,
        caller.org.shard,
        caller.org.id
    )
    .fetch_all(conn)
    .await?)
}
