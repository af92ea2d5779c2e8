//! How each kind of mail looks, from the newest of its kind that somebody of the organisation was told. Nothing is sent
//! and no link is made.

use engine::ids::PersonId;

use super::compose::{self, Matter};
use super::letter::{self, Letter};
use super::postman::Postman;
use super::{administers, codes, digest, look, notice, publish};
use crate::auth::find_caller;
use crate::caller::{Caller, Channel};
use crate::error::{Error, Result};
use crate::store::mails::Claimed;

/// Every kind of mail, with its name for people.
pub const KINDS: [(&str, &str); 16] = [
    ("asked", "You are asked"),
    ("reminded", "Reminder"),
    ("escalated", "Escalated to you"),
    ("informed", "Told of an escalation"),
    ("delegated", "Delegated to you"),
    ("sent_back", "Sent back to you"),
    ("closed", "Decided"),
    ("nudged", "Nudge"),
    ("commented", "Comment"),
    ("message", "Message of a process"),
    ("incident", "Problem"),
    ("disowned", "Not for them"),
    ("signal_wanted", "Confirmation wanted"),
    ("publish_asked", "Asked to publish"),
    ("digest", "Digest"),
    ("code", "Code"),
];

/// A mail as it would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// The newest mail of a kind, written anew; none when nobody was told anything of the kind yet.
pub async fn preview(postman: &Postman, caller: &Caller, kind: &str) -> Result<Option<Preview>> {
    administers(caller)?;
    let runtime = &postman.runtime;
    if !KINDS.iter().any(|(known, _)| *known == kind) {
        return Err(Error::NotFound);
    }
    let now = runtime.clock.now();
    let (reader, letter) = match kind {
        "digest" => match digest::write_for(postman, caller, now, true).await? {
            Ok((letter, _)) => (caller.clone(), letter),
            Err(_) => return Ok(None),
        },
        publish::KIND => match publish::newest(postman, caller).await? {
            Some(letter) => (caller.clone(), letter),
            None => return Ok(None),
        },
        "code" => match newest(postman, caller, "asked").await? {
            Some((reader, matter)) => {
                let letter = codes::letter(postman, &reader, &matter, "123456");
                (reader, letter)
            }
            None => return Ok(None),
        },
        _ => match of_notice(postman, caller, kind).await? {
            Some(found) => found,
            None => return Ok(None),
        },
    };
    let mut conn = runtime.shards.pool(caller.org.shard).acquire().await?;
    let look = look::of(&mut conn, caller.org).await?;
    let rendered = letter::render(&compose::dress(&look, &caller.org_name, true), &letter)
        .map_err(|error| Error::Internal(error.into()))?;
    Ok(Some(Preview { to: reader.email, subject: rendered.subject, text: rendered.text, html: rendered.html }))
}

async fn of_notice(postman: &Postman, caller: &Caller, kind: &str) -> Result<Option<(Caller, Letter)>> {
    let Some((reader, claimed)) = claimed(postman, caller, kind).await? else { return Ok(None) };
    let Some(id) = claimed.execution_id else { return Ok(None) };
    let execution = crate::ids::ExecutionId { shard: claimed.shard, id };
    let mut matter: Matter<'_> = compose::matter(postman, &claimed, &reader, execution).await?;
    if super::queue::needs_answer(kind) && kind != "incident" {
        matter.answer = Some(format!("{}/l/the-link-of-this-person", postman.public_url));
    }
    let letter = notice::letter(&matter).await?;
    Ok(Some((reader, letter)))
}

/// Title of the newest request of which somebody was told this, with whom.
async fn newest(postman: &Postman, caller: &Caller, kind: &str) -> Result<Option<(Caller, String)>> {
    let Some((reader, claimed)) = claimed(postman, caller, kind).await? else { return Ok(None) };
    let mut conn = postman.runtime.shards.pool(caller.org.shard).acquire().await?;
    let title = match claimed.execution_id {
        Some(id) => crate::store::executions::title(&mut conn, caller.org, id).await?,
        None => None,
    };
    Ok(title.map(|title| (reader, title)))
}

/// The newest notice of a kind, as if its mail had just been claimed.
async fn claimed(postman: &Postman, caller: &Caller, kind: &str) -> Result<Option<(Caller, Claimed)>> {
    let mut conn = postman.runtime.shards.pool(caller.org.shard).acquire().await?;
    let row = sqlx::query!(
        "select n.id, n.user_id, n.execution_id, n.key, n.task_no, n.at
        from notices n
        join users u on u.shard = n.shard and u.id = n.user_id
        where n.shard = $1 and u.shard = $1 and n.org_id = $2 and n.kind = $3 and u.active
        order by n.at desc, n.id desc
        limit 1",
        caller.org.shard,
        caller.org.id,
        kind
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let Some(reader) = find_caller(&mut conn, caller.org, PersonId(row.user_id), None, Channel::System).await? else {
        return Ok(None);
    };
    let claimed = Claimed {
        shard: caller.org.shard,
        id: row.id,
        org_id: caller.org.id,
        user_id: row.user_id,
        kind: kind.to_owned(),
        execution_id: Some(row.execution_id),
        notice_key: Some(row.key),
        task_no: row.task_no,
        link_id: None,
        draft_id: None,
        urgency: 1,
        made_at: row.at,
        due_at: row.at,
        attempts: 0,
        epoch: 0,
    };
    Ok(Some((reader, claimed)))
}
