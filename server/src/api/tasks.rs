//! Tasks over REST: the lists of the inbox, and one task with all that its answer needs.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use runtime::{ExecutionId, Runtime, TaskId, read};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use super::Answer;
use super::access::{Allowed, Read};
use super::document::{Finds, Pages};
use super::input::{self, Id, Query};
use super::wire::{self, Answered, Ask, Decision, NextMove, Person};

/// A list of the inbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Tab {
    /// Nobody else can answer, or the person claimed it.
    #[default]
    NeedsMe,
    /// Offered to several, the person among them, and not claimed.
    MyGroups,
    /// Requests that wait on others: the person's own, and those that they had a say in.
    Waiting,
    /// What the person answered, newest first.
    Done,
}

impl From<Tab> for read::Tab {
    fn from(tab: Tab) -> Self {
        match tab {
            Tab::NeedsMe => Self::NeedsMe,
            Tab::MyGroups => Self::MyGroups,
            Tab::Waiting => Self::Waiting,
            Tab::Done => Self::Done,
        }
    }
}

/// Which tasks.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WhichTasks {
    /// The list; `needs_me` when it is left out.
    #[serde(default)]
    #[param(inline)]
    tab: Tab,
    /// Only requests whose title has this text.
    #[serde(default)]
    #[param(example = "chairs", default = "")]
    search: String,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// A page of tasks.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tasks {
    /// At most 50; first those that are due first.
    pub tasks: Vec<TaskSummary>,
    /// Give this as `cursor` to get the next page; null at the end.
    pub next: Option<String>,
}

/// A line of the inbox.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaskSummary {
    /// The task; null in the list of what waits on others.
    #[schema(value_type = Option<String>, example = "762-0192f3c4a1b27c3d8e9f001122334455-1")]
    pub id: Option<TaskId>,
    #[schema(value_type = String, example = "762-0192f3c4a1b27c3d8e9f001122334455")]
    pub execution: ExecutionId,
    #[schema(example = "Two chairs for 420.00 EUR")]
    pub title: String,
    /// Key of the definition.
    pub definition: String,
    pub requester: Person,
    /// The step's name.
    #[schema(example = "Finance")]
    pub step: String,
    /// `decide`, `revise`, or `wait` when it is for others.
    #[schema(example = "decide")]
    pub ask: String,
    /// 1 at first, one more after each resubmission.
    pub round: i32,
    /// Why this person; what it waits for; or what the person answered. A whole sentence.
    #[schema(example = "You are a member of Finance.")]
    pub why: String,
    pub opened_at: DateTime<Utc>,
    pub due_at: Option<DateTime<Utc>>,
    pub overdue: bool,
    pub claimed_by: Option<Person>,
    /// Who else can answer; in `waiting` who can.
    pub others: Vec<Person>,
    /// What happens next if nobody answers.
    pub if_nobody: Option<NextMove>,
    /// In `done`: `approve`, `reject`, `request_changes` or `revised`.
    pub answered: Option<String>,
    pub answered_at: Option<DateTime<Utc>>,
}

impl From<read::InboxRow> for TaskSummary {
    fn from(row: read::InboxRow) -> Self {
        Self {
            id: row.task,
            execution: row.execution,
            title: row.title,
            definition: row.definition_key,
            requester: row.requester.into(),
            step: row.step,
            ask: row.ask,
            round: row.round,
            why: row.why,
            opened_at: row.opened_at,
            due_at: row.due_at,
            overdue: row.overdue,
            claimed_by: row.claimed_by.map(Person::from),
            others: wire::people(row.others),
            if_nobody: row.if_nobody.map(NextMove::from),
            answered: row.answered,
            answered_at: row.answered_at,
        }
    }
}

