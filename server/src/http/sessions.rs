//! The session of each request: a random id in a cookie, everything else in Postgres, as `runtime::sessions` keeps it.

use async_trait::async_trait;
use runtime::{Runtime, sessions};
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::{Duration, OffsetDateTime};
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, SessionManagerLayer, SessionStore};

/// How long a browser keeps the cookie. Whether the session still lasts is not for the browser to say.
const COOKIE: Duration = Duration::seconds(sessions::LONGEST.num_seconds());

/// The layer that gives every request its session. Over https the cookie is bound to this host.
pub fn layer(runtime: Runtime, is_https: bool) -> SessionManagerLayer<Store> {
    SessionManagerLayer::new(Store(runtime))
        .with_name(if is_https { "__Host-countersign" } else { "countersign" })
        .with_secure(is_https)
        .with_http_only(true)
        // Links from mail must arrive with the session; forms are guarded by the check of the origin.
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(COOKIE))
}

/// Sessions in the runtime's database.
#[derive(Debug, Clone)]
pub struct Store(Runtime);

#[async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> Result<()> {
        while !sessions::create(&self.0, &record.id.to_string(), &data(record)?).await.map_err(failed)? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        sessions::save(&self.0, &record.id.to_string(), &data(record)?).await.map_err(failed)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let Some(data) = sessions::load(&self.0, &id.to_string()).await.map_err(failed)? else { return Ok(None) };
        let data = serde_json::from_value(data).map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date: OffsetDateTime::now_utc() + COOKIE }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        sessions::end(&self.0, &id.to_string()).await.map_err(failed)
    }
}

fn data(record: &Record) -> Result<serde_json::Value> {
    serde_json::to_value(&record.data).map_err(|error| Error::Encode(error.to_string()))
}

fn failed(error: runtime::Error) -> Error {
    Error::Backend(format!("{error:?}"))
}
