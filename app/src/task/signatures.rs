//! The signatures of this step: who has signed and how, and whose line is still empty.

use engine::execution::{Ask, Decision};
use engine::ids::PersonId;
use leptos::prelude::*;
use runtime::read::{DecisionRow, Named, TaskDetail};

use crate::ui::{Icon, When};

/// The signatures.
pub(super) fn view(task: &TaskDetail, me: PersonId) -> AnyView {
    let name = |who: &Named| if who.id == me { format!("{} (you)", who.name) } else { who.name.clone() };
    let signed: Vec<&DecisionRow> =
        task.decisions.iter().filter(|row| row.step == task.step && row.round == task.round).collect();
    let has_signed = |id| signed.iter().any(|row| row.who.id == id);
    let open =
        task.ask == Ask::Decide && (task.why_not.is_none() || !task.others.is_empty() || task.claimed_by.is_some());
    let one_of = task.candidates.len() > 1 && task.claimed_by.is_none();
    let mut waiting: Vec<(String, &'static str)> = Vec::new();
    if open && !task.candidates.iter().any(|who| has_signed(who.id)) {
        match &task.claimed_by {
            Some(who) => waiting.push((name(who), "has taken it")),
            None if one_of => waiting.push((names(task), "one of them signs")),
            None => waiting.extend(task.candidates.iter().map(|who| (name(who), "is asked"))),
        }
    }
    waiting.extend(task.others.iter().filter(|who| !has_signed(who.id)).map(|who| (name(who), "is asked")));
    if signed.is_empty() && waiting.is_empty() && task.decisions.is_empty() {
        return ().into_any();
    }
    let lines = signed.iter().map(|row| signature(row)).collect_view();
    let empty = waiting
        .into_iter()
        .map(|(who, how)| view! { <li class="signature open"><span class="signature-name">{who}</span><span class="signature-how">{how}</span></li> })
        .collect_view();
    let earlier: Vec<_> =
        task.decisions.iter().filter(|row| row.step != task.step || row.round != task.round).collect();
    let earlier = (!earlier.is_empty()).then(|| {
        let lines = earlier.iter().map(|row| signature(row)).collect_view();
        view! {
            <details id="earlier-signatures" class="signatures-earlier" open>
                <summary>"Earlier steps and rounds"</summary>
                <ol class="signatures">{lines}</ol>
            </details>
        }
    });
    view! {
        <section class="sheet signed" aria-labelledby="signatures-title">
            <h2 id="signatures-title">"Signatures"</h2>
            <ol class="signatures">{lines}{empty}</ol>
            {earlier}
        </section>
    }
    .into_any()
}

fn names(task: &TaskDetail) -> String {
    let names: Vec<&str> = task.candidates.iter().map(|who| who.name.as_str()).collect();
    match names.as_slice() {
        [several @ .., last] if !several.is_empty() && several.len() < 4 => format!("{} or {last}", several.join(", ")),
        [first, second, rest @ ..] => format!("{first}, {second} or one of {} others", rest.len()),
        _ => names.join(", "),
    }
}

fn signature(row: &DecisionRow) -> AnyView {
    let (class, icon, said) = match row.decision {
        Decision::Approve => ("good", "check", "Approved"),
        Decision::Reject => ("bad", "cross", "Rejected"),
        Decision::RequestChanges => ("warn", "back", "Sent back"),
    };
    let round = (row.round > 1).then(|| format!(", round {}", row.round));
    view! {
        <li class=format!("signature {class}")>
            <span class="signature-name">{row.who.name.clone()}</span>
            <span class="signature-how"><Icon name=icon/>{said} " \u{b7} " <When at=row.at/></span>
            <span class="signature-step">{row.step.clone()}{round}</span>
        </li>
    }
    .into_any()
}
