//! The database of this process: the one at `DATABASE_URL`, or the private one in the data folder.

use std::path::{Path, PathBuf};

use crate::config::DatabaseSetting;
use crate::postgres::{self, Private, can_reach};

/// Where data goes when the usual folder is one that Postgres cannot reach.
const SYSTEM_DATA: &str = "/var/lib/countersign";

/// A database that can be connected to. Dropping it stops a private one that this process started.
#[derive(Debug)]
pub enum Database {
    At(String),
    Private(Private),
}

impl Database {
    /// For the server: a private one is this process's own. Blocks while it starts.
    pub fn open(setting: &DatabaseSetting) -> Result<Self, postgres::Error> {
        Self::with(setting, Private::start)
    }

    /// For a command: a private one may be that of a running server.
    pub fn open_or_join(setting: &DatabaseSetting) -> Result<Self, postgres::Error> {
        Self::with(setting, Private::start_or_join)
    }

    fn with(
        setting: &DatabaseSetting,
        start: impl FnOnce(&Path) -> Result<Private, postgres::Error>,
    ) -> Result<Self, postgres::Error> {
        match setting {
            DatabaseSetting::At(url) => Ok(Self::At(url.clone())),
            DatabaseSetting::PrivateIn(folder) => start(folder).map(Self::Private),
            DatabaseSetting::PrivateInUsual(folder) => start(&usual(folder)).map(Self::Private),
        }
    }

    /// Where to connect.
    pub fn url(&self) -> &str {
        match self {
            Self::At(url) => url,
            Self::Private(private) => private.url(),
        }
    }

    /// Ends when a private Postgres is not started any more, else never.
    pub async fn given_up(&self) {
        match self {
            Self::At(_) => std::future::pending().await,
            Self::Private(private) => private.given_up().await,
        }
    }
}

/// The usual folder, or one of the system's named after it when this one is under a folder such as /root.
fn usual(folder: &Path) -> PathBuf {
    let Ok(path) = std::path::absolute(folder) else { return folder.to_owned() };
    if can_reach(&path) {
        return path;
    }
    let name = path.to_string_lossy().replace("/.", "/").trim_matches('/').replace('/', "-");
    let instead = Path::new(SYSTEM_DATA).join(name);
    tracing::warn!(folder = %path.display(), instead = %instead.display(), "PostgreSQL does not run as root and its user cannot reach the data folder; using another");
    instead
}
