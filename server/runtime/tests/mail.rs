//! Mail: queued with its cause, sent once for all that can be known, whatever the mail server does; and the ledger that
//! says why somebody did or did not get it.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod common;
#[path = "common/smtp.rs"]
mod smtp;

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::TimeDelta;
use common::{Company, postman};
use engine::execution::Decision::{Approve, Reject};
use runtime::mail::{
    self, Digest, Postman, Preferences, Round, Wanted, deliver_due, send_again, set_look, set_preferences,
};
use runtime::read::{self, Became, LedgerRow};
use runtime::{Act, Caller, ExecutionId, auth, fire_due};
use smtp::Smtp;
use sqlx::PgPool;

/// Past the seconds that mail waits for people in the app.
const STAGGER: TimeDelta = TimeDelta::seconds(11);

async fn sent(postman: &Postman) -> Round {
    deliver_due(postman).await.unwrap()
}

fn over(smtp: &Smtp, company: &Company) -> Postman {
    let mut postman = postman(&company.runtime);
    postman.transport = smtp.transport();
    postman
}

async fn ledger(company: &Company, id: &ExecutionId) -> Vec<LedgerRow> {
    read::ledger(&company.runtime, &company.dora, id).await.unwrap()
}

async fn of(company: &Company, id: &ExecutionId, who: &Caller, kind: &str) -> Vec<Became> {
    let rows = ledger(company, id).await.into_iter();
    rows.filter(|row| row.person.id == who.person && row.kind == kind).map(|row| row.became).collect()
}

