//! The digest: what waits for a person, at the hour that they chose in their own zone. Planned in the same transaction
//! that moves the next one on, so that none is sent twice and none is lost.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::compose::{self, Draft};
use super::letter::{DigestRow, Kind};
use super::postman::Postman;
use super::preferences::{self, Digest, Preferences};
use super::{quiet, unsubscribe, words};
use crate::caller::Caller;
use crate::error::Result;
use crate::ids::{OrgRef, new_id};
use crate::read::{self, Tab};
use crate::store::mails::{self, New};

/// Digests that are planned at once.
const BATCH: i64 = 200;

/// Queues the digests that are due.
pub(super) async fn plan(pool: &PgPool, group: &[i16], now: DateTime<Utc>) -> Result<()> {
    let mut tx = pool.begin().await?;
    let due = sqlx::query!(
        "select p.shard, p.org_id, p.user_id, p.digest, p.digest_hour, p.digest_weekday, u.time_zone, u.active
        from mail_preferences p
        join users u on u.shard = p.shard and u.id = p.user_id
        where p.shard = any($1) and u.shard = any($1) and p.next_digest_at <= $2
        order by p.next_digest_at
        limit $3
        for update of p skip locked",
        group,
        now,
        BATCH
    )
    .fetch_all(&mut *tx)
    .await?;
    for row in due {
        let org = OrgRef { shard: row.shard, id: row.org_id };
        let hour = |hour: i16| u32::from(hour.unsigned_abs());
        let weekday = (row.digest == Digest::Weekly.key()).then(|| hour(row.digest_weekday));
        let next = quiet::next(now, quiet::zone(&row.time_zone), hour(row.digest_hour), weekday);
        sqlx::query!(
            "update mail_preferences set next_digest_at = $3 where shard = $1 and user_id = $2",
            row.shard,
            row.user_id,
            next
        )
        .execute(&mut *tx)
        .await?;
        if !row.active {
            continue;
        }
        let mail = New {
            id: new_id(now),
            user: row.user_id,
            kind: "digest",
            execution: None,
            notice_key: None,
            task_no: None,
            link: None,
            draft: None,
            urgency: mails::USUAL,
            due_at: now,
        };
        mails::insert(&mut tx, org, &[mail], now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The letter; none when nothing waits.
pub(super) async fn write(postman: &Postman, caller: &Caller, now: DateTime<Utc>) -> Result<Draft> {
    write_for(postman, caller, now, false).await
}

/// The letter, or how it would look.
pub(super) async fn write_for(
    postman: &Postman,
    caller: &Caller,
    now: DateTime<Utc>,
    only_shown: bool,
) -> Result<Draft> {
    let runtime = &postman.runtime;
    let mine = read::inbox(runtime, caller, Tab::NeedsMe, "", None).await?;
    let groups = read::inbox(runtime, caller, Tab::MyGroups, "", None).await?;
    let more = mine.next.is_some() || groups.next.is_some();
    let mut rows: Vec<DigestRow> = mine
        .rows
        .into_iter()
        .chain(groups.rows)
        .map(|row| DigestRow {
            title: row.title,
            by: row.requester.name,
            step: row.step,
            due: row.due_at.map(|at| words::short(caller, at)),
            overdue: row.due_at.is_some_and(|due| due <= now),
            url: match row.task {
                Some(task) => format!("{}/tasks/{task}", postman.public_url),
                None => format!("{}/executions/{}", postman.public_url, row.execution),
            },
        })
        .collect();
    if more {
        rows.push(DigestRow {
            title: "And more in the inbox".to_owned(),
            by: String::new(),
            step: String::new(),
            due: None,
            overdue: false,
            url: format!("{}/inbox", postman.public_url),
        });
    }
    if rows.is_empty() {
        return Ok(Err("Nothing waits for this person.".to_owned()));
    }
    let Preferences { digest, .. } = preferences::preferences(runtime, caller).await?;
    if digest == Digest::Off && !only_shown {
        return Ok(Err("This person wants no digest any more.".to_owned()));
    }
    let unsubscribe = if only_shown {
        format!("{}/unsubscribe/the-link-of-this-person", postman.public_url)
    } else {
        unsubscribe::address(postman, caller, now).await?
    };
    let why = "You get this because you asked for a digest.".to_owned();
    let mut letter =
        compose::blank(Kind::Digest { weekly: digest == Digest::Weekly }, caller, &postman.public_url, why);
    letter.rows = rows;
    letter.actions = vec![super::letter::Action {
        label: "Open the inbox".to_owned(),
        url: format!("{}/inbox", postman.public_url),
        primary: true,
    }];
    letter.footer.unsubscribe_url = Some(unsubscribe.clone());
    Ok(Ok((letter, Some(unsubscribe))))
}
