//! The one command path: lock, decide, append the transition, write the read models, notify, in one transaction.
//! It happened whole or not at all. No network call, no waiting for anything but the database.

use std::collections::{BTreeSet, VecDeque};

use chrono::{DateTime, Utc};
use engine::ids::{PersonId, QueryNo, TaskNo, TimerNo, WaitNo};
use engine::nodes::source::Lookup;
use engine::{Command, Definition, Effect, Event, Execution, Rejection};
use sqlx::PgConnection;

use crate::caller::{Caller, Channel};
use crate::chain::{self, Link};
use crate::error::{Error, Result};
use crate::ids::{ExecutionId, OrgRef};
use crate::links::{self, LinkUse};
use crate::listen::Wakes;
use crate::mail::queue::{self, About, Told};
use crate::read::visible::must_see;
use crate::runtime::Runtime;
use crate::signals::{self, Kept};
use crate::store::executions::Head;
use crate::store::notices::Telling;
use crate::store::{command_keys, executions, incidents, names, notices, participants, tasks, timers, transitions};
use crate::{directory, listen, sentences};

/// How often the directory is asked within one command before something must be wrong: more often than the engine moves.
const MOST_QUESTIONS: usize = 2_500;

/// A command with everything that it needs.
#[derive(Clone, Debug)]
pub(crate) struct Order<'a> {
    pub org: OrgRef,
    pub id: ExecutionId,
    /// Idempotency key, and the digest of who and what.
    pub key: Option<(&'a str, &'a [u8; 32])>,
    pub channel: Channel,
    pub command: Command,
    pub subject: Subject<'a>,
    /// The link that it came by.
    pub link: Option<LinkUse>,
}

