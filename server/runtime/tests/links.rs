//! Links in mails: opening decides nothing, a button on our own page does, once; and every way in which one ends.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod common;

use chrono::TimeDelta;
use common::{Company, nothing_differs, postman};
use engine::Rejection;
use engine::execution::Decision::{self, Approve, Reject};
use engine::ids::TaskNo;
use runtime::links::{self, Done, LinkAct, LinkPage, LinkToken, Need, Opening, PageView, TaskPage};
use runtime::mail::deliver_due;
use runtime::read::{self, Tab};
use runtime::{Act, Channel, Error, ExecutionId, auth};
use serde_json::{Value, json};
use sqlx::PgPool;

/// Lena outside approves by what `proof` says; Bo may too.
fn outside(key: &str, proof: &str) -> Value {
    json!({
        "schema": 1, "key": key, "name": "Outside", "title": "{what}",
        "form": { "fields": [
            { "key": "what", "label": "What", "required": true, "input": { "type": "text" } },
            { "key": "amount", "label": "Amount", "input": { "type": "money", "currency": "EUR" } }
        ] },
        "nodes": [
            { "id": "start", "name": "Start", "at": { "x": 0, "y": 0 }, "does": { "kind": "start" } },
            { "id": "vendor", "name": "Vendor", "at": { "x": 220, "y": 0 }, "does": {
                "kind": "approval", "approvers": [{ "from": "email", "address": "Lena@Vendor.example" }],
                "policy": { "of": "all" }, "due": { "within": "P2D" }, "proof": proof,
                "reminders": { "after": "P1D", "times": 1 } } },
            { "id": "yes", "name": "Approved", "at": { "x": 440, "y": 0 }, "does": { "kind": "end", "outcome": "approved" } },
            { "id": "no", "name": "Rejected", "at": { "x": 440, "y": 120 }, "does": { "kind": "end", "outcome": "rejected" } }
        ],
        "edges": [
            { "id": "e1", "from": "start", "port": "next", "to": "vendor" },
            { "id": "e2", "from": "vendor", "port": "approved", "to": "yes" },
            { "id": "e3", "from": "vendor", "port": "rejected", "to": "no" }
        ]
    })
}

struct Mailbox<'a> {
    company: &'a Company,
    pool: &'a PgPool,
}

impl Mailbox<'_> {
    /// Sends what is due, and gives the newest mail to an address.
    async fn newest(&self, to: &str) -> Option<String> {
        self.company.clock.advance(TimeDelta::seconds(11));
        deliver_due(&postman(&self.company.runtime)).await.unwrap();
        sqlx::query_scalar("select body_text from kept_mails where address = $1 order by at desc, id desc limit 1")
            .bind(to)
            .fetch_optional(self.pool)
            .await
            .unwrap()
    }

    /// The link in the newest mail to an address.
    async fn link(&self, to: &str) -> LinkToken {
        let text = self.newest(to).await.expect("a mail");
        let at = text.find("/l/").expect("a link") + 3;
        text[at..].split_whitespace().next().unwrap().parse().unwrap()
    }

    async fn open(&self, token: &LinkToken) -> PageView {
        self.open_as(token, None).await
    }

    async fn open_as(&self, token: &LinkToken, cookie: Option<&str>) -> PageView {
        let opening = Opening { token, method: "GET", agent: "a browser", cookie, signed_in: None };
        links::open(&self.company.runtime, opening).await.unwrap()
    }

    async fn act(&self, token: &LinkToken, view: &PageView, act: LinkAct) -> Result<Done, Error> {
        links::act(&self.company.runtime, token, Some(&view.cookie), &view.nonce, None, act).await
    }

    async fn ask(&self, definition: &str) -> ExecutionId {
        let entered = [("what".to_owned(), "A contract".to_owned()), ("amount".to_owned(), "900".to_owned())];
        let (runtime, ana) = (&self.company.runtime, &self.company.ana);
        let key = format!("{definition}-{}", self.company.clock.now());
        runtime.start(ana, &key, definition, entered.into()).await.unwrap().execution
    }

    async fn transitions(&self, id: &ExecutionId) -> usize {
        read::history(&self.company.runtime, &self.company.dora, id, 0, 1_000).await.unwrap().rows.len()
    }
}

