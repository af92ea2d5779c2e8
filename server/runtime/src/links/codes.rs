//! The six digits that are mailed after a link was opened: good for ten minutes and five tries, asked for at most five
//! times an hour. And a new link by mail, for whoever has only an old one.

use chrono::{DateTime, TimeDelta, Utc};
use engine::ids::{TaskNo, WaitNo};
use rand::RngExt;
use sqlx::PgConnection;
use uuid::Uuid;

use super::LinkToken;
use super::open::{self, Link};
use crate::chain;
use crate::error::{Error, Result};
use crate::ids::new_id;
use crate::mail::queue;
use crate::runtime::Runtime;
use crate::store::mails::{self, New};

const LIFE: TimeDelta = TimeDelta::minutes(10);
const TRIES: i32 = 5;
const ASKED_IN: TimeDelta = TimeDelta::hours(1);
const MOST_ASKED: i32 = 5;
/// What is said of a code that is not the one.
const WRONG: &str = "This is not the code, or it is too old. Enter the newest one, or have another mailed.";
const TOO_OLD: &str = "This page is too old, or was opened in another browser. Open the link in the mail again.";

/// When a code was last mailed and still holds.
pub(super) async fn mailed_at(conn: &mut PgConnection, link: &Link) -> Result<Option<DateTime<Utc>>> {
    Ok(sqlx::query_scalar!("select made_at from link_codes where shard = $1 and link_id = $2", link.shard, link.id)
        .fetch_optional(conn)
        .await?)
}

/// Has a code mailed to the person whom the link is for.
pub async fn ask_code(runtime: &Runtime, token: &LinkToken, cookie: Option<&str>, nonce: &str) -> Result<()> {
    let now = runtime.clock.now();
    let mut tx = runtime.shards.pool(token.shard).begin().await?;
    let link = pressed_live(&mut tx, token, cookie, nonce, now).await?;
    may_mail(&mut tx, &link, now).await?;
    let mail = New {
        id: new_id(now),
        user: link.user_id,
        kind: "code",
        execution: Some(link.execution_id),
        notice_key: None,
        task_no: None,
        link: Some(link.id),
        draft: None,
        urgency: mails::AT_ONCE,
        due_at: now,
    };
    mails::insert(&mut tx, link.org(), &[mail], now).await?;
    tx.commit().await?;
    runtime.mail_queued.notify_one();
    Ok(())
}

/// Counts an asking; refuses the sixth within an hour.
async fn may_mail(conn: &mut PgConnection, link: &Link, now: DateTime<Utc>) -> Result<()> {
    let asked = sqlx::query_scalar!(
        "insert into link_codes (shard, link_id, hash, made_at, expires_at, tries, asked, asked_since)
        values ($1, $2, null, $3, $3, 0, 1, $3)
        on conflict on constraint link_codes_pkey do update set made_at = $3,
            asked = case when link_codes.asked_since > $4 then link_codes.asked + 1 else 1 end,
            asked_since = case when link_codes.asked_since > $4 then link_codes.asked_since else $3 end
        returning asked",
        link.shard,
        link.id,
        now,
        now - ASKED_IN
    )
    .fetch_one(conn)
    .await?;
    if asked > MOST_ASKED {
        return Err(Error::Forbidden("Five mails were asked for within an hour. Try again later.".to_owned()));
    }
    Ok(())
}

/// A new code for a link; the one before is good no more. Called when its mail is written.
pub(crate) async fn renew(conn: &mut PgConnection, shard: i16, link: Uuid, now: DateTime<Utc>) -> Result<String> {
    let code = format!("{:06}", rand::rng().random_range(0..1_000_000_u32));
    sqlx::query!(
        "update link_codes set hash = $3, made_at = $4, expires_at = $5, tries = 0 where shard = $1 and link_id = $2",
        shard,
        link,
        &digest(link, &code),
        now,
        now + LIFE
    )
    .execute(conn)
    .await?;
    Ok(code)
}

