//! Bad input: each with the answer that helps to mend it.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{Call, Company, Said, call, chairs};

impl Company {
    async fn send(&self, path: &str, body: impl Into<Body>) -> Said {
        let call = Call::raw(path, body).header("content-type", "application/json; charset=utf-8");
        super::call(self.router(), call.token(&self.dora.token).header("idempotency-key", "key")).await
    }

    async fn start(&self, data: Value) -> Said {
        self.post(&self.ana, "/executions", "key", &json!({ "definition": "purchase", "data": data })).await
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn json_that_breaks_off_is_refused_with_line_and_column(pool: PgPool) {
    let company = Company::new(pool).await;
    for path in ["/executions", "/definitions"] {
        let said = company.send(path, "{\n  \"definition\": nonsense }").await;
        said.is_problem(400, "malformed-json");
        assert_eq!((&said.body["line"], &said.body["column"]), (&json!(2), &json!(18)), "{path} {said:?}");
        for broken in ["", "{", "{\"definition\": \"x\"", "nothing", "{} {}", "{\"a\": \"\u{1}\"}"] {
            company.send(path, broken).await.is_problem(400, "malformed-json");
        }
        company.send(path, vec![b'"', 0xff, b'"']).await.is_problem(400, "malformed-json");
        company.send(path, "[".repeat(100_000)).await.is_problem(400, "malformed-json");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn json_of_another_shape_is_refused_with_the_member(pool: PgPool) {
    let company = Company::new(pool).await;
    company.publish().await;
    let (_, task) = company.ask("ask").await;
    let decision = format!("/tasks/{task}/decision");
    for (path, body, field) in [
        (decision.as_str(), json!({ "decision": "approve" }), "revision"),
        (&decision, json!({ "decision": "maybe", "revision": 1 }), "decision"),
        (&decision, json!({ "decision": "approve", "revision": "one" }), "revision"),
        (&decision, json!({ "decision": "approve", "revision": -1 }), "revision"),
        (&decision, json!({ "decision": "approve", "revision": 1, "coment": "typo" }), "coment"),
        (&decision, json!([]), ""),
        ("/executions", json!({ "data": {} }), "definition"),
        ("/executions", json!({ "definition": 7, "data": {} }), "definition"),
        ("/executions", json!({ "definition": "purchase", "data": [] }), "data"),
    ] {
        let said = company.send(path, body.to_string()).await;
        said.is_problem(422, "invalid");
        assert_eq!(said.fields(), [field], "{body} {said:?}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_body_that_is_not_json_or_too_large_is_refused(pool: PgPool) {
    let company = Company::new(pool).await;
    for path in ["/executions", "/definitions"] {
        for kind in ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
            let call = Call::raw(path, chairs().to_string()).header("content-type", kind);
            let call = call.token(&company.dora.token).header("idempotency-key", "key");
            super::call(company.router(), call).await.is_problem(415, "not-json");
        }
    }
    company.send("/executions", " ".repeat((2 << 20) + 1)).await.is_problem(413, "too-large");
    let streamed = (0..3).map(|_| Ok::<_, std::io::Error>(vec![b' '; 1 << 20]));
    company.send("/executions", Body::from_stream(tokio_stream::iter(streamed))).await.is_problem(413, "too-large");
    company.send("/definitions", " ".repeat((1 << 20) + 1)).await.is_problem(413, "too-large");
}

#[sqlx::test(migrations = "../migrations")]
async fn every_wrong_form_field_is_named(pool: PgPool) {
    let company = Company::new(pool).await;
    company.publish().await;
    let said = company.start(json!({ "amount": -1, "colour": "red" })).await;
    said.is_problem(422, "invalid");
    assert_eq!(said.fields(), ["what", "amount", "colour"]);
    assert_eq!(said.body["errors"][1]["problem"], "An amount cannot be negative.");
    for (data, field) in [
        (json!({ "what": "x".repeat(201), "amount": 1 }), "what"),
        (json!({ "what": "Chairs", "amount": "a lot" }), "amount"),
        (json!({ "what": "Chairs", "amount": 1.234 }), "amount"),
        (json!({ "what": "Chairs", "amount": 1e30 }), "amount"),
        (json!({ "what": "Chairs", "amount": true }), "amount"),
        (json!({ "what": "Chairs", "amount": null }), "amount"),
        (json!({ "what": ["Chairs"], "amount": 1 }), "what"),
        (json!({ "what": "bell \u{7}", "amount": 1 }), "what"),
    ] {
        let said = company.start(data.clone()).await;
        said.is_problem(422, "invalid");
        assert_eq!(said.fields(), [field], "{data}");
    }
    company.start(json!({ "what": "nul \u{0}", "amount": 1 })).await.is_problem(422, "invalid");
    let unknown = json!({ "definition": "no such", "data": {} });
    company.post(&company.ana, "/executions", "key", &unknown).await.is_problem(404, "not-found");
}

#[sqlx::test(migrations = "../migrations")]
async fn sql_and_html_are_kept_as_the_texts_they_are(pool: PgPool) {
    let company = Company::new(pool).await;
    company.publish().await;
    let nasty = "'; drop table users; -- <script>alert(1)</script> {amount} %s \u{202e}";
    let said = company.start(json!({ "what": nasty, "amount": "0" })).await;
    assert_eq!(said.status, StatusCode::CREATED);
    let path = format!("/executions/{}", said.text("execution"));
    let text = json!({ "text": nasty });
    assert_eq!(
        company.post(&company.ana, &format!("{path}/comments"), nasty.get(..60).unwrap(), &text).await.status,
        StatusCode::OK
    );
    let request = company.get(&company.ana, &path).await;
    assert_eq!(request.body["data"]["what"], nasty);
    let history = company.get(&company.ana, &format!("{path}/history")).await.body.to_string();
    assert!(history.contains("drop table users; -- <script>"));
    let huge = json!({ "text": "x".repeat(1_000_000) });
    let said = company.post(&company.ana, &format!("{path}/comments"), "huge", &huge).await;
    said.is_problem(422, "invalid");
    assert!(said.text("detail").contains("10000"), "{said:?}");
    for search in ["%27%3B--", "%25", "_", "%5C", "%F0%9F%AA%91"] {
        let found = company.get(&company.ana, &format!("/executions?search={search}")).await;
        assert_eq!(found.status, StatusCode::OK, "{search}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn all_problems_of_a_definition_are_told_at_once_with_their_places(pool: PgPool) {
    let company = Company::new(pool).await;
    let mut document = crate::api::example::definition();
    document["title"] = json!("{what} for {price}");
    document["nodes"][1]["does"]["approvers"] = json!([{ "from": "group", "key": "nobody-here" }]);
    document["edges"].as_array_mut().unwrap().remove(2);
    let said = company.send("/definitions", document.to_string()).await;
    said.is_problem(422, "definition-problems");
    let errors = said.body["errors"].as_array().unwrap();
    assert!(said.fields().contains(&"title"), "{said:?}");
    assert!(
        errors
            .iter()
            .any(|error| error["node"] == "finance" && error["problem"].as_str().unwrap().contains("nobody-here"))
    );
    assert!(errors.iter().any(|error| error["node"] == "no"), "what cannot be reached any more: {said:?}");
    assert!(errors.iter().all(|error| error["severity"].is_string()));

    let mut unknown = crate::api::example::definition();
    unknown["nodes"][1]["does"]["kind"] = json!("coffee");
    let said = company.send("/definitions", unknown.to_string()).await;
    said.is_problem(422, "invalid");
    assert!(said.text("detail").contains("coffee"), "{said:?}");

    let mut circle = crate::api::example::definition();
    circle["nodes"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "id": "split", "name": "Split", "at": { "x": 0, "y": 0 }, "does": { "kind": "split" } }));
    circle["edges"][0] = json!({ "id": "e1", "from": "start", "port": "next", "to": "split" });
    for to in ["split", "finance"] {
        let edge = json!({ "id": format!("to-{to}"), "from": "split", "port": "branch", "to": to });
        circle["edges"].as_array_mut().unwrap().push(edge);
    }
    company.send("/definitions", circle.to_string()).await.is_problem(422, "definition-problems");
    assert_eq!(company.get(&company.dora, "/definitions").await.body["definitions"], json!([]));

    company.publish().await;
    company.publish().await;
    assert_eq!(
        company.get(&company.dora, "/definitions").await.body["definitions"][0]["version"],
        1,
        "the same again is the same"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn unknown_routes_ids_methods_and_queries_are_problems_too(pool: PgPool) {
    let company = Company::new(pool).await;
    company.publish().await;
    let (id, _) = company.ask("ask").await;
    for path in ["/nothing", "/", "/tasks/", "/executions/x/y/z"] {
        let said = call(company.router(), Call::get(path)).await;
        said.is_problem(404, "not-found");
    }
    for path in [
        "/executions/x",
        "/tasks/1-2-3",
        "/definitions/Not%20a%20key",
        "/definitions/%00",
        "/executions/%ff",
        "/definitions/purchase?version=7",
        "/definitions/purchase?version=-1",
    ] {
        company.get(&company.ana, path).await.is_problem(404, "not-found");
    }
    let wrong = call(company.router(), Call::with(Method::DELETE, "/tasks").token(&company.ana.token)).await;
    wrong.is_problem(405, "method-not-allowed");
    assert_eq!(wrong.header("allow"), "GET,HEAD");
    for query in [
        "/tasks?tab=mine",
        "/tasks?tabs=done",
        "/tasks?search=%00",
        "/definitions/purchase?version=x",
        "/executions?page=2",
    ] {
        company.get(&company.ana, query).await.is_problem(400, "malformed-request");
    }
    let history = format!("/executions/{id}/history");
    for (query, field) in [
        ("/tasks?cursor=x".to_owned(), "cursor"),
        (format!("{history}?limit=0"), "limit"),
        (format!("{history}?limit=201"), "limit"),
        (format!("{history}?after=-1"), "after"),
    ] {
        let said = company.get(&company.ana, &query).await;
        said.is_problem(422, "invalid");
        assert_eq!(said.fields(), [field]);
    }
    assert_eq!(
        company.get(&company.ana, &format!("{history}?after=9999999")).await.body,
        json!({ "transitions": [], "next": null })
    );
}
