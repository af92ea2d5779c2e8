//! The definition that the description of the API shows; a test publishes it.

use serde_json::{Value, json};

/// Finance approves; nobody's answer is a reminder, then their manager too, then a timeout.
pub fn definition() -> Value {
    json!({
        "schema": 1,
        "key": "purchase",
        "name": "Purchase",
        "title": "{what} for {amount}",
        "time_zone": "Europe/Madrid",
        "form": { "fields": [
            { "key": "what", "label": "What", "required": true, "input": { "type": "text" } },
            { "key": "amount", "label": "Amount", "required": true, "input": { "type": "money", "currency": "EUR" } }
        ] },
        "nodes": [
            { "id": "start", "name": "Start", "at": { "x": 0, "y": 0 }, "does": { "kind": "start" } },
            { "id": "finance", "name": "Finance", "at": { "x": 220, "y": 0 }, "does": {
                "kind": "approval",
                "approvers": [{ "from": "group", "key": "finance" }],
                "policy": { "of": "any" },
                "due": { "within": "P1D" },
                "reminders": { "after": "P1D", "times": 1 },
                "escalations": [{ "after": "P2D", "how": "add", "to": { "from": "manager_of_requester" } }],
                "timeout": { "after": "P4D", "then": "leave" }
            } },
            { "id": "yes", "name": "Approved", "at": { "x": 440, "y": 0 }, "does": { "kind": "end", "outcome": "approved" } },
            { "id": "no", "name": "Rejected", "at": { "x": 440, "y": 120 }, "does": { "kind": "end", "outcome": "rejected" } },
            { "id": "late", "name": "Timed out", "at": { "x": 440, "y": 240 }, "does": { "kind": "end", "outcome": "timed_out" } }
        ],
        "edges": [
            { "id": "e1", "from": "start", "port": "next", "to": "finance" },
            { "id": "e2", "from": "finance", "port": "approved", "to": "yes" },
            { "id": "e3", "from": "finance", "port": "rejected", "to": "no" },
            { "id": "e4", "from": "finance", "port": "timed_out", "to": "late" }
        ]
    })
}
