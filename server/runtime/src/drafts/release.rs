//! A draft becomes a version: the last step, in the transaction that holds the draft's lock. Nothing newer is overwritten
//! unless whoever publishes has named it.

use chrono::{DateTime, Utc};
use engine::Definition;
use engine::ids::PersonId;
use sqlx::PgConnection;
use uuid::Uuid;

use super::draft::capital;
use super::scenarios;
use crate::caller::Caller;
use crate::definitions::must_be_in_use;
use crate::error::{Error, Result};
use crate::ids::DraftId;
use crate::runtime::Runtime;
use crate::store::definitions::{self, Head, NewVersion};
use crate::store::drafts::{self, Draft, Finished};
use crate::store::{names, scenarios as stored};

/// Who publishes, and what they say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Release<'a> {
    pub note: &'a str,
    /// A newer version that they know of.
    pub over: Option<i32>,
    pub published_by: Uuid,
    pub approved_by: Option<Uuid>,
    pub at: DateTime<Utc>,
}

/// Fails when the draft would follow another version than it was made from, or changes nothing.
pub(super) async fn must_follow(
    runtime: &Runtime,
    conn: &mut PgConnection,
    caller: &Caller,
    draft: &Draft,
    definition: &Definition,
    head: Option<&Head>,
    over: Option<i32>,
) -> Result<()> {
    let Some(head) = head else { return Ok(()) };
    must_be_in_use(head)?;
    let org = caller.org;
    let newest = head.version;
    if draft.based_on_version != Some(newest) && over != Some(newest) {
        let Some((by, at)) = definitions::publisher(conn, org, &definition.key, newest).await? else {
            return Err(Error::internal("a process without its newest version"));
        };
        let names = names::of(conn, org, [PersonId(by)]).await?;
        return Err(Error::Conflict(format!(
            "{} published version {newest} of \u{201c}{}\u{201d} at {}, which this draft does not know. Nothing was done; look at the differences, then publish over it or begin anew.",
            capital(names.to(caller, PersonId(by))),
            head.name,
            caller.moment(at)
        )));
    }
    let same = *runtime.definitions.get(conn, org, &definition.key, newest).await? == *definition;
    let id = DraftId { shard: org.shard, id: draft.id };
    if same && stored::of_version(conn, org, &definition.key, newest).await? == Some(scenarios::kept(conn, id).await?) {
        return Err(Error::Conflict(format!("Nothing differs from version {newest}, so there is nothing to publish.")));
    }
    Ok(())
}

/// Writes the version and removes the locked draft. Gives the version.
pub(super) async fn release(
    runtime: &Runtime,
    conn: &mut PgConnection,
    caller: &Caller,
    draft: &Draft,
    definition: &Definition,
    release: Release<'_>,
) -> Result<i32> {
    let org = caller.org;
    let head = definitions::lock(conn, org, &definition.key).await?;
    must_follow(runtime, conn, caller, draft, definition, head.as_ref(), release.over).await?;
    if release.approved_by.is_none() && head.as_ref().is_some_and(|head| head.second_person) {
        return Err(Error::Forbidden(format!(
            "A second person must agree to every new version of \u{201c}{}\u{201d}. Ask somebody to publish it.",
            definition.name
        )));
    }
    let kept = scenarios::kept(conn, DraftId { shard: org.shard, id: draft.id }).await?;
    let new = NewVersion {
        definition,
        document: &draft.document,
        note: release.note,
        scenarios: serde_json::to_value(kept)?,
        published_by: release.published_by,
        approved_by: release.approved_by,
        at: release.at,
    };
    let version = definitions::publish(conn, org, head.as_ref(), &new).await?;
    let finished = Finished { version: Some(version), by: caller.person.0, at: release.at };
    drafts::finish(conn, org, draft, &definition.key, &finished).await?;
    Ok(version)
}
