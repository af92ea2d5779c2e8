//! One task as the person who answers it sees it: the request, why me, who else, what was said before,
//! what happens if nobody answers, and what may be done.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use engine::Execution;
use engine::definition::Definition;
use engine::execution::{Ask, ClosedBecause, Decision, Status, Task, TaskState};
use engine::form::{Answer, Data};
use engine::ids::{PersonId, TaskNo};
use engine::nodes::approval::Proof;
use engine::nodes::{Approval, Kind};
use serde::{Deserialize, Serialize};

use super::execution::NextMove;
use super::{Named, upcoming, visible};
use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::ids::{ExecutionId, TaskId};
use crate::runtime::Runtime;
use crate::sentences;
use crate::store::names::{self, Names};

/// A task as its page shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskDetail {
    pub id: TaskId,
    pub title: String,
    pub definition: Arc<Definition>,
    pub requester: Named,
    pub asked_at: DateTime<Utc>,
    /// The step's name.
    pub step: String,
    pub instructions: String,
    pub ask: Ask,
    pub round: u32,
    /// What the decision must name: the request as it is shown.
    pub revision: u32,
    pub fields: Vec<FieldView>,
    /// The answers, to fill the form when changes were requested.
    pub data: Data,
    pub opened_at: DateTime<Utc>,
    pub due_at: Option<DateTime<Utc>>,
    pub overdue: bool,
    /// Why this person is asked; none when they are not.
    pub why: Option<String>,
    pub candidates: Vec<Named>,
    pub claimed_by: Option<Named>,
    /// What was decided so far, in this and earlier steps and rounds, oldest first.
    pub decisions: Vec<DecisionRow>,
    /// Who else is asked in this step now, in other tasks.
    pub others: Vec<Named>,
    /// What happens if nobody answers, in order.
    pub if_nobody: Vec<NextMove>,
    pub comment_needed_to_reject: bool,
    /// How an approver proves who they are when they answer.
    pub proof: Proof,
    /// What a signature means, where the step asks for one.
    pub meaning: String,
    /// Digest of what is shown, which the answer may name.
    pub shown: String,
    pub may: TaskAbilities,
    /// Why it cannot be answered by this person now; none when it can.
    pub why_not: Option<String>,
}

/// One answer of the form, for reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldView {
    pub key: String,
    pub label: String,
    pub value: String,
}

/// One decision that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRow {
    pub step: String,
    pub round: u32,
    pub who: Named,
    pub decision: Decision,
    pub comment: String,
    pub at: DateTime<Utc>,
}

/// What the reader may do with a task.
#[allow(clippy::struct_excessive_bools, reason = "each is a button of its own")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskAbilities {
    pub decide: bool,
    pub disown: bool,
    pub resubmit: bool,
    pub claim: bool,
    pub release: bool,
    pub delegate: bool,
}

/// A task in full, open or not.
pub async fn task(runtime: &Runtime, caller: &Caller, id: &ExecutionId, no: TaskNo) -> Result<TaskDetail> {
    let mut conn = runtime.shards.pool(caller.org.shard).acquire().await?;
    visible::must_see(&mut conn, caller, id).await?;
    let row = sqlx::query!(
        "select definition_key, version, state from executions where shard = $1 and id = $2 and org_id = $3",
        caller.org.shard,
        id.id,
        caller.org.id
    )
    .fetch_one(&mut *conn)
    .await?;
    let definition = runtime.definitions.get(&mut conn, caller.org, &row.definition_key, row.version).await?;
    let mut people = BTreeSet::from([caller.person]);
    names::mentioned(&row.state, &mut people);
    people.extend(sentences::people_in(&definition));
    let names = names::of(&mut conn, caller.org, people).await?;
    let state: Execution = serde_json::from_value(row.state)?;
    let task = state.tasks.get(&no).ok_or(Error::NotFound)?;
    let request = state.request.as_ref().ok_or(Error::NotFound)?;
    let coming = upcoming::of(&mut conn, caller.org.shard, &[id.id]).await?.remove(&id.id).unwrap_or_default();
    let step_no = i32::try_from(task.step.0).unwrap_or(i32::MAX);
    let approval = approval(&definition, task);
    let may = abilities(&state, task, caller);
    Ok(TaskDetail {
        id: TaskId { execution: *id, no },
        title: request.title.clone(),
        requester: names.named(request.requester.person),
        asked_at: request.at,
        step: definition.name_of(&task.node).to_owned(),
        instructions: approval.map_or_else(String::new, |approval| approval.instructions.clone()),
        ask: task.ask,
        round: task.round,
        revision: sentences::revision(&state),
        fields: fields(&definition, &request.data, &names),
        data: request.data.clone(),
        opened_at: task.at,
        due_at: task.due_at,
        overdue: task.is_open() && task.due_at.is_some_and(|due_at| due_at <= runtime.clock.now()),
        why: task
            .candidates
            .iter()
            .find(|candidate| candidate.person == caller.person)
            .map(|candidate| sentences::why_me(&candidate.why, &definition, &names)),
        candidates: task.candidates.iter().map(|candidate| names.named(candidate.person)).collect(),
        claimed_by: match task.state {
            TaskState::Claimed { by, .. } => Some(names.named(by)),
            _ => None,
        },
        decisions: decisions(&definition, &state, &names),
        others: state
            .tasks_of(task.step)
            .filter(|(other, task)| *other != no && task.is_open())
            .flat_map(|(_, task)| task.actors())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .map(|person| names.named(person))
            .collect(),
        if_nobody: coming
            .iter()
            .filter(|timer| task.is_open() && timer.step_no == Some(step_no))
            .map(|timer| NextMove {
                at: timer.due_at,
                what: sentences::what_happens(&definition, &task.node, &timer.purpose, timer.number, &names),
            })
            .collect(),
        comment_needed_to_reject: approval.is_some_and(|approval| !approval.reject_without_comment),
        proof: approval.map(|approval| approval.proof).unwrap_or_default(),
        meaning: approval.map(|approval| approval.meaning.clone()).unwrap_or_default(),
        shown: engine::shown::digest(&definition, &task.node, request),
        why_not: if may.decide || may.resubmit { None } else { Some(why_not(&state, task, caller, &names)) },
        may,
        definition,
    })
}

