//! Durable timers: fired once, in order, by whoever holds the claim, however long the server was down.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod common;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use common::{Company, monday, nothing_differs};
use engine::execution::Decision::Approve;
use runtime::read::{self, Tab};
use runtime::{Clock, Runtime, fire_due, work};
use sqlx::PgPool;
use tokio::sync::watch;

async fn fired(pool: &PgPool) -> Vec<(String, DateTime<Utc>)> {
    sqlx::query_as("select purpose, fired_at from fired_timers order by fired_at, due_at")
        .fetch_all(pool)
        .await
        .unwrap()
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_fell_due_while_the_server_was_down_fires_once_in_order_when_it_is_back(pool: PgPool) {
    let company = Company::new(pool.clone()).await;
    let id = company.ask("a").await.execution;
    assert_eq!(fire_due(&company.runtime).await.unwrap(), 0, "nothing is due yet");

    company.pass(3 * 24);
    let (one, other) = tokio::join!(fire_due(&company.runtime), fire_due(&company.runtime));
    assert_eq!(one.unwrap() + other.unwrap(), 3, "due, reminder and escalation, by one of two workers");
    assert_eq!(fire_due(&company.runtime).await.unwrap(), 0);
    let purposes: Vec<String> = fired(&pool).await.into_iter().map(|(purpose, _)| purpose).collect();
    assert_eq!(purposes.last().map(String::as_str), Some("escalation"), "{purposes:?}");

    assert_eq!(company.titles(&company.dora, Tab::MyGroups).await.len(), 1, "Ana's manager may answer now");
    let why = read::inbox(&company.runtime, &company.dora, Tab::MyGroups, "", None).await.unwrap().rows.remove(0).why;
    assert_eq!(why, "Nobody answered in time, so it came to you.");
    let told = read::notices(&company.runtime, &company.dora, None).await.unwrap().rows;
    assert_eq!(told.iter().filter(|notice| notice.kind == "escalated").count(), 1);
    let lateness = read::system(&company.runtime, &company.dora).await.unwrap().lateness;
    assert_eq!((lateness.fired, lateness.max), (3, 48.0 * 3_600.0), "three fired, the oldest two days late");

    let no = read::execution(&company.runtime, &company.dora, &id).await.unwrap().may.answer[0].0;
    company.decide(&company.dora, "late", id, no, Approve).await.unwrap();
    company.pass(10 * 24);
    assert_eq!(fire_due(&company.runtime).await.unwrap(), 0, "the timeout went with the decision");
    nothing_differs(&company.runtime).await;
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_forecast_says_beforehand_what_the_timers_then_do(pool: PgPool) {
    let company = Company::new(pool.clone()).await;
    let id = company.ask("a").await.execution;
    let forecast = read::forecast(&company.runtime, &company.ana, &id).await.unwrap();
    let said: Vec<(DateTime<Utc>, String)> =
        forecast.rows.iter().map(|row| (row.at, row.purpose.key().to_owned())).collect();
    assert!(forecast.people.values().any(|name| name == "Dora Vidal"), "{:?}", forecast.people);
    for row in &forecast.rows {
        company.clock.set(row.at);
        fire_due(&company.runtime).await.unwrap();
    }
    let mut happened: Vec<(DateTime<Utc>, String)> =
        fired(&pool).await.into_iter().map(|(purpose, at)| (at, purpose)).collect();
    let mut said = said;
    said.sort();
    happened.sort();
    assert_eq!(happened, said);
    let detail = read::execution(&company.runtime, &company.ana, &id).await.unwrap();
    assert_eq!(detail.outcome.as_deref(), Some("timed_out"));
    nothing_differs(&company.runtime).await;
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_claim_that_was_taken_over_does_not_commit(pool: PgPool) {
    let company = Company::new(pool.clone()).await;
    let id = company.ask("a").await.execution;
    company.pass(25);
    let claim = async |until: i64| {
        sqlx::query("update timers set leased_until = $1, epoch = epoch + 1 where shard = $2 and purpose = 'reminder'")
            .bind(company.clock.now() + TimeDelta::seconds(until))
            .bind(company.org.shard)
            .execute(&pool)
            .await
            .unwrap();
    };
    claim(60).await;
    assert_eq!(fire_due(&company.runtime).await.unwrap(), 1, "the leased reminder is left alone, the due moment fires");
    company.clock.advance(TimeDelta::seconds(61));

    // A worker claims, sleeps beyond its lease, and another one fires in the meantime.
    let mut late = pool.begin().await.unwrap();
    sqlx::query("select 1 from executions where shard = $1 and id = $2 for update")
        .bind(id.shard)
        .bind(id.id)
        .execute(&mut *late)
        .await
        .unwrap();
    let slow = tokio::spawn({
        let runtime = company.runtime.clone();
        async move { fire_due(&runtime).await }
    });
    while sqlx::query_scalar::<_, i32>("select epoch from timers where purpose = 'reminder'")
        .fetch_one(&pool)
        .await
        .unwrap()
        < 2
    {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    claim(60).await;
    late.commit().await.unwrap();
    assert_eq!(slow.await.unwrap().unwrap(), 0, "its epoch is over");
    company.clock.advance(TimeDelta::seconds(61));
    assert_eq!(fire_due(&company.runtime).await.unwrap(), 1);
    nothing_differs(&company.runtime).await;
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_timer_that_its_execution_does_not_know_is_dropped(pool: PgPool) {
    let company = Company::new(pool.clone()).await;
    company.ask("a").await;
    sqlx::query(
        "insert into timers (shard, execution_id, timer_no, org_id, purpose, number, step_no, node_id, due_at, epoch)
        select shard, execution_id, 4711, org_id, purpose, 1, step_no, node_id, $1, 0 from timers where purpose = 'reminder'",
    )
    .bind(monday())
    .execute(&pool)
    .await
    .unwrap();
    assert_eq!(fire_due(&company.runtime).await.unwrap(), 0);
    let left: i64 =
        sqlx::query_scalar("select count(*) from timers where timer_no = 4711").fetch_one(&pool).await.unwrap();
    assert_eq!(left, 0);
    nothing_differs(&company.runtime).await;
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_worker_sleeps_until_the_next_moment_and_wakes_for_an_earlier_one(pool: PgPool) {
    let company =
        Company::with_runtime(Runtime::new(pool.clone(), Clock::system()), Clock::system(), "Now", "now").await;
    let mut quick = common::spend();
    quick["nodes"][1]["does"]["reminders"] = serde_json::json!({ "after": "PT1S", "times": 1 });
    company.runtime.publish(&company.dora, &quick.to_string()).await.unwrap();
    let (stop, shutdown) = watch::channel(false);
    let worker = tokio::spawn(work(company.runtime.clone(), shutdown));
    tokio::time::sleep(Duration::from_millis(200)).await;
    company.ask("a").await;
    let asked = std::time::Instant::now();
    while fired(&pool).await.is_empty() {
        assert!(asked.elapsed() < Duration::from_secs(4), "the worker slept through it");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    stop.send(true).unwrap();
    tokio::time::timeout(Duration::from_secs(1), worker).await.expect("it stops when told").unwrap();
    let late: f64 = sqlx::query_scalar("select extract(epoch from fired_at - due_at)::float8 from fired_timers")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert!((0.0..0.5).contains(&late), "{late} seconds late");
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_timer_whose_request_is_held_up_holds_up_no_other(pool: PgPool) {
    let company = Company::new(pool.clone()).await;
    let held = company.ask("a").await.execution;
    company.pass(1);
    company.ask("b").await;
    company.pass(24);
    sqlx::query("delete from timers where purpose <> 'reminder'").execute(&pool).await.unwrap();
    let mut holder = pool.begin().await.unwrap();
    sqlx::query("select 1 from executions where shard = $1 and id = $2 for update")
        .bind(held.shard)
        .bind(held.id)
        .execute(&mut *holder)
        .await
        .unwrap();
    assert_eq!(fire_due(&company.runtime).await.unwrap(), 1, "the other one");
    holder.rollback().await.unwrap();
    assert_eq!(fire_due(&company.runtime).await.unwrap(), 0, "it pauses");
    company.clock.advance(TimeDelta::seconds(3));
    assert_eq!(fire_due(&company.runtime).await.unwrap(), 1, "much before its lease would have ended");
}
