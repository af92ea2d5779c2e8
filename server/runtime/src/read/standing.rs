//! How the requests of one version stand: how many wait at each step, since when the longest, and how long a step takes.
//! For designers, administrators and whoever may see every request of the process.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use engine::definition::Definition;
use engine::ids::NodeId;
use engine::nodes::Kind;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::ids::{ExecutionId, OrgRef};
use crate::runtime::Runtime;
use crate::store::definitions;

/// Medians are taken over at most this many requests, the newest.
pub const MOST_SAMPLED: i64 = 500;
/// Requests with more transitions than this are left out of the medians: one of them would cost as much as all others.
const LONGEST_HISTORY: i64 = 500;

/// How the requests of one version stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// Where something waits, or was left.
    pub nodes: BTreeMap<NodeId, AtNode>,
    /// Over how many requests the medians are taken.
    pub sampled: i64,
}

/// How requests stand at a node.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AtNode {
    /// Requests that are there now.
    pub waiting: i64,
    /// Those of them that cannot go on by themselves.
    pub stopped: i64,
    pub longest: Option<Longest>,
    /// Requests of the sample that have left it.
    pub left: i64,
    /// Half of the visits of the sample took no longer.
    pub median: Option<TimeDelta>,
}

/// What has been at a node for the longest time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Longest {
    pub since: DateTime<Utc>,
    /// The request with its title; none when the caller may not see it.
    pub request: Option<(ExecutionId, String)>,
}

/// Whether this person may see how the requests of a process stand, whose newest version this is.
pub(super) fn may_count(newest: &Definition, caller: &Caller) -> bool {
    caller.may_design() || newest.viewers.iter().any(|group| caller.groups.contains(group))
}

/// How the requests of a version stand now.
pub async fn standing(runtime: &Runtime, caller: &Caller, key: &str, version: i32) -> Result<Standing> {
    let org = caller.org;
    let mut conn = runtime.shards.pool(org.shard).acquire().await?;
    let head = definitions::head(&mut conn, org, key).await?.ok_or(Error::NotFound)?;
    let newest = runtime.definitions.get(&mut conn, org, key, head.version).await?;
    if !may_count(&newest, caller) {
        let why = "Only designers, administrators and those who may see all of its requests see how they stand.";
        return Err(Error::Forbidden(why.to_owned()));
    }
    let definition = runtime.definitions.get(&mut conn, org, key, version).await?;
    let mut standing = Standing::default();
    waiting(&mut conn, caller, key, version, &mut standing).await?;
    medians(&mut conn, org, &definition, version, &mut standing).await?;
    Ok(standing)
}

/// What waits. Whatever is open has a row in one of the hot tables; its state says where all of its branches are.
async fn waiting(
    conn: &mut PgConnection,
    caller: &Caller,
    key: &str,
    version: i32,
    standing: &mut Standing,
) -> Result<()> {
    let org = caller.org;
    let rows = sqlx::query!(
        r#"with open as (
            select execution_id from tasks where shard = $1 and org_id = $2 and definition_key = $3 and version = $4
            union
            select execution_id from incidents where shard = $1 and org_id = $2 and definition_key = $3 and version = $4
            union
            select execution_id from timers where shard = $1 and org_id = $2 and purpose = 'wait'
            union
            select execution_id from signal_waits where shard = $1 and org_id = $2
        ), here as (
            select e.id, t.token ->> 'node' as node, (t.token ->> 'since')::timestamptz as since,
                jsonb_exists(t.token -> 'waits_for', 'incident') as stopped
            from open o
            join executions e on e.shard = $1 and e.id = o.execution_id
            cross join lateral jsonb_each(e.state -> 'tokens') t (no, token)
            where e.shard = $1 and e.org_id = $2 and e.definition_key = $3 and e.version = $4
        )
        select node as "node!", count(distinct id) as "waiting!", count(distinct id) filter (where stopped) as "stopped!",
            min(since) as "since!", (array_agg(id order by since, id))[1] as "longest!"
        from here
        group by node"#,
        org.shard,
        org.id,
        key,
        version
    )
    .fetch_all(&mut *conn)
    .await?;
    let longest: Vec<Uuid> = rows.iter().map(|row| row.longest).collect();
    let titles = titles(conn, caller, &longest).await?;
    for row in rows {
        let id = ExecutionId { shard: org.shard, id: row.longest };
        let request = titles.get(&row.longest).map(|title| (id, title.clone()));
        let at = standing.nodes.entry(NodeId(row.node)).or_default();
        (at.waiting, at.stopped) = (row.waiting, row.stopped);
        at.longest = Some(Longest { since: row.since, request });
    }
    Ok(())
}

