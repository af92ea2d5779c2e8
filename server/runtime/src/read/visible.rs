//! Who may see a request: the requester, everybody who is or was asked, members of the definition's viewers, and
//! administrators of the same organisation. For everybody else it is not there.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::ids::ExecutionId;
use crate::runtime::Runtime;

/// Whether this person may see the request. False for one that does not exist.
pub async fn may_see(runtime: &Runtime, caller: &Caller, id: &ExecutionId) -> Result<bool> {
    let mut conn = runtime.shards.pool(caller.org.shard).acquire().await?;
    Ok(sees(&mut conn, caller, id).await?)
}

/// Fails as not found unless this person may see the request.
pub(crate) async fn must_see(conn: &mut PgConnection, caller: &Caller, id: &ExecutionId) -> Result<()> {
    if sees(conn, caller, id).await? { Ok(()) } else { Err(Error::NotFound) }
}

async fn sees(conn: &mut PgConnection, caller: &Caller, id: &ExecutionId) -> Result<bool, sqlx::Error> {
    if id.shard != caller.org.shard {
        return Ok(false);
    }
    let found: Option<Uuid> = sqlx::query_scalar!(
        r#"select e.id
        from executions e
        where e.shard = $1 and e.id = $2 and e.org_id = $3
        and ($4
            or exists (select 1 from participants p where p.shard = $1 and p.execution_id = $2 and p.user_id = $5)
            or exists (select 1 from definitions d
                where d.shard = $1 and d.org_id = $3 and d.key = e.definition_key and d.viewers && $6))"#,
        caller.org.shard,
        id.id,
        caller.org.id,
        caller.roles.admin,
        caller.person.0,
        &caller.group_keys()
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}
