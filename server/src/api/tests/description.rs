//! The description of the API: valid, complete, and the same as the guide.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::api::problem::Kind;
use crate::api::{DESCRIPTION, SCOPES};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

fn description() -> Value {
    serde_json::from_str(&DESCRIPTION).expect("the description is JSON")
}

fn operations(api: &Value) -> Vec<(String, &Value)> {
    let mut all = Vec::new();
    for (path, item) in api["paths"].as_object().expect("paths") {
        for (method, operation) in
            item.as_object().expect("an item").iter().filter(|(name, _)| METHODS.contains(&name.as_str()))
        {
            all.push((format!("{} {path}", method.to_uppercase()), operation));
        }
    }
    all
}

#[test]
fn it_is_openapi_3_1_and_lists_every_route() {
    let api = description();
    assert_eq!(api["openapi"], "3.1.0");
    assert_eq!(api["servers"][0]["url"], "/api/v1");
    let listed: BTreeSet<String> = operations(&api).into_iter().map(|(route, _)| route).collect();
    let routes = [
        "GET /definitions",
        "GET /definitions/{key}",
        "GET /executions",
        "GET /executions/{id}",
        "GET /executions/{id}/forecast",
        "GET /executions/{id}/history",
        "GET /me",
        "GET /openapi.json",
        "GET /people",
        "GET /tasks",
        "GET /tasks/{id}",
        "POST /definitions",
        "POST /executions",
        "POST /executions/{id}/cancel",
        "POST /executions/{id}/comments",
        "POST /executions/{id}/nudge",
        "POST /executions/{id}/signals",
        "POST /executions/{id}/withdraw",
        "POST /signals",
        "POST /tasks/{id}/claim",
        "POST /tasks/{id}/decision",
        "POST /tasks/{id}/delegate",
        "POST /tasks/{id}/release",
        "POST /tasks/{id}/resubmission",
    ];
    assert_eq!(listed, BTreeSet::from(routes.map(str::to_owned)));
}

#[test]
fn every_route_says_its_scope_its_key_and_how_it_fails() {
    let api = description();
    for (route, operation) in operations(&api).into_iter().filter(|(route, _)| !route.ends_with("openapi.json")) {
        let scopes = operation["security"][0]["token"].as_array().unwrap_or_else(|| panic!("{route} names no token"));
        assert!(scopes.iter().all(|scope| SCOPES.iter().any(|(name, _)| scope == name)), "{route}");
        assert!(!scopes.is_empty() || route == "GET /me", "{route}");
        let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
        let key = parameters.iter().find(|parameter| parameter["name"] == "Idempotency-Key");
        let is_command = route.starts_with("POST") && route != "POST /definitions";
        assert_eq!(key.is_some_and(|key| key["required"] == true && key["in"] == "header"), is_command, "{route}");
        let body = operation.get("requestBody");
        assert!(body.is_none_or(|body| body["required"] == true), "{route} needs no body?");
        let responses = operation["responses"].as_object().expect("responses");
        let mut expected = vec!["401", "500", "503"];
        expected.extend((route != "GET /me").then_some("403"));
        expected.extend(is_command.then_some(["400", "409", "410", "422"]).into_iter().flatten());
        expected.extend(body.map(|_| ["400", "408", "413", "415", "422"]).into_iter().flatten());
        expected.extend((route.contains('{')).then_some("404"));
        expected.extend(parameters.iter().any(|parameter| parameter["in"] == "query").then_some("400"));
        for status in expected {
            assert!(responses.contains_key(status), "{route} says nothing about {status}");
        }
        assert!(responses.keys().any(|status| status.starts_with('2')), "{route}");
        for text in ["summary", "operationId"] {
            assert!(operation[text].as_str().is_some_and(|text| !text.is_empty()), "{route} has no {text}");
        }
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_schema_is_used() {
    let api = description();
    let mut references = BTreeSet::new();
    collect(&api, &mut references);
    for reference in &references {
        let pointer = reference.strip_prefix('#').expect("a reference within the document");
        assert!(api.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
    for kind in ["schemas", "responses"] {
        for name in api["components"][kind].as_object().expect("components").keys() {
            assert!(references.contains(&format!("#/components/{kind}/{name}")), "nothing refers to {kind} {name}");
        }
    }
    assert_eq!(api["components"]["securitySchemes"]["token"]["scheme"], "bearer");
}

fn collect(value: &Value, references: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            references.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
            members.values().for_each(|member| collect(member, references));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, references)),
        _ => {}
    }
}

#[test]
fn the_schema_of_a_definition_has_every_node_kind_with_every_setting() {
    let api = description();
    let schemas = &api["components"]["schemas"];
    for entry in engine::catalogue::entries() {
        let mut listed = schemas["NodeKind"]["oneOf"].as_array().expect("kinds").iter().chain([&schemas["Approval"]]);
        let schema = listed.find(|schema| schema["properties"]["kind"]["const"] == entry.kind);
        let schema = schema.unwrap_or_else(|| panic!("the schema lacks the kind {}", entry.kind));
        let properties = schema["properties"].as_object().expect("properties").keys().map(String::as_str);
        let expected: BTreeSet<&str> = entry.settings.iter().map(|setting| setting.key).chain(["kind"]).collect();
        assert_eq!(properties.collect::<BTreeSet<_>>(), expected, "{}", entry.kind);
    }
}

#[test]
fn the_guide_names_every_type_of_problem_every_route_and_every_scope() {
    let guide = include_str!("../../../../docs/api.md");
    for kind in Kind::ALL {
        let row = format!("| `{}` | {} |", kind.uri(), kind.status().as_u16());
        assert!(guide.contains(&row), "docs/api.md lacks {row}");
    }
    for (route, _) in operations(&description()) {
        assert!(guide.contains(&format!("`{route}`")), "docs/api.md lacks {route}");
    }
    for (scope, _) in SCOPES {
        assert!(guide.contains(&format!("`{scope}`")), "docs/api.md lacks {scope}");
    }
}
