//! What administrators watch: what is stopped, which timers come next and whether they are late, and how late they were.

mod lateness;

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use runtime::read::{self, IncidentRow, MailOverview, SystemOverview, TimerRow};

use crate::ui::{Ago, Badge, Empty, Head, Icon, Page, PostForm, Section, Submit, Tone, When, page};
use crate::visit::Desk;

/// Timers that are shown at once.
const SHOWN: usize = 12;

/// The page of the system.
#[component]
pub fn SystemPage() -> impl IntoView {
    page(Section::System, |desk| async move { show(desk).await })
}

async fn show(desk: Desk) -> Page {
    let overview = read::system(&desk.runtime, &desk.caller).await?;
    let mail = read::mail_overview(&desk.runtime, &desk.caller).await?;
    let (now, outbox) = (desk.now, desk.keeps_mail());
    Ok(view! {
        <Head title="System">
            <a class="button plain" href="/mail"><Icon name="mail"/>"Mail"</a>
            {outbox.then(|| view! { <a class="button plain" href="/outbox"><Icon name="tray"/>"Outbox"</a> })}
        </Head>
        <div id="system" class="stack" data-live>
            {figures(&overview, &mail)}
            {incidents(&overview)}
            <div class="columns system-parts">
                {timers(&overview, now)}
                {lateness::section(&overview.lateness)}
            </div>
        </div>
    }
    .into_any())
}

/// The counts, each with what it means.
fn figures(overview: &SystemOverview, mail: &MailOverview) -> AnyView {
    let late = overview.timers_late > 0;
    let figures = [
        ("Under way", overview.running, "", false),
        ("Closed", overview.closed, "", false),
        ("Open tasks", overview.open_tasks, "", false),
        ("Overdue", overview.overdue_tasks, "alert", overview.overdue_tasks > 0),
        ("Timers waiting", overview.timers_waiting, "", false),
        ("Timers late", overview.timers_late, "alert", late),
        ("Incidents", overview.incident_count, "alert", overview.incident_count > 0),
        ("Mail waiting", mail.waiting, "", false),
        ("Mail refused", mail.failed, "alert", mail.failed > 0),
    ];
    view! {
        <section class="figures-part" aria-labelledby="figures-title">
            <h2 id="figures-title" class="hidden">"Figures"</h2>
            <dl class="figures">
                {figures.into_iter().map(|(name, count, icon, bad)| view! {
                    <div class="figure" class:bad=bad>
                        <dt>{bad.then(|| view! { <Icon name=icon/> })}{name}</dt>
                        <dd>{count}</dd>
                    </div>
                }).collect_view()}
                <div class="figure good"><dt><Icon name="check"/>"Database"</dt><dd>"answers"</dd></div>
            </dl>
        </section>
    }
    .into_any()
}

fn incidents(overview: &SystemOverview) -> AnyView {
    let rows = overview.incidents.iter().map(incident).collect_view();
    let more = overview.incident_count - i64::try_from(overview.incidents.len()).unwrap_or(0);
    view! {
        <section class="sheet" aria-labelledby="incidents-title">
            <h2 id="incidents-title">"Open incidents"</h2>
            {if overview.incidents.is_empty() {
                view! { <p class="quiet"><Icon name="check"/>" Nothing is stopped. Every request waits for somebody or for a moment."</p> }.into_any()
            } else {
                view! { <ul class="incidents">{rows}</ul> }.into_any()
            }}
            {(more > 0).then(|| view! { <p class="quiet">{format!("{more} more are not shown; the oldest come first.")}</p> })}
        </section>
    }
    .into_any()
}

fn incident(row: &IncidentRow) -> impl IntoView + use<> {
    let (execution, no) = (row.execution.to_string(), row.no.to_string());
    view! {
        <li class="incident">
            <div class="incident-words">
                <p class="incident-title"><a href=format!("/executions/{execution}")>{row.title.clone()}</a></p>
                <p>{engine::narrate::stopped(&row.reason)}</p>
                <p class="quiet">{format!("At \u{201c}{}\u{201d}, since ", row.step)}<When at=row.raised_at/>" ("<Ago at=row.raised_at/>")"</p>
            </div>
            <PostForm action="/do/mend">
                <input type="hidden" name="execution" value=execution.clone()/>
                <input type="hidden" name="incident" value=no/>
                <input type="hidden" name="from" value="/system"/>
                <Submit label="Try again" icon="retry" class="plain"/>
            </PostForm>
        </li>
    }
}

fn timers(overview: &SystemOverview, now: DateTime<Utc>) -> AnyView {
    let (first, rest) = overview.timers.split_at(overview.timers.len().min(SHOWN));
    let list =
        |rows: &[TimerRow]| view! { <ol class="timers">{rows.iter().map(|row| timer(row, now)).collect_view()}</ol> };
    let more = overview.timers_waiting - i64::try_from(overview.timers.len()).unwrap_or(0);
    view! {
        <section class="sheet" aria-labelledby="timers-title">
            <h2 id="timers-title">"Timers due next"</h2>
            {if first.is_empty() {
                view! { <Empty icon="clock" title="No timer waits" text="Reminders, escalations, timeouts and waits appear here while requests are under way."/> }.into_any()
            } else {
                list(first).into_any()
            }}
            {(!rest.is_empty()).then(|| view! {
                <details class="timers-rest" id="timers-rest">
                    <summary>{format!("{} more", rest.len())}</summary>
                    {list(rest)}
                </details>
            })}
            {(more > 0).then(|| view! { <p class="quiet">{format!("And {more} later ones.")}</p> })}
        </section>
    }
    .into_any()
}

fn timer(row: &TimerRow, now: DateTime<Utc>) -> impl IntoView + use<> {
    let late = row.due_at <= now;
    let (icon, word) = purpose(&row.purpose);
    view! {
        <li class="timer" class:late=late>
            <span class="timer-icon"><Icon name=icon/></span>
            <div class="timer-words">
                <p><strong>{word}</strong>{format!(" at \u{201c}{}\u{201d}", row.step)}</p>
                <p class="quiet"><a href=format!("/executions/{}", row.execution)>{row.title.clone()}</a></p>
            </div>
            <p class="timer-when">
                {late.then(|| view! { <Badge tone=Tone::Bad icon="alert" text="Late"/> })}
                <When at=row.due_at/>
                <span class="quiet"><Ago at=row.due_at/></span>
            </p>
        </li>
    }
}

/// Icon and word of a timer's purpose.
fn purpose(purpose: &str) -> (&'static str, &'static str) {
    match purpose {
        "reminder" => ("bell", "Reminder"),
        "due" => ("clock", "Due time"),
        "escalation" => ("up", "Escalation"),
        "timeout" => ("flag", "Final timeout"),
        "signal_timeout" => ("flag", "End of the wait for a signal"),
        _ => ("wait", "End of a wait"),
    }
}
