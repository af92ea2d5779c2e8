//! Who may call: a bearer token stands for a person and for what the token may do in their name, its scopes.
//! Cookies are not looked at, so no page can make a browser call this API for its user.

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use runtime::{Caller, Runtime, auth};

use super::problem::{Kind, Problem};

/// What a token may do. A route names the one that it needs.
pub trait Scope {
    /// As `token add --scope` and the tokens say it.
    const NAME: &'static str;
}

/// Read what the person may see.
#[derive(Debug)]
pub enum Read {}
/// Start requests, and comment, change, withdraw, cancel and nudge them.
#[derive(Debug)]
pub enum WriteRequests {}
/// Claim, release, delegate and decide tasks.
#[derive(Debug)]
pub enum DecideTasks {}
/// Publish definitions.
#[derive(Debug)]
pub enum WriteDefinitions {}
/// Send signals that requests wait for.
#[derive(Debug)]
pub enum WriteSignals {}

impl Scope for Read {
    const NAME: &'static str = "read";
}
impl Scope for WriteRequests {
    const NAME: &'static str = "requests:write";
}
impl Scope for DecideTasks {
    const NAME: &'static str = "tasks:decide";
}
impl Scope for WriteDefinitions {
    const NAME: &'static str = "definitions:write";
}
impl Scope for WriteSignals {
    const NAME: &'static str = "signals:write";
}

/// Every scope, with what it lets a token do.
pub const SCOPES: [(&str, &str); 5] = [
    (Read::NAME, "Read what the person may see"),
    (WriteRequests::NAME, "Start requests, and comment, change, withdraw, cancel and nudge them"),
    (DecideTasks::NAME, "Claim, release, delegate and decide tasks"),
    (WriteDefinitions::NAME, "Publish definitions"),
    (WriteSignals::NAME, "Send signals that requests wait for"),
];

/// A caller with a good token, whatever its scopes.
#[derive(Debug)]
pub struct Token {
    pub caller: Caller,
    pub scopes: Vec<String>,
}

impl FromRequestParts<Runtime> for Token {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, runtime: &Runtime) -> Result<Self, Problem> {
        let bearer = bearer(&parts.headers)?;
        match auth::by_token(runtime, bearer).await? {
            Some((caller, scopes)) => Ok(Self { caller, scopes }),
            None => Err(Problem::new(
                Kind::TokenRefused,
                "This token is unknown, expired or revoked, or its person is no longer active.",
            )
            .header(header::WWW_AUTHENTICATE, "Bearer realm=\"countersign\", error=\"invalid_token\"")),
        }
    }
}

/// A caller whose token has the scope that the route needs.
#[derive(Debug)]
pub struct Allowed<S> {
    pub caller: Caller,
    scope: PhantomData<fn() -> S>,
}

impl<S: Scope> FromRequestParts<Runtime> for Allowed<S> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, runtime: &Runtime) -> Result<Self, Problem> {
        let token = Token::from_request_parts(parts, runtime).await?;
        if token.scopes.iter().any(|scope| scope == S::NAME) {
            return Ok(Self { caller: token.caller, scope: PhantomData });
        }
        let detail = format!("This needs a token with the scope \u{201c}{}\u{201d}; yours does not have it.", S::NAME);
        let challenge = format!("Bearer realm=\"countersign\", error=\"insufficient_scope\", scope=\"{}\"", S::NAME);
        Err(Problem::new(Kind::ScopeMissing, detail).header(header::WWW_AUTHENTICATE, &challenge))
    }
}

/// The token in `Authorization: Bearer ...`.
fn bearer(headers: &HeaderMap) -> Result<&str, Problem> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match given.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(token.trim()),
        _ => Err(Problem::new(
            Kind::TokenMissing,
            "Send a token as \u{201c}Authorization: Bearer cs_...\u{201d}. \
             An administrator makes one by `countersign token add`.",
        )
        .header(header::WWW_AUTHENTICATE, "Bearer realm=\"countersign\"")),
    }
}
