//! What the reader can do with the request, as plain forms.

use leptos::prelude::*;
use runtime::ExecutionId;
use runtime::read::ExecutionDetail;

use crate::flash::Flash;
use crate::ui::{Area, Icon, PostForm, Submit, When};

/// The forms that the reader may send.
#[component]
pub fn Actions(detail: ExecutionDetail, flash: Flash) -> impl IntoView {
    let (id, may) = (detail.id, detail.may);
    let said = flash.of("comment");
    if !(may.comment || may.nudge || may.withdraw || may.cancel) {
        return ().into_any();
    }
    view! {
        <section class="sheet actions" aria-labelledby="actions-title">
            <h2 id="actions-title">"Say or do something"</h2>
            {may.comment.then(|| view! {
                <PostForm action="/do/comment" class="action-form">
                    <Hidden id/>
                    <Area id="comment" name="text" label="Comment" help="Everybody who is part of this request is told." rows=3 required=true
                        value=said.typed("comment").unwrap_or_default() problem=said.problem("comment") max_length=10_000
                        draft=format!("comment-{id}")/>
                    <Submit label="Send comment" icon="comment" class="plain"/>
                </PostForm>
            })}
            {may.nudge.then(|| view! {
                <PostForm action="/do/nudge" class="action-form">
                    <Hidden id/>
                    <p class="action-about">"Remind whoever holds it. You can do this every four hours."</p>
                    <Submit label="Nudge" icon="bell" class="plain"/>
                </PostForm>
            })}
            {may.nudge_at.map(|at| view! { <p class="action-about"><Icon name="bell"/>" You nudged. You can nudge again "<When at/>"."</p> })}
            {may.withdraw.then(|| view! { <Ending id flash=flash.of("withdraw") how=&WITHDRAW/> })}
            {may.cancel.then(|| view! { <Ending id flash=flash.of("cancel") how=&CANCEL/> })}
        </section>
    }
    .into_any()
}

/// How a request is ended by hand.
struct Way {
    action: &'static str,
    field: &'static str,
    title: &'static str,
    about: &'static str,
    reason: &'static str,
    required: bool,
    button: &'static str,
}

static WITHDRAW: Way = Way {
    action: "/do/withdraw",
    field: "withdraw-reason",
    title: "Withdraw the request",
    about: "Nobody is asked any more. It stays in the history.",
    reason: "Why",
    required: false,
    button: "Withdraw it",
};

static CANCEL: Way = Way {
    action: "/do/cancel",
    field: "cancel-reason",
    title: "Cancel as administrator",
    about: "Ends the request for everybody. The requester reads your reason.",
    reason: "Reason",
    required: true,
    button: "Cancel it",
};

/// Something that cannot be taken back: opened first, then sent.
#[component]
fn Ending(id: ExecutionId, flash: Flash, how: &'static Way) -> impl IntoView {
    let problem = flash.problem("reason");
    let open = problem.is_some();
    view! {
        <details class="ending" open=open>
            <summary>{how.title}</summary>
            <PostForm action=how.action class="action-form">
                <Hidden id/>
                <p class="action-about">{how.about}</p>
                <Area id=how.field name="reason" label=how.reason rows=2 required=how.required
                    value=flash.typed("reason").unwrap_or_default() problem=problem/>
                <Submit label=how.button class="bad"/>
            </PostForm>
        </details>
    }
}

#[component]
fn Hidden(id: ExecutionId) -> impl IntoView {
    view! { <input type="hidden" name="execution" value=id.to_string()/> }
}
