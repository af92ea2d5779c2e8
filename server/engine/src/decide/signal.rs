//! Signals from outside: one that comes ends the oldest wait of its name and key; one that comes early is kept.

use serde_json::Value;

use super::{Run, flow, people};
use crate::command::Rejection;
use crate::definition::Node;
use crate::event::Event;
use crate::execution::{About, Purpose, SignalWait};
use crate::ids::{IncidentNo, PersonId, Port, TokenNo, WaitNo};
use crate::nodes::signal::{LARGEST_DATA, LONGEST_KEY, MOST_KEPT, SignalData, TIMED_OUT, is_name};
use crate::nodes::source::Candidate;
use crate::nodes::{Kind, NEXT, Signal};
use crate::text;

/// How many lists and objects may stand in one another.
const MOST_NESTED: usize = 32;

/// A token has come to a wait for a signal; says whether the signal was there already.
pub(super) fn awaited(run: &mut Run, token: TokenNo, node: &Node, settings: &Signal) -> bool {
    let key = match key(run, settings) {
        Ok(key) => key,
        Err(problem) => {
            run.incident(token, format!("\"{}\" cannot wait for its signal: {problem}", node.name));
            return false;
        }
    };
    let wait = WaitNo(run.state.next.wait);
    run.emit(Event::SignalAwaited { wait, token, node: node.id.clone(), name: settings.name.clone(), key });
    let Some(awaited) = run.state.waits.get(&wait) else { return false };
    let early = run.state.kept.iter().find(|kept| awaited.fits(&kept.name, kept.key.as_deref())).cloned();
    if let Some(early) = early {
        run.emit(Event::SignalMatched { wait, name: early.name, key: early.key });
        return true;
    }
    if let Some(timeout) = settings.timeout {
        run.set_timer(run.now + timeout.delta(), Purpose::SignalTimeout { wait });
    }
    ask_directory(run, wait);
    false
}

/// What tells the signal from others of its name; none when the node asks for no key.
fn key(run: &Run, settings: &Signal) -> Result<Option<String>, String> {
    let data = &run.request().data;
    if let Some(empty) = text::fields(&settings.key).find(|field| !data.0.contains_key(*field)) {
        return Err(format!("the field \"{empty}\", which is part of its key, was left empty."));
    }
    let key = text::fill(&settings.key, data).trim().to_owned();
    if key.chars().count() > LONGEST_KEY {
        return Err(format!("its key is longer than {LONGEST_KEY} characters."));
    }
    Ok(Some(key).filter(|key| !key.is_empty()))
}

/// Looks for the people who are mailed a link.
pub(super) fn ask_directory(run: &mut Run, wait: WaitNo) {
    let Some((settings, awaited)) = settings(run, wait) else { return };
    let token = awaited.token;
    if !settings.link_to.is_empty() {
        people::ask(run, About::SignalLink { wait }, &settings.link_to, token);
    }
}

/// The directory has said who is mailed a link. Nobody is an incident, unless a program can send the signal as well.
pub(super) fn people_found(run: &mut Run, wait: WaitNo, people: &[Candidate]) {
    let Some((settings, awaited)) = settings(run, wait) else { return };
    if people.is_empty() && !settings.webhook {
        let (token, name) = (awaited.token, run.definition.name_of(&awaited.node).to_owned());
        run.incident(token, format!("\"{name}\" has nobody to send a link to."));
    }
}

pub(super) fn received(
    run: &mut Run,
    wait: Option<WaitNo>,
    name: &str,
    key: Option<&str>,
    data: &SignalData,
    by: Option<PersonId>,
) -> Result<(), Rejection> {
    let key = key.map(str::trim);
    well_formed(name, key, data)?;
    let wait = match wait {
        Some(wait) => Some(exactly(run, wait, name)?),
        None => run.state.wait_for(name, key),
    };
    if wait.is_none() && run.state.kept.len() >= MOST_KEPT {
        let full = format!("{MOST_KEPT} signals came early already; no more are kept for this request.");
        return Err(Rejection::not_allowed(full));
    }
    let token = wait.and_then(|wait| run.state.waits.get(&wait)).map(|wait| wait.token);
    let (name, key) = (name.to_owned(), key.map(str::to_owned));
    run.emit(Event::SignalReceived { wait, name, key, data: data.clone(), by });
    if let (Some(wait), Some(token)) = (wait, token) {
        run.cancel_timers(|purpose| purpose == Purpose::SignalTimeout { wait });
        go_on(run, token, NEXT);
    }
    Ok(())
}

