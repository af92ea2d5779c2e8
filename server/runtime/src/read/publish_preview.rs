//! Before a draft is published: what it would do with the requests that run now, if they were made today. They stay on
//! their version; this is for whoever publishes to know.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use engine::definition::Definition;
use engine::execution::{Execution, Request};
use engine::forecast::{self, Answers, Stop};
use engine::form::{Answer, Data, Field, Input};
use engine::ids::{NodeId, PersonId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use crate::caller::Caller;
use crate::commands::addresses;
use crate::directory;
use crate::drafts::designs;
use crate::error::Result;
use crate::ids::{ExecutionId, OrgRef};
use crate::runtime::Runtime;
use crate::store::names::{self, Names};

/// How many requests are looked at.
const MOST: i64 = 200;
/// What stands in for the title of a request that the designer may not see.
const HIDDEN: &str = "A request that you may not see";

/// The running requests of a process, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublishPreview {
    /// How many run; at most the newest 200 are listed.
    pub total: i64,
    pub open: Vec<OpenExecution>,
}

/// A running request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenExecution {
    pub id: ExecutionId,
    /// Says so when the caller may not see the request.
    pub title: String,
    /// Whether the caller may see the request.
    pub visible: bool,
    /// The version that it began with and stays on.
    pub version: i32,
    /// The steps where it stands, with their names.
    pub stands_at: Vec<(NodeId, String)>,
    pub verdict: Verdict,
}

/// What the draft would do with the same request, made today and approved by everybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// The same stops, with the same people.
    Same,
    /// The stops as they are now and as they would be, by name; with the people where only they differ.
    OtherRoute { now: Vec<String>, then: Vec<String> },
    /// It would not come through; why.
    Stuck { why: String },
    /// Labels of fields that the request has no fitting answer for.
    FormDiffers { fields: Vec<String> },
}

/// What a draft would do with the running requests of the process with this key.
pub async fn publish_preview(
    runtime: &Runtime,
    caller: &Caller,
    draft: &Definition,
    key: &str,
) -> Result<PublishPreview> {
    designs(caller)?;
    let (org, now) = (caller.org, runtime.clock.now());
    let mut conn = runtime.shards.pool(org.shard).acquire().await?;
    let rows = sqlx::query!(
        r#"select e.id, e.version, e.title, e.state, count(*) over () as "total!",
            ($4 or exists (select 1 from participants p where p.shard = $1 and p.execution_id = e.id and p.user_id = $5)
                or exists (select 1 from definitions d
                    where d.shard = $1 and d.org_id = $2 and d.key = e.definition_key and d.viewers && $6)) as "visible!"
        from executions e
        where e.shard = $1 and e.org_id = $2 and e.definition_key = $3 and e.status = 'running'
        order by e.id desc
        limit $7"#,
        org.shard,
        org.id,
        key,
        caller.roles.admin,
        caller.person.0,
        &caller.group_keys(),
        MOST
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut compare = Compare { org, draft, now, answers: Answers::new() };
    let mut open = Vec::with_capacity(rows.len());
    let total = rows.first().map_or(0, |row| row.total);
    for row in rows {
        let state: Execution = serde_json::from_value(row.state)?;
        let pinned = runtime.definitions.get(&mut conn, org, key, row.version).await?;
        let Some(request) = &state.request else { continue };
        let verdict = compare.verdict(&mut conn, &pinned, request).await?;
        open.push(OpenExecution {
            id: ExecutionId { shard: org.shard, id: row.id },
            title: if row.visible { row.title } else { HIDDEN.to_owned() },
            visible: row.visible,
            version: row.version,
            stands_at: stands_at(&state, &pinned),
            verdict: if row.visible { verdict } else { discreet(verdict) },
        });
        // Each comparison runs two requests through; others get their turn in between.
        tokio::task::yield_now().await;
    }
    Ok(PublishPreview { total, open })
}

fn stands_at(state: &Execution, definition: &Definition) -> Vec<(NodeId, String)> {
    let nodes: BTreeSet<&NodeId> = state.tokens.values().map(|token| &token.node).collect();
    nodes.into_iter().map(|node| (node.clone(), definition.name_of(node).to_owned())).collect()
}

/// Without what a request's answers could be read from.
fn discreet(verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::Stuck { .. } => Verdict::Stuck { why: "It would get stuck on the way.".to_owned() },
        Verdict::OtherRoute { .. } => Verdict::OtherRoute { now: vec![], then: vec![] },
        other => other,
    }
}

