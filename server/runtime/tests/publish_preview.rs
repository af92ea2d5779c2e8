//! Before a draft is published: what it would do with the requests that run now.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod common;

use common::{Company, entered, spend};
use engine::Definition;
use engine::ids::GroupKey;
use runtime::read::{self, OpenExecution, Verdict};
use runtime::{Caller, Error, auth};
use serde_json::{Value, json};
use sqlx::PgPool;

async fn preview(company: &Company, who: &Caller, draft: &Value) -> Vec<OpenExecution> {
    let draft = Definition::read(&draft.to_string()).unwrap();
    let preview = read::publish_preview(&company.runtime, who, &draft, "spend").await.unwrap();
    assert_eq!(preview.total, i64::try_from(preview.open.len()).unwrap());
    preview.open
}

fn route(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[sqlx::test(migrations = "../../migrations")]
async fn each_running_request_says_what_the_draft_would_do_with_it(pool: PgPool) {
    let company = Company::new(pool).await;
    let dora = &company.dora;
    assert_eq!(preview(&company, dora, &spend()).await, []);
    let first = company.ask("chairs").await.execution;
    company.pass(1);
    let lamp = company.runtime.start(&company.ana, "lamp", "spend", entered("Lamp", "5000")).await.unwrap().execution;
    let closed = company.ask("closed").await.execution;
    let withdraw = runtime::Act::Withdraw { reason: "Not needed.".to_owned() };
    company.runtime.act(&company.ana, "w", &closed, withdraw).await.unwrap();

    let open = preview(&company, dora, &spend()).await;
    assert_eq!(open.iter().map(|one| one.id).collect::<Vec<_>>(), [lamp, first], "newest first");
    assert_eq!((open[0].title.as_str(), open[0].version, open[0].visible), ("Lamp for 5,000.00 EUR", 1, true));
    assert_eq!(open[0].stands_at, [("finance".into(), "Finance".to_owned())]);
    assert!(open.iter().all(|one| one.verdict == Verdict::Same));

    // Another way for large amounts only.
    let mut large = spend();
    large["nodes"].as_array_mut().unwrap().extend([
        json!({ "id": "much", "name": "Much?", "at": { "x": 100, "y": 0 }, "does": { "kind": "condition", "cases": [
            { "port": "large", "label": "over 1,000", "when": "request.amount > 1000" }] } }),
        json!({ "id": "boss", "name": "Manager", "at": { "x": 160, "y": 90 }, "does": {
            "kind": "approval", "approvers": [{ "from": "manager_of_requester" }], "policy": { "of": "any" }, "due": "no_deadline" } }),
    ]);
    large["edges"][0]["to"] = json!("much");
    large["edges"].as_array_mut().unwrap().extend([
        json!({ "id": "e5", "from": "much", "port": "large", "to": "boss" }),
        json!({ "id": "e6", "from": "much", "port": "default", "to": "finance" }),
        json!({ "id": "e7", "from": "boss", "port": "approved", "to": "finance" }),
        json!({ "id": "e8", "from": "boss", "port": "rejected", "to": "no" }),
    ]);
    let definition = Definition::read(&large.to_string()).unwrap();
    assert!(engine::check::publishable(&company.runtime.problems(dora, &definition).await.unwrap()));
    let open = preview(&company, dora, &large).await;
    let other = Verdict::OtherRoute { now: route(&["Finance"]), then: route(&["Manager", "Finance"]) };
    assert_eq!((&open[0].verdict, &open[1].verdict), (&other, &Verdict::Same));

    // The same steps with other people; another end; nobody to ask; a question that nobody answered.
    let mut manager = spend();
    manager["nodes"][1]["does"]["approvers"] = json!([{ "from": "manager_of_requester" }]);
    let now = route(&["Finance (Bo Lind, Cem Aksoy)"]);
    let people = Verdict::OtherRoute { now, then: route(&["Finance (Dora Vidal)"]) };
    assert_eq!(preview(&company, dora, &manager).await[0].verdict, people);
    let mut done = spend();
    done["nodes"][2]["does"]["outcome"] = json!("done");
    let (now, then) = (route(&["Finance", "End: approved"]), route(&["Finance", "End: done"]));
    assert_eq!(preview(&company, dora, &done).await[0].verdict, Verdict::OtherRoute { now, then });
    let empty = GroupKey::from("board");
    auth::add_group(&company.runtime, company.org, &empty, "Board").await.unwrap();
    let mut nobody = spend();
    nobody["nodes"][1]["does"]["approvers"] = json!([{ "from": "group", "key": "board" }]);
    let stuck = preview(&company, dora, &nobody).await;
    assert!(matches!(&stuck[0].verdict, Verdict::Stuck { why } if why.len() > 10), "{stuck:?}");
    let mut asks = spend();
    let fields = asks["form"]["fields"].as_array_mut().unwrap();
    fields[1]["input"]["currency"] = json!("USD");
    fields.push(json!({ "key": "why", "label": "Why", "required": true, "input": { "type": "text" } }));
    fields.push(json!({ "key": "where", "label": "Where", "input": { "type": "text" } }));
    let fields = route(&["Amount", "Why"]);
    assert_eq!(preview(&company, dora, &asks).await[0].verdict, Verdict::FormDiffers { fields });

    // Drafts that make no sense are looked at without harm.
    for broken in
        [json!([]), json!([{ "id": "start", "name": "Start", "at": { "x": 0, "y": 0 }, "does": { "kind": "start" } }])]
    {
        let mut torn = spend();
        torn["nodes"] = broken;
        assert!(matches!(preview(&company, dora, &torn).await[0].verdict, Verdict::Stuck { .. }));
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn whoever_may_not_see_a_request_learns_only_that_there_is_one(pool: PgPool) {
    let company = Company::new(pool).await;
    company.ask("chairs").await;
    let mut designer = company.eli.clone();
    designer.roles.designer = true;
    let mut manager = spend();
    manager["nodes"][1]["does"]["approvers"] = json!([{ "from": "manager_of_requester" }]);
    let open = preview(&company, &designer, &manager).await;
    assert_eq!((open[0].title.as_str(), open[0].visible), ("A request that you may not see", false));
    assert_eq!(open[0].verdict, Verdict::OtherRoute { now: vec![], then: vec![] });
    let moss = Company::with_runtime(company.runtime.clone(), company.clock.clone(), "Moss and Co", "moss").await;
    assert_eq!(preview(&moss, &moss.dora, &manager).await, []);
    let draft = Definition::read(&spend().to_string()).unwrap();
    let refused = read::publish_preview(&company.runtime, &company.ana, &draft, "spend").await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
}
