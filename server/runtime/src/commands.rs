//! What people and programs ask of requests: start one, act on one, look at the way before starting.
//! Every channel comes through here; what is allowed is decided here and in the engine, nowhere else.

use std::collections::BTreeMap;

use engine::execution::{Decision, Requester};
use engine::form::{Answer, Data, Input};
use engine::ids::{IncidentNo, PersonId, TaskNo, WaitNo};
use engine::nodes::Source;
use engine::nodes::approval::Proof;
use engine::nodes::signal::SignalData;
use engine::nodes::source::Lookup;
use engine::{Command, Definition};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use crate::auth::{SignInError, password_again};
use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::handle::{Handled, Order, Subject, handle};
use crate::ids::{ExecutionId, new_id};
use crate::links::LinkUse;
use crate::patience::patiently;
use crate::read::visible::must_see;
use crate::runtime::Runtime;
use crate::store::{command_keys, executions, names};
use crate::{chain, definitions, directory, signals};

/// Something that a person does to a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// `revision` is the one that the person was shown.
    Decide {
        task: TaskNo,
        decision: Decision,
        comment: String,
        revision: u32,
        /// Digest of what the person was shown, by `engine::shown`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shown: Option<String>,
    },
    /// The form again, after changes were requested.
    Resubmit {
        task: TaskNo,
        entered: BTreeMap<String, String>,
        comment: String,
    },
    Claim {
        task: TaskNo,
    },
    Release {
        task: TaskNo,
    },
    Delegate {
        task: TaskNo,
        to: PersonId,
        comment: String,
    },
    Comment {
        text: String,
    },
    /// The requester reminds whoever holds it.
    Nudge,
    /// By the requester.
    Withdraw {
        reason: String,
    },
    /// By an administrator.
    Cancel {
        reason: String,
    },
    /// By an administrator.
    RetryIncident {
        incident: IncidentNo,
    },
    /// "This is not for me": whoever asked and the administrators are told.
    Disown {
        task: TaskNo,
        comment: String,
    },
    /// Lets a wait go on; by a link that was mailed for it.
    Resume {
        wait: WaitNo,
        data: SignalData,
    },
}

/// What somebody has proven about themselves, and the link that they came by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Proven {
    pub proof: Proof,
    pub link: Option<LinkUse>,
}

/// The answer to an accepted command; a refused one is [`Error::Rejected`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "receipt", rename_all = "snake_case")]
pub enum Receipt {
    Accepted {
        seq: i64,
    },
    /// The same command with the same key was accepted before, as this transition.
    Duplicate {
        seq: i64,
    },
}

/// A request that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    pub execution: ExecutionId,
    pub title: String,
    pub receipt: Receipt,
}

/// The way that a request would go, with the names of everybody on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    pub title: String,
    /// The newest version, which is the one that would be started.
    pub version: i32,
    pub route: engine::forecast::Preview,
    /// Names of the steps.
    pub steps: BTreeMap<engine::ids::NodeId, String>,
    pub people: BTreeMap<PersonId, String>,
}

impl Runtime {
    /// Makes a request by the newest version of a definition. `entered` holds the form's texts by field key.
    pub async fn start(
        &self,
        caller: &Caller,
        key: &str,
        definition_key: &str,
        entered: BTreeMap<String, String>,
    ) -> Result<Started> {
        let id = ExecutionId { shard: caller.org.shard, id: new_id(self.clock.now()) };
        let digest =
            chain::digest(&["start", &caller.person.to_string(), definition_key, &serde_json::to_string(&entered)?]);
        patiently(|| async {
            let mut conn = self.shards.pool(caller.org.shard).acquire().await?;
            if let Some(first) = command_keys::find(&mut conn, caller.org, key, &digest).await? {
                let execution = ExecutionId { shard: caller.org.shard, id: first.execution_id };
                let title = executions::title(&mut conn, caller.org, first.execution_id).await?.unwrap_or_default();
                return Ok(Started { execution, title, receipt: Receipt::Duplicate { seq: first.seq } });
            }
            let (definition, version) = self.startable(&mut conn, caller, definition_key).await?;
            let data = read_form(&mut conn, caller, &definition, &entered).await?;
            drop(conn);
            let title = engine::text::title(&definition.title, &data);
            let requester = Requester { person: caller.person, groups: caller.groups.clone() };
            let order = Order {
                org: caller.org,
                id,
                key: Some((key, &digest)),
                channel: caller.channel,
                command: Command::Start { requester, data },
                subject: Subject::New { definition_key, version, caller },
                link: None,
            };
            match handle(self, &order).await? {
                Handled::Accepted { seq } => Ok(Started { execution: id, title, receipt: Receipt::Accepted { seq } }),
                Handled::Duplicate { seq, execution } => {
                    Ok(Started { execution, title, receipt: Receipt::Duplicate { seq } })
                }
                Handled::Lost => Err(Error::internal("a start was fenced off")),
            }
        })
        .await
    }

