//! Two organisations in one database: nothing of one is seen, named, counted or guessed from the other.

mod common;

use common::{Company, entered, nothing_differs};
use engine::execution::Decision::Approve;
use engine::ids::{GroupKey, PersonId};
use runtime::read::{self, Tab};
use runtime::{Act, Caller, Error, auth, may_see};
use sqlx::PgPool;

#[sqlx::test(migrations = "../../migrations")]
async fn nothing_of_one_organisation_is_seen_named_counted_or_guessed_from_the_other(pool: PgPool) {
    let fern = Company::new(pool).await;
    let moss = Company::with_runtime(fern.runtime.clone(), fern.clock.clone(), "Moss and Co", "moss").await;
    let runtime = &fern.runtime;
    let id = fern.ask("same key").await.execution;
    let no = read::execution(runtime, &fern.bo, &id).await.unwrap().may.answer[0];

    // The same key elsewhere is another key.
    let theirs = moss.ask("same key").await;
    assert_ne!(theirs.execution, id);

    let mut moved = moss.dora.clone();
    moved.org.shard = fern.org.shard;
    for spy in [&moss.dora, &moss.bo, &moved] {
        assert!(!may_see(runtime, spy, &id).await.unwrap());
        assert!(matches!(read::execution(runtime, spy, &id).await, Err(Error::NotFound)));
        assert!(matches!(read::history(runtime, spy, &id, 0, 10).await, Err(Error::NotFound)));
        assert!(matches!(read::forecast(runtime, spy, &id).await, Err(Error::NotFound)));
        assert!(matches!(read::task(runtime, spy, &id, no).await, Err(Error::NotFound)));
        for act in [
            Act::Decide { task: no, decision: Approve, comment: String::new(), revision: 1, shown: None },
            Act::Comment { text: "Hello.".into() },
            Act::Cancel { reason: "Because.".into() },
            Act::Nudge,
        ] {
            assert!(matches!(runtime.act(spy, "spy", &id, act).await, Err(Error::NotFound)));
        }
    }
    for tab in [Tab::NeedsMe, Tab::MyGroups, Tab::Waiting, Tab::Done] {
        for who in [&moss.ana, &moss.bo, &moss.dora] {
            let rows = read::inbox(runtime, who, tab, "", None).await.unwrap().rows;
            assert!(rows.iter().all(|row| row.execution == theirs.execution), "{rows:?}");
        }
    }
    let counts = read::inbox_counts(runtime, &moss.bo).await.unwrap();
    assert_eq!((counts.needs_me, counts.my_groups), (0, 1));
    assert_eq!(read::system(runtime, &moss.dora).await.unwrap().running, 1);
    assert_eq!(
        read::definitions(runtime, &moss.dora).await.unwrap().iter().filter_map(|row| row.running).sum::<i64>(),
        1
    );
    assert_eq!(read::my_requests(runtime, &moss.ana, "", None).await.unwrap().rows.len(), 1);
    let people = read::people(runtime, &moss.ana).await.unwrap();
    assert!(people.len() == 5 && people.iter().all(|person| person.email.ends_with("@moss.example")));
    assert!(read::groups(runtime, &moss.ana).await.unwrap().iter().all(|group| group.members.len() == 2));
    assert!(
        read::notices(runtime, &moss.bo, None).await.unwrap().rows.iter().all(|row| row.execution == theirs.execution)
    );

    // People of the other organisation are nobody here.
    let delegate = Act::Delegate { task: no, to: moss.eli.person, comment: String::new() };
    assert!(matches!(runtime.act(&fern.bo, "d", &id, delegate).await, Err(Error::Invalid(_))));
    let mut named = entered("Lamp", "5");
    named.insert("witness".into(), moss.eli.person.to_string());
    assert!(matches!(runtime.start(&fern.ana, "w", "spend", named).await, Err(Error::Invalid(_))));
    let member = auth::add_member(runtime, fern.org, &GroupKey::from("finance"), moss.eli.person).await;
    assert!(matches!(member, Err(Error::NotFound)));
    let mut stolen = common::spend();
    stolen["nodes"][1]["does"]["approvers"] = serde_json::json!([{ "from": "person", "id": moss.eli.person }]);
    assert!(matches!(runtime.publish(&fern.dora, &stolen.to_string()).await, Err(Error::Problems(_))));
    assert!(auth::caller(runtime, fern.org, moss.eli.person, 1).await.unwrap().is_none());
    nothing_differs(runtime).await;
}