/// What the command is made of.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Subject<'a> {
    /// A new execution of this version.
    New { definition_key: &'a str, version: i32, caller: &'a Caller },
    /// An execution that this person sees.
    Seen { caller: &'a Caller },
    /// A timer that was claimed under this epoch.
    Timer { timer: TimerNo, epoch: i32 },
    /// A signal that was sent by name and key, and is kept until it is delivered.
    Kept(&'a Kept),
    /// The address of a webhook, by its hash: good once.
    Webhook { hash: &'a [u8; 32] },
}

/// What became of a command that was not refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Handled {
    Accepted {
        seq: i64,
    },
    Duplicate {
        seq: i64,
        execution: ExecutionId,
    },
    /// The timer is another worker's by now, or gone; the signal was delivered elsewhere; the address is used up.
    Lost,
}

/// Handles a command in one transaction.
pub(crate) async fn handle(runtime: &Runtime, order: &Order<'_>) -> Result<Handled> {
    let mut tx = runtime.shards.pool(order.org.shard).begin().await?;
    let now = runtime.clock.now();
    let Some(mut head) = load(&mut tx, order, now).await? else {
        // Not left to the drop, which rolls back at some later moment: until then its locks hide the timer from others.
        tx.rollback().await?;
        return Ok(Handled::Lost);
    };
    if let Some((key, digest)) = order.key
        && let Some(first) = command_keys::find(&mut tx, order.org, key, digest).await?
    {
        let execution = ExecutionId { shard: order.org.shard, id: first.execution_id };
        tx.rollback().await?;
        return Ok(Handled::Duplicate { seq: first.seq, execution });
    }
    let definition = runtime.definitions.get(&mut tx, order.org, &head.definition_key, head.version).await?;
    let mut work = Work {
        conn: &mut tx,
        order,
        definition: &definition,
        head: &mut head,
        now,
        rows: Vec::new(),
        effects: Vec::new(),
    };
    let seq = match work.step(&order.command, true) {
        Ok(seq) => seq,
        Err(rejection) => return Err(refused(&mut tx, order, rejection).await?),
    };
    work.ask_around().await?;
    let (rows, effects) = (work.rows, work.effects);
    if let Some(link) = order.link
        && !links::take(&mut tx, order.org, link, sentences::revision(&head.state), now).await?
    {
        let rejection = Rejection::TaskClosed { why: "The link is good for nothing any more.".to_owned() };
        return Err(refused(&mut tx, order, rejection).await?);
    }
    let wakes = write(&mut tx, order, &head, now, &rows, &effects).await?;
    if let Some((key, digest)) = order.key {
        command_keys::keep(&mut tx, order.org, order.id, key, digest, seq, now).await?;
    }
    listen::notify(&mut tx, order.org, order.id, head.seq, wakes).await?;
    tx.commit().await?;
    if wakes.timers {
        runtime.timer_set.notify_one();
    }
    if wakes.mail {
        runtime.mail_queued.notify_one();
    }
    Ok(Handled::Accepted { seq })
}

/// Locks the execution; for a timer none when it is no longer this worker's.
async fn load(conn: &mut PgConnection, order: &Order<'_>, now: DateTime<Utc>) -> Result<Option<Head>> {
    match order.subject {
        Subject::New { definition_key, version, .. } => Ok(Some(Head {
            definition_key: definition_key.to_owned(),
            version,
            seq: 0,
            hash: chain::ROOT.to_vec(),
            state: Execution::default(),
        })),
        Subject::Seen { caller } => {
            must_see(conn, caller, &order.id).await?;
            Ok(Some(executions::lock(conn, order.org, order.id).await?.ok_or(Error::NotFound)?))
        }
        Subject::Timer { timer, epoch } => {
            let Some(head) = executions::lock(conn, order.org, order.id).await? else { return Ok(None) };
            Ok(timers::holds(conn, order.id, timer, epoch).await?.then_some(head))
        }
        Subject::Kept(kept) => {
            let Some(head) = executions::lock(conn, order.org, order.id).await? else { return Ok(None) };
            Ok(signals::take(conn, order.org, kept).await?.then_some(head))
        }
        Subject::Webhook { hash } => {
            let Some(head) = executions::lock(conn, order.org, order.id).await? else { return Ok(None) };
            Ok(signals::use_address(conn, order.org, hash, now).await?.then_some(head))
        }
    }
}

/// A transition that is not yet written.
struct Row {
    seq: i64,
    actor: Option<PersonId>,
    own: bool,
    command: String,
    events: String,
    hash: [u8; 32],
    made: Vec<Event>,
}

/// Something that is asked within the command's transaction.
enum Question {
    People(QueryNo, Vec<Lookup>),
    Signal(WaitNo),
}

struct Work<'a> {
    conn: &'a mut PgConnection,
    order: &'a Order<'a>,
    definition: &'a Definition,
    head: &'a mut Head,
    now: DateTime<Utc>,
    rows: Vec<Row>,
    effects: Vec<Effect>,
}

