//! Publishing definitions, and reading published ones. A published version never changes, so it is read once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use engine::Definition;
use engine::check::{Problem, Severity, named};
use engine::definition::NotADefinition;
use engine::nodes::Source;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::ids::OrgRef;
use crate::runtime::Runtime;
use crate::store;

/// How many versions are kept in memory.
const KEPT: usize = 1_000;

/// Versions already read.
#[derive(Debug, Default)]
pub(crate) struct Cache(Mutex<HashMap<(Uuid, String, i32), Arc<Definition>>>);

impl Cache {
    /// A published version.
    pub async fn get(&self, conn: &mut PgConnection, org: OrgRef, key: &str, version: i32) -> Result<Arc<Definition>> {
        let name = (org.id, key.to_owned(), version);
        if let Some(definition) = self.lock().get(&name) {
            return Ok(Arc::clone(definition));
        }
        let document = store::definitions::document(conn, org, key, version).await?.ok_or(Error::NotFound)?;
        let definition = Arc::new(Definition::read(&document).map_err(|error| Error::Internal(error.into()))?);
        let mut kept = self.lock();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(name, Arc::clone(&definition));
        Ok(definition)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<(Uuid, String, i32), Arc<Definition>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A version that was published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Published {
    pub key: String,
    pub version: i32,
    /// What is worth another look but did not stop it.
    pub warnings: Vec<Problem>,
}

/// Whether this person may ask by this definition.
pub(crate) fn may_start(definition: &Definition, caller: &Caller) -> bool {
    definition.starters.is_empty() || definition.starters.iter().any(|group| caller.groups.contains(group))
}

impl Runtime {
    /// Publishes a document as the next version of its key. The same document again is the same version.
    pub async fn publish(&self, caller: &Caller, json: &str) -> Result<Published> {
        if !caller.may_design() {
            return Err(Error::Forbidden("Only designers and administrators publish definitions.".to_owned()));
        }
        let definition = read(json)?;
        let problems = self.problems(caller, &definition).await?;
        if problems.iter().any(|problem| problem.severity == Severity::Error) {
            return Err(Error::Problems(problems));
        }
        let version = crate::patience::patiently(|| self.store(caller, &definition, json)).await?;
        Ok(Published { key: definition.key, version, warnings: problems })
    }

    /// Everything that would be said about a definition if it were published.
    pub async fn problems(&self, caller: &Caller, definition: &Definition) -> Result<Vec<Problem>> {
        if !caller.may_design() {
            return Err(Error::Forbidden("Only designers and administrators publish definitions.".to_owned()));
        }
        let mut conn = self.shards.pool(caller.org.shard).acquire().await?;
        problems(&mut conn, caller.org, definition, self.clock.now()).await
    }

    async fn store(&self, caller: &Caller, definition: &Definition, json: &str) -> Result<i32> {
        let org = caller.org;
        let mut tx = self.shards.pool(org.shard).begin().await?;
        let head = store::definitions::lock(&mut tx, org, &definition.key).await?;
        if let Some(head) = &head {
            let newest = store::definitions::document(&mut tx, org, &definition.key, head.version).await?;
            if newest.as_deref() == Some(json) {
                return Ok(head.version);
            }
            must_be_in_use(head)?;
            if head.second_person {
                return Err(Error::Forbidden(format!(
                    "A second person must agree to every new version of \u{201c}{}\u{201d}. Draw it as a draft here, and ask somebody to publish it.",
                    head.name
                )));
            }
        }
        let new = store::definitions::NewVersion {
            definition,
            document: json,
            note: "",
            scenarios: serde_json::Value::Array(vec![]),
            published_by: caller.person.0,
            approved_by: None,
            at: self.clock.now(),
        };
        let version = store::definitions::publish(&mut tx, org, head.as_ref(), &new).await?;
        tx.commit().await?;
        Ok(version)
    }
}

/// Fails for a process that is out of use.
pub(crate) fn must_be_in_use(head: &store::definitions::Head) -> Result<()> {
    if head.retired_at.is_none() {
        return Ok(());
    }
    Err(Error::Forbidden(format!(
        "\u{201c}{}\u{201d} is retired. A designer can bring it back on the page of the process.",
        head.name
    )))
}

/// What the engine finds wrong, with whom it names looked up.
pub(crate) async fn problems(
    conn: &mut PgConnection,
    org: OrgRef,
    definition: &Definition,
    now: DateTime<Utc>,
) -> Result<Vec<Problem>> {
    let mut problems = engine::check::check(definition);
    problems.extend(engine::check::in_the_past(definition, now));
    problems.extend(engine::check::whom(definition, &store::names::named_by(conn, org, definition).await?));
    Ok(problems)
}

/// Every source of people that a definition names.
pub(crate) fn all_sources(definition: &Definition) -> impl Iterator<Item = &Source> {
    definition.nodes.iter().flat_map(named).map(|(_, source)| source)
}

/// Reads a document that somebody sent; the error names the field `document`.
pub(crate) fn read(json: &str) -> Result<Definition> {
    Definition::read(json).map_err(|error| Error::field("document", sentence(&error)))
}

fn sentence(error: &NotADefinition) -> String {
    let text = error.to_string();
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), chars.as_str()))
}