struct Compare<'a> {
    org: OrgRef,
    draft: &'a Definition,
    now: DateTime<Utc>,
    /// What the directory has answered so far, for all requests.
    answers: Answers,
}

impl Compare<'_> {
    async fn verdict(&mut self, conn: &mut PgConnection, pinned: &Definition, request: &Request) -> Result<Verdict> {
        let lacking = lacking(self.draft, &request.data);
        if !lacking.is_empty() {
            return Ok(Verdict::FormDiffers { fields: lacking });
        }
        let draft = self.draft;
        let today = self.route(conn, pinned, request).await?;
        let then = self.route(conn, draft, request).await?;
        if let Some(why) = then.problem.clone().filter(|_| then.problem != today.problem) {
            return Ok(Verdict::Stuck { why });
        }
        let stops = |of: &Definition, route: &forecast::Preview| {
            route.steps.iter().filter_map(|stop| named(of, stop)).collect::<Vec<_>>()
        };
        let (mut before, mut after) = (stops(pinned, &today), stops(draft, &then));
        let name = |(name, _): &(String, BTreeSet<PersonId>)| name.clone();
        if before == after && today.outcome == then.outcome {
            return Ok(Verdict::Same);
        }
        let (mut old, mut new): (Vec<_>, Vec<_>) =
            (before.iter().map(name).collect(), after.iter().map(name).collect());
        if old == new && before != after {
            let people: Vec<PersonId> = before.iter().chain(&after).flat_map(|(_, people)| people).copied().collect();
            let known = names::of(conn, self.org, people).await?;
            let outside: BTreeMap<PersonId, String> = [pinned, draft]
                .into_iter()
                .flat_map(|definition| addresses(definition, &request.data))
                .map(|address| (PersonId(directory::external_id(self.org, &address)), address))
                .collect();
            old = before.drain(..).map(|stop| with_people(stop, &known, &outside)).collect();
            new = after.drain(..).map(|stop| with_people(stop, &known, &outside)).collect();
        }
        if today.outcome != then.outcome {
            for (route, outcome) in [(&mut old, today.outcome), (&mut new, then.outcome)] {
                route.extend(outcome.map(|outcome| format!("End: {outcome}")));
            }
        }
        Ok(Verdict::OtherRoute { now: old, then: new })
    }

    async fn route(
        &mut self,
        conn: &mut PgConnection,
        definition: &Definition,
        request: &Request,
    ) -> Result<forecast::Preview> {
        let now = self.now;
        directory::answering_from(conn, self.org, &mut self.answers, |answers| {
            forecast::preview(definition, &request.requester, &request.data, now, answers)
        })
        .await
    }
}

/// A stop that people notice: its name and who is in it.
fn named(definition: &Definition, stop: &Stop) -> Option<(String, BTreeSet<PersonId>)> {
    let (node, people) = match stop {
        Stop::Asks { node, people } => (node, people.iter().map(|candidate| candidate.person).collect()),
        Stop::Tells { node, people } => (node, people.iter().copied().collect()),
        Stop::Waits { node, .. } | Stop::Awaits { node, .. } => (node, BTreeSet::new()),
        Stop::Chooses { .. } => return None,
    };
    Some((definition.name_of(node).to_owned(), people))
}

fn with_people(
    (name, people): (String, BTreeSet<PersonId>),
    known: &Names,
    outside: &BTreeMap<PersonId, String>,
) -> String {
    if people.is_empty() {
        return name;
    }
    let mut words: Vec<&str> =
        people.iter().map(|person| outside.get(person).map_or_else(|| known.of(*person), String::as_str)).collect();
    words.sort_unstable();
    format!("{name} ({})", words.join(", "))
}

/// The fields of the draft that the request has no fitting answer for.
fn lacking(draft: &Definition, data: &Data) -> Vec<String> {
    let lacks = |field: &&Field| match data.0.get(&field.key) {
        None => field.required,
        Some(answer) => !fits(&field.input, answer),
    };
    draft.form.fields.iter().filter(lacks).map(|field| field.label.clone()).collect()
}

fn fits(input: &Input, answer: &Answer) -> bool {
    match (input, answer) {
        (Input::Text { .. } | Input::LongText { .. } | Input::Email, Answer::Text(_))
        | (Input::Number { .. }, Answer::Number(_))
        | (Input::Date { .. }, Answer::Date(_))
        | (Input::Person, Answer::Person(_)) => true,
        (Input::Money { currency, .. }, Answer::Money { currency: answered, .. }) => currency == answered,
        (Input::Choice { options }, Answer::Choice { value, .. }) => {
            options.iter().any(|option| option.value == *value)
        }
        _ => false,
    }
}