impl Work<'_> {
    /// Decides and applies one command; `own` is the one that was ordered, the others answer its questions.
    fn step(&mut self, command: &Command, own: bool) -> Result<i64, Rejection> {
        let made = engine::decide(self.definition, &self.head.state, command, self.now)?;
        for event in &made {
            engine::apply(&mut self.head.state, self.now, event);
        }
        self.head.seq += 1;
        let seq = self.head.seq;
        self.effects
            .extend(made.iter().flat_map(|event| engine::effects(self.definition, &self.head.state, seq, event)));
        let (actor, channel, key) = if own {
            (command.by(), self.order.channel, self.order.key.map(|(key, _)| key))
        } else {
            (None, Channel::System, None)
        };
        let command = json(command);
        let events = json(&made);
        let link = Link {
            execution: self.order.id,
            seq,
            at: self.now,
            actor: actor.map(|actor| actor.0),
            channel: channel.key(),
            key,
            command: &command,
            events: &events,
        };
        let hash = link.after(&self.head.hash);
        self.head.hash = hash.to_vec();
        self.rows.push(Row { seq, actor, own, command, events, hash, made });
        Ok(seq)
    }

    /// Answers the questions to the directory and looks for signals that came early, and so on for what that raises.
    async fn ask_around(&mut self) -> Result<()> {
        let mut asked = 0;
        let mut looked = 0;
        let mut questions: VecDeque<Question> = VecDeque::new();
        loop {
            questions.extend(self.effects[looked..].iter().filter_map(|effect| match effect {
                Effect::ResolvePeople { query, lookups } => Some(Question::People(*query, lookups.clone())),
                Effect::AwaitSignal { wait } => Some(Question::Signal(*wait)),
                _ => None,
            }));
            looked = self.effects.len();
            let Some(question) = questions.pop_front() else { return Ok(()) };
            asked += 1;
            if asked > MOST_QUESTIONS {
                return Err(Error::internal("a command never stopped asking the directory"));
            }
            let answer = match question {
                Question::People(query, lookups) => self.people(query, lookups).await?,
                Question::Signal(wait) => self.early(wait).await?,
            };
            match answer.map(|answer| (self.step(&answer, false), answer)) {
                // A signal that cannot be taken ends here; what waits for it waits for another.
                Some((Err(rejection), Command::Signal { name, .. })) => {
                    tracing::warn!(execution = %self.order.id, name, %rejection, "a kept signal was refused");
                }
                Some((Err(rejection), _)) => {
                    return Err(Error::internal(format!("the directory's answer was refused: {rejection}")));
                }
                Some((Ok(_), _)) | None => {}
            }
        }
    }

    async fn people(&mut self, query: QueryNo, lookups: Vec<Lookup>) -> Result<Option<Command>> {
        if !self.head.state.queries.contains_key(&query) {
            return Ok(None);
        }
        let mut found = Vec::with_capacity(lookups.len());
        for lookup in lookups {
            if let Lookup::Email { address } = &lookup {
                directory::admit(self.conn, self.order.org, address, &self.definition.time_zone, self.now).await?;
            }
            let people = directory::find(self.conn, self.order.org, &lookup).await?;
            found.push((lookup, people));
        }
        Ok(Some(Command::PeopleResolved { query, found }))
    }

    /// The signal that was sent by name and key before this wait began.
    async fn early(&mut self, wait: WaitNo) -> Result<Option<Command>> {
        let Some((name, Some(key))) =
            self.head.state.waits.get(&wait).map(|wait| (wait.name.clone(), wait.key.clone()))
        else {
            return Ok(None);
        };
        let kept = signals::early(self.conn, self.order.org, &name, &key, self.now).await?;
        Ok(kept.map(|kept| Command::Signal { wait: Some(wait), name, key: Some(key), data: kept.data, by: kept.by }))
    }
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("commands and events are plain data with text keys")
}

