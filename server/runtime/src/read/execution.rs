//! One request in full: its state, its history, what it waits for, what happens next, and what the reader may do.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use engine::Execution;
use engine::definition::Definition;
use engine::execution::{Purpose, Status};
use engine::ids::{GroupKey, NodeId, PersonId, TaskNo};
use engine::{Command, Event};
use serde::{Deserialize, Serialize};

use super::waiting::{self, Waiting};
use super::{Named, visible};
use crate::caller::{Caller, Channel};
use crate::error::{Error, Result};
use crate::ids::ExecutionId;
use crate::runtime::Runtime;
use crate::store::names;
use crate::{directory, sentences};

/// The pause between two nudges, as the engine keeps it.
const NUDGE_PAUSE: TimeDelta = TimeDelta::hours(4);

/// Something that will happen by itself: `what` at `at`, in words without the time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextMove {
    pub at: DateTime<Utc>,
    pub what: String,
}

/// A request as its page shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct ExecutionDetail {
    pub id: ExecutionId,
    pub title: String,
    /// The version that the request is pinned to.
    pub definition: Arc<Definition>,
    pub version: i32,
    pub requester: Named,
    pub started_at: DateTime<Utc>,
    pub changed_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
    /// `approved`, `rejected`, ...; none while it runs.
    pub outcome: Option<String>,
    /// Number of the last transition.
    pub seq: i64,
    pub state: Execution,
    /// Names of everybody whom the state mentions.
    pub people: BTreeMap<PersonId, String>,
    pub groups: BTreeMap<GroupKey, String>,
    /// What it waits for; empty when it is closed.
    pub waits: Vec<Waiting>,
    /// Where it stands, as sentences: what it waits for, since when, who can move it, what happens by itself.
    pub stands: String,
    pub may: Abilities,
}

/// What the reader may do with a request.
#[allow(clippy::struct_excessive_bools, reason = "each is a button of its own")]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Abilities {
    pub comment: bool,
    pub withdraw: bool,
    pub cancel: bool,
    pub nudge: bool,
    /// When a nudge is possible again, when it is not now.
    pub nudge_at: Option<DateTime<Utc>>,
    /// Whether incidents can be tried again.
    pub mend: bool,
    /// The tasks that the reader can answer or claim.
    pub answer: Vec<TaskNo>,
}

/// One transition as the history shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryRow {
    pub seq: i64,
    pub at: DateTime<Utc>,
    /// None for timers and the directory.
    pub actor: Option<Named>,
    pub channel: Channel,
    pub command: Command,
    pub events: Vec<Event>,
    /// SHA-256 of the chain up to here, in hexadecimal.
    pub hash: String,
}

/// History with the names of everybody whom it mentions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct History {
    pub rows: Vec<HistoryRow>,
    pub people: BTreeMap<PersonId, String>,
}

/// What happens from now on if nobody does anything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    pub rows: Vec<ForecastRow>,
    pub people: BTreeMap<PersonId, String>,
}

/// Something that will happen by itself, with all that follows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ForecastRow {
    pub at: DateTime<Utc>,
    pub node: NodeId,
    pub step: String,
    pub purpose: Purpose,
    /// In words, without the time and the step.
    pub what: String,
    pub events: Vec<Event>,
}

/// A request in full.
pub async fn execution(runtime: &Runtime, caller: &Caller, id: &ExecutionId) -> Result<ExecutionDetail> {
    let mut conn = runtime.shards.pool(caller.org.shard).acquire().await?;
    visible::must_see(&mut conn, caller, id).await?;
    let row = sqlx::query!(
        "select definition_key, version, title, requester_id, outcome, seq, state, started_at, changed_at, closed_at
        from executions
        where shard = $1 and id = $2 and org_id = $3",
        caller.org.shard,
        id.id,
        caller.org.id
    )
    .fetch_one(&mut *conn)
    .await?;
    let definition = runtime.definitions.get(&mut conn, caller.org, &row.definition_key, row.version).await?;
    let mut mentioned = BTreeSet::from([PersonId(row.requester_id), caller.person]);
    names::mentioned(&row.state, &mut mentioned);
    mentioned.extend(sentences::people_in(&definition));
    let names = names::of(&mut conn, caller.org, mentioned).await?;
    let state: Execution = serde_json::from_value(row.state)?;
    let of = waiting::Of { id: id.id, key: row.definition_key, version: row.version };
    let waits = if state.is_running() {
        waiting::of(runtime, &mut conn, caller, &[of]).await?.remove(&id.id).unwrap_or_default()
    } else {
        vec![]
    };
    let stands = match state.status {
        Status::Closed { outcome, at } => format!("Closed: {outcome}, at {}.", caller.moment(at)),
        _ => waits.iter().map(|waiting| waiting.sentence.as_str()).collect::<Vec<_>>().join(" "),
    };
    Ok(ExecutionDetail {
        id: *id,
        title: row.title,
        version: row.version,
        requester: names.named(PersonId(row.requester_id)),
        started_at: row.started_at,
        changed_at: row.changed_at,
        closed_at: row.closed_at,
        outcome: row.outcome,
        seq: row.seq,
        may: abilities(&state, caller, runtime.clock.now()),
        state,
        definition,
        people: names.people,
        groups: names.groups,
        waits,
        stands,
    })
}

