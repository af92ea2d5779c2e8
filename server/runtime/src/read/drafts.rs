//! Drafts: the list, one of them with its document, its scenarios. For designers and administrators.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use engine::Definition;
use engine::check::Problem;
use engine::definition::NotADefinition;
use engine::ids::PersonId;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Named;
use crate::caller::Caller;
use crate::drafts::{self, Scenario, designs};
use crate::error::Result;
use crate::ids::{DraftId, OrgRef};
use crate::runtime::Runtime;
use crate::store::names::{self, Names};
use crate::store::publications::{self, Row};

/// A line of the list of drafts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DraftRow {
    pub id: DraftId,
    pub key: String,
    /// May be empty.
    pub name: String,
    /// The version that it is to follow; none for a new process.
    pub based_on: Option<i32>,
    /// The newest published version of its key.
    pub newest: Option<i32>,
    pub revision: i64,
    pub created_by: Named,
    pub created_at: DateTime<Utc>,
    pub changed_by: Named,
    pub changed_at: DateTime<Utc>,
    /// Who has it open now, by name.
    pub editors: Vec<Named>,
    pub publication: Option<Publication>,
}

/// A draft.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub id: DraftId,
    pub key: String,
    pub name: String,
    pub document: String,
    /// What the document says; or why this server cannot read it, which leaves the text to be looked at.
    pub definition: Result<Definition, NotADefinition>,
    pub revision: i64,
    pub based_on: Option<i32>,
    /// The newest published version of its key.
    pub newest: Option<i32>,
    /// Whether the process needs a second person to publish it.
    pub second_person: bool,
    pub created_by: Named,
    pub created_at: DateTime<Utc>,
    pub changed_by: Named,
    pub changed_at: DateTime<Utc>,
    pub publication: Option<Publication>,
}

/// The latest request to a second person to publish a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// The revision that is to be published, and no other.
    pub revision: i64,
    pub note: String,
    /// A newer version that whoever asked means to follow.
    pub over: Option<i32>,
    pub asked_by: Named,
    pub asked_at: DateTime<Utc>,
    /// None: whoever else may publish.
    pub asked_of: Option<Named>,
    pub state: PublicationState,
    /// Whether the caller may answer it now.
    pub may_decide: bool,
    /// Whether the caller may take it back now.
    pub may_withdraw: bool,
}

/// Where a request to publish stands. One that was agreed to is gone with the draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum PublicationState {
    Open,
    Refused {
        by: Named,
        at: DateTime<Utc>,
        comment: String,
    },
    Withdrawn {
        by: Named,
        at: DateTime<Utc>,
    },
    /// The draft was changed, so it no longer counts.
    Changed {
        by: Named,
        at: DateTime<Utc>,
    },
}

/// The drafts of the organisation, last changed first.
pub async fn drafts(runtime: &Runtime, caller: &Caller) -> Result<Vec<DraftRow>> {
    designs(caller)?;
    let (org, now) = (caller.org, runtime.clock.now());
    let mut conn = runtime.shards.pool(org.shard).acquire().await?;
    let rows = sqlx::query!(
        r#"select r.id, r.key, r.name, r.revision, r.based_on_version, r.created_by, r.created_at, r.changed_by, r.changed_at,
            d.version as "newest?"
        from drafts r
        left join definitions d on d.shard = r.shard and d.org_id = r.org_id and d.key = r.key and d.shard = $1
        where r.shard = $1 and r.org_id = $2
        order by r.changed_at desc, r.id"#,
        org.shard,
        org.id
    )
    .fetch_all(&mut *conn)
    .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut editors = editors(&mut conn, org, &ids, now).await?;
    let asked = publications::latest(&mut conn, org, &ids).await?;
    let people = rows.iter().flat_map(|row| [row.created_by, row.changed_by]);
    let people = people.chain(editors.values().flatten().copied()).chain(asked.iter().flat_map(people_of));
    let people: Vec<PersonId> = people.map(PersonId).collect();
    let names = names::of(&mut conn, org, people).await?;
    let mut asked: BTreeMap<Uuid, Row> = asked.into_iter().map(|row| (row.draft_id, row)).collect();
    Ok(rows
        .into_iter()
        .map(|row| DraftRow {
            id: DraftId { shard: org.shard, id: row.id },
            key: row.key,
            name: row.name,
            based_on: row.based_on_version,
            newest: row.newest,
            revision: row.revision,
            created_by: names.named(PersonId(row.created_by)),
            created_at: row.created_at,
            changed_by: names.named(PersonId(row.changed_by)),
            changed_at: row.changed_at,
            editors: {
                let mut here: Vec<Named> = editors
                    .remove(&row.id)
                    .unwrap_or_default()
                    .into_iter()
                    .map(PersonId)
                    .map(|person| names.named(person))
                    .collect();
                here.sort_by(|a, b| a.name.cmp(&b.name));
                here
            },
            publication: asked.remove(&row.id).map(|row| publication(row, caller, &names)),
        })
        .collect())
}

