//! The binary `countersign`: reads the command line, checks the settings, and does one thing.

mod api;
mod bench;
mod cli;
mod commands;
mod config;
mod database;
mod http;
mod mail_settings;
mod postgres;
mod secret;
mod serve;
mod shutdown;

use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::EnvFilter;

use cli::{Cli, Command};
use config::{Settings, WrongSetting};

/// What a program that is started wrongly ends with.
const WRONG_USE: u8 = 2;

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(code) => code,
        Err(error) if error.is::<WrongSetting>() => complain(&error.to_string(), WRONG_USE),
        Err(error) => complain(&causes(&error), 1),
    }
}

#[allow(clippy::print_stderr, reason = "the last words of a program that cannot go on, which the log may not show")]
fn complain(sentence: &str, code: u8) -> ExitCode {
    eprintln!("countersign: {sentence}");
    ExitCode::from(code)
}

/// What went wrong and why, without the words that are meant for people at a browser.
fn causes(error: &anyhow::Error) -> String {
    let mut said: Vec<String> = Vec::new();
    for cause in error.chain() {
        let for_browsers =
            matches!(cause.downcast_ref(), Some(runtime::Error::Internal(_) | runtime::Error::Unavailable(_)));
        let cause = cause.to_string();
        if !for_browsers && !said.iter().any(|earlier| earlier.contains(&cause)) {
            said.push(cause);
        }
    }
    said.join(": ")
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let settings = Settings::check(cli.settings)?;
    if let Command::Serve { demo: true } = cli.command {
        settings.check_demo()?;
    }
    start_log(&settings.log);
    let tokio = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match cli.command {
        Command::Serve { demo } => tokio.block_on(serve::serve(settings, demo)).map(|()| ExitCode::SUCCESS),
        command => tokio.block_on(commands::run(&settings, command)),
    }
}

/// Logs to standard error, one line an event; a panic is an event too.
fn start_log(filter: &str) {
    let filter = EnvFilter::try_new(filter).unwrap_or_default();
    let colour = std::io::IsTerminal::is_terminal(&std::io::stderr());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colour).init();
    std::panic::set_hook(Box::new(|panic| {
        let backtrace = std::backtrace::Backtrace::capture();
        tracing::error!(%panic, %backtrace, "a panic");
    }));
}
