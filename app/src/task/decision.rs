//! The answer: comment and three buttons that say what they do; and the other ways: take, give back, delegate.

use engine::command::LONGEST_COMMENT;
use engine::nodes::approval::Proof;
use leptos::prelude::*;
use runtime::read::{PersonRow, TaskDetail};

use crate::ui::{Area, Choose, Icon, Key, Line, Options, PostForm, Submit};
use crate::visit::Desk;

/// The longest comment, as a field counts.
pub(super) fn longest() -> u32 {
    u32::try_from(LONGEST_COMMENT).unwrap_or(u32::MAX)
}

/// The form of the decision.
pub(super) fn form(desk: &Desk, task: &TaskDetail) -> AnyView {
    let flash = desk.flash.of("decide");
    let signs = task.proof == Proof::Password;
    let help = if task.comment_needed_to_reject {
        "The requester reads it. Needed when you reject or send back."
    } else {
        "The requester reads it. Needed when you send back."
    };
    view! {
        <form id="decision" class="sheet decision" method="post" action="/do/decide" data-once data-live-while>
            <Key/>
            <input type="hidden" name="task" value=task.id.to_string()/>
            <input type="hidden" name="revision" value=task.revision.to_string()/>
            <input type="hidden" name="shown" value=task.shown.clone()/>
            <h2>"Your decision"</h2>
            <Area id="comment" name="comment" label="Comment" help rows=3 max_length=longest() draft=task.id.to_string()
                value=flash.typed("comment").unwrap_or_default() problem=flash.problem("comment")/>
            {signs.then(|| signature(task, flash.problem("password")))}
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

/// What a signature means, and the password that makes one.
fn signature(task: &TaskDetail, problem: Option<String>) -> AnyView {
    let meaning = task.meaning.clone();
    let options = Options { kind: "password", autocomplete: Some("current-password"), ..Options::default() };
    view! {
        <fieldset class="decision-signature">
            <legend><Icon name="key"/>"Your answer is a signature"</legend>
            {(!meaning.is_empty()).then(|| view! { <p class="decision-meaning">{meaning}</p> })}
            <Line id="password" name="signature[password]" label="Your password again" required=true problem options/>
        </fieldset>
    }
    .into_any()
}

/// Take it, give it back, hand it on, say that it is for somebody else.
pub(super) fn others(desk: &Desk, task: &TaskDetail, people: &[PersonRow]) -> AnyView {
    let id = task.id.to_string();
    let claim = task.may.claim.then(|| {
        let (id, others) = (id.clone(), task.candidates.len().saturating_sub(1));
        let words = if others == 1 {
            "1 other person is asked too.".to_owned()
        } else {
            format!("{others} others are asked too.")
        };
        view! {
            <PostForm action="/do/claim" class="way">
                <input type="hidden" name="task" value=id/>
                <p>{words} " Take it, so that nobody does the same work."</p>
                <Submit label="Take it" class="plain" icon="hand"/>
            </PostForm>
        }
    });
    let release = task.may.release.then(|| {
        let id = id.clone();
        view! {
            <PostForm action="/do/release" class="way">
                <input type="hidden" name="task" value=id/>
                <p>"You have taken this."</p>
                <Submit label="Give it back" class="plain" icon="back"/>
            </PostForm>
        }
    });
    let delegate = task.may.delegate.then(|| delegate(desk, task, people));
    let disown = task.may.disown.then(|| disown(desk, task));
    if claim.is_none() && release.is_none() && delegate.is_none() && disown.is_none() {
        return ().into_any();
    }
    view! { <div id="other-ways" class="ways" data-live-while>{claim}{release}{delegate}{disown}</div> }.into_any()
}

fn disown(desk: &Desk, task: &TaskDetail) -> AnyView {
    let flash = desk.flash.of("disown");
    let (open, id) = (flash.form == "disown", task.id.to_string());
    view! {
        <details id="disown" class="way" open=open>
            <summary>"This is not for me"</summary>
            <PostForm action="/do/disown" class="form">
                <input type="hidden" name="task" value=id/>
                <p>"Whoever asked and the administrators are told, so that they can send it to the right person. Links that were mailed to you for it end."</p>
                <Area id="disown-comment" name="comment" label="The right person, if you know" rows=2 max_length=longest()
                    value=flash.typed("comment").unwrap_or_default() problem=flash.problem("comment")/>
                <div class="form-ways"><Submit label="This is not for me" class="plain" icon="person"/></div>
            </PostForm>
        </details>
    }
    .into_any()
}

fn delegate(desk: &Desk, task: &TaskDetail, people: &[PersonRow]) -> AnyView {
    let flash = desk.flash.of("delegate");
    let asked = |person: &PersonRow| task.candidates.iter().any(|candidate| candidate.id == person.id);
    let options = people
        .iter()
        .filter(|person| {
            person.active && person.id != desk.caller.person && person.id != task.requester.id && !asked(person)
        })
        .map(|person| (person.id.to_string(), person.name.clone()))
        .collect();
    let (open, id) = (flash.form == "delegate", task.id.to_string());
    view! {
        <details id="delegate" class="way" open=open>
            <summary>"Ask somebody else to decide"</summary>
            <PostForm action="/do/delegate" class="form">
                <input type="hidden" name="task" value=id/>
                <Choose id="delegate-to" name="to" label="Who" options required=true
                    value=flash.typed("to").unwrap_or_default() problem=flash.problem("to")/>
                <Area id="delegate-comment" name="comment" label="Note to them" rows=2 max_length=longest()
                    value=flash.typed("comment").unwrap_or_default() problem=flash.problem("comment")/>
                <div class="form-ways"><Submit label="Hand it on" class="plain" icon="send"/></div>
            </PostForm>
        </details>
    }
    .into_any()
}
