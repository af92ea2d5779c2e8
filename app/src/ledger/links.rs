//! The links in mails about a request, for administrators: whose, until when, opened when and by what.

use leptos::prelude::*;
use runtime::ExecutionId;
use runtime::links::{LinkRow, OpeningRow};

use crate::moment::Zone;
use crate::ui::{Badge, Person, PostForm, Submit, Tone, When};
use crate::visit::Desk;

/// The links, newest first.
pub(super) fn section(desk: &Desk, id: &ExecutionId, links: Vec<LinkRow>) -> AnyView {
    let zone = desk.zone();
    view! {
        <section class="sheet" aria-labelledby="links-title">
            <h2 id="links-title">"Links in mails"</h2>
            <p class="quiet">
                "Opening a link changes nothing; somebody has to press a button. Many companies have a scanner that opens every link of a mail before its reader does: such an opening is normal and harmless."
            </p>
            <div id="links" data-live>
                {links.is_empty().then(|| view! { <p class="told-none">"No mail about this request has a link to answer by."</p> })}
                <ol class="mailed-links">{links.into_iter().map(|link| one(id, link, &zone)).collect_view()}</ol>
            </div>
        </section>
    }
    .into_any()
}

fn one(id: &ExecutionId, link: LinkRow, zone: &Zone) -> impl IntoView + use<> {
    let (tone, icon, state) = state(&link, zone);
    let what = match link.purpose.as_str() {
        "signal" => "To send what is waited for".to_owned(),
        _ if link.revision > 1 => format!("To answer version {} of the request", link.revision),
        _ => "To answer the request".to_owned(),
    };
    let (id, no) = (id.to_string(), link.id.to_string());
    let live = link.live;
    view! {
        <li class="mailed-link">
            <div class="mailed-link-who">
                <Person name=link.person.name/>
                <p class="quiet">{link.email}</p>
            </div>
            <div class="mailed-link-what">
                <p><strong>{what}</strong>", made "<When at=link.created_at/></p>
                <p><Badge tone icon text=state/></p>
                {openings(&no, link.opened, link.openings)}
            </div>
            {live.then(|| view! {
                <PostForm action="/do/end-link">
                    <input type="hidden" name="execution" value=id/>
                    <input type="hidden" name="link" value=no/>
                    <Submit label="End this link" icon="stop" class="plain small"/>
                </PostForm>
            })}
        </li>
    }
}

/// What a link is good for now.
fn state(link: &LinkRow, zone: &Zone) -> (Tone, &'static str, String) {
    match (link.used_at, link.revoked_at) {
        (Some(at), _) => (Tone::Good, "check", format!("Used {}", zone.brief(at))),
        (None, Some(at)) => {
            let why = link.revoked_why.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
            (Tone::Calm, "stop", format!("Ended {}{why}", zone.brief(at)))
        }
        (None, None) if link.live => (Tone::Active, "link", format!("Good until {}", zone.brief(link.expires_at))),
        (None, None) => (Tone::Calm, "clock", format!("Expired {}", zone.brief(link.expires_at))),
    }
}

fn openings(no: &str, count: i64, rows: Vec<OpeningRow>) -> AnyView {
    let words = match count {
        0 => return view! { <p class="quiet">"Never opened"</p> }.into_any(),
        1 => "Opened once".to_owned(),
        more => format!("Opened {more} times"),
    };
    let more = count - i64::try_from(rows.len()).unwrap_or(0);
    view! {
        <details class="openings" id=format!("openings-{no}")>
            <summary>{words}</summary>
            <ol class="opening-list">{rows.into_iter().map(opening).collect_view()}</ol>
            {(more > 0).then(|| view! { <p class="quiet">{format!("{more} earlier ones are not shown.")}</p> })}
        </details>
    }
    .into_any()
}

fn opening(row: OpeningRow) -> impl IntoView {
    let (tone, icon, by) = if row.by_person {
        (Tone::Good, "person", "By a person")
    } else {
        (Tone::Calm, "search", "Possibly automated")
    };
    let agent = if row.agent.is_empty() { "A program that does not say its name".to_owned() } else { row.agent };
    view! {
        <li class="opening">
            <When at=row.at/>
            <Badge tone icon text=by/>
            <span class="opening-agent"><code>{row.method}</code>" "{agent}</span>
        </li>
    }
}
