//! Drafts: nothing is overwritten silently, whoever draws, saves, publishes or discards at the same moment.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod common;

use common::{Company, sign_off, spend};
use engine::ids::PersonId;
use runtime::auth::{self, NewUser};
use runtime::drafts::{
    DecidePublication, LARGEST_SCENARIO, MOST_SCENARIOS, NewDraft, PublicationDecided, Publish, PublishOutcome, Save,
    SaveOutcome, Second,
};
use runtime::mail::deliver_due;
use runtime::read::{self, PublicationState};
use runtime::{Caller, DraftId, Error, Runtime};
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

/// The company with two more people: Nora and Finn draw processes.
struct Studio {
    company: Company,
    nora: Caller,
    finn: Caller,
}

impl Studio {
    async fn new(pool: PgPool) -> Self {
        let company = Company::new(pool).await;
        let nora = designer(&company, "Nora Lind", "nora").await;
        let finn = designer(&company, "Finn Roth", "finn").await;
        Self { company, nora, finn }
    }

    fn runtime(&self) -> &Runtime {
        &self.company.runtime
    }

    /// A draft of the newest version of `spend`.
    async fn draft(&self, who: &Caller, key: &str, based_on: Option<i32>) -> DraftId {
        let new = NewDraft { document: spend().to_string(), based_on, scenarios_of: None };
        self.runtime().create_draft(who, key, new).await.unwrap()
    }

    async fn save(&self, who: &Caller, id: DraftId, key: &str, base: i64, document: &Value) -> SaveOutcome {
        self.runtime().save_draft(who, id, save(who, key, base, document)).await.unwrap()
    }

    async fn publish(&self, who: &Caller, id: DraftId, revision: i64, over: Option<i32>) -> Result<i32, Error> {
        let publish =
            Publish { over, ..publish(&format!("{} {id} {revision} {over:?}", who.name), revision, Second::No) };
        match self.runtime().publish_draft(who, id, publish).await? {
            PublishOutcome::Published(published) => Ok(published.version),
            PublishOutcome::Asked => panic!("nobody was to be asked"),
        }
    }

    async fn decide(
        &self,
        who: &Caller,
        id: DraftId,
        revision: i64,
        approve: bool,
    ) -> Result<PublicationDecided, Error> {
        let key = format!("{} {revision} {approve}", who.name);
        let decide = DecidePublication { key, revision, approve, comment: "Rename the step.".to_owned() };
        self.runtime().decide_publication(who, id, decide).await
    }

    async fn state(&self, who: &Caller, id: DraftId) -> PublicationState {
        read::draft(self.runtime(), who, id).await.unwrap().publication.unwrap().state
    }
}

async fn designer(company: &Company, name: &str, host: &str) -> Caller {
    let email = format!("{host}@draw.example");
    let user =
        NewUser { name: name.to_owned(), email, designer: true, time_zone: "UTC".to_owned(), ..NewUser::default() };
    let id = auth::add_user(&company.runtime, company.org, &user).await.unwrap();
    auth::caller(&company.runtime, company.org, id, 1).await.unwrap().unwrap()
}

/// Each person has one tab.
fn editor(who: &Caller) -> Uuid {
    Uuid::from_u128(who.person.0.as_u128() ^ 1)
}

fn save(who: &Caller, key: &str, base: i64, document: &Value) -> Save {
    Save { key: key.to_owned(), editor: editor(who), base, document: document.to_string() }
}

fn publish(key: &str, revision: i64, second: Second) -> Publish {
    Publish { key: key.to_owned(), revision, note: "Finance first.".to_owned(), second, over: None }
}

fn named(name: &str) -> Value {
    let mut document = spend();
    document["name"] = json!(name);
    document
}

