//! From the catalogue to controls: each setting by the kind of its field. A new node kind needs nothing here; a new kind of
//! field is edited as JSON until it has an editor.

use std::sync::Arc;

use engine::catalogue::{FieldKind, Setting};
use engine::ids::NodeId;
use leptos::prelude::*;
use serde_json::Value;

use super::cases::cases;
use super::controls::{
    area, choices, flag, gathered, insert_field, labelled, name_line, problem_list, problems_of, select, text_line,
    typing_text,
};
use super::lens::Lens;
use super::preview::Preview;
use super::sources::{source_or_none, sources};
use super::times::{due, escalations, moment, reminders, span_or_none, timeout};
use super::typing::Typing;
use crate::Store;

/// The parts of the panel, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Who,
    Answer,
    Time,
    More,
}

impl Part {
    pub const ALL: [Self; 4] = [Self::Who, Self::Answer, Self::Time, Self::More];

    pub const fn title(self) -> &'static str {
        match self {
            Self::Who => "Who",
            Self::Answer => "What",
            Self::Time => "Time",
            Self::More => "More",
        }
    }

    /// Where a setting stands.
    #[allow(clippy::match_same_arms, unreachable_patterns, reason = "a kind of field that comes later")]
    pub const fn of(kind: FieldKind) -> Self {
        match kind {
            FieldKind::Source | FieldKind::Sources | FieldKind::Policy => Self::Who,
            FieldKind::Text | FieldKind::LongText | FieldKind::Proof | FieldKind::Cases | FieldKind::Outcome => {
                Self::Answer
            }
            FieldKind::Span
            | FieldKind::Due
            | FieldKind::Reminders
            | FieldKind::Escalations
            | FieldKind::Timeout
            | FieldKind::Moment => Self::Time,
            FieldKind::Flag => Self::More,
            _ => Self::More,
        }
    }
}

/// The controls of one setting, with label, help and its problems.
#[allow(unreachable_patterns, reason = "a kind of field that comes later")]
pub fn setting(node: &NodeId, all: &Lens, setting: &'static Setting) -> AnyView {
    let (store, lens) = (all.store, all.at(setting.key));
    let at = node.clone();
    let problems = Signal::derive(move || {
        let here = |problem: &engine::check::Problem| {
            problem.node.as_ref() == Some(&at) && problem.field.as_deref() == Some(setting.key)
        };
        store.problems.with(|all| problems_of(all, here))
    });
    let id = lens.id();
    let one = |control: AnyView| labelled(&id, setting.label, setting.help, problems, control);
    let many = |control: AnyView| gathered(&id, setting.label, setting.help, problems, control);
    match setting.kind {
        // What expressions call a signal.
        FieldKind::Text if setting.key == "name" => one(name_line(&lens)),
        FieldKind::Text => one(text_line(&lens)),
        FieldKind::LongText => {
            let typing = typing_text(&lens);
            let insert = insert_field(store, id.clone(), typing.clone());
            one(view! { {area(&id, "", lens.written(), typing)}{insert} }.into_any())
        }
        FieldKind::Flag => {
            let (read, to) = (lens.clone(), lens.clone());
            let value = Signal::derive(move || read.with(|value| value.as_bool().unwrap_or(false)));
            let choose = Arc::new(move |on: bool| to.set(on.into()));
            view! {
                <div class="field setting">
                    {flag(&id, setting.label, setting.help, value, choose)}
                    {problem_list(&id, problems)}
                </div>
            }
            .into_any()
        }
        FieldKind::Source => many(source_or_none(&lens)),
        FieldKind::Sources => many(
            view! {
                {sources(&lens)}
                <Preview store node=node.clone()/>
            }
            .into_any(),
        ),
        FieldKind::Policy => many(policy(&lens)),
        FieldKind::Proof => one(proof(&lens)),
        FieldKind::Span => many(span_or_none(&lens, setting.label)),
        FieldKind::Due => many(due(&lens)),
        FieldKind::Reminders => many(reminders(&lens)),
        FieldKind::Escalations => many(escalations(&lens)),
        FieldKind::Timeout => many(timeout(&lens)),
        FieldKind::Cases => many(cases(&lens)),
        FieldKind::Moment => many(moment(&lens)),
        FieldKind::Outcome => one(outcome(&lens)),
        _ => one(json(&lens, store)),
    }
}

