//! The pages and their forms as an axum router. Around it the server puts sessions, the check of the origin, limits and
//! headers; `Address` (who calls, for throttling) comes as a request extension from there.

use axum::Router;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::middleware::{from_fn_with_state, map_response};
use axum::response::Response;
use axum::routing::{get, post};
use leptos::config::LeptosOptions;
use leptos::nonce::Nonce;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{
    LeptosRoutes, file_and_error_handler_with_context, generate_route_list, render_app_async_with_context,
};
use runtime::Runtime;
use runtime::mail::Postman;

use crate::execution::history_json;
use crate::modules::Modules;
use crate::routes::App;
use crate::shell::shell;
use crate::visit::{self, Demo};
use crate::{definitions, drafts, forms, mail, outbox};

/// The router of everything that people see. Must be wrapped in the session layer.
pub fn pages(runtime: Runtime, demo: Demo, postman: Postman, options: LeptosOptions) -> Router {
    let context = {
        let (runtime, postman) = (runtime.clone(), postman.clone());
        let modules = Modules::read(&options);
        move || {
            provide_context(runtime.clone());
            provide_context(postman.clone());
            provide_context(demo);
            provide_context(modules.clone());
            // The nonce that the server named in this answer's Content-Security-Policy.
            if let Some(nonce) = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Nonce>().cloned()) {
                provide_context(nonce);
            }
        }
    };
    let document = {
        let options = options.clone();
        move || shell(options.clone())
    };
    let imported = {
        let render = render_app_async_with_context(context.clone(), document.clone());
        let runtime = runtime.clone();
        move |request| definitions::answer(runtime.clone(), request, render.clone())
    };
    Router::new()
        .route("/definitions", post(imported))
        .route("/executions/{id}/history.json", get(history_json).with_state(runtime.clone()))
        .merge(definitions::routes(runtime.clone()))
        .merge(drafts::routes(runtime.clone()))
        .merge(mail::routes(postman.clone()))
        .merge(outbox::routes(runtime.clone(), demo))
        .merge(crate::link::routes(runtime.clone(), options.clone(), postman.public_url.starts_with("https:")))
        .leptos_routes_with_context(&options, generate_route_list(App), context.clone(), document)
        .fallback(file_and_error_handler_with_context::<LeptosOptions, _>(context, shell))
        .layer(from_fn_with_state(options.clone(), forms::answer))
        .layer(from_fn_with_state(runtime, visit::identify))
        .layer(map_response(never_stored))
        .with_state(options)
}

/// What one person may see is kept by no cache.
async fn never_stored(mut response: Response) -> Response {
    let is_page =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if is_page {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
