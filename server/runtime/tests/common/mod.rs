//! What the tests share: a small company with a clock that stands until it is moved.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]
#![allow(dead_code, reason = "every test file uses a part of it")]

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use engine::execution::Decision;
use engine::ids::{GroupKey, PersonId, TaskNo};
use runtime::auth::{self, NewUser};
use runtime::mail::{Postman, Transport};
use runtime::read::{self, Tab};
use runtime::{Act, Caller, Clock, Error, ExecutionId, OrgRef, Receipt, Runtime, Started};
use serde_json::json;
use sqlx::PgPool;

/// A company: Ana asks, Bo and Cem of finance approve, Dora is Ana's manager and administrator, Eli is nobody.
pub struct Company {
    pub runtime: Runtime,
    pub clock: Clock,
    pub org: OrgRef,
    pub ana: Caller,
    pub bo: Caller,
    pub cem: Caller,
    pub dora: Caller,
    pub eli: Caller,
}

/// A postman without a mail server.
pub fn postman(runtime: &Runtime) -> Postman {
    let from = "Countersign <countersign@fern.example>".parse().unwrap();
    Postman::new(runtime.clone(), Transport::Keep, "https://approvals.fern.example", from, 10_000)
}

pub fn monday() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, 9, 0, 0).unwrap()
}

impl Company {
    pub async fn new(pool: PgPool) -> Self {
        let clock = Clock::fixed(monday());
        Self::with_runtime(Runtime::new(pool, clock.clone()), clock, "Fern and Co", "fern").await
    }

    pub async fn with_runtime(runtime: Runtime, clock: Clock, name: &str, host: &str) -> Self {
        let org = auth::add_org(&runtime, name).await.unwrap();
        let add = async |name: &str, manager: Option<PersonId>, admin: bool| {
            let user = NewUser {
                name: name.to_owned(),
                email: format!("{}@{host}.example", name.split(' ').next().unwrap().to_lowercase()),
                time_zone: "Europe/Madrid".to_owned(),
                manager,
                admin,
                ..NewUser::default()
            };
            auth::add_user(&runtime, org, &user).await.unwrap()
        };
        let dora = add("Dora Vidal", None, true).await;
        let ana = add("Ana Ruiz", Some(dora), false).await;
        let bo = add("Bo Lind", Some(dora), false).await;
        let cem = add("Cem Aksoy", Some(dora), false).await;
        let eli = add("Eli Novak", Some(dora), false).await;
        let finance = GroupKey::from("finance");
        auth::add_group(&runtime, org, &finance, "Finance").await.unwrap();
        for person in [bo, cem] {
            auth::add_member(&runtime, org, &finance, person).await.unwrap();
        }
        let caller = async |person| auth::caller(&runtime, org, person, 1).await.unwrap().unwrap();
        let company = Self {
            ana: caller(ana).await,
            bo: caller(bo).await,
            cem: caller(cem).await,
            dora: caller(dora).await,
            eli: caller(eli).await,
            org,
            clock,
            runtime,
        };
        for definition in [spend(), sign_off()] {
            company.runtime.publish(&company.dora, &definition.to_string()).await.unwrap();
        }
        company
    }

    /// Ana asks for money; finance is asked as a group.
    pub async fn ask(&self, key: &str) -> Started {
        self.runtime.start(&self.ana, key, "spend", entered("Two chairs", "420")).await.unwrap()
    }

    pub async fn decide(
        &self,
        who: &Caller,
        key: &str,
        id: ExecutionId,
        task: u32,
        decision: Decision,
    ) -> Result<Receipt, Error> {
        let act = Act::Decide { task: TaskNo(task), decision, comment: "Seen.".to_owned(), revision: 1, shown: None };
        self.runtime.act(who, key, &id, act).await
    }

    /// Titles in a list of somebody's inbox.
    pub async fn titles(&self, who: &Caller, tab: Tab) -> Vec<String> {
        let page = read::inbox(&self.runtime, who, tab, "", None).await.unwrap();
        page.rows.into_iter().map(|row| row.title).collect()
    }

    pub fn pass(&self, hours: i64) {
        self.clock.advance(TimeDelta::hours(hours));
    }
}

/// Asserts that all histories replay to the stored states and that their chains hold.
pub async fn nothing_differs(runtime: &Runtime) {
    for report in [runtime::replay(runtime).await.unwrap(), runtime::verify(runtime).await.unwrap()] {
        assert_eq!(report.differences, []);
        assert!(report.transitions > 0);
    }
}

pub fn entered(what: &str, amount: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("what".to_owned(), what.to_owned()), ("amount".to_owned(), amount.to_owned())])
}

/// One of finance approves; after a day a reminder, after two Ana's manager too, after four it times out.
pub fn spend() -> serde_json::Value {
    json!({
        "schema": 1, "key": "spend", "name": "Spending", "title": "{what} for {amount}",
        "form": { "fields": [
            { "key": "what", "label": "What", "required": true, "input": { "type": "text" } },
            { "key": "amount", "label": "Amount", "required": true, "input": { "type": "money", "currency": "EUR" } },
            { "key": "witness", "label": "Witness", "input": { "type": "person" } }
        ] },
        "nodes": [
            { "id": "start", "name": "Start", "at": { "x": 0, "y": 0 }, "does": { "kind": "start" } },
            { "id": "finance", "name": "Finance", "at": { "x": 220, "y": 0 }, "does": {
                "kind": "approval", "approvers": [{ "from": "group", "key": "finance" }], "policy": { "of": "any" },
                "due": { "within": "P1D" }, "reminders": { "after": "P1D", "times": 1 },
                "escalations": [{ "after": "P2D", "how": "add", "to": { "from": "manager_of_requester" } }],
                "timeout": { "after": "P4D", "then": "leave" } } },
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

/// Only finance may ask; the requester's manager approves without a deadline.
pub fn sign_off() -> serde_json::Value {
    json!({
        "schema": 1, "key": "sign-off", "name": "Sign-off", "title": "{what}", "starters": ["finance"], "viewers": ["finance"],
        "form": { "fields": [{ "key": "what", "label": "What", "required": true, "input": { "type": "text" } }] },
        "nodes": [
            { "id": "start", "name": "Start", "at": { "x": 0, "y": 0 }, "does": { "kind": "start" } },
            { "id": "manager", "name": "Manager", "at": { "x": 220, "y": 0 }, "does": {
                "kind": "approval", "approvers": [{ "from": "manager_of_requester" }], "policy": { "of": "all" }, "due": "no_deadline" } },
            { "id": "yes", "name": "Approved", "at": { "x": 440, "y": 0 }, "does": { "kind": "end", "outcome": "approved" } },
            { "id": "no", "name": "Rejected", "at": { "x": 440, "y": 120 }, "does": { "kind": "end", "outcome": "rejected" } }
        ],
        "edges": [
            { "id": "e1", "from": "start", "port": "next", "to": "manager" },
            { "id": "e2", "from": "manager", "port": "approved", "to": "yes" },
            { "id": "e3", "from": "manager", "port": "rejected", "to": "no" }
        ]
    })
}
