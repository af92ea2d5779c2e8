//! What happens when nobody answers: due, reminders, escalations, timeout; and what a wait waits for.

use std::sync::Arc;

use engine::form::Input;
use leptos::prelude::*;
use serde_json::{Value, json};

use super::controls::{Chosen, choices, flag, line, part, select};
use super::lens::Lens;
use super::list::{Items, list};
use super::sources::{Allowed, source};
use super::span::span;
use super::typing::Typing;

/// Which variant of an enum stands there: a text, or the only member of an object.
fn variant(value: &Value) -> String {
    match value {
        Value::String(name) => name.clone(),
        Value::Object(members) => members.keys().next().cloned().unwrap_or_default(),
        _ => String::new(),
    }
}

/// Within a time, or explicitly no deadline.
pub fn due(lens: &Lens) -> AnyView {
    let kind = lens.shape(variant);
    let at = lens.clone();
    let choose: Chosen = Arc::new(move |kind| {
        at.set(if kind == "within" { json!({ "within": "P2D" }) } else { json!("no_deadline") });
    });
    let id = format!("{}-kind", lens.id());
    let within = lens.at("within");
    view! {
        <div class="setting-row">
            <label class="hidden" for=id.clone()>"Due"</label>
            {select(&id, choices(&[("within", "Within"), ("no_deadline", "No deadline")]), kind.into(), choose)}
            {move || (kind.get() == "within").then(|| span(&within, "Due within"))}
        </div>
    }
    .into_any()
}

/// A switch before something that may be left out.
fn optional(lens: &Lens, label: &str, fresh: Value, inside: impl Fn() -> AnyView + Send + Sync + 'static) -> AnyView {
    let there = lens.shape(|value| !value.is_null());
    let at = lens.clone();
    let switch = Arc::new(move |on: bool| {
        at.set(if on { fresh.clone() } else { Value::Null });
    });
    view! {
        {flag(&format!("{}-on", lens.id()), label, "", there.into(), switch)}
        {move || there.get().then(&inside)}
    }
    .into_any()
}

/// A length of time that may be left out.
pub fn span_or_none(lens: &Lens, label: &'static str) -> AnyView {
    let at = lens.clone();
    optional(lens, "Only for a time", json!("P7D"), move || part(&at.id(), "At most", span(&at, label)))
}

/// First after, then every, so many times.
pub fn reminders(lens: &Lens) -> AnyView {
    let at = lens.clone();
    let fresh = json!({ "after": "P1D", "every": "P1D", "times": 2 });
    optional(lens, "Remind whoever has not answered", fresh, move || {
        let (after, every, times) = (at.at("after"), at.at("every"), at.at("times"));
        let many = times.shape(|times| times.as_u64().unwrap_or(0) > 1);
        let typing = {
            let (at, times) = (at.clone(), times.clone());
            Typing::new(at.store, move |gesture, text| {
                let Ok(count) = text.trim().parse::<u32>() else { return at.store.refuse("Enter how often, like 3.") };
                // More than one needs a rhythm; it is asked for as soon as it is needed.
                let unset = untrack(|| at.at("every").with(Value::is_null));
                if count > 1 && unset {
                    let mut all = untrack(|| at.get());
                    if let Some(members) = all.as_object_mut() {
                        members.insert("times".to_owned(), count.into());
                        members.insert("every".to_owned(), json!("P1D"));
                    }
                    at.set_in(gesture, all);
                } else {
                    times.set_in(gesture, count.into());
                }
            })
        };
        let how_often = line(&times.id(), "number", None, times.written(), typing);
        view! {
            {part(&after.id(), "First after", span(&after, "First reminder after"))}
            {part(&times.id(), "How many", how_often)}
            {move || many.get().then(|| part(&every.id(), "Then every", span(&every, "Then every")))}
        }
        .into_any()
    })
}

/// A ladder: after, how, to whom.
pub fn escalations(lens: &Lens) -> AnyView {
    const HOW: [(&str, &str); 3] =
        [("add", "can answer too"), ("replace", "answers instead"), ("inform", "is told, no more")];
    let item = |level: Lens| {
        let (after, how, to) = (level.at("after"), level.at("how"), level.at("to"));
        let choose = how.chooser();
        view! {
            {part(&after.id(), "After", span(&after, "After"))}
            <div class="setting-part">
                <span class="setting-word">"To"</span>
                {source(&to, Allowed::Escalation)}
            </div>
            {part(&how.id(), "Who", select(&how.id(), choices(&HOW), how.written(), choose))}
        }
        .into_any()
    };
    list(
        lens,
        Items {
            one: "level",
            add: "Add a level",
            fresh: Arc::new(|before| {
                let after = before.last().and_then(|level| level.get("after")).and_then(Value::as_str);
                let after = after.and_then(|text| text.parse::<engine::span::Span>().ok());
                let seconds = after.map_or(2 * 86_400, |after| after.as_seconds() + 86_400);
                let after = engine::span::Span::seconds(seconds.min(engine::span::LONGEST)).to_string();
                json!({ "after": after, "how": "add", "to": { "from": "manager_of_assignee" } })
            }),
            item: Arc::new(item),
        },
    )
}

