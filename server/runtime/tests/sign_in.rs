//! Sign-in, its throttling, sessions' epochs, tokens, and the first administrator.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod common;

use chrono::TimeDelta;
use common::{Company, monday};
use runtime::auth::{self, FirstAdmin, NewUser, SignInError, sign_in};
use runtime::{Channel, Clock, Error, Runtime};
use sqlx::PgPool;

const PASSWORD: &str = "a long enough password";

async fn with_password(pool: PgPool) -> Company {
    let company = Company::new(pool).await;
    auth::set_password(&company.runtime, company.org, company.ana.person, PASSWORD).await.unwrap();
    company
}

#[sqlx::test(migrations = "../../migrations")]
async fn five_wrong_passwords_lock_an_account_for_a_while_whether_it_exists_or_not(pool: PgPool) {
    let company = with_password(pool).await;
    let attempt =
        async |email: &str, password: &str, address: &str| sign_in(&company.runtime, email, password, address).await;
    let signed_in = attempt(" Ana@FERN.example ", PASSWORD, "10.0.0.1").await.unwrap();
    assert_eq!((signed_in.org, signed_in.user, signed_in.epoch), (company.org, company.ana.person, 2));
    for email in ["ana@fern.example", "nobody@fern.example", "null\0@fern.example"] {
        for _ in 0..5 {
            assert!(matches!(attempt(email, "wrong password", "10.0.0.2").await, Err(SignInError::WrongOrUnknown)));
        }
        for password in [PASSWORD, "wrong password"] {
            let Err(SignInError::LockedOut { until }) = attempt(email, password, "10.0.0.3").await else {
                panic!("{email}")
            };
            assert_eq!(until, monday() + TimeDelta::minutes(15));
        }
    }
    company.clock.advance(TimeDelta::minutes(16));
    attempt("ana@fern.example", PASSWORD, "10.0.0.2")
        .await
        .expect("the lock is over, and the right password clears it");
    for _ in 0..4 {
        assert!(matches!(attempt("ana@fern.example", "wrong", "10.0.0.4").await, Err(SignInError::WrongOrUnknown)));
    }
    attempt("ana@fern.example", PASSWORD, "10.0.0.4").await.expect("four are not five");
}