/// Enters a code. From then on this browser has proven who it is, for half an hour.
pub async fn enter_code(
    runtime: &Runtime,
    token: &LinkToken,
    cookie: Option<&str>,
    nonce: &str,
    code: &str,
) -> Result<()> {
    let now = runtime.clock.now();
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let mut tx = runtime.shards.pool(token.shard).begin().await?;
    let link = pressed_live(&mut tx, token, cookie, nonce, now).await?;
    let row = sqlx::query!(
        "update link_codes set tries = tries + 1 where shard = $1 and link_id = $2 and tries < $3 and expires_at > $4 and hash is not null
        returning hash",
        link.shard,
        link.id,
        TRIES,
        now
    )
    .fetch_optional(&mut *tx)
    .await?;
    let right = row.and_then(|row| row.hash).is_some_and(|hash| hash == digest(link.id, &digits));
    if right {
        sqlx::query!("update link_codes set hash = null where shard = $1 and link_id = $2", link.shard, link.id)
            .execute(&mut *tx)
            .await?;
        sqlx::query!(
            "update link_openings set proven_at = $4 where shard = $1 and link_id = $2 and nonce = $3",
            link.shard,
            link.id,
            &crate::auth::hash(nonce),
            now
        )
        .execute(&mut *tx)
        .await?;
    }
    // A wrong try counts, so it is kept too.
    tx.commit().await?;
    if right { Ok(()) } else { Err(Error::field("code", WRONG)) }
}

/// Has the mail sent again to whoever is still asked, with a link that is good.
pub async fn new_link(runtime: &Runtime, token: &LinkToken, cookie: Option<&str>, nonce: &str) -> Result<()> {
    let now = runtime.clock.now();
    let mut tx = runtime.shards.pool(token.shard).begin().await?;
    let link = pressed(&mut tx, token, cookie, nonce, now).await?;
    let state =
        sqlx::query_scalar!("select state from executions where shard = $1 and id = $2", link.shard, link.execution_id)
            .fetch_one(&mut *tx)
            .await?;
    let state: engine::Execution = serde_json::from_value(state)?;
    let is_asked = if link.purpose == "signal" {
        let wait = state.waits.get(&WaitNo(link.number.unsigned_abs()));
        wait.is_some_and(|wait| wait.people.contains(&link.person()))
    } else {
        queue::asks(&state, TaskNo(link.number.unsigned_abs()), link.person())
    };
    if !is_asked {
        return Err(Error::Forbidden("You are not asked any more.".to_owned()));
    }
    if link.revoked_why.as_deref() == Some(super::DISOWNED) {
        return Err(Error::Forbidden(super::DISOWNED.to_owned()));
    }
    may_mail(&mut tx, &link, now).await?;
    let mail = New {
        id: new_id(now),
        user: link.user_id,
        kind: if link.purpose == "signal" { "signal_wanted" } else { "asked" },
        execution: Some(link.execution_id),
        notice_key: None,
        task_no: Some(link.number),
        link: None,
        draft: None,
        urgency: mails::AT_ONCE,
        due_at: now,
    };
    mails::insert(&mut tx, link.org(), &[mail], now).await?;
    tx.commit().await?;
    runtime.mail_queued.notify_one();
    Ok(())
}

/// The link of a token whose page's button was pressed.
pub(super) async fn pressed(
    conn: &mut PgConnection,
    token: &LinkToken,
    cookie: Option<&str>,
    nonce: &str,
    now: DateTime<Utc>,
) -> Result<Link> {
    let link = open::find(conn, token).await?.ok_or(Error::NotFound)?;
    match open::pressed(conn, &link, cookie, nonce, now).await? {
        Some(_) => Ok(link),
        None => Err(Error::Forbidden(TOO_OLD.to_owned())),
    }
}

async fn pressed_live(
    conn: &mut PgConnection,
    token: &LinkToken,
    cookie: Option<&str>,
    nonce: &str,
    now: DateTime<Utc>,
) -> Result<Link> {
    let link = pressed(conn, token, cookie, nonce, now).await?;
    if link.is_live(now) {
        Ok(link)
    } else {
        Err(Error::Forbidden("This link is good for nothing any more.".to_owned()))
    }
}

fn digest(link: Uuid, code: &str) -> [u8; 32] {
    chain::digest(&["code", &link.to_string(), code])
}
