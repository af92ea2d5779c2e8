//! The sample request: who asks and what they answer, so that titles, approvers and expressions can be tried while drawing.
//! It is kept in the browser, for each draft; what is not answered gets a sensible example.

use std::collections::BTreeMap;

use engine::form::{Data, Field, Form, Input};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Store;
use crate::api::Directory;

/// Who asks, and what they answered by hand.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// Empty: whoever edits.
    #[serde(default)]
    pub requester: String,
    /// As texts, by field key.
    #[serde(default)]
    pub entered: BTreeMap<String, String>,
}

/// All answers of the sample as they are typed, and as the form reads them.
pub fn answers(form: &Form, sample: &Sample, directory: &Directory) -> (BTreeMap<String, String>, Data) {
    let (me, today) = (asks(sample, directory), today());
    let entered: BTreeMap<String, String> = form
        .fields
        .iter()
        .map(|field| {
            let typed = sample.entered.get(&field.key).cloned();
            (field.key.clone(), typed.unwrap_or_else(|| example(field, &me, &today)))
        })
        .collect();
    let data = form.read_leniently(&entered);
    (entered, data)
}

/// Who asks.
pub fn asks(sample: &Sample, directory: &Directory) -> String {
    let there = directory.people.iter().any(|person| person.id == sample.requester && person.active);
    if there { sample.requester.clone() } else { directory.me.clone() }
}

/// An answer that the field takes.
fn example(field: &Field, me: &str, today: &str) -> String {
    match &field.input {
        Input::Text { max_length } | Input::LongText { max_length } => {
            let most = max_length.map_or(usize::MAX, |most| most as usize);
            format!("Example {}", field.label.to_lowercase()).chars().take(most).collect()
        }
        Input::Number { min, max, .. } => within(1, *min, *max),
        Input::Money { min, max, .. } => within(1_000, *min, *max),
        Input::Date { earliest, latest } => {
            earliest.or(*latest).map_or_else(|| today.to_owned(), |date| date.to_string())
        }
        Input::Choice { options } => options.first().map_or_else(String::new, |option| option.value.clone()),
        Input::Person => me.to_owned(),
        Input::Email => "someone@example.com".to_owned(),
    }
}

/// A number, or the nearest that the limits allow.
fn within<T: PartialOrd + From<u16> + ToString>(number: u16, min: Option<T>, max: Option<T>) -> String {
    let mut number = T::from(number);
    for (limit, over) in [(max, true), (min, false)] {
        if let Some(limit) = limit.filter(|limit| if over { number > *limit } else { number < *limit }) {
            number = limit;
        }
    }
    number.to_string()
}

/// The sample as the simulator takes it, with what else it needs to know; `rest` is added.
pub fn question(store: Store, rest: Value) -> Option<String> {
    let directory = store.directory.get_untracked();
    let sample = store.sample.get_untracked();
    let requester = asks(&sample, &directory);
    if requester.is_empty() {
        return None;
    }
    let definition = store.definition.get_untracked();
    let data = answers(&definition.form, &sample, &directory).0;
    let mut question = json!({
        "directory": directory,
        "scenario": { "requester": requester, "data": data, "begins_at": format!("{}T09:00:00Z", today()) },
        "definition": definition,
    });
    if let (Some(members), Value::Object(rest)) = (question.as_object_mut(), rest) {
        members.extend(rest);
    }
    serde_json::to_string(&question).ok()
}

/// Reads the sample that was kept, once.
pub fn recall(store: Store) {
    let kept = window().local_storage().ok().flatten().and_then(|kept| kept.get_item(&place(store)).ok().flatten());
    if let Some(sample) = kept.and_then(|text| serde_json::from_str::<Sample>(&text).ok())
        && store.sample.with_untracked(|now| *now == Sample::default())
    {
        store.sample.set(sample);
    }
}

/// Changes the sample, and keeps it.
pub fn change(store: Store, change: impl FnOnce(&mut Sample)) {
    store.sample.update(change);
    let text = store.sample.with_untracked(serde_json::to_string).unwrap_or_default();
    if let Some(kept) = window().local_storage().ok().flatten() {
        let _ = kept.set_item(&place(store), &text);
    }
}

fn place(store: Store) -> String {
    store.opening.with_value(|opening| format!("sample-request-{}", opening.id))
}

/// The day of the browser's clock, in UTC: `2026-03-31`.
pub fn today() -> String {
    #[cfg(target_arch = "wasm32")]
    return String::from(js_sys::Date::new_0().to_iso_string()).chars().take(10).collect();
    #[cfg(not(target_arch = "wasm32"))]
    "2026-03-31".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_the_form_asks_gets_an_answer_that_it_takes() {
        let form: Form = serde_json::from_value(json!({ "fields": [
            { "key": "what", "label": "What", "required": true, "input": { "type": "text", "max_length": 9 } },
            { "key": "why", "label": "Why", "required": true, "input": { "type": "long_text" } },
            { "key": "count", "label": "Count", "required": true, "input": { "type": "number", "min": "7" } },
            { "key": "amount", "label": "Amount", "required": true, "input": { "type": "money", "currency": "EUR", "max": "50" } },
            { "key": "day", "label": "Day", "required": true, "input": { "type": "date" } },
            { "key": "kind", "label": "Kind", "required": true,
              "input": { "type": "choice", "options": [{ "value": "a", "label": "A" }] } },
            { "key": "owner", "label": "Owner", "required": true, "input": { "type": "person" } },
            { "key": "mail", "label": "Mail", "required": true, "input": { "type": "email" } }
        ] }))
        .unwrap();
        let directory = Directory { me: "0197a000-0000-7000-8000-000000000001".to_owned(), ..Directory::default() };
        let (entered, _) = answers(&form, &Sample::default(), &directory);
        assert!(form.read(&entered).is_ok(), "{entered:?} {:?}", form.read(&entered));
        let typed = Sample { entered: BTreeMap::from([("count".to_owned(), "12".to_owned())]), ..Sample::default() };
        assert_eq!(answers(&form, &typed, &directory).0["count"], "12");
    }
}
