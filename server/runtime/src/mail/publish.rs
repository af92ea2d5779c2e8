//! The mail to a second person who is asked to publish a draft: what is so when it is written, and the way to the page.

use chrono::{DateTime, Utc};
use engine::ids::PersonId;
use sqlx::PgConnection;

use super::compose::{self, Draft};
use super::letter::{Action, Kind, Letter, RequestPart, Said};
use super::postman::Postman;
use super::queue::{self, Told};
use crate::caller::Caller;
use crate::error::Result;
use crate::ids::{DraftId, OrgRef};
use crate::store::mails::Claimed;
use crate::store::{drafts, names, publications};

/// The mail's kind.
pub(super) const KIND: &str = "publish_asked";

/// Queues a mail for each of those who are asked to publish a draft.
pub(crate) async fn queue(
    conn: &mut PgConnection,
    org: OrgRef,
    draft: DraftId,
    asked: &[PersonId],
    now: DateTime<Utc>,
) -> Result<bool> {
    let told = asked.iter().map(|person| Told { user: person.0, kind: KIND, about: queue::About::Draft(draft.id) });
    queue::queue(conn, org, &told.collect::<Vec<_>>(), None, now).await
}

/// The letter; none when nobody waits for its reader any more.
pub(super) async fn write(postman: &Postman, mail: &Claimed, caller: &Caller) -> Result<Draft> {
    let Some(id) = mail.draft_id.map(|id| DraftId { shard: mail.shard, id }) else {
        return Ok(Err("There is no draft that it is about.".to_owned()));
    };
    let mut conn = postman.runtime.shards.pool(mail.shard).acquire().await?;
    let open = publications::latest(&mut conn, caller.org, &[id.id]).await?.pop();
    let open = open.filter(|open| {
        let of = open.asked_of.is_none_or(|of| of == caller.person.0);
        open.decision.is_none() && of && open.asked_by != caller.person.0 && caller.may_design()
    });
    match (drafts::find(&mut conn, caller.org, id).await?, open) {
        (Some(draft), Some(open)) => {
            let by = PersonId(open.asked_by);
            let names = names::of(&mut conn, caller.org, [by]).await?;
            Ok(Ok((letter(postman, caller, id, &draft.name, names.of(by), &open.note), None)))
        }
        _ => Ok(Err("It was dealt with before the mail went out.".to_owned())),
    }
}

/// The letter that an administrator looks at: of the newest draft that somebody was asked to publish.
pub(super) async fn newest(postman: &Postman, caller: &Caller) -> Result<Option<Letter>> {
    let mut conn = postman.runtime.shards.pool(caller.org.shard).acquire().await?;
    let Some(found) = publications::newest(&mut conn, caller.org).await? else { return Ok(None) };
    let by = PersonId(found.asked_by);
    let names = names::of(&mut conn, caller.org, [by]).await?;
    let id = DraftId { shard: caller.org.shard, id: found.draft_id };
    Ok(Some(letter(postman, caller, id, &found.name, names.of(by), &found.note)))
}

fn letter(postman: &Postman, caller: &Caller, id: DraftId, name: &str, by: &str, note: &str) -> Letter {
    let why = "You get this because you may publish processes here, and were asked to.";
    let kind = Kind::PublishAsked { by: by.to_owned() };
    let mut letter = compose::blank(kind, caller, &postman.public_url, why.to_owned());
    letter.request = Some(RequestPart {
        title: name.to_owned(),
        process: String::new(),
        step: None,
        requester: by.to_owned(),
        asked_at: String::new(),
        fields: vec![],
        instructions: String::new(),
        note: None,
    });
    letter.said = (!note.is_empty()).then(|| Said { who: by.to_owned(), text: note.to_owned() });
    letter.actions = vec![Action {
        label: "See what changes".to_owned(),
        url: format!("{}/drafts/{id}/publish", postman.public_url),
        primary: true,
    }];
    letter
}