/// This wait, if it still waits for a signal of this name.
fn exactly(run: &Run, wait: WaitNo, name: &str) -> Result<WaitNo, Rejection> {
    match run.state.waits.get(&wait) {
        Some(awaited) if awaited.name == name => Ok(wait),
        Some(awaited) => Err(Rejection::invalid("name", format!("This waits for the signal \"{}\".", awaited.name))),
        None if wait.0 < run.state.next.wait => {
            Err(Rejection::TaskClosed { why: "This has gone on already; it no longer waits.".to_owned() })
        }
        None => Err(Rejection::unknown("wait")),
    }
}

/// Whether a signal can be taken, whatever it is for.
///
/// # Errors
/// Its name, its key or its data are not of the form or size that can be kept: [`Rejection::Invalid`].
pub fn well_formed(name: &str, key: Option<&str>, data: &SignalData) -> Result<(), Rejection> {
    if !is_name(name) {
        let form = "A signal's name is lower-case letters, digits, dots, dashes and underscores, at most 63, and begins with a letter.";
        return Err(Rejection::invalid("name", form));
    }
    if let Some(key) = key {
        let length = key.chars().count();
        if length == 0 || length > LONGEST_KEY || key.chars().any(char::is_control) {
            let form = format!("A key has 1 to {LONGEST_KEY} characters that can be shown; or leave it out.");
            return Err(Rejection::invalid("key", form));
        }
    }
    if data.0.iter().any(|(key, value)| key.contains('\0') || !can_be_kept(value, 1)) {
        let problem = format!(
            "This has characters that cannot be kept, or more than {MOST_NESTED} lists and objects in one another."
        );
        return Err(Rejection::invalid("data", problem));
    }
    let size = serde_json::to_vec(data).map_or(usize::MAX, |json| json.len());
    if size > LARGEST_DATA {
        let kilobytes = LARGEST_DATA / 1024;
        return Err(Rejection::invalid("data", format!("A signal brings at most {kilobytes} kB.")));
    }
    Ok(())
}

fn can_be_kept(value: &Value, depth: usize) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => !text.contains('\0'),
        _ if depth >= MOST_NESTED => false,
        Value::Array(items) => items.iter().all(|item| can_be_kept(item, depth + 1)),
        Value::Object(members) => {
            members.iter().all(|(key, value)| !key.contains('\0') && can_be_kept(value, depth + 1))
        }
    }
}

pub(super) fn timed_out(run: &mut Run, wait: WaitNo) {
    let Some(token) = run.state.waits.get(&wait).map(|wait| wait.token) else { return };
    run.emit(Event::SignalMissed { wait });
    go_on(run, token, TIMED_OUT);
}

/// Leaves the node; an obstacle to mailing links is none any more.
fn go_on(run: &mut Run, token: TokenNo, port: &str) {
    let gone: Vec<IncidentNo> =
        run.state.incidents.iter().filter(|(_, incident)| incident.token == token).map(|(no, _)| *no).collect();
    for incident in gone {
        run.emit(Event::IncidentDropped { incident });
    }
    flow::leave(run, token, &Port::from(port));
}

/// The settings of a wait's node, and the wait.
fn settings<'a, 'b>(run: &'b Run<'a>, wait: WaitNo) -> Option<(&'a Signal, &'b SignalWait)> {
    let awaited = run.state.waits.get(&wait)?;
    match &run.definition.node(&awaited.node)?.does {
        Kind::Signal(settings) => Some((settings, awaited)),
        _ => None,
    }
}
