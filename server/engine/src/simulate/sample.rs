//! An expression tried on a scenario's request, in the words of the organisation. A field that must be answered and is not
//! yet gets an example, so that a condition can be tried while nothing is filled in.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::directory::Directory;
use super::names::Names;
use super::scenario::{Scenario, Why};
use super::told::{Expects, Explained};
use crate::definition::Definition;
use crate::execution::{Request, Requester};
use crate::expression::{self, Received, Sample};
use crate::form::{Answer, Data, Form, Input};
use crate::ids::{GroupKey, PersonId};

/// Tries an expression on the scenario's request; `received` is what the signals brought, as far as it is known.
///
/// # Errors
/// Who asks is not in the directory.
pub fn explain(
    source: &str,
    definition: &Definition,
    directory: &Directory,
    scenario: &Scenario,
    received: &Received,
    expects: Expects,
) -> Result<Explained, Why> {
    let requester = directory.requester(scenario.requester).ok_or_else(Why::nobody_asks)?;
    let mut data = definition.form.read_leniently(&scenario.data);
    fill(&definition.form, &mut data, &requester, scenario.begins_at.date_naive());
    let title = crate::text::title(&definition.title, &data);
    let request = Request { requester, title, data, revision: 1, at: scenario.begins_at };
    let names = Names::of(directory);
    let sample = Sample {
        request: &request,
        received,
        person: &|id: PersonId| names.person(id),
        group: &|key: &GroupKey| format!("the group {}", directory.group(key)),
    };
    Ok(expression::explain(source, &definition.form, &sample, expects))
}

/// An example for every field that must be answered and is not.
fn fill(form: &Form, data: &mut Data, requester: &Requester, today: NaiveDate) {
    let open = form.fields.iter().filter(|field| field.required);
    for field in open {
        if data.0.contains_key(&field.key) {
            continue;
        }
        if let Some(answer) = example(&field.input, requester.person, today) {
            data.0.insert(field.key.clone(), answer);
        }
    }
}

fn example(input: &Input, person: PersonId, today: NaiveDate) -> Option<Answer> {
    Some(match input {
        Input::Text { .. } | Input::LongText { .. } => Answer::Text("Example".to_owned()),
        Input::Number { min, max, .. } => Answer::Number(min.or(*max).unwrap_or(Decimal::ONE)),
        Input::Money { currency, min, max } => {
            Answer::Money { amount: min.or(*max).unwrap_or(Decimal::ONE_HUNDRED), currency: currency.clone() }
        }
        Input::Date { earliest, latest } => Answer::Date(earliest.or(*latest).unwrap_or(today)),
        Input::Choice { options } => {
            let option = options.first()?;
            Answer::Choice { value: option.value.clone(), label: option.label.clone() }
        }
        Input::Person => Answer::Person(person),
        Input::Email => Answer::Text("someone@example.com".to_owned()),
    })
}
