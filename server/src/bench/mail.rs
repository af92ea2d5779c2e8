//! Mail: many mails due at once, drained through the real postman into a mail server on loopback; beside it, what that
//! mail server takes at most of one message that was written beforehand.

use std::collections::BTreeSet;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use engine::ids::GroupKey;
use lettre::message::{Mailbox, Message};
use runtime::auth::{self, NewUser};
use runtime::mail::{Encryption, MailServer, Postman, Transport, deliver_due, set_look};
use runtime::{Caller, Runtime};

use super::sink::{self, Taken};
use super::{empty, in_parallel, per_second};

/// People who are asked by each request.
const ASKED: usize = 10;
/// Connections to the mail server.
const CONNECTIONS: usize = 10;
/// The limit that is kept in the second part, in mails a second.
const LIMIT: u32 = 200;
/// For how many seconds the limit is watched.
const WATCHED: usize = 5;

/// Drains `count` mails; gives the report.
pub async fn run(runtime: &Runtime, count: usize, json: bool) -> anyhow::Result<String> {
    empty(runtime).await?;
    let requester = cast(runtime).await?;
    let (port, taken) = sink::start().await?;
    let transport = Transport::smtp(&MailServer {
        host: "127.0.0.1".to_owned(),
        port,
        encryption: Encryption::None,
        login: None,
        authority: None,
        patience: Duration::from_secs(10),
    })?;
    let most = most(&transport, count).await?;
    clear(&taken);
    let from: Mailbox = "Bench <bench@bench.example>".parse()?;
    let mut postman = Postman::new(runtime.clone(), transport, "https://bench.example", from, u32::MAX);
    postman.per_person = i64::MAX;

    ask(runtime, &requester, count, "drain").await?;
    let began = Instant::now();
    let round = deliver_due(&postman).await?;
    let drained = per_second(round.sent, began.elapsed());
    let ids = ids(&taken);
    let distinct = ids.iter().collect::<BTreeSet<_>>().len();
    if (round.sent, ids.len(), distinct) != (count, count, count) {
        bail!("{count} mails were due, {} were sent, {} taken, {distinct} of them distinct", round.sent, ids.len());
    }
    let displaced = displaced(&ids);

    clear(&taken);
    let mut limited =
        Postman::new(runtime.clone(), postman.transport.clone(), "https://bench.example", postman.from.clone(), LIMIT);
    limited.per_person = i64::MAX;
    ask(runtime, &requester, LIMIT as usize * WATCHED, "limit").await?;
    deliver_due(&limited).await?;
    let busiest = busiest_second(&taken);

    let ratio = drained / most;
    Ok(if json {
        serde_json::json!({
            "name": "mail", "n": count, "drained_per_s": drained, "sink_per_s": most, "ratio": ratio, "most_displaced": displaced,
            "limit_per_s": LIMIT, "busiest_second": busiest,
        })
        .to_string()
    } else {
        format!(
            "mail, {count} due at once, {CONNECTIONS} connections\n  drained    {drained:8.0} per second, each once, at most {displaced} places out of order\n  \
             the sink   {most:8.0} per second of one message written beforehand: {ratio:.2} of it\n  \
             limited to {LIMIT:8} per second: {busiest} in the busiest second"
        )
    })
}

/// An organisation with somebody who asks, and ten who are asked.
async fn cast(runtime: &Runtime) -> anyhow::Result<Caller> {
    let org = auth::add_org(runtime, "Bench").await?;
    let key = GroupKey::from("approvers");
    auth::add_group(runtime, org, &key, "Approvers").await?;
    for n in 0..ASKED {
        let user = NewUser {
            name: format!("Approver {n}"),
            email: format!("approver{n}@bench.example"),
            time_zone: "UTC".to_owned(),
            ..NewUser::default()
        };
        let id = auth::add_user(runtime, org, &user).await?;
        auth::add_member(runtime, org, &key, id).await?;
    }
    let user = NewUser {
        name: "asks".to_owned(),
        email: "asks@bench.example".to_owned(),
        time_zone: "UTC".to_owned(),
        admin: true,
        ..NewUser::default()
    };
    let id = auth::add_user(runtime, org, &user).await?;
    let token = auth::add_token(runtime, org, id, "bench", &[], None).await?;
    let (caller, _) = auth::by_token(runtime, &token).await?.context("a token that was just made is known")?;
    runtime.publish(&caller, super::approval::DEFINITION).await?;
    set_look(runtime, &caller, "#9c2b2e", "", 0).await?;
    Ok(caller)
}

/// Makes requests until `count` mails are due.
async fn ask(runtime: &Runtime, requester: &Caller, count: usize, name: &'static str) -> anyhow::Result<()> {
    let work = {
        let (runtime, requester) = (runtime.clone(), requester.clone());
        move |i: usize| {
            let (runtime, requester) = (runtime.clone(), requester.clone());
            async move {
                let entered = [("what".to_owned(), format!("Thing {i}"))].into();
                runtime.start(&requester, &format!("{name}-{i}"), "bench", entered).await?;
                anyhow::Ok(())
            }
        }
    };
    in_parallel(count / ASKED, 8, work).await?;
    Ok(())
}

/// How many messages a second the mail server takes when nothing else is done.
async fn most(transport: &Transport, count: usize) -> anyhow::Result<f64> {
    let Transport::Smtp(smtp) = transport else { bail!("there is no mail server") };
    let message = Message::builder()
        .from("Bench <bench@bench.example>".parse()?)
        .to("Bench <bench@bench.example>".parse()?)
        .subject("Bench")
        .body("x".repeat(20_000))?;
    let began = Instant::now();
    let work = {
        let smtp = smtp.clone();
        move |_| {
            let (smtp, message) = (smtp.clone(), message.clone());
            async move {
                smtp.send(&message).await?;
                anyhow::Ok(())
            }
        }
    };
    in_parallel(count, CONNECTIONS, work).await?;
    Ok(per_second(count, began.elapsed()))
}

fn clear(taken: &Taken) {
    taken.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

fn ids(taken: &Taken) -> Vec<String> {
    taken.lock().unwrap_or_else(PoisonError::into_inner).iter().map(|(_, id)| id.clone()).collect()
}

/// By how many places a mail was farthest from where it stood in the queue. Ids grow with time.
fn displaced(ids: &[String]) -> usize {
    let mut order: Vec<usize> = (0..ids.len()).collect();
    order.sort_by(|one, other| ids[*one].cmp(&ids[*other]));
    order.iter().enumerate().map(|(place, at)| place.abs_diff(*at)).max().unwrap_or_default()
}

/// The most mails within any second.
fn busiest_second(taken: &Taken) -> usize {
    let times: Vec<Instant> = taken.lock().unwrap_or_else(PoisonError::into_inner).iter().map(|(at, _)| *at).collect();
    let within =
        |from: &Instant| times.iter().filter(|at| *at >= from && **at < *from + Duration::from_secs(1)).count();
    times.iter().map(within).max().unwrap_or_default()
}
