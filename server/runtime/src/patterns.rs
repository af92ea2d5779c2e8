//! Patterns: groups of steps that an organisation keeps, to be put into any process. Whoever draws processes sees and saves
//! them; the author or an administrator renames and removes one.

use chrono::{DateTime, Utc};
use engine::edit::Clip;
use engine::ids::PersonId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::caller::Caller;
use crate::drafts::designs;
use crate::error::{Error, Result};
use crate::patience::patiently;
use crate::read::Named;
use crate::runtime::Runtime;
use crate::store::names;
use crate::store::patterns::{self as store, Row};

/// The most patterns of an organisation.
pub const MOST_PATTERNS: i64 = 200;
/// The longest name, in characters.
const LONGEST_NAME: usize = 80;
/// The longest description, in characters.
const LONGEST_DESCRIPTION: usize = 300;

/// A pattern.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pattern {
    pub id: Uuid,
    pub name: String,
    pub description: String,
    pub clip: Clip,
    pub author: Named,
    pub changed_at: DateTime<Utc>,
    /// Whether whoever asks may rename and remove it.
    pub may_change: bool,
}

/// A pattern to be kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutPattern {
    pub name: String,
    #[serde(default)]
    pub description: String,
    /// None: as they are; a new pattern needs them.
    pub clip: Option<Clip>,
}

impl Runtime {
    /// Writes a pattern, new or anew. The id is made by the browser, so a repeat is harmless.
    pub async fn put_pattern(&self, caller: &Caller, id: Uuid, put: PutPattern) -> Result<()> {
        designs(caller)?;
        let name = line("name", &put.name, LONGEST_NAME)?;
        if name.is_empty() {
            return Err(Error::field("name", "Give it a name."));
        }
        let description = line("description", &put.description, LONGEST_DESCRIPTION)?;
        let clip = put.clip.map(|clip| clip.as_pattern()).transpose();
        let clip = clip.map_err(|refusal| Error::field("clip", refusal.to_string()))?;
        patiently(|| async {
            let mut tx = self.shards.pool(caller.org.shard).begin().await?;
            let there = store::lock(&mut tx, caller.org, id).await?;
            match &there {
                Some(row) => changes(caller, row)?,
                None if store::count(&mut tx, caller.org).await? >= MOST_PATTERNS => {
                    return Err(Error::Conflict(format!(
                        "There are {MOST_PATTERNS} patterns already. Remove one of them first."
                    )));
                }
                None => {}
            }
            let row = Row {
                id,
                name: name.clone(),
                description: description.clone(),
                clip: match (&clip, &there) {
                    (Some(clip), _) => clip.text(),
                    (None, Some(row)) => row.clip.clone(),
                    // Somebody removed it while it was being renamed.
                    (None, None) => return Err(Error::NotFound),
                },
                created_by: there.map_or(caller.person.0, |row| row.created_by),
                changed_at: self.clock.now(),
            };
            store::put(&mut tx, caller.org, &row, caller.person.0).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Removes a pattern. One that is not there is as good as removed.
    pub async fn delete_pattern(&self, caller: &Caller, id: Uuid) -> Result<()> {
        designs(caller)?;
        patiently(|| async {
            let mut tx = self.shards.pool(caller.org.shard).begin().await?;
            if let Some(row) = store::lock(&mut tx, caller.org, id).await? {
                changes(caller, &row)?;
                store::delete(&mut tx, caller.org, id).await?;
                tx.commit().await?;
            }
            Ok(())
        })
        .await
    }

    /// All patterns of the organisation, by name.
    pub async fn patterns(&self, caller: &Caller) -> Result<Vec<Pattern>> {
        designs(caller)?;
        let mut conn = self.shards.pool(caller.org.shard).acquire().await?;
        let rows = store::of(&mut conn, caller.org).await?;
        let names = names::of(&mut conn, caller.org, rows.iter().map(|row| PersonId(row.created_by))).await?;
        let pattern = |row: Row| {
            Ok(Pattern {
                id: row.id,
                may_change: may_change(caller, &row),
                author: names.named(PersonId(row.created_by)),
                clip: serde_json::from_str(&row.clip)?,
                name: row.name,
                description: row.description,
                changed_at: row.changed_at,
            })
        };
        rows.into_iter().map(pattern).collect()
    }
}

fn may_change(caller: &Caller, row: &Row) -> bool {
    caller.roles.admin || row.created_by == caller.person.0
}

fn changes(caller: &Caller, row: &Row) -> Result<()> {
    if may_change(caller, row) {
        Ok(())
    } else {
        Err(Error::Forbidden("Only its author or an administrator changes a pattern.".to_owned()))
    }
}

/// A text on one line, without space around it; the error names the field.
fn line(field: &str, text: &str, longest: usize) -> Result<String> {
    let text = text.trim();
    if text.chars().count() > longest || text.chars().any(char::is_control) {
        return Err(Error::field(field, format!("At most {longest} characters on one line.")));
    }
    Ok(text.to_owned())
}
