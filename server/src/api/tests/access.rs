//! Who may call, what for, and what nobody of another organisation learns.

use axum::http::Method;
use chrono::TimeDelta;
use runtime::{Clock, Runtime, auth};
use serde_json::json;
use sqlx::PgPool;

use super::{Call, Company, approve, call, chairs, monday};

#[sqlx::test(migrations = "../migrations")]
async fn without_a_good_token_nothing_is_told(pool: PgPool) {
    let company = Company::new(pool).await;
    let missing = call(company.router(), Call::get("/tasks")).await;
    missing.is_problem(401, "token-missing");
    assert_eq!(missing.header("www-authenticate"), "Bearer realm=\"countersign\"");
    let basic = Call::get("/tasks").header("authorization", "Basic YW5hOmFuYQ==");
    call(company.router(), basic).await.is_problem(401, "token-missing");
    let cookie = Call::get("/tasks").header("cookie", "id=0123456789; __Host-id=0123456789");
    call(company.router(), cookie).await.is_problem(401, "token-missing");
    let almost = format!("{}x", company.ana.token);
    for token in ["", "cs_", "cs_1", "cs_99999999_x", "cs_-1_x", "cs_1_x", "x".repeat(5_000).as_str(), &almost] {
        let said = call(company.router(), Call::get("/me").token(token)).await;
        said.is_problem(401, "token-refused");
        assert!(said.header("www-authenticate").contains("invalid_token"));
    }
    let lower = Call::get("/me").header("authorization", &format!("bearer {}", company.ana.token));
    assert!(call(company.router(), lower).await.status.is_success());
}

#[sqlx::test(migrations = "../migrations")]
async fn a_token_ends_with_its_time_its_revocation_and_its_person(pool: PgPool) {
    let company = Company::new(pool).await;
    let (org, clock) = (company.org, &company.clock);
    let until = monday() + TimeDelta::hours(1);
    let short = auth::add_token(&company.runtime, org, company.ana.id, "short", &[], Some(until)).await.unwrap();
    assert!(call(company.router(), Call::get("/me").token(&short)).await.status.is_success());
    clock.advance(TimeDelta::hours(1));
    call(company.router(), Call::get("/me").token(&short)).await.is_problem(401, "token-refused");
    auth::revoke_token(&company.runtime, org, &company.bo.token).await.unwrap();
    company.get(&company.bo, "/me").await.is_problem(401, "token-refused");
    auth::deactivate(&company.runtime, org, company.cem.id).await.unwrap();
    company.get(&company.cem, "/me").await.is_problem(401, "token-refused");
}

