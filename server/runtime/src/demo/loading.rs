//! Loading the demo once and whole: one process at a time; what another one left half loaded is removed and made anew.

use std::sync::LazyLock;
use std::time::Duration;

use sqlx::postgres::{PgAdvisoryLock, PgAdvisoryLockGuard};
use sqlx::{Connection, Either, PgConnection};

use super::people;
use crate::auth;
use crate::error::Result;
use crate::ids::{OrgRef, new_id};
use crate::runtime::Runtime;

/// How often a process looks whether another one is done with loading.
const LOOK: Duration = Duration::from_millis(200);
static LOCK: LazyLock<PgAdvisoryLock> = LazyLock::new(|| PgAdvisoryLock::new("countersign demo"));

/// The right to load, until it is ended or its connection closes.
pub(super) struct Turn(PgAdvisoryLockGuard<'static, PgConnection>);

/// Waits until no other process loads the demo.
pub(super) async fn turn(runtime: &Runtime) -> Result<Turn> {
    // A connection of its own, which closes with a load that is dropped, and the lock with it.
    let mut conn = runtime.pool().acquire().await?.detach();
    let mut said = false;
    loop {
        conn = match LOCK.try_acquire(conn).await? {
            Either::Left(guard) => return Ok(Turn(guard)),
            Either::Right(conn) => conn,
        };
        if !said {
            tracing::info!("another process is loading the demo; waiting for it");
            said = true;
        }
        tokio::time::sleep(LOOK).await;
    }
}

impl Turn {
    pub async fn end(self) -> Result<()> {
        Ok(self.0.release_now().await?.close().await?)
    }
}

/// Whether the demo is there as a whole. What is there of a demo that was not loaded to its end is removed.
pub(super) async fn is_loaded(runtime: &Runtime) -> Result<bool> {
    let demo = sqlx::query!(
        r#"select shard, id, demo = 'loaded' as "loaded!" from organisations where demo is not null order by created_at limit 1"#
    )
    .fetch_optional(runtime.pool())
    .await?;
    match demo {
        Some(demo) if demo.loaded => Ok(true),
        Some(demo) => {
            tracing::warn!("the demo was left half loaded; it is removed and loaded again");
            remove(runtime, OrgRef { shard: demo.shard, id: demo.id }).await?;
            Ok(false)
        }
        // Demos from before the mark was kept have none.
        None => Ok(auth::find_user(runtime, &people::email(people::PEOPLE[0].key)).await?.is_some()),
    }
}

/// Adds the demo's organisation, marked as not yet complete.
pub(super) async fn begin(runtime: &Runtime) -> Result<OrgRef> {
    let now = runtime.clock.now();
    let org = OrgRef::of(new_id(now));
    sqlx::query!(
        "insert into organisations (shard, id, name, created_at, demo) values ($1, $2, $3, $4, 'loading')",
        org.shard,
        org.id,
        people::COMPANY,
        now
    )
    .execute(runtime.shards.pool(org.shard))
    .await?;
    Ok(org)
}

/// Marks the demo as complete.
pub(super) async fn done(runtime: &Runtime, org: OrgRef) -> Result<()> {
    sqlx::query!("update organisations set demo = 'loaded' where shard = $1 and id = $2", org.shard, org.id)
        .execute(runtime.shards.pool(org.shard))
        .await?;
    Ok(())
}

/// Removes a half-loaded demo with everything in it; nothing else is ever removed.
async fn remove(runtime: &Runtime, org: OrgRef) -> Result<()> {
    sqlx::query!(
        "with org as (select shard, id from organisations where shard = $1 and id = $2 and demo = 'loading'),
        gone as (select e.shard, e.id from executions e join org on org.id = e.org_id where e.shard = $1),
        l as (select l.id from links l join org on org.id = l.org_id where l.shard = $1),
        d1 as (delete from task_candidates c using gone where c.shard = $1 and c.execution_id = gone.id),
        d2 as (delete from tasks t using org where t.shard = $1 and t.org_id = org.id),
        d3 as (delete from finished_tasks t using org where t.shard = $1 and t.org_id = org.id),
        d4 as (delete from timers t using org where t.shard = $1 and t.org_id = org.id),
        d5 as (delete from fired_timers t using org where t.shard = $1 and t.org_id = org.id),
        d6 as (delete from incidents i using org where i.shard = $1 and i.org_id = org.id),
        d7 as (delete from notices n using org where n.shard = $1 and n.org_id = org.id),
        d8 as (delete from participants p using org where p.shard = $1 and p.org_id = org.id),
        d9 as (delete from command_keys k using org where k.shard = $1 and k.org_id = org.id),
        d10 as (delete from transitions t using gone where t.shard = $1 and t.execution_id = gone.id),
        d11 as (delete from executions e using org where e.shard = $1 and e.org_id = org.id),
        d12 as (delete from definition_versions v using org where v.shard = $1 and v.org_id = org.id),
        d13 as (delete from definitions d using org where d.shard = $1 and d.org_id = org.id),
        d14 as (delete from group_members m using org where m.shard = $1 and m.org_id = org.id),
        d15 as (delete from groups g using org where g.shard = $1 and g.org_id = org.id),
        d16 as (delete from api_tokens a using org where a.shard = $1 and a.org_id = org.id),
        d17 as (delete from logins l using org where l.org_shard = $1 and l.org_id = org.id),
        d18 as (delete from mails m using org where m.shard = $1 and m.org_id = org.id),
        d19 as (delete from settled_mails m using org where m.shard = $1 and m.org_id = org.id),
        d20 as (delete from kept_mails m using org where m.shard = $1 and m.org_id = org.id),
        d21 as (delete from link_tokens t using l where t.shard = $1 and t.link_id = l.id),
        d22 as (delete from link_openings o using l where o.shard = $1 and o.link_id = l.id),
        d23 as (delete from link_codes c using l where c.shard = $1 and c.link_id = l.id),
        d24 as (delete from links l using org where l.shard = $1 and l.org_id = org.id),
        d25 as (delete from signal_waits w using org where w.shard = $1 and w.org_id = org.id),
        d26 as (delete from signals s using org where s.shard = $1 and s.org_id = org.id),
        d27 as (delete from signal_keys k using org where k.shard = $1 and k.org_id = org.id),
        d28 as (delete from signal_receipts r using org where r.shard = $1 and r.org_id = org.id),
        d29 as (delete from webhooks h using org where h.shard = $1 and h.org_id = org.id),
        d30 as (delete from unsubscribe_tokens t using org where t.shard = $1 and t.org_id = org.id),
        d31 as (delete from mail_preferences p using org where p.shard = $1 and p.org_id = org.id),
        d32 as (delete from mail_looks k using org where k.shard = $1 and k.org_id = org.id),
        r as (select r.id from drafts r join org on org.id = r.org_id where r.shard = $1),
        d33 as (delete from draft_editors e using r where e.shard = $1 and e.draft_id = r.id),
        d34 as (delete from draft_scenarios s using r where s.shard = $1 and s.draft_id = r.id),
        d35 as (delete from draft_publications p using r where p.shard = $1 and p.draft_id = r.id),
        d36 as (delete from drafts r using org where r.shard = $1 and r.org_id = org.id),
        d37 as (delete from finished_drafts f using org where f.shard = $1 and f.org_id = org.id),
        d38 as (delete from design_keys k using org where k.shard = $1 and k.org_id = org.id),
        d39 as (delete from deleted_definitions d using org where d.shard = $1 and d.org_id = org.id),
        d40 as (delete from patterns p using org where p.shard = $1 and p.org_id = org.id),
        d41 as (delete from users u using org where u.shard = $1 and u.org_id = org.id)
        delete from organisations o using org where o.shard = $1 and o.id = org.id",
        org.shard,
        org.id
    )
    .execute(runtime.shards.pool(org.shard))
    .await?;
    Ok(())
}
