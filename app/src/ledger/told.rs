//! Who was told what, and what became of the mail, in one sentence each.

use leptos::prelude::*;
use runtime::read::{Became, LedgerRow};
use uuid::Uuid;

use crate::moment::Zone;
use crate::ui::{Icon, Person, Tone, When};
use crate::visit::Desk;

/// The rows of the ledger.
pub(super) fn section(desk: &Desk, told: &[LedgerRow]) -> AnyView {
    let whose = if desk.caller.roles.admin {
        "Everybody who was told something about this request, oldest first."
    } else {
        "What you were told about this request, oldest first. Administrators see what others were told."
    };
    let zone = desk.zone();
    view! {
        <section class="sheet" aria-labelledby="told-title">
            <h2 id="told-title">"Who was told what"</h2>
            <p class="quiet">{whose}</p>
            <div id="told" data-live>
                {told.is_empty().then(|| view! { <p class="told-none">"Nobody was told anything yet."</p> })}
                <ol class="told">{told.iter().map(|row| one(row, &zone)).collect_view()}</ol>
            </div>
        </section>
    }
    .into_any()
}

fn one(row: &LedgerRow, zone: &Zone) -> impl IntoView + use<> {
    let (icon, word) = kind(&row.kind);
    let (tone, fate_icon, fate) = fate(&row.became, zone);
    let kept = row.mail.filter(|_| matches!(row.became, Became::Kept { .. }));
    let read = match row.read_at {
        Some(at) => view! { <span>"Read in the app " <When at/></span> }.into_any(),
        None => view! { <span class="quiet">"Not read in the app"</span> }.into_any(),
    };
    view! {
        <li class="told-row">
            <span class="told-icon"><Icon name=icon/></span>
            <div class="told-who">
                <Person name=row.person.name.clone()/>
                <p><strong>{word}</strong>" "<When at=row.told_at/></p>
            </div>
            <div class="told-fate">
                <p class=format!("told-became {}", tone.class())><Icon name=fate_icon/><span>{fate} {kept.map(mail)}</span></p>
                <p class="told-read">{read}</p>
            </div>
        </li>
    }
}

fn mail(id: Uuid) -> impl IntoView {
    view! { " "<a href=format!("/outbox/{id}")>"Read it"</a> }
}

/// What became of a mail, as a sentence.
fn fate(became: &Became, zone: &Zone) -> (Tone, &'static str, String) {
    match became {
        Became::NotMailed => (Tone::Calm, "dot", "Told in the app alone.".to_owned()),
        Became::Waiting { due_at, attempts, note, .. } => {
            waits(*due_at > zone.now, &zone.brief(*due_at), *attempts, note)
        }
        Became::Sent { at, address, attempts } => {
            let tries = if *attempts > 1 { format!(", after {attempts} tries") } else { String::new() };
            (Tone::Good, "mail", format!("Mailed to {address}, {}{tries}.", zone.brief(*at)))
        }
        Became::Kept { at, address } => {
            (Tone::Active, "tray", format!("Kept in the outbox for {address}, {}.", zone.brief(*at)))
        }
        Became::Skipped { note, .. } => (Tone::Calm, "dot", format!("Not mailed: {}", whole(note))),
        Became::Failed { at, address, note } => {
            (Tone::Bad, "alert", format!("Refused for {address}, {}: {}", zone.brief(*at), whole(note)))
        }
    }
}

fn waits(later: bool, due: &str, attempts: i32, note: &str) -> (Tone, &'static str, String) {
    match (note, later) {
        ("", true) => (Tone::Calm, "clock", format!("Waits until {due}.")),
        ("", false) => (Tone::Calm, "clock", "Waits for its turn.".to_owned()),
        (note, _) => {
            let tries = match attempts {
                0 => String::new(),
                1 => " Tried once.".to_owned(),
                more => format!(" Tried {more} times."),
            };
            let next = if later { format!(" Tried again {due}.") } else { String::new() };
            (Tone::Warn, "clock", format!("Waits: {}{tries}{next}", whole(note)))
        }
    }
}

/// A note as the end of a sentence.
fn whole(note: &str) -> String {
    let note = note.trim();
    if note.is_empty() || note.ends_with(['.', '!', '?']) { note.to_owned() } else { format!("{note}.") }
}

/// Icon and word of what somebody was told.
pub(crate) fn kind(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "asked" => ("stamp", "Asked"),
        "reminded" => ("bell", "Reminded"),
        "escalated" => ("up", "Asked by escalation"),
        "informed" => ("up", "Informed of an escalation"),
        "delegated" => ("forward", "Asked by delegation"),
        "sent_back" => ("pencil", "Asked for changes"),
        "closed" => ("flag", "Told of the end"),
        "nudged" => ("bell", "Nudged"),
        "commented" => ("comment", "Told of a comment"),
        "incident" => ("alert", "Told of a problem"),
        "disowned" => ("person", "Told that it is not for somebody"),
        "signal_wanted" => ("wait", "Asked for word"),
        "publish_asked" => ("stamp", "Asked to publish"),
        "digest" => ("inbox", "Digest"),
        "code" => ("key", "Code"),
        _ => ("paper", "Message"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{TimeDelta, TimeZone, Utc};

    #[test]
    fn every_mail_has_a_sentence() {
        let now = Utc.with_ymd_and_hms(2026, 11, 26, 12, 0, 0).unwrap();
        let zone = Zone::new("Europe/Lisbon", now);
        let said = |became: Became| fate(&became, &zone).2;
        let (at, address) = (now - TimeDelta::hours(3), "ana@example.com".to_owned());
        assert_eq!(
            said(Became::Sent { at, address: address.clone(), attempts: 1 }),
            "Mailed to ana@example.com, today, 09:00."
        );
        assert_eq!(
            said(Became::Failed { at, address, note: "550 no such user".to_owned() }),
            "Refused for ana@example.com, today, 09:00: 550 no such user."
        );
        assert_eq!(
            said(Became::Skipped { at, note: "You did this yourself.".to_owned() }),
            "Not mailed: You did this yourself."
        );
        let waiting =
            |due_at, attempts, note: &str| said(Became::Waiting { since: at, due_at, attempts, note: note.to_owned() });
        assert_eq!(waiting(now + TimeDelta::hours(2), 0, ""), "Waits until today, 14:00.");
        assert_eq!(waiting(at, 0, ""), "Waits for its turn.");
        assert_eq!(
            waiting(now + TimeDelta::minutes(5), 2, "The mail server cannot be reached."),
            "Waits: The mail server cannot be reached. Tried 2 times. Tried again today, 12:05."
        );
    }
}
