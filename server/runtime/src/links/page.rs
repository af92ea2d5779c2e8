//! What a link's page shows: the request as the app would, once the person has proven what the step asks for; before
//! that only what it is about; and after its use what was decided, by whom and when.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use engine::execution::Ask;
use engine::form::Data;
use engine::ids::{PersonId, TaskNo, WaitNo};
use engine::nodes::Kind;
use engine::nodes::approval::Proof;
use engine::{Event, Execution};

use super::open::Link;
use super::{codes, settle};
use crate::auth::find_caller;
use crate::caller::{Caller, Channel};
use crate::error::{Error, Result};
use crate::ids::TaskId;
use crate::read::{self, History, TaskDetail};
use crate::runtime::Runtime;
use crate::store::names;

/// How much of a request's history is read.
const HISTORY: i64 = 10_000;

/// What a link shows.
#[derive(Clone, Debug)]
pub enum LinkPage {
    Task(Box<TaskPage>),
    Signal(Box<SignalPage>),
}

/// Whom a link is for and what it is about; all that is shown to somebody who has proven nothing.
#[derive(Clone, Debug)]
pub struct Held {
    pub org_name: String,
    pub person_id: PersonId,
    pub person: String,
    /// Somebody outside, who is shown the request and not what was said about it inside.
    pub external: bool,
    /// In whose zone times are shown.
    pub time_zone: String,
    pub title: String,
    pub requester: String,
    /// `#rrggbb`
    pub colour: String,
}

/// What must happen before the link is good for an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    Nothing,
    /// Sign in; then the task's own page takes the answer.
    SignIn {
        task: TaskId,
    },
    /// Six digits by mail.
    Code {
        mailed_at: Option<DateTime<Utc>>,
    },
    /// It is good for nothing any more; the sentence says why. `renew`: a new link may be mailed.
    Ended {
        sentence: String,
        renew: bool,
    },
}

/// A link to a task.
#[derive(Clone, Debug)]
pub struct TaskPage {
    pub held: Held,
    pub need: Need,
    /// The request in full; none until the person has proven who they are.
    pub task: Option<TaskDetail>,
    /// What was said, with the request.
    pub history: Option<History>,
    /// Digest of what is shown, which the answer must name.
    pub shown: String,
    /// What changed since the revision that the mail was about.
    pub changes: Vec<Change>,
}

/// A link to a wait.
#[derive(Clone, Debug)]
pub struct SignalPage {
    pub held: Held,
    pub need: Need,
    /// The step's name.
    pub step: String,
    pub instructions: String,
    pub name: String,
}

/// An answer of the form that was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub label: String,
    pub before: String,
    pub after: String,
}

/// The page of a link.
pub(super) async fn page(runtime: &Runtime, link: &Link, is_proven: bool) -> Result<LinkPage> {
    let mut conn = runtime.shards.pool(link.shard).acquire().await?;
    let Some(caller) = find_caller(&mut conn, link.org(), link.person(), None, Channel::Link).await? else {
        return Err(Error::NotFound);
    };
    let look = crate::mail::look_of(&mut conn, link.org()).await?;
    let code = codes::mailed_at(&mut conn, link).await?;
    drop(conn);
    let about = |detail: &read::ExecutionDetail| Held {
        org_name: caller.org_name.clone(),
        person_id: caller.person,
        person: caller.name.clone(),
        external: caller.external,
        time_zone: caller.time_zone.clone(),
        title: detail.title.clone(),
        requester: detail.requester.name.clone(),
        colour: look.colour.clone(),
    };
    if link.purpose == "signal" {
        return signal(runtime, link, &caller, look.colour).await.map(|page| LinkPage::Signal(Box::new(page)));
    }
    let detail = read::execution(runtime, &caller, &link.execution()).await?;
    let no = TaskNo(link.number.unsigned_abs());
    let task = read::task(runtime, &caller, &link.execution(), no).await?;
    let proof = proof(&detail.definition, &detail.state, no);
    let need = need(runtime, link, &caller, &task, proof, is_proven, code);
    let shown = detail
        .state
        .request
        .as_ref()
        .zip(detail.state.tasks.get(&no))
        .map(|(request, task)| engine::shown::digest(&detail.definition, &task.node, request))
        .unwrap_or_default();
    let knows = is_proven || matches!(proof, Proof::Link);
    let changes = if knows { changes(runtime, &caller, link, &detail).await? } else { vec![] };
    let visible = need == Need::Nothing || (knows && matches!(need, Need::Ended { .. }));
    let history = if visible && !caller.external {
        Some(read::history(runtime, &caller, &link.execution(), 0, HISTORY).await?)
    } else {
        None
    };
    Ok(LinkPage::Task(Box::new(TaskPage {
        held: about(&detail),
        need,
        task: visible.then_some(task),
        history,
        shown,
        changes,
    })))
}

/// The proof that a task's step asks for.
pub(crate) fn proof(definition: &engine::Definition, state: &Execution, no: TaskNo) -> Proof {
    let node = state.tasks.get(&no).and_then(|task| definition.node(&task.node));
    match node.map(|node| &node.does) {
        Some(Kind::Approval(approval)) => approval.proof,
        _ => Proof::SignIn,
    }
}

