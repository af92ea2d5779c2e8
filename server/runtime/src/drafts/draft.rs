//! What every function of drafts begins with: may this person, is it there, what is wrong with it.

use chrono::{DateTime, Utc};
use engine::Definition;
use engine::check::{Problem, Severity};
use engine::ids::PersonId;
use sqlx::PgConnection;

use super::LONGEST_NOTE;
use crate::caller::Caller;
use crate::definitions;
use crate::error::{Error, Result};
use crate::ids::DraftId;
use crate::store::drafts::{self, Draft};
use crate::store::{self, names};

/// Fails unless this person may draw processes.
pub(crate) fn designs(caller: &Caller) -> Result<()> {
    if caller.may_design() {
        Ok(())
    } else {
        Err(Error::Forbidden("Only designers and administrators work on drafts.".to_owned()))
    }
}

/// The draft. Fails as not found outside its organisation, and as gone when it is finished.
pub(crate) async fn find(conn: &mut PgConnection, caller: &Caller, id: DraftId) -> Result<Draft> {
    let found = if is_here(caller, id) { drafts::find(conn, caller.org, id).await? } else { None };
    match found {
        Some(draft) => Ok(draft),
        None => Err(missing(conn, caller, id).await?),
    }
}

/// The draft, locked.
pub(super) async fn lock(conn: &mut PgConnection, caller: &Caller, id: DraftId) -> Result<Draft> {
    let found = if is_here(caller, id) { drafts::lock(conn, caller.org, id).await? } else { None };
    match found {
        Some(draft) => Ok(draft),
        None => Err(missing(conn, caller, id).await?),
    }
}

fn is_here(caller: &Caller, id: DraftId) -> bool {
    id.shard == caller.org.shard
}

async fn missing(conn: &mut PgConnection, caller: &Caller, id: DraftId) -> Result<Error> {
    let finished = if is_here(caller, id) { drafts::finished(conn, caller.org, id).await? } else { None };
    let Some(finished) = finished else { return Ok(Error::NotFound) };
    let by = PersonId(finished.by);
    let names = names::of(conn, caller.org, [by]).await?;
    let (who, when) = (capital(names.to(caller, by)), caller.moment(finished.at));
    Ok(Error::Gone(match finished.version {
        Some(version) => format!("{who} published this draft as version {version} at {when}."),
        None => format!("{who} discarded this draft at {when}."),
    }))
}

/// The sentence begins with a capital.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| format!("{}{}", first.to_uppercase(), chars.as_str()))
}

/// That the draft is another than this person was shown.
pub(super) async fn moved_on(conn: &mut PgConnection, caller: &Caller, draft: &Draft) -> Result<Error> {
    let by = PersonId(draft.changed_by);
    let names = names::of(conn, caller.org, [by]).await?;
    Ok(Error::Conflict(format!(
        "{} changed this draft at {}, after it was shown to you. Nothing was done; look at it again first.",
        capital(names.to(caller, by)),
        caller.moment(draft.changed_at)
    )))
}

/// Everything that stands in the way of publishing, or is worth another look.
pub(crate) async fn problems(
    conn: &mut PgConnection,
    caller: &Caller,
    draft: &Draft,
    definition: &Definition,
    now: DateTime<Utc>,
) -> Result<Vec<Problem>> {
    let mut problems = definitions::problems(conn, caller.org, definition, now).await?;
    let message = if draft.based_on_version.is_some() {
        (definition.key != draft.key).then(|| {
            format!("The key of a published process never changes; set it back to \u{201c}{}\u{201d}.", draft.key)
        })
    } else {
        let head = store::definitions::head(conn, caller.org, &definition.key).await?;
        head.map(|head| {
            format!(
                "The key \u{201c}{}\u{201d} belongs to the process \u{201c}{}\u{201d} already. Choose another key.",
                definition.key, head.name
            )
        })
    };
    problems.extend(message.map(|message| Problem {
        severity: Severity::Error,
        node: None,
        edge: None,
        field: Some("key".to_owned()),
        message,
    }));
    Ok(problems)
}

/// A note or a reason, without space around it; the error names the field.
pub(super) fn note(field: &str, text: &str) -> Result<String> {
    let text = text.trim().replace("\r\n", "\n");
    if text.chars().count() > LONGEST_NOTE {
        return Err(Error::field(field, format!("At most {LONGEST_NOTE} characters.")));
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(Error::field(field, "This has characters that cannot be kept."));
    }
    Ok(text)
}
