//! Commands happen once, and a refusal says why in words and for programs.

use axum::http::StatusCode;
use serde_json::json;
use sqlx::PgPool;

use super::{Call, Company, approve, call, chairs};

#[sqlx::test(migrations = "../migrations")]
async fn the_same_key_again_gives_the_first_receipt_and_does_nothing(pool: PgPool) {
    let company = Company::new(pool).await;
    company.publish().await;
    let first = company.post(&company.ana, "/executions", "once", &chairs()).await;
    let again = company.post(&company.ana, "/executions", "once", &chairs()).await;
    assert_eq!((first.status, again.status), (StatusCode::CREATED, StatusCode::OK));
    assert_eq!((again.text("receipt").as_str(), &again.body["seq"]), ("duplicate", &first.body["seq"]));
    assert_eq!((again.text("execution"), again.text("title")), (first.text("execution"), first.text("title")));
    assert_eq!(again.header("location"), first.header("location"));
    assert_eq!(company.get(&company.ana, "/executions").await.body["executions"].as_array().unwrap().len(), 1);

    let (id, task) = company.ask("other").await;
    let path = format!("/tasks/{task}/decision");
    let first = company.post(&company.bo, &path, "yes", &approve()).await;
    let seq = company.get(&company.ana, &format!("/executions/{id}")).await.body["seq"].clone();
    let again = company.post(&company.bo, &path, "yes", &approve()).await;
    assert_eq!(again.body, json!({ "receipt": "duplicate", "seq": first.body["seq"], "execution": id }));
    assert_eq!(company.get(&company.ana, &format!("/executions/{id}")).await.body["seq"], seq);
}

#[sqlx::test(migrations = "../migrations")]
async fn the_same_key_for_something_else_is_refused(pool: PgPool) {
    let company = Company::new(pool).await;
    company.publish().await;
    let (_, task) = company.ask("once").await;
    let other = json!({ "definition": "purchase", "data": { "what": "A lamp", "amount": 10 } });
    company.post(&company.ana, "/executions", "once", &other).await.is_problem(422, "key-reused");
    company
        .post(&company.bo, &format!("/tasks/{task}/decision"), "once", &approve())
        .await
        .is_problem(422, "key-reused");
    company.post(&company.bo, "/executions", "once", &chairs()).await.is_problem(422, "key-reused");
}

#[sqlx::test(migrations = "../migrations")]
async fn a_command_without_a_good_key_is_refused_before_anything_else_is_read(pool: PgPool) {
    let company = Company::new(pool).await;
    company.publish().await;
    let missing = call(company.router(), Call::raw("/executions", "nonsense").token(&company.ana.token)).await;
    missing.is_problem(400, "idempotency-key");
    assert!(missing.text("detail").contains("Idempotency-Key"));
    for key in ["", "a\ttab", &"k".repeat(201)] {
        company.post(&company.ana, "/executions", key, &chairs()).await.is_problem(400, "idempotency-key");
    }
    let odd =
        Call::post("/executions", &chairs()).token(&company.ana.token).header("idempotency-key", "schl\u{fc}ssel");
    call(company.router(), odd).await.is_problem(400, "idempotency-key");
    let longest = company.post(&company.ana, "/executions", &"k".repeat(200), &chairs()).await;
    assert_eq!(longest.status, StatusCode::CREATED);
}

#[sqlx::test(migrations = "../migrations")]
async fn deciding_second_says_who_was_first_and_what_they_said(pool: PgPool) {
    let company = Company::new(pool).await;
    company.publish().await;
    let (_, task) = company.ask("ask").await;
    let path = format!("/tasks/{task}/decision");
    company.post(&company.bo, &path, "bo", &approve()).await;
    let second = company.post(&company.cem, &path, "cem", &approve()).await;
    second.is_problem(409, "superseded");
    assert_eq!(second.text("detail"), "Bo of fern approved this at 10:00 on 2 March 2026.");
    let rejection =
        json!({ "kind": "superseded", "by": company.bo.id, "decision": "approve", "at": "2026-03-02T09:00:00Z" });
    assert_eq!(second.body["rejection"], rejection);
    let twice = company.post(&company.bo, &path, "bo again", &approve()).await;
    twice.is_problem(409, "superseded");
    assert!(twice.text("detail").starts_with("You approved this"), "{twice:?}");
}

