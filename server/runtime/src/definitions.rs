//! Publishing definitions, and reading published ones. A published version never changes, so it is read once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use engine::Definition;
use engine::check::{Problem, Severity};
use engine::definition::NotADefinition;
use engine::ids::GroupKey;
use engine::nodes::{Kind, Source};
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
        let definition = Definition::read(json).map_err(|error| Error::field("document", sentence(&error)))?;
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
        let mut problems = engine::check::check(definition);
        let mut conn = self.shards.pool(caller.org.shard).acquire().await?;
        problems.extend(unknown_names(&mut conn, caller.org, definition).await?);
        Ok(problems)
    }

    async fn store(&self, caller: &Caller, definition: &Definition, json: &str) -> Result<i32> {
        let (org, now) = (caller.org, self.clock.now());
        let mut tx = self.shards.pool(org.shard).begin().await?;
        let starters: Vec<String> = definition.starters.iter().map(|group| group.0.clone()).collect();
        let viewers: Vec<String> = definition.viewers.iter().map(|group| group.0.clone()).collect();
        let version = sqlx::query_scalar!(
            "insert into definitions as d (shard, org_id, key, version, name, description, starters, viewers)
            values ($1, $2, $3, 1, $4, $5, $6, $7)
            on conflict on constraint definitions_pkey do update
            set version = d.version + 1, name = excluded.name, description = excluded.description,
                starters = excluded.starters, viewers = excluded.viewers
            returning version",
            org.shard,
            org.id,
            definition.key,
            definition.name,
            definition.description,
            &starters,
            &viewers
        )
        .fetch_one(&mut *tx)
        .await?;
        let last = store::definitions::document(&mut tx, org, &definition.key, version - 1).await?;
        if last.as_deref() == Some(json) {
            tx.rollback().await?;
            return Ok(version - 1);
        }
        sqlx::query!(
            "insert into definition_versions (shard, org_id, key, version, document, published_at, published_by)
            values ($1, $2, $3, $4, $5, $6, $7)",
            org.shard,
            org.id,
            definition.key,
            version,
            json,
            now,
            caller.person.0
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(version)
    }
}

/// Groups and people that the definition names and the directory does not have.
async fn unknown_names(conn: &mut PgConnection, org: OrgRef, definition: &Definition) -> Result<Vec<Problem>> {
    let people = definition.nodes.iter().flat_map(sources).filter_map(|source| match source {
        Source::Person { id } => Some(*id),
        _ => None,
    });
    let names = store::names::of(conn, org, people).await?;
    let mut problems = Vec::new();
    let problem = |node, field: Option<&str>, message| Problem {
        severity: Severity::Error,
        node,
        edge: None,
        field: field.map(str::to_owned),
        message,
    };
    let missing = |group: &GroupKey| format!("There is no group \u{201c}{group}\u{201d}.");
    for (field, groups) in [("starters", &definition.starters), ("viewers", &definition.viewers)] {
        for group in groups.iter().filter(|group| !names.groups.contains_key(*group)) {
            problems.push(problem(None, Some(field), missing(group)));
        }
    }
    for node in &definition.nodes {
        for source in sources(node) {
            let message = match source {
                Source::Group { key } if !names.groups.contains_key(key) => missing(key),
                Source::Person { id } if !names.people.contains_key(id) => {
                    format!("There is no person {id} in this organisation.")
                }
                _ => continue,
            };
            problems.push(problem(Some(node.id.clone()), None, message));
        }
    }
    Ok(problems)
}

/// Every source of people that a definition names.
pub(crate) fn all_sources(definition: &Definition) -> impl Iterator<Item = &Source> {
    definition.nodes.iter().flat_map(sources)
}

/// Every source of people that a node names.
fn sources(node: &engine::definition::Node) -> Vec<&Source> {
    match &node.does {
        Kind::Approval(approval) => approval
            .approvers
            .iter()
            .chain(&approval.fallback)
            .chain(approval.escalations.iter().map(|escalation| &escalation.to))
            .collect(),
        Kind::Notify(notify) => notify.to.iter().collect(),
        Kind::Signal(signal) => signal.link_to.iter().collect(),
        _ => vec![],
    }
}

fn sentence(error: &NotADefinition) -> String {
    let text = error.to_string();
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), chars.as_str()))
}
