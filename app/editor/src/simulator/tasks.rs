//! What somebody may do now: answer as each of the people asked, send the request again, let a signal come; and what stops it.

use std::collections::BTreeMap;

use engine::form::{Answer, Data};
use engine::ids::NodeId;
use leptos::prelude::*;
use serde_json::{Value, json};
use web_sys::SubmitEvent;

use super::parts::{button, keep_focus, step};
use super::play::Play;
use super::told::{Asked, Wait};
use super::zone;
use crate::icon::Icon;
use crate::inspector::question;

pub fn view(play: Play) -> AnyView {
    let asking = Memo::new(move |_| play.view.with(super::told::View::asking));
    let afterwards =
        move || play.view.with(|view| view.last().map(|frame| frame.inside.afterwards.clone()).unwrap_or_default());
    let revising = Memo::new(move |_| {
        let revise = afterwards().tasks.into_iter().find(|task| task.ask == "revise")?;
        Some((revise.node, revise.people.first().map(|asked| asked.name.clone()).unwrap_or_default()))
    });
    let waits = Memo::new(move |_| afterwards().waits);
    let incidents = Memo::new(move |_| afterwards().incidents);
    let quiet = move || {
        (asking.with(Vec::is_empty)
            && revising.with(Option::is_none)
            && waits.with(Vec::is_empty)
            && incidents.with(Vec::is_empty))
        .then(|| {
            play.view
                .with(|view| view.waits_for.iter().map(|sentence| view! { <p>{sentence.clone()}</p> }).collect_view())
        })
    };
    view! {
        <For each=move || asking.get() key=NodeId::clone children=move |node| card(play, node)/>
        {move || revising.get().map(|(node, name)| revise(play, &node, &name))}
        <For each=move || waits.get() key=|wait| (wait.node.clone(), wait.name.clone()) children=move |wait| signal(play, wait)/>
        {move || incidents.get().into_iter().map(|incident| view! {
            <div class="sim-note bad">
                <Icon name="alert"/>
                <p><strong>"It stops at "{step(play.store, &incident.node)}": "</strong>{incident.reason}" Change the process; it is told again at once."</p>
            </div>
        }).collect_view()}
        {quiet}
    }
    .into_any()
}

/// A step that asks: everybody who may answer, and why.
fn card(play: Play, node: NodeId) -> AnyView {
    let comment = RwSignal::new(String::new());
    let id = format!("sim-comment-{node}");
    let now = {
        let node = node.clone();
        Memo::new(move |_| play.view.with(|view| view.asked_at(&node)))
    };
    let due = move || now.get().1.map(|moment| format!("Answer expected by {}", zone::clock(&moment, &play.zone())));
    let to = node.clone();
    let person = move |asked: Asked| person(play, &to, asked, comment);
    view! {
        <article class="sim-card">
            <p class="sim-card-head"><Icon name="stamp"/><span>"Asked at "{step(play.store, &node)}</span></p>
            {move || due().map(|due| view! { <p class="sim-quiet">{due}</p> })}
            <ul class="sim-people">
                <For each=move || now.get().0 key=|asked| (asked.person.clone(), asked.why.clone()) children=person/>
            </ul>
            <div class="field">
                <label class="field-label" for=id.clone()>"Comment"<span class="field-optional">"with the answer"</span></label>
                <textarea class="input sim-comment" id=id rows="1" prop:value=move || comment.get()
                    on:input=move |event| comment.set(event_target_value(&event))></textarea>
            </div>
        </article>
    }
    .into_any()
}

fn person(play: Play, node: &NodeId, asked: Asked, comment: RwSignal<String>) -> AnyView {
    let Asked { person, name, why } = asked;
    let answer = |class, icon, words: &'static str, decision: &'static str| {
        let (node, person) = (node.clone(), person.clone());
        let decide = move || {
            let comment_now = comment.get_untracked();
            let choice =
                json!({ "choice": "decide", "node": node, "by": person, "decision": decision, "comment": comment_now });
            if play.choose(&choice) {
                let _ = comment.try_set(String::new());
            }
        };
        button(class, icon, words, Some(format!("{words}, as {name}")), decide)
    };
    // The reason names the person already, where it says more.
    let why = if why.is_empty() { name.clone() } else { why };
    view! {
        <li>
            <p>{why}</p>
            <div class="sim-ways" role="group" aria-label=format!("Answer as {name}")>
                {answer("button small good", "check", "Approve", "approve")}
                {answer("button small bad", "cross", "Reject", "reject")}
                {answer("button small plain", "undo", "Ask for changes", "request_changes")}
            </div>
        </li>
    }
    .into_any()
}