#[sqlx::test(migrations = "../migrations")]
async fn deciding_too_late_for_somebody_else_or_ones_own_request_is_refused_with_the_reason(pool: PgPool) {
    let company = Company::new(pool).await;
    company.publish().await;
    let (id, task) = company.ask("one").await;
    let path = format!("/tasks/{task}/decision");
    let own = company.post(&company.ana, &path, "1", &approve()).await;
    own.is_problem(403, "not-allowed");
    assert_eq!(own.body["rejection"], json!({ "kind": "not_allowed", "why": own.text("detail") }));
    company.post(&company.dora, &path, "2", &approve()).await.is_problem(403, "not-allowed");
    company.post(&company.bo, &format!("/tasks/{id}-99/decision"), "3", &approve()).await.is_problem(404, "not-found");
    let silent = company.post(&company.bo, &path, "4", &json!({ "decision": "reject", "revision": 1 })).await;
    silent.is_problem(422, "invalid");
    assert_eq!((silent.fields(), &silent.body["rejection"]["kind"]), (vec!["comment"], &json!("invalid")));

    company.post(&company.ana, &format!("/executions/{id}/withdraw"), "5", &json!({})).await;
    let closed = company.post(&company.bo, &path, "6", &approve()).await;
    closed.is_problem(410, "task-closed");
    assert_eq!(closed.body["rejection"]["kind"], "task_closed");
    company.post(&company.bo, &format!("/tasks/{task}/claim"), "7", &json!({})).await.is_problem(410, "too-late");
}

#[sqlx::test(migrations = "../migrations")]
async fn a_task_goes_only_to_active_people_of_the_organisation(pool: PgPool) {
    let company = Company::new(pool).await;
    let other = Company::named(&company.runtime, &company.clock, "moss").await;
    company.publish().await;
    let (_, task) = company.ask("ask").await;
    let path = format!("/tasks/{task}/delegate");
    runtime::auth::deactivate(&company.runtime, company.org, company.eli.id).await.unwrap();
    for (key, to) in [("1", other.ana.id), ("2", company.eli.id)] {
        let said = company.post(&company.bo, &path, key, &json!({ "to": to })).await;
        said.is_problem(422, "invalid");
        assert_eq!(said.fields(), ["to"]);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_retired_process_and_one_that_needs_a_second_person_say_so(pool: PgPool) {
    let company = Company::new(pool).await;
    company.publish().await;
    let dora = runtime::auth::caller(&company.runtime, company.org, company.dora.id, 1).await.unwrap().unwrap();
    company.runtime.set_second_person(&dora, "purchase", true).await.unwrap();
    let mut changed = crate::api::example::definition();
    changed["name"] = json!("Purchases");
    let publish = || Call::post("/definitions", &changed).token(&company.dora.token);
    let alone = call(company.router(), publish()).await;
    alone.is_problem(403, "not-allowed");
    assert!(alone.text("detail").contains("second person"), "{alone:?}");
    company.runtime.retire(&dora, "purchase", "retire").await.unwrap();
    let late = company.post(&company.ana, "/executions", "late", &chairs()).await;
    late.is_problem(403, "not-allowed");
    assert!(late.text("detail").contains("Dora of fern retired it at"), "{late:?}");
    call(company.router(), publish()).await.is_problem(403, "not-allowed");
    let listed = company.get(&company.ana, "/definitions").await;
    assert_eq!(listed.body["definitions"][0]["may_start"], false);
}
