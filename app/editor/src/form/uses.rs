//! Where a field is used: in texts, as somebody who is asked, as a date, in expressions.

use engine::definition::Definition;
use serde_json::Value;

/// The places that name a field, in words.
pub fn uses(definition: &Definition, key: &str) -> Vec<String> {
    let mut places = Vec::new();
    if names(&definition.title, key) {
        places.push("the title of requests".to_owned());
    }
    for node in &definition.nodes {
        let Ok(settings) = serde_json::to_value(&node.does) else { continue };
        for setting in node.does.entry().settings {
            if settings.get(setting.key).is_some_and(|value| mentions(value, key)) {
                places.push(format!("\u{201c}{}\u{201d}: {}", node.name, setting.label));
            }
        }
    }
    places
}

/// Whether a setting's value names the field, however deep.
fn mentions(value: &Value, key: &str) -> bool {
    match value {
        Value::String(text) => names(text, key) || reads(text, key),
        Value::Array(items) => items.iter().any(|item| mentions(item, key)),
        Value::Object(members) => {
            let is = |name: &str| members.get(name).and_then(Value::as_str) == Some(key);
            let source = members.get("from").is_some_and(|from| from == "field") && is("key");
            source || is("field") || members.values().any(|member| mentions(member, key))
        }
        _ => false,
    }
}

/// Whether a text has the field in braces.
fn names(text: &str, key: &str) -> bool {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).any(|(field, _)| field.trim() == key)
}

/// Whether an expression reads the field.
fn reads(text: &str, key: &str) -> bool {
    text.split("request.").skip(1).any(|rest| {
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        &rest[..end] == key
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_that_names_a_field_is_found() {
        let change = Definition::read(include_str!("../../../../server/runtime/src/demo/change.json")).unwrap();
        assert_eq!(uses(&change, "urgency"), ["\u{201c}How urgent?\u{201d}: Cases"]);
        assert_eq!(uses(&change, "day"), ["\u{201c}Until its day\u{201d}: Until"]);
        let service = uses(&change, "service");
        assert_eq!(service[0], "the title of requests");
        assert!(service.contains(&"\u{201c}Tell security\u{201d}: Message".to_owned()));
        assert_eq!(uses(&change, "plan"), Vec::<String>::new());
        let contract = Definition::read(include_str!("../../../../server/runtime/src/demo/contract.json")).unwrap();
        assert_eq!(uses(&contract, "owner"), ["\u{201c}Business owner\u{201d}: Approvers"]);
    }

    #[test]
    fn a_longer_name_is_another_field() {
        assert!(!reads("request.amount_net > 1", "amount"));
        assert!(reads("request.amount> 1 && request.x == 2", "amount"));
        assert!(!names("{amount_net}", "amount"));
        assert!(names("a { amount } b", "amount"));
    }
}
