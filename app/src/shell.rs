//! The HTML document around every page.

use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use leptos::config::LeptosOptions;
use leptos::either::Either;
use leptos::hydration::HydrationScripts;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags};

use crate::modules::Modules;
use crate::routes::App;

/// Islands start when the browser is idle, as Leptos has it; on a busy machine that may never be, so they start soon in any case.
const SOON: &str = "((idle) => { if (idle) window.requestIdleCallback = (act, options) => idle.call(window, act, { timeout: 200, ...options }); })(window.requestIdleCallback);";

/// The cookie that keeps the choice of theme; the island `ThemeToggle` writes it too.
pub const THEME: &str = "theme";

/// The document of a page.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f6f2e9"/>
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#11151f"/>
                <link rel="icon" href="/mark.svg" type="image/svg+xml"/>
                <link rel="preload" href="/fonts/instrument-sans.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
                <HashedStylesheet options=options.clone() id="style"/>
                {if is_draft() {
                    // A draft's page has the editor, and its sheet, in place of the islands.
                    let modules = use_context::<Modules>().unwrap_or_default();
                    Either::Left(view! {
                        <link rel="stylesheet" href=modules.sheet("editor")/>
                        // A large drawing is shown when all of it is there: in parts, it would be laid out once for each.
                        <link rel="expect" href="#opening" blocking="render"/>
                        <link rel="modulepreload" href=modules.script("editor")/>
                        <link rel="preload" href=modules.wasm("editor") r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
                    })
                } else {
                    Either::Right(view! {
                        <script nonce=use_nonce() inner_html=SOON></script>
                        <HydrationScripts options islands=true/>
                    })
                }}
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// Whether the page asked for is that of a draft.
fn is_draft() -> bool {
    let path = use_context::<Parts>().map(|parts| parts.uri.path().to_owned()).unwrap_or_default();
    path.strip_prefix("/drafts/").is_some_and(|rest| rest != "new" && !rest.contains('/'))
}

/// The chosen theme; nothing when the system's is followed.
pub fn theme() -> Option<&'static str> {
    let parts = use_context::<Parts>()?;
    let cookies = parts.headers.get(header::COOKIE)?.to_str().ok()?;
    let chosen =
        cookies.split(';').filter_map(|cookie| cookie.trim().split_once('=')).find(|(name, _)| *name == THEME)?.1;
    ["light", "dark"].into_iter().find(|theme| *theme == chosen)
}

/// The title of a document that `leptos_meta` does not make: its text alone, without the marks between parts of a view.
pub fn title(text: &str) -> impl IntoView + use<> {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    leptos::html::title().inner_html(escaped)
}

/// A whole page with one sentence, for answers that have no page to go back to.
pub fn plain(options: &LeptosOptions, status: StatusCode, sentence: &str) -> String {
    let title = match status {
        StatusCode::NOT_FOUND => "Nothing here",
        StatusCode::FORBIDDEN => "Not for you",
        StatusCode::UNPROCESSABLE_ENTITY => "Nothing was changed",
        StatusCode::SERVICE_UNAVAILABLE => "The database is away",
        _ => "Something went wrong",
    };
    let (options, sentence) = (options.clone(), sentence.to_owned());
    Owner::new().with(move || {
        view! {
            <!DOCTYPE html>
            <html lang="en">
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    {self::title(&format!("{title} \u{b7} Countersign"))}
                    <link rel="icon" href="/mark.svg" type="image/svg+xml"/>
                    <HashedStylesheet options/>
                </head>
                <body>
                    <main id="main" class="alone">
                        <h1>{title}</h1>
                        <p class="lead">{sentence}</p>
                        <p><a class="button" href="/">"Go to the start"</a></p>
                    </main>
                </body>
            </html>
        }
        .to_html()
    })
}
