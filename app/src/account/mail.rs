//! What I want mailed: at once, never in my quiet hours, or gathered in a digest. Hours are of my own day.

use chrono::{Datelike, NaiveDateTime, TimeDelta, Timelike};
use leptos::prelude::*;
use runtime::mail::{Digest, Preferences};

use crate::flash::Flash;
use crate::ui::{Choose, Pick, PostForm, Submit};
use crate::visit::Desk;

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The section of the account.
pub(super) fn section(desk: &Desk, wishes: &Preferences) -> AnyView {
    let flash = desk.flash.of("mail");
    let zone = desk.caller.time_zone.replace('_', " ");
    let wanted = typed(&flash, "wanted", wishes.wanted.key().to_owned());
    let digest = typed(&flash, "digest", wishes.digest.key().to_owned());
    let quiet = |hour: Option<u32>| hour.map(|hour| hour.to_string()).unwrap_or_default();
    let from = typed(&flash, "quiet_from", quiet(wishes.quiet.map(|(from, _)| from)));
    let until = typed(&flash, "quiet_until", quiet(wishes.quiet.map(|(_, until)| until)));
    let hour = typed(&flash, "digest_hour", wishes.digest_hour.to_string());
    let day = typed(&flash, "digest_weekday", wishes.digest_weekday.to_string());
    let days = DAYS.iter().zip(0..).map(|(day, no)| (no.to_string(), (*day).to_owned())).collect();
    let coming = next(wishes, desk.zone().local(desk.now));
    let at_once = vec![
        ("all", "Everything", "What you are asked, and what becomes of your requests."),
        ("needs_me", "Only what needs me", "What you are asked, reminders of it, and what was sent back to you."),
        ("none", "Nothing", "The digest still comes, if you want one."),
    ];
    let digests = vec![("off", "None", ""), ("daily", "Every day", ""), ("weekly", "Once a week", "")];
    view! {
        <section class="sheet" aria-labelledby="mail-title" id="mail">
            <h2 id="mail-title">"Mail"</h2>
            <PostForm action="/do/mail-wishes" class="form">
                <Pick id="wanted" name="wanted" label="Mailed at once" options=at_once value=wanted/>
                <fieldset class="field-row">
                    <legend class="field-label">"Quiet hours"</legend>
                    <p class="field-help">"Mail waits until they are over. Hours are those of " {zone} "."</p>
                    <Choose id="quiet_from" name="quiet_from" label="From" options=hours() none="None" value=from
                        problem=flash.problem("quiet_from")/>
                    <Choose id="quiet_until" name="quiet_until" label="Until" options=hours() none="None" value=until
                        problem=flash.problem("quiet_until")/>
                </fieldset>
                <Pick id="digest" name="digest" label="Digest of what waits for you" options=digests value=digest/>
                <div class="field-row">
                    <Choose id="digest_hour" name="digest_hour" label="Digest at" options=hours() required=true value=hour
                        problem=flash.problem("digest_hour")/>
                    <Choose id="digest_weekday" name="digest_weekday" label="Day, when once a week" options=days required=true value=day
                        problem=flash.problem("digest_weekday")/>
                </div>
                <p class="field-help">{coming}</p>
                <div class="form-ways"><Submit label="Save"/></div>
            </PostForm>
        </section>
    }
    .into_any()
}

fn typed(flash: &Flash, field: &str, kept: String) -> String {
    flash.typed(field).unwrap_or(kept)
}

fn hours() -> Vec<(String, String)> {
    (0..24).map(|hour| (hour.to_string(), format!("{hour:02}:00"))).collect()
}

/// When the next digest comes, as a sentence.
fn next(wishes: &Preferences, now: NaiveDateTime) -> String {
    let fits = |at: &NaiveDateTime| {
        wishes.digest == Digest::Daily || at.weekday().num_days_from_monday() == wishes.digest_weekday
    };
    let hours = (1..=24 * 8).filter_map(|hours| now.with_minute(0)?.checked_add_signed(TimeDelta::hours(hours)));
    match hours.filter(|at| at.hour() == wishes.digest_hour).find(fits) {
        Some(at) if wishes.digest != Digest::Off => {
            format!("Your next digest comes {}, if anything waits for you then.", at.format("on %A %-d %B at %H:00"))
        }
        _ => "A digest comes only when something waits for you.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn the_next_digest_is_at_its_hour_of_its_day() {
        let thursday = NaiveDate::from_ymd_opt(2026, 11, 26).and_then(|day| day.and_hms_opt(8, 30, 0)).unwrap();
        let said = |digest, digest_hour, digest_weekday| {
            next(&Preferences { digest, digest_hour, digest_weekday, ..Preferences::default() }, thursday)
        };
        assert!(said(Digest::Daily, 9, 0).contains("on Thursday 26 November at 09:00"));
        assert!(said(Digest::Daily, 8, 0).contains("on Friday 27 November at 08:00"));
        assert!(said(Digest::Weekly, 8, 3).contains("on Thursday 3 December at 08:00"));
        assert!(!said(Digest::Off, 9, 0).contains("next"));
    }
}
