//! Published documents.

use sqlx::PgConnection;

use crate::error::Result;
use crate::ids::OrgRef;

/// The document of a version, exactly as it was published.
pub(crate) async fn document(conn: &mut PgConnection, org: OrgRef, key: &str, version: i32) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!(
        "select document from definition_versions where shard = $1 and org_id = $2 and key = $3 and version = $4",
        org.shard,
        org.id,
        key,
        version
    )
    .fetch_optional(conn)
    .await?)
}

/// The newest version's number.
pub(crate) async fn newest(conn: &mut PgConnection, org: OrgRef, key: &str) -> Result<Option<i32>> {
    Ok(sqlx::query_scalar!(
        "select version from definitions where shard = $1 and org_id = $2 and key = $3",
        org.shard,
        org.id,
        key
    )
    .fetch_optional(conn)
    .await?)
}