fn refusal<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    match answer.unwrap_err() {
        error @ (Error::Conflict(_) | Error::Gone(_) | Error::Forbidden(_) | Error::Invalid(_)) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn two_editors_never_overwrite_each_other_and_a_repeated_save_is_answered_alike(pool: PgPool) {
    let studio = Studio::new(pool).await;
    let (nora, finn) = (&studio.nora, &studio.finn);
    let id = studio.draft(nora, "new", Some(1)).await;
    assert_eq!(studio.draft(nora, "new", Some(1)).await, id, "the same form sent twice");
    assert_eq!(read::drafts(studio.runtime(), nora).await.unwrap().len(), 1);

    let SaveOutcome::Saved { revision: 2, saved_at, problems, .. } =
        studio.save(nora, id, "n1", 1, &named("Nora's")).await
    else {
        panic!("the first save")
    };
    assert_eq!(problems, []);
    studio.company.pass(1);
    let SaveOutcome::Stale { revision: 2, changed_by, changed_at, document } =
        studio.save(finn, id, "f1", 1, &named("Finn's")).await
    else {
        panic!("Finn has not seen Nora's")
    };
    assert_eq!((changed_by.as_str(), changed_at, document), ("Nora Lind", saved_at, named("Nora's").to_string()));
    assert!(matches!(studio.save(finn, id, "f2", 2, &named("Finn's")).await, SaveOutcome::Saved { revision: 3, .. }));

    // Nora's first save, whose answer was lost, is answered as it was; nothing of Finn's is lost.
    let again = studio.save(nora, id, "n1", 1, &named("Nora's")).await;
    assert!(matches!(again, SaveOutcome::Saved { revision: 2, saved_at: at, .. } if at == saved_at), "{again:?}");
    let other = save(nora, "n1", 1, &named("Other"));
    assert!(refusal(studio.runtime().save_draft(nora, id, other).await).contains("something else"));
    // The same document again is no new revision, wherever it comes from.
    assert!(matches!(studio.save(nora, id, "n2", 1, &named("Finn's")).await, SaveOutcome::Saved { revision: 3, .. }));
    let draft = read::draft(studio.runtime(), nora, id).await.unwrap();
    assert_eq!((draft.name.as_str(), draft.revision, draft.based_on, draft.newest), ("Finn's", 3, Some(1), Some(1)));
    assert_eq!((draft.created_by.name.as_str(), draft.changed_by.name.as_str()), ("Nora Lind", "Finn Roth"));

    // A hundred at once from the same revision: one is kept, the others are told.
    let saves = (0..100).map(|n| {
        let (runtime, caller) = (studio.runtime().clone(), if n % 2 == 0 { nora.clone() } else { finn.clone() });
        let save = Save { editor: Uuid::from_u128(n), ..save(&caller, "crowd", 3, &named(&format!("Number {n}"))) };
        tokio::spawn(async move { runtime.save_draft(&caller, id, save).await.unwrap() })
    });
    let mut saved = 0;
    for save in saves.collect::<Vec<_>>() {
        saved += i32::from(matches!(save.await.unwrap(), SaveOutcome::Saved { revision: 4, .. }));
    }
    assert_eq!(saved, 1);
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_cannot_be_read_is_not_saved_and_what_has_problems_is(pool: PgPool) {
    let studio = Studio::new(pool.clone()).await;
    let (runtime, nora) = (studio.runtime(), &studio.nora);
    for document in ["", "{", "[]", &format!("{}{}", spend(), " ".repeat(1 << 20)), "{\"schema\":1}"] {
        let new = NewDraft { document: document.to_owned(), ..NewDraft::default() };
        assert!(matches!(runtime.create_draft(nora, "bad", new).await, Err(Error::Invalid(_))), "{document:.40}");
    }
    let unknown = NewDraft { document: spend().to_string(), based_on: Some(7), scenarios_of: None };
    assert!(refusal(runtime.create_draft(nora, "7", unknown).await).contains("no version 7"));

    let id = studio.draft(nora, "new", Some(1)).await;
    let mut torn = spend();
    torn["key"] = json!("spending");
    torn["nodes"][1]["does"]["approvers"] = json!([{ "from": "group", "key": "nobody" }]);
    let SaveOutcome::Saved { problems, .. } = studio.save(nora, id, "torn", 1, &torn).await else { panic!("saved") };
    let said: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
    assert!(said.contains(&"There is no group \u{201c}nobody\u{201d}."), "{said:?}");
    assert!(
        said.contains(&"The key of a published process never changes; set it back to \u{201c}spend\u{201d}."),
        "{said:?}"
    );
    assert!(
        matches!(studio.publish(nora, id, 2, None).await, Err(Error::Problems(found)) if found.len() == said.len())
    );

    // A draft that a later version of the server wrote can be looked at, and says why it cannot be worked on.
    let newer = spend().to_string().replace("\"schema\":1", "\"schema\":2");
    sqlx::query("update drafts set document = $1").bind(&newer).execute(&pool).await.unwrap();
    let draft = read::draft(runtime, nora, id).await.unwrap();
    assert_eq!(draft.document, newer);
    assert!(draft.definition.unwrap_err().to_string().contains("schema 2"));
    assert!(refusal(studio.publish(nora, id, 2, Some(1)).await).contains("schema 2"));
}

#[sqlx::test(migrations = "../../migrations")]
async fn everybody_sees_who_else_has_the_draft_open_until_they_have_gone(pool: PgPool) {
    let studio = Studio::new(pool).await;
    let (runtime, nora, finn) = (studio.runtime(), &studio.nora, &studio.finn);
    let id = studio.draft(nora, "new", Some(1)).await;
    let here = async |who: &Caller| runtime.draft_presence(who, id, editor(who)).await.unwrap();
    assert_eq!(here(nora).await.others, []);
    let others = here(finn).await.others;
    assert_eq!(
        (others[0].name.as_str(), others[0].editing, others[0].me, others.len()),
        ("Nora Lind", false, false, 1)
    );
    studio.save(nora, id, "n", 1, &named("Nora's")).await;
    let presence = here(finn).await;
    assert!(presence.others[0].editing && presence.revision == 2 && presence.changed_by == "Nora Lind");
    let second_tab = runtime.draft_presence(nora, id, Uuid::from_u128(7)).await.unwrap().others;
    assert_eq!(second_tab.iter().map(|other| other.me).collect::<Vec<_>>(), [false, true]);
    let row = read::drafts(runtime, nora).await.unwrap().remove(0);
    assert_eq!(row.editors.iter().map(|who| who.name.as_str()).collect::<Vec<_>>(), ["Finn Roth", "Nora Lind"]);
    studio.company.clock.advance(chrono::TimeDelta::seconds(31));
    assert_eq!(here(finn).await.others, []);
    assert_eq!(read::drafts(runtime, nora).await.unwrap()[0].editors.len(), 1);
}

#[sqlx::test(migrations = "../../migrations")]
async fn of_two_who_publish_at_once_one_wins_and_the_other_is_told(pool: PgPool) {
    let studio = Studio::new(pool).await;
    let (runtime, nora, finn) = (studio.runtime(), &studio.nora, &studio.finn);
    let id = studio.draft(nora, "a", Some(1)).await;
    let other = studio.draft(finn, "b", Some(1)).await;
    assert!(refusal(studio.publish(nora, id, 1, None).await).contains("Nothing differs from version 1"));
    studio.save(nora, id, "n", 1, &named("Nora's")).await;
    studio.save(finn, other, "f", 1, &named("Finn's")).await;
    assert!(refusal(studio.publish(finn, id, 1, None).await).starts_with("Nora Lind changed this draft at 09:00"));

    // Two tabs with the same draft.
    let (one, two) = tokio::join!(studio.publish(nora, id, 2, None), studio.publish(finn, id, 2, None));
    let (won, lost) = if one.is_ok() { (one, two) } else { (two, one) };
    assert_eq!(won.unwrap(), 2);
    assert!(refusal(lost).contains("published this draft as version 2 at 09:00 on 2 March 2026."));
    let late = save(nora, "late", 2, &named("Late"));
    assert!(matches!(runtime.save_draft(nora, id, late).await, Err(Error::Gone(_))));

    // Another draft of the same version: not silently over the new one, but over it when that is said.
    let said = refusal(studio.publish(finn, other, 2, None).await);
    assert!(said.contains("published version 2 of \u{201c}Nora's\u{201d} at"), "{said}");
    assert!(studio.publish(finn, other, 2, Some(1)).await.is_err());
    assert_eq!(studio.publish(finn, other, 2, Some(2)).await.unwrap(), 3);
    assert_eq!(studio.publish(finn, other, 2, Some(2)).await.unwrap(), 3, "sent twice");
    let found = read::definition(runtime, nora, "spend", None).await.unwrap();
    assert_eq!((found.version, found.definition.name.as_str()), (3, "Finn's"));
    assert_eq!(found.versions[0].note, "Finance first.");
    assert_eq!((found.versions[0].published_by.name.as_str(), &found.versions[0].approved_by), ("Finn Roth", &None));

    // Two new processes with one key, at once.
    let mut first = sign_off();
    first["key"] = json!("leave");
    let make = async |who: &Caller| {
        let new = NewDraft { document: first.to_string(), ..NewDraft::default() };
        runtime.create_draft(who, &who.name, new).await.unwrap()
    };
    let (a, b) = (make(nora).await, make(finn).await);
    let (one, two) = tokio::join!(studio.publish(nora, a, 1, None), studio.publish(finn, b, 1, None));
    let (won, lost) = if one.is_ok() { (one, two) } else { (two, one) };
    assert_eq!(won.unwrap(), 1);
    match lost.unwrap_err() {
        Error::Problems(problems) => {
            assert!(problems.iter().any(|found| found.field.as_deref() == Some("key")), "{problems:?}");
        }
        Error::Conflict(said) => assert!(said.contains("version 1 of"), "{said}"),
        other => panic!("{other:?}"),
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_second_person_publishes_exactly_what_they_were_asked_to(pool: PgPool) {
    let studio = Studio::new(pool).await;
    let (runtime, nora, finn, dora) = (studio.runtime(), &studio.nora, &studio.finn, &studio.company.dora);
    runtime.set_second_person(nora, "spend", true).await.unwrap();
    assert!(refusal(runtime.set_second_person(nora, "spend", false).await).contains("administrator"));
    assert!(refusal(runtime.publish(nora, &named("Alone").to_string()).await).contains("second person"));
    assert_eq!(runtime.publish(nora, &spend().to_string()).await.unwrap().version, 1, "what is published already");

    let id = studio.draft(nora, "a", Some(1)).await;
    studio.save(nora, id, "1", 1, &named("Together")).await;
    assert!(refusal(studio.publish(nora, id, 2, None).await).contains("second person"));
    let ask = async |key: &str, revision, of| {
        studio.company.pass(1);
        runtime.publish_draft(nora, id, publish(key, revision, Second::Ask(of))).await
    };
    assert!(refusal(ask("me", 2, Some(nora.person)).await).contains("somebody else"));
    assert!(refusal(ask("ana", 2, Some(studio.company.ana.person)).await).contains("designer"));
    assert_eq!(ask("finn", 2, Some(finn.person)).await.unwrap(), PublishOutcome::Asked);
    assert!(refusal(studio.decide(nora, id, 2, true).await).contains("yourself"));
    let asked = read::draft(runtime, finn, id).await.unwrap().publication.unwrap();
    assert!(asked.may_decide && !asked.may_withdraw && asked.note == "Finance first.");
    assert!(!read::draft(runtime, nora, id).await.unwrap().publication.unwrap().may_decide);

    // A save says that the request no longer counts; then nobody can publish either revision by it.
    let SaveOutcome::Saved { revision: 3, voided, .. } = studio.save(nora, id, "2", 2, &named("Changed")).await else {
        panic!("saved")
    };
    assert!(voided.unwrap().starts_with("The draft was waiting for Finn Roth to publish it."));
    assert!(refusal(studio.decide(finn, id, 2, true).await).contains("was changed"));
    assert!(matches!(studio.state(nora, id).await, PublicationState::Changed { by, .. } if by.id == nora.person));

    // Refused, taken back, asked of anybody.
    ask("again", 3, Some(finn.person)).await.unwrap();
    let silent = DecidePublication { key: "s".into(), revision: 3, approve: false, comment: "  ".into() };
    assert!(refusal(runtime.decide_publication(finn, id, silent).await).contains("Say what"));
    assert_eq!(studio.decide(finn, id, 3, false).await.unwrap(), PublicationDecided::Refused);
    let state = studio.state(nora, id).await;
    assert!(matches!(&state, PublicationState::Refused { comment, .. } if comment == "Rename the step."), "{state:?}");
    ask("third", 3, None).await.unwrap();
    assert!(refusal(runtime.withdraw_publication(finn, id, "w").await).contains("Only whoever asked"));
    runtime.withdraw_publication(nora, id, "w").await.unwrap();
    assert!(matches!(studio.state(nora, id).await, PublicationState::Withdrawn { .. }));
    ask("fourth", 3, Some(finn.person)).await.unwrap();
    assert!(refusal(studio.decide(dora, id, 2, true).await).contains("another revision"));
    let decided = studio.decide(dora, id, 3, true).await.unwrap();
    assert!(
        matches!(&decided, PublicationDecided::Published(published) if published.version == 2),
        "an administrator may too"
    );
    assert_eq!(studio.decide(dora, id, 3, true).await.unwrap(), decided, "sent twice");
    let found = read::definition(runtime, nora, "spend", None).await.unwrap();
    assert!(found.second_person && found.definition.name == "Changed");
    let version = &found.versions[0];
    assert_eq!(version.published_by.id, nora.person);
    assert_eq!(version.approved_by.as_ref().unwrap().id, dora.person);
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_retired_process_cannot_be_asked_for_and_comes_back(pool: PgPool) {
    let studio = Studio::new(pool).await;
    let (runtime, nora, ana) = (studio.runtime(), &studio.nora, &studio.company.ana);
    let started = studio.company.ask("before").await;
    runtime.retire(nora, "spend", "r").await.unwrap();
    let entered = || common::entered("Lamp", "5");
    let said = refusal(runtime.start(ana, "after", "spend", entered()).await);
    assert_eq!(
        said,
        "\u{201c}Spending\u{201d} can no longer be asked for: Nora Lind retired it at 10:00 on 2 March 2026."
    );
    assert_eq!(refusal(runtime.preview(ana, "spend", &entered()).await), said);
    assert_eq!(studio.company.ask("before").await.execution, started.execution, "a repeat of what was made before");
    assert!(read::gallery(runtime, ana).await.unwrap().is_empty());
    let rows = read::definitions(runtime, ana).await.unwrap();
    let row = rows.iter().find(|row| row.key == "spend").unwrap();
    assert!(!row.may_start && row.retired.as_ref().unwrap().by.name == "Nora Lind");
    let found = read::definition(runtime, ana, "spend", None).await.unwrap();
    assert!(!found.may_start && found.retired.is_some());
    assert!(refusal(runtime.publish(nora, &named("New").to_string()).await).contains("is retired"));
    let id = studio.draft(nora, "d", Some(1)).await;
    studio.save(nora, id, "1", 1, &named("New")).await;
    assert!(refusal(studio.publish(nora, id, 2, None).await).contains("is retired"));
    let (bo, decision) = (&studio.company.bo, engine::execution::Decision::Approve);
    let task = read::execution(runtime, bo, &started.execution).await.unwrap().may.answer[0];
    studio.company.decide(bo, "yes", started.execution, task.0, decision).await.unwrap();

    runtime.unretire(nora, "spend", "u").await.unwrap();
    runtime.retire(nora, "spend", "r").await.unwrap();
    assert_eq!(read::gallery(runtime, ana).await.unwrap().len(), 1, "a late repeat retires nothing");
    runtime.start(ana, "after", "spend", entered()).await.unwrap();
    assert_eq!(studio.publish(nora, id, 2, None).await.unwrap(), 2);
}

#[sqlx::test(migrations = "../../migrations")]
async fn only_what_was_never_used_is_deleted_and_its_versions_are_not_used_again(pool: PgPool) {
    let studio = Studio::new(pool).await;
    let (runtime, nora) = (studio.runtime(), &studio.nora);
    studio.company.ask("one").await;
    let said = refusal(runtime.delete_definition(nora, "spend", "d").await);
    assert!(said.starts_with("1 request was made by \u{201c}Spending\u{201d}") && said.contains("Retire it"), "{said}");
    assert_eq!(read::definition(runtime, nora, "spend", None).await.unwrap().version, 1);

    let before = read::definition(runtime, nora, "sign-off", None).await.unwrap().document;
    runtime.delete_definition(nora, "sign-off", "e").await.unwrap();
    runtime.delete_definition(nora, "sign-off", "e").await.unwrap();
    assert!(matches!(runtime.delete_definition(nora, "sign-off", "f").await, Err(Error::NotFound)));
    assert!(matches!(read::definition(runtime, nora, "sign-off", None).await, Err(Error::NotFound)));
    let entered = std::collections::BTreeMap::from([("what".to_owned(), "Plan".to_owned())]);
    assert!(matches!(runtime.start(&studio.company.bo, "s", "sign-off", entered).await, Err(Error::NotFound)));
    let mut other = sign_off();
    other["name"] = json!("Another");
    assert_eq!(runtime.publish(nora, &other.to_string()).await.unwrap().version, 2, "version 1 was another document");
    assert_ne!(read::definition(runtime, nora, "sign-off", Some(2)).await.unwrap().document, before);
}

#[sqlx::test(migrations = "../../migrations")]
async fn scenarios_are_published_with_the_version_and_come_back_with_its_next_draft(pool: PgPool) {
    let studio = Studio::new(pool).await;
    let (runtime, nora, finn) = (studio.runtime(), &studio.nora, &studio.finn);
    let id = studio.draft(nora, "a", Some(1)).await;
    let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let put = async |id, scenario, name: &str, text| runtime.put_scenario(nora, id, scenario, name, text).await;
    put(id, a, "Large", json!({ "data": { "amount": "9000" } })).await.unwrap();
    put(id, b, " Small ", json!({ "data": {} })).await.unwrap();
    put(id, b, "Small", json!({ "data": { "amount": "5" } })).await.unwrap();
    let list = async |id| {
        let all = read::scenarios(runtime, finn, id).await.unwrap();
        all.into_iter().map(|one| (one.id, one.name, one.scenario["data"]["amount"].clone())).collect::<Vec<_>>()
    };
    let both = vec![(a, "Large".to_owned(), json!("9000")), (b, "Small".to_owned(), json!("5"))];
    assert_eq!(list(id).await, both);
    for (name, text) in [("", json!({})), ("List", json!([])), ("Huge", json!({ "x": "y".repeat(LARGEST_SCENARIO) }))] {
        assert!(matches!(put(id, a, name, text).await, Err(Error::Invalid(_))), "{name}");
    }

    // Only the scenarios are new: that is worth a version.
    assert_eq!(studio.publish(nora, id, 1, None).await.unwrap(), 2);
    let next = studio.draft(finn, "b", Some(2)).await;
    assert_eq!(list(next).await, both);
    assert!(refusal(studio.publish(finn, next, 1, None).await).contains("Nothing differs from version 2"));
    assert_eq!(list(studio.draft(finn, "c", Some(1)).await).await, []);
    runtime.delete_scenario(nora, next, a).await.unwrap();
    runtime.delete_scenario(nora, next, a).await.unwrap();
    assert_eq!(list(next).await, both[1..]);
    for n in 1..MOST_SCENARIOS {
        put(next, Uuid::from_u128(100 + n as u128), "More", json!({})).await.unwrap();
    }
    assert!(refusal(put(next, a, "One too many", json!({})).await).contains("at most 50"));
    put(next, b, "An old one", json!({})).await.unwrap();

    let copy = NewDraft { scenarios_of: Some(("spend".into(), 2)), document: sign_off().to_string(), based_on: None };
    assert_eq!(list(runtime.create_draft(finn, "copy", copy).await.unwrap()).await, both);
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_draft_is_discarded_only_as_it_was_shown_and_only_by_those_who_draw(pool: PgPool) {
    let studio = Studio::new(pool.clone()).await;
    let (runtime, nora, finn, ana) = (studio.runtime(), &studio.nora, &studio.finn, &studio.company.ana);
    let id = studio.draft(nora, "a", None).await;
    studio.save(finn, id, "f", 1, &named("Finn's")).await;
    runtime.draft_presence(nora, id, editor(nora)).await.unwrap();
    runtime.put_scenario(nora, id, Uuid::from_u128(1), "One", json!({})).await.unwrap();
    assert!(refusal(runtime.discard_draft(nora, id, "d", 1).await).starts_with("Finn Roth changed this draft"));
    for who in [ana, &studio.company.bo] {
        assert!(matches!(read::drafts(runtime, who).await, Err(Error::Forbidden(_))));
        assert!(matches!(read::draft(runtime, who, id).await, Err(Error::Forbidden(_))));
        assert!(matches!(read::directory(runtime, who).await, Err(Error::Forbidden(_))));
        assert!(matches!(runtime.discard_draft(who, id, "x", 2).await, Err(Error::Forbidden(_))));
        assert!(matches!(runtime.retire(who, "spend", "x").await, Err(Error::Forbidden(_))));
        assert!(matches!(runtime.delete_definition(who, "spend", "x").await, Err(Error::Forbidden(_))));
        assert!(matches!(runtime.set_second_person(who, "spend", true).await, Err(Error::Forbidden(_))));
    }

    // To another organisation it is not there, not even when it is finished.
    let moss = Company::with_runtime(runtime.clone(), studio.company.clock.clone(), "Moss and Co", "moss").await;
    let mut moved = moss.dora.clone();
    moved.org.shard = studio.company.org.shard;
    let spies = async || {
        for spy in [&moss.dora, &moved] {
            assert!(matches!(read::draft(runtime, spy, id).await, Err(Error::NotFound)));
            assert!(matches!(read::scenarios(runtime, spy, id).await, Err(Error::NotFound)));
            assert!(matches!(runtime.draft_presence(spy, id, editor(spy)).await, Err(Error::NotFound)));
            let theirs = save(spy, "s", 2, &named("Theirs"));
            assert!(matches!(runtime.save_draft(spy, id, theirs).await, Err(Error::NotFound)));
            assert!(matches!(studio.publish(spy, id, 2, None).await, Err(Error::NotFound)));
            assert!(matches!(studio.decide(spy, id, 2, true).await, Err(Error::NotFound)));
            assert!(matches!(runtime.withdraw_publication(spy, id, "s").await, Err(Error::NotFound)));
            assert!(matches!(runtime.discard_draft(spy, id, "s", 2).await, Err(Error::NotFound)));
            let scenario = runtime.put_scenario(spy, id, Uuid::from_u128(1), "Theirs", json!({})).await;
            assert!(matches!(scenario, Err(Error::NotFound)));
            assert!(matches!(runtime.delete_scenario(spy, id, Uuid::from_u128(1)).await, Err(Error::NotFound)));
            assert!(read::drafts(runtime, spy).await.unwrap().is_empty());
        }
        let directory = read::directory(runtime, &moss.dora).await.unwrap();
        assert!(directory.people.iter().all(|person| person.email.ends_with("@moss.example")));
        assert_eq!((directory.me, directory.people.len(), directory.groups.len()), (moss.dora.person, 5, 1));
    };
    spies().await;
    runtime.discard_draft(nora, id, "d", 2).await.unwrap();
    runtime.discard_draft(nora, id, "d", 2).await.unwrap();
    spies().await;
    let said = refusal(read::draft(runtime, finn, id).await);
    assert_eq!(said, "Nora Lind discarded this draft at 09:00 on 2 March 2026.");
    assert!(refusal(read::draft(runtime, nora, id).await).starts_with("You discarded"));
    for table in ["drafts", "draft_editors", "draft_scenarios", "draft_publications"] {
        let left: i64 = sqlx::query_scalar(&format!("select count(*) from {table}")).fetch_one(&pool).await.unwrap();
        assert_eq!(left, 0, "{table}");
    }
    let stranger = read::designers(runtime, nora).await.unwrap();
    let others: Vec<PersonId> = stranger.into_iter().map(|other| other.id).collect();
    assert_eq!(others, [studio.company.dora.person, finn.person]);
}

#[sqlx::test(migrations = "../../migrations")]
async fn whoever_is_asked_to_publish_is_mailed_while_it_waits_for_them(pool: PgPool) {
    let studio = Studio::new(pool).await;
    let (runtime, nora, finn) = (studio.runtime(), &studio.nora, &studio.finn);
    let postman = common::postman(runtime);
    let round = async || {
        studio.company.clock.advance(chrono::TimeDelta::seconds(11));
        deliver_due(&postman).await.unwrap().sent
    };
    let id = studio.draft(nora, "a", Some(1)).await;
    studio.save(nora, id, "1", 1, &named("Together")).await;
    let ask = async |key: &str, revision, of: Option<PersonId>| {
        runtime.publish_draft(nora, id, publish(key, revision, Second::Ask(of))).await.unwrap()
    };

    // One person; a repeat of the same form is no second mail.
    ask("one", 2, Some(finn.person)).await;
    ask("one", 2, Some(finn.person)).await;
    assert_eq!(round().await, 1);
    let kept = read::outbox(runtime, finn, false, None).await.unwrap().rows.pop().unwrap();
    assert!(kept.subject.contains("To be published: Together"), "{}", kept.subject);
    let text = read::kept_mail(runtime, finn, false, kept.id).await.unwrap().text;
    assert!(text.contains(&format!("https://approvals.fern.example/drafts/{id}/publish")), "{text}");
    assert!(text.contains("Nora Lind asks you") && text.contains("Finance first."), "{text}");

    // What changed before the mail went out is asked of nobody: the document, or a scenario.
    ask("two", 2, Some(finn.person)).await;
    studio.save(nora, id, "2", 2, &named("Changed")).await;
    assert_eq!(round().await, 0);
    ask("three", 3, Some(finn.person)).await;
    let (scenario, told) = (Uuid::from_u128(1), json!({ "data": {} }));
    runtime.put_scenario(nora, id, scenario, "Small", told.clone()).await.unwrap();
    assert!(matches!(studio.state(nora, id).await, PublicationState::Changed { .. }));
    assert_eq!(round().await, 0);
    assert!(refusal(studio.decide(finn, id, 3, true).await).contains("was changed"));

    // The same scenario again is no change; without it there is one.
    ask("four", 3, None).await;
    runtime.put_scenario(nora, id, scenario, "Small", told).await.unwrap();
    assert_eq!(round().await, 2, "Finn and Dora, who may publish as well");
    runtime.delete_scenario(nora, id, scenario).await.unwrap();
    assert!(matches!(studio.state(nora, id).await, PublicationState::Changed { .. }));
}