fn abilities(state: &Execution, caller: &Caller, now: DateTime<Utc>) -> Abilities {
    if !state.is_running() {
        return Abilities::default();
    }
    let asked_for = state.request.as_ref().is_some_and(|request| request.requester.person == caller.person);
    let held = state.open_tasks().any(|(_, task)| task.actors().any(|person| person != caller.person));
    let nudge_at = state.nudged_at.map(|at| at + NUDGE_PAUSE).filter(|at| *at > now);
    Abilities {
        comment: true,
        withdraw: asked_for,
        cancel: caller.roles.admin,
        nudge: asked_for && held && nudge_at.is_none(),
        nudge_at: nudge_at.filter(|_| asked_for && held),
        mend: caller.roles.admin,
        answer: state
            .open_tasks()
            .filter(|(_, task)| task.actors().any(|person| person == caller.person))
            .map(|(no, _)| no)
            .collect(),
    }
}

/// The transitions after number `after`, in order, at most `limit` of them; 0 begins at the beginning.
pub async fn history(runtime: &Runtime, caller: &Caller, id: &ExecutionId, after: i64, limit: i64) -> Result<History> {
    let mut conn = runtime.shards.pool(caller.org.shard).acquire().await?;
    visible::must_see(&mut conn, caller, id).await?;
    let stored = crate::store::transitions::after(&mut conn, *id, after, limit).await?;
    let mut people = BTreeSet::new();
    for row in &stored {
        people.extend(row.actor.map(PersonId));
        names::mentioned(&serde_json::from_str(&row.command)?, &mut people);
        names::mentioned(&serde_json::from_str(&row.events)?, &mut people);
    }
    let names = names::of(&mut conn, caller.org, people).await?;
    let rows = stored
        .into_iter()
        .map(|row| {
            Ok(HistoryRow {
                seq: row.seq,
                at: row.at,
                actor: row.actor.map(|actor| names.named(PersonId(actor))),
                channel: row.channel()?,
                command: serde_json::from_str(&row.command)?,
                events: serde_json::from_str(&row.events)?,
                hash: crate::chain::hex(&row.hash),
            })
        })
        .collect::<Result<_>>()?;
    Ok(History { rows, people: names.people })
}

/// What happens from now on if nobody does anything.
pub async fn forecast(runtime: &Runtime, caller: &Caller, id: &ExecutionId) -> Result<Forecast> {
    let mut conn = runtime.shards.pool(caller.org.shard).acquire().await?;
    visible::must_see(&mut conn, caller, id).await?;
    let row = sqlx::query!(
        "select definition_key, version, state from executions where shard = $1 and id = $2 and org_id = $3",
        caller.org.shard,
        id.id,
        caller.org.id
    )
    .fetch_optional(&mut *conn)
    .await?
    .ok_or(Error::NotFound)?;
    let definition = runtime.definitions.get(&mut conn, caller.org, &row.definition_key, row.version).await?;
    let state: Execution = serde_json::from_value(row.state)?;
    let now = runtime.clock.now();
    let upcoming = directory::answering(&mut conn, caller.org, |answers| {
        engine::forecast::forecast(&definition, &state, now, answers)
    })
    .await?;
    let mut people: BTreeSet<PersonId> = sentences::people_in(&definition).collect();
    names::mentioned(&serde_json::to_value(&upcoming)?, &mut people);
    let names = names::of(&mut conn, caller.org, people).await?;
    let rows = upcoming
        .into_iter()
        .map(|coming| ForecastRow {
            at: coming.at,
            step: definition.name_of(&coming.node).to_owned(),
            what: sentences::what_happens(
                &definition,
                &coming.node,
                coming.purpose.key(),
                number(coming.purpose),
                &names,
            ),
            node: coming.node,
            purpose: coming.purpose,
            events: coming.events,
        })
        .collect();
    Ok(Forecast { rows, people: names.people })
}

/// Which reminder or which level of escalation; else 0.
pub(crate) fn number(purpose: Purpose) -> i32 {
    let number = match purpose {
        Purpose::Reminder { number, .. } => number,
        Purpose::Escalation { level, .. } => level,
        _ => 0,
    };
    i32::try_from(number).unwrap_or(i32::MAX)
}
