//! Why there is no private Postgres, in sentences that say what to do.

use std::io;
use std::path::PathBuf;

/// Why the private Postgres does not run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "PostgreSQL 15 or newer is not installed; install it (Debian and Ubuntu: apt-get install postgresql), \
         name its folder of programs in PG_BINDIR, or set DATABASE_URL"
    )]
    NotInstalled,
    #[error("the data folder {} was made by PostgreSQL {version}, whose programs are not installed", folder.display())]
    OtherVersion { folder: PathBuf, version: u32 },
    #[error(
        "COUNTERSIGN_DATA is {}, which user {user} cannot reach; PostgreSQL refuses to run as root and runs as \
         {user}, so choose a folder that {user} can enter, such as /var/lib/countersign",
        folder.display()
    )]
    Unreachable { folder: PathBuf, user: String },
    #[error("COUNTERSIGN_DATA is {}, which holds files of something else; choose an empty or a new folder", .0.display())]
    NotOurs(PathBuf),
    #[error("the data folder {} is in use by another countersign process", folder.display())]
    InUse { folder: PathBuf },
    #[error("there is no user that PostgreSQL could run as; create one named postgres")]
    NoUser,
    #[error("{program} failed: {said}")]
    Failed { program: &'static str, said: String },
    #[error("{what} {} is not possible", path.display())]
    Io { what: &'static str, path: PathBuf, source: io::Error },
}

/// Adds what was attempted on which path to an I/O error.
pub(super) trait Attempt<T> {
    fn attempt(self, what: &'static str, path: impl Into<PathBuf>) -> Result<T, Error>;
}

impl<T> Attempt<T> for io::Result<T> {
    fn attempt(self, what: &'static str, path: impl Into<PathBuf>) -> Result<T, Error> {
        self.map_err(|source| Error::Io { what, path: path.into(), source })
    }
}
