//! One's own account: what it says about me, in which time zone I read times, what I want mailed, and where I am signed in.

use leptos::prelude::*;
use runtime::mail::preferences;

use super::mail;
use crate::ui::{Choose, Head, Page, PostForm, Section, Submit, page};
use crate::visit::Desk;

/// The page of one's own account.
#[component]
pub fn AccountPage() -> impl IntoView {
    page(Section::Elsewhere, show)
}

async fn show(desk: Desk) -> Page {
    let flash = desk.flash.of("time-zone");
    let zones = chrono_tz::TZ_VARIANTS.iter().map(|zone| (zone.name().to_owned(), zone.name().replace('_', " ")));
    let chosen = flash.typed("time_zone").unwrap_or_else(|| desk.caller.time_zone.clone());
    let now = desk.zone().short(desk.now);
    let mail = mail::section(&desk, &preferences(&desk.runtime, &desk.caller).await?);
    Ok(view! {
        <Head title="Your account" kind=desk.caller.org_name.clone()/>
        <div class="stack narrow">
            <section class="sheet" aria-labelledby="who-title">
                <h2 id="who-title">{desk.caller.name.clone()}</h2>
                <p>{desk.caller.email.clone()}</p>
                <p class="field-help">"An administrator changes names, addresses and groups."</p>
            </section>
            <section class="sheet" aria-labelledby="zone-title">
                <h2 id="zone-title">"Time zone"</h2>
                <PostForm action="/do/time-zone" class="form">
                    <Choose id="time_zone" name="time_zone" label="Times are shown for" options=zones.collect() required=true
                        value=chosen problem=flash.problem("time_zone") help=format!("There it is {now} now.")/>
                    <div class="form-ways"><Submit label="Save"/></div>
                </PostForm>
            </section>
            {mail}
            <section class="sheet" aria-labelledby="sessions-title">
                <h2 id="sessions-title">"Sessions"</h2>
                <p>"Left yourself signed in somewhere? This ends every session of yours, this one too."</p>
                <form method="post" action="/do/sign-out-everywhere" class="form-ways spaced">
                    <Submit label="Sign out everywhere" class="plain" icon="door"/>
                </form>
            </section>
        </div>
    }
    .into_any())
}
