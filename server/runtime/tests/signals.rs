//! Signals from outside: kept when they come early, matched once, whoever is first; links and webhooks that resume a wait.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod common;

use std::collections::BTreeSet;

use chrono::TimeDelta;
use common::{Company, nothing_differs, postman};
use engine::nodes::signal::SignalData;
use runtime::links::{self, LinkAct, LinkPage, LinkToken, Need, Opening};
use runtime::mail::deliver_due;
use runtime::read;
use runtime::signals::{
    self, HookAddress, HookCall, HookDone, Signal, Signalled, WrongHook, call_hook, deliver_kept, make_hook,
    send_signal,
};
use runtime::{ExecutionId, Receipt, fire_due};
use serde_json::{Value, json};
use sqlx::PgPool;
use standardwebhooks::Webhook;

/// Waits for `payment` of the order, three days at most; more than a thousand is approved.
fn paid() -> Value {
    json!({
        "schema": 1, "key": "paid", "name": "Paid", "title": "Order {order}",
        "form": { "fields": [{ "key": "order", "label": "Order", "required": true, "input": { "type": "text" } }] },
        "nodes": [
            { "id": "start", "name": "Start", "at": { "x": 0, "y": 0 }, "does": { "kind": "start" } },
            { "id": "wait", "name": "Payment", "at": { "x": 220, "y": 0 }, "does": {
                "kind": "signal", "name": "payment", "key": "order-{order}", "timeout": "P3D", "webhook": true,
                "link_to": [{ "from": "email", "address": "bank@outside.example" }], "instructions": "Press when it is there." } },
            { "id": "much", "name": "Much?", "at": { "x": 440, "y": 0 }, "does": { "kind": "condition", "cases": [
                { "port": "much", "label": "Much", "when": "has(signals.payment.amount) && signals.payment.amount > 1000.0" }] } },
            { "id": "yes", "name": "Approved", "at": { "x": 660, "y": 0 }, "does": { "kind": "end", "outcome": "approved" } },
            { "id": "done", "name": "Done", "at": { "x": 660, "y": 120 }, "does": { "kind": "end", "outcome": "done" } },
            { "id": "late", "name": "Late", "at": { "x": 440, "y": 240 }, "does": { "kind": "end", "outcome": "timed_out" } }
        ],
        "edges": [
            { "id": "e1", "from": "start", "port": "next", "to": "wait" },
            { "id": "e2", "from": "wait", "port": "next", "to": "much" },
            { "id": "e3", "from": "wait", "port": "timed_out", "to": "late" },
            { "id": "e4", "from": "much", "port": "much", "to": "yes" },
            { "id": "e5", "from": "much", "port": "default", "to": "done" }
        ]
    })
}

async fn house(pool: &PgPool) -> Company {
    let company = Company::new(pool.clone()).await;
    company.runtime.publish(&company.dora, &paid().to_string()).await.unwrap();
    company
}

async fn order(company: &Company, key: &str, order: &str) -> ExecutionId {
    let entered = [("order".to_owned(), order.to_owned())].into();
    company.runtime.start(&company.ana, key, "paid", entered).await.unwrap().execution
}

fn payment(order: &str, amount: f64) -> Signal {
    let data = serde_json::from_value(json!({ "amount": amount })).unwrap();
    Signal { name: "payment".to_owned(), key: format!("order-{order}"), data }
}

