//! Scenarios: what a draft is tried with. They are published with the version, and come back with a draft of it.

use chrono::{DateTime, Utc};
use engine::ids::PersonId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::draft::{designs, lock};
use super::save::void;
use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::ids::DraftId;
use crate::patience::patiently;
use crate::read::Named;
use crate::runtime::Runtime;
use crate::store::names;
use crate::store::scenarios::{self as store, Row};

/// The most scenarios of a draft.
pub const MOST_SCENARIOS: usize = 50;
/// The largest scenario, in bytes of JSON.
pub const LARGEST_SCENARIO: usize = 200_000;
/// The longest name, in characters.
const LONGEST_NAME: usize = 120;

/// A scenario of a draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    pub id: Uuid,
    pub name: String,
    /// A JSON object.
    pub scenario: Value,
    pub changed_at: DateTime<Utc>,
    pub changed_by: Named,
}

/// A scenario as it is kept with a version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptScenario {
    pub id: Uuid,
    pub name: String,
    pub scenario: Value,
}

impl Runtime {
    /// Writes a scenario, new or anew. The id is made by the browser, so a repeat is harmless.
    pub async fn put_scenario(
        &self,
        caller: &Caller,
        draft: DraftId,
        id: Uuid,
        name: &str,
        scenario: Value,
    ) -> Result<Scenario> {
        designs(caller)?;
        let name = checked(name, &scenario)?;
        patiently(|| async {
            let mut tx = self.shards.pool(caller.org.shard).begin().await?;
            lock(&mut tx, caller, draft).await?;
            let there = store::of(&mut tx, draft).await?;
            if there.len() >= MOST_SCENARIOS && there.iter().all(|row| row.id != id) {
                return Err(Error::Conflict(format!(
                    "A draft has at most {MOST_SCENARIOS} scenarios. Delete one of them first."
                )));
            }
            let row = Row {
                id,
                name: name.clone(),
                scenario: scenario.clone(),
                changed_by: caller.person.0,
                changed_at: self.clock.now(),
            };
            let same = |old: &Row| old.id == id && old.name == row.name && old.scenario == row.scenario;
            if !there.iter().any(same) {
                void(&mut tx, caller, draft, row.changed_at).await?;
            }
            store::put(&mut tx, draft, &row).await?;
            tx.commit().await?;
            let changed_by = Named { id: caller.person, name: caller.name.clone() };
            Ok(Scenario { id, name: row.name, scenario: row.scenario, changed_at: row.changed_at, changed_by })
        })
        .await
    }

    /// Deletes a scenario. One that is not there is as good as deleted.
    pub async fn delete_scenario(&self, caller: &Caller, draft: DraftId, id: Uuid) -> Result<()> {
        designs(caller)?;
        patiently(|| async {
            let mut tx = self.shards.pool(caller.org.shard).begin().await?;
            lock(&mut tx, caller, draft).await?;
            if store::of(&mut tx, draft).await?.iter().any(|row| row.id == id) {
                void(&mut tx, caller, draft, self.clock.now()).await?;
                store::delete(&mut tx, draft, id).await?;
            }
            tx.commit().await?;
            Ok(())
        })
        .await
    }
}

fn checked(name: &str, scenario: &Value) -> Result<String> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(Error::field("name", format!("Give it a name of at most {LONGEST_NAME} characters on one line.")));
    }
    if !scenario.is_object() {
        return Err(Error::field("scenario", "A scenario is a JSON object."));
    }
    if serde_json::to_string(scenario)?.len() > LARGEST_SCENARIO {
        return Err(Error::field("scenario", format!("A scenario is at most {} kB.", LARGEST_SCENARIO / 1_000)));
    }
    Ok(name.to_owned())
}

/// The scenarios of a draft, by name.
pub(crate) async fn of(conn: &mut PgConnection, caller: &Caller, draft: DraftId) -> Result<Vec<Scenario>> {
    let rows = store::of(conn, draft).await?;
    let people: Vec<PersonId> = rows.iter().map(|row| PersonId(row.changed_by)).collect();
    let names = names::of(conn, caller.org, people).await?;
    Ok(rows
        .into_iter()
        .map(|row| Scenario {
            id: row.id,
            name: row.name,
            scenario: row.scenario,
            changed_at: row.changed_at,
            changed_by: names.named(PersonId(row.changed_by)),
        })
        .collect())
}

/// As they are kept with a version, in an order that does not depend on names.
pub(super) async fn kept(conn: &mut PgConnection, draft: DraftId) -> Result<Vec<KeptScenario>> {
    let mut rows = store::of(conn, draft).await?;
    rows.sort_by_key(|row| row.id);
    Ok(rows.into_iter().map(|row| KeptScenario { id: row.id, name: row.name, scenario: row.scenario }).collect())
}

/// The scenarios of a version become those of a new draft.
pub(super) async fn take_over(
    conn: &mut PgConnection,
    caller: &Caller,
    draft: DraftId,
    kept: Vec<KeptScenario>,
    at: DateTime<Utc>,
) -> Result<()> {
    for scenario in kept {
        let KeptScenario { id, name, scenario } = scenario;
        let row = Row { id, name, scenario, changed_by: caller.person.0, changed_at: at };
        store::put(conn, draft, &row).await?;
    }
    Ok(())
}
