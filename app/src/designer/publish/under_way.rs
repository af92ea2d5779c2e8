//! The requests that run now: they stay on their version, and here is what the draft would have done with them.

use engine::Definition;
use engine::narrate::{and, quoted};
use leptos::prelude::*;
use runtime::read::{self, OpenExecution, Verdict};

use crate::ui::{Badge, Problem, Tone};
use crate::visit::Desk;

/// How many are shown; the rest is counted.
const SHOWN: usize = 50;

/// The list; those for which something would be different come first.
pub async fn under_way(desk: &Desk, definition: &Definition, key: &str, next: i32) -> Result<AnyView, Problem> {
    let preview = read::publish_preview(&desk.runtime, &desk.caller, definition, key).await?;
    let looked = preview.open.len();
    let (same, mut other): (Vec<_>, Vec<_>) =
        preview.open.into_iter().partition(|execution| execution.verdict == Verdict::Same);
    other.sort_by_key(|execution| gravity(&execution.verdict));
    let more = other.len().saturating_sub(SHOWN);
    let said = match preview.total {
        0 => "None. Nobody waits for anything of this process now.".to_owned(),
        1 => format!("One runs. It stays on its version; version {next} is for requests made from now on."),
        all => format!("{all} run. They stay on their versions; version {next} is for requests made from now on."),
    };
    let same_said = match (same.len(), looked) {
        (0, _) => None,
        (same, all) if same == all => Some("Made today, each of them would go the same way.".to_owned()),
        (1, _) => Some("One more would go the same way if it were made today.".to_owned()),
        (same, _) => Some(format!("{same} more would go the same way if they were made today.")),
    };
    let unseen = usize::try_from(preview.total).unwrap_or(usize::MAX).saturating_sub(looked);
    Ok(view! {
        <section class="sheet" aria-labelledby="open-title">
            <h2 id="open-title">"Requests under way"</h2>
            <p>{said}</p>
            {(!other.is_empty()).then(|| view! {
                <p class="under-way-lead">"Made today and approved by everybody, these would go otherwise:"</p>
            })}
            <ul class="under-way">{other.into_iter().take(SHOWN).map(one).collect_view()}</ul>
            {(more > 0).then(|| view! { <p class="quiet">{format!("And {more} more.")}</p> })}
            {same_said.map(|said| view! { <p class="quiet under-way-same">{said}</p> })}
            {(unseen > 0).then(|| view! { <p class="quiet">{format!("The newest {looked} were looked at; {unseen} older ones were not.")}</p> })}
        </section>
    }
    .into_any())
}

fn gravity(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Stuck { .. } => 0,
        Verdict::FormDiffers { .. } => 1,
        Verdict::OtherRoute { .. } => 2,
        Verdict::Same => 3,
    }
}

fn one(execution: OpenExecution) -> impl IntoView {
    let names: Vec<String> = execution.stands_at.iter().map(|(_, name)| quoted(name)).collect();
    let at = if names.is_empty() { String::new() } else { format!(", at {}", and(&names)) };
    let (tone, icon, word, said) = match execution.verdict {
        Verdict::Same => (Tone::Calm, "check", "Same", String::new()),
        Verdict::Stuck { why } => (Tone::Bad, "alert", "Stuck", why),
        Verdict::FormDiffers { fields } => {
            let fields: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
            (Tone::Warn, "paper", "Form", format!("It has no fitting answer under {}.", and(&fields)))
        }
        Verdict::OtherRoute { now, then } if now.is_empty() && then.is_empty() => {
            (Tone::Active, "route", "Other way", "It would go another way.".to_owned())
        }
        Verdict::OtherRoute { now, then } => {
            let way =
                |stops: Vec<String>| if stops.is_empty() { "nowhere".to_owned() } else { stops.join(" \u{2192} ") };
            (Tone::Active, "route", "Other way", format!("Now {}. Then {}.", way(now), way(then)))
        }
    };
    view! {
        <li class="import-problem">
            <Badge tone icon text=word/>
            <span>
                {if execution.visible {
                    view! { <a href=format!("/executions/{}", execution.id)>{execution.title}</a> }.into_any()
                } else {
                    view! { <span>{execution.title}</span> }.into_any()
                }}
                <span class="quiet">{format!(" \u{b7} version {}{at}", execution.version)}</span>
            </span>
            <span class="quiet">{said}</span>
        </li>
    }
}
