//! A saved scenario gone through step by step: what was chosen next, and the same in words.

use serde_json::Value;

/// A scenario that is followed.
#[derive(Clone, Debug, PartialEq)]
pub struct Followed {
    pub id: String,
    pub name: String,
    pub choices: Vec<Value>,
    /// The place of the choice that comes next.
    pub next: usize,
}

impl Followed {
    /// The choice that comes next.
    pub fn choice(&self) -> Option<&Value> {
        self.choices.get(self.next)
    }
}

/// The choices of a story.
pub fn choices_of(story: &Value) -> Vec<Value> {
    story["choices"].as_array().cloned().unwrap_or_default()
}

/// A choice in words; `person` and `node` give names for ids, `clock` the words for a moment.
pub fn words(
    choice: &Value,
    person: impl Fn(&str) -> String,
    node: impl Fn(&str) -> String,
    clock: impl Fn(&str) -> String,
) -> String {
    let text = |key: &str| choice[key].as_str().unwrap_or_default();
    let place = || format!("\u{201c}{}\u{201d}", node(text("node")));
    match text("choice") {
        "decide" => {
            let verb = match text("decision") {
                "approve" => "approves",
                "reject" => "rejects",
                _ => "asks for changes at",
            };
            let comment = text("comment");
            let said = if comment.is_empty() { String::new() } else { format!(": \u{201c}{comment}\u{201d}") };
            format!("{} {verb} {}{said}", person(text("by")), place())
        }
        "resubmit" => "The request is changed and sent again".to_owned(),
        "signal" => format!("The signal of {} comes", place()),
        "skip_to_timer" => "Time goes on to the next timer".to_owned(),
        "skip_to" => format!("Time goes on to {}", clock(text("moment"))),
        _ => "Something that this page does not know".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn choices_are_told_in_words() {
        let told = |choice: Value| {
            words(&choice, |id| format!("P{id}"), |id| format!("N{id}"), |moment| moment.chars().take(4).collect())
        };
        let decide = |decision: &str, comment: &str| {
            told(json!({ "choice": "decide", "node": "a", "by": "1", "decision": decision, "comment": comment }))
        };
        assert_eq!(decide("approve", ""), "P1 approves \u{201c}Na\u{201d}");
        assert_eq!(decide("reject", "No."), "P1 rejects \u{201c}Na\u{201d}: \u{201c}No.\u{201d}");
        assert_eq!(decide("request_changes", ""), "P1 asks for changes at \u{201c}Na\u{201d}");
        assert_eq!(told(json!({ "choice": "signal", "node": "b" })), "The signal of \u{201c}Nb\u{201d} comes");
        assert_eq!(told(json!({ "choice": "skip_to", "moment": "2026-01-01T00:00:00Z" })), "Time goes on to 2026");
        assert_eq!(told(json!({ "choice": "skip_to_timer" })), "Time goes on to the next timer");
        assert_eq!(told(json!({ "choice": "new" })), "Something that this page does not know");
    }

    #[test]
    fn the_next_choice_is_where_the_story_is() {
        let story = json!({ "choices": [{ "choice": "skip_to_timer" }] });
        let (id, name) = ("1".to_owned(), "One".to_owned());
        let mut followed = Followed { id, name, choices: choices_of(&story), next: 0 };
        assert!(followed.choice().is_some());
        followed.next = 1;
        assert_eq!(followed.choice(), None);
        assert!(choices_of(&json!({})).is_empty());
    }
}