fn task(view: &PageView) -> &TaskPage {
    match &view.page {
        LinkPage::Task(page) => page,
        LinkPage::Signal(_) => panic!("a task was expected"),
    }
}

fn decide(view: &PageView, decision: Decision) -> LinkAct {
    let page = task(view);
    let revision = page.task.as_ref().map_or(1, |task| task.revision);
    LinkAct::Decide { decision, comment: "As agreed.".to_owned(), revision, shown: page.shown.clone() }
}

fn ended(view: &PageView) -> &str {
    match &task(view).need {
        Need::Ended { sentence, .. } => sentence,
        other => panic!("it was to have ended: {other:?}"),
    }
}

async fn house(pool: &PgPool) -> Company {
    let company = Company::new(pool.clone()).await;
    for (key, proof) in [("by-link", "link"), ("by-code", "link_and_code")] {
        company.runtime.publish(&company.dora, &outside(key, proof).to_string()).await.unwrap();
    }
    company
}

const LENA: &str = "lena@vendor.example";

#[sqlx::test(migrations = "../../migrations")]
async fn somebody_outside_decides_by_a_link_once_and_no_opening_ever_does(pool: PgPool) {
    let company = house(&pool).await;
    let post = Mailbox { company: &company, pool: &pool };
    let preview = company
        .runtime
        .preview(&company.ana, "by-link", &[("what".to_owned(), "A contract".to_owned())].into())
        .await
        .unwrap();
    assert!(preview.people.values().any(|name| name == LENA), "the route names the address: {:?}", preview.people);
    let id = post.ask("by-link").await;
    let token = post.link(LENA).await;
    let before = post.transitions(&id).await;
    for _ in 0..20 {
        post.open(&token).await;
    }
    assert_eq!(post.transitions(&id).await, before);

    let view = post.open(&token).await;
    assert_eq!(task(&view).need, Need::Nothing);
    assert_eq!(task(&view).task.as_ref().unwrap().fields[1].value, "900.00 EUR");
    assert!(task(&view).history.is_none(), "what is said inside is not for people outside");
    let other = post.open(&token).await;
    let runtime = &company.runtime;
    let foreign = links::act(runtime, &token, Some(&other.cookie), &view.nonce, None, decide(&view, Approve)).await;
    assert!(matches!(foreign, Err(Error::Forbidden(_))), "another browser's cookie: {foreign:?}");
    let bare = links::act(runtime, &token, None, &view.nonce, None, decide(&view, Approve)).await;
    assert!(matches!(bare, Err(Error::Forbidden(_))), "no cookie: {bare:?}");
    let guess = links::act(runtime, &token, Some(&view.cookie), "x", None, decide(&view, Approve)).await;
    assert!(matches!(guess, Err(Error::Forbidden(_))), "no nonce: {guess:?}");
    let bo = Some(company.bo.person);
    let signed_in = links::act(runtime, &token, Some(&view.cookie), &view.nonce, bo, decide(&view, Approve)).await;
    assert!(matches!(signed_in, Err(Error::Forbidden(_))), "somebody else is signed in: {signed_in:?}");
    let reasonless =
        LinkAct::Decide { decision: Reject, comment: String::new(), revision: 1, shown: task(&view).shown.clone() };
    assert!(matches!(
        post.act(&token, &view, reasonless).await,
        Err(Error::Rejected { rejection: Rejection::Invalid { .. }, .. })
    ));
    assert_eq!(post.transitions(&id).await, before, "nothing of all this changed anything");

    let (one, two) =
        tokio::join!(post.act(&token, &view, decide(&view, Approve)), post.act(&token, &other, decide(&other, Reject)));
    assert!(one.is_ok() != two.is_ok(), "two buttons at once, one counts: {one:?} {two:?}");
    let (winner, decision) = if one.is_ok() { (&view, Approve) } else { (&other, Reject) };
    assert_eq!(post.act(&token, winner, decide(winner, decision)).await.unwrap(), Done::Already, "the same again");
    let late = post.open(&token).await;
    assert!(ended(&late).starts_with("You "), "{}", ended(&late));
    assert!(post.act(&token, &late, decide(&late, Approve)).await.is_err());
    let history = read::history(runtime, &company.dora, &id, 0, 100).await.unwrap();
    let decisions: Vec<_> = history.rows.iter().filter(|row| row.channel == Channel::Link).collect();
    assert_eq!(decisions.len(), 1);
    assert_eq!(decisions[0].actor.as_ref().unwrap().name, LENA);

    let seen = links::links_of(runtime, &company.dora, &id).await.unwrap();
    assert_eq!((seen.len(), seen[0].opened, seen[0].live), (1, 23, false));
    assert!(seen[0].used_at.is_some() && seen[0].openings.iter().filter(|opening| opening.by_person).count() >= 2);
    assert!(links::links_of(runtime, &company.bo, &id).await.is_err(), "administrators only");
    nothing_differs(runtime).await;
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_code_is_mailed_when_it_is_asked_for_good_for_ten_minutes_and_five_tries(pool: PgPool) {
    let company = house(&pool).await;
    let post = Mailbox { company: &company, pool: &pool };
    let id = post.ask("by-code").await;
    let token = post.link(LENA).await;
    let view = post.open(&token).await;
    assert_eq!(task(&view).need, Need::Code { mailed_at: None });
    assert!(task(&view).task.is_none(), "nothing is shown to somebody who has proven nothing");
    let early = post.act(&token, &view, decide(&view, Approve)).await;
    assert!(matches!(early, Err(Error::Rejected { rejection: Rejection::ProofNeeded { .. }, .. })), "{early:?}");

    let runtime = &company.runtime;
    let ask = async |view: &PageView| links::ask_code(runtime, &token, Some(&view.cookie), &view.nonce).await;
    let enter = async |view: &PageView, code: &str| {
        links::enter_code(runtime, &token, Some(&view.cookie), &view.nonce, code).await
    };
    let code = async || {
        let text = post.newest(LENA).await.unwrap();
        let digits = text.split(|c: char| !c.is_ascii_digit() && c != ' ').map(str::trim);
        digits.filter(|part| part.len() == 7).map(|part| part.replace(' ', "")).next().expect("a code")
    };
    ask(&view).await.unwrap();
    let first = code().await;
    let wrong = if first == "111111" { "222222" } else { "111111" };
    for _ in 0..5 {
        assert!(matches!(enter(&view, wrong).await, Err(Error::Invalid(_))));
    }
    assert!(enter(&view, &first).await.is_err(), "five tries are over, even for the right one");
    ask(&view).await.unwrap();
    let second = code().await;
    company.clock.advance(TimeDelta::minutes(11));
    let view = post.open_as(&token, Some(&view.cookie)).await;
    assert!(enter(&view, &second).await.is_err(), "ten minutes are over");
    ask(&view).await.unwrap();
    let third = code().await;
    let spaced = format!("{} {}", &third[..3], &third[3..]);
    enter(&view, &spaced).await.unwrap();
    assert!(enter(&view, &third).await.is_err(), "a code is good once");

    let known = post.open_as(&token, Some(&view.cookie)).await;
    assert_eq!(task(&known).need, Need::Nothing);
    let elsewhere = post.open(&token).await;
    assert!(matches!(task(&elsewhere).need, Need::Code { .. }), "another browser has proven nothing");
    ask(&view).await.unwrap();
    ask(&view).await.unwrap();
    assert!(matches!(ask(&view).await, Err(Error::Forbidden(_))), "five an hour");
    post.act(&token, &known, decide(&known, Approve)).await.unwrap();
    assert_eq!(read::execution(runtime, &company.ana, &id).await.unwrap().outcome.as_deref(), Some("approved"));
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_link_ends_with_whatever_makes_it_wrong(pool: PgPool) {
    let company = house(&pool).await;
    let post = Mailbox { company: &company, pool: &pool };
    let runtime = &company.runtime;

    // Sent back and submitted again: the old mail shows what changed, the new one has its own link.
    let id = post.ask("by-link").await;
    let old = post.link(LENA).await;
    let view = post.open(&old).await;
    post.act(&old, &view, decide(&view, Decision::RequestChanges)).await.unwrap();
    let revise = read::inbox(runtime, &company.ana, Tab::NeedsMe, "", None).await.unwrap().rows[0].task.unwrap();
    let entered = [("what".to_owned(), "A contract".to_owned()), ("amount".to_owned(), "800".to_owned())].into();
    let act = Act::Resubmit { task: revise.no, entered, comment: String::new() };
    runtime.act(&company.ana, "again", &id, act).await.unwrap();
    let new = post.link(LENA).await;
    assert!(new != old);
    let stale = post.open(&old).await;
    assert_eq!(ended(&stale).split_whitespace().next(), Some("You"), "{}", ended(&stale));
    let change = &task(&stale).changes[0];
    assert_eq!((change.before.as_str(), change.after.as_str()), ("900.00 EUR", "800.00 EUR"));
    assert!(post.act(&old, &stale, decide(&stale, Approve)).await.is_err());
    let fresh = post.open(&new).await;
    let forged = LinkAct::Decide { decision: Approve, comment: String::new(), revision: 2, shown: "0".repeat(64) };
    let changed = post.act(&new, &fresh, forged).await;
    assert!(matches!(changed, Err(Error::Rejected { rejection: Rejection::Changed { .. }, .. })), "{changed:?}");

    // Handed on to a colleague: Lena's link is dead, Cem's leads to signing in, or, as the step says, is enough.
    let to = |to: &str| LinkAct::Delegate { to: to.to_owned(), comment: "You know this.".to_owned() };
    assert!(matches!(post.act(&new, &fresh, to("nobody@fern.example")).await, Err(Error::Invalid(_))));
    post.act(&new, &fresh, to("Cem@fern.example")).await.unwrap();
    let dead = post.open(&new).await;
    assert!(post.act(&new, &dead, decide(&dead, Approve)).await.is_err());
    assert!(matches!(task(&dead).need, Need::Ended { .. }));
    let cems = post.link("cem@fern.example").await;
    assert_eq!(task(&post.open(&cems).await).need, Need::Nothing);

    // Not for him: his link ends, Ana and Dora are told, the request waits on.
    let view = post.open(&cems).await;
    post.act(&cems, &view, LinkAct::Comment { text: "Hm.".to_owned() }).await.unwrap();
    let view = post.open(&cems).await;
    post.act(&cems, &view, LinkAct::Disown { comment: "Ask sales.".to_owned() }).await.unwrap();
    let disowned = post.open(&cems).await;
    assert_eq!(ended(&disowned), "You said that this is not for you.");
    assert!(post.newest("dora@fern.example").await.unwrap().contains("Ask sales."));

    // Withdrawn, ended by an administrator, deactivated.
    let other = post.ask("by-link").await;
    let token = post.link(LENA).await;
    runtime.act(&company.ana, "w", &other, Act::Withdraw { reason: String::new() }).await.unwrap();
    assert!(matches!(task(&post.open(&token).await).need, Need::Ended { renew: false, .. }));
    let third = post.ask("by-link").await;
    let token = post.link(LENA).await;
    let row = links::links_of(runtime, &company.dora, &third).await.unwrap().remove(0);
    assert!(links::revoke(runtime, &company.bo, &third, row.id).await.is_err());
    let view = post.open(&token).await;
    links::revoke(runtime, &company.dora, &third, row.id).await.unwrap();
    assert!(post.act(&token, &view, decide(&view, Approve)).await.is_err());
    let ended_by_admin = post.open(&token).await;
    assert!(matches!(task(&ended_by_admin).need, Need::Ended { renew: true, .. }), "{:?}", task(&ended_by_admin).need);
    links::new_link(runtime, &token, Some(&ended_by_admin.cookie), &ended_by_admin.nonce).await.unwrap();
    let renewed = post.link(LENA).await;
    assert_eq!(task(&post.open(&renewed).await).need, Need::Nothing);
    let old_page = post.open(&token).await;
    assert_eq!(
        ended(&old_page),
        "An administrator ended this link.",
        "what was mailed before stays dead, and says why"
    );
    assert!(post.act(&token, &old_page, decide(&old_page, Approve)).await.is_err());
    let (org, lena) = auth::find_external(runtime, LENA).await.unwrap().remove(0);
    let view = post.open(&renewed).await;
    auth::deactivate(runtime, org, lena).await.unwrap();
    assert!(post.act(&renewed, &view, decide(&view, Approve)).await.is_err());
    nothing_differs(runtime).await;
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_members_link_leads_to_signing_in_and_decides_nothing_by_itself(pool: PgPool) {
    let company = house(&pool).await;
    let post = Mailbox { company: &company, pool: &pool };
    let id = company.ask("a").await.execution;
    let token = post.link("bo@fern.example").await;
    let view = post.open(&token).await;
    assert!(matches!(task(&view).need, Need::SignIn { .. }));
    assert!(task(&view).task.is_none());
    let refused = post.act(&token, &view, decide(&view, Approve)).await;
    assert!(matches!(refused, Err(Error::Rejected { rejection: Rejection::ProofNeeded { .. }, .. })), "{refused:?}");
    let said = post.act(&token, &view, LinkAct::Comment { text: "Let me in".to_owned() }).await;
    assert!(said.is_err(), "nor anything else");
    company.decide(&company.cem, "c", id, 0, Approve).await.unwrap();
    assert!(ended(&post.open(&token).await).starts_with("Cem Aksoy approved this"), "whoever was first is named");
    company.clock.advance(TimeDelta::days(40));
    assert!(matches!(task(&post.open(&token).await).need, Need::Ended { .. }));
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_signature_needs_the_password_again_and_keeps_what_it_means(pool: PgPool) {
    let company = Company::new(pool.clone()).await;
    let mut definition = common::sign_off();
    definition["key"] = json!("signed");
    definition["starters"] = json!([]);
    definition["nodes"][1]["does"]["proof"] = json!("password");
    definition["nodes"][1]["does"]["meaning"] = json!("I have checked the figures.");
    company.runtime.publish(&company.dora, &definition.to_string()).await.unwrap();
    let entered = [("what".to_owned(), "The accounts".to_owned())].into();
    let id = company.runtime.start(&company.ana, "s", "signed", entered).await.unwrap().execution;
    auth::set_password(&company.runtime, company.org, company.dora.person, "a long password of hers").await.unwrap();
    let act = || Act::Decide { task: TaskNo(0), decision: Approve, comment: String::new(), revision: 1, shown: None };
    let unsigned = company.runtime.act(&company.dora, "d1", &id, act()).await;
    assert!(matches!(unsigned, Err(Error::Rejected { rejection: Rejection::ProofNeeded { .. }, .. })), "{unsigned:?}");
    let wrong = company.runtime.sign(&company.dora, "d2", &id, act(), "not hers at all").await;
    assert!(matches!(&wrong, Err(Error::Invalid(problems)) if problems[0].field == "password"), "{wrong:?}");
    company.runtime.sign(&company.dora, "d3", &id, act(), "a long password of hers").await.unwrap();
    let history = read::history(&company.runtime, &company.ana, &id, 0, 100).await.unwrap();
    let events = serde_json::to_string(&history.rows.last().unwrap().events).unwrap();
    assert!(events.contains("I have checked the figures.") && !events.contains("a long password"), "{events}");
    nothing_differs(&company.runtime).await;
}