/// Titles of those of the requests that the caller may see.
async fn titles(conn: &mut PgConnection, caller: &Caller, ids: &[Uuid]) -> Result<BTreeMap<Uuid, String>> {
    let rows = sqlx::query!(
        "select e.id, e.title
        from executions e
        where e.shard = $1 and e.org_id = $2 and e.id = any($3)
        and ($4
            or exists (select 1 from participants p where p.shard = $1 and p.execution_id = e.id and p.user_id = $5)
            or exists (select 1 from definitions d
                where d.shard = $1 and d.org_id = $2 and d.key = e.definition_key and d.viewers && $6))",
        caller.org.shard,
        caller.org.id,
        ids,
        caller.roles.admin,
        caller.person.0,
        &caller.group_keys()
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.title)).collect())
}

/// How long the nodes take: from each entering to the leaving that follows it. At a join a branch ends without leaving.
async fn medians(
    conn: &mut PgConnection,
    org: OrgRef,
    definition: &Definition,
    version: i32,
    standing: &mut Standing,
) -> Result<()> {
    let joins = definition.nodes.iter().filter(|node| matches!(node.does, Kind::Join(_)));
    let joins: Vec<String> = joins.map(|node| node.id.0.clone()).collect();
    let rows = sqlx::query!(
        r#"with sample as materialized (
            select id from executions
            where shard = $1 and org_id = $2 and definition_key = $3 and version = $4 and seq <= $6
            order by id desc
            limit $5
        ), moves as (
            select t.execution_id, t.seq, t.at, e.no, e.event ->> 'event' as kind, e.event ->> 'token' as token,
                e.event ->> 'node' as node
            from sample s
            join transitions t on t.shard = $1 and t.execution_id = s.id
            cross join lateral jsonb_array_elements(t.events::jsonb) with ordinality e (event, no)
            where t.shard = $1 and e.event ->> 'event' in ('node_entered', 'node_left', 'token_ended')
        ), visits as (
            select execution_id, kind, node, at, lead(kind) over steps as followed_by, lead(at) over steps as left_at
            from moves
            window steps as (partition by execution_id, token order by seq, no)
        )
        select node as "node!", count(distinct execution_id) as "left!", (select count(*) from sample) as "sampled!",
            percentile_cont(0.5) within group (order by extract(epoch from left_at - at)::float8) as "median!"
        from visits
        where kind = 'node_entered' and (followed_by = 'node_left' or (followed_by = 'token_ended' and node = any($7)))
        group by node"#,
        org.shard,
        org.id,
        definition.key,
        version,
        MOST_SAMPLED,
        LONGEST_HISTORY,
        &joins
    )
    .fetch_all(conn)
    .await?;
    for row in rows {
        standing.sampled = row.sampled;
        let at = standing.nodes.entry(NodeId(row.node)).or_default();
        at.left = row.left;
        at.median = Some(seconds(row.median));
    }
    Ok(())
}

/// A span of so many seconds; parts of a second are of no interest here.
#[allow(clippy::cast_possible_truncation, reason = "the seconds between two moments fit")]
fn seconds(seconds: f64) -> TimeDelta {
    TimeDelta::try_seconds(seconds.round() as i64).unwrap_or(TimeDelta::MAX)
}
