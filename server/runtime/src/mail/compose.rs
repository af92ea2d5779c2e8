//! What a mail says, read at the moment when it is sent: to whom, whether it is still wanted, and all that the reader
//! needs. A mail that is not needed any more is skipped, with the reason.

use super::letter::{self, Kind, Letter, Rendered};
use super::look::Look;
use super::postman::Postman;
use super::transport::Transport;
use super::{codes, digest, look, notice, publish, queue, words};
use crate::auth::find_caller;
use crate::caller::{Caller, Channel};
use crate::error::{Error, Result};
use crate::ids::{ExecutionId, TaskId};
use crate::links::{self, Bound, LinkToken, Minted};
use crate::read::{self, ExecutionDetail, TaskDetail};
use crate::sentences;
use crate::store::mails::Claimed;
use chrono::{DateTime, Utc};
use engine::effect::Notice;
use engine::execution::Ask;
use engine::ids::{IncidentNo, TaskNo, WaitNo};

/// A mail to be sent, or why it is not.
pub(super) enum Composed {
    Send(Box<Written>),
    Skip(String),
}

/// A written mail with where it goes.
pub(super) struct Written {
    pub name: String,
    pub address: String,
    pub rendered: Rendered,
    pub unsubscribe: Option<String>,
    pub logo: Option<Vec<u8>>,
}

/// Writes a mail.
pub(super) async fn compose(postman: &Postman, mail: &Claimed, now: DateTime<Utc>) -> Result<Composed> {
    let runtime = &postman.runtime;
    let mut conn = runtime.shards.pool(mail.shard).acquire().await?;
    // Asked at this moment and not when the mail was made: the address may be another, the person may have left.
    let Some(caller) =
        find_caller(&mut conn, mail.org(), engine::ids::PersonId(mail.user_id), None, Channel::System).await?
    else {
        return Ok(Composed::Skip("This person is not active any more.".to_owned()));
    };
    let look = look::of(&mut conn, mail.org()).await?;
    drop(conn);
    let written = match mail.kind.as_str() {
        "digest" => digest::write(postman, &caller, now).await?,
        "code" => codes::write(postman, mail, &caller, now).await?,
        publish::KIND => publish::write(postman, mail, &caller).await?,
        _ => about_request(postman, mail, &caller).await?,
    };
    let (letter, unsubscribe) = match written {
        Ok(written) => written,
        Err(why) => return Ok(Composed::Skip(why)),
    };
    let keeps = matches!(postman.transport, Transport::Keep);
    let rendered = letter::render(&dress(&look, &caller.org_name, keeps), &letter)
        .map_err(|error| Error::Internal(error.into()))?;
    let logo = look.logo.filter(|_| !keeps);
    Ok(Composed::Send(Box::new(Written { name: caller.name, address: caller.email, rendered, unsubscribe, logo })))
}

/// A letter, with where it can be unsubscribed from; or why it is not written.
pub(super) type Draft = Result<(Letter, Option<String>), String>;

/// The look for the templates. Where the mail is shown by ourselves the logo is in it, else beside it.
pub(super) fn dress(look: &Look, org_name: &str, inline: bool) -> letter::Look {
    use base64::Engine as _;
    let data =
        |png: &Vec<u8>| format!("data:image/png;base64,{}", base64::engine::general_purpose::STANDARD.encode(png));
    letter::Look {
        org_name: org_name.to_owned(),
        colour: look.colour.clone(),
        logo: look.logo.as_ref().map(|png| if inline { data(png) } else { "cid:logo".to_owned() }),
        subject_prefix: look.subject_prefix.clone(),
    }
}

/// Everything that a mail about a request is written from.
pub(super) struct Matter<'a> {
    pub postman: &'a Postman,
    pub caller: &'a Caller,
    pub notice: Notice,
    /// The request's title when the notice was made.
    pub title: String,
    /// Its number in history, for what was said along with it.
    pub key: Option<String>,
    pub execution: ExecutionId,
    /// None for people who are told about it and may not see it.
    pub detail: Option<ExecutionDetail>,
    /// The task that it is about, or that asks the reader.
    pub task: Option<TaskDetail>,
    /// Where the reader answers.
    pub answer: Option<String>,
    /// The notice was read in the app.
    pub was_read: bool,
}

async fn about_request(postman: &Postman, mail: &Claimed, caller: &Caller) -> Result<Draft> {
    let Some(execution) = mail.execution_id.map(|id| ExecutionId { shard: mail.shard, id }) else {
        return Ok(Err("There is no request that it is about.".to_owned()));
    };
    let mut matter = matter(postman, mail, caller, execution).await?;
    if let Some(why) = moot(&matter, mail) {
        return Ok(Err(why));
    }
    match answer(&matter, mail).await? {
        Where::At(url) => matter.answer = Some(url),
        Where::Nowhere => {}
        Where::Withheld(why) => return Ok(Err(why.to_owned())),
    }
    Ok(Ok((notice::letter(&matter).await?, None)))
}

