//! The main job through REST alone.

use axum::http::StatusCode;
use chrono::TimeDelta;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{Call, Company, approve, call, chairs};

#[sqlx::test(migrations = "../migrations")]
async fn a_definition_is_published_a_request_made_decided_and_its_history_told(pool: PgPool) {
    let company = Company::new(pool).await;
    company.publish().await;
    let listed = company.get(&company.ana, "/definitions").await;
    assert_eq!(listed.body["definitions"][0]["key"], "purchase");
    assert_eq!(
        (&listed.body["definitions"][0]["may_start"], &listed.body["definitions"][0]["running"]),
        (&json!(true), &Value::Null)
    );
    let definition = company.get(&company.ana, "/definitions/purchase?version=1").await;
    assert_eq!(definition.body["document"], crate::api::example::definition());

    let started = company.post(&company.ana, "/executions", "ask", &chairs()).await;
    assert_eq!(started.status, StatusCode::CREATED);
    assert_eq!(
        (started.text("receipt").as_str(), started.text("title").as_str()),
        ("accepted", "Two chairs for 420.00 EUR")
    );
    let id = started.text("execution");
    assert_eq!(started.header("location"), format!("/api/v1/executions/{id}"));

    let forecast = company.get(&company.ana, &format!("/executions/{id}/forecast")).await;
    let purposes: Vec<&str> =
        forecast.body["upcoming"].as_array().unwrap().iter().map(|row| row["purpose"].as_str().unwrap()).collect();
    assert_eq!(purposes, ["reminder", "due", "escalation", "timeout"]);
    assert_eq!(forecast.body["upcoming"][3]["at"], "2026-03-06T09:00:00Z");

    let tasks = company.get(&company.bo, "/tasks?tab=my_groups&search=chairs").await;
    let task = tasks.body["tasks"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(tasks.body["tasks"][0]["why"], "You are a member of Finance.");
    company.clock.advance(TimeDelta::hours(1));
    for (act, key) in [("claim", "1"), ("release", "2"), ("claim", "3")] {
        let said = company.post(&company.bo, &format!("/tasks/{task}/{act}"), key, &json!({})).await;
        assert_eq!((said.status, said.text("receipt").as_str()), (StatusCode::OK, "accepted"), "{act}");
    }
    let mine = company.get(&company.bo, "/tasks").await;
    assert_eq!(mine.body["tasks"][0]["claimed_by"]["name"], "Bo of fern");
    let delegated =
        company.post(&company.bo, &format!("/tasks/{task}/delegate"), "4", &json!({ "to": company.eli.id })).await;
    assert_eq!(delegated.status, StatusCode::OK, "{delegated:?}");
    let shown = company.get(&company.eli, &format!("/tasks/{task}")).await;
    assert_eq!(
        (&shown.body["may"]["decide"], &shown.body["revision"], &shown.body["data"]["amount"]),
        (&json!(true), &json!(1), &json!("420.00"))
    );
    assert_eq!(shown.body["fields"][1]["value"], "420.00 EUR");
    let decided = company.post(&company.eli, &format!("/tasks/{task}/decision"), "5", &approve()).await;
    assert_eq!(
        (decided.status, decided.text("receipt").as_str(), decided.text("execution")),
        (StatusCode::OK, "accepted", id.clone())
    );

    let request = company.get(&company.ana, &format!("/executions/{id}")).await;
    assert_eq!((request.text("status").as_str(), request.text("outcome").as_str()), ("closed", "approved"));
    assert_eq!((&request.body["tasks"], &request.body["waits"]), (&json!([]), &json!([])));
    let forecast = company.get(&company.ana, &format!("/executions/{id}/forecast")).await;
    assert_eq!(forecast.body["upcoming"], json!([]));
    let done = company.get(&company.eli, "/tasks?tab=done").await;
    assert_eq!(done.body["tasks"][0]["answered"], "approve");
}

#[sqlx::test(migrations = "../migrations")]
async fn history_read_in_pages_is_the_history_read_at_once_in_words_and_as_the_engine_has_it(pool: PgPool) {
    let company = Company::new(pool).await;
    company.publish().await;
    let (id, task) = company.ask("ask").await;
    company.post(&company.cem, &format!("/executions/{id}/comments"), "c", &json!({ "text": "Which chairs?" })).await;
    company.post(&company.cem, &format!("/tasks/{task}/decision"), "d", &approve()).await;
    let whole = company.get(&company.ana, &format!("/executions/{id}/history")).await.body;
    assert_eq!(whole["next"], Value::Null);
    let (mut pages, mut after) = (Vec::new(), json!(0));
    while !after.is_null() {
        let page = company.get(&company.ana, &format!("/executions/{id}/history?limit=1&after={after}")).await.body;
        pages.extend(page["transitions"].as_array().unwrap().clone());
        after = page["next"].clone();
    }
    assert_eq!(Value::Array(pages), whole["transitions"]);

    let last = whole["transitions"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["actor"]["name"], &last["channel"], &last["command"]["command"]),
        (&json!("Cem of fern"), &json!("api"), &json!("decide"))
    );
    let made = &last["events"][0];
    assert_eq!(
        (&made["event"]["event"], &made["sentence"]),
        (&json!("decision_made"), &json!("Cem of fern approved: \u{201c}Within budget.\u{201d}"))
    );
    assert_eq!(last["hash"].as_str().unwrap().len(), 64);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_request_sent_back_is_submitted_again_and_comes_as_the_next_revision(pool: PgPool) {
    let company = Company::new(pool).await;
    company.publish().await;
    let (id, task) = company.ask("ask").await;
    let back = json!({ "decision": "request_changes", "comment": "Too dear.", "revision": 1 });
    company.post(&company.bo, &format!("/tasks/{task}/decision"), "1", &back).await;
    let mine = company.get(&company.ana, "/tasks").await.body["tasks"][0].clone();
    assert_eq!(mine["ask"], "revise");
    let own = company.get(&company.ana, "/executions").await;
    assert_eq!(own.body["executions"][0]["needs_me"], true);
    let path = format!("/tasks/{}/resubmission", mine["id"].as_str().unwrap());
    let again = json!({ "data": { "what": "Two chairs", "amount": "99.5" }, "comment": "Cheaper." });
    assert_eq!(company.post(&company.ana, &path, "2", &again).await.status, StatusCode::OK);
    let request = company.get(&company.bo, &format!("/executions/{id}")).await;
    assert_eq!((&request.body["revision"], &request.body["data"]["amount"]), (&json!(2), &json!("99.50")));
    let task = request.body["tasks"][0]["id"].as_str().unwrap().to_owned();
    let stale = company.post(&company.bo, &format!("/tasks/{task}/decision"), "3", &approve()).await;
    stale.is_problem(409, "changed");
    assert_eq!(stale.body["rejection"], json!({ "kind": "changed", "shown": 1, "current": 2 }));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_request_is_nudged_withdrawn_and_cancelled_by_whoever_may(pool: PgPool) {
    let company = Company::new(pool).await;
    company.publish().await;
    let (id, _) = company.ask("one").await;
    let nudge = format!("/executions/{id}/nudge");
    assert_eq!(company.post(&company.ana, &nudge, "1", &json!({})).await.status, StatusCode::OK);
    company.post(&company.ana, &nudge, "2", &json!({})).await.is_problem(403, "not-allowed");
    company
        .post(&company.bo, &format!("/executions/{id}/withdraw"), "3", &json!({}))
        .await
        .is_problem(403, "not-allowed");
    assert_eq!(
        company.post(&company.ana, &format!("/executions/{id}/withdraw"), "4", &json!({})).await.status,
        StatusCode::OK
    );
    let late = company.post(&company.ana, &format!("/executions/{id}/comments"), "5", &json!({ "text": "Oh." })).await;
    late.is_problem(410, "too-late");
    assert_eq!(late.body["rejection"]["outcome"], "withdrawn");

    let (id, _) = company.ask("two").await;
    let cancel = format!("/executions/{id}/cancel");
    company.post(&company.ana, &cancel, "6", &json!({ "reason": "No." })).await.is_problem(403, "not-allowed");
    let why = company.post(&company.dora, &cancel, "7", &json!({ "reason": " " })).await;
    why.is_problem(422, "invalid");
    assert_eq!(why.fields(), ["reason"]);
    assert_eq!(company.post(&company.dora, &cancel, "8", &json!({ "reason": "No." })).await.status, StatusCode::OK);
}

#[sqlx::test(migrations = "../migrations")]
async fn whoever_asks_is_told_who_the_token_stands_for_and_who_else_is_there(pool: PgPool) {
    let company = Company::new(pool).await;
    let narrow = company.token(&company.bo, &["read"]).await;
    let me = company.get(&narrow, "/me").await;
    assert_eq!(
        (me.text("name").as_str(), &me.body["groups"], &me.body["scopes"]),
        ("Bo of fern", &json!(["finance"]), &json!(["read"]))
    );
    assert_eq!((&me.body["admin"], &me.body["organisation"]["name"]), (&json!(false), &json!("fern")));
    let people = company.get(&narrow, "/people").await;
    assert_eq!(people.body["people"].as_array().unwrap().len(), 5);
    assert_eq!(people.body["people"][0]["manager"]["name"], "Dora of fern");
    let description = call(company.router(), Call::get("/openapi.json")).await;
    assert_eq!(description.status, StatusCode::OK);
}
