//! The REST API under `/api/v1`: what people do in the pages, for programs. Every call carries a token, acts as its
//! person, and comes through the runtime's one command path. `docs/api.md` is its guide, `/openapi.json` its description.
#![allow(unused_qualifications, reason = "utoipa's macros write them")]

mod access;
mod acts;
mod answers;
mod definitions;
mod document;
mod door;
mod example;
mod executions;
mod history;
mod input;
mod me;
mod problem;
mod refusal;
mod signals;
mod tasks;
#[cfg(test)]
mod tests;
mod wire;

use std::any::Any;
use std::sync::LazyLock;

use axum::extract::OriginalUri;
use axum::http::{HeaderValue, Method, header};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use runtime::Runtime;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use access::SCOPES;
pub use door::as_problem;
use problem::{Kind, Problem};

/// The answer of a handler: JSON, or what went wrong.
type Answer<T> = Result<Json<T>, Problem>;

/// The description of the API, as it is served.
static DESCRIPTION: LazyLock<String> = LazyLock::new(|| document::whole(described().into_openapi()).to_string());

/// The API, to be nested under `/api/v1`, outside of sessions and of the check of the origin.
pub fn router(runtime: Runtime) -> Router {
    let (routes, _) = described().split_for_parts();
    routes
        .fallback(unknown_route)
        .method_not_allowed_fallback(wrong_method)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(map_response(never_stored))
        .with_state(runtime)
}

fn described() -> OpenApiRouter<Runtime> {
    OpenApiRouter::with_openapi(document::Base::openapi())
        .routes(routes!(me::me))
        .routes(routes!(me::people))
        .routes(routes!(definitions::publish, definitions::list))
        .routes(routes!(definitions::one))
        .routes(routes!(executions::start, executions::list))
        .routes(routes!(executions::one))
        .routes(routes!(history::history))
        .routes(routes!(history::forecast))
        .routes(routes!(acts::comment))
        .routes(routes!(acts::withdraw))
        .routes(routes!(acts::cancel))
        .routes(routes!(acts::nudge))
        .routes(routes!(tasks::list))
        .routes(routes!(tasks::one))
        .routes(routes!(answers::decide))
        .routes(routes!(answers::claim))
        .routes(routes!(answers::release))
        .routes(routes!(answers::delegate))
        .routes(routes!(answers::resubmit))
        .routes(routes!(signals::send))
        .routes(routes!(signals::send_to))
        .routes(routes!(document::serve))
}

async fn unknown_route(OriginalUri(uri): OriginalUri) -> Problem {
    Problem::new(
        Kind::NotFound,
        format!("There is no \u{201c}{}\u{201d} in this API; see /api/v1/openapi.json.", uri.path()),
    )
}

async fn wrong_method(method: Method) -> Problem {
    Problem::new(Kind::MethodNotAllowed, format!("{method} is not possible here; the Allow header says what is."))
}

fn panicked(_panic: Box<dyn Any + Send + 'static>) -> Response {
    Problem::new(Kind::Unexpected, "Something went wrong here. It was written to the log.").into_response()
}

/// What one person may see is kept by no cache.
async fn never_stored(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
