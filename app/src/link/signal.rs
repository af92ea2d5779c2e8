//! The page of a link to a wait: what is wanted, and the button that lets it go on.

use engine::command::LONGEST_COMMENT;
use leptos::prelude::*;
use runtime::links::{Need, SignalPage};

use super::answer::Posted;
use crate::ui::{Area, Message, Submit, Tone};

/// The page; `other` is somebody else who is signed in in that browser.
pub(super) fn view(page: &SignalPage, nonce: &str, posted: &Posted, other: Option<String>) -> impl FnOnce() -> AnyView {
    let (page, nonce, posted) = (page.clone(), nonce.to_owned(), posted.clone());
    move || {
        let refused = posted.refused.clone().map(|sentence| {
            view! { <div role="alert"><Message tone=Tone::Warn icon="alert"><p>{sentence}</p></Message></div> }
        });
        let inside = match (other, &page.need) {
            (Some(other), _) => {
                let sentence =
                    format!("This link is for {}, and {other} is signed in in this browser.", page.held.person);
                view! { <Message tone=Tone::Warn icon="lock"><p>{sentence}</p></Message> }.into_any()
            }
            (None, Need::Nothing) => form(&page, &nonce, &posted),
            (None, Need::Ended { sentence, .. }) => {
                let sentence = sentence.clone();
                view! { <div role="status"><Message tone=Tone::Calm icon="stamp"><p class="task-why-not">{sentence}</p></Message></div> }
                    .into_any()
            }
            (None, Need::SignIn { .. } | Need::Code { .. }) => ().into_any(),
        };
        let (title, requester) = (page.held.title.clone(), page.held.requester.clone());
        view! {
            <h1>{title}</h1>
            <p class="link-by">{requester} " asked for this. It waits for your confirmation."</p>
            {refused}
            {inside}
        }
        .into_any()
    }
}

fn form(page: &SignalPage, nonce: &str, posted: &Posted) -> AnyView {
    let (step, instructions) = (page.step.clone(), page.instructions.clone());
    view! {
        <form method="post" class="sheet form">
            <input type="hidden" name="nonce" value=nonce.to_owned()/>
            <input type="hidden" name="do" value="resume"/>
            <h2>{step}</h2>
            {(!instructions.is_empty()).then(|| view! { <p class="request-note">{instructions}</p> })}
            <Area id="note" name="note" label="Note" help="Kept with the request." rows=3
                max_length=u32::try_from(LONGEST_COMMENT).unwrap_or(u32::MAX)
                value=posted.typed("resume", "note") problem=posted.problem("resume", "note")/>
            <div class="form-ways"><Submit label="Confirm" icon="check" class="good wide"/></div>
        </form>
    }
    .into_any()
}
