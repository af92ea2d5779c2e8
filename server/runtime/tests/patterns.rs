//! Patterns of an organisation: who draws sees and saves them, their author or an administrator changes them.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod common;

use common::{Company, spend};
use engine::Definition;
use engine::edit::{Clip, copy};
use runtime::auth::{self, NewUser};
use runtime::patterns::{MOST_PATTERNS, PutPattern};
use runtime::{Caller, Error, OrgRef};
use sqlx::PgPool;
use uuid::Uuid;

async fn person(company: &Company, org: OrgRef, name: &str, designer: bool, admin: bool) -> Caller {
    let email = format!("{}@{}.example", name.to_lowercase(), org.id);
    let user =
        NewUser { name: name.to_owned(), email, designer, admin, time_zone: "UTC".to_owned(), ..NewUser::default() };
    let id = auth::add_user(&company.runtime, org, &user).await.unwrap();
    auth::caller(&company.runtime, org, id, 1).await.unwrap().unwrap()
}

/// All steps of `spend`, its start too.
fn clip() -> Clip {
    let definition = Definition::read(&spend().to_string()).unwrap();
    let all: Vec<_> = definition.nodes.iter().map(|node| node.id.clone()).collect();
    copy(&definition, &all)
}

fn named(name: &str, clip: Option<Clip>) -> PutPattern {
    PutPattern { name: name.to_owned(), description: "What we always do.".to_owned(), clip }
}

fn field(result: Result<(), Error>) -> String {
    let Err(Error::Invalid(fields)) = result else { panic!("a field was to be refused: {result:?}") };
    fields[0].field.clone()
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_pattern_is_kept_for_the_organisation_and_changed_by_its_author_alone(pool: PgPool) {
    let company = Company::new(pool).await;
    let (runtime, org) = (&company.runtime, company.org);
    let nora = person(&company, org, "Nora", true, false).await;
    let finn = person(&company, org, "Finn", true, false).await;
    let ada = person(&company, org, "Ada", false, true).await;
    let bo = person(&company, org, "Bo", false, false).await;
    let other_org = auth::add_org(runtime, "Elsewhere").await.unwrap();
    let olga = person(&company, other_org, "Olga", true, true).await;
    let id = Uuid::from_u128(7);

    runtime.put_pattern(&nora, id, named(" Two eyes ", Some(clip()))).await.unwrap();
    runtime.put_pattern(&nora, id, named("Two eyes", Some(clip()))).await.unwrap();
    let all = runtime.patterns(&finn).await.unwrap();
    assert_eq!((all.len(), all[0].name.as_str(), all[0].author.name.as_str()), (1, "Two eyes", "Nora"));
    assert!(!all[0].may_change && runtime.patterns(&nora).await.unwrap()[0].may_change);
    assert_eq!(all[0].clip.nodes.len(), clip().nodes.len() - 1, "a pattern has no start");

    // The name is there once, whoever writes it how; the rest is refused at its field.
    assert_eq!(field(runtime.put_pattern(&finn, Uuid::from_u128(8), named("TWO EYES", Some(clip()))).await), "name");
    assert_eq!(field(runtime.put_pattern(&nora, id, named(" ", None)).await), "name");
    assert_eq!(field(runtime.put_pattern(&nora, id, named(&"x".repeat(81), None)).await), "name");
    let nothing = Some(Clip::default());
    assert_eq!(field(runtime.put_pattern(&nora, Uuid::from_u128(9), named("Empty", nothing)).await), "clip");
    let gone = runtime.put_pattern(&nora, Uuid::from_u128(9), named("Gone", None)).await;
    assert!(matches!(gone, Err(Error::NotFound)), "{gone:?}");

    // Who may what.
    for denied in [
        runtime.put_pattern(&finn, id, named("Mine now", None)).await,
        runtime.delete_pattern(&finn, id).await,
        runtime.put_pattern(&bo, Uuid::from_u128(9), named("No designer", Some(clip()))).await,
        runtime.patterns(&bo).await.map(drop),
    ] {
        assert!(matches!(denied, Err(Error::Forbidden(_))), "{denied:?}");
    }
    runtime.delete_pattern(&olga, id).await.unwrap();
    assert_eq!(runtime.patterns(&olga).await.unwrap(), vec![], "nobody sees those of another organisation");
    runtime.put_pattern(&ada, id, named("Four eyes", None)).await.unwrap();
    let all = runtime.patterns(&nora).await.unwrap();
    assert_eq!((all[0].name.as_str(), all[0].author.name.as_str()), ("Four eyes", "Nora"));
    runtime.delete_pattern(&nora, id).await.unwrap();
    runtime.delete_pattern(&nora, id).await.unwrap();
    assert_eq!(runtime.patterns(&nora).await.unwrap(), vec![]);
}

#[sqlx::test(migrations = "../../migrations")]
async fn there_are_only_so_many(pool: PgPool) {
    let company = Company::new(pool).await;
    let nora = person(&company, company.org, "Nora", true, false).await;
    let put = async |no: i64| {
        let id = Uuid::from_u128(u128::try_from(no).unwrap());
        company.runtime.put_pattern(&nora, id, named(&format!("Pattern {no}"), Some(clip()))).await
    };
    for no in 1..=MOST_PATTERNS {
        put(no).await.unwrap();
    }
    assert!(matches!(put(MOST_PATTERNS + 1).await, Err(Error::Conflict(_))));
    put(1).await.unwrap();
}
