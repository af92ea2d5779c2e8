//! The drafts on the list of processes: what is being drawn, from what, by whom, and who has it open now.

use engine::ids::PersonId;
use engine::narrate::and;
use leptos::prelude::*;
use runtime::read::{DraftRow, Publication, PublicationState};

use crate::ui::{Badge, Icon, PostForm, Submit, Tone, When};

/// The section; nothing where there is no draft.
pub fn drafts(rows: Vec<DraftRow>, me: PersonId) -> AnyView {
    if rows.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="definitions-part drafts" aria-labelledby="drafts-title">
            <h2 id="drafts-title">"Drafts"</h2>
            <ul class="definitions">{rows.into_iter().map(|row| draft(row, me)).collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn draft(row: DraftRow, me: PersonId) -> impl IntoView {
    let id = row.id.to_string();
    let name = if row.name.trim().is_empty() { "Without a name".to_owned() } else { row.name };
    let from = match (row.based_on, row.newest) {
        (None, _) => "A new process".to_owned(),
        (Some(version), Some(newest)) if newest > version => format!("From version {version}; version {newest} is out"),
        (Some(version), _) => format!("From version {version}"),
    };
    let here: Vec<String> =
        row.editors.iter().map(|editor| if editor.id == me { "you".to_owned() } else { editor.name.clone() }).collect();
    let (publish, discard) = (format!("/drafts/{id}/publish"), format!("discard-{id}"));
    view! {
        <li class="definition">
            <div class="definition-main">
                <h3 class="definition-name"><a href=format!("/drafts/{id}") data-open>{name.clone()}</a></h3>
                <p class="draft-facts"><code>{row.key}</code><span>{from}</span></p>
                {row.publication.as_ref().and_then(asked)}
            </div>
            <p class="definition-facts">
                <span>"Changed "<When at=row.changed_at/>" by "{row.changed_by.name}</span>
                {(!here.is_empty()).then(|| view! { <span class="draft-open"><Icon name="pencil"/>{format!("Open now: {}", and(&here))}</span> })}
            </p>
            <div class="definition-ways draft-ways">
                <a class="button plain" href=publish><Icon name="stamp"/>"Publish\u{2026}"</a>
                <details class="confirm" id=discard>
                    <summary class="button quiet small">"Discard\u{2026}"</summary>
                    <PostForm action="/do/discard-draft" class="confirm-box">
                        <input type="hidden" name="draft" value=id/>
                        <input type="hidden" name="revision" value=row.revision.to_string()/>
                        <p>{format!("Discard the draft \u{201c}{name}\u{201d} with its scenarios? This cannot be undone.")}</p>
                        <Submit label="Discard the draft" class="bad" icon="cross"/>
                    </PostForm>
                </details>
            </div>
        </li>
    }
}

/// Whether somebody waits for a second person, or was refused.
fn asked(publication: &Publication) -> Option<AnyView> {
    let (tone, icon, text) = match &publication.state {
        PublicationState::Open if publication.may_decide => {
            (Tone::Seal, "stamp", format!("{} asks you to publish it", publication.asked_by.name))
        }
        PublicationState::Open => match &publication.asked_of {
            Some(of) => (Tone::Active, "clock", format!("Waits for {}", of.name)),
            None => (Tone::Active, "clock", "Waits for a second person".to_owned()),
        },
        PublicationState::Refused { by, .. } => (Tone::Bad, "cross", format!("{} did not agree", by.name)),
        PublicationState::Withdrawn { .. } | PublicationState::Changed { .. } => return None,
    };
    Some(view! { <p class="draft-asked"><Badge tone icon text/></p> }.into_any())
}
