//! The description of the API in OpenAPI 3.1. Routes describe themselves; here is what they have in common:
//! the token, the idempotency key, and every problem that a call may be answered with.

use std::collections::BTreeMap;

use axum::http::header;
use axum::response::IntoResponse;
use engine::Rejection;
use engine::execution::Decision;
use engine::ids::PersonId;
use engine::nodes::end::Outcome;
use serde_json::{Map, Value};
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Required, Response, ResponseBuilder};
use utoipa::{IntoParams, IntoResponses, Modify, OpenApi, PartialSchema, ToSchema};
use uuid::Uuid;

use super::access::SCOPES;
use super::problem::{self, FieldProblem, Kind, PROBLEM_JSON, Problem};
use super::{input, refusal};

/// What every part of the description shares; the routes are added to it.
#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "Countersign",
        description = "Human approvals: publish definitions, make requests, decide tasks, follow what happens.\n\n\
            Every call carries a bearer token and acts as the token's person. Every command carries an \
            `Idempotency-Key`: repeat it with the same key until there is an answer, and it happens once. Whatever is \
            not a success is a problem of RFC 9457. Times are in UTC.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    servers((url = "/api/v1")),
    tags(
        (name = "definitions", description = "Approval processes and their published versions."),
        (name = "executions", description = "Requests: one run of a definition each."),
        (name = "tasks", description = "What people are asked."),
        (name = "signals", description = "Messages that requests wait for."),
        (name = "people", description = "The token's person and the directory."),
        (name = "description", description = "This description.")
    ),
    components(schemas(problem::Body)),
    modifiers(&Shared)
)]
pub struct Base;

struct Shared;

impl Modify for Shared {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let components = api.components.get_or_insert_default();
        let scopes = SCOPES.map(|(name, does)| format!("- `{name}`: {does}")).join("\n");
        let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("cs_...").description(Some(
            format!("A token of `countersign token add`. It acts as its person, within its scopes:\n\n{scopes}"),
        ));
        components.security_schemes.insert("token".to_owned(), SecurityScheme::Http(token.build()).into());
        for shared in shared() {
            components.responses.insert(shared.name.to_owned(), RefOr::T(shared.response()));
        }
    }
}

/// A problem that several calls may be answered with.
struct SharedProblem {
    status: u16,
    name: &'static str,
    description: &'static str,
    header: Option<(&'static str, &'static str)>,
    examples: Vec<Problem>,
}

impl SharedProblem {
    fn response(&self) -> Response {
        let examples = self.examples.iter().map(|problem| {
            let name = problem.kind().uri().rsplit('/').next().unwrap_or_default().to_owned();
            (name, ExampleBuilder::new().value(Some(problem.example())).build())
        });
        let content =
            ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).examples_from_iter(examples).build();
        let response = ResponseBuilder::new().description(self.description).content(PROBLEM_JSON, content);
        match self.header {
            Some((name, what)) => {
                let text = ObjectBuilder::new().schema_type(Type::String).build();
                response.header(name, HeaderBuilder::new().schema(Some(text)).description(Some(what)).build()).build()
            }
            None => response.build(),
        }
    }
}

#[allow(clippy::too_many_lines, reason = "a table")]
fn shared() -> Vec<SharedProblem> {
    let of = |status, name, description, examples| SharedProblem { status, name, description, header: None, examples };
    let said = |kind, detail: &'static str| Problem::new(kind, detail);
    let refused = |rejection: Rejection| {
        let sentence = rejection.to_string();
        refusal::refused(rejection, sentence)
    };
    let at = chrono::DateTime::from_timestamp(1_772_445_600, 0).unwrap_or_default();
    let by = PersonId(Uuid::from_u128(0x0192_f3c4_a1b2_7c3d_8e9f_0011_2233_4455));
    vec![
        of(
            400,
            "Malformed",
            "The body is not JSON, the query cannot be read, or the idempotency key is missing.",
            vec![
                said(Kind::MalformedJson, "The JSON breaks off at line 1, column 18: expected value.").at(1, 18),
                said(Kind::MalformedRequest, "The query cannot be read: tab: unknown variant `mine`."),
                said(Kind::IdempotencyKey, "An Idempotency-Key has 1 to 200 printable ASCII characters."),
            ],
        ),
        SharedProblem {
            header: Some((
                "www-authenticate",
                "`Bearer`, with `error=\"invalid_token\"` for a token that is not accepted.",
            )),
            ..of(
                401,
                "TokenNeeded",
                "There is no token, or it is not accepted.",
                vec![
                    said(Kind::TokenMissing, "Send a token as \u{201c}Authorization: Bearer cs_...\u{201d}."),
                    said(
                        Kind::TokenRefused,
                        "This token is unknown, expired or revoked, or its person is no longer active.",
                    ),
                ],
            )
        },
        SharedProblem {
            header: Some(("www-authenticate", "For a missing scope: `Bearer`, with the scope that is needed.")),
            ..of(
                403,
                "Forbidden",
                "The token lacks the scope, or the person may see this but not do it.",
                vec![
                    said(
                        Kind::ScopeMissing,
                        "This needs a token with the scope \u{201c}read\u{201d}; yours does not have it.",
                    ),
                    refused(Rejection::NotAllowed { why: "Nobody approves their own request.".to_owned() }),
                ],
            )
        },
        of(
            404,
            "NotFound",
            "There is no such thing, or it is not for this person to know about.",
            vec![Problem::not_found()],
        ),
        of(
            408,
            "TooSlow",
            "The body did not arrive in time.",
            vec![said(Kind::TooSlow, "The body did not arrive whole within 30 seconds.")],
        ),
        of(
            409,
            "Conflict",
            "Somebody else was first, or the request was changed in between.",
            vec![
                refused(Rejection::Superseded { by, decision: Decision::Approve, at }),
                refused(Rejection::Changed { shown: 1, current: 2 }),
            ],
        ),
        of(
            410,
            "Gone",
            "The task or the request is closed.",
            vec![
                refused(Rejection::TaskClosed { why: "The time to answer is over.".to_owned() }),
                refused(Rejection::TooLate { outcome: Outcome::Approved, at }),
            ],
        ),
        of(
            413,
            "TooLarge",
            "The body is larger than this call takes.",
            vec![said(Kind::TooLarge, "This body is larger than the 2048 kB that this call takes.")],
        ),
        of(
            415,
            "NotJson",
            "The body is not said to be JSON.",
            vec![said(Kind::NotJson, "Send the body as JSON, with \u{201c}Content-Type: application/json\u{201d}.")],
        ),
        of(
            422,
            "Invalid",
            "Fields need mending, or the idempotency key was used for another command.",
            vec![
                Problem::fields(Kind::Invalid, vec![FieldProblem::of("amount", "An amount cannot be negative.")]),
                said(Kind::KeyReused, "This key was used for something else already."),
            ],
        ),
        of(
            500,
            "Unexpected",
            "Something went wrong here. Details are in the server's log only.",
            vec![said(Kind::Unexpected, "Something went wrong here. It was written to the log.")],
        ),
        SharedProblem {
            header: Some(("retry-after", "After how many seconds to come again.")),
            ..of(
                503,
                "Unavailable",
                "The database cannot be reached, or the server is starting. Repeat with the same key.",
                vec![said(
                    Kind::Unavailable,
                    "The database cannot be reached at the moment. Nothing is lost; try again shortly.",
                )],
            )
        },
    ]
}

