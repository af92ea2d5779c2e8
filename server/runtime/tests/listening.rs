//! Notifications are a hint between processes: they make things quicker, and nothing depends on them.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod common;

use std::time::{Duration, Instant};

use common::{Company, spend};
use runtime::{Change, Clock, Runtime, listen, work};
use sqlx::PgPool;
use tokio::sync::watch;

/// A company whose reminders come after a second, seen from one process; the worker is another process's.
async fn quick(pool: &PgPool) -> Company {
    let clock = Clock::system();
    let company = Company::with_runtime(Runtime::new(pool.clone(), clock.clone()), clock, "Quick", "quick").await;
    let mut definition = spend();
    definition["nodes"][1]["does"]["reminders"] = serde_json::json!({ "after": "PT1S", "times": 1 });
    company.runtime.publish(&company.dora, &definition.to_string()).await.unwrap();
    company
}

async fn until_fired(pool: &PgPool, at_most: Duration) -> Duration {
    let asked = Instant::now();
    while sqlx::query_scalar::<_, i64>("select count(*) from fired_timers").fetch_one(pool).await.unwrap() == 0 {
        assert!(asked.elapsed() < at_most, "nothing fired within {at_most:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    asked.elapsed()
}

#[sqlx::test(migrations = "../../migrations")]
async fn another_process_hears_of_changes_and_its_worker_wakes_for_their_timers(pool: PgPool) {
    let company = quick(&pool).await;
    let elsewhere = Runtime::new(pool.clone(), Clock::system());
    let (stop, shutdown) = watch::channel(false);
    let mut changes = listen(&elsewhere, shutdown.clone()).subscribe();
    assert_eq!(changes.recv().await.unwrap(), Change::Missed, "a new connection may have missed anything");
    let worker = tokio::spawn(work(elsewhere, shutdown));
    tokio::time::sleep(Duration::from_millis(300)).await;

    let id = company.ask("a").await.execution;
    let Change::Moved { org, execution, seq } = changes.recv().await.unwrap() else { panic!("missed") };
    assert_eq!((org, execution, seq), (company.org.id, id, 2));
    until_fired(&pool, Duration::from_secs(3)).await;
    let Change::Moved { execution, seq, .. } = changes.recv().await.unwrap() else { panic!("missed") };
    assert_eq!((execution, seq), (id, 3), "the reminder");

    sqlx::query("select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%' and datname = current_database()")
        .execute(&pool)
        .await
        .unwrap();
    assert_eq!(changes.recv().await.unwrap(), Change::Missed, "the connection was cut and made again");
    company.ask("b").await;
    assert!(matches!(changes.recv().await.unwrap(), Change::Moved { .. }));
    stop.send(true).unwrap();
    tokio::time::timeout(Duration::from_secs(1), worker).await.expect("it stops when told").unwrap();
}

#[sqlx::test(migrations = "../../migrations")]
async fn without_notifications_a_worker_finds_a_timer_of_another_process_by_itself(pool: PgPool) {
    let company = quick(&pool).await;
    let (stop, shutdown) = watch::channel(false);
    let worker = tokio::spawn(work(Runtime::new(pool.clone(), Clock::system()), shutdown));
    tokio::time::sleep(Duration::from_millis(300)).await;
    company.ask("a").await;
    until_fired(&pool, Duration::from_secs(7)).await;
    stop.send(true).unwrap();
    worker.await.unwrap();
}