/// The end of waiting.
pub fn timeout(lens: &Lens) -> AnyView {
    const THEN: [(&str, &str); 3] = [
        ("leave", "it goes the way \u{201c}timed out\u{201d}"),
        ("approve", "it counts as approved"),
        ("reject", "it counts as rejected"),
    ];
    let at = lens.clone();
    optional(lens, "Stop waiting at some time", json!({ "after": "P14D", "then": "leave" }), move || {
        let (after, then) = (at.at("after"), at.at("then"));
        let choose = then.chooser();
        view! {
            {part(&after.id(), "After", span(&after, "Final timeout after"))}
            {part(&then.id(), "Then", select(&then.id(), choices(&THEN), then.written(), choose))}
        }
        .into_any()
    })
}

/// A length of time, a moment, or a date of the form.
pub fn moment(lens: &Lens) -> AnyView {
    const KINDS: [(&str, &str); 3] =
        [("after", "For a time"), ("moment", "Until a moment"), ("date_field", "Until a date from the form")];
    let kind = lens.shape(variant);
    let (at, inside) = (lens.clone(), lens.clone());
    let choose: Chosen = Arc::new(move |kind| {
        at.set(match kind.as_str() {
            "moment" => json!({ "moment": format!("{}T09:00:00Z", super::sample::today()) }),
            "date_field" => {
                let field = date_fields(at.store).first().map_or(String::new(), |(key, _)| key.clone());
                json!({ "date_field": { "field": field, "at": "09:00:00" } })
            }
            _ => json!({ "after": "P1D" }),
        });
    });
    let id = format!("{}-kind", lens.id());
    view! {
        <label class="hidden" for=id.clone()>"Kind of wait"</label>
        {select(&id, choices(&KINDS), kind.into(), choose)}
        {move || match kind.get().as_str() {
            "after" => span(&inside.at("after"), "Wait for"),
            "moment" => exact_moment(&inside.at("moment")),
            "date_field" => date_field(&inside.at("date_field")),
            _ => ().into_any(),
        }}
    }
    .into_any()
}

/// A moment, written in UTC.
fn exact_moment(lens: &Lens) -> AnyView {
    let shown = {
        let lens = lens.clone();
        Signal::derive(move || lens.text().get(..16).unwrap_or_default().to_owned())
    };
    let at = lens.clone();
    let typing = Typing::new(lens.store, move |gesture, text| {
        if text.len() >= 16 {
            at.set_in(gesture, format!("{}:00Z", &text[..16]).into());
        }
    });
    part(&lens.id(), "Moment (UTC)", line(&lens.id(), "datetime-local", None, shown, typing))
}

fn date_field(lens: &Lens) -> AnyView {
    let (field, time) = (lens.at("field"), lens.at("at"));
    let (store, to) = (lens.store, field.clone());
    let choose: Chosen = Arc::new(move |key| to.set(key.into()));
    let fields = Signal::derive(move || date_fields(store));
    let shown = {
        let time = time.clone();
        Signal::derive(move || time.text().get(..5).unwrap_or_default().to_owned())
    };
    let to = time.clone();
    let typing = Typing::new(store, move |gesture, text| {
        if text.len() >= 5 {
            to.set_in(gesture, format!("{}:00", &text[..5]).into());
        }
    });
    let zone =
        move || format!("In the time zone of the process, {}.", store.definition.with(|all| all.time_zone.clone()));
    view! {
        {part(&field.id(), "Field", select(&field.id(), fields, field.written(), choose))}
        {part(&time.id(), "At", line(&time.id(), "time", None, shown, typing))}
        <p class="field-help" id=format!("{}-help", time.id())>{zone}</p>
    }
    .into_any()
}

fn date_fields(store: crate::Store) -> super::controls::Choices {
    super::sources::fields(store, |input| matches!(input, Input::Date { .. }))
}
