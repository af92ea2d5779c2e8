//! What a request waits for: who can move it, since when, and what happens next by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use engine::definition::Definition;
use engine::ids::{NodeId, PersonId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Named;
use super::execution::NextMove;
use super::upcoming::{self, Coming};
use crate::caller::Caller;
use crate::error::Result;
use crate::runtime::Runtime;
use crate::sentences;
use crate::store::names;

/// One thing that a request waits for; parallel branches have one each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    /// The step's name.
    pub step: String,
    pub node: NodeId,
    /// Who can move it; nobody while it waits for a moment.
    pub who: Vec<Named>,
    pub claimed: bool,
    pub since: Option<DateTime<Utc>>,
    pub due_at: Option<DateTime<Utc>>,
    /// Why it is stuck, when it is.
    pub incident: Option<String>,
    pub next: Option<NextMove>,
    /// All of this as one sentence, with times in the reader's zone.
    pub sentence: String,
}

/// An execution whose waiting is asked for.
pub(super) struct Of {
    pub id: Uuid,
    pub key: String,
    pub version: i32,
}

struct Task {
    execution_id: Uuid,
    step_no: i32,
    node_id: String,
    opened_at: DateTime<Utc>,
    due_at: Option<DateTime<Utc>>,
    claimed: bool,
    who: Vec<PersonId>,
}

/// What these executions wait for.
pub(super) async fn of(
    runtime: &Runtime,
    conn: &mut PgConnection,
    caller: &Caller,
    executions: &[Of],
) -> Result<BTreeMap<Uuid, Vec<Waiting>>> {
    let shard = caller.org.shard;
    let ids: Vec<Uuid> = executions.iter().map(|execution| execution.id).collect();
    let tasks = tasks(conn, shard, &ids).await?;
    let coming = upcoming::of(conn, shard, &ids).await?;
    let incidents = sqlx::query!(
        "select execution_id, node_id, reason, raised_at from incidents where shard = $1 and execution_id = any($2) order by incident_no",
        shard,
        &ids
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut definitions: BTreeMap<Uuid, Arc<Definition>> = BTreeMap::new();
    for execution in executions {
        let definition = runtime.definitions.get(conn, caller.org, &execution.key, execution.version).await?;
        definitions.insert(execution.id, definition);
    }
    let people: BTreeSet<PersonId> = tasks
        .iter()
        .flat_map(|task| task.who.iter().copied())
        .chain(definitions.values().flat_map(|definition| sentences::people_in(definition)))
        .collect();
    let names = names::of(conn, caller.org, people).await?;

    let mut all: BTreeMap<Uuid, Vec<Waiting>> = BTreeMap::new();
    let next_move = |definition: &Definition, timer: &Coming| NextMove {
        at: timer.due_at,
        what: sentences::what_happens(definition, &NodeId(timer.node_id.clone()), &timer.purpose, timer.number, &names),
    };
    for task in &tasks {
        let Some(definition) = definitions.get(&task.execution_id) else { continue };
        let timers = coming.get(&task.execution_id).map_or(&[][..], Vec::as_slice);
        let node = NodeId(task.node_id.clone());
        all.entry(task.execution_id).or_default().push(said(
            caller,
            Waiting {
                step: definition.name_of(&node).to_owned(),
                node,
                who: task.who.iter().map(|person| names.named(*person)).collect(),
                claimed: task.claimed,
                since: Some(task.opened_at),
                due_at: task.due_at,
                incident: None,
                next: upcoming::next_of_step(timers, task.step_no).map(|timer| next_move(definition, timer)),
                sentence: String::new(),
            },
        ));
    }
    for (id, timers) in &coming {
        let Some(definition) = definitions.get(id) else { continue };
        for timer in timers.iter().filter(|timer| timer.purpose == "wait") {
            let node = NodeId(timer.node_id.clone());
            all.entry(*id).or_default().push(said(
                caller,
                Waiting {
                    step: definition.name_of(&node).to_owned(),
                    node,
                    who: vec![],
                    claimed: false,
                    since: None,
                    due_at: None,
                    incident: None,
                    next: Some(next_move(definition, timer)),
                    sentence: String::new(),
                },
            ));
        }
    }
    for incident in incidents {
        let Some(definition) = definitions.get(&incident.execution_id) else { continue };
        let node = NodeId(incident.node_id);
        all.entry(incident.execution_id).or_default().push(said(
            caller,
            Waiting {
                step: definition.name_of(&node).to_owned(),
                node,
                who: vec![],
                claimed: false,
                since: Some(incident.raised_at),
                due_at: None,
                incident: Some(incident.reason),
                next: None,
                sentence: String::new(),
            },
        ));
    }
    Ok(all)
}

async fn tasks(conn: &mut PgConnection, shard: i16, ids: &[Uuid]) -> Result<Vec<Task>> {
    let rows = sqlx::query!(
        "select t.execution_id, t.task_no, t.step_no, t.node_id, t.opened_at, t.due_at, t.claimed_by, c.user_id
        from tasks t
        join task_candidates c on c.shard = t.shard and c.execution_id = t.execution_id and c.task_no = t.task_no
        where t.shard = $1 and c.shard = $1 and t.execution_id = any($2)
        order by t.execution_id, t.task_no, c.user_id",
        shard,
        ids
    )
    .fetch_all(conn)
    .await?;
    let mut tasks: Vec<Task> = Vec::new();
    let mut last = None;
    for row in rows {
        let who = PersonId(row.user_id);
        if last != Some((row.execution_id, row.task_no)) {
            last = Some((row.execution_id, row.task_no));
            tasks.push(Task {
                execution_id: row.execution_id,
                step_no: row.step_no,
                node_id: row.node_id,
                opened_at: row.opened_at,
                due_at: row.due_at,
                claimed: row.claimed_by.is_some(),
                who: vec![],
            });
        }
        if let Some(task) = tasks.last_mut()
            && row.claimed_by.is_none_or(|by| by == row.user_id)
        {
            task.who.push(who);
        }
    }
    Ok(tasks)
}

fn said(caller: &Caller, mut waiting: Waiting) -> Waiting {
    let next = waiting.next.as_ref().map(|next| (caller.moment(next.at), next.what.as_str()));
    waiting.sentence = if let Some(reason) = &waiting.incident {
        let since = waiting.since.map_or(String::new(), |at| format!(" since {}", caller.moment(at)));
        format!(
            "Stuck at \u{201c}{}\u{201d}{since}: {} An administrator can try again or cancel.",
            waiting.step,
            sentence(reason)
        )
    } else if waiting.who.is_empty() {
        let next = next.map_or(String::new(), |(at, what)| format!(": at {at}, {what}"));
        format!("Waits at \u{201c}{}\u{201d}{next}.", waiting.step)
    } else {
        let who = sentences::any_of(
            waiting.who.iter().map(|who| if who.id == caller.person { "you" } else { who.name.as_str() }),
        );
        let since = waiting.since.map_or(String::new(), |at| format!(" since {}", caller.moment(at)));
        let next = match next {
            Some((at, what)) => format!(" If nobody answers, {what} at {at}."),
            None => " Nothing happens by itself; it waits as long as it takes.".to_owned(),
        };
        format!("Waits for {who} at \u{201c}{}\u{201d}{since}.{next}", waiting.step)
    };
    waiting
}

fn sentence(text: &str) -> String {
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}
