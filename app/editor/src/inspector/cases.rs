//! The cases of a condition: each with the label of its way and what must hold.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::{Value, json};

use super::controls::{part, text_line};
use super::lens::Lens;
use super::list::{Items, list};
use crate::expression::{Expects, Expression};

/// All cases, in the order in which they are asked.
pub fn cases(lens: &Lens) -> AnyView {
    list(lens, Items { one: "case", add: "Add a case", fresh: Arc::new(fresh), item: Arc::new(|lens| case(&lens)) })
}

/// A new case, with a port that no other has.
fn fresh(before: &[Value]) -> Value {
    let taken = |port: &str| before.iter().any(|case| case["port"] == port);
    let number =
        (before.len() + 1..=2 * before.len() + 1).find(|number| !taken(&format!("case-{number}"))).unwrap_or(0);
    json!({ "port": format!("case-{number}"), "label": format!("case {number}"), "when": "" })
}

/// One case.
pub fn case(lens: &Lens) -> AnyView {
    let (store, label, when) = (lens.store, lens.at("label"), lens.at("when"));
    let (to, value) = (when.clone(), when.written());
    let change = Callback::new(move |(gesture, text): (Option<u64>, String)| to.set_in(gesture, text.into()));
    view! {
        {part(&label.id(), "Label", text_line(&label))}
        <Expression store id=when.id() label="When" value on_change=change expects=Expects::Condition/>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_case_has_a_port_of_its_own() {
        let before = [json!({ "port": "small" }), json!({ "port": "case-3" })];
        assert_eq!(fresh(&before)["port"], "case-4");
        assert_eq!(fresh(&[])["port"], "case-1");
    }
}
