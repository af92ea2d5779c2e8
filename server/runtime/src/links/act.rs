//! Answering by a link: the same commands on the same path as in the app, with what the link proves and nothing more.

use std::collections::BTreeMap;

use engine::execution::Decision;
use engine::ids::{PersonId, TaskNo, WaitNo};
use engine::nodes::approval::Proof;
use engine::nodes::signal::SignalData;
use engine::{Execution, Rejection};

use super::LinkToken;
use super::codes::pressed;
use super::open::{self, Link};
use super::settle::LinkUse;
use crate::auth::{find_caller, find_user};
use crate::caller::Channel;
use crate::commands::{Act, Proven, Receipt};
use crate::error::{Error, Result};
use crate::runtime::Runtime;

/// The longest note to a signal, in characters.
const LONGEST_NOTE: usize = 10_000;

/// What somebody does on a link's page.
#[derive(Clone, Debug, PartialEq)]
pub enum LinkAct {
    /// `shown` and `revision` are what the page showed.
    Decide {
        decision: Decision,
        comment: String,
        revision: u32,
        shown: String,
    },
    /// To a colleague, by e-mail.
    Delegate {
        to: String,
        comment: String,
    },
    Comment {
        text: String,
    },
    /// This is not for me.
    Disown {
        comment: String,
    },
    /// Lets a wait go on.
    Resume {
        note: String,
    },
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    Accepted,
    /// The same was accepted before.
    Already,
}

/// Does it, if the form is of a page view of this browser and the link is good for it. `cookie` and `nonce` are the page's;
/// `signed_in` is whoever is signed in in that browser.
pub async fn act(
    runtime: &Runtime,
    token: &LinkToken,
    cookie: Option<&str>,
    nonce: &str,
    signed_in: Option<PersonId>,
    what: LinkAct,
) -> Result<Done> {
    let now = runtime.clock.now();
    let mut conn = runtime.shards.pool(token.shard).acquire().await?;
    let link = pressed(&mut conn, token, cookie, nonce, now).await?;
    // A token of its own age and fate; the link itself is looked at when it is used.
    if link.expires_at <= now || (link.revoked_at.is_some() && link.used_at.is_none()) {
        return Err(ended());
    }
    if signed_in.is_some_and(|person| person != link.person()) {
        return Err(Error::Forbidden(
            "Somebody else is signed in in this browser; this link is not theirs.".to_owned(),
        ));
    }
    let is_proven = match cookie {
        Some(cookie) => open::proven(&mut conn, &link, cookie, now).await?,
        None => false,
    };
    // Authority is looked up anew: an inactive person is nobody.
    let caller =
        find_caller(&mut conn, link.org(), link.person(), None, Channel::Link).await?.ok_or(Error::NotFound)?;
    drop(conn);
    let proof = if is_proven { Proof::LinkAndCode } else { Proof::Link };
    must_be_enough(runtime, &link, proof, &what).await?;
    let key = format!("link:{}", crate::chain::hex(&crate::auth::hash(nonce)));
    let consumes = matches!(what, LinkAct::Decide { .. } | LinkAct::Resume { .. });
    let proven = Proven { proof, link: Some(LinkUse { link: link.id, consumes }) };
    let no = TaskNo(link.number.unsigned_abs());
    let act = match what {
        LinkAct::Decide { decision, comment, revision, shown } => {
            Act::Decide { task: no, decision, comment, revision, shown: Some(shown) }
        }
        LinkAct::Delegate { to, comment } => {
            Act::Delegate { task: no, to: colleague(runtime, &link, &to).await?, comment }
        }
        LinkAct::Comment { text } => Act::Comment { text },
        LinkAct::Disown { comment } => Act::Disown { task: no, comment },
        LinkAct::Resume { note } => {
            Act::Resume { wait: WaitNo(link.number.unsigned_abs()), data: data(&note, &caller.name)? }
        }
    };
    let receipt = runtime.act_proven(&caller, &key, &link.execution(), act, proven).await?;
    Ok(match receipt {
        Receipt::Accepted { .. } => Done::Accepted,
        Receipt::Duplicate { .. } => Done::Already,
    })
}

fn ended() -> Error {
    let why = "The link is good for nothing any more.".to_owned();
    let rejection = Rejection::TaskClosed { why };
    Error::Rejected { sentence: rejection.to_string(), rejection }
}

/// What is done by a link needs what the step asks for, whatever is done.
async fn must_be_enough(runtime: &Runtime, link: &Link, proof: Proof, what: &LinkAct) -> Result<()> {
    if link.purpose == "signal" {
        return match what {
            LinkAct::Resume { .. } => Ok(()),
            _ => Err(Error::NotFound),
        };
    }
    if matches!(what, LinkAct::Resume { .. }) {
        return Err(Error::NotFound);
    }
    let mut conn = runtime.shards.pool(link.shard).acquire().await?;
    let row = sqlx::query!(
        "select definition_key, version, state from executions where shard = $1 and id = $2 and org_id = $3",
        link.shard,
        link.execution_id,
        link.org_id
    )
    .fetch_one(&mut *conn)
    .await?;
    let definition = runtime.definitions.get(&mut conn, link.org(), &row.definition_key, row.version).await?;
    let state: Execution = serde_json::from_value(row.state)?;
    let needed = super::page::proof(&definition, &state, TaskNo(link.number.unsigned_abs()));
    if proof.satisfies(needed) {
        return Ok(());
    }
    let rejection = Rejection::ProofNeeded { proof: needed };
    Err(Error::Rejected { sentence: rejection.to_string(), rejection })
}

/// The active member with this address; strangers are told nothing that they could not try out anyway.
async fn colleague(runtime: &Runtime, link: &Link, address: &str) -> Result<PersonId> {
    let nobody = || Error::field("to", "Nobody here has this address. Enter a colleague's e-mail.");
    match find_user(runtime, address).await? {
        Some((org, person)) if org == link.org() => Ok(person),
        _ => Err(nobody()),
    }
}

fn data(note: &str, by: &str) -> Result<SignalData> {
    let note = note.trim();
    if note.chars().count() > LONGEST_NOTE {
        return Err(Error::field("note", format!("At most {LONGEST_NOTE} characters.")));
    }
    let data: BTreeMap<&str, &str> = BTreeMap::from([("note", note), ("by", by)]);
    Ok(serde_json::from_value(serde_json::to_value(data)?)?)
}
