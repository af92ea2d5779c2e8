//! The first administrator, by the one-time code that the server printed on its console.

mod api;

use leptos::prelude::*;
use leptos_meta::Title;
use runtime::{Runtime, auth};

use crate::islands::{Hints, Once};
use crate::sign_in::Letterhead;
use crate::ui::{Choose, Key, Line, Message, Options, Problem, Submit, Tone, outside};
use crate::visit;

/// The page of the first start.
#[component]
pub fn SetupPage() -> impl IntoView {
    let runtime = use_context::<Runtime>();
    let visit = visit::visit();
    outside(move || async move {
        let runtime = runtime.ok_or_else(|| Problem::internal("the setup page was made without a runtime"))?;
        if visit.away {
            return Err(Problem::Away);
        }
        if !auth::setup_needed(&runtime).await? {
            return Err(Problem::NotFound);
        }
        let flash = visit.flash;
        let typed = |field: &str| flash.typed(field).unwrap_or_default();
        let wrong = |field: &str| flash.problem(field);
        let zones =
            chrono_tz::TZ_VARIANTS.iter().map(|zone| (zone.name().to_owned(), zone.name().replace('_', " "))).collect();
        let zone = flash.typed("time_zone").unwrap_or_else(|| "UTC".to_owned());
        Ok(view! {
            <Title text="Set up"/>
            <Letterhead/>
            <section class="entry">
                <h1>"Set up Countersign"</h1>
                <p class="lead">"Nobody is here yet. Name your organisation and make its first administrator: you."</p>
                {flash.refused.clone().map(|said| view! { <Message tone=Tone::Bad icon="alert" alert=true><p>{said}</p></Message> })}
                <form class="form" method="post" action="/do/setup" data-once>
                    <Key/>
                    <Line id="code" name="code" label="One-time code" required=true value=typed("code") problem=wrong("code")
                        help="The server printed it on its console when it started."
                        options=Options { autocomplete: Some("one-time-code"), max_length: Some(200), ..Options::default() }/>
                    <Line id="organisation" name="organisation" label="Organisation" required=true value=typed("organisation")
                        problem=wrong("organisation")
                        options=Options { autocomplete: Some("organization"), max_length: Some(200), ..Options::default() }/>
                    <Line id="name" name="name" label="Your name" required=true value=typed("name") problem=wrong("name")
                        options=Options { autocomplete: Some("name"), max_length: Some(200), ..Options::default() }/>
                    <Line id="email" name="email" label="Your e-mail" required=true value=typed("email") problem=wrong("email")
                        options=Options { kind: "email", autocomplete: Some("username"), max_length: Some(254), ..Options::default() }/>
                    <Line id="password" name="password" label="Password" required=true problem=wrong("password")
                        help=format!("At least {} characters; a few words are a good one.", auth::SHORTEST_PASSWORD)
                        options=Options { kind: "password", autocomplete: Some("new-password"), ..Options::default() }/>
                    <Choose id="time_zone" name="time_zone" label="Your time zone" required=true options=zones value=zone
                        problem=wrong("time_zone") help="Times are shown to you in it."/>
                    <div class="form-ways"><Submit label="Set up"/></div>
                </form>
            </section>
            <Hints/>
            <Once/>
        }
        .into_any())
    })
}
