//! How the requests of one version stand: what waits where, since when, and how long each step takes.

mod common;

use chrono::TimeDelta;
use common::{Company, entered, monday, spend};
use engine::execution::Decision;
use engine::ids::{GroupKey, NodeId};
use runtime::read::{self, AtNode, Longest, Standing};
use runtime::{Act, Caller, Error, fire_due};
use serde_json::json;
use sqlx::PgPool;

async fn standing(company: &Company, who: &Caller, key: &str, version: i32) -> Standing {
    read::standing(&company.runtime, who, key, version).await.expect("it may be seen")
}

fn at<'a>(standing: &'a Standing, node: &str) -> &'a AtNode {
    &standing.nodes[&NodeId::from(node)]
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_version_says_what_waits_where_and_how_long_each_step_takes(pool: PgPool) {
    let company = Company::new(pool).await;
    assert_eq!(standing(&company, &company.dora, "spend", 1).await, Standing::default());

    // Answered after one hour, after two and after nine; the last one came back for changes first.
    let ids =
        [company.ask("one").await, company.ask("two").await, company.ask("nine").await].map(|asked| asked.execution);
    company.pass(1);
    company.decide(&company.bo, "d1", ids[0], 0, Decision::Approve).await.unwrap();
    company.pass(1);
    company.decide(&company.bo, "d2", ids[1], 0, Decision::Reject).await.unwrap();
    company.pass(7);
    company.decide(&company.cem, "d3", ids[2], 0, Decision::Approve).await.unwrap();
    // Withdrawn after a month, which is not leaving it.
    let withdrawn = company.ask("withdrawn").await.execution;
    company.pass(20);
    let act = Act::Withdraw { reason: "Not needed.".to_owned() };
    company.runtime.act(&company.ana, "w", &withdrawn, act).await.unwrap();
    // Two that wait, one of them longer.
    let longest = company.ask("long").await.execution;
    company.pass(3);
    company.ask("short").await;

    let found = standing(&company, &company.dora, "spend", 1).await;
    let since = monday() + TimeDelta::hours(29);
    let title = "Two chairs for 420.00 EUR".to_owned();
    let finance = AtNode {
        waiting: 2,
        stopped: 0,
        longest: Some(Longest { since, request: Some((longest, title)) }),
        left: 3,
        median: Some(TimeDelta::hours(2)),
    };
    assert_eq!(at(&found, "finance"), &finance);
    let start = AtNode { left: 6, median: Some(TimeDelta::zero()), ..AtNode::default() };
    assert_eq!(at(&found, "start"), &start);
    assert_eq!((found.nodes.len(), found.sampled), (2, 6), "nothing is said of the ends, which are never left");

    // Of another version nothing is counted here, and of this one nothing there.
    let mut second = spend();
    second["description"] = json!("For everybody.");
    company.runtime.publish(&company.dora, &second.to_string()).await.unwrap();
    company.ask("new").await;
    assert_eq!(standing(&company, &company.dora, "spend", 1).await, found);
    let newer = standing(&company, &company.dora, "spend", 2).await;
    assert_eq!((at(&newer, "finance").waiting, at(&newer, "finance").median), (1, None));
}

