//! The page of a link to a task: what it is about, what is still to be proven, the request and the answer.

use engine::command::LONGEST_COMMENT;
use leptos::prelude::*;
use runtime::links::{Change, Need, TaskPage};
use runtime::read::TaskDetail;

use super::answer::Posted;
use crate::task::whole;
use crate::ui::{Area, Icon, Line, Message, Options, Submit, Tone, When, encoded};

/// The page; `other` is somebody else who is signed in in that browser.
pub(super) fn view(page: &TaskPage, nonce: &str, posted: &Posted, other: Option<String>) -> impl FnOnce() -> AnyView {
    let (page, nonce, posted) = (page.clone(), nonce.to_owned(), posted.clone());
    move || {
        let inside = match (other, &page.need) {
            (Some(other), _) => passed_on(&page, &other),
            (None, Need::SignIn { task }) => sign_in(&task.to_string()),
            (None, Need::Code { mailed_at }) => code(&nonce, &posted, mailed_at.is_some(), *mailed_at),
            (None, Need::Ended { sentence, renew }) => ended(&page, &nonce, sentence, *renew),
            (None, Need::Nothing) => answer(&page, &nonce, &posted),
        };
        let (title, requester) = (page.held.title.clone(), page.held.requester.clone());
        let refused = posted.refused.clone().map(|sentence| {
            view! { <div role="alert"><Message tone=Tone::Warn icon="alert"><p>{sentence}</p></Message></div> }
        });
        view! {
            <h1>{title}</h1>
            <p class="link-by">{requester} " asks."</p>
            {refused}
            {changes(&page.changes)}
            {inside}
        }
        .into_any()
    }
}

fn passed_on(page: &TaskPage, other: &str) -> AnyView {
    let (person, other) = (page.held.person.clone(), other.to_owned());
    view! {
        <Message tone=Tone::Warn icon="lock">
            <p>"This link is for " {person} ", and " {other} " is signed in in this browser. It was written down that it was opened here."</p>
        </Message>
        <p><a class="button" href="/inbox">"To your own inbox"</a></p>
    }
    .into_any()
}

fn sign_in(task: &str) -> AnyView {
    let href = format!("/sign-in?next={}", encoded(&format!("/tasks/{task}")));
    view! {
        <p>"Sign in to see the request and to answer it. The link by itself decides nothing."</p>
        <p><a class="button good wide" href=href><Icon name="lock"/><span>"Sign in to decide"</span></a></p>
    }
    .into_any()
}

/// What every form of the page carries.
fn carried(nonce: &str, what: &'static str) -> AnyView {
    view! {
        <input type="hidden" name="nonce" value=nonce.to_owned()/>
        <input type="hidden" name="do" value=what/>
    }
    .into_any()
}

fn code(nonce: &str, posted: &Posted, asked: bool, at: Option<chrono::DateTime<chrono::Utc>>) -> AnyView {
    let options = Options {
        autocomplete: Some("one-time-code"),
        inputmode: Some("numeric"),
        max_length: Some(20),
        ..Options::default()
    };
    let enter = asked.then(|| {
        view! {
            <form method="post" class="sheet form">
                {carried(nonce, "enter")}
                <p>"A code was asked for at " {at.map(|at| view! { <When at/> })} ". It is on its way to your mailbox and good for ten minutes."</p>
                <Line id="code" name="code" label="The six digits" required=true options problem=posted.problem("enter", "code")/>
                <div class="form-ways"><Submit label="Go on" icon="check" class="good wide"/></div>
            </form>
        }
    });
    let (label, class) = if asked { ("Mail me another code", "plain wide") } else { ("Mail me a code", "good wide") };
    view! {
        <p>"This step asks for a code besides the link, so that a mail that was passed on is not enough."</p>
        {enter}
        <form method="post" class="link-way">
            {carried(nonce, "code")}
            <Submit label icon="send" class/>
        </form>
    }
    .into_any()
}

fn ended(page: &TaskPage, nonce: &str, sentence: &str, renew: bool) -> AnyView {
    let sentence = sentence.to_owned();
    let renew = renew.then(|| {
        view! {
            <form method="post" class="link-way">
                {carried(nonce, "renew")}
                <p>"You are still asked. A new mail brings a new link."</p>
                <Submit label="Mail me a new link" icon="send" class="good wide"/>
            </form>
        }
    });
    let request = page.task.as_ref().map(|task| whole(task, page.history.as_ref(), page.held.person_id));
    view! {
        <div class="link-outcome" role="status"><Message tone=Tone::Calm icon="stamp"><p class="task-why-not">{sentence}</p></Message></div>
        {renew}
        {request}
    }
    .into_any()
}

