//! How mail stands: where it goes, what waits, what failed and what the mail server said.

use leptos::prelude::*;
use runtime::read::{Became, MailOverview, MailRow};

use crate::ledger;
use crate::ui::{Ago, Icon, Message, PostForm, Submit, Tone, When};
use crate::visit::Desk;

/// Where mail goes, and the counts.
pub(super) fn stands(desk: &Desk, overview: &MailOverview) -> AnyView {
    let figures = [
        ("Waiting", overview.waiting, false),
        ("Late", overview.late, overview.late > 0),
        (if desk.keeps_mail() { "Kept in 24 h" } else { "Sent in 24 h" }, overview.sent_today, false),
        ("Not needed in 24 h", overview.skipped_today, false),
        ("Failed", overview.failed, overview.failed > 0),
    ];
    view! {
        {way(desk)}
        {overview.trouble.clone().map(|trouble| view! {
            <Message tone=Tone::Bad icon="alert" still=true>
                <p><strong>"Mail is held up. "</strong>{trouble}</p>
                <p>"Nothing is lost: it is tried again and again, for two days."</p>
            </Message>
        })}
        <section aria-labelledby="mail-figures">
            <h2 id="mail-figures" class="hidden">"Figures"</h2>
            <dl class="figures">
                {figures.into_iter().map(|(name, count, bad)| view! {
                    <div class="figure" class:bad=bad>
                        <dt>{bad.then(|| view! { <Icon name="alert"/> })}{name}</dt>
                        <dd>{count}</dd>
                    </div>
                }).collect_view()}
            </dl>
        </section>
    }
    .into_any()
}

fn way(desk: &Desk) -> AnyView {
    if desk.keeps_mail() {
        return view! {
            <Message tone=Tone::Active icon="tray" still=true>
                <p><strong>"There is no mail server. "</strong>"Mail is kept in the "<a href="/outbox">"outbox"</a>" instead of being sent. Set "<code>"SMTP_URL"</code>" to send it."</p>
            </Message>
        }
        .into_any();
    }
    let from = desk.postman.from.to_string();
    view! { <p class="quiet"><Icon name="mail"/>" Mail is sent from " {from} " over the mail server that SMTP_URL names."</p> }.into_any()
}

/// What the mail server refused for good; nothing when nothing failed.
pub(super) fn failures(overview: &MailOverview) -> AnyView {
    if overview.failures.is_empty() {
        return ().into_any();
    }
    let more = overview.failed - i64::try_from(overview.failures.len()).unwrap_or(0);
    view! {
        <section class="sheet" aria-labelledby="failed-title">
            <h2 id="failed-title">"Mail that failed"</h2>
            <ul class="incidents">{overview.failures.iter().map(failure).collect_view()}</ul>
            {(more > 0).then(|| view! { <p class="quiet">{format!("{more} earlier ones are not shown.")}</p> })}
        </section>
    }
    .into_any()
}

fn failure(row: &MailRow) -> impl IntoView + use<> {
    let (at, address, note) = match &row.became {
        Became::Failed { at, address, note } => (Some(*at), address.clone(), note.clone()),
        _ => (None, String::new(), String::new()),
    };
    let (icon, word) = ledger::kind(&row.kind);
    let (title, id) = (format!("{word}: {}", row.person.name), row.id.to_string());
    let about = row.execution.map(|id| view! { " \u{b7} "<a href=format!("/executions/{id}/mail")>"the request"</a> });
    view! {
        <li class="incident">
            <div class="incident-words">
                <p class="incident-title"><Icon name=icon/>" "{title}</p>
                <p>{note}</p>
                <p class="quiet">{address} {at.map(|at| view! { ", "<When at/>" ("<Ago at/>")" })} {about}</p>
            </div>
            <PostForm action="/do/send-again">
                <input type="hidden" name="mail" value=id/>
                <Submit label="Send again" icon="retry" class="plain"/>
            </PostForm>
        </li>
    }
}
