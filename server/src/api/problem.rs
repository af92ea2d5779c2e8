//! What went wrong, as RFC 9457 says it: a stable type, a status, and a sentence that a person can act on.
//! Every answer of the API that is not a success is one of these.

use std::borrow::Cow;

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};

use super::refusal::Refusal;

/// The media type of problems.
pub const PROBLEM_JSON: &str = "application/problem+json";
/// Where the types of problems are; relative, so that they are the same on every server.
const TYPES: &str = "/api/v1/problems/";

/// A kind of problem. Its type and its status never change; its words may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    MalformedJson,
    MalformedRequest,
    IdempotencyKey,
    TokenMissing,
    TokenRefused,
    ScopeMissing,
    NotAllowed,
    NotFound,
    MethodNotAllowed,
    TooSlow,
    Superseded,
    Changed,
    TaskClosed,
    TooLate,
    TooLarge,
    NotJson,
    WrongHost,
    Invalid,
    DefinitionProblems,
    KeyReused,
    Unexpected,
    Unavailable,
}

impl Kind {
    /// Every kind, by status.
    pub const ALL: [Self; 22] = [
        Self::MalformedJson,
        Self::MalformedRequest,
        Self::IdempotencyKey,
        Self::TokenMissing,
        Self::TokenRefused,
        Self::ScopeMissing,
        Self::NotAllowed,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::TooSlow,
        Self::Superseded,
        Self::Changed,
        Self::TaskClosed,
        Self::TooLate,
        Self::TooLarge,
        Self::NotJson,
        Self::WrongHost,
        Self::Invalid,
        Self::DefinitionProblems,
        Self::KeyReused,
        Self::Unexpected,
        Self::Unavailable,
    ];

    /// The last part of its type, its status, and its title.
    const fn said(self) -> (&'static str, StatusCode, &'static str) {
        match self {
            Self::MalformedJson => ("malformed-json", StatusCode::BAD_REQUEST, "The body is not JSON"),
            Self::MalformedRequest => ("malformed-request", StatusCode::BAD_REQUEST, "The request cannot be read"),
            Self::IdempotencyKey => ("idempotency-key", StatusCode::BAD_REQUEST, "An idempotency key is needed"),
            Self::TokenMissing => ("token-missing", StatusCode::UNAUTHORIZED, "A token is needed"),
            Self::TokenRefused => ("token-refused", StatusCode::UNAUTHORIZED, "The token is not accepted"),
            Self::ScopeMissing => ("scope-missing", StatusCode::FORBIDDEN, "The token lacks a scope"),
            Self::NotAllowed => ("not-allowed", StatusCode::FORBIDDEN, "This person may not do this"),
            Self::NotFound => ("not-found", StatusCode::NOT_FOUND, "There is no such thing"),
            Self::MethodNotAllowed => ("method-not-allowed", StatusCode::METHOD_NOT_ALLOWED, "Not this method"),
            Self::TooSlow => ("too-slow", StatusCode::REQUEST_TIMEOUT, "The body did not arrive in time"),
            Self::Superseded => ("superseded", StatusCode::CONFLICT, "Somebody else was first"),
            Self::Changed => ("changed", StatusCode::CONFLICT, "The request was changed in between"),
            Self::TaskClosed => ("task-closed", StatusCode::GONE, "The task waits for no answer any more"),
            Self::TooLate => ("too-late", StatusCode::GONE, "The request is closed"),
            Self::TooLarge => ("too-large", StatusCode::PAYLOAD_TOO_LARGE, "The body is too large"),
            Self::NotJson => ("not-json", StatusCode::UNSUPPORTED_MEDIA_TYPE, "The body must be JSON"),
            Self::WrongHost => ("wrong-host", StatusCode::MISDIRECTED_REQUEST, "Not under this name"),
            Self::Invalid => ("invalid", StatusCode::UNPROCESSABLE_ENTITY, "Some of this needs another look"),
            Self::DefinitionProblems => {
                ("definition-problems", StatusCode::UNPROCESSABLE_ENTITY, "The definition cannot be published")
            }
            Self::KeyReused => ("key-reused", StatusCode::UNPROCESSABLE_ENTITY, "The idempotency key was used before"),
            Self::Unexpected => ("unexpected", StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong here"),
            Self::Unavailable => ("unavailable", StatusCode::SERVICE_UNAVAILABLE, "Not possible at the moment"),
        }
    }

    /// The type, as it stands in answers.
    pub fn uri(self) -> String {
        format!("{TYPES}{}", self.said().0)
    }

    /// The status.
    pub const fn status(self) -> StatusCode {
        self.said().1
    }
}

/// A problem, as RFC 9457 says it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct Body {
    /// Which kind of problem; a relative URI that never changes.
    #[serde(rename = "type")]
    #[schema(schema_with = types)]
    kind: String,
    /// The kind in a few words; the same for every problem of the kind.
    #[schema(example = "Somebody else was first")]
    title: &'static str,
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599, example = 409)]
    status: u16,
    /// What is wrong this time, in words for a person.
    #[schema(example = "Bo Lind approved this at 10:00 on 2 March 2026.")]
    detail: String,
    /// Everything that needs mending.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<FieldProblem>,
    /// Why the engine refused the command, for programs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    rejection: Option<Refusal>,
    /// Where in the body the JSON breaks off, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    line: Option<usize>,
    /// The column in that line, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    column: Option<usize>,
}

