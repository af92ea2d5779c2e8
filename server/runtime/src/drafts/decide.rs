//! The second person: publishes exactly the revision that they were asked to, or says why not. Never whoever asked.

use engine::ids::PersonId;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use super::draft::{designs, find, lock, note};
use super::publish::ready;
use super::release::{Release, release};
use crate::caller::Caller;
use crate::chain;
use crate::definitions::Published;
use crate::error::{Error, Result};
use crate::ids::DraftId;
use crate::patience::patiently;
use crate::runtime::Runtime;
use crate::store::publications::Row;
use crate::store::{design_keys, names, publications};

/// The second person's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecidePublication {
    /// Idempotency key.
    pub key: String,
    /// The revision that the person was shown.
    pub revision: i64,
    pub approve: bool,
    /// Why not; needed for a refusal.
    pub comment: String,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "decided", rename_all = "snake_case")]
pub enum PublicationDecided {
    Published(Published),
    Refused,
}

impl Runtime {
    /// Answers a request to publish a draft.
    pub async fn decide_publication(
        &self,
        caller: &Caller,
        id: DraftId,
        decide: DecidePublication,
    ) -> Result<PublicationDecided> {
        designs(caller)?;
        let comment = note("comment", &decide.comment)?;
        if !decide.approve && comment.is_empty() {
            return Err(Error::field("comment", "Say what should change, for whoever asked."));
        }
        let (person, what) = (caller.person.to_string(), serde_json::to_string(&decide)?);
        let digest = chain::digest(&["decide publication", &person, &id.to_string(), &what]);
        patiently(|| async {
            let pool = self.shards.pool(caller.org.shard);
            let mut conn = pool.acquire().await?;
            if let Some(first) = design_keys::find(&mut conn, caller.org, &decide.key, &digest).await? {
                return Ok(first);
            }
            let draft = find(&mut conn, caller, id).await?;
            may_decide(&mut conn, caller, id, decide.revision).await?;
            let now = self.clock.now();
            let ready =
                if decide.approve { Some(ready(&mut conn, caller, id, draft.revision, now).await?) } else { None };
            drop(conn);
            let mut tx = pool.begin().await?;
            let draft = lock(&mut tx, caller, id).await?;
            let asked = may_decide(&mut tx, caller, id, decide.revision).await?;
            let now = self.clock.now();
            let outcome = if let Some((definition, warnings)) = ready {
                must_still_design(&mut tx, caller, &asked).await?;
                let by = Release {
                    note: &asked.note,
                    over: asked.over_version,
                    published_by: asked.asked_by,
                    approved_by: Some(caller.person.0),
                    at: now,
                };
                let version = release(self, &mut tx, caller, &draft, &definition, by).await?;
                PublicationDecided::Published(Published { key: definition.key, version, warnings })
            } else {
                publications::close(&mut tx, id, "refused", caller.person.0, &comment, now).await?;
                PublicationDecided::Refused
            };
            design_keys::keep(&mut tx, caller.org, &decide.key, &digest, &outcome, now).await?;
            tx.commit().await?;
            Ok(outcome)
        })
        .await
    }

    /// Takes back a request to publish; by whoever asked, or an administrator.
    pub async fn withdraw_publication(&self, caller: &Caller, id: DraftId, key: &str) -> Result<()> {
        designs(caller)?;
        let digest = chain::digest(&["withdraw publication", &caller.person.to_string(), &id.to_string()]);
        patiently(|| async {
            let mut tx = self.shards.pool(caller.org.shard).begin().await?;
            if design_keys::find::<()>(&mut tx, caller.org, key, &digest).await?.is_some() {
                return Ok(());
            }
            lock(&mut tx, caller, id).await?;
            let asked = open(&mut tx, caller, id).await?;
            if asked.asked_by != caller.person.0 && !caller.roles.admin {
                return Err(Error::Forbidden("Only whoever asked, or an administrator, takes it back.".to_owned()));
            }
            let now = self.clock.now();
            publications::close(&mut tx, id, "withdrawn", caller.person.0, "", now).await?;
            design_keys::keep(&mut tx, caller.org, key, &digest, &(), now).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }
}

/// The open request of a draft.
async fn open(conn: &mut PgConnection, caller: &Caller, id: DraftId) -> Result<Row> {
    let latest = publications::latest(conn, caller.org, &[id.id]).await?.pop();
    latest.filter(|row| row.decision.is_none()).ok_or_else(|| {
        Error::Conflict(
            "Nobody waits for this to be published any more: the draft was changed, or somebody has answered. Nothing was done; look at it again."
                .to_owned(),
        )
    })
}

/// The open request, when this person may answer it and was shown what it asks for.
async fn may_decide(conn: &mut PgConnection, caller: &Caller, id: DraftId, revision: i64) -> Result<Row> {
    let asked = open(conn, caller, id).await?;
    if asked.asked_by == caller.person.0 {
        return Err(Error::Forbidden("You asked for it yourself; the second person is somebody else.".to_owned()));
    }
    if let Some(of) = asked.asked_of
        && of != caller.person.0
        && !caller.roles.admin
    {
        let names = names::of(conn, caller.org, [PersonId(of)]).await?;
        return Err(Error::Forbidden(format!("{} was asked to answer this.", names.of(PersonId(of)))));
    }
    if asked.revision != revision {
        return Err(Error::Conflict(
            "You were shown another revision of this draft. Nothing was done; look at it again first.".to_owned(),
        ));
    }
    Ok(asked)
}

/// Fails when whoever asked could not publish any more.
async fn must_still_design(conn: &mut PgConnection, caller: &Caller, asked: &Row) -> Result<()> {
    let by = PersonId(asked.asked_by);
    if names::designers(conn, caller.org).await?.contains(&by) {
        return Ok(());
    }
    let names = names::of(conn, caller.org, [by]).await?;
    Err(Error::Conflict(format!(
        "{} asked for this and may no longer publish processes. Ask anew in your own name.",
        names.of(by)
    )))
}