#[sqlx::test(migrations = "../../migrations")]
async fn twenty_failures_lock_an_address_and_attempts_at_once_cannot_slip_through(pool: PgPool) {
    let company = with_password(pool).await;
    let mut tries = Vec::new();
    for n in 0..30 {
        let runtime = company.runtime.clone();
        tries.push(tokio::spawn(async move {
            sign_in(&runtime, &format!("guess{n}@fern.example"), "wrong", "10.0.0.9").await
        }));
    }
    let mut tried = 0;
    for attempt in tries {
        tried += usize::from(matches!(attempt.await.unwrap(), Err(SignInError::WrongOrUnknown)));
    }
    assert!(tried <= 20, "{tried} passwords were tried");
    let locked = sign_in(&company.runtime, "ana@fern.example", PASSWORD, "10.0.0.9").await;
    assert!(tried < 20 || matches!(locked, Err(SignInError::LockedOut { .. })));
    sign_in(&company.runtime, "ana@fern.example", PASSWORD, "10.0.0.10").await.expect("from another address");
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_session_ends_with_sign_out_everywhere_a_new_password_and_deactivation(pool: PgPool) {
    let company = with_password(pool).await;
    let (org, ana) = (company.org, company.ana.person);
    let there = async |epoch| auth::caller(&company.runtime, org, ana, epoch).await.unwrap().is_some();
    assert!(!there(1).await && there(2).await, "the password was set after the first");
    auth::sign_out_everywhere(&company.runtime, org, ana).await.unwrap();
    assert!(!there(2).await && there(3).await);
    auth::deactivate(&company.runtime, org, ana).await.unwrap();
    assert!(!there(4).await);
    assert!(matches!(
        sign_in(&company.runtime, "ana@fern.example", PASSWORD, "x").await,
        Err(SignInError::WrongOrUnknown)
    ));
    for (password, words) in [("short", "At least 12 characters."), (&*"x".repeat(129), "At most 128 characters.")] {
        let Err(Error::Invalid(fields)) = auth::set_password(&company.runtime, org, ana, password).await else {
            panic!()
        };
        assert_eq!((fields[0].field.as_str(), fields[0].problem.as_str()), ("password", words));
    }
    let twin = NewUser {
        name: "Ana Two".into(),
        email: "ANA@fern.example".into(),
        time_zone: "UTC".into(),
        ..NewUser::default()
    };
    assert!(matches!(auth::add_user(&company.runtime, org, &twin).await, Err(Error::Invalid(_))));
    for (email, zone) in [("no-at", "UTC"), ("a b@c.example", "UTC"), ("ok@c.example", "Mars/Base")] {
        let user = NewUser { name: "X".into(), email: email.into(), time_zone: zone.into(), ..NewUser::default() };
        assert!(matches!(auth::add_user(&company.runtime, org, &user).await, Err(Error::Invalid(_))), "{email} {zone}");
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_token_acts_as_its_person_within_its_scopes_until_it_ends(pool: PgPool) {
    let company = Company::new(pool.clone()).await;
    let expires_at = Some(monday() + TimeDelta::days(1));
    let scopes = ["tasks:decide".to_owned()];
    let token =
        auth::add_token(&company.runtime, company.org, company.bo.person, "script", &scopes, expires_at).await.unwrap();
    let (caller, granted) = auth::by_token(&company.runtime, &token).await.unwrap().unwrap();
    assert_eq!((caller.person, caller.channel, granted.as_slice()), (company.bo.person, Channel::Api, &scopes[..]));
    let stored: Vec<u8> = sqlx::query_scalar("select hash from api_tokens").fetch_one(&pool).await.unwrap();
    assert!(!token.as_bytes().windows(8).any(|part| stored.windows(8).any(|other| other == part)));
    for wrong in ["", "cs_", "cs_1_x", "cs_99999_x", &token.replace("cs_", "xx_"), &format!("{token}x")] {
        assert!(auth::by_token(&company.runtime, wrong).await.unwrap().is_none(), "{wrong}");
    }
    company.pass(25);
    assert!(auth::by_token(&company.runtime, &token).await.unwrap().is_none(), "expired");
    let token =
        auth::add_token(&company.runtime, company.org, company.bo.person, "script", &scopes, None).await.unwrap();
    auth::revoke_token(&company.runtime, company.org, &token).await.unwrap();
    assert!(auth::by_token(&company.runtime, &token).await.unwrap().is_none(), "revoked");
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_first_administrator_is_made_once_by_the_newest_code(pool: PgPool) {
    let runtime = Runtime::new(pool, Clock::fixed(monday()));
    assert!(auth::setup_needed(&runtime).await.unwrap());
    let old = auth::new_setup_code(&runtime).await.unwrap();
    let code = auth::new_setup_code(&runtime).await.unwrap();
    let first = |code: &str| FirstAdmin {
        code: code.to_owned(),
        organisation: "Fern and Co".into(),
        name: "Dora Vidal".into(),
        email: "dora@fern.example".into(),
        password: PASSWORD.into(),
        time_zone: "Europe/Madrid".into(),
    };
    assert!(matches!(auth::setup(&runtime, &first(&old)).await, Err(Error::Invalid(_))));
    for (code, field) in [(&old, "code"), (&code, "password")] {
        let mut weak = first(code);
        weak.password = "short".into();
        let Err(Error::Invalid(problems)) = auth::setup(&runtime, &weak).await else { panic!("it was too short") };
        assert_eq!(problems[0].field, field, "without the code nothing else is looked at");
    }
    let (one, two) = (first(&code), first(&code));
    let (one, two) = tokio::join!(auth::setup(&runtime, &one), auth::setup(&runtime, &two));
    assert!(one.is_ok() != two.is_ok(), "exactly one");
    assert!(!auth::setup_needed(&runtime).await.unwrap());
    let signed_in = sign_in(&runtime, "dora@fern.example", PASSWORD, "10.0.0.1").await.unwrap();
    let dora = auth::caller(&runtime, signed_in.org, signed_in.user, signed_in.epoch).await.unwrap().unwrap();
    assert!(dora.roles.admin && dora.org_name == "Fern and Co");
}

#[sqlx::test(migrations = "../../migrations")]
async fn of_codes_made_at_once_the_last_one_alone_is_valid(pool: PgPool) {
    let runtime = Runtime::new(pool.clone(), Clock::fixed(monday()));
    let new = || auth::new_setup_code(&runtime);
    for _ in 0..5 {
        let (one, two, three) = tokio::join!(new(), new(), new());
        assert!(one.is_ok() && two.is_ok() && three.is_ok());
        let codes: i64 = sqlx::query_scalar("select count(*) from setup_codes").fetch_one(&pool).await.unwrap();
        assert_eq!(codes, 1);
    }
}