    /// Does something to a request.
    pub async fn act(&self, caller: &Caller, key: &str, id: &ExecutionId, act: Act) -> Result<Receipt> {
        if matches!(act, Act::Resume { .. }) {
            return Err(Error::Forbidden("A wait goes on by the link that was mailed for it.".to_owned()));
        }
        self.act_proven(caller, key, id, act, Proven::default()).await
    }

    /// Does something to a request, signed with the password once more. A wrong password is a field error.
    pub async fn sign(
        &self,
        caller: &Caller,
        key: &str,
        id: &ExecutionId,
        act: Act,
        password: &str,
    ) -> Result<Receipt> {
        password_again(self, caller, password).await.map_err(|error| match error {
            SignInError::Failed(error) => error,
            SignInError::WrongOrUnknown => Error::field("password", "This is not your password."),
            SignInError::LockedOut { .. } => Error::field("password", error.to_string()),
        })?;
        self.act_proven(caller, key, id, act, Proven { proof: Proof::Password, link: None }).await
    }

    /// Does something to a request, by whatever way: the one path.
    pub(crate) async fn act_proven(
        &self,
        caller: &Caller,
        key: &str,
        id: &ExecutionId,
        act: Act,
        proven: Proven,
    ) -> Result<Receipt> {
        let digest =
            chain::digest(&["act", &caller.person.to_string(), &id.to_string(), &serde_json::to_string(&act)?]);
        patiently(|| async {
            let mut conn = self.shards.pool(caller.org.shard).acquire().await?;
            must_see(&mut conn, caller, id).await?;
            if let Some(first) = command_keys::find(&mut conn, caller.org, key, &digest).await? {
                return Ok(Receipt::Duplicate { seq: first.seq });
            }
            let command = self.command(&mut conn, caller, id, act.clone(), proven.proof).await?;
            drop(conn);
            let order = Order {
                org: caller.org,
                id: *id,
                key: Some((key, &digest)),
                channel: caller.channel,
                command,
                subject: Subject::Seen { caller },
                link: proven.link,
            };
            match handle(self, &order).await? {
                Handled::Accepted { seq } => Ok(Receipt::Accepted { seq }),
                Handled::Duplicate { seq, .. } => Ok(Receipt::Duplicate { seq }),
                Handled::Lost => Err(Error::internal("a person's command was fenced off")),
            }
        })
        .await
    }

    /// The way that a request would go, before it is made.
    pub async fn preview(
        &self,
        caller: &Caller,
        definition_key: &str,
        entered: &BTreeMap<String, String>,
    ) -> Result<Preview> {
        let mut conn = self.shards.pool(caller.org.shard).acquire().await?;
        let (definition, version) = self.startable(&mut conn, caller, definition_key).await?;
        let data = read_form(&mut conn, caller, &definition, entered).await?;
        let requester = Requester { person: caller.person, groups: caller.groups.clone() };
        let now = self.clock.now();
        let route = directory::answering(&mut conn, caller.org, |answers| {
            engine::forecast::preview(&definition, &requester, &data, now, answers)
        })
        .await?;
        let mut people = std::collections::BTreeSet::new();
        names::mentioned(&serde_json::to_value(&route)?, &mut people);
        let mut people = names::of(&mut conn, caller.org, people).await?.people;
        for address in addresses(&definition, &data) {
            let outside = PersonId(directory::external_id(caller.org, &address));
            people.entry(outside).or_insert(address);
        }
        Ok(Preview {
            title: engine::text::title(&definition.title, &data),
            version,
            route,
            steps: definition.nodes.iter().map(|node| (node.id.clone(), node.name.clone())).collect(),
            people,
        })
    }

