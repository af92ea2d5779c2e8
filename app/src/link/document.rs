//! The HTML document of a link's page: no script, and a policy that allows none.

use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use chrono::{DateTime, Utc};
use leptos::config::LeptosOptions;
use leptos::prelude::*;
use leptos_meta::HashedStylesheet;
use runtime::links::Held;

use crate::moment::Zone;
use crate::shell;

/// Nothing but our own sheet, icons and fonts (which these pages do not use; a browser that looks for them finds them
/// allowed); forms go to ourselves; nobody may put it into a frame.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What surrounds a page.
pub(super) struct Document<'a> {
    pub options: &'a LeptosOptions,
    pub held: &'a Held,
}

impl Document<'_> {
    /// The document with this inside; times are in the zone of the person whom the link is for.
    pub fn of(&self, inside: impl FnOnce() -> AnyView, now: DateTime<Utc>) -> String {
        let options = self.options.clone();
        let (org, person) = (self.held.org_name.clone(), self.held.person.clone());
        let (title, colour) = (self.held.title.clone(), self.held.colour.clone());
        let zone = Zone::new(&self.held.time_zone, now);
        Owner::new().with(move || {
            provide_context(zone);
            let inside = inside();
            let main = view! {
                <header class="link-head">
                    <p class="link-org">{org}</p>
                    <p class="link-for">"For " <strong>{person}</strong></p>
                </header>
                <main id="main" class="link-main">{inside}</main>
                <footer class="link-foot">
                    <p>"This page belongs to a link in a mail. Opening it decides nothing; only its buttons do."</p>
                </footer>
            };
            html(&options, &title, &colour, main.into_any())
        })
    }
}

fn html(options: &LeptosOptions, title: &str, colour: &str, body: AnyView) -> String {
    let (options, title, colour) = (options.clone(), title.to_owned(), colour.to_owned());
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" content=colour/>
                <meta name="robots" content="noindex, nofollow"/>
                {shell::title(&title)}
                <link rel="icon" href="/mark.svg" type="image/svg+xml"/>
                <HashedStylesheet options/>
            </head>
            <body class="link">{body}</body>
        </html>
    }
    .to_html()
}

/// A page with one sentence.
pub(super) fn plain(options: &LeptosOptions, status: StatusCode, sentence: &str) -> String {
    shell::plain(options, status, sentence)
}

/// The answer, with what keeps it from caches, frames and other sites.
pub(super) fn respond(status: StatusCode, html: String) -> Response {
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    ];
    (status, headers, Html(html)).into_response()
}
