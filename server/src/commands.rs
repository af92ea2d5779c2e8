//! The commands beside `serve`: each does one thing with the database and ends.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use chrono::TimeDelta;
use runtime::auth::{self, NewUser as Person};
use runtime::{Clock, OrgRef, Report, Runtime};
use tokio::task::spawn_blocking;

use crate::cli::{Command, NewToken, NewUser, OrgCommand, TokenCommand, UserCommand};
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
        Command::Bench { approvals, at_once, json } => say(&bench::run(runtime, approvals, at_once, json).await?),
        Command::Org(OrgCommand::Add { name }) => say(&auth::add_org(runtime, &name).await?.id.to_string()),
        Command::User(UserCommand::Add(user)) => say(&add_user(runtime, user).await?),
        Command::Token(TokenCommand::Add(token)) => say(&add_token(runtime, token).await?),
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
    match auth::add_user(runtime, org, &person).await {
        Ok(id) => Ok(id.to_string()),
        Err(runtime::Error::Invalid(problems)) => {
            bail!(
                problems
                    .iter()
                    .map(|problem| format!("{}: {}", problem.field, problem.problem))
                    .collect::<Vec<_>>()
                    .join(" ")
            )
        }
        Err(error) => Err(error.into()),
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
