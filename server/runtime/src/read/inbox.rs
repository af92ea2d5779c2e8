//! The inbox: what needs me, what is offered to my groups, what waits on others, what I have done.
//! Sorted by the deadline that comes first, not by age; the two last tabs newest first.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use engine::ids::{NodeId, PersonId, TaskNo};
use engine::nodes::source::Why;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Named;
use super::execution::NextMove;
use super::page::{self, Page, Place};
use super::{upcoming, waiting};
use crate::caller::Caller;
use crate::error::Result;
use crate::ids::{ExecutionId, TaskId};
use crate::runtime::Runtime;
use crate::sentences;
use crate::store::names::{self, Names};

/// A list of the inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tab {
    /// Nobody else can answer, or I claimed it.
    NeedsMe,
    /// Offered to several, me among them, and not claimed.
    MyGroups,
    /// My requests, and what I decided, that still run and do not need me.
    Waiting,
    /// What I answered.
    Done,
}

/// How many there are in each list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub needs_me: i64,
    pub overdue: i64,
    pub my_groups: i64,
    pub waiting: i64,
    pub done: i64,
}

/// A line of the inbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InboxRow {
    pub execution: ExecutionId,
    /// None in the list of what waits on others.
    pub task: Option<TaskId>,
    pub title: String,
    pub definition_key: String,
    pub definition_name: String,
    pub requester: Named,
    /// The step's name; where several branches wait, the first.
    pub step: String,
    /// `decide` or `revise`; in the list of what waits on others `wait`.
    pub ask: String,
    /// 1 at first, one more after each resubmission.
    pub round: i32,
    /// Why me; in `waiting` what it waits for; in `done` what I answered. A whole sentence.
    pub why: String,
    pub opened_at: DateTime<Utc>,
    pub due_at: Option<DateTime<Utc>>,
    pub overdue: bool,
    pub claimed_by: Option<Named>,
    /// Who else can answer; in `waiting` who can.
    pub others: Vec<Named>,
    /// What happens if nobody answers.
    pub if_nobody: Option<NextMove>,
    /// Only in `done`: `approve`, `reject`, `request_changes` or `revised`, and when.
    pub answered: Option<String>,
    pub answered_at: Option<DateTime<Utc>>,
}

/// A page of one list of the inbox; `search` finds titles.
pub async fn inbox(
    runtime: &Runtime,
    caller: &Caller,
    tab: Tab,
    search: &str,
    cursor: Option<&str>,
) -> Result<Page<InboxRow>> {
    let mut conn = runtime.shards.pool(caller.org.shard).acquire().await?;
    match tab {
        Tab::NeedsMe => asked(runtime, &mut conn, caller, "mine", search, cursor).await,
        Tab::MyGroups => asked(runtime, &mut conn, caller, "group", search, cursor).await,
        Tab::Waiting => waiting_on_others(runtime, &mut conn, caller, search, cursor).await,
        Tab::Done => done(runtime, &mut conn, caller, search, cursor).await,
    }
}

/// How many there are in each list.
pub async fn inbox_counts(runtime: &Runtime, caller: &Caller) -> Result<Counts> {
    let now = runtime.clock.now();
    let row = sqlx::query!(
        r#"select
            (select count(*) from task_candidates c where c.shard = $1 and c.user_id = $2 and c.place = 'mine') as "needs_me!",
            (select count(*) from task_candidates c
                where c.shard = $1 and c.user_id = $2 and c.place = 'mine' and c.sort_at <= $3) as "overdue!",
            (select count(*) from task_candidates c where c.shard = $1 and c.user_id = $2 and c.place = 'group') as "my_groups!",
            (select count(*) from participants p
                where p.shard = $1 and p.user_id = $2 and p.open and (p.requested or p.decided)
                and not exists (select 1 from task_candidates c
                    where c.shard = $1 and c.execution_id = p.execution_id and c.user_id = $2 and c.place = 'mine')) as "waiting!",
            (select count(*) from finished_tasks f where f.shard = $1 and f.decided_by = $2) as "done!""#,
        caller.org.shard,
        caller.person.0,
        now
    )
    .fetch_one(runtime.shards.pool(caller.org.shard))
    .await?;
    Ok(Counts {
        needs_me: row.needs_me,
        overdue: row.overdue,
        my_groups: row.my_groups,
        waiting: row.waiting,
        done: row.done,
    })
}