macro_rules! answered_with {
    ($($(#[$doc:meta])* $name:ident: $($status:literal)+;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                references(&[$($status),+])
            }
        }
    )*};
}

answered_with! {
    /// Problems of a call that needs a token and no scope.
    TokenOnly: 401 500 503;
    /// Problems of a list.
    Reads: 401 403 500 503;
    /// Problems of a list with pages.
    Pages: 400 401 403 422 500 503;
    /// Problems of reading one thing.
    Finds: 401 403 404 500 503;
    /// Problems of reading one thing with parameters.
    FindsPages: 400 401 403 404 422 500 503;
    /// Problems of a command without a body.
    Acts: 400 401 403 404 409 410 422 500 503;
    /// Problems of a command with a body.
    Commands: 400 401 403 404 408 409 410 413 415 422 500 503;
}

/// Problems of publishing; the 422 lists what is wrong with the definition.
#[derive(Debug)]
pub enum Publishes {}

impl IntoResponses for Publishes {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut responses = references(&[400, 401, 403, 408, 413, 415, 500, 503]);
        let problem = FieldProblem {
            node: Some("finance".to_owned()),
            severity: Some(problem::Severity::Error),
            ..FieldProblem::of("approvers", "Name at least one approver.")
        };
        let invalid = SharedProblem {
            status: 422,
            name: "DefinitionProblems",
            description: "The definition has problems; all of them are listed, each with its node, edge or field.",
            header: None,
            examples: vec![Problem::fields(Kind::DefinitionProblems, vec![problem])],
        };
        responses.insert(invalid.status.to_string(), RefOr::T(invalid.response()));
        responses
    }
}

fn references(statuses: &[u16]) -> BTreeMap<String, RefOr<Response>> {
    shared()
        .into_iter()
        .filter(|shared| statuses.contains(&shared.status))
        .map(|shared| (shared.status.to_string(), RefOr::Ref(Ref::from_response_name(shared.name))))
        .collect()
}

/// The header that every command has.
#[derive(Debug)]
pub enum IdempotencyKey {}

impl IntoParams for IdempotencyKey {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let key = ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(1))
            .max_length(Some(input::LONGEST_KEY))
            .build();
        let header = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .required(Required::True)
            .description(Some(
                "A new value for each command, such as a UUID; the same value when the command is repeated. \
                 Printable ASCII.",
            ))
            .schema(Some(key))
            .example(Some("0192f3c4-a1b2-7c3d-8e9f-001122334455".into()));
        vec![header.build()]
    }
}

/// The schemas of the definition document, by name.
const DEFINITION: &str = include_str!("definition.schema.json");

/// A definition document. The engine reads it; its schemas are in a file of their own and come in at the end.
#[derive(Debug)]
pub enum DefinitionDocument {}

impl PartialSchema for DefinitionDocument {
    fn schema() -> RefOr<Schema> {
        RefOr::T(Schema::default())
    }
}

impl ToSchema for DefinitionDocument {}

/// The description of all routes, with the schemas of the definition document.
pub fn whole(api: utoipa::openapi::OpenApi) -> Value {
    let mut api = serde_json::to_value(api).expect("a description is plain data");
    let definition: Map<String, Value> = serde_json::from_str(DEFINITION).expect("a test reads it");
    if let Some(schemas) = api.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        schemas.extend(definition);
    }
    api
}

/// This description
///
/// Needs no token.
#[utoipa::path(
    get,
    path = "/openapi.json",
    tag = "description",
    operation_id = "get_openapi",
    responses((status = 200, description = "OpenAPI 3.1.", body = Object, content_type = "application/json"))
)]
pub async fn serve() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], super::DESCRIPTION.as_str())
}