/// The request was sent back: its form, to be changed and sent again.
fn revise(play: Play, node: &NodeId, name: &str) -> AnyView {
    let store = play.store;
    let data = play
        .view
        .with_untracked(|view| view.last().map(|frame| frame.inside.afterwards.data.clone()).unwrap_or_default());
    let entered = RwSignal::new(typed(&data));
    let field = |field: engine::form::Field| {
        let key = field.key.clone();
        let now = {
            let key = key.clone();
            Signal::derive(move || entered.with(|all| all.get(&key).cloned().unwrap_or_default()))
        };
        question(store, "sim-again", field, now, move |text| {
            let key = key.clone();
            entered.update(|all| drop(all.insert(key, text)));
        })
    };
    let fields = store.definition.with_untracked(|definition| definition.form.fields.clone());
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        play.choose(&json!({ "choice": "resubmit", "data": entered.get_untracked() }));
        keep_focus();
    };
    view! {
        <form class="sim-card" novalidate on:submit=send>
            <p class="sim-card-head"><Icon name="pencil"/><span>{name.to_owned()}" is asked for changes, at "{step(store, node)}</span></p>
            <div class="form asked">{fields.into_iter().map(field).collect_view()}</div>
            <p class="sim-ways"><button type="submit" class="button small"><Icon name="send"/>"Send again"</button></p>
        </form>
    }
    .into_any()
}

/// Answers as they are typed into the form.
fn typed(data: &Data) -> BTreeMap<String, String> {
    let text = |answer: &Answer| match answer {
        Answer::Text(text) => text.clone(),
        Answer::Number(number) => number.to_string(),
        Answer::Money { amount, .. } => amount.to_string(),
        Answer::Date(date) => date.to_string(),
        Answer::Choice { value, .. } => value.clone(),
        Answer::Person(person) => person.to_string(),
    };
    data.0.iter().map(|(key, answer)| (key.clone(), text(answer))).collect()
}

/// A signal that is waited for, with what it brings.
fn signal(play: Play, wait: Wait) -> AnyView {
    let Wait { node, name } = wait;
    let (data, wrong) = (RwSignal::new("{}".to_owned()), RwSignal::new(None::<String>));
    let (id, words) = (format!("sim-signal-{node}"), format!("\u{201c}{name}\u{201d}"));
    let (described, at) = (format!("{id}-help"), node.clone());
    let come = move || match serde_json::from_str::<Value>(&data.get_untracked()) {
        Ok(brought @ Value::Object(_)) => {
            wrong.set(None);
            play.choose(&json!({ "choice": "signal", "node": at, "data": brought }));
        }
        _ => wrong.set(Some("Write what it brings as JSON, like {\"amount\": 250}; {} for nothing.".to_owned())),
    };
    view! {
        <article class="sim-card">
            <p class="sim-card-head"><Icon name="wait"/><span>"Waits for the signal "{words}" at "{step(play.store, &node)}</span></p>
            <div class="field">
                <label class="field-label" for=id.clone()>"What it brings"</label>
                <textarea class="input sim-json" id=id rows="2" spellcheck="false" prop:value=move || data.get() aria-describedby=described.clone()
                    on:input=move |event| data.set(event_target_value(&event))></textarea>
                <p class="field-help" id=described>"As JSON: expressions read it as "<code>{read_as(&name)}</code>"."</p>
                {super::parts::alert(wrong)}
            </div>
            <p class="sim-ways">{button("button small", "send", "The signal comes", None, come)}</p>
        </article>
    }
    .into_any()
}

/// A signal as expressions name it: dots and dashes need brackets.
fn read_as(name: &str) -> String {
    if name.contains(['.', '-']) { format!("signals[\"{name}\"]") } else { format!("signals.{name}") }
}

#[cfg(test)]
mod tests {
    use engine::form::Form;

    use super::*;

    #[test]
    fn signals_are_named_as_expressions_do() {
        assert_eq!(["paid", "goods.arrived"].map(read_as), ["signals.paid", "signals[\"goods.arrived\"]"]);
    }

    #[test]
    fn answers_are_typed_as_the_form_reads_them() {
        let form: Form = serde_json::from_value(json!({ "fields": [
            { "key": "what", "label": "What", "input": { "type": "text" } },
            { "key": "count", "label": "Count", "input": { "type": "number", "decimals": 1 } },
            { "key": "amount", "label": "Amount", "input": { "type": "money", "currency": "EUR" } },
            { "key": "day", "label": "Day", "input": { "type": "date" } },
            { "key": "kind", "label": "Kind", "input": { "type": "choice", "options": [{ "value": "a", "label": "A" }] } },
            { "key": "owner", "label": "Owner", "input": { "type": "person" } }
        ] }))
        .unwrap();
        let entered = BTreeMap::from(
            [
                ("what", "A desk"),
                ("count", "2.5"),
                ("amount", "1250.00"),
                ("day", "2026-03-31"),
                ("kind", "a"),
                ("owner", "0197a000-0000-7000-8000-000000000001"),
            ]
            .map(|(key, text)| (key.to_owned(), text.to_owned())),
        );
        assert_eq!(typed(&form.read(&entered).unwrap()), entered);
    }
}