#[sqlx::test(migrations = "../../migrations")]
async fn branches_wait_at_their_join_and_what_is_stopped_is_counted(pool: PgPool) {
    let company = Company::new(pool).await;
    auth_group(&company, "board").await;
    let mut both = spend();
    both["key"] = json!("both");
    let node =
        |id: &str, does: serde_json::Value| json!({ "id": id, "name": id, "at": { "x": 0, "y": 0 }, "does": does });
    let approval = |from: serde_json::Value| json!({ "kind": "approval", "approvers": [from], "policy": { "of": "any" }, "due": "no_deadline" });
    both["nodes"] = json!([
        node("start", json!({ "kind": "start" })),
        node("split", json!({ "kind": "split" })),
        node("finance", approval(json!({ "from": "group", "key": "finance" }))),
        node("rest", json!({ "kind": "wait", "until": { "after": "PT10H" } })),
        node("tell", json!({ "kind": "notify", "to": [{ "from": "requester" }], "message": "Seen." })),
        node("join", json!({ "kind": "join" })),
        node("board", approval(json!({ "from": "group", "key": "board" }))),
        node("yes", json!({ "kind": "end", "outcome": "approved" })),
        node("no", json!({ "kind": "end", "outcome": "rejected" })),
    ]);
    let edge = |id: &str, from: &str, port: &str, to: &str| json!({ "id": id, "from": from, "port": port, "to": to });
    both["edges"] = json!([
        edge("e1", "start", "next", "split"),
        edge("e2", "split", "branch", "finance"),
        edge("e3", "split", "branch", "rest"),
        edge("e4", "finance", "approved", "tell"),
        edge("e5", "finance", "rejected", "tell"),
        edge("e10", "tell", "next", "join"),
        edge("e6", "rest", "next", "join"),
        edge("e7", "join", "next", "board"),
        edge("e8", "board", "approved", "yes"),
        edge("e9", "board", "rejected", "no"),
    ]);
    company.runtime.publish(&company.dora, &both.to_string()).await.unwrap();
    let ask = async |key: &str| company.runtime.start(&company.ana, key, "both", entered("Lamp", "5")).await.unwrap();
    let first = ask("first").await.execution;
    let second = ask("second").await.execution;
    company.pass(4);
    company.decide(&company.bo, "d", first, 0, Decision::Approve).await.unwrap();

    let found = standing(&company, &company.dora, "both", 1).await;
    let waiting = |found: &Standing, node: &str| found.nodes.get(&NodeId::from(node)).map_or(0, |at| at.waiting);
    assert_eq!(["finance", "rest", "join", "board"].map(|node| waiting(&found, node)), [1, 2, 1, 0]);
    assert_eq!(at(&found, "join").longest.as_ref().unwrap().since, monday() + TimeDelta::hours(4));
    assert_eq!(at(&found, "finance").longest.as_ref().unwrap().request.as_ref().unwrap().0, second);

    // The wait is over; nobody is on the board.
    company.pass(6);
    while fire_due(&company.runtime).await.unwrap() > 0 {}
    let found = standing(&company, &company.dora, "both", 1).await;
    assert_eq!(["finance", "rest", "join", "board"].map(|node| waiting(&found, node)), [1, 0, 1, 1]);
    assert_eq!((at(&found, "board").stopped, at(&found, "join").stopped), (1, 0));
    assert_eq!(at(&found, "rest").median, Some(TimeDelta::hours(10)));
    let join = at(&found, "join").median;
    assert_eq!(
        join,
        Some(TimeDelta::hours(3)),
        "of the first request one branch waited six hours, the other not at all"
    );
}

async fn auth_group(company: &Company, key: &str) {
    runtime::auth::add_group(&company.runtime, company.org, &GroupKey::from(key), key).await.expect("a group");
}

#[sqlx::test(migrations = "../../migrations")]
async fn who_may_not_see_the_requests_sees_numbers_only_or_nothing(pool: PgPool) {
    let company = Company::new(pool).await;
    company.ask("chairs").await;
    let refused = read::standing(&company.runtime, &company.ana, "spend", 1).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    let missing = read::standing(&company.runtime, &company.dora, "spend", 9).await;
    assert!(matches!(missing, Err(Error::NotFound)));

    // A designer who has nothing to do with the request.
    let mut designer = company.eli.clone();
    designer.roles.designer = true;
    let found = standing(&company, &designer, "spend", 1).await;
    let longest = Longest { since: monday(), request: None };
    assert_eq!((at(&found, "finance").waiting, at(&found, "finance").longest.as_ref()), (1, Some(&longest)));

    // Finance sees all requests of the sign-off, and so their numbers; of the spending it does not.
    let of = |who: &Caller, key: &'static str| {
        let (runtime, who) = (company.runtime.clone(), who.clone());
        async move { read::definition(&runtime, &who, key, None).await.unwrap().may_count }
    };
    assert_eq!((of(&company.bo, "sign-off").await, of(&company.bo, "spend").await), (true, false));
    assert_eq!((of(&company.ana, "sign-off").await, of(&designer, "spend").await), (false, true));
    assert_eq!(standing(&company, &company.bo, "sign-off", 1).await, Standing::default());

    // Another company with the same keys.
    let moss = Company::with_runtime(company.runtime.clone(), company.clock.clone(), "Moss and Co", "moss").await;
    assert_eq!(standing(&moss, &moss.dora, "spend", 1).await, Standing::default());
}
