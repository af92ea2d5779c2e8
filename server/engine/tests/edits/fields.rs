//! Questions of the form, and all that names them.

use engine::definition::Definition;
use engine::edit::{Edit, plan};
use engine::form::Field;
use serde_json::{Value, json};

use crate::common::field;
use crate::drawn::{after, drawn, set};

fn rename(from: &str, to: &str) -> Edit {
    Edit::SetField { key: from.to_owned(), field: Field { label: "Amount".to_owned(), ..field(to) } }
}

fn expression(cel: &str) -> Value {
    json!({"from": "expression", "cel": cel})
}

fn keys(definition: &Definition) -> Vec<&str> {
    definition.form.fields.iter().map(|field| field.key.as_str()).collect()
}

#[test]
fn a_new_key_is_followed_everywhere() {
    let by_field = json!({"from": "field", "key": "amount"});
    let mut drawing = drawn("ask:approval which:condition late:wait tell:notify come:signal", "");
    for edit in [
        set("ask", "approvers", json!([by_field, expression("request.amount > 1.0 ? 'group:a' : null")])),
        set("ask", "fallback", by_field.clone()),
        set("ask", "escalations", json!([{"after": "P1D", "how": "add", "to": by_field}])),
        set("ask", "instructions", json!("{amount} stays, because nothing is put in here")),
        set("which", "cases", json!([{"label": "amount", "when": "request.amount > 2.0"}])),
        set("late", "until", json!({"date_field": {"field": "amount", "at": "09:00:00"}})),
        set("tell", "to", json!([by_field])),
        set("tell", "message", json!("{amount}, { amount } and {amounts}")),
        set("come", "key", json!("{amount}")),
        set("come", "link_to", json!([by_field])),
    ] {
        drawing = after(&drawing, &edit);
    }
    let now = after(&drawing, &rename("amount", "sum"));
    assert_eq!(now.title, "{what} for {sum}");
    assert_eq!(keys(&now), ["what", "sum", "day"]);
    let text = serde_json::to_string(&now.nodes).unwrap();
    let left: Vec<&str> = text.match_indices("amount").map(|(at, _)| &text[at.saturating_sub(1)..at + 8]).collect();
    assert_eq!(left, ["{amount} ", "\"amount\",", "{amounts}"], "instructions, a label, another question");
    assert_eq!(text.matches("sum").count(), 11);
    let mut back = now.clone();
    assert!(plan(&drawing, &rename("amount", "sum")).unwrap().undo(&mut back));
    assert_eq!(back, drawing);
}

#[test]
fn expressions_follow_outside_of_quoted_texts() {
    for (before, after_it) in [
        ("request.amount > 1.0", "request.sum > 1.0"),
        ("request.amounts > request.amount", "request.amounts > request.sum"),
        ("has(request . amount) && my_request.amount", "has(request . sum) && my_request.amount"),
        ("other.request.amount", "other.request.amount"),
        ("request[\"amount\"] + request['amount']", "request[\"sum\"] + request['sum']"),
        ("'request.amount' == \"request.amount\"", "'request.amount' == \"request.amount\""),
        ("'it\\'s request.amount' + request.amount", "'it\\'s request.amount' + request.sum"),
        ("r'\\' + request.amount", "r'\\' + request.sum"),
        ("'''a ' request.amount''' + request.amount", "'''a ' request.amount''' + request.sum"),
        ("true // request.amount\n && request.amount", "true // request.amount\n && request.sum"),
        ("request.amount.amount", "request.sum.amount"),
        ("'not closed request.amount", "'not closed request.amount"),
        ("request.", "request."),
        ("ä.request.amount ? ü : request.amount", "ä.request.amount ? ü : request.sum"),
    ] {
        let cases = |when: &str| json!([{"port": "a", "label": "", "when": when}]);
        let drawing = after(&drawn("which:condition", ""), &set("which", "cases", cases(before)));
        let now = after(&drawing, &rename("amount", "sum"));
        let wanted = after(&drawing, &set("which", "cases", cases(after_it)));
        assert_eq!(now.nodes, wanted.nodes, "{before}");
    }
}

#[test]
fn expressions_follow_a_signals_new_name() {
    let which = |when: &str| set("which", "cases", json!([{"port": "a", "label": "", "when": when}]));
    let drawing = after(&drawn("which:condition come:signal ask:approval", ""), &set("come", "name", json!("paid")));
    for (before, name, after_it) in [
        ("signals.paid.sum > 1.0", "settled", "signals.settled.sum > 1.0"),
        ("has(signals.paid) && signals['paid'].paid", "settled", "has(signals.settled) && signals['settled'].paid"),
        (
            "request.paid == 'signals.paid' && signals.paids",
            "settled",
            "request.paid == 'signals.paid' && signals.paids",
        ),
        ("signals . paid.sum > 1.0", "goods.paid", "signals  [\"goods.paid\"].sum > 1.0"),
        (
            "!has(signals.paid) || has(signals.paid.sum)",
            "goods-in",
            "!(\"goods-in\" in signals) || has(signals[\"goods-in\"].sum)",
        ),
        ("signals.paid.sum > 1.0", "", "signals.paid.sum > 1.0"),
        ("signals.paid.sum > 1.0", "No name", "signals.paid.sum > 1.0"),
    ] {
        let now = after(&after(&drawing, &which(before)), &set("come", "name", json!(name)));
        let wanted = after(&after(&drawing, &set("come", "name", json!(name))), &which(after_it));
        assert_eq!(now.nodes, wanted.nodes, "{before}");
    }
    let people = |cel: &str| set("ask", "approvers", json!([expression(cel)]));
    let now = after(&after(&drawing, &people("signals.paid.by")), &set("come", "name", json!("settled")));
    assert_eq!(now, after(&after(&drawing, &set("come", "name", json!("settled"))), &people("signals.settled.by")));
    let mut two = after(&drawing, &which("signals.paid.sum > 1.0"));
    two.nodes.push(engine::definition::Node { id: "again".into(), ..two.nodes[1].clone() });
    let one_less = after(&two, &set("come", "name", json!("settled")));
    assert_eq!(one_less.nodes[0], two.nodes[0], "the other still waits for it");
    let mut back = one_less;
    assert!(plan(&two, &set("come", "name", json!("settled"))).unwrap().undo(&mut back));
    assert_eq!(back, two);
}

#[test]
fn questions_come_move_and_go() {
    let mut now = drawn("tell:notify", "");
    for (edit, wanted) in [
        (Edit::AddField { at: 1, field: field("") }, "what field amount day"),
        (Edit::AddField { at: 99, field: field("") }, "what field amount day field_2"),
        (Edit::MoveField { key: "day".to_owned(), to: 0 }, "day what field amount field_2"),
        (Edit::MoveField { key: "what".to_owned(), to: 99 }, "day field amount field_2 what"),
        (Edit::RemoveField { key: "amount".to_owned() }, "day field field_2 what"),
    ] {
        now = after(&now, &edit);
        assert_eq!(keys(&now).join(" "), wanted);
    }
    assert_eq!(now.title, "{what} for {amount}", "what names a question that went is left for `check` to tell");
}
