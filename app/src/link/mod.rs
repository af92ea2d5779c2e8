//! The pages behind the links in mails: no script, no font, one sheet; readable and answerable on any phone. Opening one
//! changes nothing but a record that it was opened; an answer is a form that is posted from a page view of our own.

mod answer;
mod document;
mod signal;
mod task;
mod throttle;

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use leptos::config::LeptosOptions;
use runtime::Runtime;
use runtime::links::{self, LinkPage, LinkToken, Need, Opening, PageView};

use crate::visit::{Address, Visit};
use answer::Posted;
use document::Document;
use throttle::Throttle;

/// What the pages of links work with.
#[derive(Clone)]
pub(crate) struct Desk {
    runtime: Runtime,
    options: LeptosOptions,
    is_https: bool,
    throttle: Arc<Throttle>,
}

/// The routes; to be wrapped in what finds out who is signed in.
pub(crate) fn routes(runtime: Runtime, options: LeptosOptions, is_https: bool) -> Router<LeptosOptions> {
    let desk = Desk { runtime, options, is_https, throttle: Arc::default() };
    Router::new().route("/l/{token}", get(show).post(post)).with_state(desk)
}

/// Who opens a link, and from where.
struct Guest<'a> {
    visit: &'a Visit,
    headers: &'a HeaderMap,
}

impl Guest<'_> {
    fn agent(&self) -> &str {
        self.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default()
    }
}

async fn show(
    State(desk): State<Desk>,
    Path(token): Path<String>,
    method: Method,
    Extension(visit): Extension<Visit>,
    address: Option<Extension<Address>>,
    headers: HeaderMap,
) -> Response {
    let guest = Guest { visit: &visit, headers: &headers };
    match desk.admit(&token, address.as_ref()) {
        Err(refused) => *refused,
        Ok(token) => desk.page(&token, &method, &guest, StatusCode::OK, &Posted::default()).await,
    }
}

async fn post(
    State(desk): State<Desk>,
    Path(token): Path<String>,
    Extension(visit): Extension<Visit>,
    address: Option<Extension<Address>>,
    headers: HeaderMap,
    Form(posted): Form<Posted>,
) -> Response {
    let token = match desk.admit(&token, address.as_ref()) {
        Err(refused) => return *refused,
        Ok(token) => token,
    };
    let guest = Guest { visit: &visit, headers: &headers };
    let signed_in = visit.caller.as_ref().map(|caller| caller.person);
    let cookie = desk.cookie(&token, &headers);
    match answer::answer(&desk.runtime, &token, cookie.as_deref(), signed_in, &posted).await {
        Ok(()) => see_other(&format!("/l/{token}")),
        Err(refusal) => {
            let (status, posted) = refusal.into_page(posted);
            desk.page(&token, &Method::POST, &guest, status, &posted).await
        }
    }
}

impl Desk {
    /// The token, if it is one and was not tried too often.
    fn admit(&self, token: &str, address: Option<&Extension<Address>>) -> Result<LinkToken, Box<Response>> {
        let now = self.runtime.clock().now();
        let address = address.map(|Extension(Address(address))| address.as_str()).unwrap_or_default();
        let prefix = token.split_once('-').map_or(token, |(_, secret)| secret);
        let prefix: String = prefix.chars().take(8).collect();
        if !self.throttle.allows(address, &prefix, now) {
            let page =
                self.plain(StatusCode::TOO_MANY_REQUESTS, "This was opened very often. Wait a minute and try again.");
            return Err(Box::new(with(page, header::RETRY_AFTER, "60")));
        }
        token.parse().map_err(|_| Box::new(self.unknown()))
    }

    /// The page of a link, as a new page view.
    async fn page(
        &self,
        token: &LinkToken,
        method: &Method,
        guest: &Guest<'_>,
        status: StatusCode,
        posted: &Posted,
    ) -> Response {
        let cookie = self.cookie(token, guest.headers);
        let signed_in = guest.visit.caller.as_ref();
        let opening = Opening {
            token,
            method: method.as_str(),
            agent: guest.agent(),
            cookie: cookie.as_deref(),
            signed_in: signed_in.map(|caller| caller.person),
        };
        let view = match links::open(&self.runtime, opening).await {
            Ok(view) => view,
            Err(error) => return self.failed(&error),
        };
        let held = match &view.page {
            LinkPage::Task(page) => &page.held,
            LinkPage::Signal(page) => &page.held,
        };
        let is_own = signed_in.is_some_and(|caller| caller.person == held.person_id);
        if let (LinkPage::Task(page), true) = (&view.page, is_own)
            && let Need::SignIn { task } = page.need
        {
            return see_other(&format!("/tasks/{task}"));
        }
        let other = signed_in.filter(|_| !is_own).map(|caller| caller.name.clone());
        if other.is_some() {
            tracing::warn!(person = %held.person_id, "a link was opened by somebody else who is signed in");
        }
        let document = Document { options: &self.options, held };
        let now = self.runtime.clock().now();
        let html = match &view.page {
            LinkPage::Task(page) => document.of(task::view(page, &view.nonce, posted, other), now),
            LinkPage::Signal(page) => document.of(signal::view(page, &view.nonce, posted, other), now),
        };
        self.with_cookie(document::respond(status, html), token, &view)
    }

    /// A cookie of its own for each browser and link: what a page view's forms are bound to.
    fn with_cookie(&self, response: Response, token: &LinkToken, view: &PageView) -> Response {
        let secure = if self.is_https { "; Secure" } else { "" };
        let cookie = format!(
            "{}={}; Path=/; HttpOnly; SameSite=Strict; Max-Age=3600{secure}",
            self.cookie_name(token),
            view.cookie
        );
        with(response, header::SET_COOKIE, &cookie)
    }

    fn cookie(&self, token: &LinkToken, headers: &HeaderMap) -> Option<String> {
        let name = self.cookie_name(token);
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        cookies
            .flat_map(|value| value.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.to_owned())
    }

    /// Each link has its own, so that two links opened one after the other do not spoil each other.
    fn cookie_name(&self, token: &LinkToken) -> String {
        let host = if self.is_https { "__Host-" } else { "" };
        format!("{host}countersign-link-{}", token.tag())
    }

    fn failed(&self, error: &runtime::Error) -> Response {
        match error {
            runtime::Error::NotFound => self.unknown(),
            runtime::Error::Unavailable(source) => {
                tracing::warn!(error = ?source, "a link found no database");
                self.plain(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "The database cannot be reached at the moment. Nothing is lost; open the link again shortly.",
                )
            }
            error => {
                tracing::error!(error = ?error, "the page of a link could not be made");
                self.plain(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "Something went wrong on our side. It was written to the log.",
                )
            }
        }
    }

    fn unknown(&self) -> Response {
        self.plain(
            StatusCode::NOT_FOUND,
            "This link leads nowhere. Perhaps it was cut in two by the mail program; copy it whole, or use a newer mail.",
        )
    }

    fn plain(&self, status: StatusCode, sentence: &str) -> Response {
        document::respond(status, document::plain(&self.options, status, sentence))
    }
}

fn see_other(to: &str) -> Response {
    let response = (StatusCode::SEE_OTHER, [(header::CACHE_CONTROL, "no-store")]).into_response();
    let response = with(response, header::REFERRER_POLICY, "no-referrer");
    with(response, header::LOCATION, to)
}

fn with(mut response: Response, name: header::HeaderName, value: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().append(name, value);
    }
    response
}
