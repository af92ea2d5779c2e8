//! The demo is a believable three weeks, made by the engine.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod common;

use std::collections::BTreeMap;

use chrono::{TimeDelta, TimeZone, Utc};
use common::{nothing_differs, postman};
use runtime::read::{self, Tab};
use runtime::{Caller, Clock, Runtime, auth, demo};
use sqlx::PgPool;

async fn sign_in(runtime: &Runtime, key: &str) -> Caller {
    let signed_in = demo::sign_in_as(runtime, &format!("{key}@halden.example")).await.unwrap().unwrap();
    auth::caller(runtime, signed_in.org, signed_in.user, signed_in.epoch).await.unwrap().unwrap()
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_demo_has_requests_in_every_state_and_loads_only_once(pool: PgPool) {
    // A Monday, a Saturday and a Sunday: the stories move with the day.
    let now = Utc.with_ymd_and_hms(2026, 11, 23, 5, 30, 0).unwrap();
    let runtime = Runtime::new(pool, Clock::fixed(now));
    demo::load(&postman(&runtime)).await.unwrap();
    demo::load(&postman(&runtime)).await.unwrap();
    nothing_differs(&runtime).await;

    let grace = sign_in(&runtime, "grace").await;
    let system = read::system(&runtime, &grace).await.unwrap();
    assert_eq!(system.running + system.closed, 46);
    assert!(system.running >= 18, "{}", system.running);
    assert_eq!(system.incident_count, 1, "{:?}", system.incidents);
    assert!(system.overdue_tasks >= 4 && system.timers_waiting >= 10 && system.timers_late == 0);
    assert!(system.lateness.fired > 5 && system.lateness.max < 1.0, "{:?}", system.lateness);

    let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
    for key in ["keiko", "ben", "nora", "rafael", "weiling", "henrik", "zanele", "jonas"] {
        let caller = sign_in(&runtime, key).await;
        for row in read::my_requests(&runtime, &caller, "", None).await.unwrap().rows {
            *outcomes.entry(row.outcome.unwrap_or_else(|| "running".to_owned())).or_default() += 1;
            let id = row.execution;
            let detail = read::execution(&runtime, &caller, &id).await.unwrap();
            assert!(!detail.stands.is_empty(), "{}", detail.title);
            let history = read::history(&runtime, &caller, &id, 0, 1_000).await.unwrap();
            assert_eq!(i64::try_from(history.rows.len()).unwrap(), detail.seq);
            assert!(history.rows.windows(2).all(|pair| pair[0].at <= pair[1].at));
            assert!(history.rows.last().unwrap().at <= now);
            read::forecast(&runtime, &caller, &id).await.unwrap();
        }
    }
    for outcome in ["approved", "rejected", "withdrawn", "cancelled", "running"] {
        assert!(outcomes.contains_key(outcome), "{outcome} is not in {outcomes:?}");
    }
    for (key, tab) in [
        ("priya", Tab::NeedsMe),
        ("tomas", Tab::MyGroups),
        ("tomas", Tab::NeedsMe),
        ("marta", Tab::MyGroups),
        ("keiko", Tab::Waiting),
        ("arjun", Tab::Done),
    ] {
        let caller = sign_in(&runtime, key).await;
        let rows = read::inbox(&runtime, &caller, tab, "", None).await.unwrap().rows;
        assert!(!rows.is_empty(), "{key} sees nothing in {tab:?}");
        assert!(rows.iter().all(|row| !row.why.is_empty() && !row.step.is_empty()), "{rows:?}");
    }
    assert_eq!(demo::personas().len(), 7);
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_demo_loads_on_any_day_of_the_week(pool: PgPool) {
    for days in [5, 6] {
        let now = Utc.with_ymd_and_hms(2026, 11, 23, 23, 10, 0).unwrap() + TimeDelta::days(days);
        sqlx::raw_sql(
            "truncate organisations, users, logins, groups, definitions, executions, transitions, command_keys cascade",
        )
        .execute(&pool)
        .await
        .unwrap();
        let runtime = Runtime::new(pool.clone(), Clock::fixed(now));
        demo::load(&postman(&runtime)).await.unwrap();
        nothing_differs(&runtime).await;
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_demo_that_was_left_half_loaded_is_loaded_anew_once_by_one_of_two_processes(pool: PgPool) {
    let now = Utc.with_ymd_and_hms(2026, 11, 23, 5, 30, 0).unwrap();
    let runtime = Runtime::new(pool.clone(), Clock::fixed(now));
    let count = async |table: &str| {
        sqlx::query_scalar::<_, i64>(&format!("select count(*) from {table}")).fetch_one(&pool).await.unwrap()
    };
    let postman = postman(&runtime);
    tokio::select! {
        loaded = demo::load(&postman) => panic!("it was to be interrupted: {loaded:?}"),
        () = async { while count("executions").await < 10 { tokio::task::yield_now().await } } => {}
    }
    let (one, other) = tokio::join!(demo::load(&postman), demo::load(&postman));
    one.unwrap();
    other.unwrap();
    assert_eq!((count("organisations").await, count("executions").await), (1, 46));
    assert_eq!(sign_in(&runtime, "grace").await.org_name, "Halden Instruments");
    nothing_differs(&runtime).await;
}