/// What a mail is about, as it stands.
pub(super) async fn matter<'a>(
    postman: &'a Postman,
    mail: &Claimed,
    caller: &'a Caller,
    execution: ExecutionId,
) -> Result<Matter<'a>> {
    let runtime = &postman.runtime;
    let row = match &mail.notice_key {
        None => None,
        Some(key) => sqlx::query!(
            "select notice, title, read_at from notices where shard = $1 and user_id = $2 and execution_id = $3 and key = $4",
            mail.shard,
            mail.user_id,
            execution.id,
            key
        )
        .fetch_optional(runtime.shards.pool(mail.shard))
        .await?,
    };
    let was_read = row.as_ref().is_some_and(|row| row.read_at.is_some());
    let (notice, title) = match row {
        Some(row) => (serde_json::from_value(row.notice)?, row.title),
        None if mail.kind == "signal_wanted" => {
            (Notice::SignalWanted { wait: WaitNo(mail.task_no.unwrap_or_default().unsigned_abs()) }, String::new())
        }
        None => (Notice::Asked, String::new()),
    };
    let detail = match read::execution(runtime, caller, &execution).await {
        Ok(detail) => Some(detail),
        Err(Error::NotFound) => None,
        Err(error) => return Err(error),
    };
    let asking = detail.as_ref().and_then(|detail| {
        let mut open = detail.state.open_tasks();
        open.find(|(_, task)| task.actors().any(|person| person == caller.person)).map(|(no, _)| no)
    });
    let no = match &notice {
        // Whoever is to let a wait go on may be asked something else beside; that is another mail.
        Notice::SignalWanted { .. } => None,
        _ => mail.task_no.map(|no| TaskNo(no.unsigned_abs())).or(asking),
    };
    let task = match (&detail, no) {
        (Some(_), Some(no)) => Some(read::task(runtime, caller, &execution, no).await?),
        _ => None,
    };
    Ok(Matter {
        postman,
        caller,
        notice,
        title,
        key: mail.notice_key.clone(),
        execution,
        detail,
        task,
        answer: None,
        was_read,
    })
}

/// Why the mail is not needed any more.
fn moot(matter: &Matter<'_>, mail: &Claimed) -> Option<String> {
    let dealt_with = || Some("It was dealt with before the mail went out.".to_owned());
    if matter.was_read && !queue::needs_answer(&mail.kind) {
        return Some("It was read in the app before the mail went out.".to_owned());
    }
    let Some(detail) = &matter.detail else {
        return queue::is_moot_without_ask(&mail.kind).then(|| "This person is not asked any more.".to_owned());
    };
    if queue::is_moot_without_ask(&mail.kind) {
        let asks =
            matter.task.as_ref().is_some_and(|task| queue::asks(&detail.state, task.id.no, matter.caller.person));
        return if asks { None } else { dealt_with() };
    }
    match &matter.notice {
        Notice::Commented { .. } if matter.caller.external => {
            Some("What is said inside is not mailed outside.".to_owned())
        }
        Notice::SignalWanted { wait } if !detail.state.waits.contains_key(wait) => dealt_with(),
        Notice::Incident { .. } => {
            let no = matter.key.as_deref().and_then(|key| key.strip_prefix("incident:")?.parse().ok()).map(IncidentNo);
            if no.is_some_and(|no| !detail.state.incidents.contains_key(&no)) { dealt_with() } else { None }
        }
        _ => None,
    }
}

/// Where the reader of a mail answers.
enum Where {
    At(String),
    Nowhere,
    /// Somebody outside, whom there is no other way for.
    Withheld(&'static str),
}

/// A link of the reader's own to what the mail is about.
async fn answer(matter: &Matter<'_>, mail: &Claimed) -> Result<Where> {
    let Some(detail) = &matter.detail else { return Ok(Where::Nowhere) };
    let (purpose, number, revision) = match (&matter.notice, &matter.task) {
        (Notice::SignalWanted { wait: WaitNo(no) }, _) => ("signal", *no, 0),
        (_, Some(task)) if !queue::asks(&detail.state, task.id.no, matter.caller.person) => return Ok(Where::Nowhere),
        (_, Some(task)) if task.ask == Ask::Revise => return Ok(Where::At(task_url(matter, task.id))),
        (_, Some(task)) => ("task", task.id.no.0, sentences::revision(&detail.state)),
        (_, None) => return Ok(Where::Nowhere),
    };
    let bound = Bound {
        org: matter.caller.org,
        execution: matter.execution,
        user: matter.caller.person.0,
        purpose,
        number: i32::try_from(number).unwrap_or(i32::MAX),
        revision: i32::try_from(revision).unwrap_or(i32::MAX),
    };
    let runtime = &matter.postman.runtime;
    let mut tx = runtime.shards.pool(bound.org.shard).begin().await?;
    let minted = links::mint(&mut tx, bound, mail.notice_key.is_none(), Some(mail.id), runtime.clock.now()).await?;
    tx.commit().await?;
    Ok(match (minted, &matter.task) {
        (Minted::Token(token), _) => Where::At(link_url(&matter.postman.public_url, &token)),
        (_, Some(task)) if !matter.caller.external => Where::At(task_url(matter, task.id)),
        (Minted::Disowned, _) => Where::Withheld("This person said that it is not for them."),
        (Minted::Withheld, _) => Where::Withheld("An administrator ended this person's link."),
    })
}

fn task_url(matter: &Matter<'_>, id: TaskId) -> String {
    format!("{}/tasks/{id}", matter.postman.public_url)
}

pub(super) fn link_url(public_url: &str, token: &LinkToken) -> String {
    format!("{public_url}/l/{token}")
}

/// A letter with nothing in it but its kind, its reader and its footer.
pub(super) fn blank(kind: Kind, caller: &Caller, public_url: &str, why_mail: String) -> Letter {
    Letter {
        kind,
        to_name: caller.name.clone(),
        request: None,
        why: None,
        due: None,
        overdue: false,
        if_nobody: vec![],
        said: None,
        outcome: None,
        decisions: vec![],
        actions: vec![],
        code: None,
        rows: vec![],
        footer: letter::Footer {
            why_mail,
            settings_url: (!caller.external).then(|| format!("{public_url}/account")),
            unsubscribe_url: None,
            sent_by: format!("Sent by Countersign for {}.", words::or(&caller.org_name, "your organisation")),
        },
    }
}
