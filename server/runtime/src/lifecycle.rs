//! What can be done to a process beside publishing: take it out of use and back, delete one that nobody ever used, ask for a
//! second person.

use sqlx::PgConnection;

use crate::caller::Caller;
use crate::chain;
use crate::error::{Error, Result, broken_constraint};
use crate::patience::patiently;
use crate::runtime::Runtime;
use crate::store::definitions::{self, Head};
use crate::store::design_keys;

impl Runtime {
    /// Takes a process out of use: nobody can make a request by it any more, and running ones go on.
    pub async fn retire(&self, caller: &Caller, definition_key: &str, key: &str) -> Result<()> {
        self.set_retired(caller, definition_key, key, true).await
    }

    /// Brings a retired process back.
    pub async fn unretire(&self, caller: &Caller, definition_key: &str, key: &str) -> Result<()> {
        self.set_retired(caller, definition_key, key, false).await
    }

    async fn set_retired(&self, caller: &Caller, definition_key: &str, key: &str, retired: bool) -> Result<()> {
        may_design(caller)?;
        let digest = chain::digest(&["set retired", &caller.person.to_string(), definition_key, &retired.to_string()]);
        patiently(|| async {
            let mut tx = self.shards.pool(caller.org.shard).begin().await?;
            let head = definitions::lock(&mut tx, caller.org, definition_key).await?.ok_or(Error::NotFound)?;
            if design_keys::find::<()>(&mut tx, caller.org, key, &digest).await?.is_some() {
                return Ok(());
            }
            let now = self.clock.now();
            if head.retired_at.is_some() != retired {
                let by = retired.then_some((caller.person.0, now));
                definitions::set_retired(&mut tx, caller.org, definition_key, by).await?;
            }
            design_keys::keep(&mut tx, caller.org, key, &digest, &(), now).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Deletes a process by which nobody ever made a request.
    pub async fn delete_definition(&self, caller: &Caller, definition_key: &str, key: &str) -> Result<()> {
        may_design(caller)?;
        let digest = chain::digest(&["delete definition", &caller.person.to_string(), definition_key]);
        patiently(|| async {
            let mut tx = self.shards.pool(caller.org.shard).begin().await?;
            let head = definitions::lock(&mut tx, caller.org, definition_key).await?;
            if design_keys::find::<()>(&mut tx, caller.org, key, &digest).await?.is_some() {
                return Ok(());
            }
            let head = head.ok_or(Error::NotFound)?;
            if head.second_person && !caller.roles.admin {
                return Err(Error::Forbidden(
                    "A second person must agree to what happens to this process, so only an administrator deletes it."
                        .to_owned(),
                ));
            }
            must_be_unused(&mut tx, caller, definition_key, &head).await?;
            let now = self.clock.now();
            let deleted = definitions::delete(&mut tx, caller.org, definition_key, &head, caller.person.0, now).await;
            deleted.map_err(|error| match broken_constraint(&error) {
                // The first request was made at this very moment.
                Some("executions_version_fkey") => used(1, &head),
                _ => error.into(),
            })?;
            design_keys::keep(&mut tx, caller.org, key, &digest, &(), now).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Sets whether a second person must agree to every new version. Designers ask for it; only administrators end it.
    pub async fn set_second_person(&self, caller: &Caller, definition_key: &str, needed: bool) -> Result<()> {
        may_design(caller)?;
        patiently(|| async {
            let mut tx = self.shards.pool(caller.org.shard).begin().await?;
            let head = definitions::lock(&mut tx, caller.org, definition_key).await?.ok_or(Error::NotFound)?;
            if head.second_person && !needed && !caller.roles.admin {
                return Err(Error::Forbidden(
                    "Only an administrator says that no second person is needed any more.".to_owned(),
                ));
            }
            definitions::set_second_person(&mut tx, caller.org, definition_key, needed).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }
}

fn may_design(caller: &Caller) -> Result<()> {
    if caller.may_design() {
        Ok(())
    } else {
        Err(Error::Forbidden("Only designers and administrators change processes.".to_owned()))
    }
}

async fn must_be_unused(conn: &mut PgConnection, caller: &Caller, key: &str, head: &Head) -> Result<()> {
    match definitions::requests(conn, caller.org, key).await? {
        0 => Ok(()),
        count => Err(used(count, head)),
    }
}

fn used(count: i64, head: &Head) -> Error {
    let requests = if count == 1 { "1 request was".to_owned() } else { format!("{count} requests were") };
    Error::Conflict(format!(
        "{requests} made by \u{201c}{}\u{201d}, and each keeps the version that it began with, so it cannot be deleted. Retire it instead: then nobody can ask for it any more.",
        head.name
    ))
}