/// The schema of a problem's type: every one there is.
fn types() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some("Which kind of problem; a relative URI that never changes."))
        .enum_values(Some(Kind::ALL.map(Kind::uri)))
        .build()
}

/// Something to mend.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// The member of the body, parameter, form field or setting of a node that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "amount")]
    pub field: Option<String>,
    /// What is wrong, as a sentence.
    #[schema(example = "An amount cannot be negative.")]
    pub problem: String,
    /// The node of the definition that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub node: Option<String>,
    /// The edge of the definition that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub edge: Option<String>,
    /// Only for definitions; a warning alone does not stop the publishing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub severity: Option<Severity>,
}

/// How grave a problem of a definition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Error,
    Warning,
}

impl FieldProblem {
    /// A problem of one field.
    pub fn of(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { field: Some(field.into()), problem: problem.into(), ..Self::default() }
    }
}

/// A failed request: the body and the headers that go with it.
#[derive(Debug)]
pub struct Problem(Box<Failure>);

#[derive(Debug)]
struct Failure {
    kind: Kind,
    body: Body,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// A problem in words for a person.
    pub fn new(kind: Kind, detail: impl Into<Cow<'static, str>>) -> Self {
        let (_, status, title) = kind.said();
        let body = Body {
            kind: kind.uri(),
            title,
            status: status.as_u16(),
            detail: detail.into().into_owned(),
            errors: vec![],
            rejection: None,
            line: None,
            column: None,
        };
        Self(Box::new(Failure { kind, body, headers: vec![] }))
    }

    /// Fields to mend, told together.
    pub fn fields(kind: Kind, errors: Vec<FieldProblem>) -> Self {
        let detail = match errors.as_slice() {
            [only] => only.problem.clone(),
            several => format!("{} things need another look; they are listed under errors.", several.len()),
        };
        let mut problem = Self::new(kind, detail);
        problem.0.body.errors = errors;
        problem
    }

    /// The same problem with the place where the JSON breaks off.
    pub fn at(mut self, line: usize, column: usize) -> Self {
        (self.0.body.line, self.0.body.column) = (Some(line), Some(column));
        self
    }

    /// The same problem with the engine's reason.
    pub fn because(mut self, refusal: Refusal) -> Self {
        self.0.body.rejection = Some(refusal);
        self
    }

    /// The same problem with a header.
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        self.0.headers.extend(HeaderValue::from_str(value).ok().map(|value| (name, value)));
        self
    }

    /// There is nothing here, or not for this person; the two are not told apart.
    pub fn not_found() -> Self {
        Self::new(Kind::NotFound, "There is no such thing here.")
    }

    /// The body, as an example for the description of the API.
    pub fn example(&self) -> serde_json::Value {
        serde_json::to_value(&self.0.body).unwrap_or_default()
    }

    /// The kind of problem.
    pub const fn kind(&self) -> Kind {
        self.0.kind
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Failure { kind, body, headers } = *self.0;
        let mut response = (kind.status(), Json(body)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        response.headers_mut().extend(headers);
        response
    }
}