#[sqlx::test(migrations = "../migrations")]
async fn each_route_needs_its_scope_and_names_the_one_that_is_missing(pool: PgPool) {
    let company = Company::new(pool).await;
    company.publish().await;
    let (id, task) = company.ask("ask").await;
    let none = company.token(&company.dora, &[]).await;
    let (execution, task) = (format!("/executions/{id}"), format!("/tasks/{task}"));
    let reading = ["/people", "/definitions", "/definitions/purchase", "/executions", "/tasks", &execution, &task];
    let reading =
        reading.map(str::to_owned).into_iter().chain(["history", "forecast"].map(|part| format!("{execution}/{part}")));
    for path in reading {
        let said = company.get(&none, &path).await;
        said.is_problem(403, "scope-missing");
        assert!(said.text("detail").contains("\u{201c}read\u{201d}"), "{path}");
        assert!(said.header("www-authenticate").ends_with("error=\"insufficient_scope\", scope=\"read\""));
        let read = company.token(&company.dora, &["read"]).await;
        assert!(company.get(&read, &path).await.status.is_success(), "{path}");
    }
    let mut writing =
        vec![("/definitions".to_owned(), "definitions:write"), ("/executions".to_owned(), "requests:write")];
    writing.extend(
        ["comments", "withdraw", "cancel", "nudge"].map(|act| (format!("{execution}/{act}"), "requests:write")),
    );
    writing.extend(["decision", "claim", "release", "delegate"].map(|act| (format!("{task}/{act}"), "tasks:decide")));
    writing.push((format!("{task}/resubmission"), "requests:write"));
    for (path, scope) in writing {
        let others: Vec<&str> = super::SCOPES.iter().map(|(name, _)| *name).filter(|name| *name != scope).collect();
        let others = company.token(&company.dora, &others).await;
        let said = company.post(&others, &path, "key", &json!({})).await;
        said.is_problem(403, "scope-missing");
        assert!(said.text("detail").contains(scope), "{path}");
        let only = company.token(&company.dora, &[scope]).await;
        let said = company.post(&only, &path, "key", &json!([])).await;
        assert_ne!(said.body["type"], "/api/v1/problems/scope-missing", "{path}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_scope_gives_nothing_that_the_person_may_not_do(pool: PgPool) {
    let company = Company::new(pool).await;
    let said = call(
        company.router(),
        Call::post("/definitions", &crate::api::example::definition()).token(&company.ana.token),
    )
    .await;
    said.is_problem(403, "not-allowed");
}

#[sqlx::test(migrations = "../migrations")]
async fn what_belongs_to_others_answers_like_what_does_not_exist(pool: PgPool) {
    let company = Company::new(pool).await;
    let other = Company::named(&company.runtime, &company.clock, "moss").await;
    company.publish().await;
    let (id, task) = company.ask("ask").await;
    let nothing = format!("{}-{}", id.split_once('-').unwrap().0, "0".repeat(32));
    let nowhere = company.get(&company.dora, &format!("/executions/{nothing}")).await;
    nowhere.is_problem(404, "not-found");
    let requests = ["", "/history", "/forecast"].map(|part| format!("/executions/{id}{part}"));
    let paths: Vec<String> =
        requests.into_iter().chain([format!("/tasks/{task}"), "/definitions/purchase".to_owned()]).collect();
    for stranger in [&other.dora, &other.ana] {
        for path in &paths {
            assert_eq!(other.get(stranger, path).await.body, nowhere.body, "{path}");
        }
    }
    for path in &paths[..4] {
        assert_eq!(company.get(&company.eli, path).await.body, nowhere.body, "a colleague who is not asked: {path}");
    }
    for stranger in [&other.dora, &other.bo, &company.eli] {
        for (act, body) in [
            ("decision", approve()),
            ("claim", json!({})),
            ("release", json!({})),
            ("delegate", json!({ "to": stranger.id })),
        ] {
            assert_eq!(other.post(stranger, &format!("/tasks/{task}/{act}"), act, &body).await.body, nowhere.body);
        }
        for (act, body) in [("comments", json!({ "text": "Hm." })), ("withdraw", json!({})), ("nudge", json!({}))] {
            assert_eq!(other.post(stranger, &format!("/executions/{id}/{act}"), act, &body).await.body, nowhere.body);
        }
    }
    assert_eq!(
        other.post(&other.ana, "/executions", "ask", &chairs()).await.body,
        nowhere.body,
        "the key of another organisation is free"
    );
    assert_eq!(other.get(&other.dora, "/definitions").await.body, json!({ "definitions": [] }));
    assert!(!other.get(&other.dora, "/people").await.body.to_string().contains("fern"));
    for tab in ["needs_me", "my_groups", "waiting", "done"] {
        assert_eq!(other.get(&other.bo, &format!("/tasks?tab={tab}")).await.body, json!({ "tasks": [], "next": null }));
    }
    assert_eq!(other.get(&other.dora, "/executions").await.body, json!({ "executions": [], "next": null }));
}

#[tokio::test]
async fn a_database_that_is_away_is_said_to_be_away_and_when_to_come_again() {
    let runtime = Runtime::connect("postgres://nobody@127.0.0.1:1/nothing", Clock::fixed(monday())).unwrap();
    let said = call(crate::api::router(runtime), Call::with(Method::GET, "/me").token("cs_1_secret")).await;
    said.is_problem(503, "unavailable");
    assert_eq!(said.header("retry-after"), "5");
}
