//! The HTTP server: pages, their files and live updates, wrapped in everything that keeps them safe.
//! From the outside in: panics caught, requests logged, headers set, host checked, origin checked, size limited, session.

mod assets;
mod body;
mod client;
mod health;
mod host;
mod live;
mod log;
mod origin;
mod outside;
mod panic;
mod plain;
mod security;
mod sessions;

use std::sync::Arc;

use app::visit::Demo;
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::routing::get;
use runtime::mail::Postman;
use runtime::{Change, Runtime};
use tokio::sync::{broadcast, watch};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

use crate::api;
use crate::config::PublicUrl;

pub use assets::Site;
pub use health::Readiness;

use origin::Origins;

/// What the router is made of.
#[derive(Debug)]
pub struct House {
    pub runtime: Runtime,
    pub postman: Postman,
    pub changes: broadcast::Sender<Change>,
    pub readiness: Readiness,
    pub shutdown: watch::Receiver<bool>,
    pub site: Site,
    pub public: PublicUrl,
    pub listen: std::net::SocketAddr,
    pub demo: Demo,
}

/// Everything the server answers.
pub fn router(house: House) -> Router {
    let is_https = house.public.is_https();
    let origins = Arc::new(Origins::new(&house.public, house.listen));
    let readiness = house.readiness.clone();
    let health = health::routes(readiness.clone(), house.runtime.clone());
    let rest = api::router(house.runtime.clone());
    let rest =
        Router::new().route_service("/api/v1/", rest.clone().into_service::<axum::body::Body>()).nest("/api/v1", rest);
    let rest = at_the_door(rest, &readiness, &origins).layer(map_response(api::as_problem));
    // What programs call without a cookie: a token in the path is what they prove.
    let outside = at_the_door(outside::routes(house.runtime.clone()), &readiness, &origins);
    let people = people(house).layer(from_fn_with_state(Arc::clone(&origins), origin::check));
    health
        .merge(rest)
        .merge(outside)
        .fallback_service(at_the_door(people, &readiness, &origins))
        .layer(
            CompressionLayer::new()
                .compress_when(DefaultPredicate::new().and(NotForContentType::const_new("font/woff2"))),
        )
        .layer(from_fn_with_state(is_https, security::headers))
        .layer(from_fn(log::request))
        .layer(CatchPanicLayer::custom(panic::answer))
}

/// What browsers ask for: files by their names, everything else from the pages, with a session.
fn people(house: House) -> Router {
    let files = house.site.routes();
    let live = live::Live::new(house.runtime.clone(), house.changes, house.shutdown);
    let pages = app::serve::pages(house.runtime.clone(), house.demo, house.postman, house.site.leptos())
        .merge(Router::new().route("/live", get(live::follow)).with_state(live))
        .layer(sessions::layer(house.runtime, house.public.is_https()))
        .layer(from_fn(client::address));
    files.fallback_service(pages)
}

/// What holds for pages and programs alike: the right host, a server that is ready, a body of a sane size.
fn at_the_door(router: Router, readiness: &Readiness, origins: &Arc<Origins>) -> Router {
    router
        .layer(from_fn(body::limit))
        .layer(from_fn_with_state(readiness.clone(), health::gate))
        .layer(from_fn_with_state(Arc::clone(origins), host::check))
}