#[sqlx::test(migrations = "../../migrations")]
async fn within_an_organisation_only_those_who_have_to_do_with_a_request_see_it(pool: PgPool) {
    let company = Company::new(pool).await;
    let runtime = &company.runtime;
    let id = company.ask("a").await.execution;
    let sees = async |who: &Caller| may_see(runtime, who, &id).await.unwrap();
    assert!(
        sees(&company.ana).await && sees(&company.bo).await && sees(&company.cem).await && sees(&company.dora).await
    );
    assert!(!sees(&company.eli).await, "a colleague who has nothing to do with it");
    let mut not_admin = company.dora.clone();
    not_admin.roles.admin = false;
    assert!(!sees(&not_admin).await, "a manager who was not asked");

    let no = read::execution(runtime, &company.bo, &id).await.unwrap().may.answer[0];
    let delegate = Act::Delegate { task: no, to: company.eli.person, comment: "Yours.".into() };
    runtime.act(&company.bo, "d", &id, delegate).await.unwrap();
    assert!(sees(&company.eli).await && sees(&company.bo).await, "asked now, and asked before");
    let row = read::inbox(runtime, &company.eli, Tab::NeedsMe, "", None).await.unwrap().rows;
    let row =
        row.into_iter().chain(read::inbox(runtime, &company.eli, Tab::MyGroups, "", None).await.unwrap().rows).next();
    assert_eq!(row.unwrap().why, "Bo Lind delegated it to you.");

    let signed =
        runtime.start(&company.bo, "s", "sign-off", [("what".to_owned(), "Plan".to_owned())].into()).await.unwrap();
    assert!(may_see(runtime, &company.cem, &signed.execution).await.unwrap(), "finance are its viewers");
    assert!(!may_see(runtime, &company.ana, &signed.execution).await.unwrap());
    let gallery = |who: Caller| async move {
        read::gallery(runtime, &who).await.unwrap().into_iter().map(|entry| entry.key).collect::<Vec<_>>()
    };
    assert_eq!(gallery(company.ana.clone()).await, ["spend"]);
    assert_eq!(gallery(company.bo.clone()).await, ["sign-off", "spend"]);

    auth::deactivate(runtime, company.org, company.cem.person).await.unwrap();
    assert!(auth::caller(runtime, company.org, company.cem.person, 1).await.unwrap().is_none());
    let preview = runtime.preview(&company.ana, "spend", &entered("Lamp", "5")).await.unwrap();
    let asked: Vec<&String> = preview.people.values().collect();
    assert!(!asked.contains(&&"Cem Aksoy".to_owned()), "{asked:?}");
    assert!(preview.people.contains_key(&PersonId(company.bo.person.0)));
    assert_eq!(preview.title, "Lamp for 5.00 EUR");
}

#[sqlx::test(migrations = "../../migrations")]
async fn nobody_has_a_manager_of_another_organisation_even_in_the_same_shard(pool: PgPool) {
    let fern = Company::new(pool.clone()).await;
    let moss = std::iter::from_fn(|| Some(runtime::OrgRef::of(uuid::Uuid::now_v7())))
        .find(|org| org.shard == fern.org.shard)
        .unwrap();
    sqlx::query("insert into organisations (shard, id, name, created_at) values ($1, $2, 'Moss and Co', $3)")
        .bind(moss.shard)
        .bind(moss.id)
        .bind(common::monday())
        .execute(&pool)
        .await
        .unwrap();
    let mia = auth::NewUser {
        name: "Mia Moor".to_owned(),
        email: "mia@moss.example".to_owned(),
        time_zone: "UTC".to_owned(),
        manager: Some(fern.dora.person),
        ..auth::NewUser::default()
    };
    let Err(Error::Invalid(problems)) = auth::add_user(&fern.runtime, moss, &mia).await else {
        panic!("Dora is of another organisation")
    };
    assert_eq!(problems[0].field, "manager");
}
