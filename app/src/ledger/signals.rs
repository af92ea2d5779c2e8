//! What a request waits for from outside, and the addresses at which programs send it; for whoever asked and administrators.

use leptos::prelude::*;
use runtime::ExecutionId;
use runtime::signals::{HookRow, WaitRow};

use super::api::{MADE, PATH, SECRET};
use crate::moment::Zone;
use crate::ui::{Badge, Icon, Message, PostForm, Submit, Tone, When};
use crate::visit::Desk;

/// Waits and addresses; nothing where there are none.
pub(super) fn section(desk: &Desk, id: &ExecutionId, waits: Vec<WaitRow>, hooks: Vec<HookRow>) -> AnyView {
    if waits.is_empty() && hooks.is_empty() {
        return ().into_any();
    }
    let zone = desk.zone();
    let addresses = (!hooks.is_empty()).then(|| {
        view! {
            <h3>"Addresses"</h3>
            <ul class="hooks">{hooks.into_iter().map(|hook| address(id, hook, &zone)).collect_view()}</ul>
        }
    });
    view! {
        <section class="sheet signals" aria-labelledby="signals-title">
            <h2 id="signals-title">"Waits for word from outside"</h2>
            {made(desk)}
            <div id="waits" class="signals" data-live>
                <ul class="waits">{waits.into_iter().map(|wait| one(id, wait)).collect_view()}</ul>
                {addresses}
            </div>
        </section>
    }
    .into_any()
}

fn one(id: &ExecutionId, wait: WaitRow) -> impl IntoView + use<> {
    let id = id.to_string();
    let key = wait.key.map(|key| view! { " with the key "<code>{key}</code> });
    let make = if wait.webhook {
        view! {
            <PostForm action="/do/make-hook">
                <input type="hidden" name="execution" value=id/>
                <input type="hidden" name="wait" value=wait.no.to_string()/>
                <Submit label="Make an address for a program" icon="link" class="plain"/>
            </PostForm>
        }
        .into_any()
    } else {
        view! { <p class="quiet">"This step hands out no address for programs."</p> }.into_any()
    };
    view! {
        <li class="wait">
            <div class="wait-words">
                <p><Icon name="wait"/>" "<strong>{wait.step}</strong></p>
                <p>"The signal "<code>{wait.name}</code>{key}", since "<When at=wait.since/></p>
            </div>
            {make}
        </li>
    }
}

fn address(id: &ExecutionId, hook: HookRow, zone: &Zone) -> impl IntoView + use<> {
    let (id, no) = (id.to_string(), hook.id.to_string());
    let (tone, icon, state) = match (hook.used_at, hook.revoked_at) {
        (Some(at), _) => (Tone::Good, "check", format!("Used {}", zone.brief(at))),
        (None, Some(at)) => (Tone::Calm, "stop", format!("Ended {}", zone.brief(at))),
        (None, None) => (Tone::Active, "link", "Not used yet".to_owned()),
    };
    let live = hook.used_at.is_none() && hook.revoked_at.is_none();
    view! {
        <li class="wait">
            <div class="wait-words">
                <p><Badge tone icon text=state/></p>
                <p>"Made by "{hook.made_by.name}", "<When at=hook.created_at/></p>
            </div>
            {live.then(|| view! {
                <PostForm action="/do/end-hook">
                    <input type="hidden" name="execution" value=id/>
                    <input type="hidden" name="hook" value=no/>
                    <Submit label="End this address" icon="stop" class="plain small"/>
                </PostForm>
            })}
        </li>
    }
}

/// The address that was just made, with its secret: shown this once.
fn made(desk: &Desk) -> AnyView {
    let flash = desk.flash.of(MADE);
    let (Some(path), Some(secret)) = (flash.typed(PATH), flash.typed(SECRET)) else { return ().into_any() };
    let url = format!("{}{path}", desk.postman.public_url);
    let call = shell(&url, &secret);
    view! {
        <div class="hook-made">
            <Message tone=Tone::Warn icon="key"><p><strong>"Copy both now."</strong>" They are shown this once."</p></Message>
            <dl class="facts tall">
                <div class="fact"><dt>"Address"</dt><dd><code>{url}</code></dd></div>
                <div class="fact"><dt>"Secret"</dt><dd><code>{secret}</code></dd></div>
            </dl>
            <p>
                "The program posts a JSON object, signed with the secret as "
                <a href="https://www.standardwebhooks.com/" rel="noreferrer">"Standard Webhooks"</a>
                " says. The address is good for one call; the same "<code>"webhook-id"</code>" again counts once."
            </p>
            <details class="letter-text" id="hook-call">
                <summary>"Try it from a shell"</summary>
                <pre tabindex="0">{call}</pre>
            </details>
        </div>
    }
    .into_any()
}

/// A call that works, with nothing but common tools.
fn shell(url: &str, secret: &str) -> String {
    let key = secret.strip_prefix("whsec_").unwrap_or(secret);
    format!(
        "id=msg_1 at=$(date +%s) body='{{}}'\n\
         key=$(printf %s '{key}' | base64 -d | od -An -v -tx1 | tr -d ' \\n')\n\
         signature=$(printf %s \"$id.$at.$body\" | openssl dgst -sha256 -mac HMAC -macopt hexkey:$key -binary | base64)\n\
         curl '{url}' \\\n  \
         -d \"$body\" -H 'content-type: application/json' \\\n  \
         -H \"webhook-id: $id\" -H \"webhook-timestamp: $at\" -H \"webhook-signature: v1,$signature\""
    )
}
