//! The questions of a form as fields, with what the browser may check by itself.

use std::collections::BTreeMap;

use engine::form::{Field, FieldError, Form, Input};
use engine::ids::PersonId;
use leptos::prelude::*;
use runtime::read::PersonRow;

use crate::ui::{Area, Choose, Line, Options};

/// All questions of a form. Names are `entered[key]`.
#[component]
pub fn FormFields(
    form: Form,
    /// What was typed, by field key.
    entered: BTreeMap<String, String>,
    problems: Vec<FieldError>,
    people: Vec<PersonRow>,
    /// Who fills the form.
    me: PersonId,
) -> impl IntoView {
    let field = move |field: Field| {
        let value = entered.get(&field.key).cloned().unwrap_or_default();
        let wrong: Vec<&str> = problems
            .iter()
            .filter(|problem| problem.field == field.key)
            .map(|problem| problem.problem.as_str())
            .collect();
        let problem = (!wrong.is_empty()).then(|| wrong.join(" "));
        one(field, value, problem, &people, me)
    };
    form.fields.into_iter().map(field).collect_view()
}

fn one(field: Field, value: String, problem: Option<String>, people: &[PersonRow], me: PersonId) -> AnyView {
    let (id, name, max_length) = (format!("f-{}", field.key), format!("entered[{}]", field.key), field.input.longest());
    let Field { label, help, required, input, .. } = field;
    let line = |options: Options| {
        view! { <Line id=id.clone() name=name.clone() label=label.clone() help=help.clone() required value=value.clone() problem=problem.clone() options/> }
            .into_any()
    };
    let choose = |options: Vec<(String, String)>| {
        view! { <Choose id=id.clone() name=name.clone() label=label.clone() help=help.clone() required value=value.clone() problem=problem.clone() options/> }
            .into_any()
    };
    match input {
        Input::Text { .. } => line(Options { max_length, ..Options::default() }),
        Input::LongText { .. } => {
            view! { <Area id name label help required value problem max_length=max_length.unwrap_or(u32::MAX)/> }
                .into_any()
        }
        Input::Number { min, max, decimals } => line(Options {
            kind: "number",
            inputmode: Some("decimal"),
            min: min.map(|min| min.to_string()),
            max: max.map(|max| max.to_string()),
            step: Some(step(decimals)),
            ..Options::default()
        }),
        Input::Money { currency, min, max } => line(Options {
            kind: "number",
            inputmode: Some("decimal"),
            min: Some(min.map_or_else(|| "0".to_owned(), |min| min.to_string())),
            max: max.map(|max| max.to_string()),
            step: Some(step(2)),
            before: Some(currency),
            ..Options::default()
        }),
        Input::Date { earliest, latest } => line(Options {
            kind: "date",
            min: earliest.map(|day| day.to_string()),
            max: latest.map(|day| day.to_string()),
            ..Options::default()
        }),
        Input::Email => line(Options {
            kind: "email",
            autocomplete: Some("off"),
            inputmode: Some("email"),
            max_length,
            ..Options::default()
        }),
        Input::Choice { options } => choose(options.into_iter().map(|option| (option.value, option.label)).collect()),
        Input::Person => {
            let known = people.iter().filter(|person| person.active);
            let words = |person: &PersonRow| {
                if person.id == me { format!("{} (you)", person.name) } else { person.name.clone() }
            };
            choose(known.map(|person| (person.id.to_string(), words(person))).collect())
        }
    }
}

/// The step between two numbers with so many digits after the point.
fn step(decimals: u32) -> String {
    match decimals {
        0 => "1".to_owned(),
        n => format!("0.{}1", "0".repeat(n as usize - 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::step;

    #[test]
    fn steps_have_as_many_digits_as_the_field() {
        assert_eq!([step(0), step(1), step(2)], ["1", "0.1", "0.01"]);
    }
}
