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
mod panic;
mod plain;
mod security;
mod sessions;

use std::sync::Arc;

use app::visit::Demo;
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use runtime::{Change, Runtime};
use tokio::sync::{broadcast, watch};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::config::PublicUrl;

pub use assets::Site;
pub use health::Readiness;

/// What the router is made of.
#[derive(Debug)]
pub struct House {
    pub runtime: Runtime,
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
    let origins = Arc::new(origin::Origins::new(&house.public, house.listen));
    let live = Router::new().route("/live", get(live::follow)).with_state(live::Live {
        runtime: house.runtime.clone(),
        changes: house.changes,
        shutdown: house.shutdown,
    });
    let people = app::serve::pages(house.runtime.clone(), house.demo, house.site.leptos())
        .merge(live)
        .layer(sessions::layer(house.runtime.clone(), house.public.is_https()))
        .layer(from_fn(client::address));
    let guarded = house
        .site
        .routes()
        .fallback_service(people)
        .layer(from_fn(body::limit))
        .layer(from_fn_with_state(Arc::clone(&origins), origin::check))
        .layer(from_fn_with_state(house.readiness.clone(), health::gate))
        .layer(from_fn_with_state(origins, host::check));
    health::routes(house.readiness, house.runtime)
        .fallback_service(guarded)
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(house.public.is_https(), security::headers))
        .layer(from_fn(log::request))
        .layer(CatchPanicLayer::custom(panic::answer))
}