async fn outcome(company: &Company, id: &ExecutionId) -> Option<String> {
    read::execution(&company.runtime, &company.dora, id).await.unwrap().outcome
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_signal_is_matched_whether_it_comes_early_or_late_and_once(pool: PgPool) {
    let company = house(&pool).await;
    let runtime = &company.runtime;
    let early = send_signal(runtime, &company.bo, "s1", &payment("7", 2_000.5)).await.unwrap();
    assert_eq!(early, Signalled::Kept);
    assert_eq!(send_signal(runtime, &company.bo, "s1", &payment("7", 2_000.5)).await.unwrap(), Signalled::Duplicate);
    assert!(send_signal(runtime, &company.bo, "s1", &payment("8", 1.0)).await.is_err(), "the key is used up");
    let id = order(&company, "a", "7").await;
    assert_eq!(outcome(&company, &id).await.as_deref(), Some("approved"), "it was there already");

    let second = order(&company, "b", "7").await;
    assert_eq!(outcome(&company, &second).await, None, "one signal, one request");
    assert_eq!(send_signal(runtime, &company.bo, "s2", &payment("9", 1.0)).await.unwrap(), Signalled::Kept);
    let late = send_signal(runtime, &company.bo, "s3", &payment("7", 5.0)).await.unwrap();
    assert_eq!(late, Signalled::Delivered { execution: second });
    assert_eq!(outcome(&company, &second).await.as_deref(), Some("done"));

    let third = order(&company, "c", "10").await;
    company.pass(80);
    fire_due(runtime).await.unwrap();
    assert_eq!(outcome(&company, &third).await.as_deref(), Some("timed_out"));
    assert_eq!(send_signal(runtime, &company.bo, "s4", &payment("10", 5.0)).await.unwrap(), Signalled::Kept);
    let deep = (0..40).fold(json!(1), |inside, _| json!([inside]));
    let deep = Signal { data: serde_json::from_value(json!({ "a": deep })).unwrap(), ..payment("11", 1.0) };
    assert!(
        send_signal(runtime, &company.bo, "deep", &deep).await.is_err(),
        "what the engine would refuse is not kept"
    );
    let spaced = Signal { key: " order-12 ".to_owned(), ..payment("12", 1.0) };
    assert_eq!(send_signal(runtime, &company.bo, "spaced", &spaced).await.unwrap(), Signalled::Kept);
    let fourth = order(&company, "d", "12").await;
    assert_eq!(outcome(&company, &fourth).await.as_deref(), Some("done"), "spaces around a key are none of it");
    // One that was kept before it could be refused holds up nobody.
    sqlx::query("insert into signals (shard, org_id, name, key, id, data, received_at) values ($1, $2, 'payment', 'order-13', gen_random_uuid(), $3, now())")
        .bind(company.org.shard)
        .bind(company.org.id)
        .bind(serde_json::to_value(&deep.data).unwrap())
        .execute(&pool)
        .await
        .unwrap();
    let fifth = order(&company, "e", "13").await;
    assert_eq!(outcome(&company, &fifth).await, None, "it waits for a signal that can be taken");
    for (name, key) in [("Payment", "x"), ("payment", ""), ("", "x")] {
        let wrong = Signal { name: name.to_owned(), key: key.to_owned(), data: SignalData::default() };
        assert!(send_signal(runtime, &company.bo, "s5", &wrong).await.is_err(), "{name} {key}");
    }
    nothing_differs(runtime).await;
}

#[sqlx::test(migrations = "../../migrations")]
async fn who_waits_and_who_sends_at_the_same_moment_never_miss_each_other(pool: PgPool) {
    let company = house(&pool).await;
    let runtime = &company.runtime;
    for n in 0..30 {
        let (key, signal) = (n.to_string(), payment(&n.to_string(), 1.0));
        let (id, sent) = tokio::join!(order(&company, &key, &key), send_signal(runtime, &company.bo, &key, &signal));
        sent.unwrap();
        assert_eq!(outcome(&company, &id).await.as_deref(), Some("done"), "round {n}");
    }
    // A process that ends between keeping and delivering leaves it to the worker.
    let id = order(&company, "left", "left").await;
    let shard = company.org.shard;
    sqlx::query("insert into signals (shard, org_id, name, key, id, data, received_at) values ($1, $2, 'payment', 'order-left', gen_random_uuid(), '{}', now())")
        .bind(shard)
        .bind(company.org.id)
        .execute(&pool)
        .await
        .unwrap();
    let (one, other) = tokio::join!(deliver_kept(runtime), deliver_kept(runtime));
    assert_eq!(one.unwrap() + other.unwrap(), 1, "by one of two workers");
    assert_eq!(outcome(&company, &id).await.as_deref(), Some("done"));
    nothing_differs(runtime).await;
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_link_that_was_mailed_for_it_lets_a_wait_go_on(pool: PgPool) {
    let company = house(&pool).await;
    let runtime = &company.runtime;
    let id = order(&company, "a", "7").await;
    company.clock.advance(TimeDelta::seconds(11));
    assert_eq!(deliver_due(&postman(runtime)).await.unwrap().sent, 1);
    let text: String = sqlx::query_scalar("select body_text from kept_mails").fetch_one(&pool).await.unwrap();
    assert!(text.contains("Press when it is there."), "{text}");
    let at = text.find("/l/").unwrap() + 3;
    let token: LinkToken = text[at..].split_whitespace().next().unwrap().parse().unwrap();
    let open = async || {
        let opening = Opening { token: &token, method: "GET", agent: "", cookie: None, signed_in: None };
        links::open(runtime, opening).await.unwrap()
    };
    let need = |page: &LinkPage| match page {
        LinkPage::Signal(page) => page.need.clone(),
        LinkPage::Task(_) => panic!("a wait was expected"),
    };
    let view = open().await;
    assert_eq!(need(&view.page), Need::Nothing);
    assert_eq!(outcome(&company, &id).await, None);
    let resume = || LinkAct::Resume { note: "It came today.".to_owned() };
    let act = async |act| links::act(runtime, &token, Some(&view.cookie), &view.nonce, None, act).await;
    assert!(act(LinkAct::Comment { text: "no".to_owned() }).await.is_err(), "a wait takes nothing else");
    act(resume()).await.unwrap();
    assert_eq!(act(resume()).await.unwrap(), links::Done::Already);
    assert_eq!(outcome(&company, &id).await.as_deref(), Some("done"));
    let Need::Ended { sentence, .. } = need(&open().await.page) else { panic!("it has ended") };
    assert!(sentence.starts_with("You answered this at"), "{sentence}");
    nothing_differs(runtime).await;
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_program_resumes_a_wait_by_a_signed_call_once(pool: PgPool) {
    let company = house(&pool).await;
    let runtime = &company.runtime;
    let id = order(&company, "a", "7").await;
    let wait = signals::waits_of(runtime, &company.ana, &id).await.unwrap().remove(0);
    assert!((wait.name.as_str(), wait.webhook) == ("payment", true));
    assert!(make_hook(runtime, &company.bo, &id, wait.no).await.is_err(), "neither requester nor administrator");
    let HookAddress { path, secret } = make_hook(runtime, &company.ana, &id, wait.no).await.unwrap();
    let token: LinkToken = path.strip_prefix("/hooks/").unwrap().parse().unwrap();
    let signer = Webhook::new(&secret).unwrap();
    let now = company.clock.now().timestamp();
    let body = br#"{"amount": 2000.5}"#.as_slice();
    let call = async |id: &str, at: i64, signature: &str, body: &[u8]| {
        let call = HookCall { token: &token, id, timestamp: &at.to_string(), signature, body };
        call_hook(runtime, call).await
    };
    let signed = |id: &str, at: i64, body: &[u8]| signer.sign(id, at, body).unwrap();
    assert!(matches!(call("m1", now, "v1,AAAA", body).await, Err(WrongHook::Signature)));
    assert!(matches!(call("m1", now, &signed("m2", now, body), body).await, Err(WrongHook::Signature)));
    assert!(
        matches!(call("m1", now - 600, &signed("m1", now - 600, body), body).await, Err(WrongHook::Signature)),
        "too old"
    );
    assert!(matches!(call("m1", now, &signed("m1", now, b"[1]"), b"[1]").await, Err(WrongHook::Body(_))));
    assert_eq!(outcome(&company, &id).await, None);
    // Several signatures may stand there while keys change.
    let several = format!("v1,AAAA {}", signed("m1", now, body));
    let (one, other) = tokio::join!(call("m1", now, &several, body), call("m1", now, &several, body));
    let done: BTreeSet<String> = [one.unwrap(), other.unwrap()].iter().map(|done| format!("{done:?}")).collect();
    assert_eq!(done, BTreeSet::from(["Accepted".to_owned(), "Duplicate".to_owned()]));
    assert!(matches!(call("m1", now, &several, body).await, Ok(HookDone::Duplicate)));
    assert!(matches!(call("m2", now, &signed("m2", now, body), body).await, Err(WrongHook::Gone)), "good once");
    assert_eq!(outcome(&company, &id).await.as_deref(), Some("approved"));

    let other = order(&company, "b", "8").await;
    let wait = signals::waits_of(runtime, &company.dora, &other).await.unwrap().remove(0);
    let HookAddress { path, secret } = make_hook(runtime, &company.dora, &other, wait.no).await.unwrap();
    let hook = signals::hooks_of(runtime, &company.dora, &other).await.unwrap().remove(0);
    signals::revoke_hook(runtime, &company.dora, &other, hook.id).await.unwrap();
    let token: LinkToken = path.strip_prefix("/hooks/").unwrap().parse().unwrap();
    let signature = Webhook::new(&secret).unwrap().sign("m3", now, body).unwrap();
    let call = HookCall { token: &token, id: "m3", timestamp: &now.to_string(), signature: &signature, body };
    assert!(matches!(call_hook(runtime, call).await, Err(WrongHook::Gone)));
    let sent = signals::signal_execution(runtime, &company.dora, "x", &other, "payment", SignalData::default()).await;
    assert!(matches!(sent, Ok(Receipt::Accepted { .. })), "{sent:?}");
    assert_eq!(outcome(&company, &other).await.as_deref(), Some("done"));
    nothing_differs(runtime).await;
}
