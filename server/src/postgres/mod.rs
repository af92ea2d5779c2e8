//! A private Postgres: a cluster in the data folder, run from installed programs, reached by a unix socket only.
//! Durability stays on, and the process ends with ours whatever way ours ends.

mod cluster;
mod error;
mod folder;
mod keeper;
mod leftovers;
mod programs;

use std::path::Path;

use sqlx::postgres::PgConnectOptions;
use tokio::sync::watch;

pub use error::Error;

use cluster::Cluster;
use folder::Claim;
use keeper::Keeper;

/// The role and the database inside the private cluster.
const NAME: &str = "countersign";

/// A running private Postgres. Dropping it stops it, unless another process started it.
#[derive(Debug)]
pub struct Private {
    options: PgConnectOptions,
    keeper: Option<Keeper>,
}

impl Private {
    /// Starts the Postgres of this data folder; refuses a folder that another process uses. Blocks until it answers.
    pub fn start(data: &Path) -> Result<Self, Error> {
        match folder::claim(data)? {
            Claim::Ours(folder) => Self::keep(folder),
            Claim::InUse(folder) => Err(Error::InUse { folder }),
        }
    }

    /// Connects to the Postgres of this data folder that a server runs already, or starts it for this command.
    pub fn start_or_join(data: &Path) -> Result<Self, Error> {
        match folder::claim(data)? {
            Claim::Ours(folder) => Self::keep(folder),
            Claim::InUse(folder) => {
                let socket = cluster::running_socket(&folder).ok_or(Error::InUse { folder })?;
                Ok(Self { options: options(&socket), keeper: None })
            }
        }
    }

    fn keep(folder: folder::Folder) -> Result<Self, Error> {
        let cluster = Cluster::prepare(folder)?;
        let options = options(cluster.socket());
        Ok(Self { options, keeper: Some(Keeper::start(cluster)?) })
    }

    /// How to connect.
    pub fn options(&self) -> &PgConnectOptions {
        &self.options
    }

    /// Turns true when Postgres ended again and again and is not started any more.
    pub fn given_up(&self) -> Option<watch::Receiver<bool>> {
        self.keeper.as_ref().map(Keeper::given_up)
    }
}

fn options(socket: &Path) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass().socket(socket).port(cluster::PORT).username(NAME).database(NAME)
}

#[cfg(test)]
mod tests;
