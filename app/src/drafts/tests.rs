//! The editor's routes on a real Postgres, asked as the editor asks.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Extension;
use axum::http::{Method, Request, StatusCode};
use chrono::{TimeZone, Utc};
use engine::definition::LARGEST_DOCUMENT;
use runtime::auth::{self, NewUser};
use runtime::drafts::NewDraft;
use runtime::{Caller, Clock, DraftId, OrgRef, Runtime, read};
use serde_json::{Value, json};
use sqlx::PgPool;
use tower::ServiceExt;
use uuid::Uuid;

use super::begin::{Wanted, begin};
use crate::visit::Visit;

const EXAMPLE: &str = include_str!("../../drawing/src/example.json");

struct Studio {
    runtime: Runtime,
    org: OrgRef,
    nora: Caller,
}

impl Studio {
    async fn new(pool: PgPool) -> Self {
        let now = Utc.with_ymd_and_hms(2026, 3, 2, 9, 0, 0).unwrap();
        let runtime = Runtime::new(pool, Clock::fixed(now));
        let org = auth::add_org(&runtime, "Fern and Co").await.unwrap();
        let nora = person(&runtime, org, "Nora Lind", true).await;
        Self { runtime, org, nora }
    }

    async fn draft(&self) -> DraftId {
        let new = NewDraft { document: EXAMPLE.to_owned(), ..NewDraft::default() };
        self.runtime.create_draft(&self.nora, "new", new).await.unwrap()
    }

    /// Asks as this person; nobody is signed out.
    async fn ask(&self, who: Option<&Caller>, method: Method, path: &str, body: &str) -> (StatusCode, Value) {
        let visit = Visit { caller: who.cloned(), ..Visit::default() };
        let router: Router = super::routes(self.runtime.clone());
        let request = Request::builder().method(method).uri(path).body(Body::from(body.to_owned())).unwrap();
        let response = router.layer(Extension(visit)).oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() })
    }
}

async fn person(runtime: &Runtime, org: OrgRef, name: &str, designer: bool) -> Caller {
    let email = format!("{}@fern.example", name.split(' ').next().unwrap().to_lowercase());
    let user = NewUser { name: name.to_owned(), email, designer, time_zone: "UTC".to_owned(), ..NewUser::default() };
    let id = auth::add_user(runtime, org, &user).await.unwrap();
    auth::caller(runtime, org, id, 1).await.unwrap().unwrap()
}

fn save(key: &str, editor: Uuid, base: i64, document: &str) -> String {
    json!({ "key": key, "editor": editor, "base": base, "document": document }).to_string()
}

#[sqlx::test(migrations = "../migrations")]
async fn the_editor_saves_looks_around_and_keeps_scenarios(pool: PgPool) {
    let studio = Studio::new(pool).await;
    let finn = person(&studio.runtime, studio.org, "Finn Roth", true).await;
    let id = studio.draft().await;
    let (nora, tab) = (Some(&studio.nora), Uuid::from_u128(1));
    let at = |rest: &str| format!("/drafts/{id}/{rest}");
    let changed = EXAMPLE.replacen("\"name\": \"", "\"name\": \"New ", 1);
    let (status, saved) = studio.ask(nora, Method::PUT, &at("document"), &save("1", tab, 1, &changed)).await;
    assert_eq!((status, &saved["revision"]), (StatusCode::OK, &json!(2)));
    assert_eq!((saved["saved_at"].as_str(), &saved["others"]), (Some("2026-03-02T09:00:00Z"), &json!([])));
    assert!(saved["problems"].is_array() && saved.get("voided").is_none());
    assert_eq!(studio.ask(nora, Method::PUT, &at("document"), &save("1", tab, 1, &changed)).await.1, saved);

    let (status, stale) = studio.ask(Some(&finn), Method::PUT, &at("document"), &save("2", tab, 1, EXAMPLE)).await;
    assert_eq!((status, &stale["document"]), (StatusCode::CONFLICT, &json!(changed)));
    assert_eq!((&stale["revision"], &stale["changed_by"]), (&json!(2), &json!("Nora Lind")));
    assert_eq!(stale["changed_at"], "2026-03-02T09:00:00Z");

    let here = json!({ "editor": tab }).to_string();
    let (status, there) = studio.ask(Some(&finn), Method::POST, &at("presence"), &here).await;
    let others = json!([{ "name": "Nora Lind", "since": "2026-03-02T09:00:00Z", "editing": true, "me": false }]);
    assert_eq!((status, &there["others"], &there["revision"]), (StatusCode::OK, &others, &json!(2)));

    let (status, directory) = studio.ask(nora, Method::GET, &at("directory"), "").await;
    assert_eq!((status, &directory["me"]), (StatusCode::OK, &json!(studio.nora.person)));
    assert_eq!(directory["people"][0]["name"], "Finn Roth");
    assert_eq!(directory["people"][0]["groups"], json!([]));

    let scenario = at(&format!("scenarios/{}", Uuid::from_u128(9)));
    let put = json!({ "name": "Large", "scenario": { "choices": [] } }).to_string();
    assert_eq!(studio.ask(nora, Method::PUT, &scenario, &put).await.0, StatusCode::OK);
    let (_, list) = studio.ask(nora, Method::GET, &at("scenarios"), "").await;
    assert_eq!((&list[0]["name"], &list[0]["scenario"]), (&json!("Large"), &json!({ "choices": [] })));
    assert_eq!(list[0]["changed_by"], "Nora Lind");
    assert_eq!(studio.ask(nora, Method::DELETE, &scenario, "").await, (StatusCode::NO_CONTENT, Value::Null));
    assert_eq!(studio.ask(nora, Method::GET, &at("scenarios"), "").await.1, json!([]));
}

