//! Publishing a draft, or asking a second person to.

use chrono::{DateTime, Utc};
use engine::Definition;
use engine::check::{Problem, publishable};
use engine::ids::PersonId;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use super::draft::{designs, find, lock, moved_on, note, problems};
use super::release::{Release, must_follow, release};
use crate::caller::Caller;
use crate::definitions::Published;
use crate::error::{Error, Result};
use crate::ids::DraftId;
use crate::patience::patiently;
use crate::runtime::Runtime;
use crate::store::drafts::Draft;
use crate::store::publications::Ask;
use crate::store::{self, design_keys, publications};
use crate::{chain, definitions, mail};

/// What is to be published, as it was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publish {
    /// Idempotency key.
    pub key: String,
    pub revision: i64,
    /// What has changed, for those who read the list of versions.
    pub note: String,
    pub second: Second,
    /// A newer version than the draft was made from, which the person was shown and means to follow.
    #[serde(default)]
    pub over: Option<i32>,
}

/// Whether somebody else is asked to publish it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Second {
    No,
    /// This person; or whoever else may.
    Ask(Option<PersonId>),
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "publish", rename_all = "snake_case")]
pub enum PublishOutcome {
    Published(Published),
    /// It waits for the second person.
    Asked,
}

impl Runtime {
    /// Publishes a draft as the next version of its process, or asks somebody else to.
    pub async fn publish_draft(&self, caller: &Caller, id: DraftId, publish: Publish) -> Result<PublishOutcome> {
        designs(caller)?;
        let said = note("note", &publish.note)?;
        let (person, what) = (caller.person.to_string(), serde_json::to_string(&publish)?);
        let digest = chain::digest(&["publish draft", &person, &id.to_string(), &what]);
        patiently(|| async {
            let pool = self.shards.pool(caller.org.shard);
            let mut conn = pool.acquire().await?;
            if let Some(first) = design_keys::find(&mut conn, caller.org, &publish.key, &digest).await? {
                return Ok(first);
            }
            let (definition, warnings) = ready(&mut conn, caller, id, publish.revision, self.clock.now()).await?;
            drop(conn);
            let mut tx = pool.begin().await?;
            let draft = lock(&mut tx, caller, id).await?;
            if draft.revision != publish.revision {
                return Err(moved_on(&mut tx, caller, &draft).await?);
            }
            let now = self.clock.now();
            let mut mailed = false;
            let outcome = match publish.second {
                Second::No => {
                    let by = Release {
                        note: &said,
                        over: publish.over,
                        published_by: caller.person.0,
                        approved_by: None,
                        at: now,
                    };
                    let version = release(self, &mut tx, caller, &draft, &definition, by).await?;
                    PublishOutcome::Published(Published { key: definition.key, version, warnings })
                }
                Second::Ask(of) => {
                    let head = store::definitions::head(&mut tx, caller.org, &definition.key).await?;
                    must_follow(self, &mut tx, caller, &draft, &definition, head.as_ref(), publish.over).await?;
                    let of = someone(&mut tx, caller, of).await?;
                    let (revision, by) = (draft.revision, caller.person.0);
                    let ask = Ask { revision, note: &said, over: publish.over, by, of, at: now };
                    publications::ask(&mut tx, id, ask).await?;
                    let asked = if let Some(of) = of {
                        vec![PersonId(of)]
                    } else {
                        let mut others = store::names::designers(&mut tx, caller.org).await?;
                        others.retain(|other| *other != caller.person);
                        others
                    };
                    mailed = mail::publish::queue(&mut tx, caller.org, id, &asked, now).await?;
                    PublishOutcome::Asked
                }
            };
            design_keys::keep(&mut tx, caller.org, &publish.key, &digest, &outcome, now).await?;
            tx.commit().await?;
            if mailed {
                self.mail_queued.notify_one();
            }
            Ok(outcome)
        })
        .await
    }
}

/// The definition of a draft at this revision, once nothing stands in the way of publishing; with what is worth another look.
pub(super) async fn ready(
    conn: &mut PgConnection,
    caller: &Caller,
    id: DraftId,
    revision: i64,
    now: DateTime<Utc>,
) -> Result<(Definition, Vec<Problem>)> {
    let draft: Draft = find(conn, caller, id).await?;
    if draft.revision != revision {
        return Err(moved_on(conn, caller, &draft).await?);
    }
    let definition = definitions::read(&draft.document)?;
    let problems = problems(conn, caller, &draft, &definition, now).await?;
    if publishable(&problems) { Ok((definition, problems)) } else { Err(Error::Problems(problems)) }
}

/// The person who is asked, when they may publish and are somebody else.
async fn someone(conn: &mut PgConnection, caller: &Caller, of: Option<PersonId>) -> Result<Option<uuid::Uuid>> {
    let wrong = |problem: &str| Error::field("second", problem);
    if of == Some(caller.person) {
        return Err(wrong("The second person is somebody else than you."));
    }
    let others = store::names::designers(conn, caller.org).await?;
    match of {
        Some(of) if others.contains(&of) => Ok(Some(of.0)),
        Some(_) => Err(wrong("Choose a designer or an administrator from the list.")),
        None if others.iter().any(|other| *other != caller.person) => Ok(None),
        None => Err(wrong("There is nobody else here who may publish. An administrator can make somebody a designer.")),
    }
}
