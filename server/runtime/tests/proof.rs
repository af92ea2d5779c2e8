//! Replay and verify find what was changed behind the engine's back; every statement names its shard;
//! a database that goes away and comes back loses nothing.

mod common;

use std::time::Duration;

use common::{Company, nothing_differs};
use engine::execution::Decision::Approve;
use runtime::{Act, Error, ExecutionId, Receipt, Runtime, fire_due, read, replay, verify};
use sqlx::PgPool;

#[sqlx::test(migrations = "../../migrations")]
async fn planted_differences_are_found_each_at_its_transition(pool: PgPool) {
    let company = Company::new(pool.clone()).await;
    let mut ids = Vec::new();
    for n in 0..6 {
        ids.push(company.ask(&format!("ask {n}")).await.execution);
    }
    company.pass(25);
    fire_due(&company.runtime).await.unwrap();
    nothing_differs(&company.runtime).await;
    let plant = async |statement: &str, n: usize| {
        let done = sqlx::query(statement).bind(ids[n].shard).bind(ids[n].id).execute(&pool).await.unwrap();
        assert_eq!(done.rows_affected(), 1, "{statement}");
    };
    plant("update transitions set command = replace(command, 'Ana', 'Ana') || ' ' where shard = $1 and execution_id = $2 and seq = 1", 0).await;
    plant("update transitions set at = at + interval '1 hour' where shard = $1 and execution_id = $2 and seq = 2", 1)
        .await;
    plant("delete from transitions where shard = $1 and execution_id = $2 and seq = 3", 2).await;
    plant("update executions set state = jsonb_set(state, '{next,task}', '99') where shard = $1 and id = $2", 3).await;
    plant("update transitions set events = '[]' where shard = $1 and execution_id = $2 and seq = 2", 4).await;

    let chains = verify(&company.runtime).await.unwrap();
    let at = |n: usize| chains.differences.iter().filter(|found| found.execution == ids[n]).collect::<Vec<_>>();
    assert_eq!(at(0)[0].seq, Some(1));
    assert_eq!(at(1)[0].seq, Some(2));
    assert_eq!((at(2)[0].seq, at(2)[0].what.as_str()), (Some(4), "transition 3 is missing"));
    assert!(at(3).is_empty(), "the state is no part of the chain");
    assert_eq!(at(4)[0].seq, Some(2));
    assert!(at(5).is_empty());

    let replayed = replay(&company.runtime).await.unwrap();
    let at = |n: usize| replayed.differences.iter().filter(|found| found.execution == ids[n]).collect::<Vec<_>>();
    assert!(at(0).is_empty(), "a space changes nothing that happened");
    assert!(!at(2).is_empty() && !at(4).is_empty());
    assert_eq!(at(3)[0].what, "the stored state is not what the history gives");
    assert!(at(5).is_empty());
    assert_eq!(replayed.executions, 6);
}

#[sqlx::test(migrations = "../../migrations")]
async fn read_models_that_differ_from_their_history_are_found(pool: PgPool) {
    let company = Company::new(pool.clone()).await;
    let mut ids = Vec::new();
    for n in 0..9 {
        ids.push(company.ask(&format!("ask {n}")).await.execution);
    }
    let change = "update executions set";
    let here = "shard = $1 and execution_id = $2";
    let itself = "shard = $1 and id = $2";
    let planted = [
        (0, format!("delete from timers where {here} and purpose = 'reminder'"), "open timer"),
        (1, format!("update timers set due_at = due_at + interval '1 minute' where {here}"), "is shown otherwise"),
        (2, format!("{change} title = 'Three chairs' where {itself}"), "the title shown"),
        (
            3,
            format!("{change} status = 'closed', outcome = 'approved', closed_at = started_at where {itself}"),
            "status",
        ),
        (
            4,
            format!("with c as (delete from task_candidates where {here}) delete from tasks where {here}"),
            "open task",
        ),
        (
            5,
            format!(
                "update task_candidates set user_id = (select requester_id from executions where {itself}) where {here} and user_id = (select min(user_id::text)::uuid from task_candidates where {here})"
            ),
            "is shown otherwise",
        ),
        (6, format!("delete from transitions where {here}"), "there is an execution but no history"),
    ];
    for (n, statement, _) in &planted {
        let done = sqlx::query(statement).bind(ids[*n].shard).bind(ids[*n].id).execute(&pool).await.unwrap();
        assert!(done.rows_affected() > 0, "{statement}");
    }
    // A history for which there never was an execution, and a version that nobody can read.
    let lost = uuid::Uuid::now_v7();
    sqlx::query("insert into transitions select shard, $3, seq, at, actor_id, channel, key, command, events, hash from transitions where shard = $1 and execution_id = $2")
        .bind(ids[8].shard)
        .bind(ids[8].id)
        .bind(lost)
        .execute(&pool)
        .await
        .unwrap();
    let sign_off = company.runtime.start(&company.bo, "s", "sign-off", [("what".to_owned(), "Plan".to_owned())].into());
    let unreadable = sign_off.await.unwrap().execution;
    sqlx::query("update definition_versions set document = '{' where key = 'sign-off'").execute(&pool).await.unwrap();

    let fresh = Runtime::new(pool.clone(), company.clock.clone());
    let report = replay(&fresh).await.unwrap();
    let of = |id| {
        report
            .differences
            .iter()
            .filter(|found| found.execution == id)
            .map(|found| found.what.as_str())
            .collect::<Vec<_>>()
    };
    for (n, statement, what) in &planted {
        assert!(of(ids[*n]).iter().any(|found| found.contains(what)), "{statement}: {:?}", of(ids[*n]));
    }
    assert!(of(ids[7]).is_empty() && of(ids[8]).is_empty(), "{:?}", report.differences);
    assert_eq!(of(ExecutionId { shard: ids[8].shard, id: lost }), ["there is a history but no execution"]);
    assert!(of(unreadable)[0].starts_with("version 1 of sign-off cannot be read: "), "{:?}", of(unreadable));
    assert_eq!(report.executions, 10);
}