async fn asked(
    runtime: &Runtime,
    conn: &mut PgConnection,
    caller: &Caller,
    place: &str,
    search: &str,
    cursor: Option<&str>,
) -> Result<Page<InboxRow>> {
    let from = Place::read(cursor, Place::FIRST)?;
    let shard = caller.org.shard;
    let mut rows = sqlx::query!(
        r#"select c.execution_id, c.task_no, c.sort_at, c.why, t.title, t.definition_key, t.version, t.requester_id, t.step_no,
            t.node_id, t.ask, t.round, t.opened_at, t.due_at, t.claimed_by
        from task_candidates c
        join tasks t on t.shard = c.shard and t.execution_id = c.execution_id and t.task_no = c.task_no
        where c.shard = $1 and t.shard = $1 and t.org_id = $2 and c.user_id = $3 and c.place = $4
        and t.title ilike $5
        and (c.sort_at, c.execution_id, c.task_no) > ($6, $7, $8)
        order by c.sort_at, c.execution_id, c.task_no
        limit $9"#,
        shard,
        caller.org.id,
        caller.person.0,
        place,
        page::pattern(search),
        from.at,
        from.id,
        from.no,
        page::limit()
    )
    .fetch_all(&mut *conn)
    .await?;
    let next = page::cut(&mut rows, |row| Place { at: row.sort_at, id: row.execution_id, no: row.task_no });

    let ids: Vec<Uuid> = rows.iter().map(|row| row.execution_id).collect();
    let candidates = candidates(conn, shard, &ids).await?;
    let coming = upcoming::of(conn, shard, &ids).await?;
    let mut people: BTreeSet<PersonId> = candidates.values().flatten().copied().collect();
    let mut whys = Vec::with_capacity(rows.len());
    let mut definitions = Vec::with_capacity(rows.len());
    for row in &rows {
        let why: Why = serde_json::from_value(row.why.clone())?;
        if let Why::ManagerOf { person, .. } | Why::DelegatedBy { person } = &why {
            people.insert(*person);
        }
        people.insert(PersonId(row.requester_id));
        let definition = runtime.definitions.get(conn, caller.org, &row.definition_key, row.version).await?;
        people.extend(sentences::people_in(&definition));
        whys.push(why);
        definitions.push(definition);
    }
    let names = names::of(conn, caller.org, people).await?;
    let now = runtime.clock.now();
    let rows = rows.into_iter().zip(whys).zip(definitions).map(|((row, why), definition)| {
        let execution = ExecutionId { shard, id: row.execution_id };
        let node = NodeId(row.node_id);
        let timers = coming.get(&row.execution_id).map_or(&[][..], Vec::as_slice);
        let others = candidates.get(&(row.execution_id, row.task_no)).map_or(&[][..], Vec::as_slice);
        InboxRow {
            execution,
            task: Some(TaskId { execution, no: TaskNo(row.task_no.unsigned_abs()) }),
            title: row.title,
            definition_name: definition.name.clone(),
            definition_key: row.definition_key,
            requester: names.named(PersonId(row.requester_id)),
            step: definition.name_of(&node).to_owned(),
            ask: row.ask,
            round: row.round,
            why: sentences::why_me(&why, &definition, &names),
            opened_at: row.opened_at,
            due_at: row.due_at,
            overdue: row.due_at.is_some_and(|due_at| due_at <= now),
            claimed_by: row.claimed_by.map(|by| names.named(PersonId(by))),
            others: named_but(others, caller.person, &names),
            if_nobody: upcoming::next_of_step(timers, row.step_no).map(|timer| NextMove {
                at: timer.due_at,
                what: sentences::what_happens(&definition, &node, &timer.purpose, timer.number, &names),
            }),
            answered: None,
            answered_at: None,
        }
    });
    Ok(Page { rows: rows.collect(), next })
}

async fn waiting_on_others(
    runtime: &Runtime,
    conn: &mut PgConnection,
    caller: &Caller,
    search: &str,
    cursor: Option<&str>,
) -> Result<Page<InboxRow>> {
    let from = Place::read(cursor, Place::last())?;
    let shard = caller.org.shard;
    let mut rows = sqlx::query!(
        r#"select e.id, e.title, e.definition_key, e.version, e.requester_id, e.started_at
        from participants p
        join executions e on e.shard = p.shard and e.id = p.execution_id
        where p.shard = $1 and e.shard = $1 and e.org_id = $2 and p.user_id = $3 and p.open and (p.requested or p.decided)
        and not exists (select 1 from task_candidates c
            where c.shard = $1 and c.execution_id = p.execution_id and c.user_id = $3 and c.place = 'mine')
        and e.title ilike $4 and p.execution_id < $5
        order by p.execution_id desc
        limit $6"#,
        shard,
        caller.org.id,
        caller.person.0,
        page::pattern(search),
        from.id,
        page::limit()
    )
    .fetch_all(&mut *conn)
    .await?;
    let next = page::cut(&mut rows, |row| Place { at: row.started_at, id: row.id, no: 0 });
    let of: Vec<waiting::Of> = rows
        .iter()
        .map(|row| waiting::Of { id: row.id, key: row.definition_key.clone(), version: row.version })
        .collect();
    let mut waits = waiting::of(runtime, conn, caller, &of).await?;
    let names = names::of(conn, caller.org, rows.iter().map(|row| PersonId(row.requester_id))).await?;
    let now = runtime.clock.now();
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        let definition = runtime.definitions.get(conn, caller.org, &row.definition_key, row.version).await?;
        let waits = waits.remove(&row.id).unwrap_or_default();
        let first = waits.first();
        out.push(InboxRow {
            execution: ExecutionId { shard, id: row.id },
            task: None,
            title: row.title,
            definition_name: definition.name.clone(),
            definition_key: row.definition_key,
            requester: names.named(PersonId(row.requester_id)),
            step: first.map_or_else(String::new, |first| first.step.clone()),
            ask: "wait".to_owned(),
            round: 1,
            why: waits.iter().map(|waiting| waiting.sentence.as_str()).collect::<Vec<_>>().join(" "),
            opened_at: first.and_then(|first| first.since).unwrap_or(row.started_at),
            due_at: first.and_then(|first| first.due_at),
            overdue: first.and_then(|first| first.due_at).is_some_and(|due_at| due_at <= now),
            claimed_by: first.filter(|first| first.claimed).and_then(|first| first.who.first().cloned()),
            others: waits
                .iter()
                .flat_map(|waiting| waiting.who.iter().cloned())
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect(),
            if_nobody: first.and_then(|first| first.next.clone()),
            answered: None,
            answered_at: None,
        });
    }
    Ok(Page { rows: out, next })
}

