//! Adding organisations, people and groups; for the command line, the setup page and the demo.

use engine::ids::{GroupKey, PersonId};
use engine::nodes::source::Lookup;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{passwords, sign_in};
use crate::directory;
use crate::error::{Error, Result, broken_constraint};
use crate::ids::{OrgRef, new_id};
use crate::links;
use crate::runtime::Runtime;

/// The longest e-mail, in characters.
const LONGEST_EMAIL: usize = 254;
/// The longest name, in characters.
const LONGEST_NAME: usize = 200;

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    pub org: OrgRef,
    pub name: String,
}

/// A person to add.
#[derive(Clone, Debug, Default)]
pub struct NewUser {
    pub name: String,
    pub email: String,
    /// IANA name.
    pub time_zone: String,
    pub manager: Option<PersonId>,
    pub designer: bool,
    pub admin: bool,
    /// None: cannot sign in by password.
    pub password: Option<String>,
}

/// Adds an organisation.
pub async fn add_org(runtime: &Runtime, name: &str) -> Result<OrgRef> {
    let mut conn = runtime.pool().acquire().await?;
    insert_org(&mut conn, name, runtime.clock.now()).await
}

pub(super) async fn insert_org(
    conn: &mut sqlx::PgConnection,
    name: &str,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<OrgRef> {
    let name = good_name("organisation", name)?;
    let org = OrgRef::of(new_id(now));
    sqlx::query!(
        "insert into organisations (shard, id, name, created_at) values ($1, $2, $3, $4)",
        org.shard,
        org.id,
        name,
        now
    )
    .execute(conn)
    .await?;
    Ok(org)
}

/// All organisations by name; for the command line.
pub async fn organisations(runtime: &Runtime) -> Result<Vec<Organisation>> {
    let rows =
        sqlx::query!("select shard, id, name from organisations order by name, id").fetch_all(runtime.pool()).await?;
    Ok(rows
        .into_iter()
        .map(|row| Organisation { org: OrgRef { shard: row.shard, id: row.id }, name: row.name })
        .collect())
}

/// Adds a person. Every problem is a field error.
pub async fn add_user(runtime: &Runtime, org: OrgRef, user: &NewUser) -> Result<PersonId> {
    let hash = match &user.password {
        Some(password) => Some(checked_hash(password).await?),
        None => None,
    };
    let mut tx = runtime.shards.pool(org.shard).begin().await?;
    let id = insert_user(&mut tx, org, user, hash.as_deref(), runtime.clock.now()).await?;
    tx.commit().await?;
    Ok(id)
}

pub(super) async fn checked_hash(password: &str) -> Result<String> {
    passwords::must_be_good(password)?;
    passwords::hash(password).await
}

pub(super) async fn insert_user(
    conn: &mut sqlx::PgConnection,
    org: OrgRef,
    user: &NewUser,
    password_hash: Option<&str>,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<PersonId> {
    let email = sign_in::normal_email(&user.email);
    let well_formed =
        email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'));
    if !well_formed
        || email.chars().count() > LONGEST_EMAIL
        || email.chars().any(|c| c.is_whitespace() || c.is_control())
    {
        return Err(Error::field("email", "Enter an e-mail address, like ana@example.org."));
    }
    let name = good_name("name", &user.name)?;
    if user.time_zone.parse::<chrono_tz::Tz>().is_err() {
        return Err(Error::field("time_zone", "Enter a time zone, like Europe/Madrid."));
    }
    // The foreign key knows the shard, which several organisations share.
    if let Some(id) = user.manager
        && directory::find(&mut *conn, org, &Lookup::Person { id }).await?.is_empty()
    {
        return Err(Error::field("manager", "There is no such person."));
    }
    let id = new_id(now);
    let entry = directory::Entry {
        id,
        name,
        email: &email,
        time_zone: &user.time_zone,
        manager: user.manager.map(|manager| manager.0),
        designer: user.designer,
        admin: user.admin,
        password_hash,
    };
    match directory::add(conn, org, &entry, now).await {
        Ok(id) => Ok(PersonId(id)),
        Err(error) => Err(match broken_constraint(&error) {
            Some("users_email_key" | "logins_pkey") => Error::field("email", "Somebody has this e-mail already."),
            Some("users_manager_fkey") => Error::field("manager", "There is no such person."),
            Some("users_org_fkey") => Error::NotFound,
            _ => error.into(),
        }),
    }
}

fn good_name<'a>(field: &str, name: &'a str) -> Result<&'a str> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(Error::field(field, format!("Enter a name of at most {LONGEST_NAME} characters.")));
    }
    Ok(name)
}

