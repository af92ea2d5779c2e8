//! Discarding a draft: only what the person was shown, so that nobody's later work is thrown away.

use super::draft::{designs, lock, moved_on};
use crate::caller::Caller;
use crate::chain;
use crate::error::Result;
use crate::ids::DraftId;
use crate::patience::patiently;
use crate::runtime::Runtime;
use crate::store::drafts::Finished;
use crate::store::{design_keys, drafts};

impl Runtime {
    /// Discards a draft at the revision that the person was shown.
    pub async fn discard_draft(&self, caller: &Caller, id: DraftId, key: &str, revision: i64) -> Result<()> {
        designs(caller)?;
        let digest = chain::digest(&["discard draft", &caller.person.to_string(), &id.to_string()]);
        patiently(|| async {
            let mut tx = self.shards.pool(caller.org.shard).begin().await?;
            if design_keys::find::<()>(&mut tx, caller.org, key, &digest).await?.is_some() {
                return Ok(());
            }
            let draft = lock(&mut tx, caller, id).await?;
            if draft.revision != revision {
                return Err(moved_on(&mut tx, caller, &draft).await?);
            }
            let now = self.clock.now();
            let finished = Finished { version: None, by: caller.person.0, at: now };
            drafts::finish(&mut tx, caller.org, &draft, &draft.key, &finished).await?;
            design_keys::keep(&mut tx, caller.org, key, &digest, &(), now).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }
}
