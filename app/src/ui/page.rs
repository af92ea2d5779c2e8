//! The frame of every load: who looks, what they may see, what it looks like when that fails, and the right status.

use std::future::Future;

use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;

use super::frame::{Frame, Section, counts};
use super::{Problem, Said};
use crate::visit::{self, Desk};

/// What a page loads: its view, or why it cannot be shown.
pub type Page = Result<AnyView, Problem>;

/// A page for signed-in people: opens the desk, loads, and puts the result (or the problem) into the frame.
pub fn page<F, Load>(section: Section, load: F) -> AnyView
where
    F: FnOnce(Desk) -> Load + Send + 'static,
    Load: Future<Output = Page> + Send + 'static,
{
    let response = use_context::<ResponseOptions>();
    match Desk::open() {
        Err(problem) => {
            answer(response.as_ref(), &problem);
            view! { <main id="main" class="alone">{problem.view()}</main> }.into_any()
        }
        Ok(desk) => Suspend::new(async move {
            let counts = counts(&desk).await;
            let inside = load(desk.clone()).await.unwrap_or_else(|problem| {
                answer(response.as_ref(), &problem);
                problem.view()
            });
            view! { <Frame desk section counts>{inside}</Frame> }.into_any()
        })
        .into_any(),
    }
}

/// A page for signed-in people that takes the whole window.
pub fn bare<F, Load>(load: F) -> AnyView
where
    F: FnOnce(Desk) -> Load + Send + 'static,
    Load: Future<Output = Page> + Send + 'static,
{
    let response = use_context::<ResponseOptions>();
    let refused = move |problem: &Problem| {
        answer(response.as_ref(), problem);
        view! { <main id="main" class="alone">{problem.view()}</main> }.into_any()
    };
    match Desk::open() {
        Err(problem) => refused(&problem),
        Ok(desk) => Suspend::new(async move {
            match load(desk).await {
                Ok(inside) => view! { <main id="main" class="editor-page">{inside}</main> }.into_any(),
                Err(problem) => refused(&problem),
            }
        })
        .into_any(),
    }
}

/// A page for people who are not signed in; `load` is given what the last form left.
pub fn outside<F, Load>(load: F) -> AnyView
where
    F: FnOnce() -> Load + Send + 'static,
    Load: Future<Output = Page> + Send + 'static,
{
    let response = use_context::<ResponseOptions>();
    Suspend::new(async move {
        let inside = load().await.unwrap_or_else(|problem| {
            answer(response.as_ref(), &problem);
            problem.view()
        });
        view! { <main id="main" class="outside">{inside}</main> }.into_any()
    })
    .into_any()
}

/// Sets the status that belongs to a problem, and the way to where the browser is sent.
fn answer(response: Option<&ResponseOptions>, problem: &Problem) {
    let Some(response) = response else { return };
    response.set_status(problem.status());
    let to = match problem {
        Problem::SignIn => sign_in_for(&visit::here()),
        Problem::Elsewhere(to) => to.clone(),
        _ => return,
    };
    if let Ok(to) = HeaderValue::from_str(&to) {
        response.insert_header(header::LOCATION, to);
    }
}

/// The path of the sign-in page that leads back to this one.
pub fn sign_in_for(here: &str) -> String {
    if here == "/" { "/sign-in".to_owned() } else { format!("/sign-in?next={}", encoded(here)) }
}

/// A text as part of a query.
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The heading of a page: one `h1`, what it is about, what can be done here.
#[component]
pub fn Head(
    #[prop(into)] title: String,
    /// A short line above the title: what kind of thing this is.
    #[prop(optional, into)]
    kind: Option<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <Title text=title.clone()/>
        <header class="head">
            <div class="head-text">
                {kind.map(|kind| view! { <p class="kind">{kind}</p> })}
                <h1>{title}</h1>
            </div>
            {children.map(|children| view! { <div class="head-ways">{children()}</div> })}
        </header>
        <Said/>
    }
}

/// The start: the inbox of whoever is signed in.
#[component]
pub fn Home() -> impl IntoView {
    page(Section::Inbox, |_| async { Err(Problem::Elsewhere("/inbox".to_owned())) })
}

/// A path that leads nowhere.
#[component]
pub fn NoSuchPage() -> impl IntoView {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(StatusCode::NOT_FOUND);
    }
    let known = use_context::<Parts>().is_some() && visit::visit().caller.is_some();
    if known {
        page(Section::Elsewhere, |_| async { Err(Problem::NotFound) })
    } else {
        view! { <main id="main" class="alone">{Problem::NotFound.view()}</main> }.into_any()
    }
}
