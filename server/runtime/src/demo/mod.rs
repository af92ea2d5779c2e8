//! The demo: a company with people, groups and definitions, and three weeks of requests, made by running the real
//! engine under a moved clock, so that every reminder and escalation fired at its time. Loading twice does nothing;
//! a load that was interrupted is begun anew.

mod loading;
mod people;
mod story;
mod story_others;
mod story_purchases;

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, DurationRound, TimeDelta, TimeZone, Utc, Weekday};
use engine::execution::Decision;
use engine::ids::{GroupKey, PersonId, TaskNo};
use serde::{Deserialize, Serialize};

use crate::auth::{self, NewUser, SignedIn};
use crate::caller::Caller;
use crate::clock::Clock;
use crate::commands::Act;
use crate::error::{Error, Result};
use crate::ids::{ExecutionId, OrgRef};
use crate::mail::{self, Postman};
use crate::read;
use crate::runtime::Runtime;
use crate::store::{mails, timers};
use crate::worker;
use story::{Do, Start, Story};

const DEFINITIONS: [&str; 5] = [
    include_str!("purchase.json"),
    include_str!("time_off.json"),
    include_str!("contract.json"),
    include_str!("change.json"),
    include_str!("vendor.json"),
];
/// Timers of the demo fire this late, one after the other, as a real worker would.
const LATE: [i64; 6] = [38, 61, 45, 120, 52, 74];

/// Somebody whom a visitor may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Persona {
    pub name: String,
    pub about: String,
    pub email: String,
}

/// The people who show most, to sign in as.
#[must_use]
pub fn personas() -> Vec<Persona> {
    let person = |key: &&str| people::PEOPLE.iter().find(|person| person.key == *key);
    people::PERSONAS
        .iter()
        .filter_map(person)
        .map(|person| Persona {
            name: person.name.to_owned(),
            about: person.about.to_owned(),
            email: people::email(person.key),
        })
        .collect()
}

/// Signs in as anybody of the demo's company, without a password. Whether the demo is on is for the caller to know.
pub async fn sign_in_as(runtime: &Runtime, email: &str) -> Result<Option<SignedIn>> {
    if !people::PEOPLE.iter().any(|person| people::email(person.key) == email) {
        return Ok(None);
    }
    let Some((org, user)) = auth::find_user(runtime, email).await? else { return Ok(None) };
    auth::signed_in(runtime, org, user).await
}

/// Makes the company and its three weeks, ending now, unless it is there; however many processes ask for it. To be called
/// before the timer worker and the postman start. Its mail is never sent: it is kept in the outbox.
pub async fn load(postman: &Postman) -> Result<()> {
    let runtime = &postman.runtime;
    let turn = loading::turn(runtime).await?;
    if !loading::is_loaded(runtime).await? {
        let now = runtime.clock.now();
        let clock = Clock::fixed(now - TimeDelta::days(30));
        let past = runtime.with_clock(clock.clone());
        let org = loading::begin(&past).await?;
        let company = company(&past, org).await?;
        let postman = postman.of_the_past(past);
        play(&postman, &clock, &company, now).await?;
        loading::done(runtime, org).await?;
    }
    turn.end().await
}

struct Company {
    org: OrgRef,
    people: BTreeMap<&'static str, Caller>,
}

impl Company {
    fn person(&self, key: &str) -> Result<&Caller> {
        self.people.get(key).ok_or_else(|| Error::internal(format!("the demo has nobody called {key}")))
    }
}

async fn company(runtime: &Runtime, org: OrgRef) -> Result<Company> {
    for (key, name) in people::GROUPS {
        auth::add_group(runtime, org, &GroupKey::from(key), name).await?;
    }
    let mut ids: BTreeMap<&str, PersonId> = BTreeMap::new();
    for person in &people::PEOPLE {
        let user = NewUser {
            name: person.name.to_owned(),
            email: people::email(person.key),
            time_zone: person.zone.to_owned(),
            manager: person.manager.and_then(|manager| ids.get(manager).copied()),
            designer: person.designer,
            admin: person.admin,
            password: None,
        };
        let id = auth::add_user(runtime, org, &user).await?;
        ids.insert(person.key, id);
        for group in person.groups {
            auth::add_member(runtime, org, &GroupKey::from(*group), id).await?;
        }
    }
    let mut people = BTreeMap::new();
    for (key, id) in ids {
        let caller = auth::caller(runtime, org, id, 1).await?;
        people.insert(key, caller.ok_or_else(|| Error::internal("a person of the demo is not there"))?);
    }
    let company = Company { org, people };
    for document in DEFINITIONS {
        runtime.publish(company.person("grace")?, document).await?;
    }
    Ok(company)
}

/// Something that happens at a moment: a story begins, or goes on with its n-th act.
type Moment = (DateTime<Utc>, usize, Option<usize>);