/// The person with an e-mail, active or not.
pub async fn find_user(runtime: &Runtime, email: &str) -> Result<Option<(OrgRef, PersonId)>> {
    let mut conn = runtime.pool().acquire().await?;
    sign_in::login(&mut conn, &sign_in::normal_email(email)).await
}

/// Sets a password and ends every session of the person.
pub async fn set_password(runtime: &Runtime, org: OrgRef, user: PersonId, password: &str) -> Result<()> {
    let hash = checked_hash(password).await?;
    let set = sqlx::query!(
        "update users set password_hash = $4, session_epoch = session_epoch + 1 where shard = $1 and org_id = $2 and id = $3",
        org.shard,
        org.id,
        user.0,
        hash
    )
    .execute(runtime.shards.pool(org.shard))
    .await?;
    if set.rows_affected() == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// Makes a person inactive: they cannot sign in any more and are not asked any more.
pub async fn deactivate(runtime: &Runtime, org: OrgRef, user: PersonId) -> Result<()> {
    let mut tx = runtime.shards.pool(org.shard).begin().await?;
    links::revoke_of_person(&mut tx, org, user.0, runtime.clock.now()).await?;
    let set = sqlx::query!(
        "update users set active = false, session_epoch = session_epoch + 1 where shard = $1 and org_id = $2 and id = $3",
        org.shard,
        org.id,
        user.0
    )
    .execute(&mut *tx)
    .await?;
    if set.rows_affected() != 1 {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    Ok(())
}

/// People outside with this address, one for each organisation that asks them.
pub async fn find_external(runtime: &Runtime, email: &str) -> Result<Vec<(OrgRef, PersonId)>> {
    let mut found = Vec::new();
    for (pool, shards) in runtime.shards.groups() {
        let rows = sqlx::query!(
            "select shard, org_id, id from users where shard = any($1) and email = $2 and external",
            shards,
            sign_in::normal_email(email)
        )
        .fetch_all(pool)
        .await?;
        found.extend(rows.into_iter().map(|row| (OrgRef { shard: row.shard, id: row.org_id }, PersonId(row.id))));
    }
    Ok(found)
}

/// Adds a group; one with this key is left as it is.
pub async fn add_group(runtime: &Runtime, org: OrgRef, key: &GroupKey, name: &str) -> Result<()> {
    let name = good_name("name", name)?;
    sqlx::query!(
        "insert into groups (shard, org_id, key, name) values ($1, $2, $3, $4) on conflict on constraint groups_pkey do nothing",
        org.shard,
        org.id,
        key.as_str(),
        name
    )
    .execute(runtime.shards.pool(org.shard))
    .await
    .map_err(|error| match broken_constraint(&error) {
        Some("groups_key_form") => Error::field("key", "A key has lower-case letters, digits, - and _, and begins with a letter."),
        Some("groups_org_fkey") => Error::NotFound,
        _ => error.into(),
    })?;
    Ok(())
}

/// Puts a person into a group of the same organisation.
pub async fn add_member(runtime: &Runtime, org: OrgRef, group: &GroupKey, person: PersonId) -> Result<()> {
    let known: Option<Uuid> = sqlx::query_scalar!(
        "select u.id from users u
        join groups g on g.shard = u.shard and g.org_id = u.org_id
        where u.shard = $1 and g.shard = $1 and u.org_id = $2 and u.id = $3 and g.key = $4",
        org.shard,
        org.id,
        person.0,
        group.as_str()
    )
    .fetch_optional(runtime.shards.pool(org.shard))
    .await?;
    if known.is_none() {
        return Err(Error::NotFound);
    }
    sqlx::query!(
        "insert into group_members (shard, org_id, group_key, user_id) values ($1, $2, $3, $4)
        on conflict on constraint group_members_pkey do nothing",
        org.shard,
        org.id,
        group.as_str(),
        person.0
    )
    .execute(runtime.shards.pool(org.shard))
    .await?;
    Ok(())
}