    /// The newest version of a definition, if this person may start it.
    async fn startable(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        key: &str,
    ) -> Result<(std::sync::Arc<Definition>, i32)> {
        let head = crate::store::definitions::head(conn, caller.org, key).await?.ok_or(Error::NotFound)?;
        let definition = self.definitions.get(conn, caller.org, key, head.version).await?;
        if let (Some(at), Some(by)) = (head.retired_at, head.retired_by) {
            let names = names::of(conn, caller.org, [PersonId(by)]).await?;
            return Err(Error::Forbidden(format!(
                "\u{201c}{}\u{201d} can no longer be asked for: {} retired it at {}.",
                head.name,
                names.to(caller, PersonId(by)),
                caller.moment(at)
            )));
        }
        if definitions::may_start(&definition, caller) {
            Ok((definition, head.version))
        } else {
            Err(Error::Forbidden(format!(
                "You are not in a group that may ask for \u{201c}{}\u{201d}.",
                definition.name
            )))
        }
    }

    /// The engine's command for what a person does, once they may do it.
    async fn command(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        id: &ExecutionId,
        act: Act,
        proof: Proof,
    ) -> Result<Command> {
        let by = caller.person;
        Ok(match act {
            Act::Decide { task, decision, comment, revision, shown } => {
                Command::Decide { task, by, decision, comment, revision, proof, shown }
            }
            Act::Resubmit { task, entered, comment } => {
                let (key, version) = executions::pinned(conn, caller.org, *id).await?.ok_or(Error::NotFound)?;
                let definition = self.definitions.get(conn, caller.org, &key, version).await?;
                let data = read_form(conn, caller, &definition, &entered).await?;
                Command::Resubmit { task, by, data, comment }
            }
            Act::Claim { task } => Command::Claim { task, by },
            Act::Release { task } => Command::Release { task, by },
            Act::Delegate { task, to, comment } => {
                if directory::find(conn, caller.org, &Lookup::Person { id: to }).await?.is_empty() {
                    return Err(Error::field("to", "Choose a person from the list."));
                }
                Command::Delegate { task, by, to, comment }
            }
            Act::Comment { text } => Command::Comment { by, text },
            Act::Nudge => Command::Nudge { by },
            Act::Withdraw { reason } => Command::Withdraw { by, reason },
            Act::Cancel { reason } if caller.roles.admin => Command::Cancel { by, reason },
            Act::RetryIncident { incident } if caller.roles.admin => Command::RetryIncident { incident, by },
            Act::Disown { task, comment } => Command::Disown { task, by, comment },
            Act::Resume { wait, data } => {
                let name = signals::name_of(conn, *id, wait).await?;
                Command::Signal { wait: Some(wait), name, key: None, data, by: Some(by) }
            }
            Act::Cancel { .. } => return Err(Error::Forbidden("Only administrators cancel a request.".to_owned())),
            Act::RetryIncident { .. } => {
                return Err(Error::Forbidden("Only administrators try an incident again.".to_owned()));
            }
        })
    }
}

/// The e-mail addresses that a definition and a request name.
pub(crate) fn addresses(definition: &Definition, data: &Data) -> Vec<String> {
    let asked = definitions::all_sources(definition).filter_map(|source| match source {
        Source::Email { address } => Some(engine::email::normal(address)),
        _ => None,
    });
    let entered = definition.form.fields.iter().filter(|field| matches!(field.input, Input::Email));
    let entered = entered.filter_map(|field| match data.0.get(&field.key) {
        Some(Answer::Text(address)) => Some(address.clone()),
        _ => None,
    });
    asked.chain(entered).collect()
}

async fn read_form(
    conn: &mut PgConnection,
    caller: &Caller,
    definition: &Definition,
    entered: &BTreeMap<String, String>,
) -> Result<Data> {
    let data = definition.form.read(entered).map_err(Error::Invalid)?;
    directory::must_know(conn, caller.org, &definition.form, &data).await?;
    Ok(data)
}