/// A task with the request that it is about.
#[derive(Debug, Serialize, ToSchema)]
pub struct Task {
    #[schema(value_type = String, example = "762-0192f3c4a1b27c3d8e9f001122334455-1")]
    pub id: TaskId,
    #[schema(value_type = String, example = "762-0192f3c4a1b27c3d8e9f001122334455")]
    pub execution: ExecutionId,
    #[schema(example = "Two chairs for 420.00 EUR")]
    pub title: String,
    /// Key of the definition.
    pub definition: String,
    pub requester: Person,
    /// When the request was made.
    pub asked_at: DateTime<Utc>,
    /// The step's name.
    #[schema(example = "Finance")]
    pub step: String,
    /// What the definition tells approvers.
    pub instructions: String,
    pub ask: Ask,
    /// 1 at first, one more after each resubmission.
    pub round: u32,
    /// The revision of the request that is shown here; a decision names it.
    pub revision: u32,
    /// The request's answers, for people to read.
    pub fields: Vec<Answered>,
    /// The same answers, as they are sent.
    #[schema(schema_with = wire::data_schema)]
    pub data: Map<String, Value>,
    pub opened_at: DateTime<Utc>,
    pub due_at: Option<DateTime<Utc>>,
    pub overdue: bool,
    /// Why this person is asked; null when they are not.
    #[schema(example = "You are a member of Finance.")]
    pub why: Option<String>,
    /// Who may answer.
    pub candidates: Vec<Person>,
    pub claimed_by: Option<Person>,
    /// What was decided so far, oldest first.
    pub decisions: Vec<Decided>,
    /// Who else is asked in this step, in tasks of their own.
    pub others: Vec<Person>,
    /// What happens if nobody answers, in order.
    pub if_nobody: Vec<NextMove>,
    /// Whether a rejection needs a comment.
    pub comment_needed_to_reject: bool,
    pub may: TaskAbilities,
    /// Why this person cannot answer; null when they can.
    pub why_not: Option<String>,
}

/// A decision that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct Decided {
    /// The step's name.
    pub step: String,
    pub round: u32,
    pub who: Person,
    pub decision: Decision,
    pub comment: String,
    pub at: DateTime<Utc>,
}

/// What the token's person may do with the task.
#[derive(Debug, Serialize, ToSchema)]
#[allow(clippy::struct_excessive_bools, reason = "each is a call of its own")]
pub struct TaskAbilities {
    pub decide: bool,
    pub resubmit: bool,
    pub claim: bool,
    pub release: bool,
    pub delegate: bool,
}

impl From<read::TaskDetail> for Task {
    fn from(task: read::TaskDetail) -> Self {
        Self {
            execution: task.id.execution,
            id: task.id,
            title: task.title,
            definition: task.definition.key.clone(),
            requester: task.requester.into(),
            asked_at: task.asked_at,
            step: task.step,
            instructions: task.instructions,
            ask: task.ask.into(),
            round: task.round,
            revision: task.revision,
            fields: task.fields.into_iter().map(Answered::from).collect(),
            data: wire::data(&task.data),
            opened_at: task.opened_at,
            due_at: task.due_at,
            overdue: task.overdue,
            why: task.why,
            candidates: wire::people(task.candidates),
            claimed_by: task.claimed_by.map(Person::from),
            decisions: task.decisions.into_iter().map(Decided::from).collect(),
            others: wire::people(task.others),
            if_nobody: task.if_nobody.into_iter().map(NextMove::from).collect(),
            comment_needed_to_reject: task.comment_needed_to_reject,
            may: TaskAbilities {
                decide: task.may.decide,
                resubmit: task.may.resubmit,
                claim: task.may.claim,
                release: task.may.release,
                delegate: task.may.delegate,
            },
            why_not: task.why_not,
        }
    }
}

impl From<read::DecisionRow> for Decided {
    fn from(row: read::DecisionRow) -> Self {
        Self {
            step: row.step,
            round: row.round,
            who: row.who.into(),
            decision: row.decision.into(),
            comment: row.comment,
            at: row.at,
        }
    }
}

/// List the person's tasks
///
/// First what is due first; in `waiting` and `done` the newest first.
#[utoipa::path(
    get,
    path = "/tasks",
    tag = "tasks",
    operation_id = "list_tasks",
    params(WhichTasks),
    responses((status = 200, description = "A page of one list.", body = Tasks), Pages),
    security(("token" = ["read"]))
)]
pub async fn list(
    Allowed { caller, .. }: Allowed<Read>,
    State(runtime): State<Runtime>,
    Query(which): Query<WhichTasks>,
) -> Answer<Tasks> {
    let page =
        read::inbox(&runtime, &caller, which.tab.into(), &which.search, input::cursor(which.cursor.as_ref())).await?;
    Ok(Json(Tasks { tasks: page.rows.into_iter().map(TaskSummary::from).collect(), next: page.next }))
}

/// Read a task
///
/// Open or not. Its `revision` belongs into the decision.
#[utoipa::path(
    get,
    path = "/tasks/{id}",
    tag = "tasks",
    operation_id = "get_task",
    params(("id" = String, Path, description = "The task's id.", example = "762-0192f3c4a1b27c3d8e9f001122334455-1")),
    responses((status = 200, description = "The task and its request.", body = Task), Finds),
    security(("token" = ["read"]))
)]
pub async fn one(
    Allowed { caller, .. }: Allowed<Read>,
    State(runtime): State<Runtime>,
    Id(id): Id<TaskId>,
) -> Answer<Task> {
    Ok(Json(read::task(&runtime, &caller, &id.execution, id.no).await?.into()))
}
