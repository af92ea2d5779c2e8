//! Work that the shell owes the world because of an event: at least once, idempotent by its key.

use serde::{Deserialize, Serialize};

use crate::definition::Definition;
use crate::event::Event;
use crate::execution::{Ask, Execution};
use crate::ids::{IncidentNo, PersonId, QueryNo, TaskNo, TimerNo, WaitNo};
use crate::nodes::approval::How;
use crate::nodes::source::{Candidate, Lookup};

/// An order to the shell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// Ask the directory and answer with `PeopleResolved`; may be done in the same transaction.
    ResolvePeople {
        query: QueryNo,
        lookups: Vec<Lookup>,
    },
    ScheduleTimer {
        timer: TimerNo,
    },
    CancelTimer {
        timer: TimerNo,
    },
    /// Bring the task's row up to date with the execution.
    ShowTask {
        task: TaskNo,
    },
    ShowIncident {
        incident: IncidentNo,
    },
    HideIncident {
        incident: IncidentNo,
    },
    /// From now on signals from outside may find this wait.
    AwaitSignal {
        wait: WaitNo,
    },
    /// The wait is over; its links and addresses work no longer.
    StopAwaiting {
        wait: WaitNo,
    },
    /// Tell people, once each for this key within the execution.
    Notify {
        key: String,
        notice: Notice,
        people: Vec<PersonId>,
        task: Option<TaskNo>,
    },
    /// Tell the organisation's administrators.
    NotifyAdmins {
        key: String,
        notice: Notice,
    },
}

/// What people are told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "notice", rename_all = "snake_case")]
pub enum Notice {
    /// You are asked to decide.
    Asked,
    /// You are reminded, for the `number`th time.
    Reminded {
        number: u32,
    },
    /// It came to you because nobody answered.
    EscalatedToYou,
    /// Nobody answered; you are told, no more.
    EscalationInforms,
    DelegatedToYou {
        by: PersonId,
    },
    /// Your request was sent back for changes.
    SentBack,
    /// Your request is closed.
    Closed,
    /// The requester asks you to hurry.
    Nudged {
        by: PersonId,
    },
    Commented {
        by: PersonId,
    },
    /// A notice drawn in the definition.
    Message {
        text: String,
    },
    Incident {
        reason: String,
    },
    /// Somebody who was asked says that it is not for them.
    Disowned {
        by: PersonId,
    },
    /// Here is the link with which you send what is waited for.
    SignalWanted {
        wait: WaitNo,
    },
}

impl Notice {
    /// The kind's name in the database.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Reminded { .. } => "reminded",
            Self::EscalatedToYou => "escalated",
            Self::EscalationInforms => "informed",
            Self::DelegatedToYou { .. } => "delegated",
            Self::SentBack => "sent_back",
            Self::Closed => "closed",
            Self::Nudged { .. } => "nudged",
            Self::Commented { .. } => "commented",
            Self::Message { .. } => "message",
            Self::Incident { .. } => "incident",
            Self::Disowned { .. } => "disowned",
            Self::SignalWanted { .. } => "signal_wanted",
        }
    }
}