/// Who has these drafts open.
async fn editors(
    conn: &mut PgConnection,
    org: OrgRef,
    ids: &[Uuid],
    now: DateTime<Utc>,
) -> Result<BTreeMap<Uuid, Vec<Uuid>>> {
    let rows = sqlx::query!(
        "select distinct draft_id, user_id from draft_editors where shard = $1 and draft_id = any($2) and seen_at > $3",
        org.shard,
        ids,
        now - drafts::SEEN
    )
    .fetch_all(conn)
    .await?;
    let mut editors: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for row in rows {
        editors.entry(row.draft_id).or_default().push(row.user_id);
    }
    Ok(editors)
}

/// A draft with its document.
pub async fn draft(runtime: &Runtime, caller: &Caller, id: DraftId) -> Result<Draft> {
    designs(caller)?;
    let mut conn = runtime.shards.pool(caller.org.shard).acquire().await?;
    let draft = drafts::find(&mut conn, caller, id).await?;
    let head = crate::store::definitions::head(&mut conn, caller.org, &draft.key).await?;
    let asked = publications::latest(&mut conn, caller.org, &[id.id]).await?.pop();
    let people = [draft.created_by, draft.changed_by].into_iter().chain(asked.iter().flat_map(people_of));
    let people: Vec<PersonId> = people.map(PersonId).collect();
    let names = names::of(&mut conn, caller.org, people).await?;
    Ok(Draft {
        id,
        definition: Definition::read(&draft.document),
        key: draft.key,
        name: draft.name,
        document: draft.document,
        revision: draft.revision,
        based_on: draft.based_on_version,
        newest: head.as_ref().map(|head| head.version),
        second_person: head.is_some_and(|head| head.second_person),
        created_by: names.named(PersonId(draft.created_by)),
        created_at: draft.created_at,
        changed_by: names.named(PersonId(draft.changed_by)),
        changed_at: draft.changed_at,
        publication: asked.map(|row| publication(row, caller, &names)),
    })
}

/// Everything that stands in the way of publishing a draft, or is worth another look.
pub async fn draft_problems(
    runtime: &Runtime,
    caller: &Caller,
    id: DraftId,
    definition: &Definition,
) -> Result<Vec<Problem>> {
    designs(caller)?;
    let mut conn = runtime.shards.pool(caller.org.shard).acquire().await?;
    let draft = drafts::find(&mut conn, caller, id).await?;
    drafts::problems(&mut conn, caller, &draft, definition, runtime.clock.now()).await
}

/// The scenarios of a draft, by name.
pub async fn scenarios(runtime: &Runtime, caller: &Caller, id: DraftId) -> Result<Vec<Scenario>> {
    designs(caller)?;
    let mut conn = runtime.shards.pool(caller.org.shard).acquire().await?;
    drafts::find(&mut conn, caller, id).await?;
    drafts::scenarios_of(&mut conn, caller, id).await
}

/// The other people who may be asked to publish a draft, by name.
pub async fn designers(runtime: &Runtime, caller: &Caller) -> Result<Vec<Named>> {
    designs(caller)?;
    let mut conn = runtime.shards.pool(caller.org.shard).acquire().await?;
    let others = names::designers(&mut conn, caller.org).await?;
    let names = names::of(&mut conn, caller.org, others.iter().copied()).await?;
    Ok(others.into_iter().filter(|other| *other != caller.person).map(|other| names.named(other)).collect())
}

fn people_of(row: &Row) -> impl Iterator<Item = Uuid> + use<> {
    [Some(row.asked_by), row.asked_of, row.decided_by].into_iter().flatten()
}

fn publication(row: Row, caller: &Caller, names: &Names) -> Publication {
    let named = |id: Uuid| names.named(PersonId(id));
    let is_open = row.decision.is_none();
    let by_caller = row.asked_by == caller.person.0;
    let asked = row.asked_of.is_none_or(|of| of == caller.person.0 || caller.roles.admin);
    let by = named(row.decided_by.unwrap_or(row.asked_by));
    let at = row.decided_at.unwrap_or(row.asked_at);
    Publication {
        revision: row.revision,
        note: row.note,
        over: row.over_version,
        asked_by: named(row.asked_by),
        asked_at: row.asked_at,
        asked_of: row.asked_of.map(named),
        state: match row.decision.as_deref() {
            None => PublicationState::Open,
            Some("refused") => PublicationState::Refused { by, at, comment: row.comment },
            Some("changed") => PublicationState::Changed { by, at },
            Some(_) => PublicationState::Withdrawn { by, at },
        },
        may_decide: is_open && !by_caller && asked,
        may_withdraw: is_open && (by_caller || caller.roles.admin),
    }
}
