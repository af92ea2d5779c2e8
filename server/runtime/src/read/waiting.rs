//! What a request waits for: who can move it, since when, and what happens next by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use engine::definition::Definition;
use engine::ids::{NodeId, PersonId};
use engine::narrate;
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
    /// Who can move it, by name; nobody while it waits for a moment or is stuck.
    pub who: Vec<Named>,
    /// Somebody of several has taken it.
    pub claimed: bool,
    /// It is with the requester, who was asked for changes.
    pub revise: bool,
    pub since: Option<DateTime<Utc>>,
    pub due_at: Option<DateTime<Utc>>,
    /// Why it is stuck, when it is.
    pub incident: Option<String>,
    pub next: Option<NextMove>,
    /// All of this as sentences, with times in the reader's zone.
    pub sentence: String,
}

/// An execution whose waiting is asked for.
pub(super) struct Of {
    pub id: Uuid,
    pub key: String,
    pub version: i32,
}

/// The open tasks of one step.
struct Asked {
    execution_id: Uuid,
    step_no: i32,
    node_id: String,
    since: DateTime<Utc>,
    due_at: Option<DateTime<Utc>>,
    claimed: bool,
    revise: bool,
    tasks: usize,
    who: BTreeSet<PersonId>,
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
    let asked = asked(conn, shard, &ids).await?;
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
    let people: BTreeSet<PersonId> = asked
        .iter()
        .flat_map(|asked| asked.who.iter().copied())
        .chain(definitions.values().flat_map(|definition| sentences::people_in(definition)))
        .collect();
    let names = names::of(conn, caller.org, people).await?;

    let mut all: BTreeMap<Uuid, Vec<Waiting>> = BTreeMap::new();
    let mut add = |id: Uuid, node: &str, fill: &dyn Fn(&Definition, &mut Waiting), every: bool| {
        let Some(definition) = definitions.get(&id) else { return };
        let mut waiting = at(definition, node);
        fill(definition, &mut waiting);
        waiting.sentence = sentence(caller, &waiting, every);
        all.entry(id).or_default().push(waiting);
    };
    let next_move = |definition: &Definition, timer: &Coming| NextMove {
        at: timer.due_at,
        what: sentences::what_happens(definition, &NodeId(timer.node_id.clone()), &timer.purpose, timer.number, &names),
    };
    for step in &asked {
        let timers = coming.get(&step.execution_id).map_or(&[][..], Vec::as_slice);
        let fill = |definition: &Definition, waiting: &mut Waiting| {
            waiting.who = step.who.iter().map(|person| names.named(*person)).collect();
            waiting.who.sort_by(|a, b| a.name.cmp(&b.name));
            waiting.claimed = step.claimed;
            waiting.revise = step.revise;
            waiting.since = Some(step.since);
            waiting.due_at = step.due_at;
            waiting.next = upcoming::next_of_step(timers, step.step_no).map(|timer| next_move(definition, timer));
        };
        add(step.execution_id, &step.node_id, &fill, step.tasks == step.who.len());
    }
    for (id, timers) in &coming {
        for timer in timers.iter().filter(|timer| timer.purpose == "wait") {
            let fill = |definition: &Definition, waiting: &mut Waiting| {
                waiting.next = Some(next_move(definition, timer));
            };
            add(*id, &timer.node_id, &fill, false);
        }
    }
    for incident in &incidents {
        let fill = |_: &Definition, waiting: &mut Waiting| {
            waiting.since = Some(incident.raised_at);
            waiting.incident = Some(incident.reason.clone());
        };
        add(incident.execution_id, &incident.node_id, &fill, false);
    }
    Ok(all)
}

async fn asked(conn: &mut PgConnection, shard: i16, ids: &[Uuid]) -> Result<Vec<Asked>> {
    let rows = sqlx::query!(
        "select t.execution_id, t.task_no, t.step_no, t.node_id, t.ask, t.opened_at, t.due_at, t.claimed_by, c.user_id
        from tasks t
        join task_candidates c on c.shard = t.shard and c.execution_id = t.execution_id and c.task_no = t.task_no
        where t.shard = $1 and c.shard = $1 and t.execution_id = any($2)
        order by t.execution_id, t.step_no, t.task_no, c.user_id",
        shard,
        ids
    )
    .fetch_all(conn)
    .await?;
    let mut steps: Vec<Asked> = Vec::new();
    let mut last = None;
    for row in rows {
        if steps.last().is_none_or(|step| (step.execution_id, step.step_no) != (row.execution_id, row.step_no)) {
            steps.push(Asked {
                execution_id: row.execution_id,
                step_no: row.step_no,
                node_id: row.node_id,
                since: row.opened_at,
                due_at: row.due_at,
                claimed: row.claimed_by.is_some(),
                revise: row.ask == "revise",
                tasks: 0,
                who: BTreeSet::new(),
            });
        }
        let Some(step) = steps.last_mut() else { continue };
        if last != Some((row.execution_id, row.task_no)) {
            last = Some((row.execution_id, row.task_no));
            step.tasks += 1;
        }
        if row.claimed_by.is_none_or(|by| by == row.user_id) {
            step.who.insert(PersonId(row.user_id));
        }
    }
    Ok(steps)
}

fn at(definition: &Definition, node: &str) -> Waiting {
    let node = NodeId::from(node);
    Waiting {
        step: definition.name_of(&node).to_owned(),
        node,
        who: vec![],
        claimed: false,
        revise: false,
        since: None,
        due_at: None,
        incident: None,
        next: None,
        sentence: String::new(),
    }
}

/// `every`: each of the people has a task of their own.
fn sentence(caller: &Caller, waiting: &Waiting, every: bool) -> String {
    let step = &waiting.step;
    let since = waiting.since.map_or(String::new(), |at| format!(" since {}", caller.moment(at)));
    let next = waiting.next.as_ref().map(|next| (caller.moment(next.at), next.what.as_str()));
    if let Some(reason) = &waiting.incident {
        let full_stop = if reason.ends_with(['.', '!', '?']) { "" } else { "." };
        return format!(
            "Stuck at \u{201c}{step}\u{201d}{since}: {reason}{full_stop} An administrator can try again or cancel."
        );
    }
    if waiting.who.is_empty() {
        let next = next.map_or(String::new(), |(at, what)| format!(": at {at}, {what}"));
        return format!("Waits at \u{201c}{step}\u{201d}{next}.");
    }
    let people: Vec<String> = waiting
        .who
        .iter()
        .map(|who| if who.id == caller.person { "you".to_owned() } else { who.name.clone() })
        .collect();
    let who = if every { narrate::and(&people) } else { narrate::or(&people) };
    if waiting.revise {
        return format!("Waits for {who} to change the request and submit it again{since}.");
    }
    let next = match next {
        Some((at, what)) => format!(" If nobody answers, {what} at {at}."),
        None => " Nothing happens by itself; it waits as long as it takes.".to_owned(),
    };
    format!("Waits for {who} at \u{201c}{step}\u{201d}{since}.{next}")
}
