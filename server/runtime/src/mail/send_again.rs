//! A mail that the mail server refused for good is an incident of that mail: an administrator has it sent again.

use uuid::Uuid;

use super::administers;
use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::ids::new_id;
use crate::runtime::Runtime;

/// Queues a mail that has failed once more, as a new one.
pub async fn send_again(runtime: &Runtime, caller: &Caller, id: Uuid) -> Result<()> {
    administers(caller)?;
    let now = runtime.clock.now();
    let mut tx = runtime.shards.pool(caller.org.shard).begin().await?;
    let queued = sqlx::query!(
        "insert into mails (shard, id, org_id, user_id, kind, execution_id, notice_key, task_no, draft_id, link_id, urgency, made_at, due_at,
            attempts, leased_until, epoch, note)
        select shard, $4, org_id, user_id, kind, execution_id, notice_key, task_no, draft_id, null, 1, $5, $5, 0, null, 0, ''
        from settled_mails
        where shard = $1 and org_id = $2 and id = $3 and how = 'failed'
        for update",
        caller.org.shard,
        caller.org.id,
        id,
        new_id(now),
        now
    )
    .execute(&mut *tx)
    .await?;
    if queued.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    sqlx::query!(
        "update settled_mails set how = 'sent_again' where shard = $1 and org_id = $2 and id = $3",
        caller.org.shard,
        caller.org.id,
        id
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    runtime.mail_queued.notify_one();
    Ok(())
}
