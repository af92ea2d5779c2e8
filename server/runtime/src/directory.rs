//! The directory: which active people a lookup means. Always of one organisation.

use chrono::{DateTime, Utc};
use engine::forecast::Answers;
use engine::form::{Answer, Data, FieldError, Form};
use engine::ids::PersonId;
use engine::nodes::source::Lookup;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::chain;
use crate::error::{Error, Result};
use crate::ids::OrgRef;

/// How far up a chain of managers is looked.
const HIGHEST: i32 = 20;
/// How often a forecast may ask for more answers.
const ROUNDS: usize = 200;

/// The active people whom a lookup means, in order: members by name, managers nearest first.
pub(crate) async fn find(conn: &mut PgConnection, org: OrgRef, lookup: &Lookup) -> Result<Vec<PersonId>> {
    let ids = match lookup {
        Lookup::Person { id } => {
            sqlx::query_scalar!(
                "select id from users where shard = $1 and org_id = $2 and id = $3 and active and not external",
                org.shard,
                org.id,
                id.0
            )
            .fetch_all(conn)
            .await?
        }
        Lookup::Group { key } => {
            sqlx::query_scalar!(
                "select u.id
                from group_members m
                join users u on u.shard = m.shard and u.id = m.user_id
                where m.shard = $1 and u.shard = $1 and m.org_id = $2 and m.group_key = $3 and u.active
                order by u.name, u.id",
                org.shard,
                org.id,
                key.as_str()
            )
            .fetch_all(conn)
            .await?
        }
        Lookup::ManagersOf { id, levels } => managers(conn, org, id.0, *levels).await?,
        Lookup::Email { address } => by_address(conn, org, address).await?,
    };
    Ok(ids.into_iter().map(PersonId).collect())
}

/// The active person with this address, or the id that somebody outside has, whether they are written down yet or not.
async fn by_address(conn: &mut PgConnection, org: OrgRef, address: &str) -> Result<Vec<Uuid>> {
    let known = sqlx::query!(
        "select id, active from users where shard = $1 and org_id = $2 and email = $3",
        org.shard,
        org.id,
        address
    )
    .fetch_optional(conn)
    .await?;
    Ok(match known {
        Some(person) if person.active => vec![person.id],
        Some(_) => vec![],
        None => vec![external_id(org, address)],
    })
}

