//! The limits of a field, by its type; and the options of a choice.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::{Value, json};

use super::keys::{follows, free, slug};
use crate::Store;
use crate::inspector::controls::{fine, gathered, line, part, text_line};
use crate::inspector::lens::Lens;
use crate::inspector::typing::Typing;
use crate::inspector::{Items, list};

/// Currencies that are offered; every other can be typed.
const CURRENCIES: [&str; 12] = ["EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "JPY", "CAD", "AUD"];

/// The controls of a type's limits; the lens looks at the input.
pub fn limits(input: &Lens, kind: &str) -> AnyView {
    match kind {
        "text" | "long_text" => number(&input.at("max_length"), "Most characters"),
        "number" => view! {
            <div class="setting-parts">
                {decimal(&input.at("min"), "At least")}
                {decimal(&input.at("max"), "At most")}
                {number(&input.at("decimals"), "Decimals")}
            </div>
        }
        .into_any(),
        "money" => {
            let currency = input.at("currency");
            let to = currency.clone();
            let typing = Typing::new(input.store, move |gesture, text| {
                to.set_in(gesture, text.trim().to_uppercase().into());
            });
            let offered = CURRENCIES.map(|code| view! { <option value=code></option> });
            let control = line(&currency.id(), "text", Some("currencies"), currency.written(), typing);
            view! {
                <div class="setting-parts">
                    {part(&currency.id(), "Currency", control)}
                    <datalist id="currencies">{offered.collect_view()}</datalist>
                    {decimal(&input.at("min"), "At least")}
                    {decimal(&input.at("max"), "At most")}
                </div>
            }
            .into_any()
        }
        "date" => view! {
            <div class="setting-parts">
                {date(&input.at("earliest"), "Earliest")}
                {date(&input.at("latest"), "Latest")}
            </div>
        }
        .into_any(),
        "choice" => options(&input.at("options")),
        _ => ().into_any(),
    }
}

/// A value that may be left out, or else is read so.
fn read_in(lens: &Lens, kind: &'static str, label: &str, read: fn(Store, &str) -> Option<Value>) -> AnyView {
    let to = lens.clone();
    let typing = Typing::new(lens.store, move |gesture, text| {
        if let Some(value) = read(to.store, text.trim()) {
            to.set_in(gesture, value);
        }
    });
    part(&lens.id(), label, line(&lens.id(), kind, None, lens.written(), typing))
}

fn number(lens: &Lens, label: &'static str) -> AnyView {
    let decimals = label == "Decimals";
    let read: fn(Store, &str) -> Option<Value> = if decimals {
        |store, text| if text.is_empty() { Some(0.into()) } else { whole(store, text) }
    } else {
        |store, text| if text.is_empty() { Some(Value::Null) } else { whole(store, text) }
    };
    read_in(lens, "number", label, read)
}

fn whole(store: Store, text: &str) -> Option<Value> {
    let number = text.parse::<u32>().ok();
    if number.is_none() {
        store.refuse("Enter a whole number, like 100.");
    }
    number.map(Into::into)
}

/// Limits are exact: they are written as texts of digits.
fn decimal(lens: &Lens, label: &'static str) -> AnyView {
    read_in(lens, "number", label, |_, text| Some(if text.is_empty() { Value::Null } else { json!(text) }))
}

fn date(lens: &Lens, label: &'static str) -> AnyView {
    read_in(lens, "date", label, |_, text| Some(if text.is_empty() { Value::Null } else { json!(text) }))
}

/// The options of a choice: label, and the value that expressions see.
fn options(lens: &Lens) -> AnyView {
    let item = |option: Lens| {
        let (label, value) = (option.at("label"), option.at("value"));
        let to = option.clone();
        // The value follows the label until it was set by hand.
        let typing = Typing::new(option.store, move |gesture, text| {
            let mut now = untrack(|| to.get());
            let (before, key) = (written(&now, "label"), written(&now, "value"));
            if follows(&key, &before) {
                now["value"] = slug(&text).into();
            }
            now["label"] = text.into();
            to.set_in(gesture, now);
        });
        view! {
            <div class="setting-parts">
                {part(&label.id(), "Label", line(&label.id(), "text", None, label.written(), typing))}
                {part(&value.id(), "Value", text_line(&value))}
            </div>
        }
        .into_any()
    };
    let items = Items {
        one: "option",
        add: "Add an option",
        fresh: Arc::new(|before| {
            let taken: Vec<String> = before.iter().map(|option| written(option, "value")).collect();
            let value = free("option", taken.iter().map(String::as_str));
            let label = if value == "option" { "Option".to_owned() } else { value.replace("option_", "Option ") };
            json!({ "value": value, "label": label })
        }),
        item: Arc::new(item),
    };
    gathered(&lens.id(), "Options", "", fine(), list(lens, items))
}

fn written(option: &Value, member: &str) -> String {
    option[member].as_str().unwrap_or_default().to_owned()
}
