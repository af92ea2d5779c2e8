//! The form as its requester sees it, filled with the sample request; what is entered here becomes the sample.

use engine::form::{Field, Form, Input};
use leptos::prelude::*;

use super::controls::{Choices, select};
use super::people::person_field;
use super::sample::{answers, asks, change, recall};
use super::typing::Typing;
use crate::Store;

/// All questions. `prefix` begins the ids of the elements.
pub fn questions(store: Store, prefix: &'static str) -> AnyView {
    recall(store);
    let form = Memo::new(move |_| store.definition.with(|all| all.form.clone()));
    let entered = Memo::new(move |_| form.with(|form| answers(form, &store.sample.get(), &store.directory.get()).0));
    let all = move || {
        let Form { fields } = form.get();
        fields.into_iter().map(|field| question(store, prefix, field, entered)).collect::<Vec<_>>()
    };
    view! { <div class="form asked">{all}</div> }.into_any()
}

/// Who asks.
pub fn requester(store: Store, id: &str) -> AnyView {
    let who = Signal::derive(move || asks(&store.sample.get(), &store.directory.get()));
    let chosen = move |_: Option<u64>, id: String| change(store, |sample| sample.requester = id);
    view! {
        <div class="field asked-who">
            <label class="field-label" for=id.to_owned()>"Who asks"</label>
            {person_field(id, store.directory, who, store, chosen)}
        </div>
    }
    .into_any()
}

fn question(
    store: Store,
    prefix: &str,
    field: Field,
    entered: Memo<std::collections::BTreeMap<String, String>>,
) -> AnyView {
    let (read, written) = (field.key.clone(), field.key.clone());
    let now = Signal::derive(move || entered.with(|all| all.get(&read).cloned().unwrap_or_default()));
    let enter = move |text: String| {
        let key = written.clone();
        change(store, |sample| drop(sample.entered.insert(key, text)));
    };
    one(store, prefix, field, now, enter)
}

/// One question, wherever its answer is kept.
pub fn one(
    store: Store,
    prefix: &str,
    field: Field,
    now: Signal<String>,
    enter: impl Fn(String) + Clone + Send + Sync + 'static,
) -> AnyView {
    let Field { key, label, help, required, input } = field;
    let id = format!("{prefix}-{key}");
    let typing = {
        let enter = enter.clone();
        Typing::new(store, move |_, text| enter(text))
    };
    let control = match input {
        Input::Text { .. } => super::controls::line(&id, "text", None, now, typing),
        Input::LongText { .. } => super::controls::area(&id, "", now, typing),
        Input::Number { .. } => super::controls::line(&id, "number", None, now, typing),
        Input::Money { currency, .. } => {
            let amount = super::controls::line(&id, "number", None, now, typing);
            view! { <div class="input-with"><span class="input-before" aria-hidden="true">{currency}</span>{amount}</div> }
                .into_any()
        }
        Input::Date { .. } => super::controls::line(&id, "date", None, now, typing),
        Input::Email => super::controls::line(&id, "email", None, now, typing),
        Input::Choice { options } => {
            let all: Choices = options.into_iter().map(|option| (option.value, option.label)).collect();
            select(&id, Signal::stored(all), now, std::sync::Arc::new(enter))
        }
        Input::Person => person_field(&id, store.directory, now, store, move |_, person| enter(person)),
    };
    let help_id = format!("{id}-help");
    view! {
        <div class="field">
            <label class="field-label" for=id>
                {label} " " {(!required).then(|| view! { <span class="field-optional">"optional"</span> })}
            </label>
            <p class="field-help" id=help_id hidden=help.is_empty()>{help.clone()}</p>
            {control}
        </div>
    }
    .into_any()
}
