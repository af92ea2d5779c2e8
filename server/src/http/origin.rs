//! A request that may change something must come from our own pages. Browsers say where a request comes from, and
//! pages cannot forge it. The REST API stands outside: its calls carry a token instead of a cookie.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::plain::Plain;
use crate::config::PublicUrl;

/// Where the pages of links in mails are.
const LINKS: &str = "/l/";

const FOREIGN: Plain = Plain {
    status: StatusCode::FORBIDDEN,
    sentence: "This was sent from another site, so nothing was done. Open the page here and try again.",
};

/// The addresses under which this server is known.
#[derive(Debug)]
pub struct Origins {
    hosts: Vec<String>,
    origins: Vec<String>,
}

impl Origins {
    /// The public address; and this machine's own names when it serves this machine only.
    pub fn new(public: &PublicUrl, listen: SocketAddr) -> Self {
        let mut hosts = vec![public.authority().to_owned()];
        let mut origins = vec![public.origin()];
        if listen.ip().is_loopback() {
            for name in ["localhost", "127.0.0.1", "[::1]"] {
                hosts.push(format!("{name}:{}", listen.port()));
                origins.push(format!("http://{name}:{}", listen.port()));
            }
        }
        Self { hosts, origins }
    }

    /// Whether a `Host` names this server.
    pub fn knows_host(&self, host: &str) -> bool {
        self.hosts.iter().any(|known| known.eq_ignore_ascii_case(host))
    }

    /// Whether a request that changes something comes from this server's own pages.
    fn are_own(&self, path: &str, headers: &HeaderMap) -> bool {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        match (text("sec-fetch-site"), text(header::ORIGIN.as_str())) {
            (Some("same-origin" | "none"), _) => true,
            // Pages of links send no referrer, and browsers then no origin. Those that do not say either from where a form
            // comes are guarded by what such a form carries: a cookie that only our own pages send along, and its nonce.
            (None, Some("null")) => path.starts_with(LINKS),
            (_, origin) => origin.is_some_and(|origin| self.origins.iter().any(|known| known == origin)),
        }
    }
}

/// Refuses what would change something and does not come from our own pages.
pub async fn check(State(origins): State<Arc<Origins>>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || origins.are_own(request.uri().path(), request.headers()) {
        return next.run(request).await;
    }
    tracing::warn!(origin = ?request.headers().get(header::ORIGIN), "refused a request from another site");
    FOREIGN.answer(request.headers())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::SettingArgs;
    use crate::config::Settings;

    fn origins(listen: &str, public: &str) -> Origins {
        let args = SettingArgs {
            listen: Some(listen.to_owned()),
            public_url: Some(public.to_owned()),
            ..SettingArgs::default()
        };
        let settings = Settings::check(args).expect("good settings");
        Origins::new(&settings.public, settings.listen)
    }

    fn own(origins: &Origins, pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().expect("a header"));
        }
        origins.are_own("/do/decide", &headers)
    }

    #[test]
    fn only_our_own_pages_may_change_something() {
        let public = origins("0.0.0.0:3000", "https://approvals.example.com");
        assert!(own(&public, &[("sec-fetch-site", "same-origin")]));
        assert!(own(&public, &[("sec-fetch-site", "none")]));
        assert!(own(&public, &[("origin", "https://approvals.example.com")]));
        assert!(!own(&public, &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example.com")]));
        assert!(!own(&public, &[("sec-fetch-site", "same-site"), ("origin", "https://other.example.com")]));
        assert!(!own(&public, &[("origin", "http://approvals.example.com")]), "not over http");
        assert!(!own(&public, &[("origin", "http://localhost:3000")]));
        assert!(!own(&public, &[("origin", "null")]));
        assert!(!own(&public, &[]), "a form sent by no browser");
        let mut headers = HeaderMap::new();
        headers.insert(header::ORIGIN, "null".parse().expect("a header"));
        assert!(public.are_own("/l/762-token", &headers), "the page of a link, in a browser that says no more");
        headers.insert("sec-fetch-site", "cross-site".parse().expect("a header"));
        assert!(!public.are_own("/l/762-token", &headers));
    }

    #[test]
    fn this_machine_has_several_names_but_no_foreign_ones() {
        let local = origins("127.0.0.1:3000", "http://127.0.0.1:3000");
        assert!(local.knows_host("localhost:3000") && local.knows_host("127.0.0.1:3000"));
        assert!(!local.knows_host("rebound.example.com:3000") && !local.knows_host("127.0.0.1:8080"));
        let public = origins("0.0.0.0:3000", "https://approvals.example.com");
        assert!(public.knows_host("Approvals.example.com") && !public.knows_host("localhost:3000"));
    }
}