/// The id of somebody outside: the same for the same address of an organisation, so that a forecast names who will be asked.
pub(crate) fn external_id(org: OrgRef, address: &str) -> Uuid {
    let digest = chain::digest(&["external", &org.id.to_string(), address]);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// Writes down somebody outside who is asked for the first time. A known address is left as it is.
pub(crate) async fn admit(
    conn: &mut PgConnection,
    org: OrgRef,
    address: &str,
    time_zone: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into users (shard, id, org_id, name, email, time_zone, manager_id, active, designer, admin, password_hash,
            session_epoch, created_at, external)
        values ($1, $2, $3, $4, $5, $6, null, true, false, false, null, 1, $7, true)
        on conflict on constraint users_email_key do nothing",
        org.shard,
        external_id(org, address),
        org.id,
        address.chars().take(200).collect::<String>(),
        address,
        time_zone,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Who has left is passed over: their own manager stands in.
async fn managers(conn: &mut PgConnection, org: OrgRef, of: Uuid, levels: u8) -> Result<Vec<Uuid>> {
    Ok(sqlx::query_scalar!(
        r#"with recursive chain as (
            select u.manager_id as id, 1 as level, array[u.id] as seen
            from users u
            where u.shard = $1 and u.org_id = $2 and u.id = $3
            union all
            select u.manager_id, c.level + 1, c.seen || u.id
            from chain c
            join users u on u.shard = $1 and u.org_id = $2 and u.id = c.id
            where c.level < $5 and u.id <> all(c.seen)
        )
        select u.id
        from chain c
        join users u on u.shard = $1 and u.org_id = $2 and u.id = c.id
        where u.active and u.id <> $3
        group by u.id
        order by min(c.level)
        limit $4"#,
        org.shard,
        org.id,
        of,
        i64::from(levels),
        HIGHEST
    )
    .fetch_all(conn)
    .await?)
}

/// Calls a function that asks for the directory's answers until it has all of them.
pub(crate) async fn answering<T>(
    conn: &mut PgConnection,
    org: OrgRef,
    ask: impl Fn(&Answers) -> Result<T, Vec<Lookup>>,
) -> Result<T> {
    answering_from(conn, org, &mut Answers::new(), ask).await
}

/// The same with answers that are known already; what is looked up is added to them.
pub(crate) async fn answering_from<T>(
    conn: &mut PgConnection,
    org: OrgRef,
    answers: &mut Answers,
    ask: impl Fn(&Answers) -> Result<T, Vec<Lookup>>,
) -> Result<T> {
    for _ in 0..ROUNDS {
        match ask(answers) {
            Ok(answer) => return Ok(answer),
            Err(missing) => {
                for lookup in missing {
                    let found = find(conn, org, &lookup).await?;
                    answers.insert(lookup, found);
                }
            }
        }
    }
    Err(Error::internal("a forecast never stopped asking"))
}

/// Fails with field errors unless everybody named in the answers is an active person of the organisation.
pub(crate) async fn must_know(conn: &mut PgConnection, org: OrgRef, form: &Form, data: &Data) -> Result<()> {
    let mut errors = Vec::new();
    for field in &form.fields {
        if let Some(Answer::Person(person)) = data.0.get(&field.key)
            && find(conn, org, &Lookup::Person { id: *person }).await?.is_empty()
        {
            errors.push(FieldError { field: field.key.clone(), problem: "Choose a person from the list.".to_owned() });
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}

/// A new person.
#[derive(Clone, Debug)]
pub(crate) struct Entry<'a> {
    pub id: Uuid,
    pub name: &'a str,
    pub email: &'a str,
    pub time_zone: &'a str,
    pub manager: Option<Uuid>,
    pub designer: bool,
    pub admin: bool,
    pub password_hash: Option<&'a str>,
}

/// Writes a new person, with the way to find them by e-mail. Somebody outside with this address becomes that person and
/// keeps their id. Gives the id.
pub(crate) async fn add(
    conn: &mut PgConnection,
    org: OrgRef,
    entry: &Entry<'_>,
    now: DateTime<Utc>,
) -> Result<Uuid, sqlx::Error> {
    let id = match promote(conn, org, entry).await? {
        Some(id) => id,
        None => insert(conn, org, entry, now).await?,
    };
    sqlx::query!(
        "insert into logins (shard, email, org_shard, org_id, user_id) values ($1, $2, $3, $4, $5)",
        crate::shard::of_text(entry.email),
        entry.email,
        org.shard,
        org.id,
        id
    )
    .execute(conn)
    .await?;
    Ok(id)
}

async fn promote(conn: &mut PgConnection, org: OrgRef, entry: &Entry<'_>) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "update users set external = false, active = true, name = $4, time_zone = $5, manager_id = $6, designer = $7, admin = $8,
            password_hash = $9
        where shard = $1 and org_id = $2 and email = $3 and external
        returning id",
        org.shard,
        org.id,
        entry.email,
        entry.name,
        entry.time_zone,
        entry.manager,
        entry.designer,
        entry.admin,
        entry.password_hash
    )
    .fetch_optional(conn)
    .await
}

async fn insert(
    conn: &mut PgConnection,
    org: OrgRef,
    entry: &Entry<'_>,
    now: DateTime<Utc>,
) -> Result<Uuid, sqlx::Error> {
    sqlx::query!(
        "insert into users (shard, id, org_id, name, email, time_zone, manager_id, active, designer, admin, password_hash,
            session_epoch, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, true, $8, $9, $10, 1, $11)",
        org.shard,
        entry.id,
        org.id,
        entry.name,
        entry.email,
        entry.time_zone,
        entry.manager,
        entry.designer,
        entry.admin,
        entry.password_hash,
        now
    )
    .execute(conn)
    .await?;
    Ok(entry.id)
}
