//! A session's or a token's person, as the database says at this moment.

use engine::ids::{GroupKey, PersonId};
use sqlx::PgConnection;

use crate::caller::{Caller, Channel, Roles};
use crate::error::Result;
use crate::ids::OrgRef;
use crate::runtime::Runtime;

/// The person of a session; none when they were deactivated or have signed out everywhere.
pub async fn caller(runtime: &Runtime, org: OrgRef, user: PersonId, epoch: i32) -> Result<Option<Caller>> {
    let mut conn = runtime.shards.pool(org.shard).acquire().await?;
    find(&mut conn, org, user, Some(epoch), Channel::Web).await
}

/// Ends every session of this person.
pub async fn sign_out_everywhere(runtime: &Runtime, org: OrgRef, user: PersonId) -> Result<()> {
    sqlx::query!(
        "update users set session_epoch = session_epoch + 1 where shard = $1 and org_id = $2 and id = $3",
        org.shard,
        org.id,
        user.0
    )
    .execute(runtime.shards.pool(org.shard))
    .await?;
    Ok(())
}

/// The active person, of this epoch if one is given.
pub(crate) async fn find(
    conn: &mut PgConnection,
    org: OrgRef,
    user: PersonId,
    epoch: Option<i32>,
    channel: Channel,
) -> Result<Option<Caller>> {
    let row = sqlx::query!(
        r#"select u.name, u.email, u.time_zone, u.designer, u.admin, u.external, o.name as org_name,
            coalesce((select array_agg(m.group_key order by m.group_key)
                from group_members m
                where m.shard = $1 and m.user_id = u.id), '{}') as "groups!"
        from users u
        join organisations o on o.shard = u.shard and o.id = u.org_id
        where u.shard = $1 and o.shard = $1 and u.org_id = $2 and u.id = $3 and u.active
        and ($4::integer is null or u.session_epoch = $4)"#,
        org.shard,
        org.id,
        user.0,
        epoch
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Caller {
        org,
        org_name: row.org_name,
        person: user,
        name: row.name,
        email: row.email,
        time_zone: row.time_zone,
        roles: Roles { designer: row.designer, admin: row.admin },
        groups: row.groups.into_iter().map(GroupKey).collect(),
        external: row.external,
        channel,
    }))
}