async fn play(postman: &Postman, clock: &Clock, company: &Company, now: DateTime<Utc>) -> Result<()> {
    let runtime = &postman.runtime;
    let stories: Vec<&Story> = story::stories().collect();
    let mut moments: Vec<Moment> = Vec::new();
    for (no, story) in stories.iter().enumerate() {
        let start = begins(story, company, now)?;
        moments.push((start, no, None));
        for (act, (hours, ..)) in story.acts.iter().enumerate() {
            moments.push((start + span(*hours), no, Some(act)));
        }
    }
    moments.retain(|(at, ..)| *at <= now);
    moments.sort_unstable();
    let mut begun: BTreeMap<usize, ExecutionId> = BTreeMap::new();
    for (at, no, act) in moments {
        fire_until(postman, clock, company.org, at).await?;
        clock.set(at);
        let story = stories[no];
        if let Some(act) = act {
            let Some(id) = begun.get(&no) else { continue };
            proceed(runtime, company, story, *id, &format!("demo-{no}-{act}"), act).await?;
        } else {
            let entered = entered(story, company, at, &[])?;
            let started =
                runtime.start(company.person(story.who)?, &format!("demo-{no}"), story.definition, entered).await?;
            begun.insert(no, started.execution);
        }
    }
    fire_until(postman, clock, company.org, now).await
}

/// Fires the timers and writes the mails that are due up to a moment, each at its time.
async fn fire_until(postman: &Postman, clock: &Clock, org: OrgRef, until: DateTime<Utc>) -> Result<()> {
    let runtime = &postman.runtime;
    let group = [org.shard];
    let pool = runtime.shards.pool(org.shard);
    let mut late = LATE.iter().cycle();
    loop {
        let next = [timers::next(pool, &group).await?, mails::next(pool, &group).await?];
        let Some(due) = next.into_iter().flatten().min().filter(|due| *due <= until) else { return Ok(()) };
        let delay = TimeDelta::milliseconds(late.next().copied().unwrap_or_default());
        clock.set((due + delay).min(until).max(clock.now()));
        worker::fire_in(runtime, pool, &group).await?;
        mail::deliver_due(postman).await?;
    }
}

async fn proceed(
    runtime: &Runtime,
    company: &Company,
    story: &Story,
    id: ExecutionId,
    key: &str,
    act: usize,
) -> Result<()> {
    let (_, who, what) = &story.acts[act];
    let caller = company.person(who)?;
    let detail = read::execution(runtime, caller, &id).await?;
    let revision = detail.state.request.as_ref().map_or(1, |request| request.revision);
    let task = detail.may.answer.first().copied();
    let task = || task.ok_or_else(|| Error::internal(format!("{who} has nothing to answer in {}", detail.title)));
    let decide = |task: TaskNo, decision, comment: &str| Act::Decide {
        task,
        decision,
        comment: comment.to_owned(),
        revision,
        shown: None,
    };
    let act = match *what {
        Do::Approve(comment) => decide(task()?, Decision::Approve, comment),
        Do::Reject(comment) => decide(task()?, Decision::Reject, comment),
        Do::SendBack(comment) => decide(task()?, Decision::RequestChanges, comment),
        Do::Again(changes, comment) => Act::Resubmit {
            task: task()?,
            entered: entered(story, company, detail.started_at, changes)?,
            comment: comment.to_owned(),
        },
        Do::Claim => Act::Claim { task: task()? },
        Do::Delegate(to, comment) => {
            Act::Delegate { task: task()?, to: company.person(to)?.person, comment: comment.to_owned() }
        }
        Do::Say(text) => Act::Comment { text: text.to_owned() },
        Do::Nudge => Act::Nudge,
        Do::Withdraw(reason) => Act::Withdraw { reason: reason.to_owned() },
        Do::Cancel(reason) => Act::Cancel { reason: reason.to_owned() },
    };
    runtime.act(caller, key, &id, act).await.map(drop)
}

fn begins(story: &Story, company: &Company, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
    let (days, hour) = match story.start {
        Start::Ago(hours) => return Ok((now - span(hours)).duration_trunc(TimeDelta::minutes(1)).unwrap_or(now)),
        Start::Day(days, hour) => (days, hour),
    };
    let zone: chrono_tz::Tz = company.person(story.who)?.time_zone.parse().unwrap_or(chrono_tz::UTC);
    let date = (now - TimeDelta::days(days)).date_naive();
    let date = match date.weekday() {
        Weekday::Sat => date - TimeDelta::days(1),
        Weekday::Sun => date - TimeDelta::days(2),
        _ => date,
    };
    let local = date.and_hms_opt(0, 0, 0).unwrap_or_default() + span(hour);
    Ok(zone.from_local_datetime(&local).earliest().map_or_else(|| local.and_utc(), |at| at.with_timezone(&Utc)))
}

#[allow(clippy::cast_possible_truncation, reason = "hours of the last weeks, in seconds")]
fn span(hours: f64) -> TimeDelta {
    TimeDelta::seconds((hours * 3_600.0) as i64)
}

/// The form's texts, with changes on top.
fn entered(
    story: &Story,
    company: &Company,
    at: DateTime<Utc>,
    changes: &[(&str, &str)],
) -> Result<BTreeMap<String, String>> {
    let mut entered = BTreeMap::new();
    for (field, text) in story.entered.iter().chain(changes) {
        let text = if let Some(days) = text.strip_prefix('@').and_then(|days| days.parse().ok()) {
            (at + TimeDelta::days(days)).date_naive().to_string()
        } else if let Some(key) = text.strip_prefix("person:") {
            company.person(key)?.person.to_string()
        } else {
            (*text).to_owned()
        };
        entered.insert((*field).to_owned(), text);
    }
    Ok(entered)
}
