//! A new draft: of a template, a file, nothing, or a published version.

use serde::{Deserialize, Serialize};

use super::MOST_DRAFTS;
use super::draft::designs;
use super::scenarios;
use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::ids::{DraftId, new_id};
use crate::patience::patiently;
use crate::runtime::Runtime;
use crate::store::drafts::New;
use crate::store::{self, design_keys, drafts};
use crate::{chain, definitions};

/// What a draft begins with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewDraft {
    /// May have problems, but can be read.
    pub document: String,
    /// The published version of the document's key that it is to follow; none for a new process.
    pub based_on: Option<i32>,
    /// The published version (key and number) whose scenarios come along; the one of `based_on` when there is none.
    #[serde(default)]
    pub scenarios_of: Option<(String, i32)>,
}

impl Runtime {
    /// Makes a draft.
    pub async fn create_draft(&self, caller: &Caller, key: &str, new: NewDraft) -> Result<DraftId> {
        designs(caller)?;
        let definition = definitions::read(&new.document)?;
        let digest = chain::digest(&["create draft", &caller.person.to_string(), &serde_json::to_string(&new)?]);
        let now = self.clock.now();
        let (org, id) = (caller.org, DraftId { shard: caller.org.shard, id: new_id(now) });
        let from = new.scenarios_of.clone().or_else(|| new.based_on.map(|version| (definition.key.clone(), version)));
        patiently(|| async {
            let mut tx = self.shards.pool(org.shard).begin().await?;
            if let Some(first) = design_keys::find(&mut tx, org, key, &digest).await? {
                return Ok(first);
            }
            if drafts::count(&mut tx, org).await? >= MOST_DRAFTS {
                return Err(Error::Conflict(format!(
                    "There are {MOST_DRAFTS} drafts already. Publish or discard some of them first."
                )));
            }
            if let Some(version) = new.based_on
                && store::definitions::publisher(&mut tx, org, &definition.key, version).await?.is_none()
            {
                return Err(no_version(&definition.key, version));
            }
            let draft = New {
                id: id.id,
                definition: &definition,
                document: &new.document,
                based_on: new.based_on,
                by: caller.person.0,
                at: now,
            };
            drafts::insert(&mut tx, org, &draft).await?;
            if let Some((key, version)) = &from {
                let kept = store::scenarios::of_version(&mut tx, org, key, *version).await?;
                let kept = kept.ok_or_else(|| no_version(key, *version))?;
                scenarios::take_over(&mut tx, caller, id, kept, now).await?;
            }
            design_keys::keep(&mut tx, org, key, &digest, &id, now).await?;
            tx.commit().await?;
            Ok(id)
        })
        .await
    }
}

fn no_version(key: &str, version: i32) -> Error {
    Error::field("based_on", format!("There is no version {version} of \u{201c}{key}\u{201d}."))
}
