//! Signing in: by e-mail and password; in the demo, by sitting down as somebody.

mod api;
mod personas;

use std::collections::BTreeMap;

use axum::extract::Query;
use axum::http::request::Parts;
use leptos::prelude::*;
use leptos_meta::Title;
use runtime::{Runtime, auth};

use crate::forms;
use crate::islands::{Hints, Once};
use crate::ui::{Key, Line, Message, Options, Problem, Submit, Tone, outside};
use crate::visit::{self, Demo};

/// The sign-in page.
#[component]
pub fn SignInPage() -> impl IntoView {
    let next = forms::local(&next()).to_owned();
    let demo = use_context::<Demo>().unwrap_or_default();
    let runtime = use_context::<Runtime>();
    let visit = visit::visit();
    outside(move || async move {
        let runtime = runtime.ok_or_else(|| Problem::internal("the sign-in page was made without a runtime"))?;
        if visit.away {
            return Err(Problem::Away);
        }
        if visit.caller.is_some() {
            return Err(Problem::Elsewhere(next));
        }
        if auth::setup_needed(&runtime).await? {
            return Err(Problem::Elsewhere("/setup".to_owned()));
        }
        let personas = demo.0.then(runtime::demo::personas);
        let flash = visit.flash;
        Ok(view! {
            <Title text="Sign in"/>
            <Letterhead/>
            {personas.map(|personas| view! { <personas::Personas personas next=next.clone()/> })}
            <section class="entry" class:second=demo.0>
                {if demo.0 {
                    view! { <h2>"Or by password"</h2> }.into_any()
                } else {
                    view! { <h1>"Sign in"</h1> }.into_any()
                }}
                {flash.refused.map(|said| view! { <Message tone=Tone::Bad icon="alert" alert=true><p>{said}</p></Message> })}
                <form class="form" method="post" action="/do/sign-in" data-once>
                    <Key/>
                    <input type="hidden" name="next" value=next/>
                    <Line id="email" name="email" label="E-mail" required=true value=flash.entered.get("email").cloned().unwrap_or_default()
                        options=Options { kind: "email", autocomplete: Some("username"), max_length: Some(254), ..Options::default() }/>
                    <Line id="password" name="password" label="Password" required=true
                        options=Options { kind: "password", autocomplete: Some("current-password"), ..Options::default() }/>
                    <div class="form-ways"><Submit label="Sign in"/></div>
                </form>
            </section>
            <Hints/>
            <Once/>
        }
        .into_any())
    })
}

/// Where to go afterwards, as the address says it; the router's own map would decode it twice.
fn next() -> String {
    let query =
        use_context::<Parts>().and_then(|parts| Query::<BTreeMap<String, String>>::try_from_uri(&parts.uri).ok());
    query.and_then(|Query(mut query)| query.remove("next")).unwrap_or_default()
}

/// The mark and the name, for pages without the rail.
#[component]
pub fn Letterhead() -> impl IntoView {
    view! {
        <header class="letterhead">
            <svg class="mark" aria-hidden="true"><use href="/icons.svg#mark"></use></svg>
            <span class="letterhead-name">"Countersign"</span>
        </header>
    }
}