#[sqlx::test(migrations = "../../migrations")]
async fn people_are_mailed_after_a_moment_and_what_they_dealt_with_meanwhile_is_not_sent(pool: PgPool) {
    let company = Company::new(pool).await;
    let smtp = Smtp::start().await;
    let postman = over(&smtp, &company);
    let id = company.ask("a").await.execution;
    assert_eq!(sent(&postman).await, Round::default(), "it waits for people who are in the app anyway");
    company.clock.advance(STAGGER);
    assert_eq!(sent(&postman).await.sent, 2, "two of finance are asked");
    let mails = smtp.taken();
    let to: BTreeSet<&str> = mails.iter().map(|mail| mail.to.as_str()).collect();
    assert_eq!(to, BTreeSet::from(["bo@fern.example", "cem@fern.example"]));
    assert_eq!(mails[0].header("References"), mails[1].header("References"), "one thread");
    assert_ne!(mails[0].header("Message-ID"), mails[1].header("Message-ID"));
    assert_eq!(mails[0].header("Auto-Submitted"), "auto-generated");
    assert!(mails[0].header("Subject").contains("Two chairs"), "{}", mails[0].header("Subject"));

    // The reminder is queued by its timer; the decision takes it back in its own transaction.
    company.pass(24);
    fire_due(&company.runtime).await.unwrap();
    assert!(matches!(of(&company, &id, &company.bo, "reminded").await[..], [Became::Waiting { .. }]));
    company.decide(&company.cem, "b", id, 0, Approve).await.unwrap();
    let [Became::Skipped { note, .. }] = &of(&company, &id, &company.bo, "reminded").await[..] else {
        panic!("taken back")
    };
    assert_eq!(note, "It was dealt with before the mail went out.");
    company.clock.advance(STAGGER);
    assert_eq!(sent(&postman).await.sent, 1, "Ana is told how it ended, and nobody is reminded");
    assert_eq!(smtp.taken().last().unwrap().to, "ana@fern.example");
    assert!(matches!(of(&company, &id, &company.bo, "asked").await[..], [Became::Sent { attempts: 1, .. }]));
    let own = read::ledger(&company.runtime, &company.bo, &id).await.unwrap();
    assert!(own.iter().all(|row| row.person.id == company.bo.person), "others' mail is not for everybody");
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_mail_server_that_is_away_for_an_hour_holds_mail_up_and_loses_none(pool: PgPool) {
    let company = Company::new(pool).await;
    let mut smtp = Smtp::start().await;
    let postman = over(&smtp, &company);
    smtp.go_away().await;
    for n in 0..10 {
        company.ask(&format!("ask {n}")).await;
    }
    for _ in 0..60 {
        company.clock.advance(TimeDelta::minutes(1));
        let round = sent(&postman).await;
        assert!(round.sent == 0 && round.failed == 0, "{round:?}");
    }
    let overview = read::mail_overview(&company.runtime, &company.dora).await.unwrap();
    assert_eq!((overview.waiting, overview.failed), (20, 0));
    assert!(overview.trouble.is_some(), "administrators read why");
    smtp.come_back().await;
    company.clock.advance(TimeDelta::minutes(2));
    assert_eq!(sent(&postman).await.sent, 20);
    let ids: BTreeSet<String> = smtp.taken().iter().map(|mail| mail.header("Message-ID")).collect();
    assert_eq!((ids.len(), smtp.taken().len()), (20, 20), "each once");
    assert_eq!(sent(&postman).await, Round::default());
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_is_put_off_comes_later_and_what_is_refused_is_an_incident_that_an_administrator_mends(pool: PgPool) {
    let company = Company::new(pool).await;
    let smtp = Smtp::start().await;
    let postman = over(&smtp, &company);
    smtp.mood(|mood| {
        mood.recipients = vec![("bo@", "550 5.1.1 nobody of that name"), ("cem@", "451 4.7.1 come again")];
    });
    let id = company.ask("a").await.execution;
    company.clock.advance(STAGGER);
    let round = sent(&postman).await;
    assert_eq!((round.sent, round.failed, round.later, round.away), (0, 1, 1, false));
    let [Became::Failed { note, address, .. }] = &of(&company, &id, &company.bo, "asked").await[..] else {
        panic!("refused")
    };
    assert!(note.contains("nobody of that name") && address == "bo@fern.example", "{note}");
    let [Became::Waiting { attempts: 1, note, .. }] = &of(&company, &id, &company.cem, "asked").await[..] else {
        panic!("put off")
    };
    assert!(note.contains("come again"), "{note}");
    assert_eq!(sent(&postman).await, Round::default(), "not at once");
    // One second, two, four, … with a little more: it was tried again twice within these five.
    for _ in 0..5 {
        company.clock.advance(TimeDelta::seconds(1));
        sent(&postman).await;
    }
    assert!(matches!(of(&company, &id, &company.cem, "asked").await[..], [Became::Waiting { attempts: 3, .. }]));
    smtp.mood(|mood| mood.recipients.clear());
    company.clock.advance(TimeDelta::seconds(10));
    assert_eq!(sent(&postman).await.sent, 1);

    let failed = read::mail_overview(&company.runtime, &company.dora).await.unwrap().failures;
    assert_eq!((failed.len(), failed[0].person.id), (1, company.bo.person));
    assert!(send_again(&company.runtime, &company.bo, failed[0].id).await.is_err(), "only administrators");
    send_again(&company.runtime, &company.dora, failed[0].id).await.unwrap();
    assert!(send_again(&company.runtime, &company.dora, failed[0].id).await.is_err(), "once");
    assert_eq!(sent(&postman).await.sent, 1);
    assert_eq!(smtp.taken().last().unwrap().to, "bo@fern.example");
    assert_eq!(read::mail_overview(&company.runtime, &company.dora).await.unwrap().failed, 0);
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_connection_lost_in_the_middle_and_a_crash_after_the_yes_send_again_under_the_same_id(pool: PgPool) {
    let company = Company::new(pool.clone()).await;
    let smtp = Smtp::start().await;
    let mut postman = over(&smtp, &company);
    postman.at_once = 1;
    smtp.mood(|mood| mood.drops = 1);
    company.ask("a").await;
    company.clock.advance(STAGGER);
    let round = sent(&postman).await;
    assert_eq!((round.sent, round.later), (1, 1), "{round:?}");
    company.clock.advance(TimeDelta::seconds(3));
    assert_eq!(sent(&postman).await.sent, 1);
    let ids: BTreeSet<String> = smtp.taken().iter().map(|mail| mail.header("Message-ID")).collect();
    assert_eq!((ids.len(), smtp.taken().len()), (2, 2));

    // A server that never answers holds up nobody but the mail that it was given.
    smtp.mood(|mood| mood.silent = 1);
    company.ask("silent").await;
    company.clock.advance(STAGGER);
    let round = sent(&postman).await;
    assert_eq!((round.sent, round.later, round.away), (1, 1, false), "{round:?}");
    company.clock.advance(TimeDelta::seconds(3));
    assert_eq!(sent(&postman).await.sent, 1);

    // The process ends between the mail server's yes and our commit.
    company.ask("b").await;
    company.clock.advance(STAGGER);
    smtp.mood(|mood| mood.slow = Duration::from_millis(300));
    let before = smtp.taken().len();
    tokio::select! {
        round = deliver_due(&postman) => panic!("it was to be interrupted: {round:?}"),
        () = async { while smtp.taken().len() == before { tokio::time::sleep(Duration::from_millis(1)).await } } => {}
    }
    smtp.mood(|mood| mood.slow = Duration::ZERO);
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(sent(&postman).await, Round::default(), "its lease still holds");
    company.clock.advance(TimeDelta::minutes(3));
    sent(&postman).await;
    let ids: BTreeSet<String> = smtp.taken().iter().map(|mail| mail.header("Message-ID")).collect();
    assert_eq!(ids.len(), 6, "two more people were mailed");
    assert!(smtp.taken().len() <= 7, "one of them perhaps twice, under one id");
    let left: i64 = sqlx::query_scalar("select count(*) from mails").fetch_one(&pool).await.unwrap();
    assert_eq!(left, 0);
}

#[sqlx::test(migrations = "../../migrations")]
async fn two_postmen_send_each_mail_once_within_the_limit(pool: PgPool) {
    let company = Company::new(pool).await;
    let smtp = Smtp::start().await;
    for n in 0..40 {
        company.ask(&format!("ask {n}")).await;
    }
    company.clock.advance(STAGGER);
    let (one, other) = (over(&smtp, &company), over(&smtp, &company));
    let (one, other) = tokio::join!(deliver_due(&one), deliver_due(&other));
    assert_eq!(one.unwrap().sent + other.unwrap().sent, 80);
    let ids: BTreeSet<String> = smtp.taken().iter().map(|mail| mail.header("Message-ID")).collect();
    assert_eq!((ids.len(), smtp.taken().len()), (80, 80));

    let mut limited = over(&smtp, &company);
    limited.per_person = 45;
    for n in 0..10 {
        company.ask(&format!("more {n}")).await;
    }
    company.clock.advance(STAGGER);
    let round = sent(&limited).await;
    assert_eq!((round.sent, round.later), (10, 10), "five more each, the rest within the hour is too many");
    company.clock.advance(TimeDelta::hours(1));
    assert_eq!(sent(&limited).await.sent, 10);
}

#[sqlx::test(migrations = "../../migrations")]
async fn ten_thousand_mails_due_at_once_go_in_order_and_the_limit_a_second_is_kept(pool: PgPool) {
    const MAILS: usize = 10_000;
    let company = Company::new(pool.clone()).await;
    let smtp = Smtp::start().await;
    let id = company.ask("a").await.execution;
    sqlx::query(
        "insert into mails (shard, id, org_id, user_id, kind, execution_id, task_no, urgency, made_at, due_at, attempts, epoch, note)
        select $1, lpad(to_hex(n), 32, '0')::uuid, $2, $3, 'asked', $4, 0, 1, $5, $5, 0, 0, ''
        from generate_series(1, 9998) n",
    )
    .bind(company.org.shard)
    .bind(company.org.id)
    .bind(company.bo.person.0)
    .bind(id.id)
    .bind(company.clock.now())
    .execute(&pool)
    .await
    .unwrap();
    company.clock.advance(STAGGER);
    let mut postman = over(&smtp, &company);
    (postman.per_second, postman.per_person) = (200, i64::MAX);
    assert_eq!(sent(&postman).await.sent, MAILS);
    let taken = smtp.taken();
    let ids: Vec<String> = taken.iter().map(|mail| mail.header("Message-ID")).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), MAILS, "each once");
    let mut order: Vec<usize> = (0..MAILS).collect();
    order.sort_by_key(|at| &ids[*at]);
    let displaced = order.iter().enumerate().map(|(place, at)| place.abs_diff(*at)).max().unwrap();
    assert!(displaced <= 10 * postman.at_once, "a mail was {displaced} places from its own");
    let (mut from, mut busiest) = (0, 0);
    for (to, mail) in taken.iter().enumerate() {
        while mail.at - taken[from].at >= Duration::from_secs(1) {
            from += 1;
        }
        busiest = busiest.max(to + 1 - from);
    }
    assert!(busiest <= 200 + postman.at_once, "{busiest} mails within a second");
}

#[sqlx::test(migrations = "../../migrations")]
async fn everybody_gets_what_they_want_when_they_want_it(pool: PgPool) {
    let company = Company::new(pool).await;
    let postman = postman(&company.runtime);
    let wants = async |who: &Caller, wanted: Preferences| {
        set_preferences(&company.runtime, who, &wanted).await.unwrap();
    };
    wants(&company.bo, Preferences { wanted: Wanted::None, ..Preferences::default() }).await;
    // It is ten in the morning there.
    wants(&company.cem, Preferences { quiet: Some((9, 14)), ..Preferences::default() }).await;
    wants(&company.ana, Preferences { wanted: Wanted::NeedsMe, ..Preferences::default() }).await;
    let id = company.ask("a").await.execution;
    company.clock.advance(TimeDelta::hours(1));
    assert_eq!(sent(&postman).await, Round::default());
    let [Became::Skipped { note, .. }] = &of(&company, &id, &company.bo, "asked").await[..] else { panic!("unwanted") };
    assert_eq!(note, "You want no mail but the digest.");
    assert!(matches!(of(&company, &id, &company.cem, "asked").await[..], [Became::Waiting { .. }]));
    company.clock.advance(TimeDelta::hours(3));
    assert_eq!(sent(&postman).await.sent, 1, "two in the afternoon: the quiet is over");
    company.decide(&company.cem, "b", id, 0, Reject).await.unwrap();
    company.clock.advance(STAGGER);
    assert_eq!(sent(&postman).await, Round::default());
    let [Became::Skipped { note, .. }] = &of(&company, &id, &company.ana, "closed").await[..] else {
        panic!("unwanted")
    };
    assert_eq!(note, "You want mail only about what needs you.");
    let wrong = Preferences { quiet: Some((9, 9)), ..Preferences::default() };
    assert!(set_preferences(&company.runtime, &company.bo, &wrong).await.is_err());
}

#[sqlx::test(migrations = "../../migrations")]
async fn whoever_is_not_there_any_more_is_not_mailed_and_a_new_address_counts_at_once(pool: PgPool) {
    let company = Company::new(pool.clone()).await;
    let smtp = Smtp::start().await;
    let postman = over(&smtp, &company);
    let id = company.ask("a").await.execution;
    auth::deactivate(&company.runtime, company.org, company.bo.person).await.unwrap();
    sqlx::query("update users set email = 'new@fern.example' where id = $1")
        .bind(company.cem.person.0)
        .execute(&pool)
        .await
        .unwrap();
    company.clock.advance(STAGGER);
    let round = sent(&postman).await;
    assert_eq!((round.sent, round.skipped), (1, 1));
    assert_eq!(smtp.taken()[0].to, "new@fern.example");
    let [Became::Skipped { note, .. }] = &of(&company, &id, &company.bo, "asked").await[..] else { panic!("gone") };
    assert_eq!(note, "This person is not active any more.");
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_digest_comes_once_at_its_hour_and_ends_by_the_mail_itself(pool: PgPool) {
    let company = Company::new(pool).await;
    let smtp = Smtp::start().await;
    let postman = over(&smtp, &company);
    let daily = Preferences { wanted: Wanted::None, digest: Digest::Daily, digest_hour: 8, ..Preferences::default() };
    set_preferences(&company.runtime, &company.bo, &daily).await.unwrap();
    company.clock.advance(TimeDelta::hours(23));
    let round = sent(&postman).await;
    assert_eq!((round.sent, round.skipped), (0, 1), "nothing waits for Bo");
    company.ask("a").await;
    company.ask("b").await;
    company.clock.advance(TimeDelta::hours(24));
    let (one, other) = tokio::join!(deliver_due(&postman), deliver_due(&postman));
    assert_eq!(one.unwrap().sent + other.unwrap().sent, 3, "two mails to Cem, one digest");
    let digests: Vec<_> = smtp.taken().into_iter().filter(|mail| mail.to == "bo@fern.example").collect();
    assert_eq!(digests.len(), 1);
    assert_eq!(digests[0].header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    let url = digests[0].header("List-Unsubscribe");
    let token = url.trim_end_matches('>').rsplit('/').next().unwrap().parse().unwrap();
    assert_eq!(mail::unsubscribes(&company.runtime, &token).await.unwrap(), "bo@fern.example");
    mail::unsubscribe(&company.runtime, &token).await.unwrap();
    mail::unsubscribe(&company.runtime, &token).await.unwrap();
    company.clock.advance(TimeDelta::hours(48));
    sent(&postman).await;
    assert_eq!(smtp.taken().iter().filter(|mail| mail.to == "bo@fern.example").count(), 1, "no further digest");
}

#[sqlx::test(migrations = "../../migrations")]
async fn every_kind_can_be_looked_at_before_it_is_sent_to_anybody(pool: PgPool) {
    let company = Company::new(pool.clone()).await;
    let postman = postman(&company.runtime);
    assert!(mail::preview(&postman, &company.bo, "asked").await.is_err(), "only administrators");
    assert_eq!(mail::preview(&postman, &company.dora, "asked").await.unwrap(), None, "nobody was asked yet");
    let id = company.ask("a").await.execution;
    let talk = Act::Comment { text: "<b>Now</b> & soon".to_owned() };
    company.runtime.act(&company.ana, "c", &id, talk).await.unwrap();
    let nudge = company.runtime.act(&company.ana, "n", &id, Act::Nudge).await;
    nudge.unwrap();
    let hand_on = Act::Delegate { task: engine::ids::TaskNo(0), to: company.eli.person, comment: "Please".to_owned() };
    company.runtime.act(&company.bo, "d", &id, hand_on).await.unwrap();
    company.pass(25);
    fire_due(&company.runtime).await.unwrap();
    set_look(&company.runtime, &company.dora, "#112233", "[Fern]", 0).await.unwrap();
    for kind in ["asked", "commented", "nudged", "delegated", "reminded", "code"] {
        let preview = mail::preview(&postman, &company.dora, kind).await.unwrap();
        let preview = preview.unwrap_or_else(|| panic!("there is a mail of kind {kind}"));
        assert!(preview.subject.starts_with("[Fern]"), "{}", preview.subject);
        assert!(preview.text.contains("Two chairs"), "{kind}: {}", preview.text);
        assert!(!preview.html.contains("<b>Now"), "what people write is text");
    }
    let links: i64 = sqlx::query_scalar("select count(*) from link_tokens").fetch_one(&pool).await.unwrap();
    assert_eq!(links, 0, "looking makes no link");
}