/// What an event obliges the shell to do; `after` is the execution after the whole transition, `seq` its number.
#[must_use]
pub fn effects(_definition: &Definition, after: &Execution, seq: i64, event: &Event) -> Vec<Effect> {
    match event {
        Event::PeopleAsked { query, lookups, .. } => {
            vec![Effect::ResolvePeople {
                query: *query,
                lookups: lookups.iter().map(|(lookup, _)| lookup.clone()).collect(),
            }]
        }
        Event::PeopleFound { query, people } => link_wanted(after, *query, people),
        Event::SignalAwaited { wait, .. } if after.waits.contains_key(wait) => {
            vec![Effect::AwaitSignal { wait: *wait }]
        }
        Event::SignalReceived { wait: Some(wait), .. }
        | Event::SignalMatched { wait, .. }
        | Event::SignalMissed { wait } => vec![Effect::StopAwaiting { wait: *wait }],
        Event::PeopleTold { node, people, message } => vec![Effect::Notify {
            key: format!("message:{node}:{seq}"),
            notice: Notice::Message { text: message.clone() },
            people: people.clone(),
            task: None,
        }],
        Event::TaskOpened { task, ask, candidates, .. } => {
            let people = candidates.iter().map(|candidate| candidate.person).collect();
            let notice = if *ask == Ask::Revise { Notice::SentBack } else { Notice::Asked };
            vec![Effect::ShowTask { task: *task }, told("asked", *task, 0, notice, people)]
        }
        Event::TaskDelegated { task, by, to, .. } => {
            let delegated = Notice::DelegatedToYou { by: *by };
            vec![Effect::ShowTask { task: *task }, told("delegated", *task, seq, delegated, vec![*to])]
        }
        Event::TaskEscalated { task, level, how, to } => {
            let notice = if *how == How::Inform { Notice::EscalationInforms } else { Notice::EscalatedToYou };
            vec![Effect::ShowTask { task: *task }, told("escalated", *task, i64::from(*level), notice, to.clone())]
        }
        Event::TaskReminded { task, number, people } => {
            vec![told("reminded", *task, i64::from(*number), Notice::Reminded { number: *number }, people.clone())]
        }
        Event::TaskClaimed { task, .. }
        | Event::TaskReleased { task, .. }
        | Event::TaskBecameOverdue { task }
        | Event::DecisionMade { task, .. }
        | Event::TaskClosed { task, .. }
        | Event::Resubmitted { task, .. } => vec![Effect::ShowTask { task: *task }],
        Event::TaskDisowned { task, by, .. } => {
            let notice = Notice::Disowned { by: *by };
            let admins = Effect::NotifyAdmins { key: format!("disowned:{task}:{seq}"), notice: notice.clone() };
            vec![told("disowned", *task, seq, notice, requester(after)), admins]
        }
        Event::TimerSet { timer, .. } => vec![Effect::ScheduleTimer { timer: *timer }],
        Event::TimerFired { timer, .. } | Event::TimerCancelled { timer } => {
            vec![Effect::CancelTimer { timer: *timer }]
        }
        Event::Nudged { by, people } => vec![Effect::Notify {
            key: format!("nudged:{seq}"),
            notice: Notice::Nudged { by: *by },
            people: people.clone(),
            task: None,
        }],
        Event::Commented { by, .. } => vec![Effect::Notify {
            key: format!("commented:{seq}"),
            notice: Notice::Commented { by: *by },
            people: involved(after).into_iter().filter(|person| person != by).collect(),
            task: None,
        }],
        Event::IncidentRaised { incident, reason, .. } => vec![
            Effect::ShowIncident { incident: *incident },
            Effect::NotifyAdmins {
                key: format!("incident:{incident}"),
                notice: Notice::Incident { reason: reason.clone() },
            },
        ],
        Event::IncidentRetried { incident, .. } | Event::IncidentDropped { incident } => {
            vec![Effect::HideIncident { incident: *incident }]
        }
        Event::ExecutionClosed { .. } => {
            let people = requester(after);
            vec![Effect::Notify { key: "closed".to_owned(), notice: Notice::Closed, people, task: None }]
        }
        _ => vec![],
    }
}

fn told(what: &str, task: TaskNo, number: i64, notice: Notice, people: Vec<PersonId>) -> Effect {
    Effect::Notify { key: format!("{what}:{task}:{number}"), notice, people, task: Some(task) }
}

/// The people who are mailed a link, when the directory was asked for them.
fn link_wanted(after: &Execution, query: QueryNo, people: &[Candidate]) -> Vec<Effect> {
    let wait = after.waits.iter().find(|(_, wait)| wait.asked == Some(query)).map(|(no, _)| *no);
    let wanted = wait.filter(|_| !people.is_empty()).map(|wait| Effect::Notify {
        key: format!("signal:{wait}"),
        notice: Notice::SignalWanted { wait },
        people: people.iter().map(|candidate| candidate.person).collect(),
        task: None,
    });
    wanted.into_iter().collect()
}

fn requester(execution: &Execution) -> Vec<PersonId> {
    execution.request.iter().map(|request| request.requester.person).collect()
}

/// The requester and everybody who is asked now.
fn involved(execution: &Execution) -> Vec<PersonId> {
    let mut people = requester(execution);
    people.extend(execution.open_tasks().flat_map(|(_, task)| task.actors()));
    people.sort_unstable();
    people.dedup();
    people
}