fn changes(changes: &[Change]) -> AnyView {
    if changes.is_empty() {
        return ().into_any();
    }
    let rows = changes.iter().cloned().map(|change| {
        view! {
            <div class="answer">
                <dt>{change.label}</dt>
                <dd>{change.after}<p class="answer-before">"Before: " <del>{change.before}</del></p></dd>
            </div>
        }
    });
    view! {
        <section class="sheet" aria-labelledby="changes-title">
            <h2 id="changes-title">"What changed since that mail"</h2>
            <dl class="answers">{rows.collect_view()}</dl>
        </section>
    }
    .into_any()
}

fn longest() -> u32 {
    u32::try_from(LONGEST_COMMENT).unwrap_or(u32::MAX)
}

fn answer(page: &TaskPage, nonce: &str, posted: &Posted) -> AnyView {
    let Some(task) = page.task.as_ref() else { return ().into_any() };
    let request = whole(task, page.history.as_ref(), page.held.person_id);
    let claimed = task.claimed_by.clone().filter(|who| who.id != page.held.person_id).map(|who| {
        let sentence = format!("{} has taken this. They can give it back.", who.name);
        view! { <Message tone=Tone::Active icon="hand"><p>{sentence}</p></Message> }
    });
    let decide = task.may.decide.then(|| decide(page, task, nonce, posted));
    view! {
        {claimed}
        {request}
        {decide}
        {others(task, nonce, posted)}
    }
    .into_any()
}

fn decide(page: &TaskPage, task: &TaskDetail, nonce: &str, posted: &Posted) -> AnyView {
    let help = if task.comment_needed_to_reject {
        "The requester reads it. Needed when you reject or send back."
    } else {
        "The requester reads it. Needed when you send back."
    };
    view! {
        <form id="decision" method="post" class="sheet decision">
            {carried(nonce, "decide")}
            <input type="hidden" name="revision" value=task.revision.to_string()/>
            <input type="hidden" name="shown" value=page.shown.clone()/>
            <h2>"Your decision"</h2>
            <Area id="comment" name="comment" label="Comment" help rows=3 max_length=longest()
                value=posted.typed("decide", "comment") problem=posted.problem("decide", "comment")/>
            <div class="decision-ways">
                <Submit label="Approve" class="good wide" icon="check" name="decision" value="approve"/>
                <Submit label="Send back" class="plain wide" icon="back" name="decision" value="request_changes"/>
                <Submit label="Reject" class="bad wide" icon="cross" name="decision" value="reject"/>
            </div>
            <p class="decision-note">"Send back asks the requester for changes; you are asked again afterwards."</p>
        </form>
    }
    .into_any()
}

fn others(task: &TaskDetail, nonce: &str, posted: &Posted) -> AnyView {
    let is = |what: &str| posted.what == what;
    let email = || Options { kind: "email", autocomplete: Some("off"), max_length: Some(254), ..Options::default() };
    let delegate = task.may.delegate.then(|| {
        view! {
            <details class="way" open=is("delegate")>
                <summary>"Ask a colleague to decide"</summary>
                <form method="post" class="form">
                    {carried(nonce, "delegate")}
                    <Line id="to" name="to" label="Their e-mail" required=true options=email()
                        value=posted.typed("delegate", "to") problem=posted.problem("delegate", "to")/>
                    <Area id="delegate-comment" name="comment" label="Note to them" rows=2 max_length=longest()
                        value=posted.typed("delegate", "comment") problem=posted.problem("delegate", "comment")/>
                    <div class="form-ways"><Submit label="Hand it on" class="plain" icon="send"/></div>
                </form>
            </details>
        }
    });
    view! {
        <div class="ways">
            {delegate}
            <details class="way" open=is("comment")>
                <summary>"Say something without deciding"</summary>
                <form method="post" class="form">
                    {carried(nonce, "comment")}
                    <Area id="text" name="text" label="Comment" rows=3 required=true max_length=longest()
                        value=posted.typed("comment", "text")
                        problem=posted.problem("comment", "text").or_else(|| posted.problem("comment", "comment"))/>
                    <div class="form-ways"><Submit label="Add comment" class="plain" icon="comment"/></div>
                </form>
            </details>
            <details class="way" open=is("disown")>
                <summary>"This is not for me"</summary>
                <form method="post" class="form">
                    {carried(nonce, "disown")}
                    <p>"Your link ends, and whoever asked and the administrators are told. Nothing is decided."</p>
                    <Area id="disown-comment" name="comment" label="What should they know?" rows=2 max_length=longest()
                        value=posted.typed("disown", "comment") problem=posted.problem("disown", "comment")/>
                    <div class="form-ways"><Submit label="It is not for me" class="plain" icon="cross"/></div>
                </form>
            </details>
        </div>
    }
    .into_any()
}