async fn done(
    runtime: &Runtime,
    conn: &mut PgConnection,
    caller: &Caller,
    search: &str,
    cursor: Option<&str>,
) -> Result<Page<InboxRow>> {
    let from = Place::read(cursor, Place::last())?;
    let shard = caller.org.shard;
    let mut rows = sqlx::query!(
        r#"select execution_id, task_no, title, definition_key, version, requester_id, node_id, ask, opened_at, due_at, finished_at, how, comment
        from finished_tasks
        where shard = $1 and org_id = $2 and decided_by = $3 and title ilike $4
        and (finished_at, execution_id, task_no) < ($5, $6, $7)
        order by finished_at desc, execution_id desc, task_no desc
        limit $8"#,
        shard,
        caller.org.id,
        caller.person.0,
        page::pattern(search),
        from.at,
        from.id,
        from.no,
        page::limit()
    )
    .fetch_all(&mut *conn)
    .await?;
    let next = page::cut(&mut rows, |row| Place { at: row.finished_at, id: row.execution_id, no: row.task_no });
    let names = names::of(conn, caller.org, rows.iter().map(|row| PersonId(row.requester_id))).await?;
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        let execution = ExecutionId { shard, id: row.execution_id };
        let definition = runtime.definitions.get(conn, caller.org, &row.definition_key, row.version).await?;
        let said = match row.how.as_str() {
            "approve" => "You approved this",
            "reject" => "You rejected this",
            "request_changes" => "You sent this back for changes",
            _ => "You changed and submitted this again",
        };
        let why = if row.comment.is_empty() {
            format!("{said}.")
        } else {
            format!("{said}: \u{201c}{}\u{201d}", row.comment)
        };
        out.push(InboxRow {
            execution,
            task: Some(TaskId { execution, no: TaskNo(row.task_no.unsigned_abs()) }),
            title: row.title,
            definition_name: definition.name.clone(),
            definition_key: row.definition_key,
            requester: names.named(PersonId(row.requester_id)),
            step: definition.name_of(&NodeId(row.node_id)).to_owned(),
            ask: row.ask,
            round: 1,
            why,
            opened_at: row.opened_at,
            due_at: row.due_at,
            overdue: false,
            claimed_by: None,
            others: vec![],
            if_nobody: None,
            answered: Some(row.how),
            answered_at: Some(row.finished_at),
        });
    }
    Ok(Page { rows: out, next })
}

/// Everybody who may answer the open tasks of these executions.
pub(super) async fn candidates(
    conn: &mut PgConnection,
    shard: i16,
    ids: &[Uuid],
) -> Result<BTreeMap<(Uuid, i32), Vec<PersonId>>> {
    let rows = sqlx::query!(
        "select execution_id, task_no, user_id from task_candidates where shard = $1 and execution_id = any($2) order by user_id",
        shard,
        ids
    )
    .fetch_all(conn)
    .await?;
    let mut all: BTreeMap<(Uuid, i32), Vec<PersonId>> = BTreeMap::new();
    for row in rows {
        all.entry((row.execution_id, row.task_no)).or_default().push(PersonId(row.user_id));
    }
    Ok(all)
}

fn named_but(people: &[PersonId], me: PersonId, names: &Names) -> Vec<Named> {
    let mut others: Vec<Named> =
        people.iter().filter(|person| **person != me).map(|person| names.named(*person)).collect();
    others.sort_by(|a, b| a.name.cmp(&b.name));
    others
}