#[sqlx::test(migrations = "../../migrations")]
async fn beside_a_live_server_nothing_differs_that_only_moved(pool: PgPool) {
    let company = Company::new(pool).await;
    let mut ids = Vec::new();
    for n in 0..10 {
        ids.push(company.ask(&format!("ask {n}")).await.execution);
    }
    let talk = async {
        for n in 0..200 {
            let say = Act::Comment { text: "Still here.".to_owned() };
            company.runtime.act(&company.ana, &format!("say {n}"), &ids[n % ids.len()], say).await.unwrap();
        }
    };
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let prove = async {
        let mut times = 0;
        while !*stopped.borrow() {
            nothing_differs(&company.runtime).await;
            times += 1;
        }
        times
    };
    let (times, ()) = tokio::join!(prove, async {
        talk.await;
        stop.send(true).unwrap();
    });
    assert!(times > 3, "only {times} proofs were made meanwhile");
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_database_that_cuts_every_connection_is_survived_with_nothing_lost_or_doubled(pool: PgPool) {
    let company = Company::new(pool.clone()).await;
    let mut tasks = Vec::new();
    for n in 0..40 {
        let id = company.ask(&format!("ask {n}")).await.execution;
        let no = read::execution(&company.runtime, &company.bo, &id).await.unwrap().may.answer[0].0;
        tasks.push((id, no));
    }
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let cutter = tokio::spawn({
        let pool = pool.clone();
        async move {
            let mut cut = 0;
            while !*stopped.borrow() {
                tokio::time::sleep(Duration::from_millis(100)).await;
                let ended: Result<Vec<bool>, _> = sqlx::query_scalar(
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
                )
                .fetch_all(&pool)
                .await;
                cut += ended.map_or(0, |ended| ended.len());
            }
            cut
        }
    });
    let mut accepted = 0;
    for (n, (id, no)) in tasks.iter().enumerate() {
        let key = format!("decide {n}");
        let receipt = loop {
            match company.decide(&company.bo, &key, *id, *no, Approve).await {
                Ok(receipt) => break receipt,
                Err(Error::Unavailable(_)) => tokio::time::sleep(Duration::from_millis(20)).await,
                Err(other) => panic!("{other:?}"),
            }
        };
        accepted += usize::from(matches!(receipt, Receipt::Accepted { .. } | Receipt::Duplicate { .. }));
    }
    stop.send(true).unwrap();
    let cut = cutter.await.unwrap();
    assert!(cut > 0, "no connection was cut");
    assert_eq!(accepted, 40);
    let decisions: i64 = sqlx::query_scalar("select count(*) from transitions where command like '%\"decide\"%'")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(decisions, 40, "each decision once");
    let report = replay(&company.runtime).await.unwrap();
    assert_eq!(report.differences, []);
}

#[test]
fn every_statement_on_a_hot_table_names_its_shard_for_each_of_them() {
    const HOT: [&str; 24] = [
        "executions",
        "transitions",
        "tasks",
        "task_candidates",
        "finished_tasks",
        "participants",
        "timers",
        "fired_timers",
        "incidents",
        "notices",
        "command_keys",
        "users",
        "groups",
        "group_members",
        "definitions",
        "definition_versions",
        "api_tokens",
        "drafts",
        "draft_editors",
        "draft_scenarios",
        "draft_publications",
        "finished_drafts",
        "design_keys",
        "deleted_definitions",
    ];
    // Whole-installation work: the command line's list, whether anybody is there, replay and verify, by key.
    const WHOLE: [&str; 4] = [
        "select exists (select 1 from users)",
        "select not exists (select 1 from users)",
        "where (shard, id) > ($1, $2)",
        "where (t.shard, t.execution_id) > ($1, $2)",
    ];
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../.sqlx");
    let mut seen = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let query: serde_json::Value = serde_json::from_str(&text).unwrap();
        let statement = query["query"].as_str().unwrap().to_lowercase();
        if WHOLE.iter().any(|whole| statement.contains(whole)) {
            continue;
        }
        let words: Vec<&str> =
            statement.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty()).collect();
        let tables = words
            .windows(2)
            .filter(|pair| ["from", "join", "update", "into"].contains(&pair[0]) && HOT.contains(&pair[1]))
            .count();
        if tables == 0 {
            continue;
        }
        seen += 1;
        let inserted = words.windows(2).any(|pair| pair[0] == "into" && HOT.contains(&pair[1]));
        let shards = words.iter().filter(|word| **word == "shard").count();
        assert!(shards >= tables, "{shards} shards for {tables} tables: {statement}");
        assert!(inserted || statement.contains("shard = $1") || statement.contains("shard = any($1)"), "{statement}");
    }
    assert!(seen > 50, "only {seen} statements were read");
}