#[sqlx::test(migrations = "../migrations")]
async fn every_refusal_is_a_status_with_a_sentence(pool: PgPool) {
    let studio = Studio::new(pool).await;
    let ana = person(&studio.runtime, studio.org, "Ana Ruiz", false).await;
    let id = studio.draft().await;
    let nora = Some(&studio.nora);
    let refused = async |who, method, path: &str, body: &str| {
        let (status, answer) = studio.ask(who, method, path, body).await;
        let said = answer["problem"].as_str().unwrap_or_default().to_owned();
        assert!(said.ends_with('.') && said.len() > 20, "{path}: {answer}");
        (status.as_u16(), said)
    };
    let routes = [
        (Method::PUT, "document"),
        (Method::POST, "presence"),
        (Method::GET, "directory"),
        (Method::GET, "scenarios"),
        (Method::PUT, "scenarios/00000000-0000-0000-0000-000000000001"),
        (Method::DELETE, "scenarios/00000000-0000-0000-0000-000000000001"),
    ];
    let good = save("k", Uuid::nil(), 1, EXAMPLE);
    for (method, rest) in routes {
        let path = format!("/drafts/{id}/{rest}");
        assert_eq!(refused(None, method.clone(), &path, &good).await.0, 401, "{path}");
        assert_eq!(refused(Some(&ana), method.clone(), &path, &good).await.0, 403, "{path}");
        assert_eq!(refused(nora, method, &format!("/drafts/762-x/{rest}"), &good).await.0, 404, "{path}");
    }
    let document = format!("/drafts/{id}/document");
    for body in ["", "[]", "{\"key\":1}", &save("k", Uuid::nil(), 1, "{"), &save("", Uuid::nil(), 1, EXAMPLE)] {
        assert_eq!(refused(nora, Method::PUT, &document, body).await.0, 422, "{body}");
    }
    // Quotes double when they are written as JSON: a document of the largest size comes through to be judged.
    let largest = save("k", Uuid::nil(), 1, &"\"".repeat(LARGEST_DOCUMENT));
    assert_eq!(refused(nora, Method::PUT, &document, &largest).await.0, 422);
    let larger = save("k", Uuid::nil(), 1, &"x".repeat(LARGEST_DOCUMENT + 1));
    assert_eq!(refused(nora, Method::PUT, &document, &larger).await.0, 413);
    assert_eq!(studio.ask(nora, Method::PUT, &document, &good).await.1["revision"], 1, "nothing was written");

    studio.runtime.discard_draft(&studio.nora, id, "d", 1).await.unwrap();
    let said = "You discarded this draft at 09:00 on 2 March 2026.".to_owned();
    assert_eq!(refused(nora, Method::PUT, &document, &good).await, (404, said));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_draft_begins_with_a_document_a_version_or_a_copy(pool: PgPool) {
    let studio = Studio::new(pool).await;
    let (runtime, nora) = (&studio.runtime, &studio.nora);
    let mut simple: Value = serde_json::from_str(EXAMPLE).unwrap();
    simple["form"]["fields"] = json!([]);
    simple["title"] = json!("Lunch");
    simple["starters"] = json!([]);
    simple["viewers"] = json!([]);
    simple["nodes"] = json!([
        { "id": "a", "name": "Start", "at": { "x": 0, "y": 0 }, "does": { "kind": "start" } },
        { "id": "b", "name": "End", "at": { "x": 200, "y": 0 }, "does": { "kind": "end", "outcome": "done" } }
    ]);
    simple["edges"] = json!([{ "id": "e", "from": "a", "port": "next", "to": "b" }]);
    simple["key"] = json!("lunch");
    let first = simple.to_string();
    runtime.publish(nora, &first).await.unwrap();
    simple["name"] = json!("Long lunch");
    let second = simple.to_string();
    runtime.publish(nora, &second).await.unwrap();

    let wanted = |from: &str, version: &str| Wanted { from: from.into(), version: version.into(), ..Wanted::default() };
    let newest = begin(runtime, nora, &wanted("lunch", "")).await.unwrap();
    assert_eq!((newest.document, newest.based_on), (second.clone(), Some(2)));
    let restored = begin(runtime, nora, &wanted("lunch", "1")).await.unwrap();
    assert_eq!(
        (restored.document, restored.based_on),
        (first.clone(), Some(2)),
        "an old document after the newest version"
    );
    let copy = begin(runtime, nora, &Wanted { copy: true, ..wanted("lunch", "1") }).await.unwrap();
    assert!(copy.based_on.is_none() && copy.scenarios_of == Some(("lunch".to_owned(), 1)));
    let copied = engine::Definition::read(&copy.document).unwrap();
    assert!(copied.key == "lunch-2" && copied.name.starts_with("Copy of "), "{} {}", copied.key, copied.name);
    let sent = Wanted { document: first.replace('\n', "\r\n"), ..Wanted::default() };
    let fresh = begin(runtime, nora, &sent).await.unwrap();
    assert!(fresh.based_on.is_none() && engine::Definition::read(&fresh.document).unwrap().key == "lunch-2");
    let update = begin(runtime, nora, &Wanted { update: true, ..sent.clone() }).await.unwrap();
    assert_eq!((update.document, update.based_on), (first, Some(2)));
    let named = Wanted { as_key: "dinner".into(), name: "Dinner".into(), ..sent };
    let named = begin(runtime, nora, &named).await.unwrap();
    assert_eq!(engine::Definition::read(&named.document).unwrap().name, "Dinner");
    for wrong in [wanted("lunch", "x"), wanted("lunch", "9"), wanted("nothing", "")] {
        assert!(matches!(begin(runtime, nora, &wrong).await, Err(runtime::Error::NotFound)));
    }
    assert!(read::drafts(runtime, nora).await.unwrap().is_empty(), "looking writes nothing");
}
