//! The directory: which active people a lookup means. Always of one organisation.

use chrono::{DateTime, Utc};
use engine::forecast::Answers;
use engine::form::{Answer, Data, FieldError, Form};
use engine::ids::PersonId;
use engine::nodes::source::Lookup;
use sqlx::PgConnection;
use uuid::Uuid;

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
                "select id from users where shard = $1 and org_id = $2 and id = $3 and active",
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
    };
    Ok(ids.into_iter().map(PersonId).collect())
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
    let mut answers = Answers::new();
    for _ in 0..ROUNDS {
        match ask(&answers) {
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

/// Writes a new person, with the way to find them by e-mail.
pub(crate) async fn add(
    conn: &mut PgConnection,
    org: OrgRef,
    entry: &Entry<'_>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
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
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into logins (shard, email, org_shard, org_id, user_id) values ($1, $2, $3, $4, $5)",
        crate::shard::of_text(entry.email),
        entry.email,
        org.shard,
        org.id,
        entry.id
    )
    .execute(conn)
    .await?;
    Ok(())
}