fn need(
    runtime: &Runtime,
    link: &Link,
    caller: &Caller,
    task: &TaskDetail,
    proof: Proof,
    is_proven: bool,
    code: Option<DateTime<Utc>>,
) -> Need {
    if !link.is_live(runtime.clock.now()) {
        return ended(link, caller, task);
    }
    if let Some(why_not) = task.why_not.as_ref().filter(|_| task.claimed_by.is_none()) {
        return Need::Ended { sentence: why_not.clone(), renew: false };
    }
    match proof {
        _ if task.ask == Ask::Revise => Need::SignIn { task: task.id },
        Proof::SignIn | Proof::Password if caller.external => Need::Ended {
            sentence: "This step asks its approvers to sign in, and you have no account here.".to_owned(),
            renew: false,
        },
        Proof::SignIn | Proof::Password => Need::SignIn { task: task.id },
        Proof::LinkAndCode if !is_proven => Need::Code { mailed_at: code },
        Proof::Link | Proof::LinkAndCode => Need::Nothing,
    }
}

/// What became of a link that is dead: what was decided rather than that it has ended.
fn ended(link: &Link, caller: &Caller, task: &TaskDetail) -> Need {
    let is_open = task.may.decide || task.may.resubmit;
    let sentence = match (&link.revoked_why, &task.why_not) {
        (Some(why), _) if why == settle::DISOWNED || is_open => why.clone(),
        (_, Some(why_not)) => why_not.clone(),
        (Some(why), None) => why.clone(),
        (None, None) => format!("This link ended at {}.", caller.moment(link.expires_at)),
    };
    let disowned = link.revoked_why.as_deref() == Some(settle::DISOWNED);
    Need::Ended { sentence, renew: is_open && !disowned }
}

async fn signal(runtime: &Runtime, link: &Link, caller: &Caller, colour: String) -> Result<SignalPage> {
    let mut conn = runtime.shards.pool(link.shard).acquire().await?;
    let row = sqlx::query!(
        "select definition_key, version, title, requester_id, state from executions where shard = $1 and id = $2 and org_id = $3",
        link.shard,
        link.execution_id,
        link.org_id
    )
    .fetch_optional(&mut *conn)
    .await?
    .ok_or(Error::NotFound)?;
    let definition = runtime.definitions.get(&mut conn, link.org(), &row.definition_key, row.version).await?;
    let state: Execution = serde_json::from_value(row.state)?;
    let requester = PersonId(row.requester_id);
    let names = names::of(&mut conn, link.org(), BTreeSet::from([requester])).await?;
    let wait = state.waits.get(&WaitNo(link.number.unsigned_abs()));
    let node = wait.and_then(|wait| definition.node(&wait.node));
    let settings = node.and_then(|node| match &node.does {
        Kind::Signal(signal) => Some(signal),
        _ => None,
    });
    let need = if wait.is_some() && link.is_live(runtime.clock.now()) {
        Need::Nothing
    } else {
        let sentence = match (link.used_at, &link.revoked_why) {
            (Some(at), _) => format!("You answered this at {}.", caller.moment(at)),
            (_, Some(why)) => why.clone(),
            _ => format!("This link ended at {}.", caller.moment(link.expires_at)),
        };
        let renew = wait.is_some_and(|wait| wait.people.contains(&link.person()));
        Need::Ended { sentence, renew }
    };
    Ok(SignalPage {
        held: Held {
            org_name: caller.org_name.clone(),
            person_id: caller.person,
            person: caller.name.clone(),
            external: caller.external,
            time_zone: caller.time_zone.clone(),
            title: row.title,
            requester: names.of(requester).to_owned(),
            colour,
        },
        need,
        step: node.map(|node| node.name.clone()).unwrap_or_default(),
        instructions: settings.map(|signal| signal.instructions.clone()).unwrap_or_default(),
        name: wait.map(|wait| wait.name.clone()).unwrap_or_default(),
    })
}

/// What changed since the revision that the link is bound to.
async fn changes(
    runtime: &Runtime,
    caller: &Caller,
    link: &Link,
    detail: &read::ExecutionDetail,
) -> Result<Vec<Change>> {
    let Some(request) = &detail.state.request else { return Ok(vec![]) };
    if i64::from(request.revision) == i64::from(link.revision) {
        return Ok(vec![]);
    }
    let history = read::history(runtime, caller, &link.execution(), 0, HISTORY).await?;
    let versions = history.rows.iter().flat_map(|row| &row.events).filter_map(|event| match event {
        Event::ExecutionStarted { data, .. } | Event::Resubmitted { data, .. } => Some(data),
        _ => None,
    });
    let before = versions.into_iter().nth(usize::try_from(link.revision).unwrap_or(1).max(1) - 1);
    let Some(before) = before else { return Ok(vec![]) };
    let words = |data: &Data, key: &str| match data.0.get(key) {
        None => "nothing".to_owned(),
        Some(engine::form::Answer::Person(person)) => {
            history.people.get(person).cloned().unwrap_or_else(|| "somebody".to_owned())
        }
        Some(answer) => answer.to_string(),
    };
    let fields = detail.definition.form.fields.iter();
    Ok(fields
        .filter(|field| before.0.get(&field.key) != request.data.0.get(&field.key))
        .map(|field| Change {
            label: field.label.clone(),
            before: words(before, &field.key),
            after: words(&request.data, &field.key),
        })
        .collect())
}
