//! From a notice about a request to the letter that carries it.

use engine::Event;
use engine::effect::Notice;
use engine::execution::{Ask, Decision, Status};
use engine::nodes::Kind as Node;
use engine::nodes::end::Outcome;

use super::compose::{self, Matter};
use super::letter::{self, Action, DecisionLine, Field, Kind, Letter, RequestPart, Said, Tone};
use super::words;
use crate::error::Result;
use crate::read::{DecisionRow, ExecutionDetail, TaskDetail};
use crate::store::{names, transitions};

/// The letter.
pub(super) async fn letter(matter: &Matter<'_>) -> Result<Letter> {
    let kind = kind(matter).await?;
    let caller = matter.caller;
    let mut letter =
        compose::blank(kind, caller, &matter.postman.public_url, why_mail(&matter.notice, matter.task.as_ref()));
    letter.request = Some(request(matter));
    letter.actions = actions(matter);
    letter.said = said(matter).await?;
    if let Some(detail) = &matter.detail
        && matter.notice == Notice::Closed
    {
        letter.outcome = outcome(detail);
    }
    if let Some(task) = &matter.task {
        // What was decided and said inside is not for people outside.
        let told = task.decisions.iter().filter(|_| !caller.external);
        letter.decisions = told.map(|row| decision(matter, row)).collect();
        if asks(matter) && task.ask == Ask::Decide {
            letter.why.clone_from(&task.why);
            letter.due = task.due_at.map(|at| words::moment(caller, at));
            letter.overdue = task.overdue;
            letter.if_nobody =
                task.if_nobody.iter().map(|next| (words::short(caller, next.at), next.what.clone())).collect();
        }
    }
    Ok(letter)
}

/// Whether the mail asks its reader for an answer.
fn asks(matter: &Matter<'_>) -> bool {
    super::queue::needs_answer(matter.notice.key()) && matter.answer.is_some()
}

async fn kind(matter: &Matter<'_>) -> Result<Kind> {
    let name = async |person| -> Result<String> {
        let mut conn = matter.postman.runtime.shards.pool(matter.caller.org.shard).acquire().await?;
        Ok(names::of(&mut conn, matter.caller.org, [person]).await?.of(person).to_owned())
    };
    Ok(match &matter.notice {
        Notice::Asked => Kind::Asked,
        Notice::Reminded { number } => Kind::Reminded { number: *number },
        Notice::EscalatedToYou => Kind::Escalated,
        Notice::EscalationInforms => Kind::Informed,
        Notice::DelegatedToYou { by } => Kind::Delegated { by: name(*by).await? },
        Notice::SentBack => {
            Kind::SentBack { by: sent_back(matter).map(|row| row.who.name.clone()).unwrap_or_default() }
        }
        Notice::Closed => Kind::Closed,
        Notice::Nudged { by } => Kind::Nudged { by: name(*by).await? },
        Notice::Commented { by } => Kind::Commented { by: name(*by).await? },
        Notice::Message { .. } => Kind::Message,
        Notice::Incident { reason } => Kind::Incident { reason: reason.clone() },
        Notice::Disowned { by } => Kind::Disowned { by: name(*by).await? },
        Notice::SignalWanted { .. } => Kind::SignalWanted,
    })
}

fn why_mail(notice: &Notice, task: Option<&TaskDetail>) -> String {
    match notice {
        Notice::SentBack => "You get this because you asked for it.",
        Notice::Closed => "You get this because you made the request.",
        Notice::Commented { .. } if task.is_none() => "You get this because you made the request.",
        Notice::EscalationInforms | Notice::Message { .. } => "You get this because the process tells you.",
        Notice::Incident { .. } => "You get this because you are an administrator.",
        Notice::Disowned { .. } => "You get this because you made the request, or because you are an administrator.",
        Notice::SignalWanted { .. } => "You get this because the process waits for your confirmation.",
        _ => "You get this because you are asked to answer the request.",
    }
    .to_owned()
}

fn request(matter: &Matter<'_>) -> RequestPart {
    let Some(detail) = &matter.detail else {
        return RequestPart {
            title: matter.title.clone(),
            process: String::new(),
            step: None,
            requester: String::new(),
            asked_at: String::new(),
            fields: vec![],
            instructions: String::new(),
            note: Some("The request itself is not open to you.".to_owned()),
        };
    };
    let shown = match &matter.task {
        Some(task) => task.fields.clone(),
        // Who only lets a wait go on from outside needs no answers of the form.
        None if matter.caller.external => vec![],
        None => crate::read::fields_of(detail),
    };
    RequestPart {
        title: detail.title.clone(),
        process: detail.definition.name.clone(),
        step: step(matter, detail),
        requester: detail.requester.name.clone(),
        asked_at: words::short(matter.caller, detail.started_at),
        fields: shown
            .into_iter()
            .map(|field| Field { label: field.label, value: field.value, changed: false })
            .collect(),
        instructions: instructions(matter, detail),
        note: None,
    }
}

fn instructions(matter: &Matter<'_>, detail: &ExecutionDetail) -> String {
    if let Notice::SignalWanted { wait } = &matter.notice {
        let node = detail.state.waits.get(wait).and_then(|wait| detail.definition.node(&wait.node));
        return match node.map(|node| &node.does) {
            Some(Node::Signal(signal)) => signal.instructions.clone(),
            _ => String::new(),
        };
    }
    let decides = |task: &&TaskDetail| asks(matter) && task.ask == Ask::Decide;
    matter.task.as_ref().filter(decides).map(|task| task.instructions.clone()).unwrap_or_default()
}

