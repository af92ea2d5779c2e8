//! Settings by which ways come, go or are called otherwise.

use engine::nodes::Kind;
use serde_json::{Value, json};

use crate::drawn::{after, append, drawn, edges, one_step, set};

fn case(port: &str, label: &str) -> Value {
    json!({"port": port, "label": label, "when": "request.amount > 1.0"})
}

#[test]
fn a_way_that_the_settings_no_longer_have_goes() {
    let timeout = |then: &str| set("ask", "timeout", json!({"after": "P9D", "then": then}));
    let drawing = after(&after(&one_step(), &timeout("leave")), &append("ask", "timed_out", "end"));
    let kept = "start>ask ask.approved>yes ask.rejected>no";
    assert_eq!(edges(&drawing), format!("{kept} ask.timed_out>end"));
    assert_eq!(drawing.nodes.last().unwrap().name, "Timed out");
    assert_eq!(edges(&after(&drawing, &timeout("reject"))), kept);
    assert_eq!(edges(&after(&drawing, &set("ask", "timeout", Value::Null))), kept);
    assert_eq!(edges(&after(&drawing, &set("ask", "instructions", json!("!")))), edges(&drawing));
}

#[test]
fn edges_follow_their_cases() {
    let drawing = drawn("which:condition a:end b:end c:end", "");
    let drawing = after(&drawing, &set("which", "cases", json!([case("a", "A"), case("b", "B")])));
    let mut drawing = drawing;
    for (from, to) in [("a", "a"), ("b", "b"), ("default", "c")] {
        drawing = after(&drawing, &crate::drawn::connect("which", from, to));
    }
    for (cases, ways) in [
        (json!([case("b", "B"), case("a", "A")]), "which.a>a which.b>b which.default>c"),
        (json!([case("b", "B")]), "which.b>b which.default>c"),
        (json!([]), "which.default>c"),
        (json!([case("large", "A"), case("b", "B")]), "which.large>a which.b>b which.default>c"),
        (json!([case("large", "A")]), "which.large>a which.default>c"),
        (json!([case("a", "A"), case("", "new"), case("b", "B")]), "which.a>a which.b>b which.default>c"),
        (json!([case("", "new"), case("b", "B")]), "which.b>b which.default>c"),
    ] {
        assert_eq!(edges(&after(&drawing, &set("which", "cases", cases.clone()))), ways, "{cases}");
    }
}

#[test]
fn a_new_case_has_a_way_of_its_own() {
    let drawing = drawn("which:condition", "");
    let new = json!({"label": "more", "when": ""});
    let now = after(&drawing, &set("which", "cases", json!([case("case-1", "A"), new, case("", "B")])));
    let Kind::Condition(condition) = &now.nodes[0].does else { panic!() };
    assert_eq!(
        condition.cases.iter().map(|case| case.port.as_str()).collect::<Vec<_>>(),
        ["case-1", "case-2", "case-3"]
    );
}

#[test]
fn an_end_that_nobody_named_is_called_by_its_outcome() {
    let drawing = after(&drawn("start", ""), &append("start", "", "end"));
    let outcome = set("end", "outcome", json!("rejected"));
    assert_eq!(after(&drawing, &outcome).nodes[1].name, "Rejected");
    let mut named = drawing;
    named.nodes[1].name = "The end of it".to_owned();
    assert_eq!(after(&named, &outcome).nodes[1].name, "The end of it");
}
