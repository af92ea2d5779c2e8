//! The first administrator: made once, by whoever reads the one-time code on the server's console.

use super::organisations::{self, NewUser};
use super::sign_in::SignedIn;
use super::tokens;
use crate::error::{Error, Result};
use crate::runtime::Runtime;
use crate::shard;

/// What the setup page asks.
#[derive(Clone, Debug)]
pub struct FirstAdmin {
    pub code: String,
    pub organisation: String,
    pub name: String,
    pub email: String,
    pub password: String,
    /// IANA name.
    pub time_zone: String,
}

/// Whether nobody is there yet.
pub async fn setup_needed(runtime: &Runtime) -> Result<bool> {
    Ok(sqlx::query_scalar!(r#"select not exists (select 1 from users) as "needed!""#).fetch_one(runtime.pool()).await?)
}

/// Makes a new code in place of the last one; to be printed on the console.
pub async fn new_setup_code(runtime: &Runtime) -> Result<String> {
    let code = tokens::secret();
    let mut tx = runtime.pool().begin().await?;
    // Two at once would each leave a code, neither seeing the other's.
    sqlx::query!("lock table setup_codes in share row exclusive mode").execute(&mut *tx).await?;
    sqlx::query!("delete from setup_codes where shard = $1", shard_of_setup()).execute(&mut *tx).await?;
    sqlx::query!(
        "insert into setup_codes (shard, hash, created_at) values ($1, $2, $3)",
        shard_of_setup(),
        &tokens::hash(&code),
        runtime.clock.now()
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(code)
}

/// Makes the organisation and its first administrator, and uses up the code.
pub async fn setup(runtime: &Runtime, first: &FirstAdmin) -> Result<SignedIn> {
    let code = tokens::hash(first.code.trim());
    // Before the costly hash of the password, which nobody without the code can then ask for.
    let known = sqlx::query_scalar!(
        r#"select exists (select 1 from setup_codes where shard = $1 and hash = $2) as "known!""#,
        shard_of_setup(),
        &code
    )
    .fetch_one(runtime.pool())
    .await?;
    if !known {
        return Err(wrong_code());
    }
    let hash = organisations::checked_hash(&first.password).await?;
    let now = runtime.clock.now();
    let mut tx = runtime.pool().begin().await?;
    let used = sqlx::query!("delete from setup_codes where shard = $1 and hash = $2", shard_of_setup(), &code)
        .execute(&mut *tx)
        .await?;
    if used.rows_affected() != 1 {
        return Err(wrong_code());
    }
    let somebody =
        sqlx::query_scalar!(r#"select exists (select 1 from users) as "somebody!""#).fetch_one(&mut *tx).await?;
    if somebody {
        return Err(Error::Conflict("This was set up already. Sign in.".to_owned()));
    }
    let org = organisations::insert_org(&mut tx, &first.organisation, now).await?;
    let admin = NewUser {
        name: first.name.clone(),
        email: first.email.clone(),
        time_zone: first.time_zone.clone(),
        designer: true,
        admin: true,
        ..NewUser::default()
    };
    let person = organisations::insert_user(&mut tx, org, &admin, Some(&hash), now).await?;
    tx.commit().await?;
    Ok(SignedIn { org, user: person, epoch: 1 })
}

fn wrong_code() -> Error {
    Error::field("code", "This is not the code that the server printed.")
}

fn shard_of_setup() -> i16 {
    shard::of_text("setup")
}
