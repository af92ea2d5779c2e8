//! The commands beside `serve`: each does one thing with the database and ends.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use chrono::TimeDelta;
use engine::ids::GroupKey;
use runtime::auth::{self, NewUser as Person};
use runtime::{Clock, OrgRef, Report, Runtime};
use tokio::task::spawn_blocking;

use crate::cli::{Command, GroupCommand, NewToken, NewUser, OrgCommand, TokenCommand, UserCommand};
use crate::config::Settings;
use crate::database::Database;
use crate::{bench, secret, serve};

/// How long a command waits for a database that is away.
const PATIENCE: Duration = Duration::from_secs(10);

/// Runs a command on an up-to-date database.
pub async fn run(settings: &Settings, command: Command) -> anyhow::Result<ExitCode> {
    let setting = settings.database.clone();
    let database = spawn_blocking(move || Database::open_or_join(&setting)).await??;
    let runtime = Runtime::connect(database.url(), Clock::system())?;
    serve::migrate(database.url(), PATIENCE).await?;
    let outcome = perform(&runtime, command).await;
    runtime.pool().close().await;
    spawn_blocking(move || drop(database)).await?;
    outcome
}

async fn perform(runtime: &Runtime, command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve { .. } | Command::Migrate => say("The database is up to date."),
        Command::Replay => return Ok(report("replayed", &runtime::replay(runtime).await?)),
        Command::Verify => return Ok(report("verified", &runtime::verify(runtime).await?)),
        Command::Bench { mails: Some(mails), json, .. } => say(&bench::mails(runtime, mails, json).await?),
        Command::Bench { approvals, at_once, json, .. } => {
            say(&bench::approvals(runtime, approvals, at_once, json).await?);
        }
        Command::Org(OrgCommand::Add { name }) => say(&auth::add_org(runtime, &name).await?.id.to_string()),
        Command::User(UserCommand::Add(user)) => say(&add_user(runtime, user).await?),
        Command::User(UserCommand::Password { email }) => {
            let (org, person) = find(runtime, &email).await?;
            let password = secret::read("New password: ").context("the password could not be read")?;
            auth::set_password(runtime, org, person, &password).await.map_err(in_words)?;
            say("The password is set; every session of this person has ended.");
        }
        Command::User(UserCommand::Deactivate { email }) => {
            // The member with this address, and everybody outside whom organisations know by it.
            let mut people = auth::find_external(runtime, &email).await?;
            people.extend(auth::find_user(runtime, &email).await?);
            if people.is_empty() {
                find(runtime, &email).await?;
            }
            for (org, person) in people {
                auth::deactivate(runtime, org, person).await?;
            }
            say("This person cannot sign in, is not asked any more, gets no mail, and their links have ended.");
        }
        Command::Group(group) => say(&change_group(runtime, group).await?),
        Command::Token(TokenCommand::Add(token)) => say(&add_token(runtime, token).await?),
        Command::Token(TokenCommand::Revoke) => {
            let token = secret::read("Token: ").context("the token could not be read")?;
            let (owner, _) = auth::by_token(runtime, &token).await?.context("this token is not in use")?;
            auth::revoke_token(runtime, owner.org, &token).await?;
            say("The token has ended.");
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Counts, then every difference; fails if there is any.
fn report(done: &str, report: &Report) -> ExitCode {
    for difference in &report.differences {
        let at = difference.seq.map(|seq| format!(", transition {seq}")).unwrap_or_default();
        say(&format!("{}{at}: {}", difference.execution, difference.what));
    }
    let (executions, transitions, differences) = (report.executions, report.transitions, report.differences.len());
    say(&format!("{done} {executions} executions, {transitions} transitions, {differences} differences"));
    if differences == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn add_user(runtime: &Runtime, new: NewUser) -> anyhow::Result<String> {
    let org = match new.org {
        Some(id) => OrgRef::of(id),
        None => only_org(runtime).await?,
    };
    let manager = match &new.manager {
        Some(email) => Some(find(runtime, email).await?.1),
        None => None,
    };
    let person = Person {
        name: new.name,
        email: new.email,
        time_zone: new.time_zone,
        manager,
        designer: new.designer,
        admin: new.admin,
        password: Some(secret::read("Password: ").context("the password could not be read")?),
    };
    Ok(auth::add_user(runtime, org, &person).await.map_err(in_words)?.to_string())
}

async fn change_group(runtime: &Runtime, command: GroupCommand) -> anyhow::Result<String> {
    match command {
        GroupCommand::Add { key, name, org } => {
            let org = match org {
                Some(id) => OrgRef::of(id),
                None => only_org(runtime).await?,
            };
            let key = GroupKey(key);
            auth::add_group(runtime, org, &key, &name).await.map_err(in_words)?;
            Ok(format!("There is a group {key}."))
        }
        GroupCommand::Member { key, email } => {
            let (org, person) = find(runtime, &email).await?;
            let key = GroupKey(key);
            auth::add_member(runtime, org, &key, person).await.map_err(|error| match error {
                runtime::Error::NotFound => anyhow!("there is no group {key}; make one with `countersign group add`"),
                other => in_words(other),
            })?;
            Ok(format!("{email} is a member of {key}."))
        }
    }
}

/// What is wrong with which value, on one line.
fn in_words(error: runtime::Error) -> anyhow::Error {
    match error {
        runtime::Error::Invalid(problems) => {
            let each: Vec<String> =
                problems.iter().map(|wrong| format!("{}: {}", wrong.field, wrong.problem)).collect();
            anyhow!("{}", each.join(" "))
        }
        other => other.into(),
    }
}

async fn add_token(runtime: &Runtime, new: NewToken) -> anyhow::Result<String> {
    let (org, person) = find(runtime, &new.email).await?;
    let expires_at = new.days.map(|days| runtime.clock().now() + TimeDelta::days(days.into()));
    Ok(auth::add_token(runtime, org, person, &new.name, &new.scopes, expires_at).await?)
}

async fn find(runtime: &Runtime, email: &str) -> anyhow::Result<(OrgRef, engine::ids::PersonId)> {
    auth::find_user(runtime, email).await?.with_context(|| format!("nobody has the e-mail address {email}"))
}

async fn only_org(runtime: &Runtime) -> anyhow::Result<OrgRef> {
    match auth::organisations(runtime).await?.as_slice() {
        [only] => Ok(only.org),
        [] => bail!("there is no organisation yet; make one with `countersign org add`"),
        several => {
            let list =
                several.iter().map(|each| format!("{} ({})", each.org.id, each.name)).collect::<Vec<_>>().join(", ");
            bail!("there are several organisations; choose one with --org: {list}")
        }
    }
}

#[allow(clippy::print_stdout, reason = "what a command was run for")]
fn say(line: &str) {
    println!("{line}");
}
