//! The mail with the six digits: the code is made when the mail is written, and kept as a hash only.

use chrono::{DateTime, Utc};

use super::compose::{self, Draft};
use super::letter::{Kind, Letter, RequestPart};
use super::postman::Postman;
use crate::caller::Caller;
use crate::error::Result;
use crate::links;
use crate::store::executions;
use crate::store::mails::Claimed;

/// The letter with a new code.
pub(super) async fn write(postman: &Postman, mail: &Claimed, caller: &Caller, now: DateTime<Utc>) -> Result<Draft> {
    let (Some(link), Some(execution)) = (mail.link_id, mail.execution_id) else {
        return Ok(Err("There is no link that the code is for.".to_owned()));
    };
    let mut tx = postman.runtime.shards.pool(mail.shard).begin().await?;
    let title = executions::title(&mut tx, mail.org(), execution).await?.unwrap_or_default();
    let code = links::new_code(&mut tx, mail.shard, link, now).await?;
    tx.commit().await?;
    Ok(Ok((letter(postman, caller, &title, &code), None)))
}

/// The letter.
pub(super) fn letter(postman: &Postman, caller: &Caller, title: &str, code: &str) -> Letter {
    let why = "You get this because a code was asked for on the page of your link. If it was not you, leave it: without the code nothing happens.";
    let mut letter = compose::blank(Kind::Code, caller, &postman.public_url, why.to_owned());
    letter.code = Some(format!("{} {}", &code[..3], &code[3..]));
    letter.request = Some(RequestPart {
        title: title.to_owned(),
        process: String::new(),
        step: None,
        requester: String::new(),
        asked_at: String::new(),
        fields: vec![],
        instructions: String::new(),
        note: None,
    });
    letter
}