/// Writes history and read models. Says who has to look again.
async fn write(
    conn: &mut PgConnection,
    order: &Order<'_>,
    head: &Head,
    now: DateTime<Utc>,
    rows: &[Row],
    effects: &[Effect],
) -> Result<Wakes> {
    if matches!(order.subject, Subject::New { .. }) {
        executions::insert(conn, order.org, order.id, head, now).await?;
    } else {
        executions::update(conn, order.id, head, now).await?;
    }
    for row in rows {
        let link = Link {
            execution: order.id,
            seq: row.seq,
            at: now,
            actor: row.actor.map(|actor| actor.0),
            channel: if row.own { order.channel.key() } else { Channel::System.key() },
            key: order.key.filter(|_| row.own).map(|(key, _)| key),
            command: &row.command,
            events: &row.events,
        };
        transitions::append(conn, &link, &row.hash).await?;
    }
    let made = || rows.iter().flat_map(|row| &row.made);
    let mut touched_tasks: BTreeSet<TaskNo> = BTreeSet::new();
    let mut touched_timers: BTreeSet<TimerNo> = BTreeSet::new();
    for effect in effects {
        match effect {
            Effect::ShowTask { task } => drop(touched_tasks.insert(*task)),
            Effect::ScheduleTimer { timer } | Effect::CancelTimer { timer } => drop(touched_timers.insert(*timer)),
            _ => {}
        }
    }
    if made().any(|event| matches!(event, Event::Resubmitted { .. })) {
        touched_tasks.extend(head.state.open_tasks().map(|(no, _)| no));
    }
    tasks::show(conn, order.org, order.id, head, &touched_tasks).await?;
    participants::note(conn, order.id, head, &touched_tasks).await?;
    for event in made() {
        if let Event::TimerFired { timer, .. } = event {
            timers::fired(conn, order.id, *timer, now).await?;
        }
    }
    timers::show(conn, order.org, order.id, &head.state, &touched_timers).await?;
    let incidents_moved = |effect: &Effect| matches!(effect, Effect::ShowIncident { .. } | Effect::HideIncident { .. });
    if effects.iter().any(incidents_moved) || !head.state.is_running() {
        incidents::show(conn, order.org, order.id, head).await?;
    }
    signals::show(conn, order.org, order.id, &head.state, effects).await?;
    if let Command::Disown { task, by, .. } = order.command {
        links::disown(conn, order.id, task, by, now).await?;
    }
    // Only what moves a task, ends a wait or changes the request can make a link or a queued mail good for nothing.
    let ends = !touched_tasks.is_empty() || effects.iter().any(|effect| matches!(effect, Effect::StopAwaiting { .. }));
    if ends && !matches!(order.subject, Subject::New { .. }) {
        end_what_is_moot(conn, order, head, now).await?;
    }
    let mail = tell(conn, order, head, now, effects).await?;
    Ok(Wakes { timers: touched_timers.iter().any(|timer| head.state.timers.contains_key(timer)), mail })
}

/// Links and queued mails that this command has made good for nothing end with it.
async fn end_what_is_moot(conn: &mut PgConnection, order: &Order<'_>, head: &Head, now: DateTime<Utc>) -> Result<()> {
    links::settle(conn, order.id, &head.state, now).await?;
    queue::cancel_moot(conn, order.id, &head.state, now).await
}

async fn tell(
    conn: &mut PgConnection,
    order: &Order<'_>,
    head: &Head,
    at: DateTime<Utc>,
    effects: &[Effect],
) -> Result<bool> {
    let title = head.state.request.as_ref().map_or("", |request| request.title.as_str());
    let mut told = Vec::new();
    let telling = |key, notice, task| Telling { key, notice, title, task, at };
    for effect in effects {
        let (telling, people): (Telling<'_>, Vec<PersonId>) = match effect {
            Effect::Notify { key, notice, people, task } => (telling(key, notice, *task), people.clone()),
            Effect::NotifyAdmins { key, notice } => {
                (telling(key, notice, None::<TaskNo>), notices::admins(conn, order.org).await?)
            }
            _ => continue,
        };
        let new = notices::tell(conn, order.org, order.id, &telling, &people).await?;
        told.extend(new.into_iter().map(|user| Told {
            user,
            kind: telling.notice.key(),
            about: About::Request { execution: order.id.id, key: telling.key.to_owned(), task: telling.task },
        }));
    }
    queue::queue(conn, order.org, &told, order.command.by(), at).await
}

/// The refusal in words for whoever made the command.
async fn refused(conn: &mut PgConnection, order: &Order<'_>, rejection: Rejection) -> Result<Error> {
    let sentence = match order.subject {
        Subject::New { caller, .. } | Subject::Seen { caller } => {
            let names = names::of(conn, order.org, sentences::named_in(&rejection)).await?;
            sentences::refused(&rejection, caller, &names)
        }
        Subject::Timer { .. } | Subject::Kept(_) | Subject::Webhook { .. } => rejection.to_string(),
    };
    Ok(Error::Rejected { rejection, sentence })
}