/// The step that asks the reader.
fn step(matter: &Matter<'_>, detail: &ExecutionDetail) -> Option<String> {
    if let Notice::SignalWanted { wait } = &matter.notice {
        return detail.state.waits.get(wait).map(|wait| detail.definition.name_of(&wait.node).to_owned());
    }
    matter.task.as_ref().filter(|_| asks(matter)).map(|task| task.step.clone())
}

fn actions(matter: &Matter<'_>) -> Vec<Action> {
    let mut actions = Vec::new();
    let revises = matter.task.as_ref().is_some_and(|task| task.ask == Ask::Revise);
    if let Some(url) = &matter.answer {
        let label = match &matter.notice {
            Notice::SignalWanted { .. } => "Look at it and confirm",
            Notice::Commented { .. } => "Look at it",
            _ if revises => "Change the request",
            _ => "Look at it and decide",
        };
        actions.push(Action { label: label.to_owned(), url: url.clone(), primary: true });
    }
    if matter.detail.is_some() && !matter.caller.external {
        actions.push(Action {
            label: "See where it stands".to_owned(),
            url: format!("{}/executions/{}", matter.postman.public_url, matter.execution),
            primary: actions.is_empty(),
        });
    }
    actions
}

fn decision(matter: &Matter<'_>, row: &DecisionRow) -> DecisionLine {
    let what = match row.decision {
        Decision::Approve => "approved",
        Decision::Reject => "rejected",
        Decision::RequestChanges => "asked for changes",
    };
    DecisionLine {
        who: row.who.name.clone(),
        what: what.to_owned(),
        when: words::short(matter.caller, row.at),
        comment: Some(row.comment.clone()).filter(|comment| !comment.is_empty()),
    }
}

fn outcome(detail: &ExecutionDetail) -> Option<letter::Outcome> {
    let Status::Closed { outcome, .. } = detail.state.status else { return None };
    let (word, tone) = match outcome {
        Outcome::Approved => ("Approved", Tone::Good),
        Outcome::Done => ("Done", Tone::Good),
        Outcome::Rejected => ("Rejected", Tone::Bad),
        Outcome::TimedOut => ("Timed out", Tone::Bad),
        Outcome::Withdrawn => ("Withdrawn", Tone::Calm),
        Outcome::Cancelled => ("Cancelled", Tone::Calm),
    };
    Some(letter::Outcome { word: word.to_owned(), tone })
}

fn sent_back<'a>(matter: &'a Matter<'_>) -> Option<&'a DecisionRow> {
    let decisions = &matter.task.as_ref()?.decisions;
    decisions.iter().rev().find(|row| row.decision == Decision::RequestChanges)
}

/// What somebody wrote along with it.
async fn said(matter: &Matter<'_>) -> Result<Option<Said>> {
    let (who, text) = match &matter.notice {
        Notice::Message { text } => {
            let process = matter.detail.as_ref().map_or("The process", |detail| detail.definition.name.as_str());
            (process.to_owned(), text.clone())
        }
        Notice::SentBack => match sent_back(matter) {
            Some(row) => (row.who.name.clone(), row.comment.clone()),
            None => return Ok(None),
        },
        Notice::DelegatedToYou { by } | Notice::Commented { by } | Notice::Disowned { by } => {
            let Some(text) = along(matter).await? else { return Ok(None) };
            let mut conn = matter.postman.runtime.shards.pool(matter.caller.org.shard).acquire().await?;
            (names::of(&mut conn, matter.caller.org, [*by]).await?.of(*by).to_owned(), text)
        }
        Notice::Closed => match last_word(matter).await? {
            Some(said) => said,
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    Ok((!text.is_empty()).then_some(Said { who, text }))
}

/// The words of the transition that the notice's key names.
async fn along(matter: &Matter<'_>) -> Result<Option<String>> {
    let seq = matter.key.as_deref().and_then(|key| key.rsplit(':').next()?.parse::<i64>().ok());
    let Some(seq) = seq else { return Ok(None) };
    Ok(events(matter, seq).await?.into_iter().find_map(|event| match event {
        Event::TaskDelegated { comment, .. } | Event::TaskDisowned { comment, .. } => Some(comment),
        Event::Commented { text, .. } => Some(text),
        _ => None,
    }))
}

/// Who ended the request with which words.
async fn last_word(matter: &Matter<'_>) -> Result<Option<(String, String)>> {
    let Some(detail) = &matter.detail else { return Ok(None) };
    let name = |person| detail.people.get(&person).cloned().unwrap_or_default();
    for event in events(matter, detail.seq).await? {
        match event {
            Event::DecisionMade { by, comment, .. } => return Ok(Some((name(by), comment))),
            Event::Withdrawn { by, reason } | Event::Cancelled { by, reason } => return Ok(Some((name(by), reason))),
            _ => {}
        }
    }
    Ok(None)
}

async fn events(matter: &Matter<'_>, seq: i64) -> Result<Vec<Event>> {
    let mut conn = matter.postman.runtime.shards.pool(matter.execution.shard).acquire().await?;
    let rows = transitions::after(&mut conn, matter.execution, seq - 1, 1).await?;
    let row = rows.into_iter().next();
    Ok(row.map(|row| serde_json::from_str(&row.events)).transpose()?.unwrap_or_default())
}
