//! Examples of expressions, made of the form at hand.

use engine::definition::Definition;
use engine::form::Input;
use engine::simulate::Expects;

use crate::api::Directory;

/// What it means, and how it is written.
pub type Example = (String, String);

/// Examples for this form.
pub fn examples(definition: &Definition, directory: &Directory, expects: Expects) -> Vec<Example> {
    let group = directory.groups.first().map_or(("legal", "Legal"), |group| (group.key.as_str(), group.name.as_str()));
    match expects {
        Expects::Condition => conditions(definition, group),
        Expects::People => people(definition, group),
    }
}

fn conditions(definition: &Definition, (key, name): (&str, &str)) -> Vec<Example> {
    let mut all: Vec<Example> = Vec::new();
    let mut seen = Vec::new();
    for field in &definition.form.fields {
        let (at, label) = (format!("request.{}", field.key), &field.label);
        let (kind, words, cel) = match &field.input {
            Input::Money { .. } | Input::Number { .. } => (0, format!("{label} over 5000"), format!("{at} > 5000")),
            Input::Choice { options } => match options.first() {
                Some(first) => (1, format!("{label} is {}", first.label), format!("{at} == \"{}\"", first.value)),
                None => continue,
            },
            Input::Date { .. } => (2, format!("{label} before April 2027"), format!("{at} < \"2027-04-01\"")),
            Input::Text { .. } | Input::LongText { .. } => {
                (3, format!("{label} contains \u{201c}urgent\u{201d}"), format!("{at}.contains(\"urgent\")"))
            }
            Input::Person => (4, format!("{label} is who asks"), format!("{at} == requester.id")),
            Input::Email => (5, format!("{label} is of a company"), format!("{at}.endsWith(\"@example.com\")")),
        };
        if !seen.contains(&kind) {
            seen.push(kind);
            all.push((words, cel));
        }
    }
    if let [(first, one), (second, two), ..] = &all[..] {
        let both = (format!("{first}, and {second}"), format!("{one} && {two}"));
        all.push(both);
    }
    all.push((format!("Who asks is in {name}"), format!("\"{key}\" in requester.groups")));
    all
}

fn people(definition: &Definition, (key, name): (&str, &str)) -> Vec<Example> {
    let mut all = vec![(format!("The group {name}"), format!("\"group:{key}\""))];
    let field = |fits: fn(&Input) -> bool| definition.form.fields.iter().find(|field| fits(&field.input));
    if let Some(person) = field(|input| matches!(input, Input::Person)) {
        all.push((format!("The person under {}", person.label), format!("request.{}", person.key)));
    }
    if let Some(amount) = field(|input| matches!(input, Input::Money { .. } | Input::Number { .. })) {
        all.push((
            format!("{name} when {} is over 5000, else nobody", amount.label),
            format!("request.{} > 5000 ? \"group:{key}\" : null", amount.key),
        ));
    }
    all.push((format!("{name}, and who asks"), format!("[\"group:{key}\", requester.id]")));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_speak_of_the_form_at_hand() {
        let text = include_str!("../../../../server/runtime/src/demo/contract.json");
        let definition = Definition::read(text).unwrap();
        let cel = |expects| {
            let all = examples(&definition, &Directory::default(), expects);
            all.into_iter().map(|(_, cel)| cel).collect::<Vec<_>>()
        };
        assert!(cel(Expects::Condition).contains(&"request.value > 5000".to_owned()));
        assert!(cel(Expects::Condition).contains(&"request.kind == \"nda\"".to_owned()));
        assert!(cel(Expects::People).contains(&"request.owner".to_owned()));
    }
}
