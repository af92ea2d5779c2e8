//! The API on a real Postgres: two organisations, people with tokens, and calls against the router as programs make them.

mod access;
mod commands;
mod description;
mod input;
mod job;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use chrono::{DateTime, TimeZone, Utc};
use engine::ids::{GroupKey, PersonId};
use runtime::auth::{self, NewUser};
use runtime::{Clock, OrgRef, Runtime};
use serde_json::{Value, json};
use sqlx::PgPool;
use tower::ServiceExt;

use super::SCOPES;
use super::problem::PROBLEM_JSON;

/// Monday morning, ten o'clock in Madrid.
pub fn monday() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, 9, 0, 0).unwrap()
}

/// A person with a token of every scope.
pub struct Who {
    pub id: PersonId,
    pub token: String,
}

/// Ana asks, Bo and Cem of finance approve, Dora is everybody's manager and administrator, Eli is nobody here.
pub struct Company {
    pub runtime: Runtime,
    pub clock: Clock,
    pub org: OrgRef,
    pub ana: Who,
    pub bo: Who,
    pub cem: Who,
    pub dora: Who,
    pub eli: Who,
}

impl Company {
    pub async fn new(pool: PgPool) -> Self {
        let clock = Clock::fixed(monday());
        Self::named(&Runtime::new(pool, clock.clone()), &clock, "fern").await
    }

    /// Another organisation in the same database.
    pub async fn named(runtime: &Runtime, clock: &Clock, name: &str) -> Self {
        let org = auth::add_org(runtime, name).await.unwrap();
        let add = async |first: &str, manager: Option<PersonId>| {
            let user = NewUser {
                name: format!("{first} of {name}"),
                email: format!("{first}@{name}.example"),
                time_zone: "Europe/Madrid".to_owned(),
                manager,
                admin: manager.is_none(),
                ..NewUser::default()
            };
            let id = auth::add_user(runtime, org, &user).await.unwrap();
            let scopes = SCOPES.map(|(name, _)| name.to_owned());
            Who { id, token: auth::add_token(runtime, org, id, "tests", &scopes, None).await.unwrap() }
        };
        let dora = add("Dora", None).await;
        let (ana, bo) = (add("Ana", Some(dora.id)).await, add("Bo", Some(dora.id)).await);
        let (cem, eli) = (add("Cem", Some(dora.id)).await, add("Eli", Some(dora.id)).await);
        let finance = GroupKey::from("finance");
        auth::add_group(runtime, org, &finance, "Finance").await.unwrap();
        for person in [&bo, &cem] {
            auth::add_member(runtime, org, &finance, person.id).await.unwrap();
        }
        Self { runtime: runtime.clone(), clock: clock.clone(), org, ana, bo, cem, dora, eli }
    }

    pub fn router(&self) -> Router {
        super::router(self.runtime.clone())
    }

    pub async fn get(&self, who: &Who, path: &str) -> Said {
        call(self.router(), Call::get(path).token(&who.token)).await
    }

    pub async fn post(&self, who: &Who, path: &str, key: &str, body: &Value) -> Said {
        call(self.router(), Call::post(path, body).token(&who.token).header("idempotency-key", key)).await
    }

    /// Dora publishes the example.
    pub async fn publish(&self) {
        let said =
            call(self.router(), Call::post("/definitions", &super::example::definition()).token(&self.dora.token))
                .await;
        assert_eq!(said.status, StatusCode::CREATED, "{said:?}");
    }

    /// Ana asks for two chairs; gives the execution and its open task.
    pub async fn ask(&self, key: &str) -> (String, String) {
        let said = self.post(&self.ana, "/executions", key, &chairs()).await;
        assert_eq!(said.status, StatusCode::CREATED, "{said:?}");
        let execution = said.text("execution");
        let task = self.get(&self.ana, &format!("/executions/{execution}")).await.body["tasks"][0]["id"].clone();
        (execution, task.as_str().unwrap().to_owned())
    }

    /// A token for these scopes.
    pub async fn token(&self, who: &Who, scopes: &[&str]) -> Who {
        let scopes: Vec<String> = scopes.iter().map(ToString::to_string).collect();
        let token = auth::add_token(&self.runtime, self.org, who.id, "some", &scopes, None).await.unwrap();
        Who { id: who.id, token }
    }
}

pub fn chairs() -> Value {
    json!({ "definition": "purchase", "data": { "what": "Two chairs", "amount": 420.00 } })
}

pub fn approve() -> Value {
    json!({ "decision": "approve", "comment": "Within budget.", "revision": 1 })
}

/// A call to make.
pub struct Call(axum::http::request::Builder, Body);

impl Call {
    pub fn get(path: &str) -> Self {
        Self::with(Method::GET, path)
    }

    pub fn with(method: Method, path: &str) -> Self {
        Self(Request::builder().method(method).uri(path), Body::empty())
    }

    pub fn post(path: &str, body: &Value) -> Self {
        Self::raw(path, body.to_string()).header("content-type", "application/json")
    }

    /// A body of any kind, without a word about what it is.
    pub fn raw(path: &str, body: impl Into<Body>) -> Self {
        Self(Request::builder().method(Method::POST).uri(path), body.into())
    }

    pub fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub fn header(self, name: &str, value: &str) -> Self {
        Self(self.0.header(name, value), self.1)
    }
}

/// An answer.
#[derive(Debug)]
pub struct Said {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Said {
    pub fn text(&self, member: &str) -> String {
        self.body[member].as_str().unwrap_or_else(|| panic!("no {member} in {self:?}")).to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Asserts that this is the problem, well formed.
    #[track_caller]
    pub fn is_problem(&self, status: u16, kind: &str) {
        assert_eq!(
            (self.status.as_u16(), self.body["type"].as_str()),
            (status, Some(format!("/api/v1/problems/{kind}").as_str())),
            "{self:?}"
        );
        assert_eq!(self.header("content-type"), PROBLEM_JSON);
        assert_eq!(self.body["status"], status);
        for member in ["title", "detail"] {
            assert!(self.body[member].as_str().is_some_and(|text| text.len() > 5), "{member} in {self:?}");
        }
    }

    /// The fields of the errors, in order.
    pub fn fields(&self) -> Vec<&str> {
        let errors = self.body["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
        errors.iter().map(|error| error["field"].as_str().unwrap_or_default()).collect()
    }
}

pub async fn call(router: Router, call: Call) -> Said {
    let response = router.oneshot(call.0.body(call.1).unwrap()).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    assert_eq!(headers.get(header::CACHE_CONTROL).map(HeaderValue::as_bytes), Some(&b"no-store"[..]));
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let body =
        serde_json::from_slice(&bytes).unwrap_or_else(|_| panic!("not JSON: {}", String::from_utf8_lossy(&bytes)));
    Said { status, headers, body }
}
