//! Who the token stands for, and the directory that forms and delegations name people from.

use axum::Json;
use axum::extract::State;
use runtime::{Runtime, read};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Answer;
use super::access::{Allowed, Read, Token};
use super::document::{Reads, TokenOnly};
use super::wire::Person;

/// The person of the token.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    pub id: Uuid,
    #[schema(example = "Ana Ruiz")]
    pub name: String,
    #[schema(format = "email", example = "ana@fern.example")]
    pub email: String,
    /// IANA name of the zone in which sentences name times.
    #[schema(example = "Europe/Madrid")]
    pub time_zone: String,
    pub organisation: Organisation,
    /// May publish definitions.
    pub designer: bool,
    /// May see and cancel every request.
    pub admin: bool,
    /// Keys of the person's groups.
    #[schema(example = json!(["finance"]))]
    pub groups: Vec<String>,
    /// What the token may do.
    #[schema(example = json!(["read", "requests:write"]))]
    pub scopes: Vec<String>,
}

/// The organisation that everything here belongs to.
#[derive(Debug, Serialize, ToSchema)]
pub struct Organisation {
    pub id: Uuid,
    #[schema(example = "Fern and Co")]
    pub name: String,
}

/// Who the token stands for
///
/// Needs a good token, but no scope.
#[utoipa::path(
    get,
    path = "/me",
    tag = "people",
    operation_id = "get_me",
    responses((status = 200, description = "The person and the token's scopes.", body = Me), TokenOnly),
    security(("token" = []))
)]
pub async fn me(token: Token) -> Json<Me> {
    let Token { caller, scopes } = token;
    Json(Me {
        designer: caller.may_design(),
        id: caller.person.0,
        name: caller.name,
        email: caller.email,
        time_zone: caller.time_zone,
        organisation: Organisation { id: caller.org.id, name: caller.org_name },
        admin: caller.roles.admin,
        groups: caller.groups.into_iter().map(|group| group.0).collect(),
        scopes,
    })
}

/// Somebody in the directory.
#[derive(Debug, Serialize, ToSchema)]
pub struct DirectoryEntry {
    pub id: Uuid,
    #[schema(example = "Bo Lind")]
    pub name: String,
    #[schema(format = "email", example = "bo@fern.example")]
    pub email: String,
    /// Whether they can be asked.
    pub active: bool,
    pub manager: Option<Person>,
}

/// The directory.
#[derive(Debug, Serialize, ToSchema)]
pub struct Directory {
    /// By name.
    pub people: Vec<DirectoryEntry>,
}

/// List the people of the organisation
///
/// Forms and delegations name people by these ids.
#[utoipa::path(
    get,
    path = "/people",
    tag = "people",
    operation_id = "list_people",
    responses((status = 200, description = "Everybody, by name.", body = Directory), Reads),
    security(("token" = ["read"]))
)]
pub async fn people(Allowed { caller, .. }: Allowed<Read>, State(runtime): State<Runtime>) -> Answer<Directory> {
    let people = read::people(&runtime, &caller).await?.into_iter().map(|row| DirectoryEntry {
        id: row.id.0,
        name: row.name,
        email: row.email,
        active: row.active,
        manager: row.manager.map(Person::from),
    });
    Ok(Json(Directory { people: people.collect() }))
}
