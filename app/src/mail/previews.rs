//! Each kind of mail as it would be, from the newest thing of its kind that somebody was told.

use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;
use runtime::mail::{KINDS, Postman, Preview, preview};

use super::{Links, shown};
use crate::ui::{Empty, Page, Problem};
use crate::visit::{Desk, Visit};

/// The list of kinds, and the one that is chosen.
pub(super) async fn section(desk: &Desk, kind: Option<String>) -> Page {
    let wanted = kind.unwrap_or_else(|| KINDS[0].0.to_owned());
    let (key, name) = KINDS.into_iter().find(|(key, _)| *key == wanted).ok_or(Problem::NotFound)?;
    let mail = preview(&desk.postman, &desk.caller, key).await?;
    let kinds = KINDS.into_iter().map(|(other, words)| {
        let href = format!("/mail?kind={other}#previews");
        view! { <li><a class="mail-kind" href=href aria-current=(other == key).then_some("true")>{words}</a></li> }
    });
    let inside = match mail {
        Some(mail) => letter(key, name, mail),
        None => view! {
            <Empty icon="mail" title=format!("No \u{201c}{name}\u{201d} yet")
                text="A mail is shown from the newest thing of its kind that somebody was told. Nobody was told anything of this kind yet."/>
        }
        .into_any(),
    };
    Ok(view! {
        <section class="sheet" aria-labelledby="previews-title" id="previews">
            <h2 id="previews-title">"Every mail as it would be"</h2>
            <div class="mail-previews">
                <nav aria-label="Kinds of mail"><ul class="mail-kinds">{kinds.collect_view()}</ul></nav>
                {inside}
            </div>
        </section>
    }
    .into_any())
}

fn letter(key: &str, name: &str, mail: Preview) -> AnyView {
    view! {
        <div class="letter">
            <dl class="facts">
                <div class="fact"><dt>"To"</dt><dd>{mail.to}</dd></div>
                <div class="fact"><dt>"Subject"</dt><dd><strong>{mail.subject}</strong></dd></div>
            </dl>
            <iframe class="letter-frame" src=format!("/mail/preview/{key}") sandbox="" title=format!("The mail \u{201c}{name}\u{201d}")></iframe>
            <details class="letter-text" id="preview-text">
                <summary>"As plain text"</summary>
                <pre tabindex="0">{mail.text}</pre>
            </details>
        </div>
    }
    .into_any()
}

/// Answers `/mail/preview/{kind}`; for administrators.
pub(super) async fn document(
    State(postman): State<Postman>,
    Extension(visit): Extension<Visit>,
    Path(kind): Path<String>,
) -> Response {
    let Some(caller) = visit.caller else { return StatusCode::UNAUTHORIZED.into_response() };
    match preview(&postman, &caller, &kind).await {
        Ok(Some(mail)) => shown(&mail.html, Links::Dead),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => Problem::from(error).status().into_response(),
    }
}
