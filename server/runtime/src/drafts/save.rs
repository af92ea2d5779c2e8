//! Saving a draft. A save that was not made from the last revision is answered with that revision, and writes nothing.

use chrono::{DateTime, Utc};
use engine::check::Problem;
use engine::ids::PersonId;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

use super::draft::{designs, find, lock, problems};
use super::presence::{Other, others};
use crate::caller::Caller;
use crate::error::Result;
use crate::ids::DraftId;
use crate::patience::patiently;
use crate::runtime::Runtime;
use crate::store::drafts::Draft;
use crate::store::{command_keys, drafts, names, publications};
use crate::{chain, definitions};

/// A document to be saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Save {
    /// Idempotency key.
    pub key: String,
    /// The browser tab.
    pub editor: Uuid,
    /// The revision that it was made from.
    pub base: i64,
    pub document: String,
}

/// What became of a save.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "save", rename_all = "snake_case")]
pub enum SaveOutcome {
    Saved {
        revision: i64,
        saved_at: DateTime<Utc>,
        problems: Vec<Problem>,
        others: Vec<Other>,
        /// Whom this save keeps from publishing what they were asked to, as a sentence.
        voided: Option<String>,
    },
    /// Somebody else has saved since; nothing was written.
    Stale { revision: i64, changed_by: String, changed_at: DateTime<Utc>, document: String },
}

impl Runtime {
    /// Saves a document as the next revision. The same document again is no new revision.
    pub async fn save_draft(&self, caller: &Caller, id: DraftId, save: Save) -> Result<SaveOutcome> {
        designs(caller)?;
        command_keys::check(&save.key)?;
        let definition = definitions::read(&save.document)?;
        let digest = chain::digest(&["save draft", &save.base.to_string(), &save.document]);
        patiently(|| async {
            let pool = self.shards.pool(caller.org.shard);
            let problems = {
                let mut conn = pool.acquire().await?;
                let draft = find(&mut conn, caller, id).await?;
                problems(&mut conn, caller, &draft, &definition, self.clock.now()).await?
            };
            let mut tx = pool.begin().await?;
            let now = self.clock.now();
            let draft = lock(&mut tx, caller, id).await?;
            let mut voided = None;
            let (revision, saved_at) = match last(&mut tx, caller, id, &save, &digest).await? {
                Some(saved) => saved,
                None if draft.document == save.document => (draft.revision, draft.changed_at),
                None if draft.revision != save.base => return stale(&mut tx, caller, draft).await,
                None => {
                    let key = if draft.based_on_version.is_some() { &draft.key } else { &definition.key };
                    let said = (key.as_str(), definition.name.as_str());
                    let revision = drafts::change(&mut tx, id, said, &save.document, caller.person.0, now).await?;
                    voided = void(&mut tx, caller, id, now).await?;
                    note(&mut tx, caller, id, &save, &digest, revision, now).await?;
                    (revision, now)
                }
            };
            let others = others(&mut tx, caller, id, save.editor, now).await?;
            tx.commit().await?;
            Ok(SaveOutcome::Saved { revision, saved_at, problems, others, voided })
        })
        .await
    }
}

async fn stale(conn: &mut PgConnection, caller: &Caller, draft: Draft) -> Result<SaveOutcome> {
    let by = PersonId(draft.changed_by);
    Ok(SaveOutcome::Stale {
        revision: draft.revision,
        changed_by: names::of(conn, caller.org, [by]).await?.of(by).to_owned(),
        changed_at: draft.changed_at,
        document: draft.document,
    })
}

/// What this very save did before.
async fn last(
    conn: &mut PgConnection,
    caller: &Caller,
    id: DraftId,
    save: &Save,
    digest: &[u8],
) -> Result<Option<(i64, DateTime<Utc>)>> {
    let row = sqlx::query!(
        "select saved_digest, saved_revision, changed_at
        from draft_editors
        where shard = $1 and draft_id = $2 and user_id = $3 and editor = $4 and saved_key = $5",
        id.shard,
        id.id,
        caller.person.0,
        save.editor,
        save.key
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    match (row.saved_digest, row.saved_revision, row.changed_at) {
        (Some(saved), Some(revision), Some(at)) if saved == digest => Ok(Some((revision, at))),
        _ => Err(command_keys::used()),
    }
}

/// Notes the save at its tab.
async fn note(
    conn: &mut PgConnection,
    caller: &Caller,
    id: DraftId,
    save: &Save,
    digest: &[u8],
    revision: i64,
    at: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into draft_editors (shard, draft_id, user_id, editor, since, seen_at, changed_at, saved_key, saved_digest,
            saved_revision)
        values ($1, $2, $3, $4, $5, $5, $5, $6, $7, $8)
        on conflict on constraint draft_editors_pkey do update
        set seen_at = excluded.seen_at, changed_at = excluded.changed_at, saved_key = excluded.saved_key,
            saved_digest = excluded.saved_digest, saved_revision = excluded.saved_revision",
        id.shard,
        id.id,
        caller.person.0,
        save.editor,
        at,
        save.key,
        digest,
        revision
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// An open request to publish an earlier revision ends.
pub(super) async fn void(
    conn: &mut PgConnection,
    caller: &Caller,
    id: DraftId,
    at: DateTime<Utc>,
) -> Result<Option<String>> {
    let open = publications::latest(conn, caller.org, &[id.id]).await?.into_iter().find(|row| row.decision.is_none());
    let Some(open) = open else { return Ok(None) };
    publications::close(conn, id, "changed", caller.person.0, "", at).await?;
    let asked_of = open.asked_of.map(PersonId);
    let names = names::of(conn, caller.org, asked_of).await?;
    let whom = asked_of.map_or("somebody else", |person| names.to(caller, person));
    Ok(Some(format!(
        "The draft was waiting for {whom} to publish it. It has changed now, so that no longer counts; ask again when it is ready."
    )))
}
