//! What one has to know before answering: until when, why me, by which policy, and what happens otherwise.

use engine::execution::{Ask, Decision};
use engine::nodes::Kind;
use engine::nodes::approval::{Approval, Policy};
use leptos::prelude::*;
use runtime::read::{DecisionRow, TaskDetail};

use crate::ui::{Due, Icon, Message, Tone, When};

/// Why there is nothing to answer here, for whoever cannot; nothing for whoever can.
pub(super) fn state(task: &TaskDetail) -> AnyView {
    let Some(why_not) = task.why_not.clone() else { return sent_back(task) };
    let (tone, icon) = if task.candidates.is_empty() || task.claimed_by.is_some() {
        (Tone::Active, "hand")
    } else {
        (Tone::Calm, "stamp")
    };
    view! { <Message tone icon><p class="task-why-not">{why_not}</p></Message> }.into_any()
}

/// Who sent it back and why, for the requester who is to change it.
fn sent_back(task: &TaskDetail) -> AnyView {
    let by = task.decisions.iter().rev().find(|row| row.decision == Decision::RequestChanges);
    let Some(by) = by.filter(|_| task.ask == Ask::Revise) else { return ().into_any() };
    let (who, said) = (by.who.name.clone(), by.comment.clone());
    view! {
        <Message tone=Tone::Warn icon="back">
            <p class="task-why-not">{who} " sent it back and asks for changes:"</p>
            <p class="talk-quote">{said}</p>
        </Message>
    }
    .into_any()
}

/// The facts.
pub(super) fn view(task: &TaskDetail) -> AnyView {
    let open = task.why_not.is_none() || !task.if_nobody.is_empty() || !task.others.is_empty();
    let policy = approval(task).filter(|_| open && task.ask == Ask::Decide).map(|approval| policy(approval, task));
    view! {
        <dl class="task-facts">
            {open.then(|| view! { <div><dt>"When"</dt><dd><Due at=task.due_at/></dd></div> })}
            {task.why.clone().map(|why| view! { <div><dt>"Why you"</dt><dd>{why}</dd></div> })}
            {policy.map(|policy| view! { <div><dt>"Rule"</dt><dd>{policy}</dd></div> })}
            {open.then(|| view! {
                <div>
                    <dt>"If nobody answers"</dt>
                    <dd>{otherwise(task)}</dd>
                </div>
            })}
        </dl>
    }
    .into_any()
}

fn otherwise(task: &TaskDetail) -> AnyView {
    if task.if_nobody.is_empty() {
        return view! { "Nothing happens by itself; it waits as long as it takes." }.into_any();
    }
    let moves = task.if_nobody.iter().map(|next| {
        view! { <li><When at=next.at/> <span>{next.what.clone()}</span></li> }
    });
    view! { <ol class="otherwise">{moves.collect_view()}</ol> }.into_any()
}

/// The settings of the task's step.
pub(super) fn approval(task: &TaskDetail) -> Option<&Approval> {
    task.definition.nodes.iter().filter(|node| node.name == task.step).find_map(|node| match &node.does {
        Kind::Approval(approval) => Some(&**approval),
        _ => None,
    })
}

fn policy(approval: &Approval, task: &TaskDetail) -> AnyView {
    let alone = task.others.is_empty() && task.candidates.len() < 2 && !approval.approvers.is_empty();
    let text = match approval.policy {
        Policy::Any if alone => "Your answer decides.".to_owned(),
        Policy::Any => "The first answer decides.".to_owned(),
        Policy::All => "Everybody must approve; one rejection ends it.".to_owned(),
        Policy::AtLeast { count } => {
            let here = |row: &&DecisionRow| {
                row.step == task.step && row.round == task.round && row.decision == Decision::Approve
            };
            match task.decisions.iter().filter(here).count() {
                0 => format!("{count} approvals are needed."),
                1 => format!("{count} approvals are needed; one is there."),
                there => format!("{count} approvals are needed; {there} are there."),
            }
        }
        Policy::InOrder => "One after the other; all must approve.".to_owned(),
    };
    view! { <span class="policy"><Icon name="stamp"/>{text}</span> }.into_any()
}