fn approval<'a>(definition: &'a Definition, task: &Task) -> Option<&'a Approval> {
    match &definition.node(&task.node)?.does {
        Kind::Approval(approval) => Some(approval),
        _ => None,
    }
}

fn abilities(state: &Execution, task: &Task, caller: &Caller) -> TaskAbilities {
    if !state.is_running() || !task.is_open() {
        return TaskAbilities::default();
    }
    let mine = task.actors().any(|person| person == caller.person);
    let decides = task.ask == Ask::Decide;
    let claimed = matches!(task.state, TaskState::Claimed { .. });
    TaskAbilities {
        decide: mine && decides,
        resubmit: mine && !decides,
        claim: mine && decides && !claimed && task.candidates.len() > 1,
        release: mine && claimed,
        delegate: mine && decides,
        disown: decides && task.asks(caller.person),
    }
}

/// Why this person cannot answer, as a whole sentence.
fn why_not(state: &Execution, task: &Task, caller: &Caller, names: &Names) -> String {
    let by_whom = |by: PersonId| if by == caller.person { "You".to_owned() } else { names.of(by).to_owned() };
    match &task.state {
        TaskState::Decided { by, at, decision, .. } => format!(
            "{} {} at {}.",
            by_whom(*by),
            match decision {
                Decision::Approve => "approved this",
                Decision::Reject => "rejected this",
                Decision::RequestChanges => "sent this back for changes",
            },
            caller.moment(*at)
        ),
        TaskState::Revised { by, at } => format!("{} submitted this again at {}.", by_whom(*by), caller.moment(*at)),
        TaskState::Closed { reason, at } => {
            let why = match reason {
                ClosedBecause::Decided => "The result was certain without this answer",
                ClosedBecause::ChangesRequested => "The request was sent back for changes",
                ClosedBecause::TimedOut => "Nobody answered in time",
                ClosedBecause::Withdrawn => "The request was withdrawn",
                ClosedBecause::Cancelled => "The request was cancelled",
                ClosedBecause::Ended => "The request ended another way",
            };
            format!("{why}, at {}.", caller.moment(*at))
        }
        TaskState::Claimed { by, .. } if *by != caller.person && task.asks(caller.person) => {
            format!("{} has taken this. They can give it back.", names.of(*by))
        }
        _ if state.request.as_ref().is_some_and(|request| request.requester.person == caller.person) => {
            let who = holders(task, names);
            format!("This is your own request; it waits for {who}.")
        }
        _ => match state.status {
            Status::Closed { outcome, at } => format!("This request is closed: {outcome}, at {}.", caller.moment(at)),
            _ => format!("You are not asked here; it waits for {}.", holders(task, names)),
        },
    }
}

/// Whoever can answer a task, by name.
fn holders(task: &Task, names: &Names) -> String {
    engine::narrate::or(&task.actors().map(|person| names.of(person).to_owned()).collect::<Vec<_>>())
}

fn decisions(definition: &Definition, state: &Execution, names: &Names) -> Vec<DecisionRow> {
    let mut rows: Vec<DecisionRow> = state
        .tasks
        .values()
        .filter_map(|task| match &task.state {
            TaskState::Decided { by, at, decision, comment, .. } => Some(DecisionRow {
                step: definition.name_of(&task.node).to_owned(),
                round: task.round,
                who: names.named(*by),
                decision: *decision,
                comment: comment.clone(),
                at: *at,
            }),
            _ => None,
        })
        .collect();
    rows.sort_by_key(|row| row.at);
    rows
}

/// The answers of a request in full, people by name.
pub(crate) fn fields_of(detail: &super::ExecutionDetail) -> Vec<FieldView> {
    let names = Names { people: detail.people.clone(), groups: detail.groups.clone() };
    detail.state.request.as_ref().map(|request| fields(&detail.definition, &request.data, &names)).unwrap_or_default()
}

/// The answers in the form's order, people by name.
pub(super) fn fields(definition: &Definition, data: &Data, names: &Names) -> Vec<FieldView> {
    let answered =
        definition.form.fields.iter().filter_map(|field| data.0.get(&field.key).map(|answer| (field, answer)));
    answered
        .map(|(field, answer)| FieldView {
            key: field.key.clone(),
            label: field.label.clone(),
            value: match answer {
                Answer::Person(person) => names.of(*person).to_owned(),
                other => other.to_string(),
            },
        })
        .collect()
}