fn policy(lens: &Lens) -> AnyView {
    const WAYS: [(&str, &str, &str); 4] = [
        ("any", "One answer decides", "All are asked; whoever answers first decides for all."),
        ("all", "Everybody must approve", "All are asked at once; a single rejection decides."),
        ("at_least", "A number must approve", "All are asked at once; it is over as soon as the result is certain."),
        ("in_order", "One after the other", "In the order above; a single rejection decides."),
    ];
    let of = lens.shape(|policy| policy["of"].as_str().unwrap_or_default().to_owned());
    let way = |(key, words, meaning): (&'static str, &'static str, &'static str)| {
        let (at, id, name) = (lens.clone(), format!("{}-{key}", lens.id()), lens.id());
        let pick = move |_| {
            let mut policy = serde_json::json!({ "of": key });
            if key == "at_least" {
                policy["count"] = 2.into();
            }
            at.set(policy);
        };
        view! {
            <div class="pick-way">
                <input type="radio" id=id.clone() name=name prop:checked=move || of.with(|of| of == key) on:change=pick/>
                <label for=id>{words}<span class="field-help">{meaning}</span></label>
            </div>
        }
        .into_any()
    };
    let count = lens.at("count");
    let number = move || {
        (of.with(|of| of == "at_least")).then(|| {
            let at = count.clone();
            let typing = Typing::new(at.store, move |gesture, text| match text.trim().parse::<u32>() {
                Ok(number) => at.set_in(gesture, number.into()),
                Err(_) => at.store.refuse("Enter how many must approve, like 2."),
            });
            let box_ = super::controls::line(&count.id(), "number", None, count.written(), typing);
            super::controls::part(&count.id(), "At least", box_)
        })
    };
    view! { <div class="pick">{WAYS.map(way).into_iter().collect_view()}{number}</div> }.into_any()
}

/// One of a few, with what it means beneath.
fn meaning(lens: &Lens, ways: &'static [(&'static str, &'static str, &'static str)], unset: &'static str) -> AnyView {
    let read = lens.clone();
    let now = Signal::derive(move || {
        let text = read.text();
        if text.is_empty() { unset.to_owned() } else { text }
    });
    let choose = lens.chooser();
    let all: Vec<(&str, &str)> = ways.iter().map(|(key, words, _)| (*key, *words)).collect();
    let words = move || now.with(|now| ways.iter().find(|(key, ..)| key == now).map_or("", |(_, _, meaning)| meaning));
    view! {
        {select(&lens.id(), choices(&all), now, choose)}
        <p class="field-help">{words}</p>
    }
    .into_any()
}

fn proof(lens: &Lens) -> AnyView {
    const WAYS: &[(&str, &str, &str)] = &[
        ("sign_in", "Sign-in", "Whoever answers is signed in. What applies unless something else is said."),
        ("link", "The link in the mail", "Whoever has the mail can answer, without an account."),
        (
            "link_and_code",
            "The link and a code",
            "A six-digit code is mailed once the link is opened; no account is needed.",
        ),
        ("password", "A signature", "Signed in, and the password entered again; recorded with its meaning."),
    ];
    meaning(lens, WAYS, "sign_in")
}

fn outcome(lens: &Lens) -> AnyView {
    const WAYS: &[(&str, &str, &str)] = &[
        ("approved", "Approved", ""),
        ("rejected", "Rejected", ""),
        ("done", "Done", "Neither yes nor no: it has come to its end."),
        ("timed_out", "Timed out", "Nobody answered in time."),
        ("withdrawn", "Withdrawn", "As if the requester had taken it back."),
        ("cancelled", "Cancelled", "As if somebody had stopped it."),
    ];
    meaning(lens, WAYS, "")
}

/// A setting that has no editor of its own yet.
fn json(lens: &Lens, store: Store) -> AnyView {
    let (read, to) = (lens.clone(), lens.clone());
    let shown = Signal::derive(move || read.with(|value| serde_json::to_string_pretty(value).unwrap_or_default()));
    let typing = Typing::new(store, move |gesture, text| match serde_json::from_str::<Value>(&text) {
        Ok(value) => to.set_in(gesture, value),
        Err(error) => store.refuse(format!("This is not JSON yet: {error}.")),
    });
    area(&lens.id(), "mono", shown, typing)
}
